"""Who can be asked in an owner's place, and how an action goes there and comes back."""

from datetime import date
from typing import Any

import pytest
from stores import AT, Town, a_cycle, a_town, an_action, an_update, verbs_of

from governance.errors import RecordError
from plan_store import people, referrals, updates
from plan_store.database import Engine, Session, transaction
from plan_store.tables import Cycle, Referral

BY: dict[str, Any] = {"by": "P-001", "at": AT}
TODAY = AT.date()
PLAN = """
    ref | plan | owner      | deputy | due        | status   | findings
    S1  | S    | Amara Bryn | Elin   | 2026-01-31 | on_track | 1
    S2  | S    | Amara      |        | 2026-09-30 | on_track | 1
"""


def hand(session: Session, town: Town, cycle: Cycle, to: str = "elin", reference: str = "S1") -> Referral:
    action, taker = an_action(session, reference), getattr(town, to)
    return referrals.hand_over(session, cycle, action, town.amara, taker, "Leave.", today=TODAY, **BY)


def asked_of(session: Session, cycle: Cycle, person: Any) -> list[str]:
    return [action.reference for action in updates.asked_of(session, cycle, person)]


def test_the_deputy_of_the_action_comes_first_then_the_owners_own_then_other_owners(store: Engine) -> None:
    with transaction(store) as session:
        town = a_town(session, PLAN)
        people.describe(session, town.amara, deputy_id=town.carys.id, **BY)

        def who(reference: str, today: date = TODAY) -> list[str]:
            action = an_action(session, reference)
            return [person.name for person in referrals.may_be_asked(session, action, town.amara, today=today)]

        assert who("S1") == ["Elin Vaughan", "Carys Bevan", "Bryn Maddox"]
        assert who("S2") == ["Carys Bevan"]
        people.mark_away(session, town.elin, date(2026, 3, 1), **BY)
        people.mark_left(session, town.bryn, date(2026, 2, 1), **BY)
        assert who("S1") == ["Carys Bevan"]
        assert who("S1", date(2026, 3, 2)) == ["Elin Vaughan", "Carys Bevan"]


def test_what_is_handed_over_is_asked_of_the_deputy_and_taken_back_is_asked_of_the_owner(store: Engine) -> None:
    with transaction(store) as session:
        town = a_town(session, PLAN)
        cycle = a_cycle(session)
        referral = hand(session, town, cycle)
        assert asked_of(session, cycle, town.elin) == ["S1"]
        assert asked_of(session, cycle, town.amara) == ["S2"]

        referrals.take_back(session, referral, **BY)
        referrals.take_back(session, referral, **BY)
        assert asked_of(session, cycle, town.amara) == ["S1", "S2"]
    assert verbs_of(store, subject="S1")[-2:] == ["action handed over", "action taken back"]


@pytest.mark.parametrize(("to", "sentence"), [("dev", "can go to its deputy"), ("amara", "can go to its deputy")])
def test_an_action_goes_to_nobody_but_its_deputies_and_owners(store: Engine, to: str, sentence: str) -> None:
    with transaction(store) as session:
        town = a_town(session, PLAN)
        with pytest.raises(RecordError, match=sentence):
            hand(session, town, a_cycle(session), to)


def test_what_is_answered_is_neither_handed_over_nor_taken_back(store: Engine) -> None:
    with transaction(store) as session:
        town = a_town(session, PLAN)
        cycle = a_cycle(session)
        referral = hand(session, town, cycle)
        an_update(session, cycle, "S1", by="P-005")
        with pytest.raises(RecordError, match="cannot be taken back"):
            referrals.take_back(session, referral, **BY)
        an_update(session, cycle, "S2")
        people.describe(session, town.amara, deputy_id=town.carys.id, **BY)
        with pytest.raises(RecordError, match="answered already"):
            hand(session, town, cycle, "carys", "S2")


def test_what_the_deputy_hands_back_can_be_handed_over_again(store: Engine) -> None:
    with transaction(store) as session:
        town = a_town(session, PLAN)
        cycle = a_cycle(session)
        first = hand(session, town, cycle)
        action = an_action(session, "S1")
        referrals.hand_over(session, cycle, action, town.elin, town.amara, "Not I.", today=TODAY, **BY)
        second = hand(session, town, cycle)

        assert (first.outcome, second.id != first.id) == ("handed on", True)
        assert asked_of(session, cycle, town.elin) == ["S1"]


def test_what_is_not_theirs_waits_for_the_officer_and_is_settled_once(store: Engine) -> None:
    with transaction(store) as session:
        town = a_town(session, PLAN)
        cycle = a_cycle(session)
        action = an_action(session, "S2")
        said = referrals.say_not_mine(session, cycle, action, town.amara, "It is Bryn's.", **BY)
        again = referrals.say_not_mine(session, cycle, action, town.amara, "Really.", **BY)
        assert (again.id, again.words) == (said.id, "It is Bryn's.")
        assert [row[0].id for row in referrals.waiting(session)] == [said.id]
        assert asked_of(session, cycle, town.amara) == ["S1", "S2"]

        referrals.settle(session, said, to=town.bryn, outcome="given to another", **BY)
        assert asked_of(session, cycle, town.bryn) == ["S2"]
        assert referrals.waiting(session) == []
        with pytest.raises(RecordError, match="settled already"):
            referrals.settle(session, said, to=None, outcome="stays", **BY)
