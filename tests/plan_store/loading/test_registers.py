from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from drawn_sheets import a_plan, a_workbook

from governance.terms import Origin
from plan_store.loading.headings import Kind
from plan_store.loading.plan_file import PlanFile, read_plan

REGISTERS = {
    "Action plan": """
        Ref | Action          | Owner      | Due
        A1  | Publish the map | Amara Osei | May 2025
    """,
    "Findings": """
        Ref | Area for improvement | Priority | Origin
        F1  | Visits are late      | High     | Ofsted
        F2  | Records are thin     | Medium   | self-identified
        F3  | Maps are old         | Low      | a friend
    """,
    "People": """
        Name       | Job title         | Email              | Deputy    | Manager   | Directorate | Role in cycle
        Amara Osei | Head of Fostering | amara@ashcombe.uk  | Bryn Pugh | Dev Anand | Children    | owner
    """,
    "Delivery plans": """
        Ref | Delivery plan | Lead      | SRO
        L   | Leadership    | Dev Anand | Elin Rees
    """,
    "Measures": """
        Ref | Measure         | Baseline | Target | National average | Good is | Q1 2024/25 | Q2 2024/25
        M1  | Visits in time  | 70%      | 95%    | 88%              | high    | 72%        | 75%
    """,
    "Risks": """
        Ref | Risk        | Likelihood | Impact | Mitigation      | Owner
        R1  | Staff leave | 3          | 4      | Exit interviews | Dev Anand
    """,
    "Funding": """
        Source     | Amount       | Purpose     | Ends
        Council    | £383,500     | After visit | March 2026
        Government | £4.5 million | New system  | TBC
        Trust      | some         | Training    |
    """,
    "Inspections": """
        Inspection  | Inspectorate | Date       | Judgement
        First visit | Ofsted       | March 2014 | Requires improvement
    """,
    "Paper text": """
        Section            | Words
        Legal implications | None known.
        Risks              | See the register.
    """,
}


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> PlanFile:
    return read_plan(a_workbook(tmp_path_factory.mktemp("registers") / "plan.xlsx", REGISTERS))


def test_every_sheet_is_known_by_its_headings(plan: PlanFile) -> None:
    kinds = [sheet.kinds for sheet in plan.sheets]

    assert kinds == [
        (Kind.ACTIONS,), (Kind.FINDINGS,), (Kind.PEOPLE,), (Kind.DELIVERY_PLANS,), (Kind.MEASURES,), (Kind.RISKS,),
        (Kind.FUNDING,), (Kind.INSPECTIONS,), (Kind.TEXTS,),
    ]  # fmt: skip
    assert len(plan.actions) == 1


def test_a_finding_says_who_found_it_where_the_words_do(plan: PlanFile) -> None:
    assert [(finding.reference, finding.origin) for finding in plan.findings] == [
        ("F1", Origin.INSPECTOR),
        ("F2", Origin.SELF),
        ("F3", None),
    ]
    assert plan.findings[0].words == "Visits are late"
    assert "does not say who found it" in plan.findings[2].problems[0]


def test_a_person_keeps_deputy_line_and_place_in_the_cycle(plan: PlanFile) -> None:
    (person,) = plan.people

    assert (person.name, person.email, person.deputy) == ("Amara Osei", "amara@ashcombe.uk", "Bryn Pugh")
    assert (person.job_title, person.reports_to, person.cycle_role) == ("Head of Fostering", "Dev Anand", "owner")


def test_a_delivery_plan_has_a_lead_and_an_accountable_officer(plan: PlanFile) -> None:
    (delivery_plan,) = plan.delivery_plans

    assert (delivery_plan.reference, delivery_plan.name) == ("L", "Leadership")
    assert (delivery_plan.lead, delivery_plan.sro) == ("Dev Anand", "Elin Rees")


def test_a_measure_keeps_its_value_under_each_period(plan: PlanFile) -> None:
    (measure,) = plan.measures

    assert (measure.baseline, measure.target, measure.national, measure.direction) == ("70%", "95%", "88%", "high")
    assert measure.values == {"Q1 2024/25": "72%", "Q2 2024/25": "75%"}
    assert measure.extra == {}


def test_money_is_read_where_it_is_a_sum_and_kept_in_words_where_not(plan: PlanFile) -> None:
    council, government, trust = plan.funding

    assert (council.pounds, government.pounds, trust.pounds) == (Decimal(383_500), Decimal(4_500_000), None)
    assert council.ends.due_on == date(2026, 3, 31)
    assert government.ends.due_on is None
    assert "could not be read as one sum" in trust.problems[0]


def test_risks_inspections_and_standing_words_come_out_whole(plan: PlanFile) -> None:
    assert (plan.risks[0].words, plan.risks[0].mitigation) == ("Staff leave", "Exit interviews")
    assert (plan.inspections[0].name, plan.inspections[0].judgement) == ("First visit", "Requires improvement")
    assert plan.inspections[0].inspected.due_on == date(2014, 3, 31)
    assert plan.texts == {"Legal implications": "None known.", "Risks": "See the register."}


@pytest.mark.parametrize(
    ("headings", "fields"),
    [
        ("Ref|Action|Owner|Due date|RAG|Progress", "reference title owner due rating progress"),
        ("No|What?|Who?|How?|When?|Success measures|Current status", "reference title owner notes due measure status"),
        ("Actions required|Lead|Date|Progress|Action from April", "title owner due progress progress"),
        ("Recommendation|Action|Lead Officer|Timescale|Original date", "finding title owner due baseline"),
        ("Ref|Recommendation|By whom|Deadline|Comments", "reference title owner due progress"),
        ("ID|Task|Responsible Party|Target Date|Revised date|BRAG", "reference title owner due revised rating"),
        ("#|Milestone|Lead|Completion date|% complete|Status", "reference title owner due percent status"),
        ("Theme|Action|SRO|Deputy|Owner|Evidence", "area title sro deputy owner evidence"),
        ("Workstream|Action|Accountable officer|Lead|By when", "area title sro owner due"),
        ("Delivery plan|Area for improvement|Action|Sponsor|Owner", "area finding title sro owner"),
        ("Action|Responsible oficer|Deadline (dd/mm/yyyy)|Latest status", "title owner due status"),
        ("Action|Owner|Update March 2025|Q2 update|Measurement", "title owner progress progress measure"),
        ("Action|Owner|Date agreed with Ofsted|Lead Member", "title owner None None"),
    ],
)
def test_columns_are_known_by_their_many_names(headings: str, fields: str, tmp_path: Path) -> None:
    names = headings.split("|")
    row = "|".join(f"words {place}" for place in range(len(names)))

    plan = a_plan(tmp_path, f"{headings}\n{row}")

    assert [str(column.field) for column in plan.mapping] == fields.split()
    assert all(column.how for column in plan.mapping)
