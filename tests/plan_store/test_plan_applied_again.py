"""A plan loaded again: what has happened since the last time is not overwritten, and a date that moves is on record."""

from datetime import date, timedelta

import pytest
from stores import (
    AT,
    BY,
    a_cycle,
    a_plan_file,
    a_town,
    all_of,
    an_action,
    an_update,
    changed,
    load,
    moment,
)

from governance.terms import DeliveryStatus, Precision
from plan_store import dates
from plan_store.database import Engine, Session, transaction
from plan_store.position import position_of
from plan_store.tables import (
    DateChange,
    Evidence,
)

MARCH = moment("2026-03-02 09:00")


def test_an_owners_update_outlives_loading_the_same_file_again(store: Engine) -> None:
    file = a_plan_file("ref | owner | status | percent\nS1 | Amara | on_track | 10")
    with transaction(store) as session:
        a_town(session, "ref | owner | status | percent\nS1 | Amara | on_track | 10")
        cycle = a_cycle(session)
        an_update(session, cycle, "S1", status=DeliveryStatus.OFF_TRACK, percent=30, reason="Vacancies.")

        loaded = load(session, file, at=MARCH)
        line = position_of(session, cycle, at=MARCH, as_of=MARCH.date()).line("S1")

    assert loaded.changes == ()
    assert (line.status, line.percent, len(line.answers)) == (DeliveryStatus.OFF_TRACK, 30, 1)


@pytest.mark.parametrize("changes", ["| 25      | Begun.", "| 10      | Going. "])
def test_another_change_in_the_row_does_not_put_the_files_old_status_over_the_owners_answer(
    store: Engine, changes: str
) -> None:
    table = "ref | owner | status | percent | progress\nS1 | Amara | on_track | 10      | Begun."
    with transaction(store) as session:
        a_town(session, table)
        cycle = a_cycle(session)
        an_update(session, cycle, "S1", status=DeliveryStatus.OFF_TRACK, reason="Vacancies.")

        loaded = load(session, a_plan_file(table.replace("| 10      | Begun.", changes)), at=MARCH)
        line = position_of(session, cycle, at=MARCH, as_of=MARCH.date()).line("S1")

    assert len(loaded.changes) == 1
    assert line.status is DeliveryStatus.OFF_TRACK


def test_a_granted_date_outlives_loading_the_same_file_again(store: Engine) -> None:
    table = "ref | owner | due\nS1 | Amara | 2026-01-31"
    with transaction(store) as session:
        a_town(session, table)
        grant(session, date(2026, 5, 29))

        loaded = load(session, a_plan_file(table), at=MARCH)

        assert loaded.changes == ()
        assert (an_action(session, "S1").due_on, an_action(session, "S1").due_words) == (
            date(2026, 5, 29), "29 May 2026",
        )  # fmt: skip


def grant(session: Session, to_on: date) -> None:
    request = dates.ask(session, an_action(session, "S1"), None, to_on, "Vacancies.", by="P-001", at=AT)
    dates.decide(session, request, granted=True, decided_by="Improvement Board", by=BY, at=AT)


def moves_of(session: Session) -> list[tuple[str, date | None, date | None]]:
    return [(move.state, move.from_on, move.to_on) for move in all_of(session, DateChange)]


def test_a_changed_date_in_the_file_is_a_move_on_record_and_the_first_date_stays(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session, "ref | owner | due\nS1 | Amara | 2026-01-31")
        cycle = a_cycle(session)
        loaded = load(session, a_plan_file("ref | owner | due\nS1 | Amara | 2026-04-30"), at=MARCH)
        line = position_of(session, cycle, at=MARCH, as_of=MARCH.date()).line("S1")
        before = position_of(session, cycle, at=MARCH - timedelta(days=1), as_of=AT.date()).line("S1")

        assert moves_of(session) == [("loaded", date(2026, 1, 31), date(2026, 4, 30))]
    assert (line.first_due_on, line.due_on, line.days_slipped) == (date(2026, 1, 31), date(2026, 4, 30), 89)
    assert [(move.granted_by, move.reason) for move in line.moves] == [("", "changed in the spreadsheet")]
    assert (before.due_on, before.moves) == (date(2026, 1, 31), ())
    assert changed(loaded) == [
        ("action", "S1", "due on", "31 January 2026", "30 April 2026"),
        ("action", "S1", "due words", "31 January 2026", "30 April 2026"),
    ]


def test_a_file_brought_up_to_a_granted_date_is_no_second_move(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session, "ref | owner | due\nS1 | Amara | 2026-01-31")
        grant(session, date(2026, 5, 29))

        load(session, a_plan_file("ref | owner | due\nS1 | Amara | 2026-05-29"), at=MARCH)

        assert moves_of(session) == [("granted", date(2026, 1, 31), date(2026, 5, 29))]


def test_a_struck_out_date_is_the_first_date_and_a_move_nobody_granted(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session, "ref | owner | due | was\nS1 | Amara | 2026-04-30 | 2026-01-31")

        assert moves_of(session) == [("loaded", date(2026, 1, 31), date(2026, 4, 30))]
        assert an_action(session, "S1").first_due_on == date(2026, 1, 31)


def test_a_date_that_turns_into_words_is_no_date_any_more_and_the_words_are_kept(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session, "ref | owner | due\nS1 | Amara | 2026-01-31")
        load(session, a_plan_file("ref | owner | due\nS1 | Amara | when guidance is out"), at=MARCH)

        action = an_action(session, "S1")
        assert (action.due_on, action.due_words, action.due_precision) == (None, "when guidance is out", Precision.NONE)
        assert action.first_due_on == date(2026, 1, 31)
        assert moves_of(session) == [("loaded", date(2026, 1, 31), None)]


def test_evidence_in_the_file_is_kept_once(store: Engine) -> None:
    table = "ref | owner | evidence\nS1 | Amara | Audit of twelve files"
    with transaction(store) as session:
        a_town(session, table)
        load(session, a_plan_file(table), at=MARCH)

        assert [row.shows for row in all_of(session, Evidence)] == ["Audit of twelve files"]

        load(session, a_plan_file(table.replace("twelve", "twenty")), at=MARCH)
        assert [row.shows for row in all_of(session, Evidence)] == ["Audit of twelve files", "Audit of twenty files"]
