"""Every page of loading, minutes and rehearsing in the order of an officer's work.

Each is on the screen when its name is yielded. Nothing on the way needs JavaScript.
"""

from collections.abc import Iterator
from dataclasses import replace

from casts import BY, CYCLE, Address, Ashcombe, london
from playwright.sync_api import Page
from workbooks import A_001, AS_IT_STANDS, a_workbook

from delivery.catalogue import notice_kinds
from governance.terms import Role
from plan_store import cycles, people, questions, visits
from plan_store.database import transaction
from plan_store.tables import Meeting
from portal.security import COOKIE

HEADINGS = ("Ref", "Action", "In whose hands", "Due", "Status")
LONG = "Averylongwordthatnobodywouldwritebutsomebodypastes" * 6
CHANGED = (
    (*A_001, "Amara Khan", "31/03/2026", "At risk"),
    ("A-005", f"Foster carers are visited every six weeks {LONG}", "Amara Khan", "TBC", "On track"),
)


def ready(town: Ashcombe) -> None:
    """Every kind of letter, and a board with members of whom one has asked something."""
    town.office = replace(town.office, notice_kinds=notice_kinds(town.office.templates))
    with transaction(town.office.engine) as session:
        cycle = cycles.require(session, CYCLE)
        meeting, board = cycles.meeting_of(session, cycle), cycles.board_of(session, cycle)
        for name in ("Ines Ojo", "Odile Brun", "Una Reid"):
            person = people.add(session, name, by=BY, at=town.now)
            people.describe(session, person, by=BY, at=town.now, email=f"{name[:3].lower()}@ashcombe.example")
            people.seat(session, person, board, by=BY, at=town.now)
        ines = people.require(session, "Ines Ojo")
        words = f"When will visits be daily?\nAnd who pays? {LONG}"
        questions.ask(session, meeting, ines, words, "A-001", once="q", by=BY, at=town.now)


def sign_in(town: Ashcombe, page: Page, address: Address) -> None:
    person = town.person("Carys Bevan", Role.OFFICER)
    with transaction(town.office.engine) as session:
        token = visits.begin_session(session, person, "code", by=person.reference, at=town.now)
    page.context.add_cookies([{"name": COOKIE, "value": token, "url": address}])


def meeting_id(town: Ashcombe) -> int:
    with transaction(town.office.engine) as session:
        meeting: Meeting = cycles.meeting_of(session, cycles.require(session, CYCLE))
        return meeting.id or 0


def upload(page: Page, address: Address, name: str, content: bytes) -> None:
    page.goto(f"{address}/desk/load")
    page.get_by_label("Choose a workbook").set_input_files({"name": name, "mimeType": "", "buffer": content})
    page.get_by_role("button", name="Upload and see the difference").click()


def scenes_of_loading(page: Page, address: Address) -> Iterator[str]:
    page.goto(f"{address}/desk/load")
    yield "load empty"
    page.get_by_role("button", name="Upload and see the difference").click()
    yield "load error"
    page.goto(f"{address}/desk/load/mappings")
    yield "mappings empty"
    upload(page, address, "as it stands.xlsx", a_workbook(AS_IT_STANDS))
    page.get_by_role("button", name="Load it").click()
    page.get_by_role("button", name="Load it now").click()
    yield "file loaded"
    upload(page, address, "twice.xlsx", a_workbook((CHANGED[0], CHANGED[0])))
    yield "file at fault"
    page.get_by_role("button", name="Drop it").click()
    yield "load with a dropped file"
    upload(page, address, "february.xlsx", a_workbook(CHANGED, HEADINGS))
    yield "file with a difference"
    page.get_by_label("What “In whose hands” means").select_option("owner")
    page.get_by_role("button", name="Read it again").click()
    yield "file read again"
    page.get_by_role("button", name="Load it").click()
    yield "file confirm"
    page.get_by_role("button", name="Load it now").click()
    page.goto(f"{address}/desk/load/mappings")
    yield "mappings full"
    page.get_by_role("button", name="Forget it").first.click()
    yield "mappings forgotten"
    page.get_by_role("button", name="Undo").click()
    page.goto(f"{address}/desk/load")
    yield "load full"


