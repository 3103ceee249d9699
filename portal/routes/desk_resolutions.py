"""The officer's desk: a resolution typed limb by limb, checked, and recorded. It knows nothing of what follows."""

from fastapi import APIRouter, HTTPException
from fastapi.responses import RedirectResponse, Response

from flows.minutes import record_minutes
from governance.answers import AnswerFault
from governance.errors import RecordError
from plan_store import plan_view
from plan_store.database import Session, reading, transaction
from plan_store.tables import Plan
from portal.deps import Visit, Visiting
from portal.desk.forms import FormSent, Sent, first_of
from portal.plan_desk.meeting_words import MeetingShown, meeting_shown, plan_of
from portal.plan_desk.minutes_form import (
    KIND_WORDS,
    MOST_LIMBS,
    FormRead,
    choices_for,
    empty_form,
    read_form_of,
    with_another,
    without,
)

router = APIRouter()
SHOWN = ["GET", "HEAD"]
HERE = "/desk/meetings"
TAKE_OUT = "take-out-"


@router.api_route("/desk/meetings/{meeting_id:int}/resolutions/new", methods=SHOWN)
def show_form(visit: Visiting, meeting_id: int) -> Response:
    with reading(visit.engine) as session:
        meeting, plan = _ready(session, visit, meeting_id)
        return _show(visit, meeting, empty_form(choices_for(session, plan, visit.today)), ())


@router.post("/desk/meetings/{meeting_id:int}/resolutions/new")
def take_form(visit: Visiting, meeting_id: int, sent: Sent) -> Response:
    """do: add or take out a limb, change, check or record. Whatever is pressed, everything typed is kept."""
    do = first_of(sent, "do")
    if do == "record":
        return _record(visit, meeting_id, sent)
    with reading(visit.engine) as session:
        meeting, plan = _ready(session, visit, meeting_id)
        choices = choices_for(session, plan, visit.today)
        if do in ("add", "change") or do.startswith(TAKE_OUT):
            return _show(visit, meeting, read_form_of(_redrawn(sent, do), choices), ())
        read = read_form_of(sent, choices)
        if read.written is None:
            return _show(visit, meeting, read, tuple(read.typed.faults), status=422)
        return _show_check(session, visit, meeting, read)


def _redrawn(sent: FormSent, do: str) -> FormSent:
    if do == "add":
        return with_another(sent)
    number = do.removeprefix(TAKE_OUT)
    return without(sent, int(number)) if number.isdecimal() and len(number) < 4 else sent


def _record(visit: Visit, meeting_id: int, sent: FormSent) -> Response:
    """The whole resolution or nothing of it. Pressed twice, it is recorded once."""
    with reading(visit.engine) as session:
        meeting, plan = _ready(session, visit, meeting_id)
        read = read_form_of(sent, choices_for(session, plan, visit.today))
    if read.written is None:
        return _show(visit, meeting, read, tuple(read.typed.faults), status=422)
    try:
        with transaction(visit.engine) as session:
            meeting, plan = _ready(session, visit, meeting_id)
            record_minutes(session, plan, meeting.row, [read.written], today=visit.today, by=visit.by, at=visit.at)
    except RecordError as refused:
        return _show(visit, meeting, read, (AnswerFault("number", str(refused)),), status=422)
    return RedirectResponse(f"{meeting.address}?done=resolution", status_code=303)


def _ready(session: Session, visit: Visit, meeting_id: int) -> tuple[MeetingShown, Plan]:
    """The meeting, once it has begun. Raises HTTPException with what to do where nothing can be recorded of it."""
    meeting = meeting_shown(session, visit, meeting_id)
    if meeting.off:
        raise HTTPException(409, "This meeting does not take place, so no resolution of it can be recorded.")
    if not meeting.begun:
        raise HTTPException(409, "The meeting has not begun, so nothing can be resolved yet. Come back once it has.")
    plan = plan_of(session, meeting)
    if plan is None:
        raise HTTPException(409, "There is no plan yet that a resolution could be about. Load one first.")
    return meeting, plan


def _show(
    visit: Visit, meeting: MeetingShown, read: FormRead, faults: tuple[AnswerFault, ...], *, status: int = 200
) -> Response:
    return visit.show(
        "desk_minutes/resolution.html",
        status=status,
        here=HERE,
        meeting=meeting,
        read=read,
        typed=read.typed,
        most=MOST_LIMBS,
        take_out=TAKE_OUT,
        faults=faults,
        fault_of={fault.field: fault.sentence for fault in faults},
        targets={box.name: box.target for box in read.boxes},
    )


def _show_check(session: Session, visit: Visit, meeting: MeetingShown, read: FormRead) -> Response:
    return visit.show(
        "desk_minutes/check.html",
        here=HERE,
        meeting=meeting,
        read=read,
        resolution=read.written,
        names=plan_view.names_by_reference(session),
        kinds=KIND_WORDS,
        hidden=hidden_fields(read),
    )


def hidden_fields(read: FormRead) -> list[tuple[str, str]]:
    """Everything typed, to be sent once more by the page that asks."""
    fields = [("limbs", str(len(read.limbs)))]
    for box in read.boxes:
        if box.kind == "date":
            parts = zip(("day", "month", "year"), read.typed.parts_of(box.name), strict=True)
            fields += [(f"{box.name}_{part}", value) for part, value in parts]
        else:
            fields.append((box.name, read.typed.values.get(box.name, "")))
    return fields
