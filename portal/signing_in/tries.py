"""How often signing in may be tried, by one client and for one mail address, whether or not anybody has it.

Who counts two things counts the client first, everywhere. It knows nothing of pages.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic, sleep

from fastapi import Request

from plan_store import rates
from plan_store.audit import SYSTEM
from plan_store.database import Session

# A wrong code for an address that somebody has takes some milliseconds more, which a patient guesser could measure.
EVEN_SECONDS = 0.15


@dataclass(frozen=True)
class Limit:
    """So many within such a time. what: as the audit trail names it."""

    what: str
    most: int
    within: timedelta


ASKS_OF_CLIENT = Limit("sign-in codes asked for from one place", 30, timedelta(minutes=15))
ASKS_FOR_ADDRESS = Limit("sign-in codes asked for", 5, timedelta(minutes=15))
TRIES_OF_CLIENT = Limit("sign-in codes tried from one place", 60, timedelta(minutes=15))
WRONG_FOR_ADDRESS = Limit("wrong sign-in codes", 20, timedelta(hours=1))
INVITATIONS_OF_CLIENT = Limit("invitations tried from one place", 30, timedelta(minutes=15))


def client_of(request: Request) -> str:
    """Where a request comes from. Behind a web server of the council's, the address which that passes on."""
    return request.client.host if request.client else ""


def count(session: Session, limit: Limit, who: str, *, at: datetime) -> datetime | None:
    """Count one try. Returns the instant from which it is allowed again, None where it was allowed now."""
    known_as = who.lower()
    if rates.allow(session, limit.what, known_as, most=limit.most, within=limit.within, by=SYSTEM, at=at):
        return None
    return rates.free_again_at(session, limit.what, known_as, most=limit.most, at=at)


def spent_until(session: Session, limit: Limit, who: str, *, at: datetime) -> datetime | None:
    """The same without counting: for what only counts when it goes wrong."""
    return rates.free_again_at(session, limit.what, who.lower(), most=limit.most, at=at)


@contextmanager
def even_time() -> Iterator[None]:
    """What happens inside takes EVEN_SECONDS, whatever it finds."""
    began = monotonic()
    try:
        yield
    finally:
        sleep(max(0.0, began + EVEN_SECONDS - monotonic()))
