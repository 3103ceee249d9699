"""The outbox: one message of a kind to one person, taken by one sender at a time, and no doubt ever forgotten."""

import hashlib
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import update
from stores import AT, Town, a_cycle, a_town, all_of, an_update, dump, together, verbs_of

from governance.errors import RecordError
from plan_store import notices, people
from plan_store.database import Engine, Session, database_now, reading, transaction
from plan_store.notices import GIVE_UP_AFTER, LEASE, LONGEST_WAIT
from plan_store.tables import Cycle, Notice, NoticeAttempt, Person

LETTER = b"To: amara@ashcombe.example\r\n\r\nDear Amara"


def write(
    session: Session, person: Person, once: str = "one", cycle: Cycle | None = None, **said: Any
) -> Notice | None:
    facts = {"said": "ø"}
    return notices.write(session, once, "update_request", person, facts, cycle=cycle, by="system", at=AT, **said)


def take(session: Session, limit: int = 50, after: timedelta = timedelta(0)) -> list[Notice]:
    return notices.take(session, limit=limit, by="system", at=AT + after)


@pytest.fixture
def amara(store: Engine) -> Person:
    with transaction(store) as session:
        return a_town(session).amara


def a_taken_notice(store: Engine, amara: Person) -> Notice:
    with transaction(store) as session:
        write(session, amara)
    with transaction(store) as session:
        (notice,) = take(session)
    return notice


def let_the_lease_run_out(store: Engine) -> None:
    with transaction(store) as session:
        past = database_now(session) - timedelta(seconds=1)
        session.connection().execute(update(Notice).values(leased_until=past))


def doubt(store: Engine, notice: Notice) -> None:
    with transaction(store) as session:
        notices.mark_in_doubt(session, notice.id or 0, notice.lease, LETTER, "letter", by="system", at=AT)


def fail(store: Engine, notice: Notice, *, permanent: bool = False, after: timedelta = timedelta(0)) -> None:
    with transaction(store) as session:
        notices.record_failure(
            session, notice.id or 0, notice.lease, "451 try later", permanent=permanent, channel="letter", by="system",
            at=AT + after,
        )  # fmt: skip


def send(store: Engine, notice: Notice) -> None:
    with transaction(store) as session:
        notices.record_sent(session, notice.id or 0, notice.lease, "250 2.0.0 Ok", by="system", at=AT)


def kept(store: Engine) -> Notice:
    with reading(store) as session:
        (notice,) = all_of(session, Notice)
    return notice


def attempts(store: Engine) -> list[tuple[int, str, str]]:
    with reading(store) as session:
        return [(row.number, row.outcome, row.said) for row in all_of(session, NoticeAttempt)]


def test_a_message_is_written_once_however_often_it_is_called_for(store: Engine, amara: Person) -> None:
    with transaction(store) as session:
        first = write(session, amara)
        again = write(session, amara)

    assert first is not None
    assert again is None
    assert (kept(store).state, kept(store).facts) == ("due", {"said": "ø"})
    assert verbs_of(store, subject=f"notice {first.id}") == ["notice written"]


def test_every_message_has_one_message_id_of_its_own(store: Engine, amara: Person) -> None:
    with transaction(store) as session:
        for once in ("cycle/request/1/P-001", "cycle/request/2/P-001"):
            write(session, amara, once)

    with reading(store) as session:
        ids = [notice.message_id for notice in all_of(session, Notice)]
    assert len(set(ids)) == 2
    assert all(message_id.startswith("<") and message_id.endswith("@cleardays>") for message_id in ids)


def test_a_message_to_somebody_without_an_address_is_held_and_says_so(store: Engine, amara: Person) -> None:
    with transaction(store) as session:
        people.describe(session, people.require(session, "P-001"), by="system", at=AT, email="")
        write(session, people.require(session, "P-001"))

        assert take(session) == []
    assert (kept(store).state, kept(store).because) == ("held", "no address is recorded")
    assert verbs_of(store)[-1] == "notice held"


def test_a_message_that_need_not_go_is_held_with_its_reason(store: Engine, amara: Person) -> None:
    with transaction(store) as session:
        write(session, amara, held_because="the round has locked")

        assert take(session) == []
    assert (kept(store).state, kept(store).because) == ("held", "the round has locked")


def test_a_message_is_taken_from_its_moment_on_and_by_one_sender(store: Engine, amara: Person) -> None:
    with transaction(store) as session:
        write(session, amara)

    with transaction(store) as session:
        assert take(session, after=timedelta(seconds=-1)) == []
        assert [notice.state for notice in take(session)] == ["taken"]
        assert take(session) == []