def scenes_before_the_meeting(town: Ashcombe, page: Page, address: Address) -> Iterator[str]:
    record = f"{address}/desk/meetings/{meeting_id(town)}"
    page.goto(f"{record}/record")
    yield "record before"
    page.get_by_role("link", name="Answer it").click()
    page.get_by_role("button", name="Save the answer").click()
    yield "question error"
    page.get_by_label("Your answer").fill("From May.\nThe council pays.")
    page.get_by_role("button", name="Save the answer").click()
    yield "record answered"


def scenes_of_the_meeting(town: Ashcombe, page: Page, address: Address) -> Iterator[str]:
    record = f"{address}/desk/meetings/{meeting_id(town)}"
    town.now = london(2026, 3, 11)
    sign_in(town, page, address)
    page.goto(f"{record}/attendance")
    yield "attendance"
    page.get_by_label("Present").first.check()
    page.get_by_label("Others in attendance").fill("The clerk\nA guest")
    page.get_by_role("button", name="Save who was there").click()
    page.get_by_role("link", name="Add a question").click()
    page.get_by_role("button", name="Add it to the record").click()
    yield "new question error"
    page.get_by_label("Which member asked?").select_option(label="Odile Brun")
    page.get_by_label("What was asked").fill("Why?")
    page.get_by_role("button", name="Add it to the record").click()
    yield from scenes_of_a_resolution(page, record)
    page.get_by_role("link", name="Correct its words").click()
    page.get_by_label("Words of limb 1").fill("That visits be counted.")
    page.get_by_role("button", name="Save the correction").click()
    page.get_by_role("link", name="Correct its words").click()
    yield "correction with history"
    yield from scenes_of_decisions(page, address)


def scenes_of_a_resolution(page: Page, record: Address) -> Iterator[str]:
    page.goto(f"{record}/resolutions/new")
    yield "resolution empty"
    page.get_by_role("button", name="Check it before recording").click()
    yield "resolution error"
    page.get_by_label("Number of the resolution").fill("12.1")
    page.get_by_label("What was resolved").fill("That visits be reported on,\n  and that a rota be written.")
    page.get_by_label("Commissions").check()
    page.get_by_label("Words of this limb").fill("That visits be reported on.")
    page.get_by_role("button", name="Add another limb").click()
    second = page.locator("#limb-2")
    second.get_by_label("Words of this limb").fill("That a rota be written.")
    second.get_by_label("Adds an action").check()
    page.get_by_role("button", name="Check it before recording").click()
    yield "resolution action error"
    second.get_by_label("What will be done").fill("Write a rota for visits")
    second.get_by_label("Owner").select_option(label="Bryn Morgan")
    second.get_by_label("Delivery plan").select_option("DP1")
    for part, value in (("Day", "31"), ("Month", "5"), ("Year", "2026")):
        second.get_by_label(part).fill(value)
    page.get_by_role("button", name="Check it before recording").click()
    yield "resolution check"
    page.get_by_role("button", name="Record it").click()
    yield "record full"


def scenes_of_decisions(page: Page, address: Address) -> Iterator[str]:
    page.goto(f"{address}/desk/decisions")
    yield "decisions"
    page.get_by_role("link", name="Say what has been done").first.click()
    page.get_by_role("button", name="Save").click()
    yield "decision error"
    page.get_by_label("What has been done about it?").fill("A table of visits is in the paper.")
    page.get_by_label("Yes: nothing more").check()
    page.get_by_role("button", name="Save").click()
    yield "decisions answered"


def scenes_of_rehearsing(page: Page, address: Address) -> Iterator[str]:
    page.goto(f"{address}/desk/rehearse")
    page.get_by_role("button", name="Play it through").click()
    yield "rehearse error"
    page.get_by_label("A year").check()
    page.get_by_role("button", name="Play it through").click()
    yield "rehearsal begun"
    while "It is being played" in page.inner_text("main"):
        page.goto(page.url)
    yield "rehearsal done"
    page.locator(".govuk-table__body a").nth(2).click()
    yield "rehearsal month"
    page.locator("details a").first.evaluate("link => link.closest('details').open = true")
    page.locator("details a").first.click()
    yield "rehearsal letter"
