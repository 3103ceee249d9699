"""The improvement plan: where it comes from, its findings, delivery plans, actions and their dates."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Field, SQLModel, UniqueConstraint

from governance.terms import DeliveryStatus, Origin, Precision
from plan_store.tables.columns import instant, key, plain, refers, text, word


class Inspection(SQLModel, table=True):
    """embargoed_until: the first day on which what the letter says may be used; None where there is no embargo."""

    id: int | None = key()
    reference: str = Field(unique=True)
    title: str = text()
    kind: str = text()
    held: str = text()
    began_on: date | None = None
    ended_on: date | None = None
    report_received_on: date | None = None
    judgement: str = text()
    summary: str = text()
    priority_actions: int = 0
    embargoed_until: date | None = None


class Judgement(SQLModel, table=True):
    """A graded judgement of one part of an inspection."""

    id: int | None = key()
    inspection_id: int = refers("inspection.id")
    of: str = text()
    grade: str = text()


class Plan(SQLModel, table=True):
    id: int | None = key()
    reference: str = Field(unique=True)
    title: str = text()
    organisation_id: int | None = refers("organisation.id", nullable=True)
    inspection_id: int | None = refers("inspection.id", nullable=True)
    submitted_on: date | None = None


class Finding(SQLModel, table=True):
    __table_args__ = (UniqueConstraint("plan_id", "reference"),)

    id: int | None = key()
    plan_id: int = refers("plan.id")
    inspection_id: int | None = refers("inspection.id", nullable=True)
    reference: str = text()
    title: str = text()
    origin: Origin = word(Origin, default=Origin.INSPECTOR)
    priority_action: bool = False
    place: int = 0


class DeliveryPlan(SQLModel, table=True):
    __table_args__ = (UniqueConstraint("plan_id", "reference"),)

    id: int | None = key()
    plan_id: int = refers("plan.id")
    reference: str = text()
    title: str = text()
    lead_id: int | None = refers("person.id", nullable=True)
    sro_id: int | None = refers("person.id", nullable=True)
    place: int = 0


class Action(SQLModel, table=True):
    """One action. due_words: the date as it was written. extra: columns of the spreadsheet we have no name for.

    status and percent: as set in the plan on status_on; an update of the same day or later overrides them.
    loaded: what the spreadsheet said last time, cell by cell.
    """

    __table_args__ = (UniqueConstraint("plan_id", "reference"),)

    id: int | None = key()
    plan_id: int = refers("plan.id")
    delivery_plan_id: int | None = refers("deliveryplan.id", nullable=True)
    reference: str = text()
    title: str = text()
    place: int = 0
    sro_id: int | None = refers("person.id", nullable=True)
    deputy_id: int | None = refers("person.id", nullable=True)
    owner_words: str = text()
    first_due_on: date | None = None
    due_on: date | None = None
    due_words: str = text()
    due_precision: Precision = word(Precision, default=Precision.NONE)
    status: DeliveryStatus | None = word(DeliveryStatus, nullable=True)
    status_words: str = text()
    status_on: date
    percent: int | None = None
    progress_words: str = text()
    measure_words: str = text()
    notes: str = text()
    extra: dict[str, Any] = plain()
    loaded: dict[str, Any] = plain()
    created_on: date
    gone_on: date | None = None
    source_decision_id: int | None = refers("decision.id", nullable=True)
    superseded_by_id: int | None = refers("action.id", nullable=True)
    funding_ends_on: date | None = None


class ActionFinding(SQLModel, table=True):
    action_id: int = Field(foreign_key="action.id", primary_key=True)
    finding_id: int = Field(foreign_key="finding.id", primary_key=True)


class ActionOwner(SQLModel, table=True):
    """place 0 is the lead owner, who is asked; the others are named in the paper."""

    action_id: int = Field(foreign_key="action.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    place: int = 0


class ActionDependency(SQLModel, table=True):
    action_id: int = Field(foreign_key="action.id", primary_key=True)
    depends_on_id: int = Field(foreign_key="action.id", primary_key=True)
    why: str = text()


class Milestone(SQLModel, table=True):
    id: int | None = key()
    action_id: int = refers("action.id")
    title: str = text()
    due_on: date | None = None
    met_on: date | None = None


class DateChange(SQLModel, table=True):
    """A move of a due date, asked for or made. state: asked, granted, refused, or loaded (came with the file)."""

    id: int | None = key()
    action_id: int = refers("action.id")
    update_id: int | None = refers("update.id", nullable=True)
    state: str = text("asked")
    from_on: date | None = None
    from_words: str = text()
    to_on: date | None = None
    reason: str = text()
    asked_by: str = text()
    asked_at: datetime = instant()
    decided_by: str = text()
    decided_at: datetime | None = instant(nullable=True)


class StandingText(SQLModel, table=True):
    """Words of a paper that stand from one cycle to the next, by section key (background, legal_implications …)."""

    __table_args__ = (UniqueConstraint("plan_id", "section"),)

    id: int | None = key()
    plan_id: int = refers("plan.id")
    section: str = text()
    words: str = text()


class ColumnMapping(SQLModel, table=True):
    """A column heading as this council writes it, and the field it was confirmed to mean."""

    heading: str = Field(primary_key=True)
    means: str = text()
    confirmed_by: str = text()
    confirmed_at: datetime = instant()
