"""What an owner finds behind their personal link."""

from datetime import date

import pytest
from casts import SECRET, Ashcombe, an_answer, london
from sqlmodel import select

from governance.terms import Precision, Stage
from plan_store import links, people
from plan_store.database import transaction
from plan_store.tables import AccessLink, Action, Person

TO_THE_CLOSE = (
    Stage.LOCKED,
    Stage.DRAFTING,
    Stage.AWAITING_SIGN_OFF,
    Stage.APPROVED,
    Stage.PUBLISHED,
    Stage.CLOSED,
)


def list_of(town: Ashcombe, name: str = "Amara") -> str:
    page: str = town.client().get(f"/answer/{town.tokens[name]}").text
    return page


def test_the_list_says_what_it_is_for_by_when_and_how_long_it_takes(town: Ashcombe) -> None:
    page = list_of(town)

    assert "Children&#39;s Partnership Board" in page
    assert "Please answer by midday on Friday 20 February 2026" in page
    assert "about three minutes for each action" in page
    assert "4pm on Tuesday 10 March 2026, Committee Room 2, Town Hall" in page


def test_the_list_shows_the_owners_actions_and_nobody_elses(town: Ashcombe) -> None:
    page = list_of(town)

    assert [f"A-00{n}" in page for n in (1, 2, 3)] == [True] * 3
    assert "B/04" not in page
    assert "To answer (3)" in page


def test_an_action_past_its_date_says_how_late_it_is(town: Ashcombe) -> None:
    page = list_of(town)

    assert "31 January 2026" in page
    assert "nine days late" in page


@pytest.mark.parametrize(
    ("words", "due_on", "precision", "shown"),
    [
        ("Spring 2026", date(2026, 5, 31), Precision.SEASON, "Spring 2026 (counted as 31 May 2026)"),
        ("when the building is ready", None, Precision.NONE, "when the building is ready"),
        ("", None, Precision.NONE, "No date is recorded"),
    ],
)
def test_a_date_that_is_no_day_is_shown_as_it_was_written(
    town: Ashcombe, words: str, due_on: date | None, precision: Precision, shown: str
) -> None:
    with transaction(town.office.engine) as session:
        action = session.exec(select(Action).where(Action.reference == "A-002")).one()
        action.due_words, action.due_on, action.due_precision = words, due_on, precision
        session.add(action)

    assert shown in list_of(town)


def test_the_last_answer_stands_beside_the_action_with_who_and_when(town: Ashcombe) -> None:
    page = list_of(town)

    assert "Wednesday 19 November 2025, Amara Khan:" in page
    assert "Two of three teams decide within a day. The third has had two vacancies since October." in page


def test_an_answered_action_moves_to_the_answered_ones_with_a_banner(town: Ashcombe) -> None:
    client, address = town.client(), f"/answer/{town.tokens['Amara']}"
    form = client.get(f"{address}/A-002").text

    page = client.post(f"{address}/A-002", data=an_answer(form)).text

    assert "We have your update on A-002." in page
    assert "To answer (2)" in page
    assert "Answered (1)" in page


def test_nobody_can_be_shown_a_banner_for_an_answer_that_was_not_given(town: Ashcombe) -> None:
    page = town.client().get(f"/answer/{town.tokens['Amara']}?answered=A-002").text

    assert "We have your update" not in page


def test_an_owner_who_has_answered_everything_is_thanked(town: Ashcombe) -> None:
    client, address = town.client(), f"/answer/{town.tokens['Amara']}"
    for reference in ("A-001", "A-002", "A-003"):
        form = client.get(f"{address}/{reference}").text
        client.post(f"{address}/{reference}", data=an_answer(form))

    page = client.get(address).text

    assert "Thank you. You have answered for" in page
    assert "all three actions" in page


def test_the_list_of_a_closed_round_can_still_be_read_but_offers_no_form(town: Ashcombe) -> None:
    town.now = london(2026, 3, 18)
    town.enter(*TO_THE_CLOSE)

    page = town.client().get(f"/answer/{town.tokens['Amara']}")

    assert page.status_code == 200
    assert "This round is over" in page.text
    assert "Give your update" not in page.text


def test_an_action_that_has_gone_from_the_plan_is_no_longer_asked(town: Ashcombe) -> None:
    with transaction(town.office.engine) as session:
        action = session.exec(select(Action).where(Action.reference == "A-002")).one()
        action.gone_on = date(2026, 2, 1)
        session.add(action)

    page = list_of(town)

    assert "A-002" not in page
    assert "To answer (2)" in page


def test_an_unknown_link_is_a_page_that_helps(town: Ashcombe) -> None:
    answer = town.client().get("/answer/not-a-token")

    assert answer.status_code == 404
    assert "Check that the whole address was copied from the mail." in answer.text


def test_an_expired_link_says_that_it_has_expired(town: Ashcombe) -> None:
    town.now = london(2026, 4, 1)

    answer = town.client().get(f"/answer/{town.tokens['Amara']}")

    assert answer.status_code == 404
    assert "This link has expired." in answer.text


def test_a_withdrawn_link_opens_nothing(town: Ashcombe) -> None:
    with transaction(town.office.engine) as session:
        link = session.exec(
            select(AccessLink).where(AccessLink.token_hash == links.hash_of(town.tokens["Amara"]))
        ).one()
        links.withdraw(session, link, by="P-001", at=town.now)

    for path in ("", "/A-001"):
        answer = town.client().get(f"/answer/{town.tokens['Amara']}{path}")
        assert answer.status_code == 404
        assert "This link has been withdrawn." in answer.text


def test_the_link_of_somebody_who_has_left_opens_nothing(town: Ashcombe) -> None:
    with transaction(town.office.engine) as session:
        amara = session.exec(select(Person).where(Person.name == "Amara Khan")).one()
        people.mark_left(session, amara, date(2026, 2, 6), by="P-001", at=town.now)

    assert town.client().get(f"/answer/{town.tokens['Amara']}").status_code == 404


def test_a_directors_link_does_not_open_an_owners_page(town: Ashcombe) -> None:
    assert town.client().get(f"/answer/{town.tokens['Dev']}").status_code == 404
    assert town.client().get(f"/sign-off/{town.tokens['Amara']}").status_code == 404


def test_the_token_is_nowhere_in_the_store(town: Ashcombe) -> None:
    town.client().get(f"/answer/{town.tokens['Amara']}")

    assert town.tokens["Amara"] not in town.everything()
    assert SECRET not in town.everything()
