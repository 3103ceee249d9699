"""Findings of the checker that the officer lets stand, each with a reason. It knows nothing of how a paper is read.

A finding is known by its key, so that the next version of the same paper does not ask about the same words again.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, col, select

from governance.errors import RecordError
from plan_store import audit
from plan_store.tables import Cycle, FindingAccepted


def accept(
    session: Session, cycle: Cycle, kind: str, key: str, rule: str, reason: str, *, by: str, at: datetime
) -> FindingAccepted:
    """Let a finding stand in a cycle's paper of this kind. A new reason takes the place of the one before.

    Raises RecordError where no reason is given.
    """
    if not reason.strip():
        raise RecordError("Write why it may stand: the director reads the reason before signing off.")
    found = find(session, cycle, kind, key) or FindingAccepted(cycle_id=cycle.id or 0, kind=kind, key=key, by=by, at=at)
    found.rule, found.reason, found.by, found.at = rule, reason, by, at
    session.add(found)
    session.flush()
    audit.record(session, "finding accepted", f"{kind} {key}", by=by, at=at, cycle=cycle.reference, rule=rule)
    return found


def withdraw(session: Session, cycle: Cycle, kind: str, key: str, *, by: str, at: datetime) -> None:
    """The finding is open again. Raises RecordError where it was not accepted."""
    found = find(session, cycle, kind, key)
    if found is None:
        raise RecordError("This finding is open already; nothing was changed. Open the list of findings again.")
    session.delete(found)
    audit.record(session, "finding opened again", f"{kind} {key}", by=by, at=at, cycle=cycle.reference)


def find(session: Session, cycle: Cycle, kind: str, key: str) -> FindingAccepted | None:
    where = (FindingAccepted.cycle_id == cycle.id, FindingAccepted.kind == kind, FindingAccepted.key == key)
    return session.exec(select(FindingAccepted).where(*where)).first()


def accepted(session: Session, cycle: Cycle, kind: str) -> Mapping[str, str]:
    """Key → reason of every finding that may stand in this paper, in the order they were accepted."""
    where = (FindingAccepted.cycle_id == cycle.id, FindingAccepted.kind == kind)
    query = select(FindingAccepted.key, FindingAccepted.reason).where(*where).order_by(col(FindingAccepted.id))
    return dict(session.exec(query).all())
