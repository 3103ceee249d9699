"""No barrier that a machine can find: axe-core on every kind of page each visitor can reach, in a real browser.

At three widths, and once more after each form was sent empty, which shows the page with its errors.
"""

from pathlib import Path

import pytest
from after_a_quarter import DAYS, VISITORS, town_on, with_words_kept_back
from casts import served
from crawler import Page as Reached
from crawler import Walk
from fastapi.testclient import TestClient
from in_chromium import NEEDS_CHROMIUM, SHOTS, barriers_on
from playwright.sync_api import Browser, BrowserContext, Page

WIDTHS = (320, 768, 1280)
pytestmark = NEEDS_CHROMIUM


def one_of_each(client: TestClient, path: str) -> list[Reached]:
    """The first page of each kind."""
    pages: dict[str, Reached] = {}
    for reached in Walk(client).from_page(path).pages:
        pages.setdefault(reached.address, reached)
    return list(pages.values())


def as_this_browser(browser: Browser, client: TestClient, address: str) -> BrowserContext:
    """A browser that holds what the client holds. Scripts stay off when forms are sent: errors are the server's."""
    context = browser.new_context(bypass_csp=True)
    context.add_cookies([{"name": each.name, "value": str(each.value), "url": address} for each in client.cookies.jar])
    return context


@pytest.mark.parametrize("visitor", VISITORS)
def test_no_page_has_a_barrier_at_any_width(tmp_path: Path, browser: Browser, visitor: str) -> None:
    town = with_words_kept_back(town_on(DAYS["awaiting sign-off"], tmp_path, DAYS.values()))
    found: dict[str, list[str]] = {}
    with served(town) as address:
        client, path = VISITORS[visitor](town)
        pages = one_of_each(client, path)
        page = as_this_browser(browser, client, address).new_page()
        for reached in pages:
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 800})
                opened = page.goto(address + reached.path)
                assert opened is not None
                assert opened.status == 200
                if faults := barriers_on(page):
                    found[f"{reached.path} at {width}"] = faults
                keep_shot(page, visitor, reached.address, width)
        page.context.close()
    assert pages
    assert found == {}


@pytest.mark.parametrize("visitor", VISITORS)
def test_no_page_has_a_barrier_once_its_form_was_sent_empty(tmp_path: Path, browser: Browser, visitor: str) -> None:
    town = with_words_kept_back(town_on(DAYS["awaiting sign-off"], tmp_path, DAYS.values()))
    found: dict[str, list[str]] = {}
    with served(town) as address:
        client, path = VISITORS[visitor](town)
        pages = one_of_each(client, path)
        page = as_this_browser(browser, client, address).new_page()
        page.set_viewport_size({"width": 320, "height": 800})
        for reached in pages:
            if not reached.tree.xpath("//main//form[@method='post']"):
                continue
            page.goto(address + reached.path)
            with page.expect_navigation() as sent:
                page.locator("main form[method=post] button:not([type=button])").last.click()
            status = sent.value.status if sent.value else 0
            if faults := [*barriers_on(page), *([f"answered {status}"] if status >= 500 else [])]:
                found[reached.path] = faults
            keep_shot(page, f"{visitor} sent empty", reached.address, 320)
        page.context.close()
    assert found == {}


def keep_shot(page: Page, who: str, address: str, width: int) -> None:
    """A picture for a person to look at, where CLEARDAYS_TEST_SHOTS names a folder."""
    if SHOTS:
        name = address.strip("/").replace("/", "_").replace("{", "").replace("}", "").replace(":", "-") or "front"
        page.screenshot(path=Path(SHOTS) / who.replace(" ", "-") / f"{name}-{width}.png", full_page=True)
