"""The audit trail. No foreign keys, so nothing blocks a deletion elsewhere; no row is ever changed or removed."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from plan_store.tables.columns import instant, key, plain, text


class AuditEntry(SQLModel, table=True):
    """Who (by: a person's reference, or the system) did what (verb) to which (subject) and when. No personal values."""

    id: int | None = key()
    at: datetime = instant()
    by: str = text()
    verb: str = text()
    subject: str = Field(index=True)
    cycle: str = Field(default="", index=True)
    detail: dict[str, Any] = plain()
