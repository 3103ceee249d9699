"""Clearances: who was asked to clear a section of a paper, when, and what they said. Silence is never consent.

They are the council's own and stand in no paper; the officer and the director see them beside it.
"""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, select

from governance.errors import RecordError
from plan_store import audit
from plan_store.tables import Clearance, Cycle

OUTCOMES = ("cleared", "not_cleared")


def ask(session: Session, cycle: Cycle, section: str, asked_of: str, *, by: str, at: datetime) -> Clearance:
    """Record that somebody was asked to clear a section; asked again, what they said before is asked for anew."""
    if not asked_of.strip():
        raise RecordError("Say who is asked: the name and office of whoever can clear it.")
    found = find(session, cycle, section) or Clearance(cycle_id=cycle.id or 0, section=section)
    found.asked_of, found.asked_at, found.outcome = asked_of.strip(), at, "asked"
    found.words, found.said_by, found.said_at = "", "", None
    session.add(found)
    session.flush()
    audit.record(session, "clearance asked", section, by=by, at=at, cycle=cycle.reference)
    return found


def say(
    session: Session, cycle: Cycle, section: str, outcome: str, words: str, said_by: str, *, by: str, at: datetime
) -> Clearance:
    """Record what somebody said. said_by: who, in words. Raises RecordError where nobody was asked or named."""
    found = find(session, cycle, section)
    if found is None:
        raise RecordError(f"Nobody has been asked to clear “{section}” yet. Record who was asked first.")
    if outcome not in OUTCOMES:
        raise RecordError("A section is cleared or it is not; silence is neither, so leave it as asked.")
    if not said_by.strip():
        raise RecordError("Say who cleared it: a clearance without a name is none.")
    if outcome == "not_cleared" and not words.strip():
        raise RecordError("Write what has to change, so that the section can be mended and cleared.")
    found.outcome, found.words, found.said_by, found.said_at = outcome, words, said_by.strip(), at
    session.add(found)
    audit.record(session, f"clearance {outcome}", section, by=by, at=at, cycle=cycle.reference)
    return found


def find(session: Session, cycle: Cycle, section: str) -> Clearance | None:
    return session.exec(select(Clearance).where(Clearance.cycle_id == cycle.id, Clearance.section == section)).first()


def of_cycle(session: Session, cycle: Cycle) -> list[Clearance]:
    """Every clearance of a cycle's paper, in the order they were first asked for."""
    return list(session.exec(select(Clearance).where(Clearance.cycle_id == cycle.id).order_by(col(Clearance.id))))


def still_open(session: Session, cycle: Cycle, sections: Collection[str]) -> list[str]:
    """Those of the sections that nobody has cleared: not asked for, asked and silent, or refused."""
    cleared = {row.section for row in of_cycle(session, cycle) if row.outcome == "cleared"}
    return [section for section in sections if section not in cleared]
