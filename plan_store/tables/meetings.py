"""Boards, their meetings, and what was asked and decided there."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel, UniqueConstraint

from plan_store.tables.columns import instant, key, refers, text


class Board(SQLModel, table=True):
    """A board of council.toml, by its key; its rules stay in council.toml."""

    id: int | None = key()
    key: str = Field(unique=True)
    name: str = text()


class BoardMember(SQLModel, table=True):
    __table_args__ = (UniqueConstraint("board_id", "person_id"),)

    id: int | None = key()
    board_id: int = refers("board.id")
    person_id: int = refers("person.id")
    office: str = text()


class Meeting(SQLModel, table=True):
    """held_at: local wall time as agreed with the board, as text YYYY-MM-DDTHH:MM. state: called or cancelled."""

    __table_args__ = (UniqueConstraint("board_id", "held_on"),)

    id: int | None = key()
    board_id: int = refers("board.id")
    held_on: date
    held_at: str = text()
    place: str = text()
    state: str = text("called")


class MemberQuestion(SQLModel, table=True):
    """Put before the meeting or at it. asked_by: as the record names them; asked_by_id: whom, where we know them."""

    id: int | None = key()
    meeting_id: int = refers("meeting.id")
    asked_by: str = text()
    asked_by_id: int | None = refers("person.id", nullable=True)
    asked_at: datetime | None = instant(nullable=True)
    before_meeting: bool = False
    about: str = text()
    question: str = text()
    answer: str = text()
    answered_by: str = text()
    answered_at: datetime | None = instant(nullable=True)


class Attendance(SQLModel, table=True):
    """Who was there. how: present, apologies, absent or in_attendance (no member)."""

    __table_args__ = (UniqueConstraint("meeting_id", "name"),)

    id: int | None = key()
    meeting_id: int = refers("meeting.id")
    person_id: int | None = refers("person.id", nullable=True)
    name: str = text()
    how: str = text("present")


class Resolution(SQLModel, table=True):
    """What the minutes say, verbatim."""

    __table_args__ = (UniqueConstraint("meeting_id", "number"),)

    id: int | None = key()
    meeting_id: int = refers("meeting.id")
    number: str = text()
    words: str = text()


class Decision(SQLModel, table=True):
    """One limb of a resolution. kind: note, agree, commission (changes the next paper) or action.

    response: what has been done about it; met_at: when the board was told that it is done.
    """

    id: int | None = key()
    resolution_id: int = refers("resolution.id")
    limb: int = 1
    kind: str = text("note")
    words: str = text()
    response: str = text()
    met_at: datetime | None = instant(nullable=True)


class ExternalEvent(SQLModel, table=True):
    """A monitoring visit, peer review, stocktake or the like, past or to come."""

    id: int | None = key()
    plan_id: int = refers("plan.id")
    kind: str = text()
    title: str = text()
    held_on: date | None = None
    words: str = text()
    embargoed_until: date | None = None
