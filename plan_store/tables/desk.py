"""What the officer's desk keeps: every edited field as it was before, and spreadsheets waiting to be loaded."""

from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from plan_store.tables.columns import instant, key, plain, refers, text


class FieldChange(SQLModel, table=True):
    """One field edited by hand, before and after as plain text; what it takes to undo it.

    kind: the table's name; row_id: of the row there; group: the same for all fields of one edit. Of a person these are
    personal values: they are erased with the person.
    """

    id: int | None = key()
    group: str = Field(index=True)
    kind: str = Field(index=True)
    row_id: int = Field(index=True)
    field: str = text()
    before: str | None = text(None)
    after: str | None = text(None)
    by: str = text()
    at: datetime = instant()
    undone_at: datetime | None = instant(nullable=True)
    undone_by: str = text()


class PlanUpload(SQLModel, table=True):
    """A spreadsheet between its upload and its loading. mapping: headings given a meaning on the way."""

    id: int | None = key()
    name: str = text()
    digest: str = text()
    content: bytes = Field(sa_type=LargeBinary, nullable=False)
    mapping: dict[str, Any] = plain()
    uploaded_by_id: int = refers("person.id")
    uploaded_at: datetime = instant()
    loaded_at: datetime | None = instant(nullable=True)
    dropped_at: datetime | None = instant(nullable=True)
