"""A whole cycle steered from pages alone, in a browser: from the spreadsheet to the closed meeting.

The officer, an owner on a phone and the director each use only what they find on their pages and in their mails; the
schedule is played by the tick, and the days are moved on by the test.
"""

import email
import re
from datetime import date, time
from email import policy
from pathlib import Path

import pytest
from casts import Ashcombe, served
from in_chromium import NEEDS_CHROMIUM
from playwright.sync_api import Browser, Page, expect
from quarters import an_office, moment, tick
from sqlmodel import select

from flows.demonstration import SAMPLE
from governance.terms import Role, Stage
from papers.catalogue import FORMATS
from plan_store import codes, cycles, decisions, notices, people
from plan_store.database import reading, transaction
from plan_store.tables import Person, Update

CYCLE = "improvement-board-2027-02-09"
pytestmark = NEEDS_CHROMIUM


@pytest.fixture
def empty_town(tmp_path: Path) -> Ashcombe:
    """Ashcombe's settings and an empty store, on the first working day of January 2027."""
    office = an_office(tmp_path, f"sqlite:///{tmp_path / 'cleardays.db'}", formats=FORMATS)
    return Ashcombe(office=office, now=moment(date(2027, 1, 4), time(9)))


class Day:
    """The people of the story at their pages. Each step is something one of them sees and presses."""

    def __init__(self, town: Ashcombe, address: str, browser: Browser) -> None:
        self.town, self.address, self.browser = town, address, browser
        self.desk = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()

    def it_is(self, on: date, hour: time = time(10)) -> None:
        """Time passes: the schedule's tick runs, the mails go out, and the officer signs in anew on a new day."""
        is_new = on > self.town.now.date()
        self.town.now = moment(on, hour)
        tick(self.town.office, self.town.now)
        if is_new:
            self.desk.context.clear_cookies()
            self.officer_comes_in()

    def stage(self) -> Stage:
        with reading(self.town.office.engine) as session:
            return cycles.require(session, CYCLE).stage

    def officer_comes_in(self) -> None:
        """With the address that “cleardays invite” prints."""
        with transaction(self.town.office.engine) as session:
            carys = people.find(session, "Carys Bevan") or people.add(
                session, "Carys Bevan", by="system", at=self.town.now
            )
            people.give_role(session, carys, Role.OFFICER, by="system", at=self.town.now)
            invitation = codes.invite(session, carys, by="system", at=self.town.now)
            token = codes.invitation_token(invitation, secret=self.town.office.settings.secret)
        self.desk.goto(f"{self.address}/invitation/{token}")
        self.desk.get_by_role("button", name="Sign in as Carys Bevan").click()

    def officer_does(self, words: str) -> None:
        """An act on the cycle: found on its page, asked once more, done."""
        self.desk.goto(f"{self.address}/desk/cycles/{CYCLE}")
        self.desk.get_by_role("main").get_by_role("link", name=words, exact=True).click()
        expect(self.desk.get_by_role("heading", name="What will happen")).to_be_visible()
        self.desk.get_by_role("main").get_by_role("button", name=words, exact=True).click()
        expect(self.desk).to_have_url(re.compile(rf"/desk/cycles/{CYCLE}\?done="))

    def link_in_the_last_mail_to(self, address: str, kind: str) -> str:
        """What stands in the mail, at this server."""
        letters = [
            email.message_from_bytes(path.read_bytes(), policy=policy.default)
            for path in sorted(
                (self.town.office.settings.var / "outbox").glob("*.eml"), key=lambda p: p.stat().st_mtime
            )
        ]
        to_them = [letter for letter in letters if address in str(letter["to"])]
        found = [
            link
            for letter in to_them
            for link in re.findall(rf"https?://[^/\s]+(/{kind}/\S+)", letter.get_body(("plain",)).get_content())
        ]
        return f"{self.address}{found[-1]}"


def test_an_officer_takes_a_cycle_from_the_spreadsheet_to_the_closed_meeting_on_pages_alone(
    empty_town: Ashcombe, browser: Browser
) -> None:
    with served(empty_town) as address:
        day = Day(empty_town, address, browser)
        load_the_plan(day)
        open_the_cycle(day)
        owner, action = an_owner_answers(day)
        close_and_write(day, owner, action)
        the_director_decides(day)
        the_meeting_is_recorded(day)


def load_the_plan(day: Day) -> None:
    day.officer_comes_in()
    expect(day.desk.get_by_role("main")).to_contain_text("spreadsheet")
    day.desk.get_by_role("main").get_by_role("link", name=re.compile("spreadsheet", re.IGNORECASE)).first.click()
    day.desk.get_by_label("Choose a workbook").set_input_files(SAMPLE / "improvement-plan.xlsx")
    day.desk.get_by_role("button", name="Upload and see the difference").click()
    expect(day.desk.get_by_role("heading", name="What would change")).to_be_visible()
    day.desk.get_by_role("button", name="Load it…").first.click()
    day.desk.get_by_role("button", name=re.compile("^Load it")).click()
    expect(day.desk.get_by_role("main")).to_contain_text("was written into the plan")


