"""An owner's day in a real browser: five answers in a minute, and words that survive a closed tab."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from casts import Address, Ashcombe, found_ashcombe, served
from in_chromium import NEEDS_CHROMIUM, barriers_on
from playwright.sync_api import Browser, BrowserContext, Locator

from governance.terms import Stage

MOST_INTERACTIONS = 12
pytestmark = NEEDS_CHROMIUM


@pytest.fixture
def town(tmp_path: Path) -> Ashcombe:
    """Bryn has five actions: B/04 (ii) and four more."""
    return found_ashcombe(tmp_path, actions=8)


@pytest.fixture
def address(town: Ashcombe) -> Iterator[Address]:
    with served(town) as address:
        yield address


@dataclass
class Hand:
    """A hand that counts: to tap a choice, to fill one box in, to press a button is one interaction each."""

    done: int = 0

    def tap(self, place: Locator) -> None:
        place.check()
        self.done += 1

    def write(self, place: Locator, words: str) -> None:
        place.fill(words)
        self.done += 1

    def press(self, place: Locator) -> None:
        place.click()
        self.done += 1


def a_phone(browser: Browser, *, script: bool) -> BrowserContext:
    return browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=script)


def test_five_actions_are_answered_in_at_most_twelve_interactions_on_a_phone_without_javascript(
    town: Ashcombe, address: Address, browser: Browser
) -> None:
    phone, hand = a_phone(browser, script=False), Hand()
    page = phone.new_page()
    page.goto(f"{address}/answer/{town.tokens['Bryn']}")

    blocks = page.locator("[data-action]")
    for number in range(blocks.count()):
        hand.tap(blocks.nth(number).get_by_label("On track"))
        hand.write(blocks.nth(number).get_by_label("What has happened since?"), f"Step {number + 1} is done.")
    hand.press(page.get_by_role("button", name="Check your answers"))
    hand.press(page.get_by_role("button", name="Send"))

    assert "We have your answers" in page.inner_text("h1")
    assert "There is nothing more for you to do." in page.inner_text("main")
    assert [update.narrative for update in town.updates()[1:]] == [f"Step {n} is done." for n in range(1, 6)]
    print(f"An owner with five actions answered all of them in {hand.done} interactions.")
    assert hand.done <= MOST_INTERACTIONS
    phone.close()


def test_five_actions_in_which_nothing_has_changed_need_no_word_but_the_initials(
    town: Ashcombe, address: Address, browser: Browser
) -> None:
    phone, hand = a_phone(browser, script=False), Hand()
    page = phone.new_page()
    page.goto(f"{address}/answer/{town.tokens['Bryn']}")

    for choice in page.get_by_label("Nothing has changed since last time").all():
        hand.tap(choice)
    hand.press(page.get_by_role("button", name="Check your answers"))
    hand.write(page.get_by_label("Type your initials"), "bm")
    hand.press(page.get_by_role("button", name="Send"))

    assert [update.no_change for update in town.updates()[1:]] == [True] * 5
    assert hand.done <= MOST_INTERACTIONS
    phone.close()


def test_with_javascript_the_draft_survives_closing_the_tab_without_any_button(
    town: Ashcombe, address: Address, browser: Browser
) -> None:
    phone = a_phone(browser, script=True)
    page = phone.new_page()
    page.goto(f"{address}/answer/{town.tokens['Bryn']}")
    first = page.locator("[data-action]").first
    first.get_by_label("At risk").check()
    first.get_by_label("What has happened since?").fill("  Half an hour of writing.\n\nAnd a second thought.")
    with page.expect_response(lambda answer: answer.url.endswith("/draft")) as saved:
        page.locator("[data-drafts-said]", has_text="Draft saved at").wait_for()
    assert "1 of 5 answered" in page.inner_text("[data-drafts-said]")
    page.close()

    elsewhere = a_phone(browser, script=True).new_page()
    elsewhere.goto(f"{address}/answer/{town.tokens['Bryn']}")

    assert saved.value.ok
    again = elsewhere.locator("[data-action]").first
    assert (
        again.get_by_label("What has happened since?").input_value()
        == "  Half an hour of writing.\n\nAnd a second thought."
    )
    assert again.get_by_label("At risk").is_checked()
    assert len(town.updates()) == 1
    elsewhere.context.close()
    phone.close()


def test_words_typed_in_the_very_second_before_the_tab_is_closed_are_kept(
    town: Ashcombe, address: Address, browser: Browser
) -> None:
    phone = a_phone(browser, script=True)
    page = phone.new_page()
    page.goto(f"{address}/answer/{town.tokens['Bryn']}")
    page.locator("[data-action]").first.get_by_label("What has happened since?").fill("In the last second.")
    page.close(run_before_unload=True)

    again = phone.new_page()
    box = again.locator("[data-action]").first.get_by_label("What has happened since?")
    for _ in range(20):  # the browser sends it while the tab goes away
        again.goto(f"{address}/answer/{town.tokens['Bryn']}")
        if box.input_value():
            break

    assert box.input_value() == "In the last second."
    phone.close()


def test_without_javascript_save_and_come_back_keeps_the_draft_even_with_faults_in_it(
    town: Ashcombe, address: Address, browser: Browser
) -> None:
    phone = a_phone(browser, script=False)
    page = phone.new_page()
    page.goto(f"{address}/answer/{town.tokens['Bryn']}")
    first = page.locator("[data-action]").first
    first.get_by_label("Off track").check()
    first.get_by_label("What has happened since?").fill("Not finished yet")
    page.get_by_role("button", name="Save and come back later").click()
    assert "Saved, not sent yet" in page.inner_text("h1")
    assert "Send it by midday on Friday 20 February 2026" in page.inner_text("main")
    phone.close()

    elsewhere = a_phone(browser, script=False)
    again = elsewhere.new_page()
    again.goto(f"{address}/answer/{town.tokens['Bryn']}")

    first = again.locator("[data-action]").first
    assert first.get_by_label("What has happened since?").input_value() == "Not finished yet"
    assert first.get_by_label("Off track").is_checked()
    elsewhere.close()


def test_typing_saves_by_itself_within_what_the_page_may_do(town: Ashcombe, address: Address, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 740})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{address}/answer/{town.tokens['Bryn']}")
    page.locator("[data-action]").first.get_by_label("On track").check()
    page.locator("[data-drafts-said]", has_text="Kept in this browser at").wait_for()

    assert said == []
    assert barriers_on(page) == []
    page.close()


@pytest.mark.parametrize("width", [1280, 768, 320])
def test_no_page_of_the_ways_out_has_a_barrier_that_a_machine_can_find(
    town: Ashcombe, address: Address, browser: Browser, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(f"{address}/answer/{town.tokens['Bryn']}")
    pages, found = page.url, {}

    for path in (
        f"{pages}/hand-over",
        f"{pages}/not-mine",
        f"{pages}/away",
        f"{address}/link",
        f"{address}/answers/77",
    ):
        page.goto(path)
        found[path] = barriers_on(page)
        if page.locator("main form button").count():
            page.locator("main form button").click()
            found[f"{path} in error"] = barriers_on(page)

    assert {path: barriers for path, barriers in found.items() if barriers} == {}
    page.close()


@pytest.mark.parametrize("width", [1280, 768, 320])
def test_no_page_after_the_lock_or_the_close_has_a_barrier_that_a_machine_can_find(
    town: Ashcombe, address: Address, browser: Browser, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(f"{address}/answer/{town.tokens['Bryn']}")
    pages, found = page.url, {}

    def look(path: str, state: str) -> None:
        page.goto(f"{pages}{path}")
        found[f"{path} {state}"] = barriers_on(page)

    for choice in page.get_by_label("Nothing has changed since last time").all():
        choice.check()
    page.get_by_role("button", name="Check your answers").click()
    page.get_by_role("button", name="Send").click()
    found["the check without initials"] = barriers_on(page)
    page.get_by_label("Type your initials").fill("BM")
    page.get_by_role("button", name="Send").click()
    found["the receipt"] = barriers_on(page)
    look("/saved", "with nothing saved")
    town.enter(Stage.LOCKED)
    for path in ("", "/action/A-005", "/sent", "/hand-over"):
        look(path, "locked")
    town.enter(Stage.DRAFTING, Stage.AWAITING_SIGN_OFF, Stage.APPROVED, Stage.PUBLISHED, Stage.CLOSED)
    for path in ("", "/action/A-005", "/check", "/sent", "/hand-over"):
        look(path, "closed")

    assert {path: barriers for path, barriers in found.items() if barriers} == {}
    page.close()
