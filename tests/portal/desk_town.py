"""The officer's desk in tests: the town with every kind of mail, its officer signed in, and what she meets there."""

import re
from dataclasses import replace
from pathlib import Path

from casts import BY, CYCLE, Ashcombe, TestClient, found_ashcombe
from sqlmodel import Session, SQLModel, select

from delivery.catalogue import notice_kinds
from governance.terms import Role, Stage
from plan_store import cycles, notices, people
from plan_store.database import connect, reading, transaction
from plan_store.tables import Cycle, Notice, UpdateRequest

PAGE = f"/desk/cycles/{CYCLE}"
REFUSED = "550 5.1.1 <amara@ashcombe.example>: Recipient address rejected"


def a_desk_town(folder: Path) -> Ashcombe:
    """The town, with every mail that the checkout knows."""
    town = found_ashcombe(folder)
    town.office = replace(town.office, notice_kinds=notice_kinds(town.office.templates))
    return town


def an_empty_town(folder: Path) -> Ashcombe:
    """A town whose store holds nobody and no plan."""
    town = a_desk_town(folder)
    engine = connect(f"sqlite:///{folder / 'empty.db'}")
    SQLModel.metadata.create_all(engine)
    town.office = replace(town.office, engine=engine)
    return town


def an_officer(town: Ashcombe) -> TestClient:
    return town.signed_in("Carys Bevan", Role.OFFICER)


def an_auditor(town: Ashcombe) -> TestClient:
    return town.signed_in("Una Price", Role.AUDITOR)


def banner(page: str) -> str:
    """What the page says has been done; empty where it says nothing."""
    found = re.search(r'notification-banner__heading">(.*?)</p>', page, re.S)
    return found[1] if found else ""


def stage_of(town: Ashcombe) -> Stage:
    with reading(town.office.engine) as session:
        return cycles.require(session, CYCLE).stage


def the_cycle(town: Ashcombe) -> Cycle:
    with reading(town.office.engine) as session:
        return cycles.require(session, CYCLE)


def mails(town: Ashcombe) -> list[Notice]:
    with reading(town.office.engine) as session:
        return list(session.exec(select(Notice).order_by(Notice.id)))


def fail_a_mail(town: Ashcombe, why: str = REFUSED) -> int:
    """The first mail that waits is refused for good; returns its number."""
    with transaction(town.office.engine) as session:
        notice = notices.take(session, limit=1, by="system", at=town.now)[0]
        number = notice.id or 0
        notices.record_failure(
            session, number, notice.lease, why, permanent=True, channel="letter", by="system", at=town.now
        )
    return number


def without_address(town: Ashcombe, name: str) -> None:
    with transaction(town.office.engine) as session:
        people.describe(session, people.require(session, name), by=BY, at=town.now, email="")


def not_open_yet(town: Ashcombe) -> None:
    """The cycle is only planned, and nobody has been asked."""

    def put_back(session: Session, cycle: Cycle) -> None:
        cycle.stage, cycle.opened_at = Stage.PLANNED, None
        for request in session.exec(select(UpdateRequest)):
            session.delete(request)

    town.write(put_back)
