"""Ashcombe on days of its played quarter: papers, mails, decisions and people, as the demonstration leaves them."""

import shutil
from collections.abc import Callable, Collection
from datetime import date, time
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from casts import Ashcombe
from fastapi.testclient import TestClient
from quarters import act, an_office, days, load_ashcombe, moment, tick
from sqlmodel import select

from flows.demonstration import SAMPLE
from flows.office import Office
from flows.story import read_story
from governance.terms import Role
from papers.catalogue import FORMATS
from plan_store import clearances, cycles, exemptions, links
from plan_store.database import reading, transaction
from plan_store.tables import AccessLink, Plan, Update

DAYS = {
    "before anything": date(2027, 1, 4),
    "collecting": date(2027, 1, 14),
    "sent back": date(2027, 1, 27),
    "awaiting sign-off": date(2027, 3, 11),
    "published": date(2027, 3, 18),
    "the end of the quarter": date(2027, 4, 9),
}
TICKS, NOON = (time(9, 30), time(12, 0)), time(12, 30)


def town_on(on: date, folder: Path, among: Collection[date]) -> Ashcombe:
    """The town at half past twelve on that day, in this folder. among: every day that some test wants; played once."""
    shutil.copytree(played(frozenset(among)) / on.isoformat(), folder, dirs_exist_ok=True)
    return Ashcombe(office=_office_in(folder), now=moment(on, NOON))


@cache
def played(wanted: frozenset[date]) -> Path:
    """A folder with one copy of the town for each day, named by the day."""
    whole, copies = Path(mkdtemp()), Path(mkdtemp())
    office = _office_in(whole)
    load_ashcombe(office)
    story, waiting = read_story(SAMPLE / "story.toml"), []
    for today in days(to_on=max(wanted)):
        tick(office, moment(today, TICKS[0]))
        waiting = act(office, [*waiting, *story.get(today, [])], today)
        tick(office, moment(today, TICKS[1]))
        if today in wanted:
            office.engine.dispose()
            shutil.copytree(whole, copies / today.isoformat())
    return copies


def with_words_kept_back(town: Ashcombe) -> Ashcombe:
    """The same town, where legal was asked for clearance and an owner's words are kept from the public."""
    with transaction(town.office.engine) as session:
        plan = session.exec(select(Plan)).one()
        update = session.exec(select(Update)).first()
        assert update is not None
        why = "It would let a family be recognised."
        exemptions.mark(session, plan, update, paragraph=2, reason=why, by="P-001", at=town.now)
        for cycle in cycles.every(session):
            clearances.ask(session, cycle, "legal", "Ngozi Eze, Legal Services", by="P-001", at=town.now)
    return town


def _office_in(folder: Path) -> Office:
    return an_office(folder, f"sqlite:///{folder / 'cleardays.db'}", formats=FORMATS)


def with_link(town: Ashcombe, opens: str) -> tuple[TestClient, str]:
    """A browser, and the address in the mail of the last person who got such a link."""
    with reading(town.office.engine) as session:
        found = [
            link for link in session.exec(select(AccessLink)) if link.opens == opens and link.expires_at > town.now
        ]
        token = links.token(found[-1], secret=town.office.settings.secret) if found else ""
    return town.client(), f"/{opens.replace('_', '-')}/{token}" if token else ""


def signed_in(*roles: Role) -> Callable[[Ashcombe], tuple[TestClient, str]]:
    return lambda town: (town.signed_in("Robin Ade", *roles), "/home")


VISITORS: dict[str, Callable[[Ashcombe], tuple[TestClient, str]]] = {
    "nobody": lambda town: (town.client(), "/"),
    "an owner": lambda town: with_link(town, "answer"),
    "a director by link": lambda town: with_link(town, "sign_off"),
    "the officer": signed_in(Role.OFFICER),
    "the director": signed_in(Role.DIRECTOR),
    "a board member": signed_in(Role.LEADER),
    "the auditor": signed_in(Role.AUDITOR),
    "the administrator": signed_in(Role.ADMINISTRATOR),
    "an exempt reader": signed_in(Role.EXEMPT_READER),
}
