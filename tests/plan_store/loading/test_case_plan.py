"""A real plan of 66 actions with 20 heading rows, struck-out dates and no references, and its progress report."""

from datetime import date

import pytest
from drawn_sheets import a_case

from governance.terms import DeliveryStatus, Precision
from plan_store.loading.dues import DueKind
from plan_store.loading.plan_file import PlanFile, read_plan
from plan_store.loading.progress import join_progress, number_actions, read_progress
from plan_store.loading.rows import ActionRow


@pytest.fixture(scope="module")
def plan() -> PlanFile:
    return read_plan(a_case("fds-2020-action-plan/plan.xlsx"))


@pytest.fixture(scope="module")
def by_reference(plan: PlanFile) -> dict[str, ActionRow]:
    return {numbered.reference: numbered.action for numbered in number_actions(plan.actions)}


def test_every_action_is_read_and_none_is_invented(plan: PlanFile) -> None:
    titles = {action.title for action in plan.actions}

    assert len(plan.actions) == 66
    assert len({action.area for action in plan.actions}) == 20
    assert "Milestone" not in titles
    assert plan.skipped == ()


def test_the_actions_stand_in_the_file_in_the_order_of_the_source(plan: PlanFile) -> None:
    source = a_case("fds-2020-action-plan/source-tables.md").read_text()
    rows = [line.split("|")[1].strip() for line in source.splitlines() if line.startswith("| ")]
    written = [row for row in rows if row != "Milestone"]

    raw = [reading.raw for reading in plan.readings if reading.field == "title"]

    assert [words[:12] for words in raw] == [words[:12] for words in written]


def test_five_rows_have_a_date_struck_out_and_four_moved_to_another(plan: PlanFile) -> None:
    moved = [action.due for action in plan.actions if action.due.moved_from]

    assert [due.kind for due in moved].count(DueKind.DATE) == 4
    assert [due.kind for due in moved].count(DueKind.DEPENDENCY) == 1
    assert len(moved) == 5
    assert all(len(due.moved_from) == 1 and due.moved_from[0].due_on for due in moved)


@pytest.mark.parametrize(
    ("reference", "was", "now"),
    [
        ("2.2", date(2020, 9, 30), date(2020, 10, 31)),
        ("3.1", date(2020, 6, 30), date(2020, 7, 31)),
        ("4.1", date(2020, 6, 30), date(2020, 7, 31)),
        ("6.2", date(2020, 7, 31), None),
        ("19.1", date(2020, 6, 30), date(2020, 9, 30)),
    ],
)
def test_the_struck_out_date_is_history(
    reference: str, was: date, now: date | None, by_reference: dict[str, ActionRow]
) -> None:
    due = by_reference[reference].due

    assert (due.moved_from[0].due_on, due.due_on) == (was, now)


def test_due_cells_that_hold_no_date_are_kept_and_put_before_a_person(by_reference: dict[str, ActionRow]) -> None:
    without = {reference: action for reference, action in by_reference.items() if action.due.due_on is None}

    assert set(without) == {"2.4", "2.5", "2.6", "5.1", "6.1", "6.2", "9.1", "9.2", "10.5", "14.3"}
    assert by_reference["2.5"].due.raw == "(See Above)"
    assert by_reference["10.5"].due.raw == "12 months"
    assert by_reference["9.1"].due.raw == "See timeline on [performance.gov](https://performance.gov)"
    for action in without.values():
        assert action.due.precision is Precision.NONE
        assert any(problem.endswith("no date was read.") for problem in action.problems)


def test_every_other_due_cell_is_a_day_of_2020(plan: PlanFile) -> None:
    dated = [action.due for action in plan.actions if action.due.due_on]

    assert len(dated) == 56
    assert {due.due_on.year for due in dated if due.due_on} == {2020}
    assert {due.precision for due in dated} == {Precision.DAY}


def test_the_first_six_areas_have_no_owner_and_every_row_says_so(
    plan: PlanFile, by_reference: dict[str, ActionRow]
) -> None:
    ownerless = {reference for reference, action in by_reference.items() if not action.owners}

    assert {reference.split(".")[0] for reference in ownerless} == {"1", "2", "3", "4", "5", "6"}
    assert len(ownerless) == 19
    for reference in ownerless:
        assert any("has no owner" in problem for problem in by_reference[reference].problems)


@pytest.mark.parametrize(
    ("reference", "count"), [("7.1", 1), ("7.2", 1), ("10.1", 4), ("11.3", 3), ("14.1", 3), ("14.3", 2), ("20.1", 2)]
)
def test_owners_in_one_cell_are_told_apart(reference: str, count: int, by_reference: dict[str, ActionRow]) -> None:
    assert len(by_reference[reference].owners) == count


def test_the_footnote_star_on_an_owner_is_taken_off_and_told(by_reference: dict[str, ActionRow]) -> None:
    action = by_reference["8.1"]

    assert (action.owners, action.owner_raw) == (("OMB",), "OMB*")
    assert any("footnote mark" in problem for problem in action.problems)


def test_columns_that_are_no_field_are_kept_word_for_word(plan: PlanFile, by_reference: dict[str, ActionRow]) -> None:
    unread = {column.heading for column in plan.mapping if column.field is None}

    assert unread == {"Reporting Mechanism", "Required or Encouraged"}
    assert by_reference["2.5"].extra["Reporting Mechanism"] == "(See Above)"
    assert "strategy.data.gov" in by_reference["5.2"].extra["Reporting Mechanism"]


def test_every_interpreted_cell_is_in_the_readings(plan: PlanFile) -> None:
    dues = [reading for reading in plan.readings if reading.field == "due"]

    assert len(dues) == 66
    assert {reading.sheet for reading in plan.readings} == {"2020 Action Plan"}
    assert all(reading.raw and reading.how for reading in plan.readings)


def test_the_whole_progress_report_joins_a_plan_without_references(plan: PlanFile) -> None:
    progress = read_progress(a_case("fds-2020-action-plan/progress-2021-01-29.csv"))

    joined = join_progress(plan.actions, progress.rows)

    assert len(joined.pairs) == 66
    assert (joined.unknown, joined.silent, joined.problems) == ((), (), ())


def test_a_status_nobody_has_explained_is_neither_good_nor_bad() -> None:
    rows = {row.reference: row for row in read_progress(a_case("fds-2020-action-plan/progress-2021-01-29.csv")).rows}

    assert rows["7.1"].status.value is DeliveryStatus.COMPLETE
    assert rows["2.1"].status.value is DeliveryStatus.ON_TRACK
    for reference in ("5.1", "6.2", "9.3", "19.2"):
        assert rows[reference].status.value is None
        assert rows[reference].problems
