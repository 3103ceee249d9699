"""Owners who pass an action on: to a deputy in this cycle, or to the officer as “not mine”. It knows no mails.

Only who is asked in this cycle changes; who owns the action in the plan is the officer's to change.
"""

from datetime import date, datetime

from sqlmodel import Session, col, select

from governance.errors import RecordError
from governance.reminders import is_here
from plan_store import audit, updates
from plan_store.tables import Action, ActionOwner, Cycle, Person, Referral, UpdateRequest

HANDED_OVER, NOT_MINE = "handed_over", "not_mine"


def may_be_asked(session: Session, action: Action, person: Person, *, today: date) -> list[Person]:
    """Who can be asked about an action in somebody's place: its deputy, theirs, its other owners; none who is away."""
    owned_by = session.exec(
        select(ActionOwner.person_id).where(ActionOwner.action_id == action.id).order_by(col(ActionOwner.place))
    )
    wanted = dict.fromkeys([action.deputy_id, person.deputy_id, *owned_by])
    found = [session.get_one(Person, number) for number in wanted if number and number != person.id]
    return [other for other in found if is_here(other, as_of=today)]


def hand_over(
    session: Session,
    cycle: Cycle,
    action: Action,
    person: Person,
    to: Person,
    words: str,
    *,
    today: date,
    by: str,
    at: datetime,
) -> Referral:
    """From now on `to` is asked about this action in this cycle instead. `cycle` must be held still.

    words: why, as the owner wrote it; empty where they are away. Handed over to the same person twice is once. Raises
    RecordError where it has an answer, is not asked of this person, or `to` cannot be asked.
    """
    request = _request(session, cycle, action)
    for earlier in _open(session, cycle, HANDED_OVER):
        if (earlier.action_id, earlier.from_id, earlier.to_id) == (action.id, person.id, to.id):
            return earlier
    if request is None or request.person_id != person.id:
        raise RecordError(f"{action.reference} is not asked of you any more. Open your link again to see what is.")
    if action.id in updates.answered_in(session, cycle):
        raise RecordError(f"{action.reference} has been answered already, so there is nothing to hand over.")
    if to.id not in [other.id for other in may_be_asked(session, action, person, today=today)]:
        raise RecordError(f"{action.reference} can go to its deputy or another of its owners who is not away.")
    for earlier in _open(session, cycle, HANDED_OVER):
        if earlier.action_id == action.id and earlier.to_id == person.id:
            _close(session, earlier, "handed on", by=by, at=at)
    referral = _refer(session, cycle, action, person, HANDED_OVER, words, to=to, at=at)
    request.person_id = to.id or 0
    session.add(request)
    audit.record(session, "action handed over", action.reference, by=by, at=at, cycle=cycle.reference, to=to.reference)
    return referral


def take_back(session: Session, referral: Referral, *, by: str, at: datetime) -> None:
    """Whoever handed an action over is asked again. A second time changes nothing.

    Raises RecordError where the deputy has answered or passed it on. The cycle must be held still.
    """
    if referral.settled_at is not None and referral.outcome == "taken back":
        return
    cycle, action = session.get_one(Cycle, referral.cycle_id), session.get_one(Action, referral.action_id)
    if not can_be_taken_back(session, referral):
        raise RecordError(f"{action.reference} has been answered or passed on since, so it cannot be taken back.")
    request = _request(session, cycle, action)
    assert request is not None  # noqa: S101 - can_be_taken_back has looked
    request.person_id = referral.from_id
    session.add(request)
    _close(session, referral, "taken back", by=by, at=at)
    audit.record(session, "action taken back", action.reference, by=by, at=at, cycle=cycle.reference)


def can_be_taken_back(session: Session, referral: Referral) -> bool:
    """Whether the deputy is still asked and has not answered."""
    where = (UpdateRequest.cycle_id == referral.cycle_id, UpdateRequest.action_id == referral.action_id)
    asked = session.exec(select(UpdateRequest.person_id).where(*where)).first()
    cycle = session.get_one(Cycle, referral.cycle_id)
    answered = referral.action_id in updates.answered_in(session, cycle)
    return referral.settled_at is None and asked == referral.to_id and not answered


