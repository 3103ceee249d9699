"""The officer's desk: an action's date moved or corrected, the action taken out of the plan and put back.

Each asks why, and who decided it; all of it can be undone. It knows nothing of how an edit is kept.
"""

from datetime import date

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from flows.date_requests import check_may_decide, those_who_decide
from governance.answers import AnswerFault
from governance.errors import CycleError, RecordError
from governance.wording import day
from plan_store import dates_by_hand, plans
from plan_store.database import Session, reading, transaction
from plan_store.tables import Action
from portal.deps import Visit, Visiting
from portal.desk.forms import Box, FormSent, Sent, Typed, compare, read_boxes
from portal.desk.lookup import the_action
from portal.plan_desk.addresses import plan_page
from portal.plan_desk.form_page import FormPage, back_to, refuse, show_form

router = APIRouter()
SHOWN = ["GET", "HEAD"]
HERE = "/desk/plan"
BACK = "Back to the action"


@router.api_route("/desk/plan/move-date/{reference:path}", methods=SHOWN)
def show_move(visit: Visiting, reference: str) -> Response:
    return _show_date_form(visit, reference, moving=True)


@router.post("/desk/plan/move-date/{reference:path}")
def move_date(visit: Visiting, reference: str, sent: Sent) -> Response:
    """The date as somebody decided it; it stands in the record of moves, and the first date stays as it is."""
    return _take_date(visit, reference, sent, moving=True)


@router.api_route("/desk/plan/correct-date/{reference:path}", methods=SHOWN)
def show_correction(visit: Visiting, reference: str) -> Response:
    return _show_date_form(visit, reference, moving=False)


@router.post("/desk/plan/correct-date/{reference:path}")
def correct_date(visit: Visiting, reference: str, sent: Sent) -> Response:
    """A date that was written down wrongly; the first date is corrected with it, where it was the same."""
    return _take_date(visit, reference, sent, moving=False)


def _show_date_form(visit: Visit, reference: str, *, moving: bool) -> Response:
    with reading(visit.engine) as session:
        action, page = _load_date(session, visit, reference, moving=moving)
        due = action.due_on.isoformat() if action.due_on else ""
        return show_form(visit, page, Typed(values={}, was={"to_on": due}))


def _take_date(visit: Visit, reference: str, sent: FormSent, *, moving: bool) -> Response:
    def load(session: Session) -> tuple[Action, FormPage]:
        return _load_date(session, visit, reference, moving=moving)

    try:
        with transaction(visit.engine) as session:
            action, page = load(session)
            typed = read_boxes(sent, page.boxes)
            due = action.due_on.isoformat() if action.due_on else ""
            if not typed.faults and typed.values["to_on"] == due:
                typed.faults.append(AnswerFault("to_on", "The action has this date already. Give another one."))
            if typed.faults:
                return show_form(visit, page, typed, faults=typed.faults, status=422)
            _, clashes = compare(page.boxes[:1], typed, {"to_on": due})
            if clashes:
                typed.was["to_on"] = due
                return show_form(visit, page, typed, clashes=clashes, status=409)
            group = _write_date(session, visit, action, typed, moving=moving)
    except (RecordError, CycleError) as refusal:
        return refuse(visit, sent, load, refusal)
    return back_to(page.back, saved=group)


def _write_date(session: Session, visit: Visit, action: Action, typed: Typed, *, moving: bool) -> str | None:
    to_on, why = date.fromisoformat(typed.values["to_on"]), typed.values["why"]
    if not moving:
        return dates_by_hand.correct(session, action, to_on, reason=why, by=visit.by, at=visit.at)
    decided_by = typed.values["decided_by"]
    check_may_decide(session, visit.office, decided_by)
    return dates_by_hand.move(session, action, to_on, decided_by=decided_by, reason=why, by=visit.by, at=visit.at)


