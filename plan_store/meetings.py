"""Boards and their meetings. It knows nothing of the rules by which meetings are called; those are in council.toml."""

from datetime import date, datetime

from sqlmodel import Session, select

from governance.errors import RecordError
from plan_store import audit
from plan_store.tables import Board, Meeting


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
