"""Personal links: issued, opened, withdrawn. The store keeps only a hash; it knows nothing of web addresses.

A token is made from the link's nonce with a secret that stands in the settings, so it can be written into a mail
whenever that mail is rendered, and a copy of the store alone opens nothing.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

from sqlmodel import Session, select

from governance.errors import LinkError
from plan_store import audit
from plan_store.tables import AccessLink, Cycle, Person

NONCE_BYTES = 16


def issue(
    session: Session,
    cycle: Cycle,
    person: Person,
    opens: str,
    *,
    secret: str,
    expires_at: datetime,
    by: str,
    at: datetime,
) -> AccessLink:
    """The person's link for this cycle, the same one as long as it is good.

    One that is withdrawn, expired, or made with another secret than today's is made anew: it would open nothing.
    """
    where = (AccessLink.cycle_id == cycle.id, AccessLink.person_id == person.id, AccessLink.opens == opens)
    link = session.exec(select(AccessLink).where(*where)).first()
    if link is not None and link.revoked_at is None and link.expires_at > at and _opens_with(link, secret):
        return link
    nonce = secrets.token_urlsafe(NONCE_BYTES)
    digest = hash_of(_token(nonce, secret))
    if link is None:
        link = AccessLink(cycle_id=cycle.id or 0, person_id=person.id or 0, opens=opens, nonce=nonce, token_hash=digest)
    link.nonce, link.token_hash = nonce, digest
    link.issued_at, link.expires_at, link.revoked_at = at, expires_at, None
    session.add(link)
    session.flush()
    audit.record(session, "link issued", person.reference, by=by, at=at, cycle=cycle.reference, link=link.id)
    return link


def _opens_with(link: AccessLink, secret: str) -> bool:
    return link.token_hash == hash_of(_token(link.nonce, secret))


def token(link: AccessLink, *, secret: str) -> str:
    """The 256-bit token that opens a link, for the address in a mail. Never kept and never logged."""
    return _token(link.nonce, secret)


def open_link(session: Session, token: str, opens: str, *, at: datetime) -> tuple[AccessLink, Cycle, Person]:
    """Whose link it is and for which cycle. Changes nothing, so that a mail scanner may open it as often as it likes.

    Raises LinkError, with what to do, for an unknown, expired or withdrawn link.
    """
    link = session.exec(select(AccessLink).where(AccessLink.token_hash == hash_of(token))).first()
    if link is None or link.opens != opens:
        raise LinkError("This link is not known. Check that the whole address was copied from the mail.")
    if link.revoked_at is not None:
        raise LinkError("This link has been withdrawn. Ask the officer who sent it for a new one.")
    if link.expires_at <= at:
        raise LinkError("This link has expired. The next request for updates will bring a new one.")
    return link, session.get_one(Cycle, link.cycle_id), session.get_one(Person, link.person_id)


def withdraw(session: Session, link: AccessLink, *, by: str, at: datetime) -> None:
    """From now on the link opens nothing."""
    link.revoked_at = at
    session.add(link)
    audit.record(session, "link withdrawn", f"link {link.id}", by=by, at=at)


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _token(nonce: str, secret: str) -> str:
    digest = hmac.new(secret.encode(), nonce.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
