"""What owners said. An update is never changed: a correction is another update, and the last one counts."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from governance.terms import DeliveryStatus
from plan_store.tables.columns import instant, key, refers, text, word


class Update(SQLModel, table=True):
    """said_by_id: the owner or deputy in whose name it stands. recorded_by: who wrote it down, if another.

    once: a key the form carries, so that a double click is one update.
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
    asked_due_on: date | None = None
    no_change: bool = False
    late: bool = False
    once: str = Field(unique=True)
