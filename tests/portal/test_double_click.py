"""The same form twice: one answer, one decision."""

from concurrent.futures import ThreadPoolExecutor

import directors_day
import httpx
import pytest
from casts import Address, Ashcombe, served
from fastapi.testclient import TestClient
from owners_day import came_in, check, fields_of, send_what_is_checked, typed_on

from governance.terms import Stage


def send_at_once(address: Address, fields: dict[str, str], clicks: int, cookies: str = "") -> list[int]:
    """The same form from several threads over connections of their own; the statuses that came back."""

    def click(_: int) -> int:
        return httpx.post(address, data=fields, headers={"cookie": cookies}).status_code

    with ThreadPoolExecutor(clicks) as pool:
        return list(pool.map(click, range(clicks)))


def test_a_form_sent_twice_is_one_answer(town: Ashcombe) -> None:
    client, pages = came_in(town)
    check(client, pages)
    fields = fields_of(client.get(f"{pages}/check").text)
    client.post(f"{pages}/check", data=fields)
    before = town.everything()

    again = client.post(f"{pages}/check", data=fields)

    assert "We have your answer" in again.text
    assert town.everything() == before


def test_picks_alone_sent_twice_by_the_same_browser_are_one_answer_each(town: Ashcombe) -> None:
    client, pages = came_in(town)
    client.post(pages, data=fields_of(client.get(pages).text) | {"status-1": "no_change", "status-2": "no_change"})
    cookies = cookies_of(client)
    fields = fields_of(client.get(f"{pages}/check").text) | {"initials": "AK"}

    for _ in range(2):
        again = came_in(town)[0]
        again.cookies.clear()
        sent = again.post(f"{pages}/check", data=fields, headers={"cookie": cookies}, follow_redirects=False)
        assert sent.headers["location"] == f"{pages}/sent"

    assert len(town.updates()) == 3


def cookies_of(client: TestClient) -> str:
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in client.cookies.jar)


@pytest.mark.full
@pytest.mark.parametrize("clicks", [2, 8])
def test_a_form_sent_several_times_at_once_is_one_answer(town: Ashcombe, clicks: int) -> None:
    client, pages = came_in(town)
    date = {"new_due_day": "1", "new_due_month": "6", "new_due_year": "2026"}
    check(client, pages, evidence_shows="An audit", reason="Late", **date)
    fields, cookies = fields_of(client.get(f"{pages}/check").text), cookies_of(client)

    with served(town) as portal:
        statuses = send_at_once(f"{portal}{pages}/check", fields, clicks, cookies)

    assert statuses == [303] * clicks
    assert len(town.updates()) == 2  # the one of the cycle before, and this one
    verbs = town.verbs()
    assert [verbs.count(verb) for verb in ("evidence added", "new date asked", "draft ended")] == [1, 1, 1]


@pytest.mark.full
def test_a_director_who_clicks_several_times_at_once_signs_off_once(town: Ashcombe) -> None:
    town.enter(Stage.LOCKED)
    town.draft()
    town.enter(Stage.DRAFTING, Stage.AWAITING_SIGN_OFF)
    client, seat = directors_day.came_in(town)
    fields, cookies = directors_day.a_decision(client.get(seat).text, "approved"), cookies_of(client)
    with served(town) as portal:
        statuses = send_at_once(f"{portal}{seat}", fields, 4, cookies)

    assert statuses == [303] * 4
    assert town.verbs().count("paper signed off") == 1
    assert town.verbs().count("version approved") == 1


def test_going_back_and_changing_the_words_is_a_correction_and_not_lost(town: Ashcombe) -> None:
    client, pages = came_in(town)
    page = client.get(pages).text
    for words in ("First", "Second"):
        client.post(pages, data=fields_of(page) | typed_on(page, "A-001", narrative=words))
        send_what_is_checked(client, pages)

    assert [update.narrative for update in town.updates()[1:]] == ["First", "Second"]


def test_going_back_and_sending_the_same_words_again_adds_no_second_answer(town: Ashcombe) -> None:
    client, pages = came_in(town)
    page = client.get(pages).text
    fields = fields_of(page) | typed_on(page, "A-001", evidence_shows="An audit")
    client.post(pages, data=fields)
    send_what_is_checked(client, pages)

    client.post(pages, data=fields)

    assert client.get(f"{pages}/check").url.path == pages
    assert len(town.updates()) == 2
