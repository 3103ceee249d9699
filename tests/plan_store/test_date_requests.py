"""Due dates that move: asked for, decided once by somebody named, and the first date never lost."""

from datetime import date, timedelta

import pytest
from stores import (
    AT,
    BY,
    a_cover,
    a_cycle,
    a_plan_file,
    a_town,
    all_of,
    an_action,
    an_update,
    dump,
    in_one,
    load,
    together,
    verbs_of,
)

from governance.errors import RecordError
from governance.flags import raise_flags
from governance.terms import Precision
from plan_store import dates, plans
from plan_store.database import Engine, Session, reading, transaction
from plan_store.position import position_of
from plan_store.record import Wanted, record_of
from plan_store.tables import DateChange

MAY, JUNE = date(2026, 5, 29), date(2026, 6, 30)
LATER = AT + timedelta(days=30)


def test_an_action_keeps_its_date_until_somebody_grants_another(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        dates.ask(session, an_action(session, "S1"), None, MAY, "Vacancies.", by="P-001", at=AT)

    with reading(store) as session:
        assert an_action(session, "S1").due_on == date(2026, 1, 31)
        assert [(change.to_on, action.reference) for change, action in dates.waiting(session)] == [(MAY, "S1")]


def test_a_granted_date_holds_from_then_on_and_the_first_one_is_kept(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        for to_on in (MAY, JUNE):
            dates.ask(session, an_action(session, "S1"), None, to_on, "Vacancies.", by="P-001", at=AT)
            request = dates.request_for(session, an_action(session, "S1"))
            dates.decide(session, request, granted=True, decided_by="Improvement Board", by=BY, at=AT)

    with reading(store) as session:
        action, moves = an_action(session, "S1"), all_of(session, DateChange)
    assert (action.first_due_on, action.due_on) == (date(2026, 1, 31), JUNE)
    assert (action.due_words, action.due_precision) == ("30 June 2026", Precision.DAY)
    assert [(move.from_on, move.to_on) for move in moves] == [(date(2026, 1, 31), MAY), (MAY, JUNE)]
    assert {(move.state, move.decided_by, move.decided_at) for move in moves} == {("granted", "Improvement Board", AT)}


def test_a_refused_date_changes_nothing_but_the_record(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        request = dates.ask(session, an_action(session, "S1"), None, MAY, "Vacancies.", by="P-001", at=AT)
        dates.decide(session, request, granted=False, decided_by="Improvement Board", by=BY, at=AT)

    with reading(store) as session:
        assert an_action(session, "S1").due_on == date(2026, 1, 31)
        assert all_of(session, DateChange)[0].state == "refused"
        assert dates.waiting(session) == []
    assert verbs_of(store, subject="S1")[-1] == "new date refused"


@pytest.mark.parametrize("granted", [True, False])
@pytest.mark.parametrize("again", [True, False])
def test_a_request_is_decided_once(store: Engine, granted: bool, again: bool) -> None:
    with transaction(store) as session:
        a_town(session)
        request = dates.ask(session, an_action(session, "S1"), None, MAY, "Vacancies.", by="P-001", at=AT)
        dates.decide(session, request, granted=granted, decided_by="Improvement Board", by=BY, at=AT)
    before = dump(store)

    with (
        pytest.raises(RecordError, match=r"This request was (granted|refused) already; it can not be decided twice"),
        transaction(store) as session,
    ):
        dates.decide(session, all_of(session, DateChange)[0], granted=again, decided_by="Dev", by=BY, at=AT)

    assert dump(store) == before


def test_of_two_who_decide_at_once_one_is_told_that_it_is_decided(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        dates.ask(session, an_action(session, "S1"), None, MAY, "Vacancies.", by="P-001", at=AT)

    def decide(granted: bool) -> str:
        try:
            with transaction(store) as session:
                request = dates.request_for(session, an_action(session, "S1"))
                dates.decide(session, request, granted=granted, decided_by="Dev Malhotra", by=BY, at=AT)
        except RecordError as error:
            return str(error)
        return "decided"

    outcomes = together(decide, [True, False])

    assert outcomes.count("decided") == 1
    assert any(
        "already; it can not be decided twice" in outcome or "decided already" in outcome for outcome in outcomes
    )
    assert len([verb for verb in verbs_of(store) if verb in ("new date granted", "new date refused")]) == 1


def test_who_decides_from_what_they_read_before_another_decided_is_told_so(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        dates.ask(session, an_action(session, "S1"), None, MAY, "Vacancies.", by="P-001", at=AT)
    with reading(store) as session:
        seen = dates.request_for(session, an_action(session, "S1"))
    with transaction(store) as session:
        request = dates.request_for(session, an_action(session, "S1"))
        dates.decide(session, request, granted=False, decided_by="Improvement Board", by=BY, at=AT)

    def decide_late(session: Session) -> None:
        stale = session.merge(seen, load=False)
        dates.decide(session, stale, granted=True, decided_by="Dev Malhotra", by=BY, at=AT)

    with pytest.raises(RecordError, match="This request was refused already"):
        in_one(store, decide_late)


def test_of_several_requests_for_one_action_the_last_one_counts(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        for to_on in (MAY, JUNE):
            dates.ask(session, an_action(session, "S1"), None, to_on, "Vacancies.", by="P-001", at=AT)

    with reading(store) as session:
        assert [change.to_on for change, _ in dates.waiting(session)] == [JUNE]


@pytest.mark.parametrize("granted", [True, False])
def test_a_request_that_was_replaced_does_not_come_back_when_the_last_one_is_decided(
    store: Engine, granted: bool
) -> None:
    with transaction(store) as session:
        a_town(session)
        for to_on in (MAY, JUNE):
            dates.ask(session, an_action(session, "S1"), None, to_on, "Vacancies.", by="P-001", at=AT)
        request = dates.request_for(session, an_action(session, "S1"))
        dates.decide(session, request, granted=granted, decided_by="Improvement Board", by=BY, at=AT)

        assert dates.waiting(session) == []
        with pytest.raises(RecordError, match="No new date has been asked for S1, or it has been decided already"):
            dates.request_for(session, an_action(session, "S1"))


def test_requests_wait_in_the_order_in_which_they_were_asked(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        for reference in ("S2", "L1", "S1", "S2"):
            dates.ask(session, an_action(session, reference), None, JUNE, "Vacancies.", by="P-001", at=AT)

        assert [action.reference for _, action in dates.waiting(session)] == ["L1", "S1", "S2"]


def test_an_action_that_had_no_date_slips_from_the_first_one_granted(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session, "ref | owner | due\nS1 | Amara | TBC")
        for to_on in (MAY, JUNE):
            request = dates.ask(session, an_action(session, "S1"), None, to_on, "At last.", by="P-001", at=AT)
            dates.decide(session, request, granted=True, decided_by="Improvement Board", by=BY, at=AT)

        action = an_action(session, "S1")
        assert (action.first_due_on, action.due_on) == (MAY, JUNE)


def test_the_position_shows_the_slip_and_who_granted_it(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session)
        an_update(session, cycle, "S1", new_due_on=MAY, reason="Vacancies.")
        request = dates.request_for(session, an_action(session, "S1"))
        dates.decide(session, request, granted=True, decided_by="Improvement Board", by=BY, at=AT)

        line = position_of(session, cycle, at=LATER, as_of=LATER.date()).line("S1")
        flags = raise_flags(position_of(session, cycle, at=LATER, as_of=LATER.date()))

    assert (line.first_due_on, line.due_on, line.days_slipped) == (date(2026, 1, 31), MAY, 118)
    assert [(move.granted_by, move.reason) for move in line.moves] == [("Improvement Board", "Vacancies.")]
    assert [flag.because for flag in flags if (flag.rule, flag.subject) == ("slipped", "S1")] == [
        "Its date has moved once, 118 days in all; it was first due on 31 January 2026."
    ]


def test_a_paper_puts_the_requests_of_its_own_plan_before_the_board(store: Engine) -> None:
    with transaction(store) as session:
        town = a_town(session)
        cycle = a_cycle(session)
        load(session, a_plan_file("ref | owner | due\nX1 | Bryn | 2026-03-31"), plan="another")
        other = plans.find_action(session, plans.require(session, "another"), "X1")
        dates.ask(session, other, None, JUNE, "Elsewhere.", by="P-002", at=AT)
        dates.ask(session, an_action(session, "S1"), None, MAY, "Vacancies.", by=town.amara.reference, at=AT)

        record = record_of(session, cycle, a_cover(), Wanted(kind="progress_report", at=AT, as_of=AT.date()))

    assert [(request.action, request.asked_by, request.to_on) for request in record.date_requests] == [
        ("S1", "Amara Osei", MAY)
    ]
