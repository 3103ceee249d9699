"""Ashcombe for the portal's tests: a real store with a plan, a cycle that collects answers, and its people.

Amara and Bryn own actions, Dev is the director, Carys the officer. The board meets on Tuesday 10 March 2026.
"""

import re
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path

import uvicorn
from sqlmodel import Session, SQLModel, col, select

from config.clock import instant
from config.council import Council, read_council
from config.settings import load_settings
from delivery.catalogue import notice_kinds
from flows.office import Office
from governance.answers import AnswerGiven
from governance.cycle import moments_of
from governance.reminders import NoticeKind
from governance.terms import DeliveryStatus, Precision, Role, Stage
from governance.timetable import count_back_cycle
from papers.catalogue import paper_types
from plan_store import cycles, links, meetings, papers, people, updates, visits
from plan_store.database import connect, reading, transaction
from plan_store.tables import Action, ActionOwner, AuditEntry, Cycle, DeliveryPlan, Meeting, Person, Plan, Update
from portal.app import create_app
from portal.security import COOKIE

with warnings.catch_warnings():
    # Starlette would rather have httpx2, which is not among our parts.
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient

CHECKOUT = Path(__file__).parent.parent.parent
MEETING_ON = date(2026, 3, 10)  # a Tuesday
BY = "P-001"
SECRET = "a-secret-for-tests-only-of-more-than-32-signs"
KINDS = {
    "sent_back": NoticeKind(kind="sent_back", to=(Role.OFFICER,), on_stage=Stage.SENT_BACK),
    "signed_off": NoticeKind(kind="signed_off", to=(Role.OFFICER,), on_stage=Stage.APPROVED),
}
FACTS = {
    "summary": [
        "Four of the 9 actions (44%) are on track or complete.",
        "Two of the 9 actions (22%) are past their due date; the oldest has been due since 30 November 2025.",
        "Two owners asked for a new date.",
    ],
    "recommendations": [
        "That the Children's Partnership Board notes the position and challenges the two actions past their due date.",
        "That the Children's Partnership Board agrees or refuses the two new dates asked for.",
    ],
    "response": {
        "answered": {"words": "7 of 9 actions (78%)"},
        "owners": {"words": "3 of 4 owners (75%)"},
        "silent_owners": ["Bryn Morgan"],
    },
}
A_PAPER_PAGE = (
    "<!DOCTYPE html><html lang='en-GB'><head><title>Progress report</title><style>body{color:#111}</style></head>"
    "<body><main><h1>Progress report</h1><p>Four of the 9 actions are on track.</p></main></body></html>"
)


@dataclass
class Ashcombe:
    """The town with its store. now: what the portal's clock says, in UTC; tests move it."""

    office: Office
    now: datetime
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def council(self) -> Council:
        return self.office.council

    def client(self, *, raise_server_exceptions: bool = True) -> TestClient:
        app = create_app(self.office, clock=lambda: self.now)
        return TestClient(
            app,
            base_url="http://portal",
            headers={"sec-fetch-site": "same-origin"},
            raise_server_exceptions=raise_server_exceptions,
        )

    def person(self, name: str, *roles: Role) -> Person:
        """Somebody of that name, new if need be, with these roles beside their own."""
        with transaction(self.office.engine) as session:
            person = people.find(session, name) or people.add(session, name, by=BY, at=self.now)
            for role in roles:
                people.give_role(session, person, role, by=BY, at=self.now)
            if not person.email:
                first = person.name.split()[0].lower()
                people.describe(session, person, by=BY, at=self.now, email=f"{first}@ashcombe.example")
        return person

    def signed_in(self, name: str, *roles: Role) -> TestClient:
        """A browser in which this person has signed in."""
        person, client = self.person(name, *roles), self.client()
        with transaction(self.office.engine) as session:
            client.cookies.set(COOKIE, visits.begin_session(session, person, "code", by=person.reference, at=self.now))
        return client

    def write(self, act: Callable[[Session, Cycle], object]) -> None:
        """Something that happens to the cycle, in one transaction."""
        with transaction(self.office.engine) as session:
            act(session, cycles.hold_still(session, CYCLE))

    def enter(self, *stages: Stage) -> None:
        roles = {Stage.APPROVED: Role.DIRECTOR, Stage.SENT_BACK: Role.DIRECTOR, Stage.CANCELLED: Role.OFFICER}
        with transaction(self.office.engine) as session:
            cycle = cycles.hold_still(session, CYCLE)
            for stage in stages:
                cycles.enter(session, cycle, stage, role=roles.get(stage, Role.SYSTEM), by=BY, at=self.now)

    def draft(self, kind: str = "progress_report", facts: Mapping[str, object] | None = None) -> None:
        files = {
            "html": (f"Ashcombe {kind}.html", A_PAPER_PAGE.encode()),
            "pdf": (f"Ashcombe {kind}.pdf", b"%PDF-1.7 not a real one" * 4000),
            "docx": (f"Ashcombe {kind}.docx", b"PK not a real one" * 1500),
        }
        title = "Progress of the improvement plan after the inspection of children's services"
        self.write(
            lambda s, c: papers.keep_draft(
                s, c, kind, title, facts or FACTS, files, template_digest="t", by=BY, at=self.now
            )
        )

    def updates(self) -> list[Update]:
        with reading(self.office.engine) as session:
            found = list(session.exec(select(Update).order_by(col(Update.id))))
            session.expunge_all()
        return found

    def verbs(self) -> list[str]:
        with reading(self.office.engine) as session:
            return [entry.verb for entry in session.exec(select(AuditEntry).order_by(col(AuditEntry.id)))]

    def everything(self) -> str:
        """Every row of every table, to compare before and after."""
        with reading(self.office.engine) as session:
            connection = session.connection()
            return "\n".join(
                f"{table.name}: {sorted(map(repr, connection.execute(table.select())))}"
                for table in SQLModel.metadata.sorted_tables
            )


