"""One-time codes for signing in: eight digits that go by mail, and invitations that the command line prints.

Both are worked out from a nonce in the store and the secret of the settings, so a copy of the store opens nothing.
Why a code was refused is never said: that would tell who is in the plan. It knows nothing of pages and mails.
"""

import base64
import hashlib
import hmac
import logging
import re
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from governance.reminders import has_left
from governance.terms import Role
from plan_store import audit, visits
from plan_store.links import LinkRefused
from plan_store.tables import Person, SignInCode

LOG = logging.getLogger(__name__)
CODE_LASTS = timedelta(minutes=10)
INVITATION_LASTS = timedelta(minutes=30)
MOST_TRIES = 5
DIGITS = 8
NONCE_BYTES = 16
A_NONCE = re.compile(r"[A-Za-z0-9_-]{1,64}")
CODE, INVITATION = "code", "invitation"


def who_signs_in_as(session: Session, address: str, *, at: datetime) -> Person | None:
    """Whose mail address this is, in capitals or not, of those who have a part in the plan and have not left.

    None too where two people share it: nobody could say which of them has come. The log names them by reference.
    """
    wanted = address.strip().lower()
    same = func.lower(func.trim(col(Person.email))) == wanted
    found = list(session.exec(select(Person).where(same).order_by(col(Person.id)))) if wanted else []
    may = [person for person in found if may_sign_in(session, person, at=at)]
    if len(may) > 1:
        LOG.warning("nobody can sign in by mail as %s: they share an address", [person.reference for person in may])
    return may[0] if len(may) == 1 else None


def may_sign_in(session: Session, person: Person, *, at: datetime) -> bool:
    return not has_left(person, as_of=at.date()) and bool(visits.roles_in_portal(session, person) - {Role.SYSTEM})


def issue_code(session: Session, person: Person, *, by: str, at: datetime) -> SignInCode:
    """A new code for the mail; the one before it ends."""
    return _issue(session, person, CODE, CODE_LASTS, by=by, at=at)


def invite(session: Session, person: Person, *, by: str, at: datetime) -> SignInCode:
    """A new invitation for an address that signs in once; the one before it ends."""
    return _issue(session, person, INVITATION, INVITATION_LASTS, by=by, at=at)


def digits(code: SignInCode, *, secret: str) -> str:
    """The code as the mail shows it: “1234 5678”. Never kept and never logged."""
    number = f"{int.from_bytes(_signature(code.nonce, CODE, secret), 'big') % 10**DIGITS:0{DIGITS}}"
    return f"{number[:4]} {number[4:]}"


def invitation_token(invitation: SignInCode, *, secret: str) -> str:
    """What stands in the address of an invitation. Never kept and never logged."""
    signed = base64.urlsafe_b64encode(_signature(invitation.nonce, INVITATION, secret)).rstrip(b"=").decode()
    return f"{invitation.nonce}.{signed}"


def use_code(session: Session, person: Person | None, typed: str, *, secret: str, by: str, at: datetime) -> bool:
    """Whether this is the person's live code; spaces do not matter. A right one is used up, a wrong one counted.

    For None, an address that nobody has, it does the same work and says no.
    """
    code = _live(session, CODE, SignInCode.person_id == (person.id if person else None), hold=True, at=at)
    given = "".join(typed.split())
    wanted = digits(code or SignInCode(nonce=secrets.token_urlsafe(NONCE_BYTES)), secret=secret).replace(" ", "")
    right = hmac.compare_digest(given.encode(errors="replace"), wanted.encode())
    if person is None or code is None:
        return False
    if right:
        _use_up(session, code, person, by=by, at=at)
        return True
    code.tries += 1
    session.add(code)
    audit.record(session, "code refused", person.reference, by=by, at=at, code=code.id, tries=code.tries)
    return False


def open_invitation(session: Session, token: str, *, secret: str, at: datetime) -> Person:
    """Who is invited with this token. Changes nothing. Raises LinkRefused where it opens nothing."""
    return _invited(session, token, hold=False, secret=secret, at=at)[1]


def use_invitation(session: Session, token: str, *, secret: str, by: str, at: datetime) -> Person:
    """The same, and the invitation is used up."""
    invitation, person = _invited(session, token, hold=True, secret=secret, at=at)
    _use_up(session, invitation, person, by=by, at=at)
    return person


def _issue(session: Session, person: Person, kind: str, lasts: timedelta, *, by: str, at: datetime) -> SignInCode:
    before = (SignInCode.person_id == person.id, SignInCode.kind == kind, SignInCode.expires_at > at)
    for row in session.exec(select(SignInCode).where(*before).with_for_update()):
        row.expires_at = at
        session.add(row)
    code = SignInCode(
        person_id=person.id or 0,
        kind=kind,
        nonce=secrets.token_urlsafe(NONCE_BYTES),
        issued_at=at,
        expires_at=at + lasts,
    )
    session.add(code)
    session.flush()
    audit.record(session, f"{kind} issued", person.reference, by=by, at=at, code=code.id)
    return code


def _invited(session: Session, token: str, *, hold: bool, secret: str, at: datetime) -> tuple[SignInCode, Person]:
    nonce = token.partition(".")[0]
    # Anything else is not even asked for: a database may choke on what people put into addresses.
    known = A_NONCE.fullmatch(nonce) is not None
    invitation = _live(session, INVITATION, SignInCode.nonce == nonce, hold=hold, at=at) if known else None
    genuine = invitation is not None and hmac.compare_digest(
        token.encode(errors="replace"), invitation_token(invitation, secret=secret).encode()
    )
    if invitation is None or not genuine:
        raise LinkRefused(
            "This sign-in address is not known, has been used or is over: it works once, for half an hour. "
            "Ask whoever runs this service for a new one (cleardays invite).",
            why="no live invitation",
        )
    person = session.get_one(Person, invitation.person_id)
    if not may_sign_in(session, person, at=at):
        raise LinkRefused(
            "This sign-in address belongs to somebody who no longer has a part in the plan.", why="invited, but left"
        )
    return invitation, person


def _live(
    session: Session, kind: str, which: ColumnElement[bool] | bool, *, hold: bool, at: datetime
) -> SignInCode | None:
    """hold: until the transaction ends, so that two requests at once cannot both use it or both be the last try."""
    live = (
        SignInCode.kind == kind,
        SignInCode.expires_at > at,
        SignInCode.tries < MOST_TRIES,
        col(SignInCode.used_at).is_(None),
    )
    query = select(SignInCode).where(which, *live).order_by(col(SignInCode.id).desc())
    if hold:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.exec(query).first()


def _use_up(session: Session, code: SignInCode, person: Person, *, by: str, at: datetime) -> None:
    code.used_at = at
    session.add(code)
    audit.record(session, f"{code.kind} used", person.reference, by=by, at=at, code=code.id)


def _signature(nonce: str, kind: str, secret: str) -> bytes:
    # The kind stands in it, so that neither a personal link nor an invitation is ever a code.
    return hmac.new(secret.encode(), f"sign-in {kind}\n{nonce}".encode(), hashlib.sha256).digest()
