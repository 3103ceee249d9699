"""Who was at a meeting: its members, and others in attendance. It knows nothing of what was decided there."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from governance.errors import RecordError
from plan_store import audit
from plan_store.tables import Attendance, Meeting, Person

# How a member was there, or was not. Others are recorded only where they came.
OF_MEMBERS = ("present", "apologies", "absent")
IN_ATTENDANCE = "in_attendance"


def record(
    session: Session,
    meeting: Meeting,
    members: Sequence[tuple[Person, str]],
    others: Sequence[str],
    *,
    by: str,
    at: datetime,
) -> bool:
    """Who was there, in place of what was recorded before. Returns whether anything changed.

    members: each with one of OF_MEMBERS; leave out those of whom nothing is known. others: names, as the minutes have
    them; a name that stands twice is taken once.
    """
    if unknown := {how for _, how in members} - set(OF_MEMBERS):
        raise RecordError(f"“{unknown.pop()}” does not say how a member was there; use {', '.join(OF_MEMBERS)}.")
    wanted = _rows(meeting, members, others)
    there = {row.name: row for row in of_meeting(session, meeting)}
    if {name: (row.person_id, row.how) for name, row in there.items()} == {
        name: (row.person_id, row.how) for name, row in wanted.items()
    }:
        return False
    for row in there.values():
        session.delete(row)
    # Deleted before the new ones are there: a name may stand once in a meeting.
    session.flush()
    session.add_all(wanted.values())
    counts: dict[str, Any] = {
        how: sum(row.how == how for row in wanted.values()) for how in (*OF_MEMBERS, IN_ATTENDANCE)
    }
    audit.record(session, "attendance recorded", f"meeting {meeting.id}", by=by, at=at, **counts)
    return True


def of_meeting(session: Session, meeting: Meeting) -> list[Attendance]:
    query = select(Attendance).where(Attendance.meeting_id == meeting.id)
    return list(session.exec(query.order_by(col(Attendance.id))))


def _rows(meeting: Meeting, members: Sequence[tuple[Person, str]], others: Sequence[str]) -> Mapping[str, Attendance]:
    rows: dict[str, Attendance] = {}
    for person, how in members:
        # Two members of one name are told apart as the plan tells them apart.
        name = f"{person.name} ({person.reference})" if person.name in rows else person.name
        rows[name] = Attendance(meeting_id=meeting.id or 0, person_id=person.id, name=name, how=how)
    for other in others:
        if (name := " ".join(other.split())) and name not in rows:
            rows[name] = Attendance(meeting_id=meeting.id or 0, name=name, how=IN_ATTENDANCE)
    return rows
