"""An owner's pages: the actions asked about, and the form for each.

It knows nothing of what makes an answer complete.
"""

import logging
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException
from fastapi.responses import RedirectResponse, Response

from governance.answers import OWNERS_MAY_SAY, AnswerFault, AnswerGiven, faults_in
from governance.errors import RecordError
from plan_store import cycles, updates
from plan_store.database import Session, reading, transaction
from portal.addresses import answer_address
from portal.answer_form import NO_CHANGE, AnswerRead, AnswerTyped, in_page_order, read_answer
from portal.asked import AskedAction, Round, actions_asked, round_of
from portal.deps import Visit, Visiting
from portal.view_keys import is_ours, new_key
from portal.visitors import Visitor, admit

router = APIRouter()
LOG = logging.getLogger(__name__)
SHOWN = ["GET", "HEAD"]
NOT_FROM_THE_PAGE = AnswerFault(
    "", "This form was out of date, so nothing was recorded. Your words are still here: check them and send them again."
)

NOT_SAVED = AnswerFault(
    "", "Your update could not be saved just now. Your words are still here: send them again in a few minutes."
)


@router.api_route("/answer/{token}", methods=SHOWN)
@router.api_route("/answer/{token}/", methods=SHOWN)
def show_actions(visit: Visiting, token: str, answered: str = "") -> Response:
    """Everything asked of the holder of the link. answered: the reference just answered, for the banner."""
    with reading(visit.engine) as session:
        visitor = admit(session, visit, token, "answer")
        actions = actions_asked(session, visit, visitor)
        return visit.show(
            "actions.html",
            visitor=visitor,
            round=round_of(session, visit, visitor.cycle),
            to_answer=[action for action in actions if not action.answered],
            answered=[action for action in actions if action.answered],
            just_answered=next((a for a in actions if a.reference == answered and a.answered), None),
            address=answer_address,
        )


@router.api_route("/answer/{token}/{reference:path}", methods=SHOWN)
def show_form(visit: Visiting, token: str, reference: str) -> Response:
    with reading(visit.engine) as session:
        visitor = admit(session, visit, token, "answer")
        action, about = _asked(session, visit, visitor, reference), round_of(session, visit, visitor.cycle)
        if not about.open:
            return _show_closed(visit, visitor, about, action, status=410)
        return _show_form(visit, visitor, about, action, _words_of_this_round(action), ())


@router.post("/answer/{token}/{reference:path}")
def take_answer(visit: Visiting, token: str, reference: str, typed: Annotated[AnswerTyped, Form()]) -> Response:
    """Record the answer and go back to the list, or show the form again with what has to be put right."""
    read = read_answer(typed)
    with reading(visit.engine) as session:
        visitor = admit(session, visit, token, "answer")
        action, about = _asked(session, visit, visitor, reference), round_of(session, visit, visitor.cycle)
        if not about.open:
            return _show_closed(visit, visitor, about, action, status=409, typed=typed)
        if faults := _faults(visit, visitor, action, typed, read):
            return _show_form(visit, visitor, about, action, typed, faults, status=422)
    try:
        _record(visit, token, reference, read.answer, once=typed.once)
    except RecordError as refusal:
        LOG.warning("an answer was not recorded: %s", refusal)
        return _show_unrecorded(visit, token, reference, typed)
    return RedirectResponse(answer_address(token, answered=reference), status_code=303)


def _faults(
    visit: Visit, visitor: Visitor, action: AskedAction, typed: AnswerTyped, read: AnswerRead
) -> tuple[AnswerFault, ...]:
    genuine = is_ours(typed.key, visit.secret, "answer", visitor.link.id, action.reference)
    of_rules = faults_in(read.answer, due_on=action.due_on, as_of=visit.today)
    return in_page_order((*(() if genuine else (NOT_FROM_THE_PAGE,)), *read.faults, *of_rules))


def _record(visit: Visit, token: str, reference: str, answer: AnswerGiven, *, once: str) -> None:
    """In one transaction, with the link opened anew in it: it may have been withdrawn a moment ago."""
    with transaction(visit.engine) as session:
        visitor = admit(session, visit, token, "answer")
        cycle = cycles.hold_still(session, visitor.cycle.reference)
        asked = {action.reference: action for action in updates.asked_of(session, cycle, visitor.person)}
        updates.record_update(
            session,
            cycle,
            asked[reference],
            visitor.person,
            answer,
            once=once,
            as_of=visit.as_of,
            by=visitor.person.reference,
            at=visit.at,
        )


def _show_unrecorded(visit: Visit, token: str, reference: str, typed: AnswerTyped) -> Response:
    """The store refused: it is busy or full, or the round was closed a moment ago. Every word is given back."""
    with reading(visit.engine) as session:
        visitor = admit(session, visit, token, "answer")
        action, about = _asked(session, visit, visitor, reference), round_of(session, visit, visitor.cycle)
        if not about.open:
            return _show_closed(visit, visitor, about, action, status=409, typed=typed)
        return _show_form(visit, visitor, about, action, typed, (NOT_SAVED,), status=503)


def _asked(session: Session, visit: Visit, visitor: Visitor, reference: str) -> AskedAction:
    for action in actions_asked(session, visit, visitor):
        if action.reference == reference:
            return action
    raise HTTPException(404, "This is not one of the actions you have been asked about. Open the link in your mail.")


def _words_of_this_round(action: AskedAction) -> AnswerTyped:
    """A correction starts from the words it corrects; the choice itself is always made anew."""
    if not action.answered or action.last is None:
        return AnswerTyped()
    percent = "" if action.last.percent is None else str(action.last.percent)
    return AnswerTyped(narrative=action.last.words, reason=action.last.reason, percent=percent)


def _show_form(
    visit: Visit,
    visitor: Visitor,
    about: Round,
    action: AskedAction,
    typed: AnswerTyped,
    faults: tuple[AnswerFault, ...],
    *,
    status: int = 200,
) -> Response:
    return visit.show(
        "answer.html",
        status=status,
        visitor=visitor,
        round=about,
        action=action,
        typed=typed,
        key=new_key(visit.secret, "answer", visitor.link.id, action.reference),
        faults=faults,
        fault_of={fault.field: fault.sentence for fault in faults},
        statuses={status: visit.council.scale.statuses[status] for status in OWNERS_MAY_SAY},
        no_change=NO_CHANGE,
        address=answer_address,
    )


def _show_closed(
    visit: Visit, visitor: Visitor, about: Round, action: AskedAction, *, status: int, typed: AnswerTyped | None = None
) -> Response:
    """The round takes no answers; words that were just typed are shown, so that they are not lost."""
    return visit.show(
        "closed.html", status=status, visitor=visitor, round=about, action=action, typed=typed, address=answer_address
    )
