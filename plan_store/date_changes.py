"""How often the dates of a meeting or cycle have changed, from the audit trail, as calendars want to know."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, or_, select

from plan_store.tables import AuditEntry

# What changes an entry in somebody's calendar; that a cycle was planned makes it.
CHANGING = ("dates changed", "cycle cancelled")
MAKING = ("cycle planned", "meeting called")


@dataclass(frozen=True, kw_only=True)
class Changed:
    """times: how often since it was made. at: the last time, or when it was made."""

    times: int
    at: datetime


def of_everything(session: Session) -> dict[str, Changed]:
    """Reference of a cycle, “meeting 7” or “board/2026-03-10” → how it has changed."""
    entry = AuditEntry
    concerns = or_(col(entry.verb).in_((*CHANGING, *MAKING)), col(entry.subject).like("meeting %"))
    query = select(entry.verb, entry.subject, entry.at).where(concerns).order_by(col(entry.id))
    times: defaultdict[str, int] = defaultdict(int)
    last: dict[str, datetime] = {}
    for verb, subject, at in session.exec(query):
        times[subject] += verb not in MAKING
        last[subject] = at
    return {subject: Changed(times=times[subject], at=at) for subject, at in last.items()}
