"""The one door from the store to the rules: rows → governance.Position. It decides nothing.

A position can be drawn for any day: updates, moves and evidence later than that day are left out. Every page that
shows the plan draws one, so only the columns it is made of are read, and each line is made once.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, Text, func, select, type_coerce
from sqlmodel import Session, col

from governance.measures import is_red
from governance.position import Answer, Area, DateMove, Line, Person, Position
from governance.terms import DeliveryStatus, Origin, Precision
from plan_store import rewinding, tables
from plan_store.exemptions import Marks, marks_for
from plan_store.rewinding import Then
from plan_store.tables import (
    Action,
    ActionFinding,
    ActionOwner,
    Cycle,
    DateChange,
    DeliveryPlan,
    Evidence,
    Finding,
    Measure,
    Meeting,
    Plan,
    Reading,
    Update,
    UpdateRequest,
)

# The words of the glossary by what the store holds: looked up, which costs a tenth of making each anew.
STATUSES: Mapping[str | None, DeliveryStatus | None] = {None: None} | {word.value: word for word in DeliveryStatus}
PRECISIONS: Mapping[str, Precision] = {word.value: word for word in Precision}
# The fields that edits and loads change; dates, answers and evidence carry their own instants.
OF_ACTIONS = {
    "title": rewinding.words, "delivery_plan_id": rewinding.number, "sro_id": rewinding.number,
    "deputy_id": rewinding.number, "percent": rewinding.number, "status": rewinding.word, "status_on": rewinding.day,
}  # fmt: skip
OF_AREAS = {
    "reference": rewinding.words, "title": rewinding.words, "lead_id": rewinding.number, "sro_id": rewinding.number,
}  # fmt: skip
OF_FINDINGS = {"title": rewinding.words, "origin": rewinding.words, "priority_action": rewinding.flag}
OF_PEOPLE = {
    "name": rewinding.words, "job_title": rewinding.words, "away_until": rewinding.day, "left_on": rewinding.day,
    "deputy_id": rewinding.number,
}  # fmt: skip
OF_MEASURES = {"title": rewinding.words, "target": rewinding.amount, "direction": rewinding.words}


class Parts(NamedTuple):
    """What belongs to the actions, by action id; what an action has none of is not in there."""

    people: Mapping[int, Person]
    deputies: Mapping[int, int | None]
    areas: Mapping[int | None, Any]
    findings: Mapping[int, list[str]]
    owners: Mapping[int, list[int]]
    moves: Mapping[int, list[Row[Any]]]
    answers: Mapping[int, list[Answer]]
    evidence: Mapping[int, int]
    asked: frozenset[int]
    red: Mapping[int, list[str]]
    then: Then
    marks: Marks


def position_of(
    session: Session,
    cycle: Cycle,
    *,
    at: datetime,
    as_of: date,
    only: Collection[int] | None = None,
    part: int = 1,
) -> Position:
    """The plan of a cycle as it stood at an instant; as_of: the local day of it, by which lateness is counted.

    only: ids of the actions to draw, where a page shows a few of a long plan; their lines are the same as in the whole.
    part: 2 shows exempt words; otherwise they are kept back, whoever asks.
    """
    if session.autoflush:
        # Columns are read past the session, which would otherwise write what is waiting in it first.
        session.flush()
    then, marks = Then(session, at), marks_for(session, part=part)
    parts = _parts(session, cycle, then, marks, at=at, as_of=as_of, only=only)
    return Position(
        plan=session.get_one(Plan, cycle.plan_id).title,
        cycle=cycle.reference,
        as_of=as_of,
        meeting_on=session.get_one(Meeting, cycle.meeting_id).held_on,
        findings=_areas_found(session, cycle.plan_id, then, marks),
        delivery_plans=tuple(
            Area(
                reference=area.reference,
                title=marks.words("deliveryplan", area.id, "title", area.title),
                lead=parts.people.get(area.lead_id or 0),
            )
            for area in parts.areas.values()
        ),
        lines=_lines(session, cycle, parts, at=at, as_of=as_of, only=only),
    )


def _rows(session: Session, query: Select[Any]) -> Sequence[Row[Any]]:
    """Plain rows of columns: no entity is made of them and none is kept."""
    return session.connection().execute(query).all()


def _areas_found(session: Session, plan_id: int, then: Then, marks: Marks) -> tuple[Area, ...]:
    row = Finding
    columns = (row.id, row.reference, row.title, row.origin, row.priority_action)
    query = select(*map(col, columns)).where(col(row.plan_id) == plan_id).order_by(col(row.place))
    findings = (then.row("finding", found, OF_FINDINGS) for found in _rows(session, query))
    return tuple(
        Area(
            reference=found.reference,
            title=marks.words("finding", found.id, "title", found.title),
            origin=Origin(found.origin),
            priority_action=found.priority_action,
        )
        for found in findings
        if then.was_there("finding", found.id)
    )


def _parts(
    session: Session,
    cycle: Cycle,
    then: Then,
    marks: Marks,
    *,
    at: datetime,
    as_of: date,
    only: Collection[int] | None,
) -> Parts:
    people, deputies, known = _people(session, then)
    asked = select(col(UpdateRequest.action_id)).where(
        col(UpdateRequest.cycle_id) == cycle.id, col(UpdateRequest.asked_at) <= at
    )
    return Parts(
        people=people,
        deputies=deputies,
        areas=_areas(session, cycle.plan_id, then),
        findings=_findings(session, then, only),
        owners=_owners(session, then, known, only),
        moves=_moves(session, only),
        answers=_answers(session, people, marks, at=at, only=only),
        evidence=_evidence(session, at=at, only=only),
        asked=frozenset(action_id for (action_id,) in _rows(session, asked)),
        red=_red_measures(session, then, marks, as_of=as_of),
        then=then,
        marks=marks,
    )


def _people(session: Session, then: Then) -> tuple[dict[int, Person], dict[int, int | None], dict[str, int]]:
    """By id: people and their deputies; and the ids by reference."""
    row = tables.Person
    columns = (row.id, row.reference, row.name, row.job_title, row.away_until, row.left_on, row.deputy_id)
    people: dict[int, Person] = {}
    deputies: dict[int, int | None] = {}
    for found in _rows(session, select(*map(col, columns))):
        known = then.row("person", found, OF_PEOPLE)
        people[known.id] = Person(
            reference=known.reference,
            name=known.name,
            job_title=known.job_title,
            away_until=known.away_until,
            left_on=known.left_on,
        )
        deputies[known.id] = known.deputy_id
    return people, deputies, {person.reference: key for key, person in people.items()}


def _areas(session: Session, plan_id: int, then: Then) -> dict[int | None, Any]:
    columns = (DeliveryPlan.id, DeliveryPlan.reference, DeliveryPlan.title, DeliveryPlan.lead_id, DeliveryPlan.sro_id)
    query = select(*map(col, columns)).where(col(DeliveryPlan.plan_id) == plan_id).order_by(col(DeliveryPlan.place))
    return {
        row.id: then.row("deliveryplan", row, OF_AREAS)
        for row in _rows(session, query)
        if then.was_there("deliveryplan", row.id)
    }


def _lines(
    session: Session, cycle: Cycle, parts: Parts, *, at: datetime, as_of: date, only: Collection[int] | None
) -> tuple[Line, ...]:
    action = Action
    columns = (
        action.id, action.reference, action.title, action.delivery_plan_id, action.sro_id, action.deputy_id,
        action.first_due_on, action.due_on, action.due_words, action.status_on, action.percent, action.created_on,
        action.gone_on,
    )  # fmt: skip
    query = (
        select(
            *map(col, columns),
            type_coerce(col(action.status), Text).label("status"),
            type_coerce(col(action.due_precision), Text).label("precision"),
        )
        .where(col(action.plan_id) == cycle.plan_id, col(action.created_on) <= as_of, *_among(action.id, only))
        .order_by(col(action.place), col(action.id))
    )
    return tuple(
        _line(parts.then.row("action", row, OF_ACTIONS), parts, at=at, as_of=as_of)
        for row in _rows(session, query)
        if (row.gone_on is None or row.gone_on > as_of) and parts.then.was_there("action", row.id)
    )


def _line(action: Any, parts: Parts, *, at: datetime, as_of: date) -> Line:
    key, people, area = action.id, parts.people, parts.areas.get(action.delivery_plan_id)
    owned_by = parts.owners.get(key, [])
    deputy = action.deputy_id or (parts.deputies.get(owned_by[0]) if owned_by else None)
    answers = parts.answers.get(key, [])
    status, percent = _status(answers, action, as_of=as_of)
    made, later = _made_and_later(parts.moves[key], at=at) if key in parts.moves else ((), ())
    return Line(
        reference=action.reference,
        title=parts.marks.words("action", key, "title", action.title),
        delivery_plan=area.reference if area else "",
        findings=tuple(parts.findings.get(key, ())),
        owners=tuple(people[person_id] for person_id in owned_by),
        sro=people.get(action.sro_id or (area.sro_id if area else None) or 0),
        deputy=people.get(deputy or 0),
        first_due_on=action.first_due_on,
        # As it was before the moves that were made later.
        due_on=later[0].from_on if later else action.due_on,
        due_words=later[0].from_words if later else action.due_words,
        precision=PRECISIONS[action.precision],
        moves=tuple(_move(move, parts.marks) for move in made),
        status=status,
        percent=percent,
        answers=tuple(answers),
        asked=key in parts.asked,
        evidence=parts.evidence.get(key, 0),
        red_measures=tuple(parts.red.get(key, ())),
        created_on=action.created_on,
    )


def _among(column: Any, only: Collection[int] | None) -> tuple[Any, ...]:
    """The condition that an action is one of those wanted; none where all are."""
    return () if only is None else (col(column).in_(only),)


def _findings(session: Session, then: Then, only: Collection[int] | None) -> dict[int, list[str]]:
    query = (
        select(col(ActionFinding.action_id), col(Finding.reference))
        .join(Finding, col(ActionFinding.finding_id) == Finding.id)
        .where(*_among(ActionFinding.action_id, only))
        .order_by(col(Finding.place))
    )
    findings = _grouped(_rows(session, query))
    for key in then.edited("action", "findings"):
        findings[key] = then.references("action", key, "findings") or []
    return findings


def _owners(
    session: Session, then: Then, known: Mapping[str, int], only: Collection[int] | None
) -> dict[int, list[int]]:
    query = select(col(ActionOwner.action_id), col(ActionOwner.person_id)).where(*_among(ActionOwner.action_id, only))
    owners = _grouped(_rows(session, query.order_by(col(ActionOwner.place))))
    for key in then.edited("action", "owners"):
        owners[key] = [known[reference] for reference in then.references("action", key, "owners") or []]
    return owners


def _grouped(pairs: Sequence[Row[Any]]) -> dict[int, list[Any]]:
    groups: defaultdict[int, list[Any]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups


def _evidence(session: Session, *, at: datetime, only: Collection[int] | None) -> dict[int, int]:
    among = _among(Evidence.action_id, only)
    query = select(col(Evidence.action_id), func.count().label("pieces")).where(col(Evidence.added_at) <= at, *among)
    return {row.action_id: row.pieces for row in _rows(session, query.group_by(col(Evidence.action_id)))}


def _moves(session: Session, only: Collection[int] | None) -> dict[int, list[Row[Any]]]:
    """The moves that were made, in the order they were made; a request nobody granted moved nothing."""
    change = DateChange
    columns = (
        change.id, change.action_id, change.state, change.from_on, change.from_words, change.to_on, change.decided_at,
        change.decided_by, change.reason,
    )  # fmt: skip
    query = select(*map(col, columns)).where(
        col(change.state).in_(("granted", "loaded")),
        col(change.decided_at).is_not(None),
        *_among(change.action_id, only),
    )
    moves: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    for row in sorted(_rows(session, query), key=lambda row: (row.decided_at, row.id)):
        moves[row.action_id].append(row)
    return moves


def _made_and_later(moves: Sequence[Row[Any]], *, at: datetime) -> tuple[Sequence[Row[Any]], Sequence[Row[Any]]]:
    made = [move for move in moves if move.decided_at <= at]
    return made, moves[len(made) :]


def _move(move: Row[Any], marks: Marks) -> DateMove:
    return DateMove(
        from_on=move.from_on,
        from_words=move.from_words,
        to_on=move.to_on,
        moved_on=move.decided_at.date(),
        granted_by=move.decided_by if move.state == "granted" else "",
        reason=marks.words("datechange", move.id, "reason", move.reason),
    )


def _answers(
    session: Session, people: Mapping[int, Person], marks: Marks, *, at: datetime, only: Collection[int] | None
) -> dict[int, list[Answer]]:
    update = Update
    columns = (
        update.id, update.action_id, update.said_by_id, update.said_on, update.percent, update.narrative, update.reason,
        update.asked_due_on, update.no_change, update.late, update.recorded_by,
    )  # fmt: skip
    query = (
        select(*map(col, columns), type_coerce(col(update.status), Text), col(Cycle.reference))
        .join(Cycle, col(update.cycle_id) == Cycle.id)
        .where(col(update.at) <= at, *_among(update.action_id, only))
        .order_by(col(update.at), col(update.id))
    )
    answers: defaultdict[int, list[Answer]] = defaultdict(list)
    for row in _rows(session, query):
        own, key, said_by, said_on, percent, narrative, reason, asked, no_change, late, recorded_by, status, of = row
        answers[key].append(
            Answer(
                cycle=of,
                said_on=said_on,
                said_by=people[said_by].name,
                status=STATUSES[status],
                percent=percent,
                narrative=marks.words("update", own, "narrative", narrative),
                reason=marks.words("update", own, "reason", reason),
                asked_due_on=asked,
                no_change=no_change,
                late=late,
                on_behalf_of_owner=bool(recorded_by),
            )
        )
    return answers


def _status(answers: Sequence[Answer], action: Any, *, as_of: date) -> tuple[DeliveryStatus | None, int | None]:
    """The status that holds: of the last answer that gave one, unless the plan itself was set on a later day."""
    for answer in reversed(answers):
        # What was set in the plan after that day was not known on it.
        if answer.said_on < action.status_on <= as_of:
            break
        if answer.status is not None:
            return answer.status, answer.percent if answer.percent is not None else action.percent
    return STATUSES[action.status], action.percent


def _red_measures(session: Session, then: Then, marks: Marks, *, as_of: date) -> dict[int, list[str]]:
    """Action id → titles of its measures whose last reading misses the target by more than the tolerance."""
    measure = Measure
    columns = (measure.id, measure.action_id, measure.title, measure.target, measure.direction, measure.tolerance)
    of_actions = select(*map(col, columns)).where(col(measure.action_id).is_not(None)).order_by(col(measure.id))
    measured = _rows(session, of_actions)
    if not measured:
        return {}
    readings = (
        select(col(Reading.id), col(Reading.measure_id), col(Reading.value))
        .where(col(Reading.read_on) <= as_of)
        .order_by(col(Reading.read_on))
    )
    latest: dict[int, float | None] = {
        row.measure_id: row.value for row in _rows(session, readings) if then.was_there("reading", row.id)
    }
    red: defaultdict[int, list[str]] = defaultdict(list)
    for row in (then.row("measure", found, OF_MEASURES) for found in measured):
        up = row.direction == "up"
        if is_red(latest.get(row.id), row.target, more_is_better=up, tolerance=row.tolerance):
            red[row.action_id].append(marks.words("measure", row.id, "title", row.title))
    return red
