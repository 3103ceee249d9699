"""Who was asked what in a cycle and what has come of it, in the few columns that a list needs. It writes nothing."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, case, func, select
from sqlmodel import Session, col

from plan_store.tables import Action, Cycle, Notice, Person, Update, UpdateRequest


class Request(NamedTuple):
    """One action that somebody was asked about. answers: how many came in this cycle, corrections included."""

    person_id: int
    action: str
    title: str
    answers: int
    late: bool


class Asked(NamedTuple):
    """Somebody who was asked, or their deputy, as a list needs them."""

    id: int
    reference: str
    name: str
    job_title: str
    phone: str
    away_until: date | None
    deputy_id: int | None


class Mail(NamedTuple):
    """The last mail of some kinds to somebody. at: when it was sent, or written where it has not been."""

    kind: str
    state: str
    because: str
    at: datetime


def requests(session: Session, cycle: Cycle) -> list[Request]:
    """Every action somebody was asked about, in the plan's order."""
    came = (
        select(
            col(Update.action_id),
            func.count().label("answers"),
            # Late only where none came in time. PostgreSQL knows no smallest of two booleans.
            func.min(case((col(Update.late), 1), else_=0)).label("late"),
        )
        .where(col(Update.cycle_id) == cycle.id)
        .group_by(col(Update.action_id))
        .subquery()
    )
    query = (
        select(
            col(UpdateRequest.person_id),
            col(Action.reference),
            col(Action.title),
            func.coalesce(came.c.answers, 0),
            func.coalesce(came.c.late, 0),
        )
        .join(Action, col(UpdateRequest.action_id) == Action.id)
        .outerjoin(came, came.c.action_id == Action.id)
        .where(col(UpdateRequest.cycle_id) == cycle.id)
        .order_by(col(Action.place), col(Action.id))
    )
    return [
        Request(who, action, title, answers, bool(late)) for who, action, title, answers, late in _rows(session, query)
    ]


def people_asked(session: Session, cycle: Cycle) -> dict[int, Asked]:
    """Everybody asked in the cycle, and their deputies, by id."""
    of_cycle = select(col(UpdateRequest.person_id)).where(col(UpdateRequest.cycle_id) == cycle.id)
    deputies = select(col(Person.deputy_id)).where(col(Person.id).in_(of_cycle))
    columns = [col(getattr(Person, name)) for name in Asked._fields]
    query = select(*columns).where(col(Person.id).in_(of_cycle.union(deputies)))
    return {row.id: Asked(*row) for row in _rows(session, query)}


def last_mails(session: Session, cycle: Cycle, kinds: Sequence[str]) -> dict[int, Mail]:
    """Person id → the last mail of these kinds in the cycle."""
    at = func.coalesce(col(Notice.sent_at), col(Notice.written_at))
    query = (
        select(col(Notice.person_id), col(Notice.kind), col(Notice.state), col(Notice.because), at)
        .where(col(Notice.cycle_id) == cycle.id, col(Notice.kind).in_(kinds))
        .order_by(col(Notice.id))
    )
    return {person: Mail(kind, state, because, when) for person, kind, state, because, when in _rows(session, query)}


def _rows(session: Session, query: Select[Any]) -> Sequence[Row[Any]]:
    return session.connection().execute(query).all()


def names(session: Session) -> dict[str, str]:
    """Reference → name of everybody, for lists that say who did what."""
    rows = _rows(session, select(col(Person.reference), col(Person.name)))
    return {row.reference: row.name for row in rows}


def owners_asked(session: Session, cycle: Cycle) -> list[Person]:
    """Everybody who was asked in the cycle."""
    of_cycle = select(col(UpdateRequest.person_id)).where(col(UpdateRequest.cycle_id) == cycle.id)
    return list(session.scalars(select(Person).where(col(Person.id).in_(of_cycle)).order_by(col(Person.id))))
