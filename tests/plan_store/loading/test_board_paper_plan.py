"""A plan of the size and shape a board paper of 2015 describes: 26 findings, four delivery plans, money and dates."""

from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from drawn_sheets import draw_sheet

from governance.terms import DeliveryStatus, Precision
from plan_store.loading.plan_file import PlanFile, read_plan
from plan_store.loading.progress import number_actions

DONE = """
    Ashcombe post-inspection action plan | > | > | > | > | > | >
    Ref | Area for improvement | Action | Owner | Due | RAG | Progress
    Leadership Team Delivery Plan | > | > | > | > | > | >
    L1 | 1, 2 | Plan how to recruit and keep staff | Dev Anand | April 2015 | Green | Built on leavers’ interviews
    L2 | 3 | Buy a case system | Dev Anand & Amara Osei | by March 2016 | On track | Three suppliers answered
    L3 | 4 | Put the child’s voice into every template | Amara Osei | March 2015 | Blue | All templates changed
    Children’s Social Care Delivery Plan | > | > | > | > | > | >
    S1 | 5, 6 | Use timed care plan forms | Amara Osei | ~Dec 2014~ June 2015 | Amber | Moving to the new form
    S2 | 7 | Support new social workers | Head of Fostering and Adoption | Ongoing | Green | Better package
    S3 | 8 | Allocate every child in need case | Amara Osei | 31/03/2015 | Amber | Fewer wait; all are seen
    Vulnerable Children and Families Delivery Plan | > | > | > | > | > | >
    V1 | 9, 10 | Campaign for attendance in schools | Bryn Pugh | Autumn term 2014 | Complete | Up 2%, 5661 school days
    V2 | 11 | Work with 3870 priority families | Bryn Pugh | 2015-2020 | In progress | Early adopter of phase 2
    Education Delivery Plan | > | > | > | > | > | >
    E1 | 12 | Extend the virtual school beyond 16 | Bryn Pugh | Sept 2014 | Embedded | Posts added for tracking
"""
IN_DEVELOPMENT = """
    Ref | Delivery plan | Area for improvement | Action | Lead officer | Timescale | Status
    D1 | Children’s Social Care | 13 | Restructure fostering and adoption | Amara Osei | TBC | Delayed
    D2 | Children’s Social Care | 14 | Keep a chronology for every child | Amara Osei | end of summer term | In progress
    D3 | Education | 15, 16 | Tell schools what the virtual school does | Bryn Pugh | June 2015 | In progress
    D4 | Vulnerable Children | 17 | Refresh the family support pathway | Bryn Pugh | Q1 2015/16 | Amber
"""
FINDINGS = "Ref | Key area for improvement | Origin\n" + "\n".join(
    f"{number} | Something to improve, number {number} | Ofsted" for number in range(1, 27)
)
OTHERS = {
    "Delivery plans": """
        Ref | Delivery plan                     | Lead       | SRO
        L   | Leadership Team                   | Dev Anand  | Dev Anand
        S   | Children’s Social Care            | Amara Osei | Dev Anand
        V   | Vulnerable Children and Families  | Bryn Pugh  | Dev Anand
        E   | Education                         | Bryn Pugh  | Dev Anand
    """,
    "Funding": """
        Purpose               | Amount
        After the inspection  | £383,500
        New case system       | £4.5million
    """,
    "Inspection": """
        Inspection        | Framework         | Inspectorate | Date       | Judgement
        Single inspection | Single Inspection | Ofsted       | March 2014 | Requires Improvement
    """,
    "Paper text": """
        Section            | Words
        Client group       | Every child in Ashcombe.
        Legal implications | Not yet examined.
    """,
}


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> PlanFile:
    workbook = openpyxl.Workbook()
    sheets = {"Delivery": DONE, "In development": IN_DEVELOPMENT, "Findings": FINDINGS, **OTHERS}
    for title, drawing in sheets.items():
        draw_sheet(workbook.create_sheet(title), drawing)
    del workbook["Sheet"]
    path = tmp_path_factory.mktemp("board") / "action-plan.xlsx"
    workbook.save(path)
    return read_plan(path)


def test_nine_achievements_and_four_areas_in_development_are_thirteen_actions(plan: PlanFile) -> None:
    assert [action.reference for action in plan.actions] == [
        "L1", "L2", "L3", "S1", "S2", "S3", "V1", "V2", "E1", "D1", "D2", "D3", "D4",
    ]  # fmt: skip
    assert [entry.is_given for entry in number_actions(plan.actions)] == [False] * 13


def test_the_actions_stand_under_their_delivery_plans(plan: PlanFile) -> None:
    areas = list(dict.fromkeys(action.area for action in plan.actions))

    assert areas == [
        "Leadership Team Delivery Plan",
        "Children’s Social Care Delivery Plan",
        "Vulnerable Children and Families Delivery Plan",
        "Education Delivery Plan",
        "Children’s Social Care",
        "Education",
        "Vulnerable Children",
    ]
    assert len(plan.delivery_plans) == 4


def test_all_26_findings_are_there_and_the_actions_answer_seventeen_of_them(plan: PlanFile) -> None:
    references = {finding.reference for finding in plan.findings}
    answered = {reference for action in plan.actions for reference in action.findings}

    assert references == {str(number) for number in range(1, 27)}
    assert answered <= references
    assert len(references - answered) == 9


@pytest.mark.parametrize(
    ("reference", "due_on", "precision"),
    [
        ("L2", date(2016, 3, 31), Precision.MONTH),
        ("S1", date(2015, 6, 30), Precision.MONTH),
        ("S3", date(2015, 3, 31), Precision.DAY),
        ("V1", date(2014, 12, 31), Precision.SEASON),
        ("V2", date(2020, 12, 31), Precision.YEAR),
        ("D4", date(2015, 6, 30), Precision.QUARTER),
        ("S2", None, Precision.NONE),
        ("D1", None, Precision.NONE),
        ("D2", None, Precision.NONE),
    ],
)
def test_the_papers_dates_are_read_to_the_end_of_what_was_meant(
    reference: str, due_on: date | None, precision: Precision, plan: PlanFile
) -> None:
    due = next(action.due for action in plan.actions if action.reference == reference)

    assert (due.due_on, due.precision) == (due_on, precision)


def test_owners_and_statuses_are_read(plan: PlanFile) -> None:
    by_reference = {action.reference: action for action in plan.actions}

    assert by_reference["L2"].owners == ("Dev Anand", "Amara Osei")
    assert by_reference["S2"].owners == ("Head of Fostering and Adoption",)
    assert by_reference["E1"].status.value is DeliveryStatus.EMBEDDED
    assert by_reference["D1"].status.value is DeliveryStatus.OFF_TRACK
    assert by_reference["S1"].due.moved_from[0].due_on == date(2014, 12, 31)


def test_money_inspection_and_standing_words_come_with_the_plan(plan: PlanFile) -> None:
    assert [line.pounds for line in plan.funding] == [Decimal(383_500), Decimal(4_500_000)]
    assert plan.inspections[0].judgement == "Requires Improvement"
    assert plan.texts["Legal implications"] == "Not yet examined."


def test_only_what_needs_a_person_is_a_problem(plan: PlanFile) -> None:
    assert len(plan.problems) == 3
    assert [problem.split("“")[2].split("”")[0] for problem in plan.problems] == [
        "Ongoing",
        "TBC",
        "end of summer term",
    ]
