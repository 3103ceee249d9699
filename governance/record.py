"""What the record holds beside the plan's lines, as the brief needs it: people to name, words that stand, decisions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

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
    """The fields at the head of a paper, in the order of seed 001."""

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


@dataclass(frozen=True, kw_only=True)
class Inspected:
    """The inspection that the plan answers."""

    title: str
    held: str
    judgement: str
    summary: str
    priority_actions: int
    plan_submitted_on: date | None


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
