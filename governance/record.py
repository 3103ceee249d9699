"""What the record holds beside the plan's lines, as the brief needs it: people to name, words that stand, decisions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from governance.measures import MeasureRead
from governance.movement import PaperThen


@dataclass(frozen=True, kw_only=True)
class Contact:
    name: str
    job_title: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class Objective:
    """One of the objectives of the partnership's plan, ticked or not."""

    words: str
    relevant: bool


@dataclass(frozen=True, kw_only=True)
class Cover:
    """The fields at the head of a paper, in the order of seed 001.

    report_of: whose report it is; presented_by: who speaks to it, where that is somebody else. agenda_item: its number
    on the agenda, empty until the clerk has given one.
    """

    council: str
    title: str
    report_to: str
    meeting_at: datetime
    place: str
    relevant_director: Contact
    wards: str
    contacts: tuple[Contact, ...]
    input_from: tuple[str, ...]
    objectives_of: str
    objectives: tuple[Objective, ...]
    report_of: str = ""
    presented_by: str = ""
    agenda_item: str = ""


@dataclass(frozen=True, kw_only=True)
class Inspected:
    """The inspection that the plan answers. embargoed_until: what it found may not be used before that day."""

    title: str
    held: str
    judgement: str
    summary: str
    priority_actions: int
    plan_submitted_on: date | None
    embargoed_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class RiskLine:
    reference: str
    words: str
    likelihood: str
    impact: str
    mitigation: str
    contingency: str
    owner: str


@dataclass(frozen=True, kw_only=True)
class FundingSource:
    """amount: whole pounds."""

    words: str
    amount: int
    kind: str
    ends_on: date | None


@dataclass(frozen=True, kw_only=True)
class Matter:
    """A decision of an earlier meeting that the paper answers.

    words: the decision verbatim. kind: note, agree, commission or action. response: what has been done, in
    words; empty where nothing has been recorded yet.
    """

    board: str
    decided_on: date
    number: str
    words: str
    kind: str
    response: str


@dataclass(frozen=True, kw_only=True)
class DecisionLogged:
    """A decision in the log of a board. state: open or met. actions: references of those it added to the plan."""

    board: str
    decided_on: date
    number: str
    words: str
    kind: str
    response: str
    met_on: date | None
    actions: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class QuestionLogged:
    """A member's question with its answer; answer is empty while it waits."""

    board: str
    asked_on: date
    asked_by: str
    about: str
    question: str
    answer: str
    answered_by: str


@dataclass(frozen=True, kw_only=True)
class EvidenceShown:
    """What was put forward to show an action done. reviewed_by: empty while nobody has looked at it."""

    action: str
    shows: str
    link: str
    added_on: date
    added_by: str
    reviewed_by: str
    reviewed_on: date | None


@dataclass(frozen=True, kw_only=True)
class EventShown:
    """A visit, review or stocktake, past or to come. words: what was said, empty while it may not be used."""

    kind: str
    title: str
    held_on: date | None
    words: str
    embargoed_until: date | None


@dataclass(frozen=True, kw_only=True)
class Withheld:
    """Why words of this paper are exempt (Part 2). paragraph: of Schedule 12A, Part 1, Local Government Act 1972."""

    paragraph: int
    reason: str
    about: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DateRequest:
    """An owner asks for another date; the board or the accountable officer grants it or does not."""

    action: str
    title: str
    asked_by: str
    from_on: date | None
    to_on: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class Record:
    """Everything else a paper says. texts: section key → standing words (background, legal_implications, …)."""

    cover: Cover
    inspected: Inspected | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    risks: tuple[RiskLine, ...] = ()
    funding: tuple[FundingSource, ...] = ()
    matters: tuple[Matter, ...] = ()
    date_requests: tuple[DateRequest, ...] = ()
    last_paper: PaperThen | None = None
    next_meeting_on: date | None = None
    late_item_reason: str = ""
    part: int = 1
    measures: tuple[MeasureRead, ...] = ()
    small_numbers: int = 5
    evidence: tuple[EvidenceShown, ...] = ()
    events: tuple[EventShown, ...] = ()
    decisions: tuple[DecisionLogged, ...] = ()
    questions: tuple[QuestionLogged, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    theme: str = ""
