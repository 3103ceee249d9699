"""Real plans in the store: one of 66 actions without references, and one with the facts of an old board paper."""

import os
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from drawn import a_scale
from stores import AT, a_cover, a_cycle, a_town, all_of, load

from governance.brief import Brief, write_brief
from governance.flags import raise_flags
from governance.position import Position
from plan_store.database import Engine, Session, transaction
from plan_store.loading.plan_file import PlanFile, read_plan
from plan_store.loading.progress import join_progress, read_progress
from plan_store.plans import require
from plan_store.position import position_of
from plan_store.record import Wanted, record_of
from plan_store.tables import Action, DeliveryPlan

CASE = Path(__file__).parents[2] / "../shared/cases/fds-2020-action-plan"
AREAS = ("Leadership Team", "Children's Social Care", "Vulnerable Children and Families", "Education")


@pytest.fixture(scope="module")
def case() -> Path:
    if not CASE.exists():
        reason = "the shared case fds-2020-action-plan is not beside this checkout"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return CASE


@pytest.fixture(scope="module")
def fds(case: Path) -> PlanFile:
    return read_plan(case / "plan.xlsx")


def the_position(session: Session, file: PlanFile, as_of: date) -> Position:
    """The real plan as it stood, in a store that holds nothing else but the town's cast."""
    a_town(session, "ref")
    load(session, file, plan="fds", at=datetime(2020, 1, 2, tzinfo=UTC))
    cycle = a_cycle(session, plan=require(session, "fds"))
    return position_of(session, cycle, at=datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC), as_of=as_of)


def test_a_plan_without_references_is_numbered_by_area_and_order(store: Engine, fds: PlanFile) -> None:
    with transaction(store) as session:
        drawn = the_position(session, fds, date(2020, 11, 15))
        areas = [area for area in all_of(session, DeliveryPlan) if area.title.startswith("Action ")]

    references = [line.reference for line in drawn.lines]
    assert (len(references), len(set(references)), len(areas)) == (66, 66, 20)
    assert (references[0], references[-1]) == ("1.1", "20.1")
    assert [area.reference for area in areas] == [f"{n}" for n in range(1, 21)]
    assert all(line.delivery_plan == line.reference.split(".")[0] for line in drawn.lines)


def test_the_progress_report_kept_apart_joins_every_action_of_the_store(
    store: Engine, fds: PlanFile, case: Path
) -> None:
    report = read_progress(case / "progress-2021-01-29.csv")
    with transaction(store) as session:
        drawn = the_position(session, fds, date(2020, 11, 15))

    joined = join_progress(fds.actions, report.rows)

    assert len(joined.pairs) == 66
    assert joined.unknown == ()
    assert joined.silent == ()
    titles = {line.reference: line.title for line in drawn.lines}
    assert {row.reference: numbered.action.title for numbered, row in joined.pairs} == titles


def test_what_has_no_date_that_can_be_read_is_never_overdue_and_always_shown(store: Engine, fds: PlanFile) -> None:
    with transaction(store) as session:
        drawn = the_position(session, fds, date(2020, 11, 15))
    flags = raise_flags(drawn)

    undated = {line.reference for line in drawn.lines if line.due_on is None}
    overdue = {flag.subject for flag in flags if flag.rule == "overdue"}
    words = {line.due_words for line in drawn.lines if line.due_on is None}
    assert len(undated) == 10
    assert overdue
    assert overdue & undated == set()
    assert {flag.subject for flag in flags if flag.rule == "no_date"} == undated
    assert {"(See Above)", "12 months"} <= words
    assert all(words)


def test_of_five_dates_struck_out_four_moved_to_another_and_one_to_none(store: Engine, fds: PlanFile) -> None:
    with transaction(store) as session:
        drawn = the_position(session, fds, date(2020, 11, 15))

    moved = {line.reference: line for line in drawn.lines if line.moves}
    assert sorted(moved) == ["19.1", "2.2", "3.1", "4.1", "6.2"]
    assert (moved["6.2"].first_due_on, moved["6.2"].due_on) == (date(2020, 7, 31), None)
    assert [line.days_slipped for line in moved.values() if line.due_on] == [31, 31, 31, 92]


def test_loading_the_real_plan_again_changes_nothing(store: Engine, fds: PlanFile) -> None:
    with transaction(store) as session:
        the_position(session, fds, date(2020, 11, 15))
        again = load(session, fds, plan="fds")

        assert again.changes == ()
        assert len(all_of(session, Action)) == 66


def a_workbook_with_the_facts_of_an_old_paper(path: Path) -> Path:
    """26 key areas, four delivery plans, an inspection without priority actions, and two sums of money."""
    book = openpyxl.Workbook()
    plan = book.active
    assert plan is not None
    plan.title = "Action plan"
    plan.append(["Ref", "Delivery plan", "Action", "Findings", "Owner", "Due", "Status"])
    for n in range(1, 27):
        plan.append([f"A{n}", AREAS[n % 4], f"Put right key area {n}", n, "Amara Osei", date(2015, 6, 30), "On track"])
    findings = book.create_sheet("Findings")
    findings.append(["Ref", "Key area for improvement", "Origin", "Priority action"])
    for n in range(1, 27):
        findings.append([n, f"Key area {n}", "Inspectors", "No"])
    funding = book.create_sheet("Funding")
    funding.append(["Ref", "Source", "Amount (£)", "Kind"])
    funding.append(["F1", "Post-inspection activity", 383_500, "One-off"])
    funding.append(["F2", "New IT system", 4_500_000, "One-off"])
    inspections = book.create_sheet("Inspections")
    inspections.append(["Ref", "Inspection", "Held", "Judgement", "Priority actions", "Plan submitted"])
    inspections.append(
        ["I1", "Inspection of children's services", "in March 2014", "Requires improvement", 0, date(2014, 8, 29)]
    )
    book.save(path)
    return path


def the_brief(session: Session, file: PlanFile) -> Brief:
    load(session, file)
    cycle = a_cycle(session)
    drawn = position_of(session, cycle, at=AT, as_of=AT.date())
    record = record_of(session, cycle, a_cover(), Wanted(kind="progress_report", at=AT, as_of=AT.date()))
    return write_brief(drawn, record, raise_flags(drawn), a_scale())


def test_a_plan_with_the_facts_of_an_old_paper_says_them_in_its_brief(store: Engine, tmp_path: Path) -> None:
    file = read_plan(a_workbook_with_the_facts_of_an_old_paper(tmp_path / "plan.xlsx"))
    with transaction(store) as session:
        brief = the_brief(session, file)

    assert "answers 26 findings with 26 actions in four delivery plans" in brief.summary[0]
    assert (len(brief.findings), len(brief.delivery_plans)) == (26, 4)
    assert {area.title for area in brief.delivery_plans} == set(AREAS)
    assert brief.funding_total == 4_883_500
    assert brief.inspected is not None
    assert (brief.inspected.judgement, brief.inspected.priority_actions) == ("Requires improvement", 0)
    assert brief.inspected.plan_submitted_on == date(2014, 8, 29)
