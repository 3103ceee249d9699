"""What owners say: taken while the round is open, marked late after the lock, never twice and never overwritten."""

from datetime import UTC, date, timedelta

import pytest
from stores import AT, a_cycle, a_town, all_of, an_action, an_update, dump, go_on, local, together, verbs_of

from governance.answers import AnswerGiven
from governance.errors import RecordError
from governance.terms import DeliveryStatus, Stage
from plan_store import cycles, dates, updates
from plan_store.database import Engine, reading, transaction
from plan_store.tables import Evidence, Update
from plan_store.updates import OPEN_TO_ANSWERS


@pytest.mark.parametrize("stage", sorted(OPEN_TO_ANSWERS - {Stage.COLLECTING}))
def test_an_answer_after_the_lock_is_taken_and_marked_late(store: Engine, stage: Stage) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session, stage)

        update = an_update(session, cycle, "S1")

    assert update.late
    assert verbs_of(store, subject="S1")[-1] == "late update received"


def test_an_answer_before_the_lock_is_in_time(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session)
        in_time = an_update(session, cycle, "S1", once="first")
        go_on(session, cycle, Stage.LOCKED)
        late = an_update(session, cycle, "S1", once="second")

    assert [update.late for update in (in_time, late)] == [False, True]


def test_the_moment_of_receipt_decides_not_when_the_lock_was_carried_out(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session)
        at = cycles.moments(cycle)["lock_at"][0].replace(tzinfo=UTC)
        received = [
            an_update(session, cycle, "S1", at=at, once="on the stroke"),
            an_update(session, cycle, "S1", at=at + timedelta(seconds=1), once="a second after"),
        ]

    assert cycle.stage is Stage.COLLECTING
    assert [update.late for update in received] == [False, True]


@pytest.mark.parametrize("stage", sorted(set(Stage) - OPEN_TO_ANSWERS))
def test_no_answer_is_taken_before_the_round_opens_or_after_it_closes(store: Engine, stage: Stage) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session, stage)
    before = dump(store)

    with pytest.raises(RecordError, match="This round of updates is not open"), transaction(store) as session:
        an_update(session, cycle, "S1")

    assert dump(store) == before


def test_the_same_form_sent_twice_is_one_update_and_the_first_words_stand(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session)
        first = an_update(session, cycle, "S1", once="the form", narrative="Two of three teams are there.")
    before = dump(store)

    with transaction(store) as session:
        second = an_update(
            session, cycle, "S1", once="the form", narrative="Something else.", new_due_on=date(2026, 6, 1)
        )

    assert (second.id, second.narrative) == (first.id, "Two of three teams are there.")
    assert dump(store) == before


def test_a_double_click_at_the_same_instant_is_one_update(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session)

    def click(_: int) -> int | None:
        with transaction(store) as session:
            return an_update(session, cycle, "S1", once="the form").id

    clicks = together(click, range(4))

    with reading(store) as session:
        assert [update.id for update in all_of(session, Update)] == [clicks[0]]
    assert len(set(clicks)) == 1


def test_a_correction_is_another_update_and_nothing_is_overwritten(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session)
        an_update(session, cycle, "S1", once="1", narrative="It is done.")
        an_update(session, cycle, "S1", once="2", narrative="It is not quite done.")

    with reading(store) as session:
        assert [update.narrative for update in all_of(session, Update)] == ["It is done.", "It is not quite done."]


def test_an_answer_is_kept_word_for_word(store: Engine) -> None:
    words = "Siân said: “50% <b>done</b>” — {{ see }} 'A1'; DROP TABLE, =1+1\n\u202eمرحبا 👩‍👧\ttab"
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session)
        an_update(session, cycle, "S1", narrative=words, reason=words, status=DeliveryStatus.OFF_TRACK, percent=0)

    with reading(store) as session:
        (update,) = all_of(session, Update)
    assert (update.narrative, update.reason, update.status, update.percent) == (
        words, words, DeliveryStatus.OFF_TRACK, 0,
    )  # fmt: skip
    assert (update.at, update.said_on) == (AT, AT.date())


