"""A position drawn the plain way, entity by entity: slow, and easy to see to be right. The store's must equal it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Protocol, TypeVar

from sqlmodel import Session, col, select

from governance.measures import is_red
from governance.position import Answer, Area, DateMove, Line, Person, Position
from plan_store import tables
from plan_store.tables import (
    Action,
    ActionFinding,
    ActionOwner,
    Cycle,
    DateChange,
    DeliveryPlan,
    Evidence,
    FieldChange,
    Finding,
    Measure,
    Meeting,
    Plan,
    Reading,
    Update,
    UpdateRequest,
)


class OfAction(Protocol):
    action_id: int


Row = TypeVar("Row", bound=OfAction)


def position_of(session: Session, cycle: Cycle, *, at: datetime, as_of: date) -> Position:
    """The plan of a cycle as it stood at an instant; as_of: the local day of it, by which lateness is counted."""
    plan = session.get_one(Plan, cycle.plan_id)
    people = _people(session, at=at)
    findings = session.exec(select(Finding).where(Finding.plan_id == plan.id).order_by(col(Finding.place))).all()
    delivery_plans = session.exec(
        select(DeliveryPlan).where(DeliveryPlan.plan_id == plan.id).order_by(col(DeliveryPlan.place))
    ).all()
    return Position(
        plan=plan.title,
        cycle=cycle.reference,
        as_of=as_of,
        meeting_on=session.get_one(Meeting, cycle.meeting_id).held_on,
        findings=tuple(
            Area(reference=row.reference, title=row.title, origin=row.origin, priority_action=row.priority_action)
            for row in findings
        ),
        delivery_plans=tuple(
            Area(reference=row.reference, title=row.title, lead=people.get(row.lead_id or 0)) for row in delivery_plans
        ),
        lines=_lines(session, cycle, people, at=at, as_of=as_of),
    )


def _people(session: Session, *, at: datetime) -> dict[int, Person]:
    return {
        row.id or 0: Person(
            reference=row.reference,
            name=row.name,
            job_title=row.job_title,
            away_until=_day_then(session, row, "away_until", at=at),
            left_on=_day_then(session, row, "left_on", at=at),
        )
        for row in session.exec(select(tables.Person))
    }


def _day_then(session: Session, person: tables.Person, field: str, *, at: datetime) -> date | None:
    """A person's day as it was at that instant: each later change undone, the newest first."""
    value: date | None = getattr(person, field)
    later = (FieldChange.kind == "person", FieldChange.row_id == person.id, FieldChange.field == field)
    query = select(FieldChange).where(*later, col(FieldChange.at) > at).order_by(col(FieldChange.id).desc())
    for change in session.exec(query):
        value = date.fromisoformat(change.before) if change.before else None
    return value


def _lines(
    session: Session, cycle: Cycle, people: Mapping[int, Person], *, at: datetime, as_of: date
) -> tuple[Line, ...]:
    actions = session.exec(
        select(Action)
        .where(Action.plan_id == cycle.plan_id, col(Action.created_on) <= as_of)
        .order_by(col(Action.place), col(Action.id))
    ).all()
    areas = {row.id: row for row in session.exec(select(DeliveryPlan).where(DeliveryPlan.plan_id == cycle.plan_id))}
    findings = _findings(session)
    owners = _grouped(session.exec(select(ActionOwner).order_by(col(ActionOwner.place))))
    deputies = dict(session.exec(select(tables.Person.id, tables.Person.deputy_id)).all())
    moves = _grouped(session.exec(select(DateChange).order_by(col(DateChange.id))))
    answers = _answers(session, people, at=at)
    evidence = _grouped(session.exec(select(Evidence).where(col(Evidence.added_at) <= at)))
    requests = (UpdateRequest.cycle_id == cycle.id, col(UpdateRequest.asked_at) <= at)
    asked = set(session.exec(select(UpdateRequest.action_id).where(*requests)))
    red = _red_measures(session, as_of=as_of)
    lines = []
    for action in actions:
        if action.gone_on is not None and action.gone_on <= as_of:
            continue
        key, area = action.id or 0, areas.get(action.delivery_plan_id)
        owned_by = [owner.person_id for owner in owners[key]]
        deputy = action.deputy_id or (deputies.get(owned_by[0]) if owned_by else None)
        line = Line(
            reference=action.reference,
            title=action.title,
            delivery_plan=area.reference if area else "",
            findings=tuple(findings[key]),
            owners=tuple(people[person_id] for person_id in owned_by),
            sro=people.get(action.sro_id or (area.sro_id if area else None) or 0),
            deputy=people.get(deputy or 0),
            first_due_on=action.first_due_on,
            due_on=action.due_on,
            due_words=action.due_words,
            precision=action.due_precision,
            status=action.status,
            percent=action.percent,
            answers=answers[key],
            asked=key in asked,
            evidence=len(evidence[key]),
            red_measures=tuple(red[key]),
            created_on=action.created_on,
        )
        lines.append(_with_moves(_with_status(line, action, as_of=as_of), moves[key], people, at=at))
    return tuple(lines)


