"""Loading Ashcombe's plan: all of it, once; and of a plan loaded again, what differs and nothing else."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func
from sqlmodel import SQLModel, select
from stores import (
    AT,
    BY,
    LOADED_AT,
    a_board,
    a_cycle,
    a_finding,
    a_plan_file,
    a_town,
    all_of,
    an_action,
    changed,
    dump,
    in_one,
    load,
    moment,
    rolled_back,
    verbs_of,
)

from governance.errors import PlanFileError
from governance.terms import Precision, Role
from plan_store import meetings, people, plans
from plan_store.applying import Change
from plan_store.database import Engine, reading, transaction
from plan_store.loading.dues import DueCell
from plan_store.loading.plan_file import PlanFile, read_plan
from plan_store.loading.rows import PersonRow
from plan_store.position import position_of
from plan_store.tables import (
    Action,
    ActionFinding,
    AuditEntry,
    DateChange,
    DeliveryPlan,
    Finding,
    FundingLine,
    Measure,
    Person,
    Plan,
    Risk,
    StandingText,
)

WORKBOOK = Path(__file__).parents[2] / "samples" / "ashcombe" / "improvement-plan.xlsx"
MARCH = moment("2026-03-02 09:00")
KEY_AREAS = tuple(a_finding(reference) for reference in "123")


@pytest.fixture(scope="module")
def ashcombe() -> PlanFile:
    return read_plan(WORKBOOK)


def test_ashcombes_workbook_is_in_the_store_whole(store: Engine, ashcombe: PlanFile) -> None:
    with transaction(store) as session:
        loaded = load(session, ashcombe)

    tables: dict[type[SQLModel], int] = {
        Action: 60, Finding: 26, DeliveryPlan: 4, Person: 41, Measure: 6, Risk: 5, FundingLine: 3, StandingText: 10,
    }  # fmt: skip
    with reading(store) as session:
        counted = {table: session.exec(select(func.count()).select_from(table)).one() for table in tables}
        assert counted == tables
        assert [area.title for area in all_of(session, DeliveryPlan)] == [
            "Leadership Team", "Children's Social Care", "Vulnerable Children and Families", "Education",
        ]  # fmt: skip
        assert {action.reference[0] for action in all_of(session, Action)} == set("LSVE")
    assert loaded.summary.startswith(
        "one plan, 41 people, one inspection, 26 findings, four delivery plans, 60 actions"
    )
    assert {change.kind for change in loaded.changes} == {"new"}


def test_ashcombes_people_have_their_parts_and_their_seats(store: Engine, ashcombe: PlanFile) -> None:
    with transaction(store) as session:
        loaded = load(session, ashcombe)

        seats = {
            key: len(people.members(session, a_board(session, key).id or 0))
            for key in ("improvement_board", "partnership_board")
        }
        roles = {role: [person.name for person in people.with_role(session, role)] for role in Role}
        amara = people.require(session, "Amara Osei")
        deputy = session.get_one(Person, amara.deputy_id)

    assert seats == {"improvement_board": 6, "partnership_board": 6}
    assert (roles[Role.OFFICER], roles[Role.DIRECTOR], len(roles[Role.LEADER])) == (
        ["Carys Bevan"], ["Dev Malhotra"], 3,
    )  # fmt: skip
    assert (amara.email, deputy.name) == ("amara.osei@ashcombe.example", "Grace Tembo")
    assert loaded.notes == ()


def test_ashcombes_oddities_are_kept_as_they_are_written(store: Engine, ashcombe: PlanFile) -> None:
    with transaction(store) as session:
        load(session, ashcombe)
        cycle = a_cycle(session)
        drawn = position_of(session, cycle, at=AT, as_of=AT.date())
        moves = all_of(session, DateChange)

    undated = {line.due_words for line in drawn.lines if line.due_on is None}
    assert {"Ongoing", "TBC"} <= undated
    assert [line.reference for line in drawn.lines if not line.owners] == ["L13"]
    assert [finding.reference for finding in drawn.findings if not drawn.lines_of_finding(finding.reference)]
    assert moves
    assert {move.state for move in moves} == {"loaded"}
    for line in drawn.lines:
        assert (line.precision is Precision.NONE) == (line.due_on is None)


def test_loading_the_same_file_again_changes_nothing(store: Engine, ashcombe: PlanFile) -> None:
    with transaction(store) as session:
        load(session, ashcombe)
    before = dump(store, without=["auditentry"])

    with transaction(store) as session:
        again = load(session, ashcombe, at=MARCH)

    assert again.changes == ()
    assert again.summary == "nothing: the file and the plan store agree."
    assert dump(store, without=["auditentry"]) == before
    assert verbs_of(store)[-1] == "plan loaded"
    assert verbs_of(store).count("plan loaded") == 2


def test_a_dry_run_says_the_same_as_the_load_and_leaves_the_store_as_it_was(store: Engine, ashcombe: PlanFile) -> None:
    with transaction(store) as session:
        a_town(session)
    before = dump(store)

    with rolled_back(store) as session:
        would = load(session, ashcombe)
    after = dump(store)
    with transaction(store) as session:
        did = load(session, ashcombe)

    assert after == before
    assert would == did


def test_a_fault_in_the_middle_of_a_file_leaves_nothing_of_it(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
    before = dump(store)
    file = a_plan_file("ref | owner\nS7 | Elin\nS8 | Elin\nS7 | Dev")

    with pytest.raises(PlanFileError, match=r"row 4: the reference S7 stands a second time\. Give each action its own"):
        in_one(store, lambda session: load(session, file))

    assert dump(store) == before


def test_a_changed_file_shows_exactly_its_differences_and_writes_only_those(store: Engine) -> None:
    table = """
        ref | plan | owner | sro  | due        | status   | findings | percent | title | progress
        S1  | S    | Amara | Dev  | 2026-03-31 | on_track | 1 2      | 10      | One   | Begun.
        S2  | S    | Amara | Dev  | 2026-03-31 | on_track | 1        | 10      | Two   | Begun.
        L1  | L    | Bryn  | Elin | 2026-06-30 | at_risk  | 3        | 10      | Three | Begun.
    """
    with transaction(store) as session:
        a_town(session, table)
        load(session, a_plan_file(table, findings=KEY_AREAS))
    before = dump(store)
    corrected = (
        table.replace("S1  | S    | Amara", "S1  | S    | Bryn ")
        .replace("on_track | 1 2      | 10 ", "complete | 1 3      | 100")
        .replace("| One   | Begun.", "| Uno   | Done. ")
        .replace("L1  | L    | Bryn  | Elin", "L1  | S    | Bryn  | Dev ")
    )

    with transaction(store) as session:
        loaded = load(session, a_plan_file(corrected, findings=KEY_AREAS), at=MARCH)

    after = dump(store)
    assert sorted(changed(loaded)) == [
        ("action", "L1", "delivery plan", "Leadership Team", "Children's Social Care"),
        ("action", "L1", "sro", "Elin Vaughan", "Dev Malhotra"),
        ("action", "S1", "findings", "1, 2", "1, 3"),
        ("action", "S1", "owners", "Amara Osei", "Bryn Maddox"),
        ("action", "S1", "percent", "10", "100"),
        ("action", "S1", "progress words", "Begun.", "Done."),
        ("action", "S1", "status", "on_track", "complete"),
        ("action", "S1", "status words", "on_track", "complete"),
        ("action", "S1", "title", "One", "Uno"),
    ]
    assert {table for table in after if after[table] != before[table]} == {
        "action", "actionowner", "actionfinding", "auditentry", "fieldchange",
    }  # fmt: skip
    with reading(store) as session:
        linked = select(Finding.reference).join(ActionFinding).where(ActionFinding.action_id == 1)
        assert sorted(session.exec(linked)) == ["1", "3"]
    assert [row for row in after["action"] if row["reference"] == "S2"] == [
        row for row in before["action"] if row["reference"] == "S2"
    ]
    assert loaded.summary == "two rows changed."


def test_a_change_taken_back_in_the_file_is_a_difference_again(store: Engine) -> None:
    first = a_plan_file("ref | owner | title\nS1 | Amara | One")
    second = a_plan_file("ref | owner | title\nS1 | Amara | Uno")
    with transaction(store) as session:
        a_town(session, "ref | owner | title\nS1 | Amara | One")
        load(session, second, at=MARCH)
        loaded = load(session, first, at=MARCH)

        assert changed(loaded) == [("action", "S1", "title", "Uno", "One")]
        assert an_action(session, "S1").title == "One"


def test_a_new_row_in_the_file_is_a_new_action_and_nothing_else_differs(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session, "ref | owner\nS1 | Amara")
        loaded = load(session, a_plan_file("ref | owner | findings\nS0 | Bryn |\nS1 | Amara |"), at=MARCH)

        assert [(change.kind, change.what, change.reference) for change in loaded.changes] == [("new", "action", "S0")]
        assert an_action(session, "S0").created_on == MARCH.date()
        assert [action.reference for action in sorted(all_of(session, Action), key=lambda a: a.place)] == ["S0", "S1"]


def test_rows_that_have_gone_from_the_file_are_named_and_kept(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session, "ref | owner | title\nS1 | Amara | One\nS2 | Bryn | Two")
    before = dump(store, without=["auditentry"])

    with transaction(store) as session:
        loaded = load(session, a_plan_file("ref | owner | title\nS1 | Amara | One"), at=MARCH)

    assert loaded.changes == (Change(kind="missing", what="action", reference="S2", was="Two"),)
    assert dump(store, without=["auditentry"]) == before


def a_person(name: str, *, email: str = "", part: str = "", board: str = "", leaves: date | None = None) -> PersonRow:
    return PersonRow("People", 1, name, "Head", email, "", "", "", "", part, board, DueCell("", due_on=leaves))


def test_a_register_of_people_that_is_silent_on_leaving_brings_nobody_back(store: Engine) -> None:
    register = (a_person("Amara Osei", email="amara@ashcombe.example"),)
    with transaction(store) as session:
        a_town(session, "ref | owner\nS1 | Amara")
        load(session, a_plan_file("ref | owner\nS1 | Amara", people=register))
        people.mark_left(session, people.require(session, "Amara Osei"), date(2026, 2, 20), by=BY, at=AT)

        loaded = load(session, a_plan_file("ref | owner\nS1 | Amara", people=register), at=MARCH)

        assert loaded.changes == ()
        assert people.require(session, "Amara Osei").left_on == date(2026, 2, 20)


def test_an_owner_known_by_name_only_is_added_and_named_as_one_nobody_can_write_to(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        loaded = load(session, a_plan_file("ref | owner\nS9 | Émile\nS10 | Émile\nS11 | Amara"))

        assert [person.name for person in all_of(session, Person)][5:] == ["Émile"]
    assert loaded.notes == (
        "No mail address is known for Émile. They cannot be asked until one stands in a sheet of people (Name, Email).",
    )


def test_a_part_or_a_board_nobody_knows_is_left_out_and_said(store: Engine) -> None:
    register = (
        a_person("Amara Osei", part="Overlord; Officer"),
        a_person("Bryn Maddox", part="Board member: Scrutiny of Trees"),
        a_person("Elin Vaughan", part="Board member", board="Children's Partnership Board"),
    )
    with transaction(store) as session:
        a_town(session)
        loaded = load(session, a_plan_file("ref\nS9", people=register))

        assert people.roles_of(session, people.require(session, "Amara Osei")) == {Role.OFFICER}
        board = meetings.know_board(session, "partnership_board", "Children's Partnership Board", by=BY, at=AT)
        assert [person.name for person in people.members(session, board.id or 0)] == ["Elin Vaughan"]
    assert loaded.notes[:2] == (
        "“Overlord” of Amara Osei is no part in the cycle that is known, so it was left out.",
        "Bryn Maddox is a member of “scrutiny of trees”, which is no board in council.toml, so the seat was left out.",
    )


def test_a_finding_the_list_does_not_have_is_said_and_not_made_up(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session, "ref | owner\nS1 | Amara")
        file = a_plan_file("ref | owner | findings\nS1 | Amara | 1 99", findings=(a_finding("1"),))
        loaded = load(session, file)

        assert [finding.reference for finding in all_of(session, Finding)] == ["1"]
        assert len(list(session.exec(select(ActionFinding)))) == 1
    assert loaded.notes == ("S1 names finding 99, which is not in the list of findings.",)


def test_two_plans_may_use_the_same_references(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session, "ref | owner | title\nS1 | Amara | One")
        load(session, a_plan_file("ref | owner | title\nS1 | Bryn | Another"), plan="another")

        titles = [plans.find_action(session, plan, "S1").title for plan in all_of(session, Plan)]
    assert titles == ["One", "Another"]


def test_the_trail_says_which_file_was_loaded_by_its_digest(store: Engine, ashcombe: PlanFile) -> None:
    with transaction(store) as session:
        load(session, ashcombe)

    with reading(store) as session:
        entry = all_of(session, AuditEntry)[-1]
    assert (entry.verb, entry.subject, entry.by, entry.at) == ("plan loaded", "plan", BY, LOADED_AT)
    assert entry.detail["file"] == ashcombe.digest
