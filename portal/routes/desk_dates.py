"""Requests for another date, decided one by one, with everything the plan knows of the date so far."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Path
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel

from config.clock import london
from flows.date_requests import decide_date, those_who_decide
from governance.answers import AnswerFault
from governance.errors import NotYourTurn, RecordError
from plan_store import dates
from plan_store.asked import names
from plan_store.database import Session, reading, transaction
from plan_store.tables import Action, DateChange
from portal.deps import Visit, Visiting
from portal.desk.lookup import LARGEST_ID

router = APIRouter()
SHOWN = ["GET", "HEAD"]
HERE = "/desk"
NumberInPath = Annotated[int, Path(ge=1, le=LARGEST_ID)]
OUTCOMES = ("granted", "refused")


@dataclass(frozen=True, kw_only=True)
class RequestedDate:
    """One request. slip: calendar days from the first date to the one asked for; moves: those made so far."""

    number: int
    action: str
    title: str
    asked_by: str
    asked_on: date
    reason: str
    first_due_on: date | None
    due_on: date | None
    due_words: str
    to_on: date
    slip: int
    moves: tuple[DateChange, ...]


class Decided(BaseModel):
    """The form: granted or refused, and who decided."""

    outcome: str = ""
    decided_by: str = ""


@router.api_route("/desk/dates", methods=SHOWN)
def show_dates(visit: Visiting, decided: int = 0) -> Response:
    """Every request nobody has decided, then what was decided last. decided: the number just decided."""
    with reading(visit.engine) as session:
        who = names(session)
        last = dates.decided(session, limit=20)
        return visit.show(
            "desk/dates.html",
            here=HERE,
            requests=[_requested(session, change, action, who) for change, action in dates.waiting(session)],
            last=[(change, action, _day(change.decided_at)) for change, action in last],
            just=next(((change, action) for change, action in last if change.id == decided), None),
        )


@router.api_route("/desk/dates/{number:int}", methods=SHOWN)
def show_request(visit: Visiting, number: NumberInPath) -> Response:
    """One request, to be granted or refused."""
    with reading(visit.engine) as session:
        change, action = _find(session, number)
        return _show(session, visit, change, action, Decided(), ())


@router.post("/desk/dates/{number:int}")
def decide_request(visit: Visiting, number: NumberInPath, typed: Annotated[Decided, Form()]) -> Response:
    """Record the decision; decided twice is refused unless it is the same decision (a second click)."""
    with transaction(visit.engine) as session:
        for change, _ in dates.decided(session, limit=20):
            if (change.id, change.state, change.decided_by) == (number, typed.outcome, typed.decided_by):
                return RedirectResponse(f"/desk/dates?decided={number}", status_code=303)
        change, action = _find(session, number)
        if faults := _faults(session, visit, typed):
            return _show(session, visit, change, action, typed, faults, status=422)
        try:
            granted = typed.outcome == "granted"
            decide_date(
                session, visit.office, change, granted=granted, decided_by=typed.decided_by, by=visit.by, at=visit.at
            )
        except NotYourTurn as refusal:
            return _show(session, visit, change, action, typed, (AnswerFault("decided_by", str(refusal)),), status=422)
        except RecordError as refusal:
            raise HTTPException(409, str(refusal)) from refusal
    return RedirectResponse(f"/desk/dates?decided={number}", status_code=303)


def _find(session: Session, number: int) -> tuple[DateChange, Action]:
    for change, action in dates.waiting(session):
        if change.id == number:
            return change, action
    raise HTTPException(404, "This request has been decided already, or a newer one has taken its place.")


def _faults(session: Session, visit: Visit, typed: Decided) -> tuple[AnswerFault, ...]:
    faults = []
    if typed.outcome not in OUTCOMES:
        faults.append(AnswerFault("outcome", "Choose whether the new date is granted or refused."))
    if typed.decided_by not in those_who_decide(session, visit.office):
        faults.append(AnswerFault("decided_by", "Choose who decided; the paper will name them."))
    return tuple(faults)


def _requested(session: Session, change: DateChange, action: Action, who: dict[str, str]) -> RequestedDate:
    to_on = change.to_on or date.max
    return RequestedDate(
        number=change.id or 0,
        action=action.reference,
        title=action.title,
        asked_by=who.get(change.asked_by, change.asked_by),
        asked_on=london(change.asked_at).date(),
        reason=change.reason,
        first_due_on=action.first_due_on,
        due_on=action.due_on,
        due_words=action.due_words,
        to_on=to_on,
        slip=(to_on - action.first_due_on).days if action.first_due_on else 0,
        moves=tuple(dates.moves_of(session, action)),
    )


def _day(at: datetime | None) -> date | None:
    return london(at).date() if at else None


def _show(
    session: Session,
    visit: Visit,
    change: DateChange,
    action: Action,
    typed: Decided,
    faults: tuple[AnswerFault, ...],
    *,
    status: int = 200,
) -> Response:
    return visit.show(
        "desk/date.html",
        status=status,
        here=HERE,
        request=_requested(session, change, action, names(session)),
        those_who_decide=those_who_decide(session, visit.office),
        typed=typed,
        faults=faults,
        fault_of={fault.field: fault.sentence for fault in faults},
    )
