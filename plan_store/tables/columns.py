"""Column types that behave alike on SQLite and PostgreSQL. It knows nothing of tables."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import JSON, DateTime, Dialect, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field

Word = TypeVar("Word", bound=StrEnum)


class Instant(TypeDecorator[datetime]):
    """An aware instant in UTC. A naive one is refused: a wall-clock time in the store would be ambiguous."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone; the store keeps instants in UTC")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(TypeDecorator[str]):
    """A StrEnum kept as its plain text, so that the value in the store is the word in the glossary."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else self.kind(value)


PLAIN_JSON = JSON().with_variant(JSONB(), "postgresql")


def key() -> Any:
    """A surrogate primary key."""
    return Field(default=None, primary_key=True)


def instant(*, nullable: bool = False, index: bool = False) -> Any:
    return Field(default=None, sa_type=Instant, nullable=nullable, index=index)


def word(kind: type[StrEnum], *, nullable: bool = False, default: StrEnum | None = None) -> Any:
    return Field(default=default, sa_type=Words(kind), nullable=nullable)


def text(default: str | None = "") -> Any:
    return Field(default=default, sa_type=Text, nullable=default is None)


def plain(default_factory: Any = dict) -> Any:
    return Field(default_factory=default_factory, sa_type=PLAIN_JSON, nullable=False)


def refers(to: str, *, nullable: bool = False) -> Any:
    return Field(default=None, foreign_key=to, nullable=nullable, index=True)
