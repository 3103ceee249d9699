"""A plan: found by its reference, and added to one action at a time, numbered on as it is numbered."""

from datetime import date

import pytest
from stores import AT, BY, a_cycle, a_plan_file, a_town, an_action, load

from governance.errors import RecordError
from governance.terms import DeliveryStatus, Precision, Stage
from plan_store import cycles, decisions, mappings, plans
from plan_store.database import Engine, Session, reading, transaction
from plan_store.decisions import Limb
from plan_store.position import position_of
from plan_store.tables import Action, Person, Plan


def add(session: Session, plan: Plan, under: str, owner: Person | None = None, due_on: date | None = None) -> Action:
    area = plans.delivery_plan(session, plan, under)
    return plans.add_action(session, plan, area, "Visit every school", owner, due_on, today=AT.date(), by=BY, at=AT)


@pytest.mark.parametrize(
    ("table", "reference"),
    [
        ("ref | plan\nS1 | S\nS2 | S\nL7 | L", "S3"),
        ("ref | plan\nS9 | S", "S10"),
        ("ref | plan\nS09 | S", "S10"),
        ("ref | plan\n2.1 | S\n2.9 | S\n2.10 | S\n1.5 | L", "2.11"),
        ("ref | plan\nA-001 | S\nA-002 | L\nA-003 | L", "A-004"),
        ("ref | plan\nVisits | S", "S.1"),
    ],
)
def test_a_new_action_is_numbered_on_from_the_others(store: Engine, table: str, reference: str) -> None:
    with transaction(store) as session:
        town = a_town(session, table)

        assert add(session, town.plan, "S").reference == reference


def test_a_boards_new_action_names_the_decision_that_asked_for_it(store: Engine) -> None:
    with transaction(store) as session:
        town = a_town(session)
        meeting = cycles.meeting_of(session, a_cycle(session, Stage.CLOSED, meeting_on=date(2025, 12, 9)))
        limbs = [Limb(kind="action", words="That every school be visited.")]
        (decision,) = decisions.record_resolution(session, meeting, "12", "RESOLVED", limbs, by=BY, at=AT)
        area = plans.delivery_plan(session, town.plan, "children's social care")
        plans.add_action(
            session, town.plan, area, "Visit every school", town.bryn, date(2026, 7, 31),
            decision=decision, findings=("2", "99"), today=AT.date(), by=BY, at=AT,
        )  # fmt: skip
        cycle = a_cycle(session)

        line = position_of(session, cycle, at=AT, as_of=AT.date()).line("S3")

    assert [person.name for person in line.owners] == ["Bryn Maddox"]
    assert (line.first_due_on, line.due_on, line.precision) == (date(2026, 7, 31), date(2026, 7, 31), Precision.DAY)
    assert (line.status, line.findings, line.delivery_plan) == (DeliveryStatus.NOT_STARTED, ("2",), "S")
    with reading(store) as session:
        action = an_action(session, "S3")
        assert (action.source_decision_id, action.due_words, action.owner_words) == (
            decision.id, "31 July 2026", "Bryn Maddox",
        )  # fmt: skip


def test_a_new_action_without_owner_or_date_is_kept_as_such(store: Engine) -> None:
    with transaction(store) as session:
        town = a_town(session)
        action = add(session, town.plan, "S")
        line = position_of(session, a_cycle(session), at=AT, as_of=AT.date()).line(action.reference)

    assert (line.owners, line.due_on, line.precision, line.asked) == ((), None, Precision.NONE, False)


def test_a_plan_is_found_by_its_reference_or_because_it_is_the_only_one(store: Engine) -> None:
    with transaction(store) as session:
        with pytest.raises(RecordError, match=r"There is no plan in the plan store\. Load one with “cleardays load"):
            plans.require(session)
        assert plans.first(session) is None
        assert mappings.only_plan(session) == ""

        town = a_town(session)
        assert plans.require(session) is plans.require(session, "plan") is plans.first(session) is town.plan
        assert mappings.only_plan(session) == "plan"

        load(session, a_plan_file("ref\nX1"), plan="another")
        assert plans.require(session, "plan") is plans.first(session) is town.plan
        assert mappings.only_plan(session) == ""
        with pytest.raises(RecordError, match="There are several plans; say which: plan, another"):
            plans.require(session)
        with pytest.raises(RecordError, match="There is no plan “third”"):
            plans.require(session, "third")


def test_what_is_not_in_the_plan_is_named(store: Engine) -> None:
    with transaction(store) as session:
        town = a_town(session)

        assert plans.find_action(session, town.plan, "S1").title == "Action S1"
        with pytest.raises(RecordError, match="There is no action S9 in “Children's Services Improvement Plan”"):
            plans.find_action(session, town.plan, "S9")
        with pytest.raises(RecordError, match="There is no delivery plan “Housing” in"):
            plans.delivery_plan(session, town.plan, "Housing")


def test_headings_are_confirmed_once_and_can_be_confirmed_otherwise(store: Engine) -> None:
    with transaction(store) as session:
        mappings.confirm(session, {"By whom": "owner", "When": "due"}, by=BY, at=AT)
        mappings.confirm(session, {"When": "baseline"}, by=BY, at=AT)

    with reading(store) as session:
        assert mappings.confirmed(session) == {"By whom": "owner", "When": "baseline"}
