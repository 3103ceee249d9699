"""Browsers that have signed in. The store keeps a hash of what the browser holds; it knows nothing of cookies."""

import secrets
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from governance.reminders import has_left
from governance.terms import Role
from plan_store import audit, people, rates
from plan_store.links import hash_of
from plan_store.tables import ActionOwner, BoardMember, Person, SignInSession

# A working day: nobody stays signed in overnight on a desk that others use.
SESSION_LASTS = timedelta(hours=10)
TOKEN_BYTES = 32
# What somebody was refused is kept, but nobody fills the trail by asking again and again.
REFUSALS_KEPT, REFUSALS_WITHIN = 20, timedelta(hours=1)


def begin_session(session: Session, person: Person, how: str, *, by: str, at: datetime) -> str:
    """A new session: the token for the browser, which is kept nowhere else. how: code, invitation or openid."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = SignInSession(
        person_id=person.id or 0, token_hash=hash_of(token), how=how, began_at=at, expires_at=at + SESSION_LASTS
    )
    session.add(row)
    session.flush()
    audit.record(session, "signed in", person.reference, by=by, at=at, how=how, visit=row.id)
    return token


def person_of(session: Session, token: str, *, at: datetime) -> Person | None:
    """Who is signed in with this token; None where it is unknown, over or ended, or its person has left."""
    row = session.exec(select(SignInSession).where(SignInSession.token_hash == hash_of(token))).first()
    if row is None or row.ended_at is not None or row.expires_at <= at:
        return None
    person = session.get_one(Person, row.person_id)
    return None if has_left(person, as_of=at.date()) else person


def end_session(session: Session, token: str, *, by: str, at: datetime) -> None:
    """Signed out; a second time changes nothing."""
    row = session.exec(select(SignInSession).where(SignInSession.token_hash == hash_of(token))).first()
    if row is not None and row.ended_at is None:
        row.ended_at = at
        session.add(row)
        audit.record(session, "signed out", f"session {row.id}", by=by, at=at)


def end_every_session(session: Session, person: Person, *, by: str, at: datetime) -> int:
    """Sign somebody out everywhere, as when a role is taken away or a device is lost. Returns how many it ended."""
    open_now = open_sessions(session, person.id or 0, at=at)
    for row in open_now:
        row.ended_at = at
        session.add(row)
    if open_now:
        audit.record(session, "signed out everywhere", person.reference, by=by, at=at, sessions=len(open_now))
    return len(open_now)


def open_sessions(session: Session, person_id: int, *, at: datetime) -> list[SignInSession]:
    """Where somebody is signed in, the earliest first."""
    where = (SignInSession.person_id == person_id, col(SignInSession.ended_at).is_(None), SignInSession.expires_at > at)
    return list(session.exec(select(SignInSession).where(*where).order_by(col(SignInSession.id))))


def note_refusal(session: Session, address: str, *, by: str, at: datetime) -> None:
    """Somebody signed in asked for what is not for them. address: its pattern, as in the access table; no values."""
    if rates.allow(session, "pages refused", by, most=REFUSALS_KEPT, within=REFUSALS_WITHIN, by=by, at=at):
        audit.record(session, "page refused", address, by=by, at=at)


def roles_in_portal(session: Session, person: Person) -> frozenset[Role]:
    """Everything somebody is: by role, by a seat on a board, by owning an action, by answering for one."""
    roles = set(people.roles_of(session, person))
    if session.exec(select(BoardMember.id).where(BoardMember.person_id == person.id)).first() is not None:
        roles.add(Role.BOARD_MEMBER)
    if session.exec(select(ActionOwner.action_id).where(ActionOwner.person_id == person.id)).first() is not None:
        roles.add(Role.OWNER)
    if people.is_sro(session, person):
        roles.add(Role.SRO)
    return frozenset(roles)
