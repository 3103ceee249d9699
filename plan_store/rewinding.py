"""What edited rows were at an instant, from the history that every edit, load and answer keeps. It only reads.

A paper can so be made as at a past day, and says what the paper of that day said.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from sqlmodel import Session, col, select

from plan_store.field_texts import BETWEEN
from plan_store.tables import FieldChange

Reader = Callable[[str | None], Any]


def words(text: str | None) -> str:
    return text or ""


def number(text: str | None) -> int | None:
    return int(text) if text else None


def amount(text: str | None) -> float | None:
    return float(text) if text else None


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def word(text: str | None) -> str | None:
    return text or None


def flag(text: str | None) -> bool:
    return text == "yes"


class Then:
    """The rows of the plan as they were at an instant; what was not edited since is as it is now."""

    def __init__(self, session: Session, at: datetime) -> None:
        change = FieldChange
        query = (
            select(change.kind, change.row_id, change.field, change.before)
            .where(col(change.at) > at)
            .order_by(col(change.id))
        )
        self._before: dict[tuple[str, int, str], str | None] = {}
        for kind, row_id, field, before in session.exec(query):
            self._before.setdefault((kind, row_id, field), before)

    def was_there(self, kind: str, row_id: int | None) -> bool:
        """Whether a row had come by then. Of what is older than the history nothing else is known."""
        return (kind, row_id, "added") not in self._before

    def row(self, kind: str, row: Any, readers: Mapping[str, Reader]) -> Any:
        """The row with these fields as they were. kind: its table's name; readers: field → its text as a value."""
        if not self._before:
            return row
        edited = [field for field in readers if (kind, row.id, field) in self._before]
        if not edited:
            return row
        values = dict(row._mapping) if hasattr(row, "_mapping") else row.model_dump()
        return SimpleNamespace(
            **{**values, **{field: readers[field](self._before[kind, row.id, field]) for field in edited}}
        )

    def edited(self, kind: str, field: str) -> list[int]:
        """Ids of the rows whose field has been edited since."""
        return [row_id for of, row_id, name in self._before if (of, name) == (kind, field)]

    def references(self, kind: str, row_id: int, field: str) -> list[str] | None:
        """A list of references as it was, or None where it is as it is now."""
        key = (kind, row_id, field)
        if key not in self._before:
            return None
        return [part for part in (self._before[key] or "").split(BETWEEN) if part]
