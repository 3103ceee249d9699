"""The desk in a real browser: no barrier that axe knows and no sideways scrolling, in any state, at any width."""

from datetime import date, datetime
from pathlib import Path

import pytest
from casts import Ashcombe, served
from desk_town import PAGE, a_desk_town, an_officer, fail_a_mail
from in_chromium import AXE, NEEDS_CHROMIUM
from playwright.sync_api import Browser, Page
from sqlmodel import select

from governance.answers import AnswerGiven
from governance.terms import DeliveryStatus, Stage
from plan_store import people, referrals, updates
from plan_store.tables import Action
from portal.security import COOKIE

WIDTHS = (320, 768, 1280)
LONG = "W" * 400
pytestmark = NEEDS_CHROMIUM


@pytest.fixture
def town(tmp_path: Path) -> Ashcombe:
    return a_desk_town(tmp_path)


def barriers(page: Page) -> list[object]:
    """What axe finds, and by how far the page scrolls sideways, at every width."""
    found: list[object] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate(AXE)
        found += page.evaluate("async () => (await axe.run()).violations.map(v => [v.id, v.nodes[0].html])")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += [f"{width}: {wide} too wide"] if wide > 0 else []
    return found


def look_over(town: Ashcombe, browser: Browser, *addresses: str) -> dict[str, list[object]]:
    """Open each address as the officer; returns what bars the way, by address."""
    found = {}
    with served(town) as base:
        context = browser.new_context()
        context.add_cookies([{"name": COOKIE, "value": an_officer(town).cookies[COOKIE], "url": base}])
        page = context.new_page()
        for address in addresses:
            page.goto(f"{base}{address}")
            assert page.locator("h1").count() == 1, address
            found[address] = barriers(page)
        context.close()
    return {address: barred for address, barred in found.items() if barred}


def fill(town: Ashcombe) -> None:
    """Something of everything: a failed mail, a request for a date, a referral, and words without a space."""
    desk = an_officer(town)
    desk.post(f"{PAGE}/do/nudge")
    fail_a_mail(town, f"550 {LONG}")
    answer = AnswerGiven(
        status=DeliveryStatus.OFF_TRACK, narrative=LONG, reason=LONG, new_due_on=date(2026, 9, 30), percent=10
    )

    def happens(session, cycle):
        amara = people.require(session, "Amara Khan")
        actions = {row.reference: row for row in session.exec(select(Action))}
        updates.record_update(
            session, cycle, actions["A-001"], amara, answer, once="x", as_of=datetime(2026, 2, 9, 10), by="P-002",
            at=town.now,
        )  # fmt: skip
        referrals.say_not_mine(session, cycle, actions["A-002"], amara, LONG, by="P-002", at=town.now)

    town.write(happens)


def test_the_pages_of_a_running_cycle_bar_nobodys_way(town: Ashcombe, browser: Browser) -> None:
    acts = [f"{PAGE}/do/{act}" for act in ("nudge", "lock", "late-item", "cancel")]

    assert (
        look_over(town, browser, "/desk", PAGE, f"{PAGE}/owners", f"{PAGE}/flags", f"{PAGE}/answer/A-001", *acts) == {}
    )


def test_the_pages_of_a_full_desk_bar_nobodys_way(town: Ashcombe, browser: Browser) -> None:
    fill(town)

    found = look_over(
        town, browser, "/desk", PAGE, f"{PAGE}/owners", "/desk/dates", "/desk/dates/1", "/desk/referrals/1",
        "/desk/post", "/desk/post/1", "/desk/trail", f"{PAGE}/preview?kind=update_nudge", f"{PAGE}/preview?day=x",
    )  # fmt: skip

    assert found == {}


def test_the_pages_of_a_locked_and_a_cancelled_cycle_bar_nobodys_way(town: Ashcombe, browser: Browser) -> None:
    desk = an_officer(town)
    desk.post(f"{PAGE}/do/lock")
    desk.post(f"{PAGE}/do/draft")
    locked = look_over(
        town, browser, "/desk", f"{PAGE}?done=draft", f"{PAGE}/flags", f"{PAGE}/do/ask", f"{PAGE}/do/publish"
    )
    town.enter(Stage.CANCELLED)

    assert locked == {}
    assert look_over(town, browser, "/desk", PAGE, f"{PAGE}/owners", f"{PAGE}/answer/A-001") == {}


def test_the_pages_of_a_cycle_whose_papers_are_out_bar_nobodys_way(town: Ashcombe, browser: Browser) -> None:
    town.enter(Stage.LOCKED, Stage.DRAFTING, Stage.AWAITING_SIGN_OFF, Stage.APPROVED, Stage.PUBLISHED)

    assert look_over(town, browser, PAGE, f"{PAGE}/do/supplement", f"{PAGE}?done=supplement") == {}


def test_an_officer_without_javascript_writes_down_an_answer_and_closes_the_round(
    town: Ashcombe, browser: Browser
) -> None:
    with served(town) as base:
        context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
        context.add_cookies([{"name": COOKIE, "value": an_officer(town).cookies[COOKIE], "url": base}])
        page = context.new_page()
        page.goto(f"{base}/desk")
        page.get_by_role("link", name="Children's Partnership Board, Tuesday 10 March 2026").click()
        page.get_by_role("link", name="Write down what they say about A-001").click()
        page.get_by_role("button", name="Record this answer").click()
        faults = page.locator(".govuk-error-summary").inner_text()
        page.get_by_label("On the phone").check()
        page.get_by_label("On track").check()
        page.get_by_label("What has happened since the last update?").fill("All three\n  teams.")
        page.get_by_role("button", name="Record this answer").click()
        said = page.locator(".govuk-notification-banner").inner_text()
        page.get_by_role("link", name="Close answers now").click()
        page.get_by_role("button", name="Close answers now").click()
        stage = page.locator("main").inner_text()
        context.close()

    assert "Say how you got the answer" in faults
    assert "recorded in the owner’s name" in said
    assert town.updates()[-1].narrative == "All three\n  teams."
    assert "Answers are closed." in stage
