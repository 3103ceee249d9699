"""Who was asked, what came and what became of the mails; and the lists of the post and the trail, newest first."""

from datetime import timedelta

import pytest
from stores import AT, TELLING, a_cycle, a_town, an_update, local

from governance.errors import RecordError
from plan_store import asked, audit, cycles, notices, people, telling
from plan_store.database import Engine, Session, transaction
from plan_store.tables import Cycle, Notice

PLAN = """
ref | owner | due        | status
S1  | Amara | 2026-03-31 | at_risk
S2  | Amara | 2026-05-31 | on_track
S3  | Bryn  | 2026-05-31 | on_track
"""


def a_round(session: Session) -> Cycle:
    """A cycle in which Amara was asked about S1 and S2, and Bryn about S3; Amara has answered S1."""
    a_town(session, PLAN)
    cycle = a_cycle(session)
    an_update(session, cycle, "S1")
    session.flush()
    return cycle


def test_each_request_says_whether_it_was_answered_and_the_people_are_named_with_their_deputies(
    store: Engine,
) -> None:
    with transaction(store) as session:
        cycle = a_round(session)
        amara, dev = people.require(session, "Amara Osei"), people.require(session, "Dev Malhotra")
        people.describe(session, amara, by="system", at=AT, deputy_id=dev.id)
        session.flush()

        found = asked.requests(session, cycle)
        known = asked.people_asked(session, cycle)

    assert [(row.action, bool(row.answers), row.late) for row in found] == [
        ("S1", True, False),
        ("S2", False, False),
        ("S3", False, False),
    ]
    assert {person.name for person in known.values()} >= {"Amara Osei", "Bryn Maddox", "Dev Malhotra"}
    assert known[found[0].person_id].deputy_id == dev.id


def test_only_those_who_still_owe_an_answer_are_silent(store: Engine) -> None:
    with transaction(store) as session:
        cycle = a_round(session)
        before = [person.name for person in telling.silent_people(session, cycle)]
        an_update(session, cycle, "S2")
        session.flush()
        after = [person.name for person in telling.silent_people(session, cycle)]

    assert before == ["Amara Osei", "Bryn Maddox"]
    assert after == ["Bryn Maddox"]


def test_the_last_mail_to_each_is_the_one_that_is_shown(store: Engine) -> None:
    with transaction(store) as session:
        cycle = a_round(session)
        amara = people.require(session, "Amara Osei")
        for n, kind in enumerate(("update_request", "update_reminder", "cycle_closed")):
            at = AT + timedelta(hours=n)
            notices.write(session, f"{n}", kind, amara, {}, cycle=cycle, by="system", at=at)

        last = asked.last_mails(session, cycle, ["update_request", "update_reminder"])

    assert {key: (mail.kind, mail.at) for key, mail in last.items()} == {
        amara.id: ("update_reminder", AT + timedelta(hours=1))
    }


def test_the_post_is_listed_newest_first_by_state_and_counted(store: Engine) -> None:
    with transaction(store) as session:
        a_round(session)
        amara = people.require(session, "Amara Osei")
        written = [notices.write(session, f"{n}", "cycle_closed", amara, {}, by="system", at=AT) for n in range(3)]
        notices.hold(session, written[1], notices.NO_ADDRESS, by="system", at=AT)
        session.flush()

        everything = [notice.once for notice, _ in notices.latest(session, limit=2)]
        older = [notice.once for notice, _ in notices.latest(session, limit=2, before=written[1].id)]
        held = [notice.once for notice, _ in notices.latest(session, ("held",), limit=9)]
        counted = (notices.counts(session), notices.count_without_address(session))

    assert (everything, older, held) == (["2", "1"], ["0"], ["1"])
    assert counted == ({"due": 2, "held": 1}, 1)


@pytest.mark.parametrize("state", ["due", "sent", "taken", "in_doubt"])
def test_only_a_mail_that_was_given_up_can_be_sent_again(store: Engine, state: str) -> None:
    with transaction(store) as session:
        a_round(session)
        notice = notices.write(
            session, "n", "cycle_closed", people.require(session, "Amara Osei"), {}, by="system", at=AT
        )
        notice.state = state
        session.flush()

        with pytest.raises(RecordError, match="only one that was given up"):
            notices.send_again(session, notice.id, by="system", at=AT)


def test_a_mail_sent_again_is_written_anew_and_has_three_days_from_now(store: Engine) -> None:
    later = AT + timedelta(days=9)
    with transaction(store) as session:
        a_round(session)
        notice = notices.write(
            session, "n", "cycle_closed", people.require(session, "Amara Osei"), {}, by="system", at=AT
        )
        notice.state, notice.written, message_id = "dead", b"Dear Amara", notice.message_id
        session.flush()
        notices.send_again(session, notice.id, by="system", at=later)
        taken = notices.take(session, limit=1, by="system", at=later)[0]
        notices.record_failure(
            session, taken.id, taken.lease, "451", permanent=False, channel="letter", by="system", at=later
        )
        kept = session.get_one(Notice, notice.id)

    assert (kept.state, kept.written, kept.message_id) == ("due", None, message_id)


def test_the_trail_is_read_newest_first_in_pages(store: Engine) -> None:
    with transaction(store) as session:
        cycle = a_round(session)
        session.flush()

        first = audit.latest(session, limit=3)
        second = audit.latest(session, limit=3, before=first[-1].id)
        of_cycle = audit.latest(session, cycle=cycle.reference, limit=100)

    ids = [row.id for row in (*first, *second)]
    assert ids == sorted(ids, reverse=True)
    assert len(set(ids)) == 6
    assert {row.cycle for row in of_cycle} == {cycle.reference}


def test_what_came_before_its_moment_moves_the_moment_and_nothing_else(store: Engine) -> None:
    with transaction(store) as session:
        cycle = a_round(session)
        planned = cycles.moments(cycle)
        early = planned["lock_at"][0] - timedelta(days=1)
        cycles.came_early(session, cycle, "lock_at", early, by="system", at=AT)
        cycles.came_early(session, cycle, "draft_at", planned["draft_at"][0], by="system", at=AT)

        now = cycles.moments(cycle)

    assert now == {**planned, "lock_at": (early,)}


def test_a_nudge_without_its_kind_of_mail_tells_nobody(store: Engine) -> None:
    without = telling.Telling(kinds={}, scale=TELLING.scale, council=TELLING.council, secret=TELLING.secret)
    with transaction(store) as session:
        cycle = a_round(session)
        silent = telling.silent_people(session, cycle)

        told = telling.nudge(session, without, cycle, silent, as_of=local(AT), by="system", at=AT)

    assert told == 0
