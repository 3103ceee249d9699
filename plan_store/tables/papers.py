"""Papers as they were drafted, signed off and published: the facts, the bytes and their digests."""

from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel, UniqueConstraint

from plan_store.tables.columns import instant, key, plain, refers, text


class Paper(SQLModel, table=True):
    """state: drafted, approved, published or superseded. facts: the Brief as it was, in plain JSON.

    part: 1 may be read by everybody once published; 2 is exempt and never public. remark: what the officer has to
    know of how it was made, such as a faulty template that another had to stand in for. checked: what was found in it.
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
    remark: str = text()
    checked: list[Any] = plain(list)


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


class PaperTemplate(SQLModel, table=True):
    """The last version of a paper's template that made a paper. files: path below templates/ → its text."""

    kind: str = Field(primary_key=True)
    digest: str = text()
    files: dict[str, Any] = plain()
    good_at: datetime = instant()


class FindingAccepted(SQLModel, table=True):
    """A finding of the checker that the officer lets stand, and why. key: of the rule and the words it was found in."""

    __table_args__ = (UniqueConstraint("cycle_id", "kind", "key"),)

    id: int | None = key()
    cycle_id: int = refers("cycle.id")
    kind: str = text()
    key: str = text()
    rule: str = text()
    reason: str = text()
    by: str = text()
    at: datetime = instant()


class Clearance(SQLModel, table=True):
    """Who was asked to clear a section of a cycle's paper, and what they said. Silence is not consent.

    section: finance, legal, equality, risk or another the council names. outcome: asked, cleared or not_cleared.
    """

    __table_args__ = (UniqueConstraint("cycle_id", "section"),)

    id: int | None = key()
    cycle_id: int = refers("cycle.id")
    section: str = text()
    asked_of: str = text()
    asked_at: datetime = instant()
    outcome: str = text("asked")
    words: str = text()
    said_by: str = text()
    said_at: datetime | None = instant(nullable=True)


class Exemption(SQLModel, table=True):
    """Words of the record that may not be public (Part 2), by which paragraph of Schedule 12A and why.

    kind: the table's name; row_id: of the row there; field: which of its texts, empty for all of them. reason: why the
    public interest in keeping it back outweighs that in disclosing it. lifted_at: from then on it is public.
    """

    id: int | None = key()
    plan_id: int = refers("plan.id")
    kind: str = Field(index=True)
    row_id: int = Field(index=True)
    field: str = text()
    paragraph: int
    reason: str = text()
    marked_by: str = text()
    marked_at: datetime = instant()
    lifted_at: datetime | None = instant(nullable=True)
    lifted_by: str = text()
