"""Cycles: planned, moved from stage to stage, and what has been done for each. It knows nothing of who is told."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlmodel import Session, col, select

from governance.cycle import FINISHED, STAGES, Moments, check_move
from governance.errors import RecordError
from governance.flags import Flag
from governance.terms import Rating, Role, Stage
from plan_store import audit
from plan_store.tables import AuditEntry, Board, Cycle, CycleMark, FlagRaised, Meeting, Plan, RatedArea, UpdateRequest


def plan(
    session: Session,
    of: Plan,
    board: Board,
    meeting: Meeting,
    moments: Moments,
    *,
    late_item_paragraph: str,
    by: str,
    at: datetime,
) -> Cycle | None:
    """A new cycle for a meeting, or None where the meeting has one already."""
    if session.exec(select(Cycle).where(Cycle.meeting_id == meeting.id)).first() is not None:
        return None
    cycle = Cycle(
        reference=f"{board.key.replace('_', '-')}-{meeting.held_on:%Y-%m-%d}",
        plan_id=of.id or 0,
        board_id=board.id or 0,
        meeting_id=meeting.id or 0,
        dates=_written(moments),
        late_item_paragraph=late_item_paragraph,
    )
    session.add(cycle)
    session.flush()
    audit.record(session, STAGES[Stage.PLANNED].recorded, cycle.reference, by=by, at=at, cycle=cycle.reference)
    return cycle


def enter(session: Session, cycle: Cycle, stage: Stage, *, role: Role, by: str, at: datetime) -> None:
    """Move a cycle to a stage. Raises WrongStage or NotYourTurn, and then nothing has changed."""
    check_move(cycle.stage, stage, role)
    came_from, cycle.stage = cycle.stage, stage
    if stage is Stage.COLLECTING:
        cycle.opened_at = at
    if stage is Stage.LOCKED:
        cycle.locked_at = at
    session.add(cycle)
    detail = {"from": came_from.value, "as": role.value}
    audit.record(session, STAGES[stage].recorded, cycle.reference, by=by, at=at, cycle=cycle.reference, **detail)


def set_moments(session: Session, cycle: Cycle, moments: Moments, *, by: str, at: datetime) -> None:
    """Other dates for a cycle; nothing is written where they are the same."""
    written = _written(moments)
    if changed := sorted(name for name in written if written[name] != cycle.dates.get(name)):
        cycle.dates = written
        session.add(cycle)
        audit.record(session, "dates changed", cycle.reference, by=by, at=at, cycle=cycle.reference, changed=changed)


def came_early(session: Session, cycle: Cycle, moment: str, as_of: datetime, *, by: str, at: datetime) -> None:
    """What was done before its moment moves that moment, so that every page and mail says when it was.

    moment: a name of governance.cycle.MOMENTS. as_of: local wall time of `at`. Where it was not early nothing is
    written.
    """
    planned = moments(cycle)
    if planned[moment][0] > as_of:
        set_moments(session, cycle, {**planned, moment: (as_of,)}, by=by, at=at)


def say_why_late(session: Session, cycle: Cycle, words: str, *, by: str, at: datetime) -> None:
    """The late-item paragraph, filled in, for the head of the cycle's papers."""
    cycle.late_item_reason = words
    session.add(cycle)
    audit.record(session, "late item explained", cycle.reference, by=by, at=at, cycle=cycle.reference)


def moments(cycle: Cycle) -> Moments:
    """The moments of a cycle as local wall time."""
    return {name: tuple(datetime.fromisoformat(moment) for moment in written) for name, written in cycle.dates.items()}


def _written(moments: Moments) -> dict[str, list[str]]:
    return {name: [moment.isoformat(timespec="minutes") for moment in given] for name, given in moments.items()}


def mark_done(session: Session, cycle: Cycle, step: str, occurrences: Iterable[int], *, by: str, at: datetime) -> None:
    """Record that occurrences of a step need no doing any more. A second time is an IntegrityError, by its key."""
    for occurrence in occurrences:
        session.add(CycleMark(cycle_id=cycle.id or 0, step=step, occurrence=occurrence, at=at))
        audit.record(
            session, "step done", cycle.reference, by=by, at=at, cycle=cycle.reference, step=step, occurrence=occurrence
        )
    session.flush()


def done(session: Session, cycle: Cycle) -> frozenset[tuple[str, int]]:
    """Which steps, and which of their occurrences, are done."""
    query = select(CycleMark.step, CycleMark.occurrence).where(CycleMark.cycle_id == cycle.id)
    return frozenset((step, occurrence) for step, occurrence in session.exec(query))


