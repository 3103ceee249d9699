"""What a plan file holds, as plain frozen values: actions, findings, people and the other registers.

It knows nothing of spreadsheets but the sheet and row each value came from, nor of the database.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from governance.terms import Origin
from plan_store.loading.dues import DueCell
from plan_store.loading.statuses import StatusCell


@dataclass(frozen=True)
class Place:
    """Where a row stands, what was in columns nobody recognised (heading -> words), and what to look at."""

    sheet: str
    row: int
    extra: Mapping[str, str] = field(default_factory=dict, kw_only=True)
    problems: tuple[str, ...] = field(default=(), kw_only=True)


@dataclass(frozen=True)
class ActionRow(Place):
    """One action. reference: as written, or None where the plan has none. area: the theme it stands under."""

    reference: str | None
    area: str
    findings: tuple[str, ...]
    title: str
    owners: tuple[str, ...]
    owner_raw: str
    sro: str
    deputy: str
    due: DueCell
    baseline: DueCell | None
    status: StatusCell
    percent_complete: float | None
    priority: str
    measure: str
    progress: str
    evidence: str
    notes: str

    def to_json(self) -> dict[str, object]:
        """The row as `load --dry-run --json` prints it."""
        return {
            "sheet": self.sheet,
            "row": self.row,
            "reference": self.reference,
            "area": self.area,
            "title": self.title,
            "owners": list(self.owners),
            "due": {
                "raw": self.due.raw,
                "date": self.due.due_on.isoformat() if self.due.due_on else None,
                "precision": self.due.precision.value,
            },
            "status": {"raw": self.status.raw, "value": self.status.value.value if self.status.value else None},
            "problems": list(self.problems),
        }


@dataclass(frozen=True)
class FindingRow(Place):
    reference: str
    words: str
    priority: str
    origin_raw: str
    origin: Origin | None
    inspection: str
    area: str
    notes: str


@dataclass(frozen=True)
class PersonRow(Place):
    name: str
    job_title: str
    email: str
    phone: str
    deputy: str
    reports_to: str
    directorate: str
    cycle_role: str
    board: str
    leaves: DueCell


@dataclass(frozen=True)
class DeliveryPlanRow(Place):
    reference: str
    name: str
    lead: str
    sro: str
    purpose: str


@dataclass(frozen=True)
class MeasureRow(Place):
    """values: the words under each heading that names a period."""

    reference: str
    name: str
    unit: str
    baseline: str
    target: str
    national: str
    comparator: str
    direction: str
    latest: str
    read_on: DueCell
    period: str
    frequency: str
    owner: str
    finding: str
    action: str
    notes: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class RiskRow(Place):
    reference: str
    words: str
    likelihood: str
    impact: str
    score: str
    mitigation: str
    contingency: str
    owner: str
    notes: str


@dataclass(frozen=True)
class FundingRow(Place):
    """pounds: the amount where it can be read as one."""

    reference: str
    source: str
    purpose: str
    kind: str
    amount: str
    pounds: Decimal | None
    ends: DueCell
    notes: str


@dataclass(frozen=True)
class InspectionRow(Place):
    reference: str
    name: str
    kind: str
    inspectorate: str
    held: str
    inspected: DueCell
    began: DueCell
    ended: DueCell
    received: DueCell
    published: DueCell
    submitted: DueCell
    embargoed: DueCell
    summary: str
    priority_actions: str
    judgement: str
    scope: str
    notes: str
