"""The plan as it stood on a day: all that rules and papers may know.

Frozen values without behaviour that touches the world. The plan store fills them; see plan_store/position.py.
"""

from dataclasses import dataclass
from datetime import date

from governance.terms import DONE, ENDED, DeliveryStatus, Origin, Precision


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody in the plan. `reference` is the store's own (P-007); addresses never come this far."""

    reference: str
    name: str
    job_title: str = ""
    away_until: date | None = None
    left_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What an owner said about one action in one cycle.

    narrative, reason: the owner's words, verbatim. percent: 0 to 100 or None (not reported is not zero).
    late: received after the lock. on_behalf_of_owner: an officer wrote it down.
    """

    cycle: str
    said_on: date
    said_by: str
    status: DeliveryStatus | None
    percent: int | None = None
    narrative: str = ""
    reason: str = ""
    asked_due_on: date | None = None
    no_change: bool = False
    late: bool = False
    on_behalf_of_owner: bool = False


@dataclass(frozen=True, kw_only=True)
class DateMove:
    """One move of a due date. granted_by is empty where nobody approved it (it came with the spreadsheet)."""

    from_on: date | None
    from_words: str
    to_on: date | None
    moved_on: date
    granted_by: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """One action as it stood. `answers` and `moves` are oldest first, nothing later than the day of the position."""

    reference: str
    title: str
    delivery_plan: str
    findings: tuple[str, ...] = ()
    owners: tuple[Person, ...] = ()
    sro: Person | None = None
    deputy: Person | None = None
    first_due_on: date | None = None
    due_on: date | None = None
    due_words: str = ""
    precision: Precision = Precision.NONE
    moves: tuple[DateMove, ...] = ()
    status: DeliveryStatus | None = None
    percent: int | None = None
    answers: tuple[Answer, ...] = ()
    asked: bool = False
    evidence: int = 0
    red_measures: tuple[str, ...] = ()
    created_on: date | None = None

    @property
    def is_done(self) -> bool:
        return self.status in DONE

    @property
    def is_ended(self) -> bool:
        return self.status in ENDED

    @property
    def last_answer(self) -> Answer | None:
        return self.answers[-1] if self.answers else None

    def answer_in(self, cycle: str) -> Answer | None:
        """The answer that counts in a cycle: the last one given."""
        return next((answer for answer in reversed(self.answers) if answer.cycle == cycle), None)

    @property
    def days_slipped(self) -> int:
        """Calendar days between the first due date and today's; 0 where either is missing."""
        if self.first_due_on is None or self.due_on is None:
            return 0
        return (self.due_on - self.first_due_on).days


@dataclass(frozen=True, kw_only=True)
class Area:
    """A finding or a delivery plan: a group of actions with a rating of its own."""

    reference: str
    title: str
    lead: Person | None = None
    origin: Origin | None = None
    priority_action: bool = False


@dataclass(frozen=True, kw_only=True)
class Position:
    """The whole plan on one day, for one cycle. as_of: the local day, by which lateness is counted."""

    plan: str
    cycle: str
    as_of: date
    meeting_on: date
    findings: tuple[Area, ...]
    delivery_plans: tuple[Area, ...]
    lines: tuple[Line, ...]

    def line(self, reference: str) -> Line:
        return next(line for line in self.lines if line.reference == reference)

    def lines_of_finding(self, reference: str) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if reference in line.findings)

    def lines_of_delivery_plan(self, reference: str) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.delivery_plan == reference)

    def is_silent(self, line: Line) -> bool:
        """Asked in this cycle, and no answer came."""
        return line.asked and line.answer_in(self.cycle) is None
