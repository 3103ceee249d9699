"""What a board decided, verbatim, and what followed: actions, and commissions that the next papers must answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from governance.errors import RecordError
from plan_store import audit
from plan_store.tables import Board, Cycle, Decision, Meeting, Plan, Resolution

KINDS = ("note", "agree", "commission", "action")


@dataclass(frozen=True, kw_only=True)
class Limb:
    """One limb of a resolution: kind is note, agree, commission (changes the next paper) or action."""

    kind: str
    words: str


def record_resolution(
    session: Session, meeting: Meeting, number: str, words: str, limbs: Sequence[Limb], *, by: str, at: datetime
) -> list[Decision]:
    """Keep a resolution word for word, and each of its limbs as a decision. Recorded twice, it changes nothing."""
    where = (Resolution.meeting_id == meeting.id, Resolution.number == number)
    if (earlier := session.exec(select(Resolution).where(*where)).first()) is not None:
        if earlier.words != words:
            raise RecordError(
                f"Resolution {number} of this meeting is recorded with other words. Correct it, or use another number."
            )
        return of_resolution(session, earlier)
    if unknown := {limb.kind for limb in limbs} - set(KINDS):
        raise RecordError(f"“{unknown.pop()}” is no kind of decision; use {', '.join(KINDS)}.")
    resolution = Resolution(meeting_id=meeting.id or 0, number=number, words=words)
    session.add(resolution)
    session.flush()
    decisions = [
        Decision(resolution_id=resolution.id or 0, limb=limb, kind=given.kind, words=given.words)
        for limb, given in enumerate(limbs, start=1)
    ]
    session.add_all(decisions)
    session.flush()
    audit.record(
        session, "resolution recorded", f"meeting {meeting.id}", by=by, at=at, number=number, limbs=len(decisions)
    )
    return decisions


def respond(session: Session, decision: Decision, words: str, *, met: bool, by: str, at: datetime) -> None:
    """Record what has been done about a decision; met: nothing more is to come."""
    decision.response = words
    decision.met_at = at if met else None
    session.add(decision)
    audit.record(session, "decision answered", f"decision {decision.id}", by=by, at=at, met=met)


def of_resolution(session: Session, resolution: Resolution) -> list[Decision]:
    query = select(Decision).where(Decision.resolution_id == resolution.id).order_by(col(Decision.limb))
    return list(session.exec(query))


def find(session: Session, board_key: str, number: str, limb: int) -> Decision:
    """The decision of a board by the number of its resolution, or a RecordError."""
    query = (
        select(Decision)
        .join(Resolution)
        .join(Meeting)
        .join(Board)
        .where(Board.key == board_key, Resolution.number == number, Decision.limb == limb)
        .order_by(col(Decision.id).desc())
    )
    decision = session.exec(query).first()
    if decision is None:
        raise RecordError(f"The board “{board_key}” has no resolution {number}, limb {limb}, in the plan store.")
    return decision


def arising(session: Session, plan: Plan, board: Board, before: date) -> list[tuple[Decision, Resolution, Meeting]]:
    """Decisions on this plan that a paper before that day must answer.

    Of the board itself, those of its last meeting and whatever it commissioned that is not met yet; of other boards
    that read the plan, what they commissioned or asked to be done and is not met, or was met since the last paper.
    """
    query = (
        select(Decision, Resolution, Meeting)
        .join(Resolution, col(Decision.resolution_id) == Resolution.id)
        .join(Meeting, col(Resolution.meeting_id) == Meeting.id)
        .join(Cycle, col(Cycle.meeting_id) == Meeting.id)
        .where(Cycle.plan_id == plan.id, col(Meeting.held_on) < before)
        .order_by(col(Meeting.held_on), col(Resolution.id), col(Decision.limb))
    )
    rows = list(session.exec(query))
    own_last = max((meeting.held_on for _, _, meeting in rows if meeting.board_id == board.id), default=date.min)

    def matters(decision: Decision, meeting: Meeting) -> bool:
        if meeting.board_id == board.id and meeting.held_on == own_last:
            return True
        asks = decision.kind in ("commission", "action")
        return asks and (decision.met_at is None or decision.met_at.date() > own_last)

    return [row for row in rows if matters(row[0], row[2])]


def of_meeting(session: Session, meeting: Meeting) -> list[Decision]:
    query = select(Decision).join(Resolution).where(Resolution.meeting_id == meeting.id)
    return list(session.exec(query.order_by(col(Decision.id))))


def count(session: Session, meeting: Meeting) -> int:
    return len(of_meeting(session, meeting))
