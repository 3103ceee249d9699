"""The plan at several moments at once: its colours, its slips, who answered, and what was measured. It decides nothing.

Drawing a position for every month would read everything a dozen times; here each table is read once and replayed.
What comes out is what plan_store.position and the rulebook say of the same moment.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, Text, select, type_coerce
from sqlmodel import Session, col

from governance.ratings import Scale
from governance.terms import ENDED, DeliveryStatus, Rating
from plan_store.exemptions import marks_for
from plan_store.tables import Action, Board, Cycle, DateChange, Measure, Meeting, Plan, Reading, Update, UpdateRequest

STATUSES: Mapping[str | None, DeliveryStatus | None] = {None: None} | {word.value: word for word in DeliveryStatus}


class When(NamedTuple):
    """One moment: the instant in UTC, and the local day by which lateness is counted."""

    at: datetime
    as_of: date


@dataclass(frozen=True, kw_only=True)
class State:
    """The plan at one moment. ratings: how many actions had each colour, with regard to the last cycle locked by then.

    overdue: past their date and not ended. slip_days: how far all due dates together are past the first ones; a date
    brought forward takes nothing off. moves: dates moved since the moment before.
    """

    on: date
    ratings: Mapping[Rating, int]
    overdue: int
    slip_days: int
    moves: int

    @property
    def actions(self) -> int:
        return sum(self.ratings.values())


@dataclass(frozen=True, kw_only=True)
class Responded:
    """Who answered in one cycle, in actions: asked = on_time + late + silent."""

    cycle: str
    board: str
    meeting_on: date
    on_time: int
    late: int
    silent: int

    @property
    def asked(self) -> int:
        return self.on_time + self.late + self.silent


@dataclass(frozen=True, kw_only=True)
class Measured:
    """A measure with its readings, oldest first: (day, value or None, as it was written)."""

    reference: str
    title: str
    unit: str
    more_is_better: bool
    baseline: float | None
    target: float | None
    tolerance: float
    caveat: str
    readings: tuple[tuple[date, float | None, str], ...]


def month_ends(first: date, last: date) -> Iterator[date]:
    """The last day of every month from the one of `first` on that lies before `last`, then `last` itself."""
    start = first.replace(day=1)
    while True:
        following = (start + timedelta(days=32)).replace(day=1)
        if following - timedelta(days=1) >= last:
            break
        yield following - timedelta(days=1)
        start = following
    yield last


def states(session: Session, plan: Plan, moments: Sequence[When], scale: Scale) -> tuple[State, ...]:
    """The plan at each of these moments, which must be in their order."""
    replay = _Replay(session, plan, scale)
    shown = []
    before: datetime | None = None
    for moment in moments:
        shown.append(replay.state(moment, since=before))
        before = moment.at
    return tuple(shown)


def _rows(session: Session, query: Select[Any]) -> Sequence[Row[Any]]:
    return session.connection().execute(query).all()


class _Replay:
    """Everything the moments are drawn from, read once."""

    def __init__(self, session: Session, plan: Plan, scale: Scale) -> None:
        action, change, update = Action, DateChange, Update
        columns = (action.id, action.first_due_on, action.due_on, action.status_on, action.created_on, action.gone_on)
        self.actions = _rows(
            session,
            select(*map(col, columns), type_coerce(col(action.status), Text).label("status"))
            .where(col(action.plan_id) == plan.id)
            .order_by(col(action.id)),
        )
        self.rating_of = {status: scale.rating_of(status) for status in STATUSES.values()}
        self.moves: defaultdict[int, list[tuple[datetime, date | None]]] = defaultdict(list)
        made = select(col(change.action_id), col(change.decided_at), col(change.from_on)).where(
            col(change.state).in_(("granted", "loaded")), col(change.decided_at).is_not(None)
        )
        for action_id, decided_at, from_on in _rows(session, made.order_by(col(change.decided_at), col(change.id))):
            self.moves[action_id].append((decided_at, from_on))
        self.answers: defaultdict[int, list[Row[Any]]] = defaultdict(list)
        said = select(
            col(update.action_id), col(update.at), col(update.said_on), col(update.cycle_id),
            type_coerce(col(update.status), Text).label("status"),
        )  # fmt: skip
        for row in _rows(session, said.order_by(col(update.at), col(update.id))):
            self.answers[row.action_id].append(row)
        self.locks = _rows(
            session,
            select(col(Cycle.id), col(Cycle.locked_at))
            .where(col(Cycle.plan_id) == plan.id, col(Cycle.locked_at).is_not(None))
            .order_by(col(Cycle.locked_at)),
        )
        self.asked: defaultdict[int, dict[int, datetime]] = defaultdict(dict)
        wanted = select(col(UpdateRequest.cycle_id), col(UpdateRequest.action_id), col(UpdateRequest.asked_at))
        for cycle_id, action_id, asked_at in _rows(session, wanted):
            self.asked[cycle_id][action_id] = asked_at

    def state(self, moment: When, *, since: datetime | None) -> State:
        cycle_id = next((key for key, locked_at in reversed(self.locks) if locked_at <= moment.at), 0)
        asked, counted = self.asked.get(cycle_id, {}), Counter[Rating]()
        overdue = slip = moves = 0
        for action in self.actions:
            if action.created_on > moment.as_of or (action.gone_on is not None and action.gone_on <= moment.as_of):
                continue
            said = self._said_by(action.id, moment.at)
            status = _status_of(action, said, moment.as_of)
            asked_at = asked.get(action.id)
            silent = asked_at is not None and asked_at <= moment.at and all(row.cycle_id != cycle_id for row in said)
            counted[Rating.UNREPORTED if silent else self.rating_of[status]] += 1
            due_on = action.due_on
            # Most dates never move, and this is done for every action of every month.
            if made := self.moves.get(action.id):
                due_on = next((from_on for decided_at, from_on in made if decided_at > moment.at), due_on)
                moves += sum(1 for at, _ in made if at <= moment.at and (since is None or at > since))
            if due_on is not None:
                overdue += due_on < moment.as_of and status not in ENDED
                slip += max(0, (due_on - action.first_due_on).days) if action.first_due_on else 0
        return State(on=moment.as_of, ratings=counted, overdue=overdue, slip_days=slip, moves=moves)

    def _said_by(self, action_id: int, at: datetime) -> list[Row[Any]]:
        """The answers about an action that had come by then."""
        every = self.answers.get(action_id, [])
        return every if not every or every[-1].at <= at else [row for row in every if row.at <= at]


def _status_of(action: Row[Any], said: Sequence[Row[Any]], as_of: date) -> DeliveryStatus | None:
    """The status that holds: of the last answer that gave one, unless the plan itself was set on a later day."""
    for answer in reversed(said):
        if answer.said_on < action.status_on <= as_of:
            break
        if answer.status is not None:
            return STATUSES[answer.status]
    return STATUSES[action.status]


def responses(session: Session, plan: Plan, *, until: datetime) -> tuple[Responded, ...]:
    """Who answered in each cycle that had been locked by then, in the order of their meetings."""
    rounds = _rows(
        session,
        select(col(Cycle.id), col(Cycle.reference), col(Board.name), col(Meeting.held_on))
        .join(Board, col(Cycle.board_id) == Board.id)
        .join(Meeting, col(Cycle.meeting_id) == Meeting.id)
        .where(col(Cycle.plan_id) == plan.id, col(Cycle.locked_at) <= until)
        .order_by(col(Meeting.held_on), col(Cycle.id)),
    )
    said = select(col(Update.cycle_id), col(Update.action_id), col(Update.late)).where(col(Update.at) <= until)
    answered = {(cycle, action): late for cycle, action, late in _rows(session, said.order_by(col(Update.id)))}
    asked: defaultdict[int, list[int]] = defaultdict(list)
    for cycle_id, action_id in _rows(session, select(col(UpdateRequest.cycle_id), col(UpdateRequest.action_id))):
        asked[cycle_id].append(action_id)
    shown = []
    for cycle_id, reference, board, meeting_on in rounds:
        kinds = Counter(answered.get((cycle_id, action_id)) for action_id in asked[cycle_id])
        shown.append(
            Responded(
                cycle=reference,
                board=board,
                meeting_on=meeting_on,
                on_time=kinds[False],
                late=kinds[True],
                silent=kinds[None],
            )
        )
    return tuple(shown)


def measured(session: Session, plan: Plan, *, until: date, part: int = 1) -> tuple[Measured, ...]:
    """Every measure of the plan with its readings up to that day. part: 2 for somebody who may read exempt words."""
    marks = marks_for(session, part=part)
    readings: defaultdict[int, list[tuple[date, float | None, str]]] = defaultdict(list)
    query = select(col(Reading.measure_id), col(Reading.read_on), col(Reading.value), col(Reading.words))
    for key, read_on, value, words in _rows(
        session, query.where(col(Reading.read_on) <= until).order_by(col(Reading.read_on))
    ):
        readings[key].append((read_on, value, words))
    row = Measure
    columns = (
        row.id, row.reference, row.title, row.unit, row.direction, row.baseline, row.target, row.tolerance, row.caveat,
    )  # fmt: skip
    found = _rows(session, select(*map(col, columns)).where(col(row.plan_id) == plan.id).order_by(col(row.id)))
    return tuple(
        Measured(
            reference=measure.reference,
            title=marks.words("measure", measure.id, "title", measure.title),
            unit=measure.unit,
            more_is_better=measure.direction == "up",
            baseline=measure.baseline,
            target=measure.target,
            tolerance=measure.tolerance,
            caveat=marks.words("measure", measure.id, "caveat", measure.caveat),
            readings=tuple(readings[measure.id]),
        )
        for measure in found
    )
