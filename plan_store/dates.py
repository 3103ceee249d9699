"""Due dates that move: asked for by owners, granted or refused by somebody named. The first date is never lost."""

from datetime import date, datetime

from sqlmodel import Session, col, select

from governance.errors import RecordError
from governance.terms import Precision
from governance.wording import day
from plan_store import audit
from plan_store.tables import Action, DateChange, Update


def ask(
    session: Session, action: Action, update: Update | None, to_on: date, reason: str, *, by: str, at: datetime
) -> DateChange:
    """An owner asks for another date. The action keeps its own until somebody grants it."""
    change = DateChange(
        action_id=action.id or 0,
        update_id=update.id if update else None,
        from_on=action.due_on,
        from_words=action.due_words,
        to_on=to_on,
        reason=reason,
        asked_by=by,
        asked_at=at,
    )
    session.add(change)
    session.flush()
    audit.record(session, "new date asked", action.reference, by=by, at=at, to=to_on.isoformat())
    return change


def waiting(session: Session, *, by_then: datetime | None = None) -> list[tuple[DateChange, Action]]:
    """Requests nobody has decided yet, oldest first; of several for one action only the last one asked counts.

    by_then: as it was at that instant, not as it is.
    """
    asked = () if by_then is None else (col(DateChange.asked_at) <= by_then,)
    query = (
        select(DateChange, Action)
        .join(Action, col(DateChange.action_id) == Action.id)
        .where(col(DateChange.state).in_(("asked", "granted", "refused")), *asked)
        .order_by(col(DateChange.id))
    )
    latest = {action.id: (change, action) for change, action in session.exec(query)}
    undecided = [pair for pair in latest.values() if _waits(pair[0], by_then)]
    return sorted(undecided, key=lambda pair: pair[0].id or 0)


def _waits(change: DateChange, by_then: datetime | None) -> bool:
    if by_then is None:
        return change.state == "asked"
    return change.decided_at is None or change.decided_at > by_then


def decided(session: Session, *, limit: int) -> list[tuple[DateChange, Action]]:
    """Requests that were granted or refused, the last decided first, so many of them."""
    query = (
        select(DateChange, Action)
        .join(Action, col(DateChange.action_id) == Action.id)
        .where(col(DateChange.state).in_(("granted", "refused")))
        .order_by(col(DateChange.decided_at).desc(), col(DateChange.id).desc())
    )
    return list(session.exec(query.limit(limit)))


def moves_of(session: Session, action: Action) -> list[DateChange]:
    """Every move of an action's date that was made, oldest first."""
    where = (DateChange.action_id == action.id, col(DateChange.state).in_(("granted", "loaded")))
    query = select(DateChange).where(*where, col(DateChange.decided_at).is_not(None))
    return list(session.exec(query.order_by(col(DateChange.decided_at), col(DateChange.id))))


def changes_of(session: Session, action: Action) -> list[DateChange]:
    """Everything about an action's date, asked for, made, refused or taken back, oldest first."""
    query = select(DateChange).where(DateChange.action_id == action.id).order_by(col(DateChange.id))
    return list(session.exec(query))


def decide(session: Session, change: DateChange, *, granted: bool, decided_by: str, by: str, at: datetime) -> None:
    """Grant or refuse a request. decided_by: the person or board, as the paper will name them."""
    session.refresh(change, with_for_update=True)
    if change.state != "asked":
        raise RecordError(f"This request was {change.state} already; it can not be decided twice.")
    action = session.get_one(Action, change.action_id)
    change.state = "granted" if granted else "refused"
    change.decided_by, change.decided_at = decided_by, at
    if granted and change.to_on is not None:
        change.from_on, change.from_words = action.due_on, action.due_words
        action.due_on, action.due_words, action.due_precision = change.to_on, day(change.to_on), Precision.DAY
        # An action that had no date before is first due now, and slips from here.
        action.first_due_on = action.first_due_on or change.to_on
        session.add(action)
    session.add(change)
    audit.record(session, f"new date {change.state}", action.reference, by=by, at=at, request=change.id)


def request_for(session: Session, action: Action) -> DateChange:
    """The undecided request for an action, or a RecordError."""
    for change, of in waiting(session):
        if of.id == action.id:
            return change
    raise RecordError(f"No new date has been asked for {action.reference}, or it has been decided already.")
