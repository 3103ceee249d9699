"""The desk's forms in a real browser: on a narrow phone without JavaScript, and checked for barriers in every state."""

from collections.abc import Iterator

import pytest
from casts import Address, Ashcombe, served
from desk_steps import fill
from in_chromium import AXE, NEEDS_CHROMIUM
from playwright.sync_api import Browser, Page

from governance.terms import Role
from plan_store.database import reading
from plan_store.plans import find_action, require
from portal.security import COOKIE

EDIT = "/desk/plan/edit-action/A-002"
pytestmark = NEEDS_CHROMIUM


def a_page(town: Ashcombe, address: Address, browser: Browser, *, width: int, scripts: bool) -> Page:
    """A page of a browser in which the officer has signed in."""
    cookie = town.signed_in("Carys Bevan").cookies[COOKIE]
    context = browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=scripts)
    context.add_cookies([{"name": COOKIE, "value": cookie, "url": address}])
    return context.new_page()


def title_and_notes(town: Ashcombe) -> tuple[str, str]:
    with reading(town.office.engine) as session:
        action = find_action(session, require(session), "A-002")
        return action.title, action.notes


def test_an_officer_edits_an_action_on_a_narrow_phone_without_javascript_and_undoes_it(
    town: Ashcombe, browser: Browser
) -> None:
    notes = "\n  three spaces\n\ttab\n\nتحديث 🦊 {{ 7*7 }} <script>alert(1)</script>\n"
    was = title_and_notes(town)
    with served(town) as address:
        page = a_page(town, address, browser, width=320, scripts=False)
        page.goto(f"{address}/desk/plan")
        page.get_by_role("link", name="A-002").click()
        page.get_by_role("button", name="Edit this action").click()
        page.get_by_label("What is to be done").fill("Audit ten files")
        page.get_by_label("Notes").fill(notes)
        page.get_by_role("button", name="Save").click()
        saved, said = title_and_notes(town), page.inner_text("main")
        page.get_by_role("button", name="Undo").first.click()
        page.context.close()

    assert saved == ("Audit ten files", notes)
    assert "Changed: title and notes." in said
    assert title_and_notes(town) == was


@pytest.mark.parametrize("width", [1280, 768, 320])
def test_no_form_of_the_desk_has_a_barrier_in_error_in_a_clash_or_before_confirming(
    town: Ashcombe, browser: Browser, width: int
) -> None:
    found = {}
    with served(town) as address:
        page = a_page(town, address, browser, width=width, scripts=True)
        for state in states(town, address, page):
            page.evaluate(AXE)
            broken = page.evaluate("axe.run().then(found => found.violations.map(rule => rule.id))")
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                broken.append("scrolls sideways")
            if broken:
                found[state] = broken
        page.context.close()

    assert found == {}


def states(town: Ashcombe, address: Address, page: Page) -> Iterator[str]:
    """Each form as it looks when something is wrong, when two have edited, or when it asks first."""
    page.goto(address + EDIT)
    page.fill("#title", "")
    page.click("#send")
    yield "an edit in error"
    page.goto(address + EDIT)
    fill(town.signed_in("Eleri Rees", Role.OFFICER), EDIT, {"title": f"Theirs, {'w' * 400}"})
    page.fill("#title", "Mine")
    page.click("#send")
    yield "two have edited"
    page.click("#send")
    yield "saved, with its history"
    page.goto(f"{address}/desk/plan/move-date/A-002")
    page.click("#send")
    yield "a move in error"
    page.goto(f"{address}/desk/boards/partnership_board/call")
    for box, value in (("#on-day", "21"), ("#on-month", "7"), ("#on-year", "2026")):
        page.fill(box, value)
    page.click("#send")
    yield "the days of a meeting, counted"
    for act in ("left", "links", "roles", "sign-out"):
        page.goto(f"{address}/desk/people/P-002/{act}")
        yield act
