"""Requests for another date: shown with everything the plan knows, decided by whoever may, once."""

from datetime import date, datetime
from pathlib import Path

import pytest
from casts import Ashcombe, TestClient
from desk_town import a_desk_town, an_officer, banner
from sqlmodel import select

from governance.answers import AnswerGiven
from governance.terms import DeliveryStatus
from plan_store import people, updates
from plan_store.database import reading
from plan_store.tables import Action, DateChange


@pytest.fixture
def town(tmp_path: Path) -> Ashcombe:
    """Amara asks for another date for A-001."""
    town = a_desk_town(tmp_path)
    answer = AnswerGiven(
        status=DeliveryStatus.AT_RISK, narrative="Late.", reason="Two <posts> are vacant.", new_due_on=date(2026, 5, 29)
    )
    town.write(
        lambda s, c: updates.record_update(
            s,
            c,
            s.exec(select(Action).where(Action.reference == "A-001")).one(),
            people.require(s, "Amara Khan"),
            answer,
            once="asks",
            as_of=datetime(2026, 2, 9, 10),
            by="P-002",
            at=town.now,
        )
    )
    return town


@pytest.fixture
def desk(town: Ashcombe) -> TestClient:
    return an_officer(town)


def the_change(town: Ashcombe) -> tuple[DateChange, Action]:
    with reading(town.office.engine) as session:
        return session.exec(select(DateChange)).one(), session.exec(select(Action).where(Action.id == 1)).one()


def test_a_request_is_shown_with_its_first_date_its_reason_and_the_slip_if_granted(desk: TestClient) -> None:
    page = desk.get("/desk/dates").text

    assert "Friday 29 May 2026, by Amara Khan on Monday 9 February 2026" in page
    assert "Saturday 31 January 2026; not moved so far. If granted it is 118 days later than first set." in page
    assert "Two &lt;posts&gt; are vacant." in page


@pytest.mark.parametrize(("outcome", "due_on"), [("granted", date(2026, 5, 29)), ("refused", date(2026, 1, 31))])
def test_the_decision_counts_at_once_and_names_who_made_it(
    town: Ashcombe, desk: TestClient, outcome: str, due_on: date
) -> None:
    answer = desk.post("/desk/dates/1", data={"outcome": outcome, "decided_by": "Dev Patel"})

    change, action = the_change(town)
    assert banner(answer.text) == f"The new date for A-001 is {outcome}."
    assert (change.state, change.decided_by, action.due_on) == (outcome, "Dev Patel", due_on)
    assert action.first_due_on == date(2026, 1, 31)
    assert f"{outcome} by Dev Patel" in answer.text


def test_only_a_board_or_somebody_who_may_decides(town: Ashcombe, desk: TestClient) -> None:
    page = desk.get("/desk/dates/1").text
    refused = desk.post("/desk/dates/1", data={"outcome": "granted", "decided_by": "Bryn Morgan"})

    assert '<option value="Children&#39;s Partnership Board">' in page
    assert '<option value="Dev Patel">' in page
    assert "Bryn Morgan" not in page
    assert refused.status_code == 422
    assert '<a href="#decided_by">Choose who decided' in refused.text
    assert the_change(town)[0].state == "asked"


def test_nothing_is_decided_without_saying_what_and_who(town: Ashcombe, desk: TestClient) -> None:
    answer = desk.post("/desk/dates/1", data={})

    assert answer.status_code == 422
    assert '<a href="#outcome">Choose whether' in answer.text
    assert the_change(town)[0].state == "asked"


def test_a_second_click_is_the_same_decision_and_another_decision_is_not_taken(
    town: Ashcombe, desk: TestClient
) -> None:
    granted = {"outcome": "granted", "decided_by": "Dev Patel"}

    answers = [desk.post("/desk/dates/1", data=granted, follow_redirects=False).status_code for _ in range(2)]
    other = desk.post("/desk/dates/1", data=granted | {"outcome": "refused"}, follow_redirects=False)

    assert answers == [303, 303]
    assert other.status_code == 404
    assert the_change(town)[0].state == "granted"
    assert town.verbs().count("new date granted") == 1