def test_evidence_and_a_new_date_come_with_the_answer(store: Engine) -> None:
    with transaction(store) as session:
        town = a_town(session)
        cycle = a_cycle(session)
        update = an_update(
            session,
            cycle,
            "S1",
            evidence=(("Audit of twelve files", "https://files.ashcombe.example/12"), ("Minutes", "")),
            new_due_on=date(2026, 5, 29),
            reason="Two posts are vacant.",
        )

    with reading(store) as session:
        evidence = [(row.shows, row.link, row.update_id, row.added_by) for row in all_of(session, Evidence)]
        ((request, action),) = dates.waiting(session)
    assert evidence == [
        ("Audit of twelve files", "https://files.ashcombe.example/12", update.id, "P-001"),
        ("Minutes", "", update.id, "P-001"),
    ]
    assert (action.reference, request.update_id, request.to_on) == ("S1", update.id, date(2026, 5, 29))
    assert (request.reason, request.asked_by) == ("Two posts are vacant.", town.amara.reference)


def test_what_an_officer_writes_down_stands_in_the_owners_name_and_says_who_wrote_it(store: Engine) -> None:
    with transaction(store) as session:
        town = a_town(session)
        cycle = cycles.hold_still(session, a_cycle(session).reference)
        answer = AnswerGiven(no_change=True)
        own = updates.record_update(
            session,
            cycle,
            an_action(session, "S1"),
            town.amara,
            answer,
            once="1",
            as_of=local(AT),
            by="P-001",
            at=AT,
        )
        noted = updates.record_update(
            session,
            cycle,
            an_action(session, "S2"),
            town.amara,
            answer,
            once="2",
            as_of=local(AT),
            by="P-003",
            at=AT,
        )

    assert (own.said_by_id, own.recorded_by) == (town.amara.id, "")
    assert (noted.said_by_id, noted.recorded_by) == (town.amara.id, "P-003")


def test_an_owner_is_asked_about_their_own_actions_in_the_plans_order(store: Engine) -> None:
    with transaction(store) as session:
        town = a_town(session)
        cycle = a_cycle(session)

    with reading(store) as session:
        assert [action.reference for action in updates.asked_of(session, cycle, town.amara)] == ["S1", "S2"]
        assert [action.reference for action in updates.asked_of(session, cycle, town.bryn)] == ["L1"]
        assert updates.asked_of(session, cycle, town.dev) == []


def test_the_last_second_before_the_lock_counts_for_whoever_comes_first(store: Engine) -> None:
    """The lock and an answer at the same instant: the answer is either in time or late, and never lost."""
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session)

    def answer() -> None:
        with transaction(store) as session:
            an_update(session, cycle, "S1", at=AT + timedelta(hours=1))

    def lock() -> None:
        with transaction(store) as session:
            go_on(session, cycles.hold_still(session, cycle.reference), Stage.LOCKED)

    together(lambda act: act(), [answer, lock])

    with reading(store) as session:
        (update,) = all_of(session, Update)
    order = [verb for verb in verbs_of(store) if verb in ("cycle locked", "update received", "late update received")]
    assert order in (["update received", "cycle locked"], ["cycle locked", "late update received"])
    assert update.late is (order[0] == "cycle locked")


def test_an_owner_who_has_answered_owes_nothing_and_the_others_do(store: Engine) -> None:
    with transaction(store) as session:
        town = a_town(session)
        cycle = a_cycle(session)
        an_update(session, cycle, "L1", by="P-002")

    with reading(store) as session:
        owing = [
            updates.owes_answer(session, cycle.id or 0, person.id or 0) for person in (town.amara, town.bryn, town.dev)
        ]

    assert owing == [True, False, False]
