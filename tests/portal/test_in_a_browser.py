"""The pages in a real browser against a real server: on a phone, without JavaScript, and checked for barriers."""

from collections.abc import Iterator

import pytest
from casts import BY, Address, Ashcombe, served
from in_chromium import NEEDS_CHROMIUM, barriers_on
from playwright.sync_api import Browser, Page

from governance.terms import DeliveryStatus, Stage
from plan_store import papers

pytestmark = NEEDS_CHROMIUM


@pytest.fixture
def address(town: Ashcombe) -> Iterator[Address]:
    with served(town) as address:
        yield address


def test_an_owner_answers_on_a_narrow_phone_without_javascript(
    town: Ashcombe, address: Address, browser: Browser
) -> None:
    phone = browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    page = phone.new_page()
    page.goto(f"{address}/answer/{town.tokens['Amara']}")

    block = page.locator("#a-1")
    block.get_by_label("At risk").check()
    block.get_by_label("What has happened since?").fill("  Both posts are filled.\n\nWe check weekly.")
    block.get_by_text("If it is late, at risk or off track").click()
    block.get_by_label("What is in the way").fill("Induction.")
    block.get_by_label("How far is it").fill("70")
    block.get_by_label("Day").fill("31")
    block.get_by_label("Month").fill("3")
    block.get_by_label("Year").fill("2026")
    page.get_by_role("button", name="Check your answers").click()
    assert "70%" in page.inner_text("main")
    page.get_by_role("button", name="Send").click()

    assert "We have your answer" in page.inner_text("h1")
    update = town.updates()[-1]
    assert update.status is DeliveryStatus.AT_RISK
    assert update.narrative == "  Both posts are filled.\n\nWe check weekly."
    assert (update.percent, str(update.asked_due_on)) == (70, "2026-03-31")
    phone.close()


def test_words_do_not_change_in_a_browser_however_often_they_are_sent(
    town: Ashcombe, address: Address, browser: Browser
) -> None:
    words = "\n\n  three spaces\n\ttab\n\nتحديث 🦊 {{ 7*7 }} <script>alert(1)</script>\n"
    page = browser.new_page()
    page.goto(f"{address}/answer/{town.tokens['Amara']}/A-001")
    page.get_by_label("What has happened since?").fill(words)

    for _ in range(3):
        page.get_by_role("button", name="Check your answers").click()
        assert page.title().startswith("Error: ")
    page.get_by_label("On track").check()
    page.get_by_role("button", name="Check your answers").click()
    page.get_by_role("button", name="Send").click()

    assert town.updates()[-1].narrative == words
    page.close()


def test_the_error_summary_takes_the_focus_and_leads_to_the_fields(
    town: Ashcombe, address: Address, browser: Browser
) -> None:
    page = browser.new_page()
    page.goto(f"{address}/answer/{town.tokens['Amara']}/A-001")
    page.get_by_role("button", name="Check your answers").click()

    assert page.title().startswith("Error: Your update on A-001")
    assert page.evaluate("document.activeElement.classList.contains('govuk-error-summary')")
    page.get_by_role("link", name="Say how the action is going").click()
    assert page.evaluate("document.activeElement.id") == "status-1"
    page.close()


def test_a_director_sends_a_paper_back_without_javascript(town: Ashcombe, address: Address, browser: Browser) -> None:
    town.enter(Stage.LOCKED)
    town.draft()
    town.enter(Stage.DRAFTING, Stage.AWAITING_SIGN_OFF)
    context = browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/sign-off/{town.tokens['Dev']}")

    page.get_by_label("Send the paper back").check()
    page.get_by_label("What has to change?").fill("The table has ten actions.")
    page.get_by_label("Type your initials").fill("DP")
    page.get_by_role("button", name="Send your decision").click()

    assert "was sent back" in page.inner_text("h1")
    assert "The table has ten actions." in page.inner_text("main")
    context.close()


