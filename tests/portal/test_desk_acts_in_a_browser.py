"""Loading, minutes and rehearsing in a real browser: the whole way without JavaScript, and no barriers on any page."""

from collections.abc import Iterator

import pytest
from casts import Address, Ashcombe, served
from desk_scenes import (
    ready,
    scenes_before_the_meeting,
    scenes_of_loading,
    scenes_of_rehearsing,
    scenes_of_the_meeting,
    sign_in,
)
from in_chromium import NEEDS_CHROMIUM, barriers_on
from playwright.sync_api import Browser, Page
from sqlmodel import select

from plan_store.database import reading
from plan_store.tables import Action, Decision, MemberQuestion

pytestmark = NEEDS_CHROMIUM


@pytest.fixture
def address(town: Ashcombe) -> Iterator[Address]:
    ready(town)
    with served(town) as address:
        yield address


def every_scene(town: Ashcombe, page: Page, address: Address) -> Iterator[str]:
    sign_in(town, page, address)
    yield from scenes_of_loading(page, address)
    yield from scenes_before_the_meeting(town, page, address)
    yield from scenes_of_the_meeting(town, page, address)
    yield from scenes_of_rehearsing(page, address)


def test_an_officer_loads_answers_and_records_without_javascript(
    town: Ashcombe, address: Address, browser: Browser
) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    page = context.new_page()
    sign_in(town, page, address)

    walked = [
        *scenes_of_loading(page, address),
        *scenes_before_the_meeting(town, page, address),
        *scenes_of_the_meeting(town, page, address),
    ]

    with reading(town.office.engine) as session:
        actions = {action.reference: action.title for action in session.exec(select(Action))}
        decided = [decision.kind for decision in session.exec(select(Decision))]
        answers = [question.answer for question in session.exec(select(MemberQuestion))]
    assert walked[-1] == "decisions answered"
    assert "A-005" in actions
    assert "Write a rota for visits" in actions.values()
    assert decided == ["commission", "action"]
    assert answers == ["From May.\nThe council pays.", ""]
    context.close()


@pytest.mark.parametrize("width", [1280, 320])
def test_no_page_of_these_acts_has_a_barrier_that_a_machine_can_find(
    town: Ashcombe, address: Address, browser: Browser, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))

    found = {scene: faults for scene in every_scene(town, page, address) if (faults := barriers_on(page))}

    assert found == {}
    assert [line for line in said if "Content Security Policy" in line] == []
    page.close()