def _grouped(rows: Iterable[Row]) -> defaultdict[int, list[Row]]:
    groups: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.action_id].append(row)
    return groups


def _findings(session: Session) -> defaultdict[int, list[str]]:
    query = (
        select(ActionFinding.action_id, Finding.reference)
        .join(Finding, col(ActionFinding.finding_id) == Finding.id)
        .order_by(col(Finding.place))
    )
    found: defaultdict[int, list[str]] = defaultdict(list)
    for action_id, reference in session.exec(query):
        found[action_id].append(reference)
    return found


def _answers(session: Session, people: Mapping[int, Person], *, at: datetime) -> defaultdict[int, tuple[Answer, ...]]:
    query = (
        select(Update, Cycle.reference)
        .join(Cycle, col(Update.cycle_id) == Cycle.id)
        .where(col(Update.at) <= at)
        .order_by(col(Update.at), col(Update.id))
    )
    answers: defaultdict[int, tuple[Answer, ...]] = defaultdict(tuple)
    for update, cycle in session.exec(query):
        answers[update.action_id] += (
            Answer(
                cycle=cycle,
                said_on=update.said_on,
                said_by=people[update.said_by_id].name,
                status=update.status,
                percent=update.percent,
                narrative=update.narrative,
                reason=update.reason,
                asked_due_on=update.asked_due_on,
                no_change=update.no_change,
                late=update.late,
                on_behalf_of_owner=bool(update.recorded_by),
            ),
        )
    return answers


def _with_status(line: Line, action: Action, *, as_of: date) -> Line:
    """The status that holds: of the last answer that gave one, unless the plan itself was set on a later day."""
    for answer in reversed(line.answers):
        # What was set in the plan after that day was not known on it.
        if answer.said_on < action.status_on <= as_of:
            break
        if answer.status is not None:
            percent = answer.percent if answer.percent is not None else line.percent
            return replace(line, status=answer.status, percent=percent)
    return line


def _with_moves(line: Line, changes: list[DateChange], people: Mapping[int, Person], *, at: datetime) -> Line:
    """The moves made by then, and the date as it was before those made later."""
    made: list[DateChange] = []
    later: list[DateChange] = []
    for change in sorted(changes, key=lambda change: (change.decided_at or change.asked_at, change.id or 0)):
        if change.state in ("granted", "loaded") and change.decided_at is not None:
            (made if change.decided_at <= at else later).append(change)
    moves = tuple(
        DateMove(
            from_on=change.from_on,
            from_words=change.from_words,
            to_on=change.to_on,
            moved_on=change.decided_at.date() if change.decided_at else change.asked_at.date(),
            granted_by=change.decided_by if change.state == "granted" else "",
            reason=change.reason,
        )
        for change in made
    )
    due_on, due_words = (later[0].from_on, later[0].from_words) if later else (line.due_on, line.due_words)
    return replace(line, moves=moves, due_on=due_on, due_words=due_words)


def _red_measures(session: Session, *, as_of: date) -> defaultdict[int, list[str]]:
    """Action id → titles of its measures whose last reading misses the target by more than the tolerance."""
    latest: dict[int, float | None] = {}
    for reading in session.exec(select(Reading).where(col(Reading.read_on) <= as_of).order_by(col(Reading.read_on))):
        latest[reading.measure_id] = reading.value
    red: defaultdict[int, list[str]] = defaultdict(list)
    of_actions = select(Measure).where(col(Measure.action_id).is_not(None)).order_by(col(Measure.id))
    for measure in session.exec(of_actions):
        value = latest.get(measure.id or 0)
        if is_red(value, measure.target, more_is_better=measure.direction == "up", tolerance=measure.tolerance):
            red[measure.action_id or 0].append(measure.title)
    return red
