"""What an owner's pages show: the actions asked about, as they stand, with what was said last.

It knows nothing of forms or HTML. Lateness and status come from the rulebook's position, not from the rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from config.clock import london
from governance.flags import is_overdue
from governance.position import Answer, Line
from governance.terms import Precision
from governance.wording import day
from plan_store import board_words, referrals, updates
from plan_store.board_words import BoardSaid
from plan_store.database import Session
from plan_store.position import position_of
from plan_store.tables import Action, Cycle, Person, Update
from portal.deps import Visit
from portal.visitors import Visitor


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
    """One action asked of the visitor. due: its date in words, empty where it has none. days_late: 0 if not overdue.

    sent: the answer of this round that counts. unchanged_before: the round before had “nothing has changed”.
    from_whom: who handed it over, empty where nobody did. not_mine: the visitor has said that it is not theirs.
    """

    id: int
    reference: str
    title: str
    status_word: str
    due: str
    due_on: date | None
    days_late: int
    moves: int
    first_due_on: date | None
    last: LastAnswer | None
    sent: Update | None
    sent_at: datetime | None
    unchanged_before: bool
    board_said: tuple[BoardSaid, ...]
    from_whom: str
    not_mine: bool

    @property
    def answered(self) -> bool:
        return self.sent is not None


def actions_asked(session: Session, visit: Visit, visitor: Visitor) -> tuple[AskedAction, ...]:
    """The visitor's actions in the plan's order; one that has gone from the plan since is left out."""
    cycle = visitor.cycle
    asked = updates.asked_of(session, cycle, visitor.person)
    only = [action.id or 0 for action in asked]
    position = position_of(session, cycle, at=visit.at, as_of=visit.today, only=only)
    lines = {line.reference: line for line in position.lines}
    facts = _Facts(
        sent=updates.latest_in(session, cycle, visitor.person),
        said=board_words.said_of(session, cycle, asked),
        not_mine=frozenset(
            row.action_id for row in referrals.made_by(session, cycle, visitor.person) if row.kind == referrals.NOT_MINE
        ),
        handed={
            row.action_id: session.get_one(Person, row.from_id).name
            for row in referrals.made_to(session, cycle, visitor.person)
        },
    )
    return tuple(
        _asked(visit, cycle, action, lines[action.reference], facts) for action in asked if action.reference in lines
    )


@dataclass(frozen=True, kw_only=True)
class _Facts:
    """What the plan's position does not hold, by action id."""

    sent: Mapping[int, Update]
    said: Mapping[int, tuple[BoardSaid, ...]]
    not_mine: frozenset[int]
    handed: Mapping[int, str]


def _asked(visit: Visit, cycle: Cycle, action: Action, line: Line, facts: _Facts) -> AskedAction:
    late = is_overdue(line, as_of=visit.today) and line.due_on is not None
    key = action.id or 0
    sent = facts.sent.get(key)
    before = [answer for answer in line.answers if answer.cycle != cycle.reference]
    return AskedAction(
        id=key,
        reference=line.reference,
        title=line.title,
        status_word=visit.council.scale.statuses[line.status].word if line.status else "",
        due=_due_in_words(line),
        due_on=line.due_on,
        days_late=(visit.today - line.due_on).days if late and line.due_on else 0,
        moves=len(line.moves),
        first_due_on=line.first_due_on,
        last=_last(visit, line.last_answer) if line.last_answer else None,
        sent=sent,
        sent_at=london(sent.at) if sent else None,
        unchanged_before=bool(before) and before[-1].no_change,
        board_said=facts.said.get(key, ()),
        from_whom=facts.handed.get(key, ""),
        not_mine=key in facts.not_mine,
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
