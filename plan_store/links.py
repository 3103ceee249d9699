"""Personal links: issued, opened, withdrawn. The store keeps only a hash; it knows nothing of web addresses.

A token is made from the link's nonce with a secret that stands in the settings, so it can be written into a mail
whenever that mail is rendered, and a copy of the store alone opens nothing.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

from sqlmodel import Session, col, func, select

from governance.errors import LinkError
from plan_store import audit
from plan_store.tables import AccessLink, Cycle, Person

NONCE_BYTES = 16


class LinkRefused(LinkError):
    """A link that opens nothing. why: in a word of ours, for the audit trail; link: its number, 0 where unknown."""

    def __init__(self, sentence: str, *, why: str, link: int = 0) -> None:
        super().__init__(sentence)
        self.why = why
        self.link = link


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
        raise LinkRefused(
            "This link is not known. Check that the whole address was copied from the mail.", why="unknown"
        )
    number = link.id or 0
    if link.revoked_at is not None:
        sentence = "This link has been withdrawn. Ask the officer who sent it for a new one."
        raise LinkRefused(sentence, why="withdrawn", link=number)
    if link.expires_at <= at:
        sentence = "This link has expired. The next request for updates will bring a new one."
        raise LinkRefused(sentence, why="expired", link=number)
    return link, session.get_one(Cycle, link.cycle_id), session.get_one(Person, link.person_id)


def people_at(session: Session, email: str) -> list[Person]:
    """Everybody whose mail goes to this address, however it is capitalised; a shared address may have several."""
    same = func.lower(func.trim(col(Person.email))) == email.strip().lower()
    return list(session.exec(select(Person).where(same).order_by(col(Person.id))))


def hold_still(session: Session, link: AccessLink) -> None:
    """Nobody else saves through this link until the transaction ends, so that no newer words are lost to older ones."""
    session.exec(select(AccessLink.id).where(AccessLink.id == link.id).with_for_update()).first()


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
