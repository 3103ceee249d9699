"""The audit trail as it is read: who did what to which, when. It shows references, and names of those who acted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from config.clock import london
from plan_store import asked, audit
from plan_store.audit import SYSTEM
from plan_store.database import Session
from plan_store.tables import AuditEntry

ROWS = 100


@dataclass(frozen=True, kw_only=True)
class Deed:
    """One row. at: London wall time. who: a name, “the system”, or a reference nobody has any more."""

    number: int
    at: datetime
    who: str
    verb: str
    subject: str
    cycle: str
    detail: str


@dataclass(frozen=True, kw_only=True)
class Trail:
    """A page of the trail. older: the number to go on from, 0 where this is the end."""

    deeds: tuple[Deed, ...]
    older: int


def trail_of(session: Session, *, cycle: str = "", by: str = "", subject: str = "", before: int = 0) -> Trail:
    """So many rows, newest first. cycle, by, subject: only those, by reference; before: only older ones."""
    entries = audit.latest(session, cycle=cycle, by=by, subject=subject, before=before, limit=ROWS + 1)
    names = asked.names(session)
    deeds = tuple(_deed(entry, names) for entry in entries[:ROWS])
    return Trail(deeds=deeds, older=deeds[-1].number if len(entries) > ROWS else 0)


def _deed(entry: AuditEntry, names: Mapping[str, str]) -> Deed:
    return Deed(
        number=entry.id or 0,
        at=london(entry.at),
        who="the system" if entry.by == SYSTEM else names.get(entry.by, entry.by),
        verb=entry.verb,
        subject=entry.subject,
        cycle=entry.cycle,
        detail=_in_words(entry.detail),
    )


def _in_words(detail: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{name.replace('_', ' ')}: {_plain(value)}" for name, value in detail.items() if value not in (None, "")
    )


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return ", ".join(f"{key} {str(part)[:12]}" for key, part in value.items())
    return str(value).lower() if isinstance(value, bool) else str(value)
