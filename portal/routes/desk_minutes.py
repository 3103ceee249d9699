"""The officer's desk: the record of a meeting, and its attendance. Resolutions and questions have their own pages."""

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from governance.answers import AnswerFault
from governance.terms import Role
from plan_store import attendance, decisions, people, questions
from plan_store.database import Session, reading, transaction
from plan_store.tables import Person
from portal.deps import Visit, Visiting
from portal.desk.forms import Box, Sent, Typed, read_boxes, shown_as
from portal.plan_desk.meeting_words import MeetingShown, meeting_shown

router = APIRouter()
SHOWN = ["GET", "HEAD"]
HERE = "/desk/meetings"
HOW = {"present": "Present", "apologies": "Apologies", "absent": "Absent", "in_attendance": "In attendance"}
OF_MEMBERS = (("present", "Present"), ("apologies", "Sent apologies"), ("absent", "Absent"))
OTHERS = Box(
    name="others",
    label="Others in attendance (optional)",
    kind="lines",
    hint="One name on each line, with their office if the minutes give it.",
)


@router.api_route("/desk/meetings/{meeting_id:int}/record", methods=SHOWN)
def show_record(visit: Visiting, meeting_id: int, done: str = "") -> Response:
    """Who was there, what was asked and what was resolved. done: what the banner says was done."""
    with reading(visit.engine) as session:
        meeting = meeting_shown(session, visit, meeting_id)
        found = decisions.resolutions_of(session, meeting.row)
        return visit.show(
            "desk_minutes/record.html",
            here=HERE,
            meeting=meeting,
            there=attendance.of_meeting(session, meeting.row),
            how=HOW,
            questions=questions.of_meeting(session, meeting.row),
            resolutions=found,
            actions={
                decision.id: decisions.actions_from(session, decision) for _, limbs in found for decision in limbs
            },
            may_record=visit.may(Role.OFFICER),
            done=done,
        )


@router.api_route("/desk/meetings/{meeting_id:int}/attendance", methods=SHOWN)
def show_attendance(visit: Visiting, meeting_id: int) -> Response:
    with reading(visit.engine) as session:
        meeting = meeting_shown(session, visit, meeting_id)
        members = _members(session, meeting)
        return _show(visit, meeting, members, shown_as(_boxes(members), _as_recorded(session, meeting)), ())


@router.post("/desk/meetings/{meeting_id:int}/attendance")
def take_attendance(visit: Visiting, meeting_id: int, sent: Sent) -> Response:
    """Keep who was there, in place of what was kept before; sent again it can be put right as often as need be."""
    with transaction(visit.engine) as session:
        meeting = meeting_shown(session, visit, meeting_id)
        members = _members(session, meeting)
        typed = read_boxes(sent, _boxes(members))
        if typed.faults:
            return _show(visit, meeting, members, typed, tuple(typed.faults), status=422)
        attendance.record(
            session,
            meeting.row,
            [(person, how) for person in members if (how := typed.values[_name_of(person)])],
            typed.values[OTHERS.name].split("\n"),
            by=visit.by,
            at=visit.at,
        )
    return RedirectResponse(f"{meeting.address}?done=attendance", status_code=303)


def _members(session: Session, meeting: MeetingShown) -> list[Person]:
    """The board's members, and whoever was recorded as one at this meeting."""
    now = people.members(session, meeting.row.board_id)
    then = [row.person_id for row in attendance.of_meeting(session, meeting.row) if row.person_id is not None]
    known = {person.id for person in now}
    return [*now, *(session.get_one(Person, number) for number in then if number not in known)]


def _boxes(members: list[Person]) -> tuple[Box, ...]:
    asked = (
        Box(name=_name_of(person), label=person.name, kind="radios", options=OF_MEMBERS, hint=person.job_title)
        for person in members
    )
    return (*asked, OTHERS)


def _name_of(person: Person) -> str:
    return f"member_{person.id}"


def _as_recorded(session: Session, meeting: MeetingShown) -> dict[str, str | None]:
    rows = attendance.of_meeting(session, meeting.row)
    shown: dict[str, str | None] = {f"member_{row.person_id}": row.how for row in rows if row.person_id is not None}
    shown[OTHERS.name] = "\n".join(row.name for row in rows if row.how == attendance.IN_ATTENDANCE)
    return shown


def _show(
    visit: Visit,
    meeting: MeetingShown,
    members: list[Person],
    typed: Typed,
    faults: tuple[AnswerFault, ...],
    *,
    status: int = 200,
) -> Response:
    boxes = _boxes(members)
    return visit.show(
        "desk_minutes/attendance.html",
        status=status,
        here=HERE,
        meeting=meeting,
        boxes=boxes,
        typed=typed,
        faults=faults,
        fault_of={fault.field: fault.sentence for fault in faults},
        targets={box.name: box.target for box in boxes},
    )
