"""An answer an officer writes down for an owner, and what an owner says is not theirs, settled.

It knows nothing of what makes an answer complete: the owner's own page goes by the same rules.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Path
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, model_validator

from flows import desk_acts
from governance.answers import OWNERS_MAY_SAY, AnswerFault, AnswerGiven, faults_in
from governance.errors import RecordError
from governance.flags import is_overdue
from governance.position import Line
from governance.wording import day
from plan_store import cycles, people, referrals
from plan_store.asked import names
from plan_store.database import Session, reading, transaction
from plan_store.position import position_of
from plan_store.tables import Action, Cycle, Person, Referral
from portal.deps import Visit, Visiting
from portal.desk.lookup import LARGEST_ID, found
from portal.desk.turns import standing_of
from portal.owner.answer_form import FIELDS, NO_CHANGE, AnswerTyped, read_answer
from portal.owner.told import tell_passed_on
from portal.routes.desk import HERE, SHOWN, CycleInPath, the_cycle
from portal.typed import as_typed
from portal.view_keys import new_key

router = APIRouter()
NumberInPath = Annotated[int, Path(ge=1, le=LARGEST_ID)]
HOW = {"phone": "On the phone", "mail": "In a mail", "meeting": "At a meeting or in person"}
HOW_MISSING = AnswerFault("how", "Say how you got the answer; the record keeps it.")
OUTCOMES = {"passed_on": "asked of somebody else", "stays": "stays with its owner"}


class DeskAnswer(BaseModel):
    """The form as it was typed: how the answer came, and the fields that owners have on their own page."""

    key: str = ""
    how: str = ""
    status: str = ""
    narrative: str = ""
    would_move: str = ""
    reason: str = ""
    percent: str = ""
    new_due_day: str = ""
    new_due_month: str = ""
    new_due_year: str = ""
    evidence_shows: str = ""
    evidence_link: str = ""

    @model_validator(mode="before")
    @classmethod
    def lines_as_typed(cls, fields: Any) -> Any:
        plain = isinstance(fields, dict)
        return {k: as_typed(v) if isinstance(v, str) else v for k, v in fields.items()} if plain else fields

    @property
    def typed(self) -> AnswerTyped:
        return AnswerTyped(**self.model_dump(exclude={"key", "how"}))


@router.api_route("/desk/cycles/{reference}/answer/{action:path}", methods=SHOWN)
def show_form(visit: Visiting, reference: CycleInPath, action: str) -> Response:
    """The owner's questions, to be answered for them."""
    with reading(visit.engine) as session:
        cycle = the_cycle(session, reference)
        desk_acts.check_open_to_answers(cycle)
        row, person = _asked(session, cycle, action)
        return _show(session, visit, cycle, row, person, DeskAnswer(), ())


@router.post("/desk/cycles/{reference}/answer/{action:path}")
def take_answer(visit: Visiting, reference: CycleInPath, action: str, form: Annotated[DeskAnswer, Form()]) -> Response:
    """Record it in the owner's name and as written down by the officer, or show the form again with every word."""
    read = read_answer(form.typed)
    with reading(visit.engine) as session:
        cycle = the_cycle(session, reference)
        desk_acts.check_open_to_answers(cycle)
        row, person = _asked(session, cycle, action)
        line = _line(session, visit, cycle, row)
        if faults := _in_order((*_of_how(form), *read.faults, *_of_rules(read.answer, line, reference, visit))):
            return _show(session, visit, cycle, row, person, form, faults, status=422)
    once = f"desk/{visit.by}/{row.id}/{form.key.partition('.')[0]}/{form.typed.marks}"
    desk_acts.answer_for_owner(
        visit.office, reference, row.reference, read.answer, how=form.how, once=once, by=visit.by, at=visit.at
    )
    return RedirectResponse(f"/desk/cycles/{reference}?done=answer", status_code=303)


def _asked(session: Session, cycle: Cycle, action: str) -> tuple[Action, Person]:
    return found(lambda: desk_acts.whom_asked(session, cycle, action.replace("\x00", "")))


def _line(session: Session, visit: Visit, cycle: Cycle, action: Action) -> Line:
    lines = position_of(session, cycle, at=visit.at, as_of=visit.today, only=[action.id or 0]).lines
    if not lines:
        raise HTTPException(404, f"{action.reference} has gone from the plan, so it takes no answers.")
    return lines[0]


def _of_how(form: DeskAnswer) -> tuple[AnswerFault, ...]:
    return () if form.how in HOW else (HOW_MISSING,)


def _of_rules(answer: AnswerGiven, line: Line, cycle: str, visit: Visit) -> tuple[AnswerFault, ...]:
    before = [earlier for earlier in line.answers if earlier.cycle != cycle]
    unchanged_before = bool(before) and before[-1].no_change
    return faults_in(answer, due_on=line.due_on, as_of=visit.today, unchanged_before=unchanged_before)


