"""What an owner's pages show: the actions asked about, as they stand, with what was said last.

It knows nothing of forms or HTML. Lateness and status come from the rulebook's position, not from the rows.
"""

from dataclasses import dataclass
from datetime import date, datetime

from governance.flags import is_overdue
from governance.position import Answer, Line
from governance.reminders import CycleFacts
from governance.terms import Precision, Stage
from governance.wording import day
from plan_store import cycles, telling, updates
from plan_store.database import Session
from plan_store.position import position_of
from plan_store.tables import Cycle
from portal.deps import Visit
from portal.visitors import Visitor


@dataclass(frozen=True, kw_only=True)
class Round:
    """The cycle as an owner meets it. open: answers are taken; late: they are recorded as late.

    lock_at, publish_at, meeting_at: London wall time.
    """

    about: CycleFacts
    stage: Stage
    publish_at: datetime
    open: bool
    late: bool
    lock_is_past: bool


@dataclass(frozen=True, kw_only=True)
class LastAnswer:
    """What was said last about an action, verbatim, in whichever cycle."""

    on: date
    by: str
    status_word: str
    percent: int | None
    words: str
    reason: str
    asked_due_on: date | None
    no_change: bool
    late: bool


@dataclass(frozen=True, kw_only=True)
class AskedAction:
    """One action asked of the visitor. due: its date in words, empty where it has none. days_late: 0 if not overdue."""

    reference: str
    title: str
    status_word: str
    due: str
    due_on: date | None
    days_late: int
    moves: int
    first_due_on: date | None
    last: LastAnswer | None
    answered: bool


def round_of(session: Session, visit: Visit, cycle: Cycle) -> Round:
    about = telling.cycle_facts(session, visit.telling, cycle)
    return Round(
        about=about,
        stage=cycle.stage,
        publish_at=cycles.moments(cycle)["publish_at"][0],
        open=cycle.stage in updates.OPEN_TO_ANSWERS,
        late=cycle.stage in updates.OPEN_TO_ANSWERS - {Stage.COLLECTING},
        lock_is_past=about.lock_at <= visit.as_of,
    )


def actions_asked(session: Session, visit: Visit, visitor: Visitor) -> tuple[AskedAction, ...]:
    """The visitor's actions in the plan's order; one that has gone from the plan since is left out."""
    position = position_of(session, visitor.cycle, at=visit.at, as_of=visit.today)
    lines = {line.reference: line for line in position.lines}
    return tuple(
        _asked(visit, visitor.cycle, lines[action.reference])
        for action in updates.asked_of(session, visitor.cycle, visitor.person)
        if action.reference in lines
    )


def _asked(visit: Visit, cycle: Cycle, line: Line) -> AskedAction:
    late = is_overdue(line, as_of=visit.today) and line.due_on is not None
    return AskedAction(
        reference=line.reference,
        title=line.title,
        status_word=visit.council.scale.statuses[line.status].word if line.status else "",
        due=_due_in_words(line),
        due_on=line.due_on,
        days_late=(visit.today - line.due_on).days if late and line.due_on else 0,
        moves=len(line.moves),
        first_due_on=line.first_due_on,
        last=_last(visit, line.last_answer) if line.last_answer else None,
        answered=line.answer_in(cycle.reference) is not None,
    )


def _due_in_words(line: Line) -> str:
    """A date that was not written as a day is shown as it was written, with the day it is counted as."""
    if line.due_on is None:
        return line.due_words
    if line.due_words and line.precision not in (Precision.DAY, Precision.NONE):
        return f"{line.due_words} (counted as {day(line.due_on)})"
    return day(line.due_on)


def _last(visit: Visit, answer: Answer) -> LastAnswer:
    return LastAnswer(
        on=answer.said_on,
        by=answer.said_by,
        status_word=visit.council.scale.statuses[answer.status].word if answer.status else "",
        percent=answer.percent,
        words=answer.narrative,
        reason=answer.reason,
        asked_due_on=answer.asked_due_on,
        no_change=answer.no_change,
        late=answer.late,
    )
