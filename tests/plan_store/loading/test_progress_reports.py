from pathlib import Path

import pytest
from drawn_sheets import a_plan

from governance.errors import PlanFileError
from governance.terms import DeliveryStatus
from plan_store.loading.progress import join_progress, number_actions, read_progress

PLAN = """
    Theme 3: Fostering  | >          | >
    Ref | Action        | Owner
        | Map           | Amara Osei
    A7  | Train         | Amara Osei
    Theme 5: Attendance | >          | >
    Ref | Action        | Owner
        | Visit         | Bryn Pugh
"""


def a_report(tmp_path: Path, words: str) -> Path:
    path = tmp_path / "march.csv"
    path.write_text(words)
    return path


def test_an_action_without_a_reference_goes_by_the_number_of_its_area_and_its_place(tmp_path: Path) -> None:
    plan = a_plan(tmp_path, PLAN)

    numbered = number_actions(plan.actions)

    assert [(entry.reference, entry.is_given) for entry in numbered] == [("3.1", True), ("A7", False), ("5.1", True)]


def test_areas_without_numbers_are_counted(tmp_path: Path) -> None:
    plan = a_plan(
        tmp_path, "Theme | Action | Owner\nCare | Map | Amara Osei\n | Train | Amara Osei\nWork | Visit | Bryn Pugh"
    )

    assert [entry.reference for entry in number_actions(plan.actions)] == ["1.1", "1.2", "2.1"]


def test_a_given_number_never_takes_a_written_reference(tmp_path: Path) -> None:
    plan = a_plan(
        tmp_path, "Ref | Action | Owner\n | Map | Amara Osei\n1.1 | Train | Amara Osei\n1.2 | Visit | Bryn Pugh"
    )

    references = [entry.reference for entry in number_actions(plan.actions)]

    assert references == ["1.3", "1.1", "1.2"]


def test_reports_join_by_reference_and_what_does_not_is_told(tmp_path: Path) -> None:
    plan = a_plan(tmp_path, PLAN)
    report = read_progress(
        a_report(tmp_path, "Ref,RAG,Comments\na7,Amber,Half way\n3.1,Green,Done well\n9.9,Red,Who?\n3.1,Red,Again\n")
    )

    joined = join_progress(plan.actions, report.rows)

    assert [(entry.action.title, row.progress) for entry, row in joined.pairs] == [
        ("Train", "Half way"),
        ("Map", "Done well"),
    ]
    assert [row.reference for row in joined.unknown] == ["9.9"]
    assert [entry.reference for entry in joined.silent] == ["5.1"]
    assert joined.problems == (
        "Sheet “march”, row 4: the plan has no action 9.9.",
        "Sheet “march”, row 5: a second report on action 3.1 was left out.",
    )


def test_a_report_reads_the_councils_own_words(tmp_path: Path) -> None:
    report = read_progress(
        a_report(tmp_path, "Ref,Status\nA7,Cruising\n"), status_words={"cruising": DeliveryStatus.ON_TRACK}
    )

    assert report.rows[0].status.value is DeliveryStatus.ON_TRACK


def test_a_report_without_references_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlanFileError, match=r"No progress was found in march\.csv"):
        read_progress(a_report(tmp_path, "Weather,Comments\nrain,later\n"))


def test_a_reports_columns_can_be_confirmed_by_the_officer(tmp_path: Path) -> None:
    report = read_progress(
        a_report(tmp_path, "Thing,What they said\nA7,Half way\n"),
        mapping={"Thing": "reference", "What they said": "progress"},
    )

    assert (report.rows[0].reference, report.rows[0].progress) == ("A7", "Half way")
