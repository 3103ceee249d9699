"""Boards and their meetings. It knows nothing of the rules by which meetings are called; those are in council.toml."""

from datetime import date, datetime

from sqlmodel import Session, col, select

from governance.errors import RecordError
from governance.terms import Stage
from governance.wording import day as say_day
from plan_store import audit, edits
from plan_store.tables import AccessLink, Board, Cycle, Meeting, MemberQuestion

CALLED, CANCELLED, MOVED = "called", "cancelled", "moved"


def know_board(session: Session, key: str, name: str, *, by: str, at: datetime) -> Board:
    """The board of council.toml with this key, added or renamed where need be."""
    board = session.exec(select(Board).where(Board.key == key)).first()
    if board is None:
        board = Board(key=key, name=name)
        session.add(board)
        session.flush()
        audit.record(session, "board added", key, by=by, at=at)
    elif board.name != name:
        board.name = name
        audit.record(session, "board renamed", key, by=by, at=at)
    return board


def call(session: Session, board: Board, held_at: datetime, place: str, *, by: str, at: datetime) -> Meeting:
    """The board's meeting on that day, called if it was not yet. held_at: local wall time."""
    where = (Meeting.board_id == board.id, Meeting.held_on == held_at.date())
    meeting = session.exec(select(Meeting).where(*where)).first()
    if meeting is None:
        written = held_at.isoformat(timespec="minutes")
        meeting = Meeting(board_id=board.id or 0, held_on=held_at.date(), held_at=written, place=place)
        session.add(meeting)
        session.flush()
        audit.record(session, "meeting called", f"{board.key}/{held_at:%Y-%m-%d}", by=by, at=at)
    return meeting


def require(session: Session, board_key: str, held_on: str) -> Meeting:
    """The meeting of a board on a day (ISO), or a RecordError."""
    try:
        day = date.fromisoformat(held_on)
    except ValueError as fault:
        raise RecordError(f"“{held_on}” is no day; write it like 2026-03-10.") from fault
    query = select(Meeting).join(Board).where(Board.key == board_key, Meeting.held_on == day)
    meeting = session.exec(query).first()
    if meeting is None:
        raise RecordError(f"No meeting of the board “{board_key}” on {held_on} is in the plan store.")
    return meeting


def find(session: Session, meeting_id: int) -> Meeting:
    """The meeting of that id, or a RecordError."""
    meeting = session.get(Meeting, meeting_id)
    if meeting is None:
        raise RecordError("This meeting is not in the plan store.")
    return meeting


def on_day(session: Session, board: Board, held_on: date) -> Meeting | None:
    """The board's meeting on that day, whatever has become of it."""
    return session.exec(select(Meeting).where(Meeting.board_id == board.id, Meeting.held_on == held_on)).first()


def every(session: Session) -> list[tuple[Meeting, Board, Cycle | None]]:
    """Every meeting with its board and its cycle, the latest first."""
    query = (
        select(Meeting, Board, Cycle)
        .join(Board, col(Meeting.board_id) == Board.id)
        .join(Cycle, col(Cycle.meeting_id) == Meeting.id, isouter=True)
        .order_by(col(Meeting.held_on).desc(), col(Meeting.id))
    )
    return list(session.exec(query))


def cycle_of(session: Session, meeting: Meeting) -> Cycle | None:
    return session.exec(select(Cycle).where(Cycle.meeting_id == meeting.id)).first()


def boards(session: Session) -> list[Board]:
    return list(session.exec(select(Board).order_by(col(Board.id))))


def board(session: Session, key: str) -> Board:
    """The board of that key, or a RecordError."""
    row = session.exec(select(Board).where(Board.key == key)).first()
    if row is None:
        raise RecordError(f"There is no board “{key}” in the plan store.")
    return row


def cancel(session: Session, meeting: Meeting, *, why: str, by: str, at: datetime) -> str | None:
    """The meeting does not take place. It can be undone. Raises RecordError while a cycle of work leads to it."""
    cycle = cycle_of(session, meeting)
    if cycle is not None and cycle.stage is not Stage.CANCELLED:
        raise RecordError(
            f"The cycle {cycle.reference} leads to this meeting. Cancel the cycle first: those who were asked are told "
            "then."
        )
    return edits.edit(session, meeting, {"state": CANCELLED}, notes={"why": why}, by=by, at=at)


def move(
    session: Session,
    meeting: Meeting,
    held_at: datetime,
    *,
    why: str,
    late_item_paragraph: str = "",
    by: str,
    at: datetime,
) -> Meeting:
    """The meeting takes place on another day, with its cycle, its questions and its links. held_at: local wall time.

    The row of the old day stays, as moved, so that the board's rule does not call it a second time; moving back uses
    it again. Returns the meeting of the new day. Raises RecordError where the board meets on that day already.
    """
    there = session.exec(
        select(Meeting).where(Meeting.board_id == meeting.board_id, Meeting.held_on == held_at.date())
    ).first()
    if there is not None and (there.state == CALLED or cycle_of(session, there) is not None):
        raise RecordError(f"The board has a meeting on {say_day(held_at.date())} already. Choose another day.")
    there = there or Meeting(board_id=meeting.board_id, held_on=held_at.date())
    there.held_at, there.place = held_at.isoformat(timespec="minutes"), meeting.place
    there.state = CALLED
    session.add(there)
    session.flush()
    _bring_along(session, meeting, there, late_item_paragraph)
    edits.note_moved(session, meeting, there, why=why, by=by, at=at)
    meeting.state = MOVED
    session.add(meeting)
    session.flush()
    return there


def _bring_along(session: Session, meeting: Meeting, there: Meeting, late_item_paragraph: str) -> None:
    for question in session.exec(select(MemberQuestion).where(MemberQuestion.meeting_id == meeting.id)):
        question.meeting_id = there.id or 0
        session.add(question)
    cycle = cycle_of(session, meeting)
    if cycle is None:
        return
    cycle.meeting_id = there.id or 0
    cycle.late_item_paragraph = late_item_paragraph or cycle.late_item_paragraph
    session.add(cycle)
    later = there.held_on - meeting.held_on
    for link in session.exec(select(AccessLink).where(AccessLink.cycle_id == cycle.id)):
        # A link lives until some days after the meeting; it may not end before it.
        link.expires_at += max(later, type(later)(0))
        session.add(link)
