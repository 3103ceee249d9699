"""What shows whether it works: evidence, measures, risks and money."""

from datetime import date, datetime

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel, UniqueConstraint

from plan_store.tables.columns import instant, key, refers, text


class Evidence(SQLModel, table=True):
    id: int | None = key()
    action_id: int = refers("action.id")
    update_id: int | None = refers("update.id", nullable=True)
    shows: str = text()
    link: str = text()
    added_at: datetime = instant()
    added_by: str = text()
    reviewed_by: str = text()
    reviewed_at: datetime | None = instant(nullable=True)


class EvidenceFile(SQLModel, table=True):
    """A file an owner gave: of a draft until it is sent, then of the evidence. name: as it was uploaded, not a path."""

    id: int | None = key()
    evidence_id: int | None = refers("evidence.id", nullable=True)
    draft_id: int | None = refers("answerdraft.id", nullable=True)
    name: str = text()
    media_type: str = text()
    digest: str = text()
    size: int = 0
    added_at: datetime = instant()
    content: bytes = Field(sa_type=LargeBinary, nullable=False)


class Measure(SQLModel, table=True):
    """direction: up (more is better) or down. tolerance: per cent off target that is still not red.

    target: what the council set itself. national_standard: what is required everywhere; comparator: what others reach.
    counts_children: whether its values count children, so that small ones are not published. part_of_id: the measure
    that it is a part of, whose total would give a part back that is not published.
    """

    __table_args__ = (UniqueConstraint("plan_id", "reference"),)

    id: int | None = key()
    plan_id: int = refers("plan.id")
    action_id: int | None = refers("action.id", nullable=True)
    reference: str = text()
    title: str = text()
    unit: str = text()
    direction: str = text("up")
    baseline: float | None = None
    target: float | None = None
    national_standard: float | None = None
    comparator: float | None = None
    tolerance: float = 10.0
    caveat: str = text()
    counts_children: bool = False
    part_of_id: int | None = refers("measure.id", nullable=True)


class Reading(SQLModel, table=True):
    """One value of a measure. words: as it was written; value is None where it is suppressed or missing."""

    __table_args__ = (UniqueConstraint("measure_id", "read_on"),)

    id: int | None = key()
    measure_id: int = refers("measure.id")
    read_on: date
    value: float | None = None
    words: str = text()


class Risk(SQLModel, table=True):
    __table_args__ = (UniqueConstraint("plan_id", "reference"),)

    id: int | None = key()
    plan_id: int = refers("plan.id")
    reference: str = text()
    words: str = text()
    likelihood: str = text()
    impact: str = text()
    mitigation: str = text()
    contingency: str = text()
    owner_words: str = text()


class FundingLine(SQLModel, table=True):
    """amount: whole pounds. kind: one-off, recurring or external."""

    __table_args__ = (UniqueConstraint("plan_id", "reference"),)

    id: int | None = key()
    plan_id: int = refers("plan.id")
    reference: str = text()
    words: str = text()
    amount: int = 0
    kind: str = text()
    ends_on: date | None = None
    condition: str = text()
