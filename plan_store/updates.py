"""What owners say: recorded, never overwritten. It knows nothing of forms or mails."""

from datetime import datetime

from sqlmodel import Session, col, or_, select

from governance.answers import AnswerGiven
from governance.errors import RecordError
from governance.terms import Stage
from plan_store import audit, cycles, dates
from plan_store.tables import Action, Cycle, Evidence, Person, Update, UpdateRequest

OPEN_TO_ANSWERS = frozenset(
    {
        Stage.COLLECTING,
        Stage.LOCKED,
        Stage.DRAFTING,
        Stage.AWAITING_SIGN_OFF,
        Stage.SENT_BACK,
        Stage.APPROVED,
        Stage.PUBLISHED,
    }
)


def record_update(
    session: Session,
    cycle: Cycle,
    action: Action,
    person: Person,
    answer: AnswerGiven,
    *,
    once: str,
    as_of: datetime,
    by: str,
    at: datetime,
) -> Update:
    """Record one answer. `cycle` must be held still (cycles.hold_still).

    once: a key of the caller's; the same key again returns the first answer and changes nothing (a double click).
    as_of: local wall time of `at`; the moment of receipt decides lateness, not when the lock was carried out.
    Raises RecordError before the cycle opens and after it closed.
    """
    if (earlier := session.exec(select(Update).where(Update.once == once)).first()) is not None:
        return earlier
    if cycle.stage not in OPEN_TO_ANSWERS:
        raise RecordError("This round of updates is not open, so the answer was not taken. Ask for a new link.")
    update = Update(
        cycle_id=cycle.id or 0,
        action_id=action.id or 0,
        said_by_id=person.id or 0,
        recorded_by="" if by == person.reference else by,
        at=at,
        said_on=as_of.date(),
        status=answer.status,
        percent=answer.percent,
        narrative=answer.narrative,
        reason=answer.reason,
        would_move=answer.would_move if answer.no_change else "",
        asked_due_on=answer.new_due_on,
        no_change=answer.no_change,
        late=cycle.stage is not Stage.COLLECTING or as_of > cycles.moments(cycle)["lock_at"][0],
        once=once,
    )
    session.add(update)
    session.flush()
    _keep_what_came_with_it(session, action, update, answer, by=by, at=at)
    verb = "late update received" if update.late else "update received"
    audit.record(session, verb, action.reference, by=by, at=at, cycle=cycle.reference, update=update.id)
    return update


def _keep_what_came_with_it(
    session: Session, action: Action, update: Update, answer: AnswerGiven, *, by: str, at: datetime
) -> None:
    for shows, link in answer.evidence:
        add_evidence(session, action, shows, link, update=update, by=by, at=at)
    if answer.new_due_on is not None:
        dates.ask(session, action, update, answer.new_due_on, answer.reason, by=by, at=at)


def add_evidence(
    session: Session, action: Action, shows: str, link: str, *, update: Update | None = None, by: str, at: datetime
) -> Evidence:
    """Something that shows an action is done or works: in words, with a link where there is one."""
    evidence = Evidence(
        action_id=action.id or 0,
        update_id=update.id if update else None,
        shows=shows,
        link=link,
        added_at=at,
        added_by=by,
    )
    session.add(evidence)
    session.flush()
    audit.record(session, "evidence added", action.reference, by=by, at=at, evidence=evidence.id)
    return evidence


def asked_of(session: Session, cycle: Cycle, person: Person) -> list[Action]:
    """The actions this person was asked about in this cycle, in the plan's order."""
    query = (
        select(Action)
        .join(UpdateRequest)
        .where(UpdateRequest.cycle_id == cycle.id, UpdateRequest.person_id == person.id)
        .order_by(col(Action.place), col(Action.id))
    )
    return list(session.exec(query))


def asked_in(session: Session, cycle: Cycle) -> frozenset[int]:
    """Ids of the actions that somebody was asked about in this cycle."""
    return frozenset(session.exec(select(UpdateRequest.action_id).where(UpdateRequest.cycle_id == cycle.id)))


def answered_in(session: Session, cycle: Cycle) -> frozenset[int]:
    """Ids of the actions that have an answer in this cycle, whoever gave it."""
    return frozenset(session.exec(select(Update.action_id).where(Update.cycle_id == cycle.id)))


def latest_in(session: Session, cycle: Cycle, person: Person) -> dict[int, Update]:
    """Action id → the last answer in this cycle, of the actions this person was asked about or answered for."""
    asked = select(UpdateRequest.action_id).where(
        UpdateRequest.cycle_id == cycle.id, UpdateRequest.person_id == person.id
    )
    query = select(Update).where(
        Update.cycle_id == cycle.id, or_(col(Update.action_id).in_(asked), Update.said_by_id == person.id)
    )
    return {update.action_id: update for update in session.exec(query.order_by(col(Update.at), col(Update.id)))}


def evidence_of(session: Session, update: Update) -> tuple[tuple[str, str], ...]:
    """What came with an answer: pairs of what it shows and its link."""
    query = select(Evidence.shows, Evidence.link).where(Evidence.update_id == update.id).order_by(col(Evidence.id))
    return tuple((shows, link) for shows, link in session.exec(query))


def owes_answer(session: Session, cycle_id: int, person_id: int) -> bool:
    """Whether this person still has something unanswered in the cycle."""
    answered = select(Update.action_id).where(Update.cycle_id == cycle_id)
    query = select(UpdateRequest.id).where(
        UpdateRequest.cycle_id == cycle_id,
        UpdateRequest.person_id == person_id,
        col(UpdateRequest.action_id).not_in(answered),
    )
    return session.exec(query).first() is not None
