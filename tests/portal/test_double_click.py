"""The same form twice: one answer, one decision."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from casts import Address, Ashcombe, an_answer, hidden, served

from governance.terms import Stage


def send_at_once(address: Address, fields: dict[str, str], clicks: int) -> list[int]:
    """The same form from several threads over connections of their own; the statuses that came back."""

    def click(_: int) -> int:
        return httpx.post(address, data=fields).status_code

    with ThreadPoolExecutor(clicks) as pool:
        return list(pool.map(click, range(clicks)))


def test_a_form_sent_twice_is_one_answer(town: Ashcombe) -> None:
    client, address = town.client(), f"/answer/{town.tokens['Amara']}/A-001"
    fields = an_answer(client.get(address).text)
    client.post(address, data=fields)
    before = town.everything()

    again = client.post(address, data=fields)

    assert "We have your update on A-001." in again.text
    assert town.everything() == before


@pytest.mark.full
@pytest.mark.parametrize("clicks", [2, 8])
def test_a_form_sent_several_times_at_once_is_one_answer(town: Ashcombe, clicks: int) -> None:
    with served(town) as portal:
        address = f"{portal}/answer/{town.tokens['Amara']}/A-001"
        fields = an_answer(httpx.get(address).text, evidence_shows="An audit", reason="Late", new_due_day="1")
        fields |= {"new_due_month": "6", "new_due_year": "2026"}

        statuses = send_at_once(address, fields, clicks)

    assert statuses == [303] * clicks
    assert len(town.updates()) == 2  # the one of the cycle before, and this one
    verbs = town.verbs()
    assert [verbs.count(verb) for verb in ("evidence added", "new date asked")] == [1, 1]


@pytest.mark.full
def test_a_director_who_clicks_several_times_at_once_signs_off_once(town: Ashcombe) -> None:
    town.enter(Stage.LOCKED)
    town.draft()
    town.enter(Stage.DRAFTING, Stage.AWAITING_SIGN_OFF)
    with served(town) as portal:
        address = f"{portal}/sign-off/{town.tokens['Dev']}"
        page = httpx.get(address).text
        fields = {"key": hidden(page, "key"), "versions": hidden(page, "versions"), "decision": "approved"}

        statuses = send_at_once(address, fields, 4)

    assert statuses == [303] * 4
    assert town.verbs().count("paper signed off") == 1
    assert town.verbs().count("version approved") == 1


def test_going_back_and_changing_the_words_is_a_correction_and_not_lost(town: Ashcombe) -> None:
    client, address = town.client(), f"/answer/{town.tokens['Amara']}/A-001"
    fields = an_answer(client.get(address).text, narrative="First")

    client.post(address, data=fields)
    client.post(address, data=fields | {"narrative": "Second"})

    assert [update.narrative for update in town.updates()[1:]] == ["First", "Second"]
