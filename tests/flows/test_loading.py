"""Loading as an officer does it, month after month, with files that are not always whole."""

import pytest
from quarters import EARLY, FROM_ON, an_office, moment

from flows.loading import load_plan
from plan_store import plans
from plan_store.database import reading
from plan_store.tables import ActionOwner, Person, Plan

HEADINGS, S2 = "Ref,Action,Owner,Due,Status\n", "S2,Train managers,Bryn Pugh,,Red\n"
WHOLE = f"{HEADINGS}S1,Visit every home,Amara Osei,31/03/2027,Green\n{S2}"
PARTIAL = "Ref,Action,Due\nS1,Visit every home,30/04/2027\nS2,Train managers,31/05/2027\n"
CLEARED = f"{HEADINGS}S1,Visit every home,,31/03/2027,Green\n{S2}"
AT = moment(FROM_ON, EARLY)


@pytest.fixture
def office(tmp_path):
    office = an_office(tmp_path, f"sqlite:///{tmp_path / 'plan.db'}")
    yield office
    office.engine.dispose()


def load(office, tmp_path, name, words):
    path = tmp_path / name
    path.write_text(words)
    return load_plan(office, path, by="system", at=AT)


def stands(office, reference):
    """(owner, due, status words) of an action as it stands."""
    with reading(office.engine) as session:
        action = plans.find_action(session, plans.require(session), reference)
        owners = session.exec(
            Person.__table__.select().join(ActionOwner.__table__).where(ActionOwner.action_id == action.id)
        ).all()
        return ", ".join(owner.name for owner in owners), str(action.due_on), action.status_words


def test_a_file_without_a_column_says_nothing_of_it_and_wipes_nothing(office, tmp_path):
    load(office, tmp_path, "plan.csv", WHOLE)

    loaded = load(office, tmp_path, "dates.csv", PARTIAL)

    assert stands(office, "S1") == ("Amara Osei", "2027-04-30", "Green")
    assert stands(office, "S2") == ("Bryn Pugh", "2027-05-31", "Red")
    assert {change.field for change in loaded.changes} == {"due on", "due words"}


def test_a_column_that_is_there_and_empty_clears_what_stood_there(office, tmp_path):
    load(office, tmp_path, "plan.csv", WHOLE)

    load(office, tmp_path, "plan.csv", CLEARED)

    assert stands(office, "S1") == ("", "2027-03-31", "Green")


def test_after_a_partial_file_the_whole_one_again_changes_only_what_differs(office, tmp_path):
    load(office, tmp_path, "plan.csv", WHOLE)
    load(office, tmp_path, "dates.csv", PARTIAL)

    loaded = load(office, tmp_path, "plan.csv", WHOLE)

    assert {change.field for change in loaded.changes} == {"due on", "due words"}


def test_a_plan_keeps_its_title_whatever_this_months_file_is_called(office, tmp_path):
    load(office, tmp_path, "improvement-plan.csv", WHOLE)

    load(office, tmp_path, "copy of plan FINAL v2.csv", WHOLE)

    with reading(office.engine) as session:
        assert session.get_one(Plan, 1).title == "Improvement plan"