def _load_date(session: Session, visit: Visit, reference: str, *, moving: bool) -> tuple[Action, FormPage]:
    action = the_action(session, reference)
    due = f"It is due on {day(action.due_on)}." if action.due_on else "It has no date now."
    new = Box(
        name="to_on", label="The new date" if moving else "The right date", kind="date", hint="For example, 27 3 2027.",
        needed="Give the date the action should be finished.",
    )  # fmt: skip
    why = Box(
        name="why",
        label="Why it moves" if moving else "What was wrong, and how you know",
        kind="lines",
        needed="Write why. It is kept with the date.",
    )
    intro = (
        f"{due} {action.title}",
        "The first date is kept, and the next paper says that the date moved, who decided it and why. "
        "A request for a new date that waits is settled by this."
        if moving
        else "Only for a date that was written down wrongly. Nobody decided anything, so it does not count as a move; "
        "the history keeps both dates and your reason. A date that a board has read can only be moved.",
    )
    boxes = (new, _decided_by(session, visit), why) if moving else (new, why)
    return action, FormPage(
        title=f"{'Move' if moving else 'Correct'} the date of {reference}",
        action=plan_page("move-date" if moving else "correct-date", reference),
        boxes=boxes,
        submit=f"{'Move' if moving else 'Correct'} the date",
        back=plan_page("actions", reference),
        back_label=BACK,
        here=HERE,
        intro=intro,
    )


def _decided_by(session: Session, visit: Visit) -> Box:
    return Box(
        name="decided_by",
        label="Who decided it",
        kind="choice",
        options=tuple((name, name) for name in those_who_decide(session, visit.office)),
        needed="Say who decided it: a board, or somebody who may.",
        hint="The paper names them. Who may decide on dates is set in council.toml.",
    )


@router.api_route("/desk/plan/withdraw/{reference:path}", methods=SHOWN)
def show_withdraw(visit: Visiting, reference: str) -> Response:
    with reading(visit.engine) as session:
        _, page = _load_leaving(session, visit, reference)
        return show_form(visit, page, Typed(values={}))


@router.post("/desk/plan/withdraw/{reference:path}")
def withdraw(visit: Visiting, reference: str, sent: Sent) -> Response:
    """Take an action out of the plan; it can be put back with everything that was said about it."""
    return _take_leaving(visit, reference, sent, back=False)


@router.api_route("/desk/plan/restore/{reference:path}", methods=SHOWN)
def show_restore(visit: Visiting, reference: str) -> Response:
    with reading(visit.engine) as session:
        _, page = _load_return(session, reference)
        return show_form(visit, page, Typed(values={}))


@router.post("/desk/plan/restore/{reference:path}")
def restore(visit: Visiting, reference: str, sent: Sent) -> Response:
    return _take_leaving(visit, reference, sent, back=True)


def _take_leaving(visit: Visit, reference: str, sent: FormSent, *, back: bool) -> Response:
    with transaction(visit.engine) as session:
        action, page = _load_return(session, reference) if back else _load_leaving(session, visit, reference)
        typed = read_boxes(sent, page.boxes)
        if typed.faults:
            return show_form(visit, page, typed, faults=typed.faults, status=422)
        who, why = {"by": visit.by}, typed.values["why"]
        if back:
            group = plans.put_back(session, action, why=why, at=visit.at, **who)
        else:
            decided_by = typed.values["decided_by"]
            group = plans.take_out(session, action, visit.today, why=why, decided_by=decided_by, at=visit.at, **who)
    return back_to(page.back, **({"saved": group} if group else {"unchanged": "1"}))


def _load_leaving(session: Session, visit: Visit, reference: str) -> tuple[Action, FormPage]:
    action = the_action(session, reference)
    if action.gone_on is not None:
        raise HTTPException(409, f"{reference} was taken out of the plan on {day(action.gone_on)} already.")
    why = Box(name="why", label="Why", kind="lines", needed="Write why. It is kept with the action.")
    return action, FormPage(
        title=f"Take {reference} out of the plan?",
        action=plan_page("withdraw", reference),
        boxes=(_decided_by(session, visit), why),
        submit="Take it out of the plan",
        back=plan_page("actions", reference),
        back_label=BACK,
        here=HERE,
        intro=(
            action.title,
            f"From today, {day(visit.today)}, nobody is asked about it, and the next paper says that it was in the "
            "last one and is no longer in the plan. Its answers and dates are kept, a spreadsheet that still names "
            "it does not bring it back, and you can put it back.",
        ),
    )


def _load_return(session: Session, reference: str) -> tuple[Action, FormPage]:
    action = the_action(session, reference)
    if action.gone_on is None:
        raise HTTPException(409, f"{reference} is in the plan, so there is nothing to put back.")
    return action, FormPage(
        title=f"Put {reference} back into the plan?",
        action=plan_page("restore", reference),
        boxes=(Box(name="why", label="Why", kind="lines", needed="Write why. It is kept with the action."),),
        submit="Put it back",
        back=plan_page("actions", reference),
        back_label=BACK,
        here=HERE,
        intro=(
            action.title,
            "It is in the plan again with its dates and answers, and in the next paper that is drafted.",
        ),
    )
