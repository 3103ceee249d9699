"""What a board decided, verbatim, and what followed: actions, and commissions that the next papers must answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from governance.errors import RecordError
from plan_store import audit, edits, rewinding
from plan_store.tables import Action, AuditEntry, Board, Cycle, Decision, Meeting, Plan, Resolution

KINDS = ("note", "agree", "commission", "action")
AS_KEPT = {"words": rewinding.words, "response": rewinding.words}


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


def correct(
    session: Session, resolution: Resolution, words: str, limbs: Mapping[int, str], *, by: str, at: datetime
) -> str | None:
    """Other words for a resolution and for its limbs (limb → words); what they were is kept and can be put back.

    Returns the group of the edit, or None where nothing differs. Raises RecordError where words are empty.
    """
    if not words.strip() or not all(said.strip() for said in limbs.values()):
        raise RecordError("A resolution needs its words. Write them as the minutes have them.")
    group = edits.new_group()
    found = edits.edit(session, resolution, {"words": words}, group=group, by=by, at=at)
    for decision in of_resolution(session, resolution):
        said = limbs.get(decision.limb, decision.words)
        found = edits.edit(session, decision, {"words": said}, group=group, by=by, at=at) or found
    return found


def respond(session: Session, decision: Decision, words: str, *, met: bool, by: str, at: datetime) -> None:
    """Record what has been done about a decision; met: nothing more is to come."""
    before = {"response": decision.response}
    decision.response = words
    decision.met_at = at if met else None
    session.add(decision)
    edits.keep_before(session, decision, before, group=f"{edits.KEPT}{edits.new_group()}", by=by, at=at)
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


def arising(
    session: Session, plan: Plan, board: Board, before: date, *, by_then: datetime | None = None
) -> list[tuple[Decision, Resolution, Meeting]]:
    """Decisions on this plan that a paper before that day must answer. by_then: as far as was recorded at that instant.

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
    rows = [row for row in session.exec(query) if by_then is None or _was_recorded(session, row[1], by_then)]
    own_last = max((meeting.held_on for _, _, meeting in rows if meeting.board_id == board.id), default=date.min)

    def matters(decision: Decision, meeting: Meeting) -> bool:
        if meeting.board_id == board.id and meeting.held_on == own_last:
            return True
        asks = decision.kind in ("commission", "action")
        met_at = decision.met_at if by_then is None or (decision.met_at and decision.met_at <= by_then) else None
        return asks and (met_at is None or met_at.date() > own_last)

    return [row for row in rows if matters(row[0], row[2])]


def _was_recorded(session: Session, resolution: Resolution, by_then: datetime) -> bool:
    """Whether the minutes had been written down by then; the audit trail knows when."""
    query = select(AuditEntry).where(
        AuditEntry.verb == "resolution recorded",
        AuditEntry.subject == f"meeting {resolution.meeting_id}",
        col(AuditEntry.at) > by_then,
    )
    return not any(entry.detail.get("number") == resolution.number for entry in session.exec(query))


def every(session: Session, plan: Plan, *, by_then: datetime) -> list[tuple[Decision, Resolution, Meeting, Board]]:
    """Every decision about a plan that had been recorded by then, oldest first: the log of its actions."""
    cycles_of_plan = select(Cycle.meeting_id).where(Cycle.plan_id == plan.id)
    query = _with_meetings().where(col(Meeting.id).in_(cycles_of_plan))
    return [row for row in session.exec(query) if _was_recorded(session, row[1], by_then)]


def require(session: Session, decision_id: int) -> tuple[Decision, Resolution, Meeting, Board]:
    """A decision with where it stands, or a RecordError."""
    row = session.exec(_with_meetings().where(Decision.id == decision_id)).first()
    if row is None:
        raise RecordError("There is no such decision. Open the list of decisions and choose it there.")
    return row


def still_open(session: Session) -> list[tuple[Decision, Resolution, Meeting, Board]]:
    """Every commission and action that a board was not yet told is done, oldest first."""
    waits = (col(Decision.met_at).is_(None), col(Decision.kind).in_(("commission", "action")))
    return list(session.exec(_with_meetings().where(*waits)))


def met(session: Session, *, limit: int = 50) -> list[tuple[Decision, Resolution, Meeting, Board]]:
    """The decisions that were met last, the latest first."""
    query = _with_meetings().where(col(Decision.met_at).is_not(None))
    return list(session.exec(query.order_by(None).order_by(col(Decision.met_at).desc()).limit(limit)))


def find_resolution(session: Session, resolution_id: int) -> Resolution:
    """The resolution of that id, or a RecordError."""
    resolution = session.get(Resolution, resolution_id)
    if resolution is None:
        raise RecordError("There is no such resolution. Open the record of its meeting and choose it there.")
    return resolution


def resolutions_of(session: Session, meeting: Meeting) -> list[tuple[Resolution, list[Decision]]]:
    """Every resolution of a meeting with its limbs, in the order they were recorded."""
    query = select(Resolution).where(Resolution.meeting_id == meeting.id).order_by(col(Resolution.id))
    return [(resolution, of_resolution(session, resolution)) for resolution in session.exec(query)]


def actions_from(session: Session, decision: Decision) -> list[str]:
    """References of the actions that a decision added to the plan."""
    query = select(Action.reference).where(Action.source_decision_id == decision.id)
    return list(session.exec(query.order_by(col(Action.id))))


def _with_meetings() -> Select[Decision, Resolution, Meeting, Board]:
    return (
        select(Decision, Resolution, Meeting, Board)
        .join(Resolution, col(Decision.resolution_id) == Resolution.id)
        .join(Meeting, col(Resolution.meeting_id) == Meeting.id)
        .join(Board, col(Meeting.board_id) == Board.id)
        .order_by(col(Meeting.held_on), col(Resolution.id), col(Decision.limb))
    )


def of_meeting(session: Session, meeting: Meeting) -> list[Decision]:
    query = select(Decision).join(Resolution).where(Resolution.meeting_id == meeting.id)
    return list(session.exec(query.order_by(col(Decision.id))))


def count(session: Session, meeting: Meeting) -> int:
    return len(of_meeting(session, meeting))
