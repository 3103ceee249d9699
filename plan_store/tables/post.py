"""The outbox: every message that must leave, and every attempt to send it."""

from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from plan_store.tables.columns import instant, key, plain, refers, text


class Notice(SQLModel, table=True):
    """One message to one person. once: the key that makes it unique (cycle:kind:occurrence:person).

    state: due, taken (leased to a sender), in_doubt (the last byte may have gone), sent, dead (refused for good)
    or held (not to be sent, with because). written: the MIME bytes, kept only until it is sent.
    while_silent: sent only as long as the person still owes an answer.
    """

    id: int | None = key()
    once: str = Field(unique=True)
    kind: str = text()
    cycle_id: int | None = refers("cycle.id", nullable=True)
    person_id: int = refers("person.id")
    link_id: int | None = refers("accesslink.id", nullable=True)
    facts: dict[str, Any] = plain()
    while_silent: bool = False
    state: str = Field(default="due", index=True)
    because: str = text()
    written_at: datetime = instant()
    due_at: datetime = instant()
    message_id: str = Field(unique=True)
    written: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=True)
    digest: str = text()
    attempts: int = 0
    lease: str = text()
    leased_until: datetime | None = instant(nullable=True)
    sent_at: datetime | None = instant(nullable=True)


class NoticeAttempt(SQLModel, table=True):
    """outcome: in_doubt, sent, refused (permanent) or failed (tried again later). said: the channel's own words."""

    id: int | None = key()
    notice_id: int = refers("notice.id")
    number: int
    began_at: datetime = instant()
    ended_at: datetime | None = instant(nullable=True)
    channel: str = text()
    outcome: str = text()
    said: str = text()
