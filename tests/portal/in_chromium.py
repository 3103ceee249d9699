"""A real browser for the tests of pages, and what axe-core finds in it."""

import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
AXE = (Path(__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RUN = "axe.run().then(run => run.violations.map(rule => rule.id + ' ' + rule.nodes.map(node => node.html).join(' | ')))"
# A folder for pictures of the pages, for a person to look at.
SHOTS = os.environ.get("CLEARDAYS_TEST_SHOTS", "")
NEEDS_CHROMIUM = [
    pytest.mark.full,
    pytest.mark.skipif(
        shutil.which(CHROMIUM) is None and os.environ.get("CI") != "true",
        reason="there is no chromium on this machine",
    ),
]


def barriers_on(page: Page) -> list[str]:
    """What axe finds on the page as it stands, whether it is wider than the window, and whether it has one heading."""
    page.evaluate(AXE)
    found: list[str] = page.evaluate(RUN)
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append("it scrolls sideways")
    if page.locator("h1").count() != 1:
        found.append("it has not exactly one main heading")
    return found


def barriers_by_page(
    pages: Mapping[str, bytes], folder: Path, widths: Sequence[int], *, shown_as: str
) -> dict[str, list[str]]:
    """What bars somebody's way on these pages, at each width. pages: name → HTML; shown_as: begins the screenshots."""
    found: dict[str, list[str]] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        for name, content in pages.items():
            path = folder / f"judged-{name}.html"
            path.write_bytes(content)
            for width in widths:
                page = browser.new_page(viewport={"width": width, "height": 900})
                page.goto(path.as_uri())
                if barriers := barriers_on(page):
                    found[f"{name} at {width}"] = barriers
                if SHOTS:
                    page.screenshot(path=f"{SHOTS}/{shown_as}-{name}-{width}.png", full_page=True)
                page.close()
        browser.close()
    return found
