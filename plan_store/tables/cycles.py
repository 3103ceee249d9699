"""One round of the governance cycle: its stage, its dates, who was asked, what was flagged, and the personal links."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel, UniqueConstraint

from governance.terms import Rating, Stage
from plan_store.tables.columns import instant, key, plain, refers, text, word


class Cycle(SQLModel, table=True):
    """dates: the moments counted back from the meeting (governance.cycle.MOMENTS), as local wall time.

    late_item_paragraph: the form to fill in if the paper misses its clear days; late_item_reason: filled in.
    """

    id: int | None = key()
    reference: str = Field(unique=True)
    plan_id: int = refers("plan.id")
    board_id: int = refers("board.id")
    meeting_id: int = Field(foreign_key="meeting.id", unique=True)
    stage: Stage = word(Stage, default=Stage.PLANNED)
    dates: dict[str, Any] = plain()
    opened_at: datetime | None = instant(nullable=True)
    locked_at: datetime | None = instant(nullable=True)
    late_item_paragraph: str = text()
    late_item_reason: str = text()
    cancelled_because: str = text()


class CycleMark(SQLModel, table=True):
    """A step that has been done for a cycle, once. Its key makes a second doing impossible."""

    cycle_id: int = Field(foreign_key="cycle.id", primary_key=True)
    step: str = Field(primary_key=True)
    occurrence: int = Field(primary_key=True)
    at: datetime = instant()


class UpdateRequest(SQLModel, table=True):
    """Who was asked about which action in a cycle."""

    __table_args__ = (UniqueConstraint("cycle_id", "action_id"),)

    id: int | None = key()
    cycle_id: int = refers("cycle.id")
    action_id: int = refers("action.id")
    person_id: int = refers("person.id")
    asked_at: datetime = instant()


class AccessLink(SQLModel, table=True):
    """A personal link. The token itself is never kept: token_hash is its SHA-256, nonce what it is made from."""

    __table_args__ = (UniqueConstraint("cycle_id", "person_id", "opens"),)

    id: int | None = key()
    cycle_id: int = refers("cycle.id")
    person_id: int = refers("person.id")
    opens: str = text("answer")
    nonce: str = Field(unique=True)
    token_hash: str = Field(unique=True)
    issued_at: datetime = instant()
    expires_at: datetime = instant()
    revoked_at: datetime | None = instant(nullable=True)


class FlagRaised(SQLModel, table=True):
    __table_args__ = (UniqueConstraint("cycle_id", "rule", "subject"),)

    id: int | None = key()
    cycle_id: int = refers("cycle.id")
    rule: str = text()
    subject: str = text()
    because: str = text()
    place: int = 0


class RatedArea(SQLModel, table=True):
    """The colour that a finding or delivery plan had at the lock."""

    __table_args__ = (UniqueConstraint("cycle_id", "kind", "reference"),)

    id: int | None = key()
    cycle_id: int = refers("cycle.id")
    kind: str = text()
    reference: str = text()
    rating: Rating = word(Rating)
