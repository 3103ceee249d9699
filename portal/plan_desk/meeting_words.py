"""A meeting as the desk's pages of its record name it. It writes nothing."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import HTTPException

from governance.errors import RecordError
from plan_store import meetings, plans
from plan_store.database import Session
from plan_store.tables import Board, Cycle, Meeting, Plan
from portal.deps import Visit


@dataclass(frozen=True, kw_only=True)
class MeetingShown:
    """A meeting with its board. held_at: London wall time. begun: whether its hour has come."""

    row: Meeting
    board: Board
    cycle: Cycle | None
    held_at: datetime
    begun: bool

    @property
    def id(self) -> int:
        return self.row.id or 0

    @property
    def off(self) -> bool:
        return self.row.state != "called"

    @property
    def address(self) -> str:
        return f"/desk/meetings/{self.id}/record"


def meeting_shown(session: Session, visit: Visit, meeting_id: int) -> MeetingShown:
    """Raises HTTPException 404 where there is no such meeting."""
    try:
        row = meetings.find(session, meeting_id)
    except RecordError:
        raise HTTPException(404, "There is no such meeting. Go to “Meetings” and choose it in the list.") from None
    held_at = datetime.fromisoformat(row.held_at)
    return MeetingShown(
        row=row,
        board=session.get_one(Board, row.board_id),
        cycle=meetings.cycle_of(session, row),
        held_at=held_at,
        begun=visit.as_of >= held_at,
    )


def plan_of(session: Session, meeting: MeetingShown) -> Plan | None:
    """The plan that the meeting's resolutions are about."""
    return session.get_one(Plan, meeting.cycle.plan_id) if meeting.cycle else plans.first(session)