def open_the_cycle(day: Day) -> None:
    day.it_is(date(2027, 1, 4), time(9, 30))
    assert day.stage() is Stage.PLANNED
    day.desk.goto(f"{day.address}/desk")
    day.desk.get_by_role("main").get_by_role("link", name=re.compile("Improvement Board")).first.click()
    day.officer_does("Open now")
    assert day.stage() is Stage.COLLECTING
    day.it_is(date(2027, 1, 5))


def an_owner_answers(day: Day) -> tuple[str, str]:
    """One owner answers one action on a phone without JavaScript; returns their address and the action."""
    with reading(day.town.office.engine) as session:
        asked = [notice.person_id for notice in notices.outbox(session, "sent") if notice.kind == "update_request"]
        owner = session.get_one(Person, asked[0])
    phone = day.browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False).new_page()
    phone.goto(day.link_in_the_last_mail_to(owner.email, "answer"))
    block = phone.locator("input[type=radio][value=on_track]").first
    block.check()
    number = str(block.get_attribute("name")).rpartition("-")[2]
    phone.locator(f"textarea[name=narrative-{number}]").fill("Two of three teams are ready.\n\nThe third in March.")
    phone.get_by_role("button", name="Check your answers").click()
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("We have your answer")
    phone.context.close()
    return owner.email, number


def close_and_write(day: Day, owner: str, action: str) -> None:
    day.desk.goto(f"{day.address}/desk/cycles/{CYCLE}")
    expect(day.desk.get_by_role("main")).to_contain_text("1 of ")
    day.officer_does("Nudge everybody who is silent")
    for words, stage in (
        ("Close answers now", Stage.LOCKED),
        ("Write the papers now", Stage.DRAFTING),
        ("Ask for sign-off now", Stage.AWAITING_SIGN_OFF),
    ):
        day.officer_does(words)
        assert day.stage() is stage
    with reading(day.town.office.engine) as session:
        assert [update.action_id for update in session.exec(select(Update))] == [int(action)]


def the_director_decides(day: Day) -> None:
    """Sends the paper back with a reason; the officer mends it; then signs it off, and it is published."""
    day.it_is(date(2027, 1, 6))
    director = day.browser.new_context(java_script_enabled=False).new_page()
    decide(day, director, "Send the paper back", "Say which team is late.")
    assert day.stage() is Stage.SENT_BACK
    day.desk.goto(f"{day.address}/desk")
    expect(day.desk.get_by_role("main")).to_contain_text("Say which team is late.")
    day.officer_does("Write the papers again and ask for sign-off")
    day.it_is(date(2027, 1, 7))
    decide(day, director, "Sign off the paper", "")
    assert day.stage() is Stage.APPROVED
    day.officer_does("Publish now")
    assert day.stage() is Stage.PUBLISHED
    director.goto(day.address)
    director.get_by_role("link", name=re.compile("Read it as a web page")).click()
    expect(director.get_by_role("main")).to_contain_text("Two of three teams are ready.")
    director.context.close()


def decide(day: Day, page: Page, choice: str, comment: str) -> None:
    page.goto(day.link_in_the_last_mail_to("dev.malhotra@ashcombe.example", "sign-off"))
    page.get_by_label(choice).check()
    if comment:
        page.get_by_label("What has to change?").fill(comment)
    send_decision(page)
    if choice == "Sign off the paper":
        # The plan of the sample has findings that must be mended, so the director is asked once more.
        page.get_by_label(re.compile("Sign off although")).check()
        send_decision(page)


def send_decision(page: Page) -> None:
    page.get_by_label(re.compile("initials")).fill("DM")
    page.get_by_role("button", name="Send your decision").click()


def the_meeting_is_recorded(day: Day) -> None:
    day.it_is(date(2027, 2, 9), time(15))
    day.desk.get_by_role("link", name="Meetings", exact=True).click()
    day.desk.locator("a[href$='/record']").first.click()
    day.desk.get_by_role("link", name="Record who was there").click()
    day.desk.get_by_label("Present").first.check()
    day.desk.get_by_role("button", name="Save who was there").click()
    day.desk.get_by_role("link", name="Record a resolution").or_(
        day.desk.get_by_role("button", name="Record a resolution")
    ).click()
    day.desk.locator("[name=number]").fill("12.1")
    day.desk.locator("[name=words]").fill("RESOLVED to note the report.")
    day.desk.locator("[name=kind_1][value=note]").check()
    day.desk.locator("[name=words_1]").fill("To note the report.")
    day.desk.get_by_role("button", name="Check it before recording").click()
    day.desk.get_by_role("button", name="Record it").click()
    expect(day.desk.get_by_role("main")).to_contain_text("RESOLVED to note the report.")
    with reading(day.town.office.engine) as session:
        meeting = cycles.meeting_of(session, cycles.require(session, CYCLE))
        assert decisions.count(session, meeting) == 1
    day.it_is(date(2027, 2, 24))
    assert day.stage() is Stage.CLOSED