def say_not_mine(
    session: Session, cycle: Cycle, action: Action, person: Person, words: str, *, by: str, at: datetime
) -> Referral:
    """An owner says that an action is not theirs. They stay asked until the officer settles it; said twice is once."""
    for earlier in _open(session, cycle, NOT_MINE):
        if (earlier.action_id, earlier.from_id) == (action.id, person.id):
            return earlier
    referral = _refer(session, cycle, action, person, NOT_MINE, words, to=None, at=at)
    audit.record(session, "said not to be theirs", action.reference, by=by, at=at, cycle=cycle.reference)
    return referral


def settle(session: Session, referral: Referral, *, to: Person | None, outcome: str, by: str, at: datetime) -> None:
    """The officer settles what an owner said is not theirs. to: who is asked instead in this cycle, None for nobody
    else: the owner stays asked. outcome: in a word of ours. Raises RecordError where it is settled already.
    """
    if referral.settled_at is not None:
        raise RecordError("This has been settled already. Open the desk again to see how.")
    cycle, action = session.get_one(Cycle, referral.cycle_id), session.get_one(Action, referral.action_id)
    request = _request(session, cycle, action)
    if to is not None and request is not None:
        request.person_id = to.id or 0
        referral.to_id = to.id
        session.add(request)
    _close(session, referral, outcome, by=by, at=at)
    audit.record(session, "referral settled", action.reference, by=by, at=at, cycle=cycle.reference, outcome=outcome)


def waiting(session: Session) -> list[tuple[Referral, Action, Person]]:
    """What owners say is not theirs and nobody has settled, oldest first: the referral, the action and who said it."""
    query = (
        select(Referral, Action, Person)
        .join(Action, col(Referral.action_id) == Action.id)
        .join(Person, col(Referral.from_id) == Person.id)
        .where(Referral.kind == NOT_MINE, col(Referral.settled_at).is_(None))
        .order_by(col(Referral.id))
    )
    return list(session.exec(query))


def made_by(session: Session, cycle: Cycle, person: Person) -> list[Referral]:
    """What this person has passed on in this cycle and is not settled, oldest first."""
    where = (Referral.cycle_id == cycle.id, Referral.from_id == person.id, col(Referral.settled_at).is_(None))
    return list(session.exec(select(Referral).where(*where).order_by(col(Referral.id))))


def made_to(session: Session, cycle: Cycle, person: Person) -> list[Referral]:
    """What was handed over to this person in this cycle and is with them still."""
    where = (Referral.cycle_id == cycle.id, Referral.to_id == person.id, col(Referral.settled_at).is_(None))
    return list(session.exec(select(Referral).where(*where).order_by(col(Referral.id))))


def _open(session: Session, cycle: Cycle, kind: str) -> list[Referral]:
    where = (Referral.cycle_id == cycle.id, Referral.kind == kind, col(Referral.settled_at).is_(None))
    return list(session.exec(select(Referral).where(*where).order_by(col(Referral.id))))


def _request(session: Session, cycle: Cycle, action: Action) -> UpdateRequest | None:
    where = (UpdateRequest.cycle_id == cycle.id, UpdateRequest.action_id == action.id)
    return session.exec(select(UpdateRequest).where(*where)).first()


def _refer(
    session: Session,
    cycle: Cycle,
    action: Action,
    person: Person,
    kind: str,
    words: str,
    *,
    to: Person | None,
    at: datetime,
) -> Referral:
    referral = Referral(
        cycle_id=cycle.id or 0,
        action_id=action.id or 0,
        from_id=person.id or 0,
        to_id=to.id if to else None,
        kind=kind,
        words=words,
        made_at=at,
    )
    session.add(referral)
    session.flush()
    return referral


def _close(session: Session, referral: Referral, outcome: str, *, by: str, at: datetime) -> None:
    referral.settled_at, referral.settled_by, referral.outcome = at, by, outcome
    session.add(referral)
