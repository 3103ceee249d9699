"""What an owner finds behind their personal link."""

from datetime import date

import pytest
from casts import SECRET, Ashcombe, london
from owners_day import answer, came_in, check, fields_of, over_https, send_what_is_checked, typed_on
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
    client, pages = came_in(town, name)
    page: str = client.get(pages).text
    return page


def test_the_list_says_what_it_is_for_by_when_and_how_long_it_takes(town: Ashcombe) -> None:
    page = list_of(town)

    assert "Children&#39;s Partnership Board" in page
    assert "Please answer by midday on Friday 20 February 2026" in page
    assert "about a minute" in " ".join(page.split())
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


def test_an_answered_action_moves_to_the_answered_ones_and_the_receipt_says_when_it_was_received(
    town: Ashcombe,
) -> None:
    answer(town, "A-002")
    client, pages = came_in(town)

    page, receipt = client.get(pages).text, client.get(f"{pages}/sent").text

    assert "To answer (2)" in page
    assert "Answered (1)" in page
    assert "We have your answer" in receipt
    assert "Received at 10am on Monday 9 February 2026" in receipt
    assert "Still to answer (2)" in receipt


def test_nobody_is_shown_a_receipt_for_an_answer_that_was_not_given(town: Ashcombe) -> None:
    client, pages = came_in(town)

    page = client.get(f"{pages}/sent")

    assert "We have your answer" not in page.text
    assert page.url.path == pages


def test_several_actions_are_answered_on_one_page_and_the_rest_another_day(town: Ashcombe) -> None:
    client, pages = came_in(town)
    page = client.get(pages).text
    fields = fields_of(page) | typed_on(page, "A-001") | typed_on(page, "A-003", status="no_change", narrative="")

    checked = client.post(pages, data=fields)
    send_what_is_checked(client, pages)

    assert checked.url.path == f"{pages}/check"
    assert [f"c-{n}" in checked.text for n in (1, 2, 3)] == [True, False, True]
    assert [update.action_id for update in town.updates()[1:]] == [1, 3]
    assert "To answer (1)" in client.get(pages).text


def test_only_the_actions_that_somebody_began_to_answer_are_found_fault_with(town: Ashcombe) -> None:
    client, pages = came_in(town)
    page = client.get(pages).text

    sent = client.post(pages, data=fields_of(page) | typed_on(page, "A-002", status="off_track"))

    assert sent.status_code == 422
    assert sent.text.count('class="govuk-error-message"') == 1
    assert "A-002: Write what is in the way; the board reads it beside the colour." in sent.text


def test_what_the_list_shows_as_begun_is_sent_only_when_it_is_complete(town: Ashcombe) -> None:
    client, pages = came_in(town)
    check(client, pages, "A-001", status="off_track")
    check(client, pages, "A-002")

    page = client.get(f"{pages}/check").text
    send_what_is_checked(client, pages)

    assert "Not complete yet (1)" in page
    assert [update.action_id for update in town.updates()[1:]] == [2]
    assert "All three teams decide within a day.</textarea>" in client.get(pages).text


def test_an_owner_who_has_answered_everything_is_thanked(town: Ashcombe) -> None:
    for reference in ("A-001", "A-002", "A-003"):
        answer(town, reference)

    page = list_of(town)

    assert "Thank you. You have answered for" in page
    assert "all three actions" in page


def test_the_list_of_a_closed_round_can_still_be_read_but_offers_no_form(town: Ashcombe) -> None:
    town.now = london(2026, 3, 18)
    town.enter(*TO_THE_CLOSE)

    client, pages = came_in(town)
    page = client.get(pages)

    assert page.status_code == 200
    assert "This round is over" in page.text
    assert "<textarea" not in page.text
    assert "Not answered (3)" in page.text


def test_an_action_that_has_gone_from_the_plan_is_no_longer_asked(town: Ashcombe) -> None:
    with transaction(town.office.engine) as session:
        action = session.exec(select(Action).where(Action.reference == "A-002")).one()
        action.gone_on = date(2026, 2, 1)
        session.add(action)

    page = list_of(town)

    assert "A-002" not in page
    assert "To answer (2)" in page


