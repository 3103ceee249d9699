"""Counts that stop guessing and flooding: how often something was tried in a window of time. Who tried is a hash only.

It knows nothing of what is tried. Every count is kept in the store, so it holds across all workers of the portal.
"""

from datetime import datetime, timedelta

from sqlalchemy import case, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from plan_store import audit
from plan_store.links import hash_of
from plan_store.tables import RateCount

# Windows that are over are cleared away a few at a time, so that nobody waits for it.
CLEARED_AT_ONCE = 20


def allow(session: Session, what: str, who: str, *, most: int, within: timedelta, by: str, at: datetime) -> bool:
    """Count one try, and say whether it is among the `most` that are allowed in this window.

    what: a name like “codes asked for”, which stands in the audit trail. who: an address or a client, kept as a hash.
    The window begins with the first try and lasts for `within`. The first refusal of a window leaves an audit row.
    The transaction has to be committed for a refusal too: what is not committed was not counted.
    Who counts two things in one transaction counts them in the same order everywhere.
    """
    key = _key(what, who)
    count = _count_one(session, key, at=at, until=at + within)
    if count == 1:
        _clear_away(session, at=at)
    if count == most + 1:  # the rest of the window adds nothing to the trail
        audit.record(session, "too many tries", what, by=by, at=at, allowed=most)
    return count <= most


def free_again_at(session: Session, what: str, who: str, *, most: int, at: datetime) -> datetime | None:
    """When this may be tried again, where it was tried `most` times or more; None where it may be tried now."""
    spent = (RateCount.key == _key(what, who), RateCount.count >= most, RateCount.until > at)
    return session.exec(select(RateCount.until).where(*spent)).first()


def _key(what: str, who: str) -> str:
    return f"{what}: {hash_of(who)}"


def _count_one(session: Session, key: str, *, at: datetime, until: datetime) -> int:
    """One statement, so that two workers never count the same try: the second waits for the first."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    is_over = col(RateCount.until) <= at
    counted = (
        insert(RateCount)
        .values(key=key, count=1, until=until)
        .on_conflict_do_update(
            index_elements=[col(RateCount.key)],
            set_={
                "count": case((is_over, 1), else_=col(RateCount.count) + 1),
                "until": case((is_over, until), else_=col(RateCount.until)),
            },
        )
        .returning(col(RateCount.count))
    )
    return int(session.connection().execute(counted).scalar_one())


def _clear_away(session: Session, *, at: datetime) -> None:
    """Rows that somebody else is counting in just now are left to the next."""
    over = select(RateCount.key).where(RateCount.until <= at).limit(CLEARED_AT_ONCE).with_for_update(skip_locked=True)
    session.connection().execute(delete(RateCount).where(col(RateCount.key).in_(over)))
