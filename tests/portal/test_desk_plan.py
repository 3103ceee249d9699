"""The plan at the desk: listed, filtered, added to; its findings and delivery plans edited; fast at 500 actions."""

from pathlib import Path

import pytest
from casts import Ashcombe
from desk_steps import fill, follow, form_of, send, undo, words_of
from fastapi.testclient import TestClient
from large_town import found_a_large_town
from sqlmodel import SQLModel, select
from stores import statements

from governance.terms import Origin, Role
from plan_store.database import reading, transaction
from plan_store.tables import DeliveryPlan, Finding

HOSTILE = '<script>alert("x")</script>'


@pytest.fixture
def officer(town: Ashcombe) -> TestClient:
    return town.signed_in("Carys Bevan")


def test_the_plan_lists_every_action_with_its_status_owner_and_date(officer: TestClient) -> None:
    words = words_of(officer.get("/desk/plan").text)

    assert "Four actions in one delivery plan" in words
    assert "On track (Green) Bryn Morgan; due 30 April 2026" in words
    assert "At risk (Amber) Amara Khan; due 31 January 2026 nine days late" in words


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("q=pathway+bryn", {"B/04 (ii)"}),
        ("status=overdue", {"A-001"}),
        ("status=at_risk", {"A-001"}),
        ("owner=2", {"A-001", "A-002", "A-003"}),
        ("owner=2&status=on_track&q=audit", {"A-002"}),
        ("area=DP1&owner=3", {"B/04 (ii)"}),
        ("q=nothing+like+it", set()),
        ("status=no_owner", set()),
        ("status=gone", set()),
    ],
)
def test_a_filter_shows_just_the_actions_asked_for(officer: TestClient, query: str, shown: set[str]) -> None:
    page = words_of(officer.get(f"/desk/plan?{query}").text)

    known = ("A-001", "A-002", "A-003", "B/04 (ii)")
    assert {reference for reference in known if f"{reference}: " in page} == shown
    assert ("no actions match" in page.lower()) == (not shown)


def test_a_status_nobody_knows_shows_nothing_and_breaks_nothing(officer: TestClient) -> None:
    response = officer.get("/desk/plan?status=%3Cscript%3E&owner=x&area=%00&q=%F0%9F%A6%8A")

    assert response.status_code == 200
    assert "<script>&" not in response.text


def test_an_empty_store_says_how_a_plan_comes_in(town: Ashcombe, officer: TestClient) -> None:
    _forget_the_plan(town)

    assert "There is no plan yet." in officer.get("/desk/plan").text
    assert "The page “Load” does it" not in officer.get("/desk/meetings").text
    assert officer.get("/desk/plan/add-action").status_code == 404


def _forget_the_plan(town: Ashcombe) -> None:
    """Every row that hangs on the plan is gone; people and boards stay."""
    kept = {"person", "personrole", "signinsession", "auditentry", "board"}
    with transaction(town.office.engine) as session:
        connection = session.connection()
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        for table in SQLModel.metadata.sorted_tables:
            if table.name not in kept:
                connection.execute(table.delete())


def test_the_title_of_the_plan_is_changed_and_put_back(town: Ashcombe, officer: TestClient) -> None:
    page = follow(officer, fill(officer, "/desk/plan/edit", {"title": f"A plan {HOSTILE}"}))
    after = follow(officer, undo(officer, page))

    assert "A plan &lt;script&gt;" in page
    assert HOSTILE not in page
    assert "Children's Services Improvement Plan 2025 to 2027" in words_of(after)


def test_a_finding_is_added_once_edited_and_says_that_no_action_answers_it(town: Ashcombe, officer: TestClient) -> None:
    shown = form_of(officer.get("/desk/plan/add-finding").text)
    typed = {"reference": "F1", "title": "Visits are late"}
    pages = [follow(officer, send(officer, "/desk/plan/add-finding", shown, typed)) for _ in range(2)]
    follow(officer, fill(officer, "/desk/plan/edit-finding/F1", {"origin": "self", "priority_action": "yes"}))

    with reading(town.office.engine) as session:
        (finding,) = session.exec(select(Finding)).all()
    assert (finding.title, finding.origin, finding.priority_action) == ("Visits are late", Origin.SELF, True)
    assert "No action answers this finding." in words_of(pages[0])
    assert "No action answers this finding." in words_of(officer.get("/desk/plan").text)


def test_a_reference_that_is_taken_is_refused_and_the_words_stay(town: Ashcombe, officer: TestClient) -> None:
    follow(officer, fill(officer, "/desk/plan/add-area", {"reference": "DP2", "title": "Care leavers", "lead_id": "4"}))

    refused = fill(officer, "/desk/plan/add-area", {"reference": "DP2", "title": "Something else"})

    assert refused.status_code == 422
    assert "has a delivery plan DP2 already" in refused.text
    assert form_of(refused.text)["title"] == ["Something else"]


def test_a_delivery_plan_gets_another_lead_and_its_old_one_back(town: Ashcombe, officer: TestClient) -> None:
    page = follow(officer, fill(officer, "/desk/plan/edit-area/DP1", {"lead_id": "4"}))
    after = follow(officer, undo(officer, page))

    assert "before: Amara Khan → after: Dev Patel" in words_of(page)
    assert "Lead Amara Khan" in words_of(after)
    with reading(town.office.engine) as session:
        assert session.exec(select(DeliveryPlan)).one().lead_id == 2


def test_a_form_that_is_not_ours_adds_nothing(town: Ashcombe, officer: TestClient) -> None:
    refused = officer.post("/desk/plan/add-finding", data={"reference": "F1", "title": "T", "once": "made up"})

    assert refused.status_code == 422
    with reading(town.office.engine) as session:
        assert session.exec(select(Finding)).all() == []


def test_an_auditor_reads_the_plan_and_changes_nothing(town: Ashcombe) -> None:
    auditor = town.signed_in("Ann Audit", Role.AUDITOR)

    page = auditor.get("/desk/plan")

    assert page.status_code == 200
    assert "/desk/plan/add-action" not in page.text
    assert auditor.post("/desk/plan/edit", data={"title": "x"}).status_code == 403


def test_an_owner_who_has_signed_in_does_not_see_the_desk(town: Ashcombe) -> None:
    owner = town.signed_in("Amara Khan")

    assert owner.get("/desk/plan").status_code == 403
    assert owner.post("/desk/history/abc/undo").status_code == 403


@pytest.mark.full
def test_a_plan_of_500_actions_asks_the_store_no_more_often_than_a_short_one(town: Ashcombe, tmp_path: Path) -> None:
    large = found_a_large_town(tmp_path / "large")

    asked, rows = {}, {}
    for name, place in (("short", town), ("long", large)):
        officer = place.signed_in("Carys Bevan")
        officer.get("/desk/plan")
        with statements(place.office.engine) as sent:
            rows[name] = officer.get("/desk/plan").text.count("/desk/plan/actions/")
        asked[name] = len(sent)

    assert rows["long"] == 504
    assert rows["short"] < 10
    assert asked["long"] == asked["short"]