@pytest.mark.parametrize("width", [1280, 320])
def test_no_page_has_a_barrier_that_a_machine_can_find(
    town: Ashcombe, address: Address, browser: Browser, width: int
) -> None:
    """axe-core finds nothing, nothing needs scrolling sideways, and no page asks for what its policy forbids."""
    page = browser.new_page(viewport={"width": width, "height": 800})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))

    found = {scene: faults for scene in every_scene(town, address, page) if (faults := barriers_on(page))}

    assert found == {}
    assert [line for line in said if "Content Security Policy" in line] == []
    page.close()


def every_scene(town: Ashcombe, address: Address, page: Page) -> Iterator[str]:
    """Every page in the order of the cycle, empty and in error; each is on the screen when its name is yielded."""
    owner, director = f"{address}/answer/{town.tokens['Amara']}", f"{address}/sign-off/{town.tokens['Dev']}"
    yield from scenes_of_answering(page, owner)
    town.enter(Stage.LOCKED)
    page.goto(f"{owner}/A-002")
    yield "the form after the lock"
    town.draft()
    town.enter(Stage.DRAFTING, Stage.AWAITING_SIGN_OFF)
    yield from scenes_of_sign_off(town, page, director)
    for path in ("/", "/nothing-here", "/answer/unknown"):
        page.goto(address + path)
        yield path
    town.enter(Stage.PUBLISHED)
    town.write(lambda s, c: papers.mark_published(s, papers.current(s, c)[0], by=BY, at=town.now))
    page.goto(address)
    yield "the front page with a paper"
    town.enter(Stage.CLOSED)
    for path in ("", "/A-001"):
        page.goto(owner + path)
        yield f"closed{path}"


def scenes_of_answering(page: Page, owner: Address) -> Iterator[str]:
    page.goto(owner)
    yield "the list"
    page.locator("#a-1").get_by_label("Off track").check()
    page.locator("#a-1").get_by_text("If it is late, at risk or off track").click()
    page.locator("#a-1").get_by_label("How far is it").fill("most")
    page.locator("#a-1").get_by_label("Day").fill("31")
    page.locator("#a-1").get_by_label("Where it is").fill("in a drawer")
    page.get_by_role("button", name="Check your answers").click()
    yield "the list in error"
    pages = page.url.partition("?")[0]
    page.goto(f"{pages}/action/A-001")
    yield "one form"
    for number, reference in enumerate(("A-001", "A-002", "A-003"), start=1):
        page.goto(f"{pages}/action/{reference}")
        page.get_by_label("On track").check()
        for box in page.get_by_role("textbox").all():
            if box.is_visible():
                box.fill("")
        page.locator(f"#narrative-{number}").fill("w" * 5_000)
        page.get_by_role("button", name="Save and come back later").click()
        yield f"saved with {reference}"
        page.goto(f"{pages}/check")
        yield f"the check of {reference}"
        page.get_by_role("button", name="Send").click()
        yield f"the receipt of {reference}"
    page.goto(f"{pages}/action/A-001")
    yield "one form again"
    for path in ("hand-over", "not-mine", "away"):
        page.goto(f"{pages}/{path}")
        yield path


def scenes_of_sign_off(town: Ashcombe, page: Page, director: Address) -> Iterator[str]:
    page.goto(director)
    yield "sign-off"
    page.get_by_role("button", name="Send your decision").click()
    yield "sign-off in error"
    page.get_by_label("Send the paper back").check()
    page.get_by_role("button", name="Send your decision").click()
    yield "sending back in error"
    page.get_by_label("What has to change?").fill("The table has ten actions.")
    page.get_by_label("Type your initials").fill("DP")
    page.get_by_role("button", name="Send your decision").click()
    yield "sent back"
    town.draft()
    town.enter(Stage.AWAITING_SIGN_OFF)
    page.goto(director)
    page.get_by_label("Sign off the paper").check()
    page.get_by_label("Type your initials").fill("DP")
    page.get_by_role("button", name="Send your decision").click()
    yield "signed off"
