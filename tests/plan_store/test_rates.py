"""How often something was tried: counted once each, on both databases and by several workers at once."""

from collections import Counter
from datetime import timedelta

from sqlmodel import Session, col, select
from stores import AT, together

from plan_store import rates
from plan_store.database import Engine, reading, transaction
from plan_store.tables import AuditEntry, RateCount

QUARTER = timedelta(minutes=15)
WHO = "amara@ashcombe.example"


def a_try(session: Session, who: str = WHO, what: str = "codes", *, minutes: int = 0, most: int = 3) -> bool:
    return rates.allow(session, what, who, most=most, within=QUARTER, by="system", at=AT + timedelta(minutes=minutes))


def the_audit(store: Engine) -> list[AuditEntry]:
    with reading(store) as session:
        return list(session.exec(select(AuditEntry).order_by(col(AuditEntry.id))))


def test_so_many_tries_are_allowed_and_not_one_more(store: Engine) -> None:
    with transaction(store) as session:
        assert [a_try(session) for _ in range(5)] == [True, True, True, False, False]


def test_a_new_window_begins_when_the_old_one_is_over(store: Engine) -> None:
    with transaction(store) as session:
        for _ in range(4):
            a_try(session)

        assert not a_try(session, minutes=14)
        assert a_try(session, minutes=15)
        assert [a_try(session, minutes=16) for _ in range(3)] == [True, True, False]


def test_somebody_else_and_something_else_are_counted_apart(store: Engine) -> None:
    with transaction(store) as session:
        for _ in range(4):
            a_try(session)

        assert a_try(session, who="bryn@ashcombe.example")
        assert a_try(session, what="links")


def test_only_the_first_refusal_of_a_window_leaves_an_audit_row_and_it_names_nobody(store: Engine) -> None:
    with transaction(store) as session:
        for _ in range(6):
            a_try(session)

    assert [(row.verb, row.subject, row.by, row.detail) for row in the_audit(store)] == [
        ("too many tries", "codes", "system", {"allowed": 3})
    ]


def test_the_store_does_not_say_who_tried(store: Engine) -> None:
    with transaction(store) as session:
        a_try(session)
    with reading(store) as session:
        (key,) = session.exec(select(RateCount.key))

    assert key.startswith("codes: ")
    assert "amara" not in key


def test_it_says_from_when_another_try_is_allowed(store: Engine) -> None:
    with transaction(store) as session:
        a_try(session, most=2)
        before = rates.free_again_at(session, "codes", WHO, most=2, at=AT)
        a_try(session, most=2)
        spent = rates.free_again_at(session, "codes", WHO, most=2, at=AT)
        over = rates.free_again_at(session, "codes", WHO, most=2, at=AT + QUARTER)

    assert (before, spent, over) == (None, AT + QUARTER, None)


def test_windows_that_are_over_are_cleared_away(store: Engine) -> None:
    with transaction(store) as session:
        for number in range(5):
            a_try(session, who=f"client {number}")
        a_try(session, who="the next", minutes=30)
    with reading(store) as session:
        kept = list(session.exec(select(RateCount.until)))

    assert kept == [AT + timedelta(minutes=45)]


def test_workers_who_count_together_let_through_exactly_as_many_as_are_allowed(store: Engine) -> None:
    def one_worker(_: object) -> list[bool]:
        allowed = []
        for _ in range(5):
            with transaction(store) as session:
                allowed.append(a_try(session, most=12))
        return allowed

    told = [said for worker in together(one_worker, range(4)) for said in worker]

    assert Counter(told) == {True: 12, False: 8}
    assert [row.verb for row in the_audit(store)] == ["too many tries"]