def _in_order(faults: tuple[AnswerFault, ...]) -> tuple[AnswerFault, ...]:
    """One fault for each field, the first one found, in the order of the page."""
    first: dict[str, AnswerFault] = {}
    for fault in faults:
        first.setdefault(fault.field, fault)
    return tuple(first[field] for field in ("how", *FIELDS) if field in first)


def _show(
    session: Session,
    visit: Visit,
    cycle: Cycle,
    action: Action,
    person: Person,
    form: DeskAnswer,
    faults: tuple[AnswerFault, ...],
    *,
    status: int = 200,
) -> Response:
    line = _line(session, visit, cycle, action)
    return visit.show(
        "desk/answer.html",
        status=status,
        here=HERE,
        standing=standing_of(session, cycle, as_of=visit.as_of),
        line=line,
        due=day(line.due_on) if line.due_on else line.due_words,
        overdue=is_overdue(line, as_of=visit.today),
        answered=line.answer_in(cycle.reference),
        person=person,
        form=form,
        how=HOW,
        key=form.key or new_key(visit.secret, "desk answer", cycle.reference, action.id),
        statuses={status: visit.council.scale.statuses[status] for status in OWNERS_MAY_SAY},
        no_change=NO_CHANGE,
        late=cycle.stage.value != "collecting" or visit.as_of > cycles.moments(cycle)["lock_at"][0],
        faults=faults,
        fault_of={fault.field: fault.sentence for fault in faults},
    )


class Settled(BaseModel):
    """How an officer settles it. to: reference of whoever is asked instead; outcome: a key of OUTCOMES."""

    outcome: str = ""
    to: str = ""


@router.api_route("/desk/referrals/{number:int}", methods=SHOWN)
def show_referral(visit: Visiting, number: NumberInPath) -> Response:
    """An action somebody says is not theirs: who else it could go to in this cycle."""
    with reading(visit.engine) as session:
        return _show_referral(session, visit, *_referral(session, number), Settled(), ())


@router.post("/desk/referrals/{number:int}")
def settle_referral(visit: Visiting, number: NumberInPath, typed: Annotated[Settled, Form()]) -> Response:
    """Ask somebody else in this cycle, or leave it with its owner."""
    with transaction(visit.engine) as session:
        referral, action, person = _referral(session, number)
        cycle = cycles.hold_still(session, session.get_one(Cycle, referral.cycle_id).reference)
        to = people.find(session, typed.to.replace("\x00", "")) if typed.to and typed.outcome == "passed_on" else None
        if fault := _fault(typed, to, person):
            return _show_referral(session, visit, referral, action, person, typed, (fault,), status=422)
        try:
            referrals.settle(session, referral, to=to, outcome=OUTCOMES[typed.outcome], by=visit.by, at=visit.at)
        except RecordError as refusal:
            raise HTTPException(409, str(refusal)) from refusal
        if to is not None:
            once = f"{cycle.reference}/referral-{number}"
            tell_passed_on(session, visit, cycle, person, to, action, referral.words, once=once)
    return RedirectResponse(f"/desk?settled={number}", status_code=303)


def _referral(session: Session, number: int) -> tuple[Referral, Action, Person]:
    for referral, action, person in referrals.waiting(session):
        if referral.id == number:
            return referral, action, person
    raise HTTPException(404, "This has been settled already, or was never there. The desk shows what waits.")


def _fault(typed: Settled, to: Person | None, person: Person) -> AnswerFault | None:
    if typed.outcome not in OUTCOMES:
        return AnswerFault("outcome", "Choose whether somebody else is asked, or it stays with its owner.")
    if typed.outcome == "passed_on" and (to is None or to.id == person.id):
        return AnswerFault("to", f"Choose who is asked instead of {person.name}.")
    return None


def _show_referral(
    session: Session,
    visit: Visit,
    referral: Referral,
    action: Action,
    person: Person,
    typed: Settled,
    faults: tuple[AnswerFault, ...],
    *,
    status: int = 200,
) -> Response:
    cycle = session.get_one(Cycle, referral.cycle_id)
    return visit.show(
        "desk/referral.html",
        status=status,
        here=HERE,
        standing=standing_of(session, cycle, as_of=visit.as_of),
        referral=referral,
        action=action,
        person=person,
        likely=[other.reference for other in referrals.may_be_asked(session, action, person, today=visit.today)],
        people=sorted(names(session).items(), key=lambda pair: pair[1]),
        typed=typed,
        faults=faults,
        fault_of={fault.field: fault.sentence for fault in faults},
    )
