"""Links that opened nothing, in the audit trail: which and why, and never so many that a flood fills the store."""

from datetime import datetime, timedelta

from sqlmodel import Session

from plan_store import audit, rates
from plan_store.links import LinkRefused

MOST_OF_ONE_CLIENT = 20
WITHIN = timedelta(hours=1)


def note(session: Session, refusal: LinkRefused, client: str, *, by: str, at: datetime) -> bool:
    """Leave a row, unless this client has had its share for the hour. Returns whether the row was left.

    client: where the request came from; kept only as a hash, in the count.
    """
    if not rates.allow(session, "link refused", client, most=MOST_OF_ONE_CLIENT, within=WITHIN, by=by, at=at):
        return False
    subject = f"link {refusal.link}" if refusal.link else "unknown link"
    audit.record(session, "link refused", subject, by=by, at=at, why=refusal.why)
    return True


def are_too_many(session: Session, client: str, *, at: datetime) -> bool:
    """Whether this client has had its share, so that nothing more need be written of it in this hour."""
    spent = rates.free_again_at(session, "link refused", client, most=MOST_OF_ONE_CLIENT + 1, at=at)
    return spent is not None
