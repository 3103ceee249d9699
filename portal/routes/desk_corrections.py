"""The officer's desk: the words of a recorded resolution put right, with what they were kept beside them."""

from dataclasses import replace

from fastapi import APIRouter, HTTPException
from fastapi.responses import RedirectResponse, Response

from governance.answers import AnswerFault
from governance.errors import RecordError
from plan_store import decisions
from plan_store.database import Session, reading, transaction
from plan_store.tables import Resolution
from portal.deps import Visit, Visiting
from portal.desk.forms import Box, Sent, Typed, compare, read_boxes, shown_as
from portal.desk.history import EditShown, history_of
from portal.plan_desk.meeting_words import meeting_shown

router = APIRouter()
SHOWN = ["GET", "HEAD"]
HERE = "/desk/meetings"
WORDS = Box(
    name="words",
    label="What was resolved, word for word",
    kind="lines",
    needed="Write what was resolved, word for word.",
)


@router.api_route("/desk/resolutions/{resolution_id:int}/correct", methods=SHOWN)
def show_correction(visit: Visiting, resolution_id: int) -> Response:
    with reading(visit.engine) as session:
        resolution = _known(session, resolution_id)
        return _show(session, visit, resolution, shown_as(_boxes(session, resolution), _now(session, resolution)), ())


@router.post("/desk/resolutions/{resolution_id:int}/correct")
def take_correction(visit: Visiting, resolution_id: int, sent: Sent) -> Response:
    """Keep the new words and what they were; nobody's correction is written over unseen."""
    with transaction(visit.engine) as session:
        resolution = _known(session, resolution_id)
        boxes, now = _boxes(session, resolution), _now(session, resolution)
        typed = read_boxes(sent, boxes)
        faults = tuple(typed.faults)
        if not faults:
            changes, clashes = compare(boxes, typed, now)
            faults = tuple(_clash(typed, clash.box.name, clash.now) for clash in clashes)
        if faults:
            return _show(session, visit, resolution, typed, faults, status=422)
        limbs = {int(name.removeprefix("limb_")): said for name, said in changes.items() if name != "words"}
        words = changes.get("words", resolution.words)
        decisions.correct(session, resolution, words, limbs, by=visit.by, at=visit.at)
        meeting = meeting_shown(session, visit, resolution.meeting_id)
    return RedirectResponse(f"{meeting.address}?done=corrected", status_code=303)


def _clash(typed: Typed, name: str, now: str) -> AnswerFault:
    """Somebody else corrected this meanwhile. The form now knows of it, so that sending it again is on purpose."""
    typed.was[name] = now
    return AnswerFault(name, f"This was corrected meanwhile to “{now}”. Save again to put your words in its place.")


def _known(session: Session, resolution_id: int) -> Resolution:
    try:
        return decisions.find_resolution(session, resolution_id)
    except RecordError as fault:
        raise HTTPException(404, str(fault)) from None


def _boxes(session: Session, resolution: Resolution) -> tuple[Box, ...]:
    limbs = decisions.of_resolution(session, resolution)
    return (
        WORDS,
        *(
            Box(
                name=f"limb_{decision.limb}",
                label=f"Words of limb {decision.limb}",
                kind="lines",
                width="short",
                needed=f"Write the words of limb {decision.limb}.",
            )
            for decision in limbs
        ),
    )


def _now(session: Session, resolution: Resolution) -> dict[str, str | None]:
    limbs = {f"limb_{decision.limb}": decision.words for decision in decisions.of_resolution(session, resolution)}
    return {"words": resolution.words, **limbs}


def _history(session: Session, resolution: Resolution) -> list[EditShown]:
    """One entry for each correction, whichever of the words it was of."""
    rows = [
        ("resolution", resolution.id),
        *(("decision", row.id) for row in decisions.of_resolution(session, resolution)),
    ]
    merged: dict[str, EditShown] = {}
    for kind, row_id in rows:
        for edit in history_of(session, kind, row_id):
            before = merged.get(edit.group)
            merged[edit.group] = replace(edit, changes=(*before.changes, *edit.changes)) if before else edit
    return sorted(merged.values(), key=lambda edit: edit.at, reverse=True)


def _show(
    session: Session,
    visit: Visit,
    resolution: Resolution,
    typed: Typed,
    faults: tuple[AnswerFault, ...],
    *,
    status: int = 200,
) -> Response:
    boxes = _boxes(session, resolution)
    return visit.show(
        "desk_minutes/correction.html",
        status=status,
        here=HERE,
        meeting=meeting_shown(session, visit, resolution.meeting_id),
        resolution=resolution,
        history=_history(session, resolution),
        boxes=boxes,
        typed=typed,
        faults=faults,
        fault_of={fault.field: fault.sentence for fault in faults},
        targets={box.name: box.target for box in boxes},
    )
