"""The officer's desk: what boards asked for and were not yet told is done, and what is said about each."""

from fastapi import APIRouter, HTTPException
from fastapi.responses import RedirectResponse, Response

from governance.answers import AnswerFault
from governance.errors import RecordError
from governance.terms import Role
from plan_store import decisions
from plan_store.database import Session, reading, transaction
from plan_store.tables import Board, Decision, Meeting, Resolution
from portal.deps import Visit, Visiting
from portal.desk.forms import Box, Sent, Typed, read_boxes, shown_as

router = APIRouter()
SHOWN = ["GET", "HEAD"]
HERE = "/desk/meetings"
ADDRESS = "/desk/decisions"
OPEN, MET = "open", "met"
Found = tuple[Decision, Resolution, Meeting, Board]
RESPONSE = Box(
    name="response",
    label="What has been done about it?",
    kind="lines",
    hint="The next paper says this to the board, word for word.",
    needed="Write what has been done about it.",
)
WHETHER = Box(
    name="met",
    label="Is it done?",
    kind="radios",
    options=(
        (OPEN, "Not yet: it stays on this list, and the next papers answer it"),
        (MET, "Yes: nothing more is to come"),
    ),
    needed="Choose whether it is done.",
)
BOXES = (RESPONSE, WHETHER)


@router.api_route("/desk/decisions", methods=SHOWN)
def show_decisions(visit: Visiting, done: int = 0) -> Response:
    """Everything open, oldest first, then what was met last. done: the decision just answered, for the banner."""
    with reading(visit.engine) as session:
        waiting, met = decisions.still_open(session), decisions.met(session)
        return visit.show(
            "desk_minutes/decisions.html",
            here=HERE,
            waiting=waiting,
            met=met,
            answered=next((row for row in (*waiting, *met) if row[0].id == done), None),
            may_record=visit.may(Role.OFFICER),
        )


@router.api_route("/desk/decisions/{decision_id:int}", methods=SHOWN)
def show_decision(visit: Visiting, decision_id: int) -> Response:
    with reading(visit.engine) as session:
        found = _known(session, decision_id)
        decision = found[0]
        values = {"response": decision.response, "met": MET if decision.met_at else ""}
        return _show(session, visit, found, shown_as(BOXES, values), ())


@router.post("/desk/decisions/{decision_id:int}")
def take_response(visit: Visiting, decision_id: int, sent: Sent) -> Response:
    """Keep what has been done. It can be written anew, and a decision that was met can be opened again."""
    with transaction(visit.engine) as session:
        found = _known(session, decision_id)
        typed = read_boxes(sent, BOXES)
        if typed.faults:
            return _show(session, visit, found, typed, tuple(typed.faults), status=422)
        decision, words, met = found[0], typed.values["response"], typed.values["met"] == MET
        if (decision.response, decision.met_at is not None) != (words, met):
            decisions.respond(session, decision, words, met=met, by=visit.by, at=visit.at)
    return RedirectResponse(f"{ADDRESS}?done={decision_id}", status_code=303)


def _known(session: Session, decision_id: int) -> Found:
    try:
        return decisions.require(session, decision_id)
    except RecordError as fault:
        raise HTTPException(404, str(fault)) from None


def _show(
    session: Session, visit: Visit, found: Found, typed: Typed, faults: tuple[AnswerFault, ...], *, status: int = 200
) -> Response:
    decision, resolution, meeting, board = found
    return visit.show(
        "desk_minutes/decision.html",
        status=status,
        here=HERE,
        decision=decision,
        resolution=resolution,
        meeting=meeting,
        board=board,
        actions=decisions.actions_from(session, decision),
        boxes=BOXES,
        typed=typed,
        faults=faults,
        fault_of={fault.field: fault.sentence for fault in faults},
        targets={box.name: box.target for box in BOXES},
    )