def test_a_lease_is_counted_on_the_databases_clock_not_the_senders(store: Engine, amara: Person) -> None:
    with transaction(store) as session:
        write(session, amara)
        before = database_now(session)
        (notice,) = take(session, after=timedelta(days=300))
        after = database_now(session)

        assert notice.leased_until is not None
        assert before + LEASE <= notice.leased_until <= after + LEASE


def test_the_oldest_go_first_and_no_more_than_asked_for(store: Engine, amara: Person) -> None:
    with transaction(store) as session:
        for n in range(5):
            write(session, amara, f"{n}")

        assert [notice.once for notice in take(session, limit=3)] == ["0", "1", "2"]
        assert [notice.once for notice in take(session, limit=3)] == ["3", "4"]


def test_senders_at_work_together_never_take_the_same_message(store: Engine, amara: Person) -> None:
    with transaction(store) as session:
        for n in range(40):
            write(session, amara, f"{n}")

    def work(_: int) -> list[str]:
        mine: list[str] = []
        for _ in range(100):
            with transaction(store) as session:
                batch = take(session, limit=3)
            if not batch:
                return mine
            mine += [notice.once for notice in batch]
        return mine

    taken = together(work, range(4))

    assert sorted(once for mine in taken for once in mine) == sorted(f"{n}" for n in range(40))


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)  # SQLite has one writer at a time
def test_a_sender_that_holds_a_message_makes_no_other_wait(store: Engine, amara: Person) -> None:
    with transaction(store) as session:
        for n in range(2):
            write(session, amara, f"{n}")

    with transaction(store) as slow, transaction(store) as quick:
        assert [notice.once for notice in take(slow, limit=1)] == ["0"]
        assert [notice.once for notice in take(quick, limit=1)] == ["1"]


def test_what_a_dead_sender_held_is_taken_again_when_its_lease_is_over(store: Engine, amara: Person) -> None:
    first = a_taken_notice(store, amara)
    let_the_lease_run_out(store)

    with transaction(store) as session:
        (second,) = take(session)

    assert second.lease != first.lease
    assert second.attempts == 2


def test_a_sender_that_has_lost_its_lease_can_record_nothing(store: Engine, amara: Person) -> None:
    first = a_taken_notice(store, amara)
    let_the_lease_run_out(store)
    with transaction(store) as session:
        take(session)
    before = dump(store)

    for too_late in (doubt, send, fail):
        with pytest.raises(RecordError, match="Another sender has taken over notice 1; this one leaves it alone"):
            too_late(store, first)

    assert dump(store) == before


@pytest.mark.parametrize("lease", ["", "made-up"])
def test_nothing_is_recorded_without_the_right_lease(store: Engine, amara: Person, lease: str) -> None:
    notice = a_taken_notice(store, amara)
    doubt(store, notice)
    send(store, notice)

    with pytest.raises(RecordError, match="Another sender has taken over"), transaction(store) as session:
        notices.record_sent(session, notice.id or 0, lease, "250 Ok", by="system", at=AT)


def test_a_message_is_in_doubt_before_its_last_byte_and_sent_when_the_channel_says_so(
    store: Engine, amara: Person
) -> None:
    notice = a_taken_notice(store, amara)

    doubt(store, notice)
    in_doubt = (kept(store).state, kept(store).written, attempts(store))
    send(store, notice)

    assert in_doubt == ("in_doubt", LETTER, [(1, "in_doubt", "")])
    assert (kept(store).state, kept(store).sent_at, kept(store).lease) == ("sent", AT, "")
    assert attempts(store) == [(1, "sent", "250 2.0.0 Ok")]


def test_once_it_is_sent_the_letter_is_dropped_and_its_digest_stays(store: Engine, amara: Person) -> None:
    notice = a_taken_notice(store, amara)
    doubt(store, notice)
    send(store, notice)

    assert (kept(store).written, kept(store).digest) == (None, hashlib.sha256(LETTER).hexdigest())


def test_a_sent_message_is_never_taken_again(store: Engine, amara: Person) -> None:
    notice = a_taken_notice(store, amara)
    doubt(store, notice)
    send(store, notice)
    let_the_lease_run_out(store)

    with transaction(store) as session:
        assert take(session, after=timedelta(days=30)) == []


def test_a_message_in_doubt_is_taken_again_with_the_same_bytes_and_stays_in_doubt(store: Engine, amara: Person) -> None:
    first = a_taken_notice(store, amara)
    doubt(store, first)
    let_the_lease_run_out(store)

    with transaction(store) as session:
        (second,) = take(session)

    assert (second.state, second.written, second.message_id) == ("in_doubt", LETTER, first.message_id)
    doubt(store, second)
    send(store, second)
    assert attempts(store) == [(1, "in_doubt", ""), (2, "sent", "250 2.0.0 Ok")]


