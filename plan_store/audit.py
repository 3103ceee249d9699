"""The audit trail: one row for every write, in the same transaction. It knows nothing of what the write meant."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from plan_store.tables import AuditEntry

SYSTEM = "system"


def record(session: Session, verb: str, subject: str, *, by: str, at: datetime, cycle: str = "", **detail: Any) -> None:
    """Leave one row. by: a person's reference or “system”. detail: plain values, no names, addresses or update text."""
    session.add(AuditEntry(at=at, by=by, verb=verb, subject=subject, cycle=cycle, detail=detail))


def latest(
    session: Session, *, cycle: str = "", by: str = "", subject: str = "", before: int = 0, limit: int
) -> list[AuditEntry]:
    """The trail, newest first, so many rows of it. before: only rows older than the one of that number."""
    query = select(AuditEntry).order_by(col(AuditEntry.id).desc()).limit(limit)
    for column, wanted in ((AuditEntry.cycle, cycle), (AuditEntry.by, by), (AuditEntry.subject, subject)):
        if wanted:
            query = query.where(col(column) == wanted)
    if before:
        query = query.where(col(AuditEntry.id) < before)
    return list(session.exec(query))


def story(session: Session, *, cycle: str = "", subject: str = "") -> list[AuditEntry]:
    """The trail of a cycle or of one subject, oldest first; of everything where neither is given."""
    query = select(AuditEntry).order_by(col(AuditEntry.id))
    if cycle:
        query = query.where(AuditEntry.cycle == cycle)
    if subject:
        query = query.where(AuditEntry.subject == subject)
    return list(session.exec(query))
