"""What an owner has typed and not sent: kept as typed, newer words over older ones, and sent once."""

from pathlib import Path

import pytest
from casts import Ashcombe, found_ashcombe, london
from fastapi.testclient import TestClient
from httpx import Response
from owners_day import TRAP, answer, came_in, check, fields_of, in_textarea, send_what_is_checked, typed_on
from sqlmodel import select

from governance.terms import Stage
from plan_store.database import reading
from plan_store.tables import AnswerDraft


def saved_by_itself(client: TestClient, pages: str, page: str, words: str, place: int) -> Response:
    """What the page's script sends while somebody types."""
    fields = fields_of(page) | typed_on(page, "A-001", narrative=words) | {"place": str(place)}
    sent: Response = client.post(f"{pages}/draft", data=fields)
    return sent


def words_kept(town: Ashcombe) -> list[str]:
    with reading(town.office.engine) as session:
        return [str(draft.fields["narrative"]) for draft in session.exec(select(AnswerDraft))]


def test_save_and_come_back_keeps_what_was_typed_even_where_it_is_not_complete(town: Ashcombe) -> None:
    client, pages = came_in(town)
    page = client.get(pages).text
    typed = typed_on(page, "A-002", status="off_track", percent="lots", narrative="  Half\n\n a thought")

    saved = client.post(pages, data=fields_of(page) | typed | {"do": "save"})
    again = came_in(town)[0].get(pages).text

    assert "Saved, not sent yet" in saved.text
    assert "by midday on Friday 20 February 2026" in " ".join(saved.text.split())
    assert in_textarea(again, "narrative-2") == "  Half\n\n a thought"
    assert 'name="percent-2" type="text" value="lots"' in again
    assert 'value="off_track" checked' in again
    assert len(town.updates()) == 1


def test_an_older_save_that_arrives_late_does_not_take_newer_words_away(town: Ashcombe) -> None:
    client, pages = came_in(town)
    page = client.get(pages).text

    for words, place in (("First", 1), ("First and second", 3), ("First and", 2)):
        assert saved_by_itself(client, pages, page, words, place).status_code == 200

    assert words_kept(town) == ["First and second"]


def test_words_taken_out_again_on_the_same_page_are_gone_from_the_draft(town: Ashcombe) -> None:
    client, pages = came_in(town)
    page = client.get(pages).text
    saved_by_itself(client, pages, page, "Not for the board", 1)

    client.post(f"{pages}/draft", data=fields_of(page) | {"place": "2"})

    assert words_kept(town) == []


def test_a_page_left_open_elsewhere_does_not_bring_back_what_was_sent(town: Ashcombe) -> None:
    client, pages = came_in(town)
    page = client.get(pages).text
    saved_by_itself(client, pages, page, "All three teams.", 1)
    send_what_is_checked(client, pages)

    saved_by_itself(client, pages, page, "All three te", 2)

    assert words_kept(town) == []
    assert "draft ended" in town.verbs()


def test_the_page_is_told_when_its_words_were_saved_and_when_they_were_not(town: Ashcombe) -> None:
    client, pages = came_in(town)
    page = client.get(pages).text

    saved = saved_by_itself(client, pages, page, "Words", 1)
    picked = came_in(town)[0].post(f"{pages}/draft", data=fields_of(page) | {"status-2": "on_track"})
    strange = client.post(f"{pages}/draft", data=fields_of(page) | {"key": "made-up", "narrative-1": "Words"})
    machine = client.post(f"{pages}/draft", data=fields_of(page) | {TRAP: "x", "narrative-1": "Words"})

    assert saved.json() == {"saved": True, "at": {"time": "10:00", "in_browser": False}}
    assert picked.json() == {"saved": True, "at": {"time": "10:00", "in_browser": True}}
    assert (strange.status_code, machine.status_code) == (409, 409)


def test_after_the_close_a_page_left_open_saves_nothing_by_itself(town: Ashcombe) -> None:
    client, pages = came_in(town)
    page = client.get(pages).text
    town.enter(Stage.LOCKED, Stage.DRAFTING, Stage.AWAITING_SIGN_OFF, Stage.APPROVED, Stage.PUBLISHED, Stage.CLOSED)

    assert saved_by_itself(client, pages, page, "Too late", 1).status_code == 409
    assert words_kept(town) == []


def test_words_with_an_invisible_character_are_shown_again_and_not_kept(town: Ashcombe) -> None:
    sent = check(*came_in(town), narrative="a\x00b")

    assert sent.status_code == 422
    assert words_kept(town) == []


def test_a_draft_begun_in_time_and_sent_after_the_lock_is_late(town: Ashcombe) -> None:
    client, pages = came_in(town)
    check(client, pages)
    town.now = london(2026, 2, 20, 12, 0)
    on_the_stroke = client.get(f"{pages}/check").text
    town.now = london(2026, 2, 20, 12, 1)

    page = client.get(f"{pages}/check").text
    send_what_is_checked(client, pages)

    assert "these will be recorded as late" not in on_the_stroke
    assert "these will be recorded as late" in page
    assert town.updates()[-1].late
    assert "(late)" in client.get(f"{pages}/sent").text


def test_a_correction_sent_at_the_same_instant_as_the_first_answer_is_another_answer(town: Ashcombe) -> None:
    answer(town, narrative="First")
    answer(town, narrative="Second")

    assert [update.narrative for update in town.updates()[1:]] == ["First", "Second"]
    assert words_kept(town) == []


@pytest.mark.parametrize("actions", [8, 9, 17])
def test_many_actions_stand_on_several_pages_and_are_sent_together(tmp_path: Path, actions: int) -> None:
    large = found_ashcombe(tmp_path, actions=actions + 3)
    client, pages = came_in(large, "Bryn")
    page = client.get(pages)
    for _ in range(3):
        fields = fields_of(page.text)
        numbers = [name.removeprefix("was-") for name in fields if name.startswith("was-")]
        for number in numbers:
            fields |= {f"status-{number}": "on_track", f"narrative-{number}": "Done."}
        address = page.url.path + (f"?{page.url.query.decode()}" if page.url.query else "")
        button = "next" if 'value="next"' in page.text else "check"
        page = client.post(address, data=fields | {"do": button})
        if page.url.path.endswith("/check"):
            break
    send_what_is_checked(client, pages)

    assert len(large.updates()) == 1 + actions
