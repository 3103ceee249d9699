"""Boards and meetings as the desk lists them, and a count of clear days as it shows it. It knows nothing of forms."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from governance.calendar_words import say_short_date
from governance.cycle import STAGES, say
from governance.terms import Stage
from governance.timetable import CycleDates
from governance.wording import number, plural
from plan_store import meetings, people, plan_view
from plan_store.database import Session
from plan_store.tables import Board
from portal.deps import Visit
from portal.plan_desk.action import show_person
from portal.plan_desk.addresses import board_page, meeting_page

# The moments that people ask about, in their order, as a page says them.
MOMENTS = (
    ("open", "Owners are asked"),
    ("lock", "Answers close"),
    ("draft", "The paper is drafted"),
    ("sign_off_due", "The director signs off by"),
    ("publish", "The papers are published"),
    ("meeting", "The board meets"),
)


# Until its answers close; see flows.meetings_by_hand.check_may_move, which has the last word.
MOVABLE = frozenset({Stage.PLANNED, Stage.COLLECTING, Stage.CANCELLED})


@dataclass(frozen=True, kw_only=True)
class MeetingLine:
    """stage: of its cycle, with what that means; empty where none leads to it. acts: addresses of what can be done."""

    board: str
    board_address: str
    held_at: datetime
    place: str
    state: str
    cycle: str
    stage: str
    meaning: str
    acts: dict[str, str]
    may_change: bool
    may_move: bool
    may_cancel: bool


@dataclass(frozen=True, kw_only=True)
class Member:
    name: str
    address: str
    reference: str
    office: str
    notes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A count of clear days: every day met, and the moments that follow from it."""

    sentence: str
    lines: tuple[tuple[str, str], ...]
    moments: tuple[tuple[str, datetime], ...]
    cautions: tuple[str, ...]
    cycle: str


def list_meetings(session: Session, visit: Visit, board: Board | None = None) -> dict[str, tuple[MeetingLine, ...]]:
    """Every meeting, of one board where one is given: to come (the next one first) and past (the last one first)."""
    lines = [
        MeetingLine(
            board=row.name,
            board_address=board_page(row.key),
            held_at=when(meeting.held_at, meeting.held_on),
            place=meeting.place,
            state=meeting.state,
            cycle=cycle.reference if cycle else "",
            stage=say(cycle.stage) if cycle else "",
            meaning=STAGES[cycle.stage].meaning if cycle else "",
            acts={act: meeting_page(meeting.id, act) for act in ("edit", "move", "cancel", "record")},
            may_change=meeting.state == meetings.CALLED,
            may_move=cycle is None or cycle.stage in MOVABLE,
            may_cancel=cycle is None or cycle.stage is Stage.CANCELLED,
        )
        for meeting, row, cycle in meetings.every(session)
        if board is None or row.id == board.id
    ]
    to_come = [line for line in lines if line.held_at.date() >= visit.today]
    past = [line for line in lines if line.held_at.date() < visit.today]
    return {"to_come": tuple(reversed(to_come)), "past": tuple(past)}


def members_of(session: Session, board: Board, today: date) -> tuple[Member, ...]:
    """Who sits on the board, by name."""
    offices = plan_view.offices(session, board)
    shown = [
        Member(
            name=person.name,
            address=show_person(person, today).address,
            reference=person.reference,
            office=offices.get(person.id or 0, ""),
            notes=show_person(person, today).notes,
        )
        for person in people.members(session, board.id or 0)
    ]
    return tuple(sorted(shown, key=lambda member: member.name.casefold()))


def when(held_at: str, held_on: date) -> datetime:
    """The meeting's wall time; midnight of the day where no hour is kept."""
    try:
        return datetime.fromisoformat(held_at)
    except ValueError:
        return datetime.combine(held_on, time())


def counted(dates: CycleDates, *, cycle: str) -> Counted:
    """The count as a page shows it before anything is written. cycle: a sentence on what is planned with it."""
    rule = dates.counting.rule
    at = {milestone.key: milestone.at for milestone in dates.every()}
    return Counted(
        sentence=f"The papers must be out {plural(rule.number, 'clear day')} before the meeting"
        f"{f' ({rule.source})' if rule.source else ''}.",
        lines=tuple(
            (
                say_short_date(line.day),
                f"clear day {number(line.number)}" if line.counted and line.number else line.reason,
            )
            for line in dates.counting.lines
        ),
        moments=tuple((words, at[key]) for key, words in MOMENTS if key in at),
        cautions=dates.cautions,
        cycle=cycle,
    )


def boards_shown(boards: Iterable[Board]) -> tuple[tuple[str, str], ...]:
    return tuple((board.name, board_page(board.key)) for board in boards)
