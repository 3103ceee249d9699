"""Canary words: one that exists nowhere else in each place of the record that can be kept from the public, all marked.

Ashcombe's quarter is played to the day on which the owners answer; then they are planted, and the cycle goes on.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from after_a_quarter import NOON, TICKS, town_on
from canary_words import ACTED, CANARIES, CARRIED, canary
from casts import Ashcombe
from quarters import act, an_office, days, load_ashcombe, moment, tick
from sqlmodel import Session, SQLModel, col, select

from flows.demonstration import SAMPLE
from flows.office import Office
from flows.story import read_story
from governance.exempt import MARKABLE
from papers.catalogue import FORMATS
from plan_store import cycles, edits, exemptions, plans
from plan_store.database import reading, transaction
from plan_store.tables import (
    Action,
    ActionFinding,
    ActionOwner,
    Cycle,
    DateChange,
    Decision,
    DeliveryPlan,
    Evidence,
    Finding,
    FundingLine,
    Inspection,
    Measure,
    Meeting,
    MemberQuestion,
    Person,
    Plan,
    Reading,
    Resolution,
    Risk,
    StandingText,
    Update,
)

PLANTED_ON, OUT_ON = date(2027, 1, 14), date(2027, 2, 16)
CYCLE = "improvement-board-2027-02-09"
WHY = "It would let a family be recognised."
# An action of somebody else, whose title the first paper prints, and the minutes of its meeting.
OTHER_ACTION, MINUTES = "V1", "IB 27/04"
BY = "P-001"
Told = dict[str, Any]
NEXT_CYCLE = "partnership-board-2027-03-24"


def planted_town(folder: Path, address: str = "") -> Ashcombe:
    """The town with every canary planted and marked, while answers are collected. address: of a store elsewhere."""
    town = played_elsewhere(folder, address) if address else town_on(PLANTED_ON, folder, [PLANTED_ON])
    with transaction(town.office.engine) as session:
        for row in _places(session, at=town.now):
            kind = str(row.__tablename__)
            changes = {f: f"{canary(kind, f)} {getattr(row, f)}".strip() for f in MARKABLE[kind]}
            if kind in ("action", "finding"):
                # By hand, as an officer does it: the history of the page has the words too.
                edits.edit(session, row, changes, by=BY, at=town.now)
            else:
                for field, words in changes.items():
                    setattr(row, field, words)
            session.add(row)
            session.flush()
            mark(session, row, at=town.now)
        other = plans.find_action(session, session.exec(select(Plan)).one(), OTHER_ACTION)
        edits.edit(session, other, {"title": f"{CANARIES[CARRIED]} {other.title}"}, by=BY, at=town.now)
    return town


def mark(session: Session, row: SQLModel, *, field: str = "", at: datetime) -> None:
    exemptions.mark(session, session.exec(select(Plan)).one(), row, field=field, paragraph=2, reason=WHY, by=BY, at=at)


def played_elsewhere(folder: Path, address: str) -> Ashcombe:
    """The same town on the same day, with its store at this address."""
    office = an_office(folder, address, formats=FORMATS)
    load_ashcombe(office)
    _play(office, days(to_on=PLANTED_ON), lambda today: None, lambda each: each)
    return Ashcombe(office=office, now=moment(PLANTED_ON, NOON))


def played_on(town: Ashcombe, deeds: Mapping[date, Callable[[Ashcombe], None]]) -> Ashcombe:
    """The cycle goes on by itself and by its people, up to the next one. deeds: day → what else is done at noon."""

    def at_noon(today: date) -> None:
        town.now = moment(today, NOON)
        if today in deeds:
            deeds[today](town)

    at_noon(PLANTED_ON)
    _play(town.office, days(PLANTED_ON + timedelta(days=1), OUT_ON), at_noon, _with_canaries)
    town.now = moment(OUT_ON, NOON)
    return town


def _play(
    office: Office,
    played: list[date],
    at_noon: Callable[[date], None],
    said: Callable[[Told], Told],
) -> None:
    story, waiting = read_story(SAMPLE / "story.toml"), []
    for today in played:
        tick(office, moment(today, TICKS[0]))
        waiting = act(office, [*waiting, *(said(each) for each in story.get(today, []))], today)
        tick(office, moment(today, TICKS[1]))
        at_noon(today)


def _with_canaries(told: Told) -> Told:
    """The director quotes marked words when the paper is sent back; the minutes have words of their own."""
    if told["does"] == "send_back":
        return {**told, "comment": f"Leave out what is said of {CANARIES['risk.words']}. {told['comment']}"}
    if told["does"] == "minutes" and told["number"] == MINUTES:
        limbs = [dict(limb) for limb in told["limbs"]]
        limbs[-1] |= {"words": f"{ACTED['limb.words']}. {limbs[-1]['words']}"}
        limbs[-1] |= {"title": f"{ACTED['action made of it.title']} {limbs[-1]['title']}"}
        return {**told, "words": f"{ACTED['resolution minuted.words']} {told['words']}", "limbs": limbs}
    return told


def _places(session: Session, *, at: datetime) -> Iterator[SQLModel]:
    """One row of every kind that can be marked, of one action wherever it belongs to one."""
    plan = session.exec(select(Plan)).one()
    cycle = cycles.require(session, CYCLE)
    action, owner = _action_of_somebody(session)
    yield action
    yield _finding_of(session, action)
    yield session.get_one(DeliveryPlan, action.delivery_plan_id)
    answer = Update(
        cycle_id=cycle.id or 0, action_id=action.id or 0, said_by_id=owner.id or 0, at=at, said_on=at.date(),
        status=action.status, once="canary", asked_due_on=date(2027, 12, 1),
    )  # fmt: skip
    yield _kept(session, answer)
    yield _kept(
        session,
        DateChange(
            action_id=action.id or 0, update_id=answer.id, from_on=action.due_on, to_on=date(2027, 12, 1),
            asked_by=owner.reference, asked_at=at,
        ),
    )  # fmt: skip
    yield _kept(session, Evidence(action_id=action.id or 0, update_id=answer.id, added_at=at, added_by=owner.reference))
    yield from _of_the_plan(session, plan, action, at=at)
    yield from _of_the_board(session, cycle, action, at=at)


def _of_the_plan(session: Session, plan: Plan, action: Action, *, at: datetime) -> Iterator[SQLModel]:
    text = select(StandingText).where(StandingText.plan_id == plan.id, col(StandingText.section).contains("background"))
    yield session.exec(text).first() or _kept(session, StandingText(plan_id=plan.id or 0, section="background"))
    yield _kept(
        session, Risk(plan_id=plan.id or 0, reference="R-CAN", likelihood="high", impact="high", owner_words="Director")
    )
    yield _kept(session, FundingLine(plan_id=plan.id or 0, reference="F-CAN", amount=5000, kind="one-off"))
    measure = Measure(
        plan_id=plan.id or 0, reference="M-CAN", action_id=action.id, unit="%", target=90.0, baseline=10.0
    )
    _kept(session, measure)
    _kept(session, Reading(measure_id=measure.id or 0, read_on=at.date(), value=11.0, words="11%"))
    yield measure
    if plan.inspection_id is None:
        plan.inspection_id = _kept(session, Inspection(reference="I-CAN", title="Inspection", held="in 2026")).id
        session.add(plan)
    yield session.get_one(Inspection, plan.inspection_id)
    yield _kept(session, _event(plan, at))


def _event(plan: Plan, at: datetime) -> SQLModel:
    from plan_store.tables import ExternalEvent

    return ExternalEvent(plan_id=plan.id or 0, kind="monitoring visit", held_on=at.date() - timedelta(days=20))


def _of_the_board(session: Session, cycle: Cycle, action: Action, *, at: datetime) -> Iterator[SQLModel]:
    """An earlier meeting of the same board decided about the action and was asked about it."""
    held = Meeting(board_id=cycle.board_id, held_on=date(2026, 12, 8), held_at="2026-12-08T16:00")
    _kept(session, held)
    dates: dict[str, Any] = {name: ["2026-12-08T16:00"] for name in ("meeting_at", "lock_at", "publish_at")}
    _kept(
        session,
        Cycle(
            reference="improvement-board-2026-12-08", plan_id=cycle.plan_id, board_id=cycle.board_id,
            meeting_id=held.id or 0, stage="closed", dates=dates | {"publish_by_at": ["2026-12-01T16:00"]},
        ),
    )  # fmt: skip
    resolution = _kept(session, Resolution(meeting_id=held.id or 0, number="12/26"))
    yield resolution
    limb = Decision(resolution_id=resolution.id or 0, kind="commission", words=f"about {action.reference}")
    yield _kept(session, limb)
    asked = MemberQuestion(
        meeting_id=held.id or 0, asked_by="A member", asked_at=at - timedelta(days=30),
        answered_by="Carys Bevan", answered_at=at - timedelta(days=29),
    )  # fmt: skip
    yield _kept(session, asked)


def _kept(session: Session, row: Any) -> Any:
    session.add(row)
    session.flush()
    return row


def _action_of_somebody(session: Session) -> tuple[Action, Person]:
    query = (
        select(Action, Person)
        .join(ActionOwner, col(ActionOwner.action_id) == Action.id)
        .join(Person, col(ActionOwner.person_id) == Person.id)
        .join(ActionFinding, col(ActionFinding.action_id) == Action.id)
        .where(col(Action.delivery_plan_id).is_not(None), ActionOwner.place == 0)
        .order_by(col(Action.place))
    )
    action, person = session.exec(query).first() or (None, None)
    assert action is not None
    assert person is not None
    return action, person


def _finding_of(session: Session, action: Action) -> Finding:
    query = select(Finding).join(ActionFinding, col(ActionFinding.finding_id) == Finding.id)
    found = session.exec(query.where(ActionFinding.action_id == action.id)).first()
    assert found is not None
    return found


def finding_marked(town: Ashcombe) -> str:
    with reading(town.office.engine) as session:
        return _finding_of(session, _action_of_somebody(session)[0]).reference


def action_marked(town: Ashcombe) -> str:
    with reading(town.office.engine) as session:
        return _action_of_somebody(session)[0].reference
