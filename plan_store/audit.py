"""The audit trail: one row for every write, in the same transaction. It knows nothing of what the write meant."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from plan_store.tables import AuditEntry

SYSTEM = "system"


def record(session: Session, verb: str, subject: str, *, by: str, at: datetime, cycle: str = "", **detail: Any) -> None:
    """Leave one row. by: a person's reference or “system”. detail: plain values, no names, addresses or update text."""
    session.add(AuditEntry(at=at, by=by, verb=verb, subject=subject, cycle=cycle, detail=detail))


def story(session: Session, *, cycle: str = "", subject: str = "") -> list[AuditEntry]:
    """The trail of a cycle or of one subject, oldest first; of everything where neither is given."""
    query = select(AuditEntry).order_by(col(AuditEntry.id))
    if cycle:
        query = query.where(AuditEntry.cycle == cycle)
    if subject:
        query = query.where(AuditEntry.subject == subject)
    return list(session.exec(query))