def test_an_unknown_link_is_a_page_that_helps(town: Ashcombe) -> None:
    opened = town.client().get("/answer/not-a-token")

    assert opened.status_code == 404
    assert "Check that the whole address was copied from the mail." in opened.text
    assert 'href="/link"' in opened.text


def test_an_expired_link_says_that_it_has_expired(town: Ashcombe) -> None:
    client, pages = came_in(town)
    town.now = london(2026, 4, 1)

    for opened in (town.client().get(f"/answer/{town.tokens['Amara']}"), client.get(pages)):
        assert opened.status_code == 404
        assert "This link has expired." in opened.text


def test_a_withdrawn_link_opens_nothing_even_where_it_was_open_already(town: Ashcombe) -> None:
    client, pages = came_in(town)
    fields = fields_of(client.get(pages).text)
    withdraw_amaras_link(town)

    opened = [client.get(f"/answer/{town.tokens['Amara']}{path}") for path in ("", "/A-001")]
    opened += [client.get(f"{pages}{path}") for path in ("", "/action/A-001", "/check", "/sent", "/hand-over", "/away")]
    opened.append(client.post(pages, data=fields | {"status-1": "on_track", "narrative-1": "Too late"}))

    assert [answer.status_code for answer in opened] == [404] * len(opened)
    assert all("This link has been withdrawn." in answer.text for answer in opened)
    assert "draft begun" not in town.verbs()


def withdraw_amaras_link(town: Ashcombe) -> None:
    with transaction(town.office.engine) as session:
        link = session.exec(
            select(AccessLink).where(AccessLink.token_hash == links.hash_of(town.tokens["Amara"]))
        ).one()
        links.withdraw(session, link, by="P-001", at=town.now)


def test_the_link_of_somebody_who_has_left_opens_nothing(town: Ashcombe) -> None:
    with transaction(town.office.engine) as session:
        amara = session.exec(select(Person).where(Person.name == "Amara Khan")).one()
        people.mark_left(session, amara, date(2026, 2, 6), by="P-001", at=town.now)

    assert town.client().get(f"/answer/{town.tokens['Amara']}").status_code == 404


def test_a_directors_link_does_not_open_an_owners_page(town: Ashcombe) -> None:
    assert town.client().get(f"/answer/{town.tokens['Dev']}").status_code == 404
    assert town.client().get(f"/sign-off/{town.tokens['Amara']}").status_code == 404


def test_the_token_is_nowhere_in_the_store_nor_on_a_page_nor_in_its_address(town: Ashcombe) -> None:
    client, pages = came_in(town)
    page = client.get(pages)

    assert town.tokens["Amara"] not in town.everything()
    assert SECRET not in town.everything()
    assert town.tokens["Amara"] not in page.text
    assert town.tokens["Amara"] not in str(page.url)


def test_the_cookie_of_a_link_goes_to_its_own_pages_alone_and_no_script_can_read_it(town: Ashcombe) -> None:
    opened = over_https(town).get(f"/answer/{town.tokens['Amara']}", follow_redirects=False)

    cookie = opened.headers["set-cookie"]
    assert cookie.startswith(f"link-1={town.tokens['Amara']};")
    for guard in ("HttpOnly", "Path=/answers/1;", "SameSite=lax", "Secure"):
        assert guard in cookie
    assert f"Max-Age={int((london(2026, 3, 24, 0) - town.now).total_seconds())}" in cookie


def test_without_its_cookie_an_owners_page_asks_to_open_the_link_again(town: Ashcombe) -> None:
    came_in(town)

    for path in ("/answers/1", "/answers/1/check", "/answers/999", "/answers/1/file/1"):
        opened = over_https(town).get(path)
        assert opened.status_code == 404
        assert "Open the link in your mail again" in opened.text


def test_amaras_cookie_under_the_number_of_bryns_link_opens_nothing(town: Ashcombe) -> None:
    client = over_https(town)
    client.cookies.set("link-2", town.tokens["Amara"])

    opened = client.get("/answers/2")

    assert opened.status_code == 404
    assert "B/04" not in opened.text
    assert "A-001" not in opened.text
