"""Papers as they were drafted, signed off and published: the facts, the bytes and their digests."""

from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel, UniqueConstraint

from plan_store.tables.columns import instant, key, plain, refers, text


class Paper(SQLModel, table=True):
    """state: drafted, approved, published or superseded. facts: the Brief as it was, in plain JSON.

    part: 1 may be read by everybody once published; 2 is exempt and never public.
    """

    __table_args__ = (UniqueConstraint("cycle_id", "kind", "version"),)

    id: int | None = key()
    cycle_id: int = refers("cycle.id")
    kind: str = text()
    version: int = 1
    title: str = text()
    part: int = 1
    state: str = text("drafted")
    facts: dict[str, Any] = plain()
    facts_digest: str = text()
    template_digest: str = text()
    drafted_at: datetime = instant()
    published_at: datetime | None = instant(nullable=True)


class PaperFile(SQLModel, table=True):
    """One format of a paper: its bytes and their SHA-256."""

    __table_args__ = (UniqueConstraint("paper_id", "format"),)

    id: int | None = key()
    paper_id: int = refers("paper.id")
    format: str = text()
    name: str = text()
    digest: str = text()
    content: bytes = Field(sa_type=LargeBinary, nullable=False)


class SignOff(SQLModel, table=True):
    """What the director said of one version, and of which bytes. outcome: approved or sent_back."""

    id: int | None = key()
    paper_id: int = refers("paper.id")
    person_id: int = refers("person.id")
    outcome: str = text()
    comment: str = text()
    digests: dict[str, Any] = plain()
    at: datetime = instant()


class PaperComment(SQLModel, table=True):
    """A director's word on one paragraph of a draft. place: its number in the paper, from 1; quote: how it begins."""

    id: int | None = key()
    paper_id: int = refers("paper.id")
    person_id: int = refers("person.id")
    place: int
    quote: str = text()
    words: str = text()
    at: datetime = instant()
    settled_at: datetime | None = instant(nullable=True)
    settled_by: str = text()