@pytest.mark.parametrize("permanent", [False, True])
def test_a_second_attempt_that_fails_does_not_wipe_out_the_doubt_of_the_first(
    store: Engine, amara: Person, permanent: bool
) -> None:
    doubt(store, a_taken_notice(store, amara))
    let_the_lease_run_out(store)
    with transaction(store) as session:
        (second,) = take(session)

    fail(store, second, permanent=permanent)

    outcome = "refused" if permanent else "failed"
    assert attempts(store) == [(1, "in_doubt", ""), (2, outcome, "451 try later")]


def test_a_message_that_may_have_arrived_goes_again_and_the_doubt_stays_on_record(store: Engine, amara: Person) -> None:
    notice = a_taken_notice(store, amara)
    doubt(store, notice)

    with transaction(store) as session:
        notices.record_doubt(session, notice.id or 0, notice.lease, "cut off after the dot", by="system", at=AT)

    assert (kept(store).state, kept(store).because) == ("due", "may have been delivered; it will be sent again")
    assert kept(store).written == LETTER
    assert attempts(store) == [(1, "in_doubt", "cut off after the dot")]
    with transaction(store) as session:
        assert take(session) == []
        assert [again.message_id for again in take(session, after=timedelta(hours=1))] == [notice.message_id]


def test_each_failure_waits_longer_than_the_one_before_up_to_an_hour(store: Engine, amara: Person) -> None:
    with transaction(store) as session:
        write(session, amara)
    now, waits = timedelta(0), []
    for _ in range(9):
        with transaction(store) as session:
            (notice,) = take(session, after=now)
        fail(store, notice, after=now)
        waits.append(kept(store).due_at - (AT + now))
        now += waits[-1]

    assert waits[0] == timedelta(minutes=1)
    assert all(longer == min(shorter * 2, LONGEST_WAIT) for shorter, longer in pairwise(waits))
    assert waits[-1] == LONGEST_WAIT
    assert (kept(store).state, kept(store).because) == ("due", "451 try later")
    assert [number for number, _, _ in attempts(store)] == list(range(1, 10))


@pytest.mark.parametrize(
    ("after", "permanent", "state"),
    [
        (GIVE_UP_AFTER, False, "due"),
        (GIVE_UP_AFTER + timedelta(seconds=1), False, "dead"),
        (timedelta(0), True, "dead"),
    ],
)
def test_a_message_is_given_up_when_it_is_refused_for_good_or_after_three_days(
    store: Engine, amara: Person, after: timedelta, permanent: bool, state: str
) -> None:
    fail(store, a_taken_notice(store, amara), permanent=permanent, after=after)

    assert (kept(store).state, kept(store).because) == (state, "451 try later")
    with transaction(store) as session:
        assert len(take(session, after=timedelta(days=30))) == (state == "due")
        assert len(notices.outbox(session, "dead")) == (state == "dead")


def a_reminder(session: Session, town: Town, cycle: Cycle, once: str = "one") -> None:
    write(session, town.amara, once, cycle, while_silent=True)


def test_a_reminder_is_held_once_every_answer_has_come_in(store: Engine) -> None:
    with transaction(store) as session:
        town, cycle = a_town(session), a_cycle(session)
        a_reminder(session, town, cycle)
        an_update(session, cycle, "S1")
        an_update(session, cycle, "S2")

        assert take(session) == []
    assert (kept(store).state, kept(store).because) == ("held", "the answer has come in")


def test_a_reminder_goes_as_long_as_one_answer_is_owed(store: Engine) -> None:
    with transaction(store) as session:
        town, cycle = a_town(session), a_cycle(session)
        a_reminder(session, town, cycle)
        an_update(session, cycle, "S1")

        assert len(take(session)) == 1


def test_reminders_that_are_held_keep_no_other_message_waiting(store: Engine) -> None:
    with transaction(store) as session:
        town, cycle = a_town(session), a_cycle(session)
        for n in range(3):
            a_reminder(session, town, cycle, f"{n}")
        write(session, town.bryn, "another's", cycle)
        an_update(session, cycle, "S1")
        an_update(session, cycle, "S2")

        assert [notice.once for notice in take(session, limit=2)] == ["another's"]


def test_the_outbox_is_read_by_state_and_from_a_number_on(store: Engine, amara: Person) -> None:
    with transaction(store) as session:
        for n in range(3):
            write(session, amara, f"{n}")
        take(session, limit=1)

    with reading(store) as session:
        assert [notice.once for notice in notices.outbox(session)] == ["0", "1", "2"]
        assert [notice.once for notice in notices.outbox(session, "taken")] == ["0"]
        assert [notice.once for notice in notices.outbox(session, "due", "taken")] == ["0", "1", "2"]
        assert [(notice.once, person) for notice, person in notices.written_after(session, 1)] == [
            ("1", amara), ("2", amara),
        ]  # fmt: skip
