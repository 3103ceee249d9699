"""What owners said. An update is never changed: a correction is another update, and the last one counts."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Field, SQLModel, UniqueConstraint

from governance.terms import DeliveryStatus
from plan_store.tables.columns import instant, key, plain, refers, text, word


class Update(SQLModel, table=True):
    """said_by_id: the owner or deputy in whose name it stands. recorded_by: who wrote it down, if another.

    once: a key the form carries, so that a double click is one update. would_move: what would have to happen for the
    action to move, asked of those who say for the second time that nothing has changed.
    """

    id: int | None = key()
    cycle_id: int = refers("cycle.id")
    action_id: int = refers("action.id")
    said_by_id: int = refers("person.id")
    recorded_by: str = text()
    at: datetime = instant()
    said_on: date
    status: DeliveryStatus | None = word(DeliveryStatus, nullable=True)
    percent: int | None = None
    narrative: str = text()
    reason: str = text()
    would_move: str = text()
    asked_due_on: date | None = None
    no_change: bool = False
    late: bool = False
    once: str = Field(unique=True)


class AnswerDraft(SQLModel, table=True):
    """What an owner has typed and not sent, field by field as typed. Sending takes it away, so it is sent once."""

    __table_args__ = (UniqueConstraint("cycle_id", "action_id", "person_id"),)

    id: int | None = key()
    cycle_id: int = refers("cycle.id")
    action_id: int = refers("action.id")
    person_id: int = refers("person.id")
    fields: dict[str, Any] = plain()
    saved_at: datetime = instant()


class Referral(SQLModel, table=True):
    """An owner passed an action on. kind: handed_over (to_id: the deputy) or not_mine (the officer settles it).

    words: why, verbatim. outcome: what the officer did about it, in a word of ours.
    """

    id: int | None = key()
    cycle_id: int = refers("cycle.id")
    action_id: int = refers("action.id")
    from_id: int = refers("person.id")
    to_id: int | None = refers("person.id", nullable=True)
    kind: str = text()
    words: str = text()
    made_at: datetime = instant()
    settled_at: datetime | None = instant(nullable=True)
    settled_by: str = text()
    outcome: str = text()
