"""The clock of a cycle: every moment back from the meeting, what has been done, what comes next and in how many days.

It decides nothing: what is due, and when, is the rulebook's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from config.clock import london
from config.council import Council
from config.council_tables import Board
from governance.cycle import STEPS, Moments
from governance.terms import Stage
from governance.timetable import CycleDates, count_back_cycle
from governance.timetable_words import say_counted, too_late
from governance.wording import days, plural
from plan_store import cycles
from plan_store.database import Session
from plan_store.tables import Cycle

# Each moment in words, in the order in which they come; of those that recur, with a number.
WORDS: Mapping[str, str] = {
    "open_at": "Owners are asked for their updates",
    "reminders_at": "Reminder to owners who have not answered",
    "escalate_at": "Accountable officers are told who is silent",
    "lock_at": "Answers close",
    "draft_at": "The papers are written",
    "sign_off_asked_at": "The director is asked to sign off",
    "sign_off_reminders_at": "Reminder to the director",
    "sign_off_due_at": "The sign-off is due",
    "publish_at": "The papers are published",
    "publish_by_at": "Last moment for the papers to be out",
    "notify_at": "Leaders are told what the board will read",
    "meeting_at": "The board meets",
    "close_at": "The cycle is closed",
}
# How far a cycle has come; a step of an earlier stage that was not taken is not taken any more.
ORDER = tuple(Stage)
DONE, DUE, NEXT, TO_COME, LEFT_OUT = "Done", "Due now", "Next", "To come", "Not needed"


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One line of the clock. at, done_at: London wall time. away: “in 3 days”, “today”, empty once it is past."""

    words: str
    at: datetime
    state: str
    done_at: datetime | None
    away: str


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Why the papers must be out when they must. counted: the days, line by line. late: empty unless too late."""

    clear_days: str
    source: str
    counted: tuple[tuple[date, str], ...]
    late: str


def clock_of(session: Session, cycle: Cycle, *, as_of: datetime) -> tuple[Moment, ...]:
    """Every moment of the cycle in the order of time."""
    done = {key: london(at) for key, at in cycles.marks(session, cycle).items()}
    found = []
    planned = cycles.moments(cycle)
    for name in WORDS:
        moments = planned.get(name, ())
        for occurrence, at in enumerate(moments, start=1):
            words = WORDS[name] + (f" ({occurrence} of {len(moments)})" if len(moments) > 1 else "")
            done_at = _done_at(done, name, occurrence)
            state = DONE if done_at else _state(cycle, name, at, as_of)
            found.append(Moment(words=words, at=at, state=state, done_at=done_at, away=_away(at, as_of)))
    in_order = sorted(found, key=lambda moment: moment.at)
    return _with_next(in_order)


def _done_at(done: Mapping[tuple[str, int], datetime], name: str, occurrence: int) -> datetime | None:
    steps = [step.name for step in STEPS if step.due == name and step.name != "flag_areas"]
    return done.get((steps[0], occurrence)) if steps else None


def _state(cycle: Cycle, name: str, at: datetime, as_of: datetime) -> str:
    step = next((step for step in STEPS if step.due == name), None)
    if cycle.stage is Stage.CANCELLED:
        return LEFT_OUT
    if step is None:
        return DONE if at <= as_of else TO_COME
    if ORDER.index(cycle.stage) > ORDER.index(step.during):
        # The stage it leads to has been reached, whoever did it; what leads nowhere was not done in its time.
        return DONE if step.leads_to else LEFT_OUT
    return DUE if at <= as_of and cycle.stage is step.during else TO_COME


def _with_next(moments: list[Moment]) -> tuple[Moment, ...]:
    first = next((n for n, moment in enumerate(moments) if moment.state in (DUE, TO_COME)), None)
    if first is not None and moments[first].state == TO_COME:
        moments[first] = Moment(**{**vars(moments[first]), "state": NEXT})
    return tuple(moments)


def next_of(moments: tuple[Moment, ...]) -> Moment | None:
    """What happens next: the first moment that is due or to come."""
    return next((moment for moment in moments if moment.state in (DUE, NEXT)), None)


def _away(at: datetime, as_of: datetime) -> str:
    left = (at.date() - as_of.date()).days
    if at <= as_of or left < 0:
        return ""
    return "today" if left == 0 else "tomorrow" if left == 1 else f"in {days(left)}"


def board_in(council: Council, key: str) -> Board | None:
    """The board's rules in council.toml; None where it has gone from there since the cycle was planned."""
    return next((board for board in council.boards if board.key == key), None)


def rule_of(council: Council, board: Board, moments: Moments, stage: Stage, *, as_of: datetime) -> Rule:
    """The clear days of the board's rule, counted back from the meeting."""
    dates = _count(council, board, moments)
    is_out = ORDER.index(stage) >= ORDER.index(Stage.PUBLISHED)
    late = None if is_out else too_late(dates, as_of=as_of)
    return Rule(
        clear_days=plural(board.clear_days.number, "clear day"),
        source=board.clear_days.source,
        counted=tuple((line.day, say_counted(line)) for line in dates.counting.lines),
        late=late.sentence if late else "",
    )


def _count(council: Council, board: Board, moments: Moments) -> CycleDates:
    meeting_at = moments["meeting_at"][0]
    return count_back_cycle(
        meeting_at.date(),
        clear_days=board.clear_days,
        timings=board.timings,
        calendar=council.calendar,
        meets_at=meeting_at.time(),
    )
