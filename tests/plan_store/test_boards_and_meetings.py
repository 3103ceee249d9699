"""Boards and their meetings: known by their key, called once a day."""

from datetime import date, datetime

import pytest
from stores import AT, BY, a_board, all_of, verbs_of

from governance.errors import RecordError
from plan_store import meetings
from plan_store.database import Engine, reading, transaction
from plan_store.tables import Meeting

FOUR = datetime(2026, 3, 10, 16)


def test_a_board_is_added_once_and_renamed_where_its_name_changes(store: Engine) -> None:
    with transaction(store) as session:
        first = a_board(session)
        again = a_board(session)
        renamed = meetings.know_board(session, "improvement_board", "Improvement and Challenge Board", by=BY, at=AT)

    assert first is again is renamed
    assert renamed.name == "Improvement and Challenge Board"
    assert verbs_of(store, subject="improvement_board") == ["board added", "board renamed"]


def test_a_boards_meeting_on_a_day_is_called_once(store: Engine) -> None:
    with transaction(store) as session:
        board = a_board(session)
        first = meetings.call(session, board, FOUR, "Council Chamber", by=BY, at=AT)
        again = meetings.call(session, board, FOUR, "Council Chamber", by=BY, at=AT)
        other = meetings.call(session, a_board(session, "partnership_board"), FOUR, "Assembly Room", by=BY, at=AT)

    assert first is again
    assert (first.held_on, first.held_at) == (date(2026, 3, 10), "2026-03-10T16:00")
    assert other.id != first.id
    assert verbs_of(store, subject="improvement_board/2026-03-10") == ["meeting called"]


def test_a_meeting_is_found_by_its_board_and_day(store: Engine) -> None:
    with transaction(store) as session:
        called = meetings.call(session, a_board(session), FOUR, "Council Chamber", by=BY, at=AT)

    with reading(store) as session:
        assert meetings.require(session, "improvement_board", "2026-03-10") == called
        assert all_of(session, Meeting) == [called]


@pytest.mark.parametrize(
    ("board", "held_on", "sentence"),
    [
        ("improvement_board", "2026-03-11", "No meeting of the board “improvement_board” on 2026-03-11 is in the plan"),
        ("scrutiny", "2026-03-10", "No meeting of the board “scrutiny” on 2026-03-10 is in the plan store"),
        ("improvement_board", "10 March", r"“10 March” is no day; write it like 2026-03-10\."),
    ],
)
def test_a_meeting_that_is_not_there_is_named(store: Engine, board: str, held_on: str, sentence: str) -> None:
    with transaction(store) as session:
        meetings.call(session, a_board(session), FOUR, "Council Chamber", by=BY, at=AT)

        with pytest.raises(RecordError, match=sentence):
            meetings.require(session, board, held_on)
