"""The director's and the board's pages in a real browser: without JavaScript, at 320 pixels, and without barriers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from boards_room import ROOM_FACTS, publish, publish_exempt
from casts import BY, CYCLE, Address, Ashcombe, served
from directors_day import PAPER, put_before_director
from in_chromium import NEEDS_CHROMIUM, SHOTS, barriers_on
from playwright.sync_api import Browser, Page
from sqlmodel import select

from governance.terms import Role, Stage
from plan_store import papers
from plan_store.database import reading
from plan_store.tables import Cycle
from portal.security import COOKIE

pytestmark = NEEDS_CHROMIUM


def page_for(town: Ashcombe, browser: Browser, address: Address, name: str, *roles: Role, width: int = 320) -> Page:
    """A narrow browser without JavaScript in which this person has signed in."""
    token = town.signed_in(name, *roles).cookies[COOKIE]
    context = browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=False)
    context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
    return context.new_page()


def test_a_director_comments_sends_back_and_signs_off_on_a_phone(town: Ashcombe, browser: Browser) -> None:
    put_before_director(town)
    files = {"html": ("paper.html", PAPER.encode())}
    town.write(
        lambda s, c: papers.keep_draft(
            s, c, "progress_report", "Progress", ROOM_FACTS, files, template_digest="t", by=BY, at=town.now
        )
    )
    with served(town) as address:
        page = browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False).new_page()
        page.goto(f"{address}/sign-off/{town.tokens['Dev']}")
        assert town.tokens["Dev"] not in page.url
        page.get_by_role("link", name="Read it paragraph by paragraph and comment").click()
        page.get_by_role("link", name="Summary", exact=True).click()
        page.get_by_role("link", name="Comment on paragraph 3").click()
        page.get_by_label("Your comment").fill("Which four?")
        page.get_by_label("Type your initials").fill("dp")
        page.get_by_role("button", name="Keep this comment").click()
        page.get_by_role("link", name="Back to your decision").first.click()
        page.get_by_label("Send the paper back").check()
        page.get_by_label("What has to change?").fill("See my comment.")
        page.get_by_label("Type your initials").fill("D. P.")
        page.get_by_role("button", name="Send your decision").click()

        assert "was sent back" in page.inner_text("h1")
        assert {"paragraph commented", "version sent back", "comments sent"} <= set(town.verbs())


def test_a_board_member_reads_a_story_and_puts_a_question_on_a_phone(town: Ashcombe, browser: Browser) -> None:
    publish(town)
    with served(town) as address:
        page = page_for(town, browser, address, "Ffion Rees", Role.BOARD_MEMBER)
        page.goto(f"{address}/board")
        page.get_by_label("Search the plan").fill("FRONT door")
        page.get_by_role("button", name="Search").click()
        page.get_by_role("link", name="Every contact with the front door").click()
        assert "first due on Saturday 31 January 2026" in page.inner_text("main")
        page.goto(f"{address}/board")
        page.get_by_role("link", name="Put a question or read the others").click()
        page.get_by_label("What is it about?").select_option("A-001")
        page.get_by_label("Your question").fill("When will it be done?")
        page.get_by_role("button", name="Put this question").click()

        assert "Your question is in the record of the meeting" in page.inner_text("main")
        assert "When will it be done?" in page.inner_text("main")


@pytest.mark.parametrize("width", [1280, 768, 320])
def test_no_page_of_the_director_or_the_board_has_a_barrier_that_a_machine_can_find(
    town: Ashcombe, browser: Browser, width: int
) -> None:
    put_before_director(town)
    files = {"html": ("paper.html", PAPER.encode())}
    town.write(
        lambda s, c: papers.keep_draft(
            s, c, "progress_report", "Progress " + "w" * 90, ROOM_FACTS, files, template_digest="t", by=BY, at=town.now
        )
    )
    with served(town) as address:
        page = browser.new_page(viewport={"width": width, "height": 800})
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        found = {scene: faults for scene in scenes(town, address, page, width) if (faults := barriers_on(page))}

    assert found == {}
    assert [line for line in said if "Content Security Policy" in line] == []
    page.close()


def scenes(town: Ashcombe, address: Address, page: Page, width: int) -> Iterator[str]:
    """Every page, empty, full and in error; each is on the screen when its name is yielded."""
    for name in scenes_of_director(town, address, page):
        yield shot(page, name, width)
    for name in scenes_of_board(town, address, page):
        yield shot(page, name, width)


def sign_in(town: Ashcombe, address: Address, page: Page, name: str, *roles: Role) -> None:
    token = town.signed_in(name, *roles).cookies[COOKIE]
    page.context.add_cookies([{"name": COOKIE, "value": token, "url": address}])


def scenes_of_board(town: Ashcombe, address: Address, page: Page) -> Iterator[str]:
    sign_in(town, address, page, "Ffion Rees", Role.BOARD_MEMBER, Role.OFFICER, Role.DIRECTOR, Role.EXEMPT_READER)
    with reading(town.office.engine) as session:
        meeting = session.exec(select(Cycle.meeting_id).where(Cycle.reference == CYCLE)).one()
    rooms = ("", "/papers", "/state", "/actions", "/search", "/search?q=front", "/search?q=zz", f"/meetings/{meeting}")
    yield from opened(page, address, "empty", [f"/board{room}" for room in rooms] + ["/exempt", "/director", "/"])
    yield from opened(page, address, "open", [f"/director/{CYCLE}", f"/desk/cycles/{CYCLE}/comments"])
    town.enter(Stage.APPROVED, Stage.PUBLISHED)
    town.write(lambda s, c: papers.mark_published(s, papers.current(s, c)[0], by=BY, at=town.now))
    publish_exempt(town, "Canary")
    page.goto(f"{address}/board/meetings/{meeting}")
    page.get_by_role("button", name="Put this question").click()
    yield "question in error"
    page.get_by_label("Your question").fill("w" * 300)
    page.get_by_role("button", name="Put this question").click()
    yield "question put"
    rooms = (*rooms, "/actions/A-001", "/actions/unknown")
    yield from opened(page, address, "full", [f"/board{room}" for room in rooms] + ["/exempt", "/director", "/"])


def opened(page: Page, address: Address, state: str, paths: list[str]) -> Iterator[str]:
    for path in paths:
        page.goto(address + path)
        yield f"{state} {path.strip('/').replace('/', ' ').replace('?', ' ') or 'front'}"


def scenes_of_director(town: Ashcombe, address: Address, page: Page) -> Iterator[str]:
    page.goto(f"{address}/sign-off/{town.tokens['Dev']}")
    seat = page.url
    yield "director waiting"
    page.get_by_role("button", name="Send your decision").click()
    yield "director in error"
    page.goto(f"{seat}/read/progress_report/2")
    yield "director reads"
    page.goto(f"{seat}/read/progress_report/3")
    yield "director reads a table"
    page.goto(f"{seat}/read/progress_report/paragraph/3")
    yield "comment"
    page.get_by_role("button", name="Keep this comment").click()
    yield "comment in error"
    page.get_by_label("Your comment").fill("x" * 400)
    page.get_by_label("Type your initials").fill("DP")
    page.get_by_role("button", name="Keep this comment").click()
    yield "comment kept"
    page.goto(seat)
    yield "director with a comment"


def shot(page: Page, name: str, width: int) -> str:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name.replace(' ', '-')}-{width}.png", full_page=True)
    return name
