"""People: found however they are written, added once, and what they may do."""

from datetime import date

import pytest
from stores import AT, BY, a_board, a_town, all_of, rolled_back, verbs_of

from governance.errors import RecordError
from governance.terms import Role
from plan_store import people
from plan_store.database import Engine, reading, transaction
from plan_store.tables import Person, PersonRole


@pytest.mark.parametrize("written", ["Amara Osei", "amara osei", "AMARA OSEI", "  Amara   Osei ", "P-001"])
def test_a_person_is_found_however_the_name_is_spaced_or_capitalised(store: Engine, written: str) -> None:
    with transaction(store) as session:
        town = a_town(session)

        assert people.find(session, written) is town.amara


@pytest.mark.parametrize("name", ["Siân Probert", "Émile Okafor", "Ŵyn Łucja Ó Briain", "Zoë MÜLLER"])
@pytest.mark.parametrize("spelt", [str, str.upper, str.lower])
def test_accents_make_nobody_a_second_person(store: Engine, name: str, spelt: type[str]) -> None:
    with transaction(store) as session:
        added = people.add(session, name, by=BY, at=AT)

        assert people.find(session, spelt(name)) is added


def test_nobody_is_found_by_half_a_name(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)

        assert people.find(session, "Amara") is None
        with pytest.raises(RecordError, match=r"Nobody called “Amara” is in the plan store\. Load or add"):
            people.require(session, "Amara")


def test_people_are_numbered_on_from_the_last(store: Engine) -> None:
    with transaction(store) as session:
        references = [people.add(session, f"Person {n}", by=BY, at=AT).reference for n in range(3)]

    assert references == ["P-001", "P-002", "P-003"]


def test_a_dry_run_uses_up_no_numbers(store: Engine) -> None:
    with rolled_back(store) as session:
        a_town(session)

    with transaction(store) as session:
        references = [people.add(session, f"Person {n}", by=BY, at=AT).reference for n in range(3)]

    assert references == ["P-001", "P-002", "P-003"]


def test_the_thousandth_person_gets_a_number_like_any_other(store: Engine) -> None:
    with transaction(store) as session:
        session.add(Person(reference="P-999", name="Grace Tembo"))
        session.flush()

        assert [people.add(session, f"Person {n}", by=BY, at=AT).reference for n in range(2)] == ["P-1000", "P-1001"]


def test_what_does_not_differ_is_not_written(store: Engine) -> None:
    with transaction(store) as session:
        town = a_town(session)
    before = verbs_of(store)

    with transaction(store) as session:
        amara = people.require(session, town.amara.reference)
        changed = people.describe(session, amara, by=BY, at=AT, email="amara@ashcombe.example")

    assert changed is False
    assert verbs_of(store) == before


def test_a_part_or_a_seat_given_twice_is_held_once(store: Engine) -> None:
    with transaction(store) as session:
        town = a_town(session)
        for _ in range(2):
            people.give_role(session, town.amara, Role.LEADER, by=BY, at=AT)
            people.seat(session, town.amara, a_board(session), office="Chair", by=BY, at=AT)

    with reading(store) as session:
        assert people.roles_of(session, town.amara) == {Role.LEADER}
        assert people.with_role(session, Role.LEADER) == [town.amara]
        assert people.members(session, a_board(session).id or 0) == [town.amara, town.elin]
        assert len([row for row in all_of(session, PersonRole) if row.person_id == town.amara.id]) == 1
    assert verbs_of(store, subject="P-001").count("role given") == 1
    assert verbs_of(store, subject="P-001").count("board member added") == 1


def test_a_person_not_yet_saved_is_given_no_part(store: Engine) -> None:
    with transaction(store) as session, pytest.raises(RecordError, match="P-007 has not been saved yet"):
        people.give_role(session, Person(reference="P-007", name="Grace Tembo"), Role.OFFICER, by=BY, at=AT)


def test_who_is_away_and_who_has_left_is_kept_with_its_day(store: Engine) -> None:
    with transaction(store) as session:
        town = a_town(session)
        people.mark_away(session, town.amara, date(2026, 3, 1), by=BY, at=AT)
        people.mark_left(session, town.bryn, date(2026, 2, 20), by=BY, at=AT)

    with reading(store) as session:
        assert people.require(session, "Amara Osei").away_until == date(2026, 3, 1)
        assert people.require(session, "Bryn Maddox").left_on == date(2026, 2, 20)