def marks(session: Session, cycle: Cycle) -> dict[tuple[str, int], datetime]:
    """When each step, and each of its occurrences, was done."""
    query = select(CycleMark.step, CycleMark.occurrence, CycleMark.at).where(CycleMark.cycle_id == cycle.id)
    return {(step, occurrence): at for step, occurrence, at in session.exec(query)}


def moved_by(session: Session, cycle: Cycle) -> str:
    """Who brought the cycle to the stage it is at: a person's reference or “system”."""
    verb = STAGES[cycle.stage].recorded
    query = select(AuditEntry.by).where(AuditEntry.cycle == cycle.reference, AuditEntry.verb == verb)
    return session.exec(query.order_by(col(AuditEntry.id).desc())).first() or ""


def running(session: Session) -> list[Cycle]:
    """Cycles that are not finished, in the order of their meetings."""
    query = select(Cycle).join(Meeting).where(col(Cycle.stage).not_in(FINISHED))
    return list(session.exec(query.order_by(col(Meeting.held_on), col(Cycle.id))))


def every(session: Session) -> list[Cycle]:
    return list(session.exec(select(Cycle).join(Meeting).order_by(col(Meeting.held_on), col(Cycle.id))))


def require(session: Session, reference: str) -> Cycle:
    """The cycle of that reference, to read. Raises RecordError where unknown."""
    return _known(session.exec(select(Cycle).where(Cycle.reference == reference)).first(), reference)


def hold_still(session: Session, reference: str) -> Cycle:
    """The cycle, locked against everybody else until the transaction ends. Raises RecordError where unknown."""
    query = select(Cycle).where(Cycle.reference == reference)
    held = query.with_for_update().execution_options(populate_existing=True)
    return _known(session.exec(held).first(), reference)


def _known(cycle: Cycle | None, reference: str) -> Cycle:
    if cycle is None:
        raise RecordError(f"There is no cycle “{reference}”. “cleardays cycles” lists them.")
    return cycle


def board_of(session: Session, cycle: Cycle) -> Board:
    return session.get_one(Board, cycle.board_id)


def meeting_of(session: Session, cycle: Cycle) -> Meeting:
    return session.get_one(Meeting, cycle.meeting_id)


def ask(session: Session, cycle: Cycle, requests: Mapping[int, int], *, by: str, at: datetime) -> None:
    """Record who is asked about which action: action id → person id."""
    for action_id, person_id in requests.items():
        session.add(UpdateRequest(cycle_id=cycle.id or 0, action_id=action_id, person_id=person_id, asked_at=at))
    audit.record(session, "updates asked", cycle.reference, by=by, at=at, cycle=cycle.reference, actions=len(requests))


def keep_flags(
    session: Session,
    cycle: Cycle,
    flags: Sequence[Flag],
    areas: Mapping[tuple[str, str], Rating],
    *,
    by: str,
    at: datetime,
) -> None:
    """Keep what the rules raised at the lock. areas: (kind, reference) → colour."""
    for place, flag in enumerate(flags):
        session.add(
            FlagRaised(cycle_id=cycle.id or 0, rule=flag.rule, subject=flag.subject, because=flag.because, place=place)
        )
    for (kind, reference), rating in areas.items():
        session.add(RatedArea(cycle_id=cycle.id or 0, kind=kind, reference=reference, rating=rating))
    audit.record(session, "flags raised", cycle.reference, by=by, at=at, cycle=cycle.reference, flags=len(flags))


def flags(session: Session, cycle: Cycle) -> tuple[Flag, ...]:
    """The flags kept at the lock, in their order."""
    query = select(FlagRaised).where(FlagRaised.cycle_id == cycle.id).order_by(col(FlagRaised.place))
    return tuple(Flag(rule=row.rule, subject=row.subject, because=row.because) for row in session.exec(query))


def coming(session: Session, on: date) -> Cycle:
    """The cycle of the first meeting on or after a day, else the last one there was. RecordError where none is."""
    query = select(Cycle, Meeting).join(Meeting).order_by(col(Meeting.held_on))
    every = list(session.exec(query))
    if not every:
        raise RecordError("No cycle has been planned yet. Load the plan and give the boards their meetings first.")
    return next((cycle for cycle, meeting in every if meeting.held_on >= on), every[-1][0])