CYCLE = "partnership-board-2026-03-10"
Address = str


def london(year: int, month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    return instant(datetime(year, month, day, hour, minute))


def the_office(folder: Path, *, address: str = "") -> Office:
    """The office that keeps its store in this folder. address: of the portal, in the place of the council's own."""
    council = read_council((CHECKOUT / "config" / "council.example.toml").read_text(encoding="utf-8"))
    settings = load_settings(
        {"CLEARDAYS_VAR": str(folder), "CLEARDAYS_SECRET": SECRET, "CLEARDAYS_PORTAL_ADDRESS": address}
    )
    templates = settings.home / "templates"
    on_act = {kind: row for kind, row in notice_kinds(templates).items() if row.on_act}
    return Office(
        engine=connect(settings.database),
        council=council,
        settings=settings,
        templates=templates,
        notice_kinds={**KINDS, **on_act},
        paper_types=paper_types(templates),
        published=folder / "published",
    )


def found_ashcombe(folder: Path, *, actions: int = 4, address: str = "") -> Ashcombe:
    """The town on Monday 9 February 2026 (the cycle collects answers; nobody has answered in it yet)."""
    office = the_office(folder, address=address)
    SQLModel.metadata.create_all(office.engine)
    town = Ashcombe(office=office, now=london(2026, 2, 9))
    with transaction(office.engine) as session:
        _settle(session, town, actions)
    return town


def _settle(session: Session, town: Ashcombe, actions: int) -> None:
    at = london(2026, 1, 5)
    carys, amara, bryn, dev = (
        people.add(session, name, by=BY, at=at) for name in ("Carys Bevan", "Amara Khan", "Bryn Morgan", "Dev Patel")
    )
    for person in (carys, amara, bryn, dev):
        first = person.name.split()[0].lower()
        people.describe(session, person, by=BY, at=at, email=f"{first}@ashcombe.example")
    people.give_role(session, carys, Role.OFFICER, by=BY, at=at)
    people.give_role(session, dev, Role.DIRECTOR, by=BY, at=at)
    plan = _plan(session, amara, bryn, actions)
    board = town.council.board("partnership_board")
    row = meetings.know_board(session, board.key, board.name, by=BY, at=at)
    dates = count_back_cycle(
        MEETING_ON,
        clear_days=board.clear_days,
        timings=board.timings,
        calendar=town.council.calendar,
        meets_at=board.meeting_time,
    )
    _earlier_answers(session, plan, amara, row.id or 0)
    meeting = meetings.call(session, row, dates.meeting_at, board.place, by=BY, at=at)
    cycle = cycles.plan(session, plan, row, meeting, moments_of(dates), late_item_paragraph="", by=BY, at=at)
    assert cycle is not None
    asked = {
        owner.action_id: owner.person_id for owner in session.exec(select(ActionOwner).where(ActionOwner.place == 0))
    }
    cycles.ask(session, cycle, asked, by=BY, at=at)
    cycles.enter(session, cycle, Stage.COLLECTING, role=Role.SYSTEM, by=BY, at=at)
    for person, opens in ((amara, "answer"), (bryn, "answer"), (dev, "sign_off")):
        expires_at = datetime(2026, 3, 24, tzinfo=UTC)
        link = links.issue(session, cycle, person, opens, secret=SECRET, expires_at=expires_at, by=BY, at=at)
        town.tokens[person.name.split()[0]] = links.token(link, secret=SECRET)


def _plan(session: Session, amara: Person, bryn: Person, actions: int) -> Plan:
    plan = Plan(reference="ashcombe-2025", title="Children's Services Improvement Plan 2025 to 2027")
    session.add(plan)
    session.flush()
    area = DeliveryPlan(plan_id=plan.id or 0, reference="DP1", title="Front door and early help", lead_id=amara.id)
    session.add(area)
    session.flush()
    written = [
        ("A-001", "Every contact with the front door is decided within one working day", amara, date(2026, 1, 31)),
        ("A-002", "Managers audit twelve case files each month and act on what they find", amara, date(2026, 6, 30)),
        ("A-003", "Return-home interviews are offered within 72 hours", amara, date(2026, 9, 30)),
        ("B/04 (ii)", "The housing and leaving-care teams agree one pathway", bryn, date(2026, 4, 30)),
    ]
    written += [
        (f"A-{n:03}", f"Action number {n} of a long plan", bryn, date(2026, 12, 31)) for n in range(5, actions + 1)
    ]
    for place, (reference, title, owner, due_on) in enumerate(written):
        action = Action(
            plan_id=plan.id or 0,
            delivery_plan_id=area.id,
            reference=reference,
            title=title,
            place=place,
            first_due_on=due_on,
            due_on=due_on,
            due_precision=Precision.DAY,
            status=DeliveryStatus.ON_TRACK,
            status_on=date(2025, 9, 1),
            created_on=date(2025, 9, 1),
        )
        session.add(action)
        session.flush()
        session.add(ActionOwner(action_id=action.id or 0, person_id=owner.id or 0))
    session.flush()
    return plan


def _earlier_answers(session: Session, plan: Plan, amara: Person, board_id: int) -> None:
    """In the cycle before, Amara answered about A-001."""
    at = london(2025, 11, 19)
    meeting = Meeting(board_id=board_id, held_on=date(2025, 12, 9), held_at="2025-12-09T16:00")
    session.add(meeting)
    session.flush()
    cycle = Cycle(
        reference="partnership-board-2025-12-09",
        plan_id=plan.id or 0,
        board_id=board_id,
        meeting_id=meeting.id or 0,
        stage=Stage.COLLECTING,
        dates={name: ["2025-12-09T16:00"] for name in ("meeting_at", "lock_at", "publish_at", "publish_by_at")},
    )
    session.add(cycle)
    session.flush()
    action = session.exec(select(Action).where(Action.reference == "A-001")).one()
    answer = AnswerGiven(
        status=DeliveryStatus.AT_RISK,
        percent=60,
        narrative="Two of three teams decide within a day. The third has had two vacancies since October.",
        reason="Recruitment: both posts were advertised again on 3 November.",
    )
    updates.record_update(
        session, cycle, action, amara, answer, once="earlier", as_of=at.replace(tzinfo=None), by=amara.reference, at=at
    )
    cycle.stage = Stage.CLOSED
    session.add(cycle)
    session.flush()


def hidden(page: str, name: str) -> str:
    """The value of a hidden field of a page."""
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)">', page)
    assert found, f"the page has no hidden field {name}"
    return unescape(found[1])


def an_answer(page: str, **typed: str) -> dict[str, str]:
    """The form as a browser would send it from this page."""
    fields = {
        "key": hidden(page, "key"),
        "status": "on_track",
        "narrative": "All three teams decide within a day.",
        "reason": "",
        "percent": "",
        "new_due_day": "",
        "new_due_month": "",
        "new_due_year": "",
        "evidence_shows": "",
        "evidence_link": "",
    }
    return fields | typed


@contextmanager
def served(town: Ashcombe) -> Iterator[Address]:
    """The portal on a free port of the loopback, for as long as it is needed."""
    app = create_app(town.office, clock=lambda: town.now)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.02)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()
