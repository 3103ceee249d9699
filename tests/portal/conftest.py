"""A town of its own for every test, and a browser for those that look at pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from casts import Ashcombe, found_ashcombe
from in_chromium import CHROMIUM
from playwright.sync_api import Browser, sync_playwright


@pytest.fixture
def town(tmp_path: Path) -> Ashcombe:
    return found_ashcombe(tmp_path)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        yield browser
        browser.close()
