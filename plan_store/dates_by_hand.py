"""Due dates changed at the desk: moved on somebody's decision, or corrected where they were written down wrongly.

Neither is ever silent: a move stands in the record of moves with who decided it, and both are in the history.
"""

from datetime import date, datetime

from sqlmodel import Session, col, select

from governance.errors import RecordError
from governance.terms import Precision
from governance.wording import day
from plan_store import audit, edits
from plan_store.tables import Action, DateChange, Paper

TAKEN_BACK, GRANTED = "taken_back", "granted"


def move(
    session: Session, action: Action, to_on: date, *, decided_by: str, reason: str, by: str, at: datetime
) -> str | None:
    """Move the due date as decided. decided_by: the person or board, as the paper will name them.

    The first date is kept, and the move counts like one that an owner asked for; a request that waits is settled by
    it. Returns the group of the edit, None where the action has that date already.
    """
    if action.due_on == to_on:
        return None
    change = DateChange(
        action_id=action.id or 0,
        state=TAKEN_BACK,
        from_on=action.due_on,
        from_words=action.due_words,
        to_on=to_on,
        reason=reason,
        asked_by=by,
        asked_at=at,
        decided_by=decided_by,
        decided_at=at,
    )
    session.add(change)
    session.flush()
    fields = _date_fields(to_on)
    if action.first_due_on is None:
        # An action that had no date before is first due now, and slips from here.
        fields["first_due_on"] = to_on
    notes = {"decided_by": decided_by, "why": reason}
    group = edits.edit(session, action, fields, notes=notes, by=by, at=at)
    edits.edit(session, change, {"state": GRANTED}, group=group or "", by=by, at=at)
    audit.record(session, "date moved at the desk", action.reference, by=by, at=at, to=to_on.isoformat())
    return group


def correct(session: Session, action: Action, to_on: date, *, reason: str, by: str, at: datetime) -> str | None:
    """Put right a date that was wrong from the start; the first date with it, where it was the same.

    Raises RecordError where it would give more time and a board has read the date: that is a move.
    """
    if action.due_on == to_on:
        return None
    if action.due_on is not None and to_on > action.due_on and board_has_read(session, action):
        raise RecordError(
            f"A published paper gives {day(action.due_on)} for {action.reference}, so a later date is a move and not "
            "a correction. Move the date, and say who decided it and why."
        )
    fields = _date_fields(to_on)
    if action.first_due_on == action.due_on:
        fields["first_due_on"] = to_on
    return edits.edit(session, action, fields, notes={"why": reason}, by=by, at=at)


def board_has_read(session: Session, action: Action) -> bool:
    """Whether a published paper gives the date that the action has now."""
    published = select(Paper).where(Paper.state == "published").order_by(col(Paper.id).desc())
    due = action.due_on.isoformat() if action.due_on else None
    return any(
        fact.get("reference") == action.reference and fact.get("due_on") == due
        for paper in session.exec(published)
        for fact in paper.facts.get("actions", ())
    )


def _date_fields(to_on: date) -> dict[str, date | str]:
    return {"due_on": to_on, "due_words": day(to_on), "due_precision": Precision.DAY}
