"""An owner's ways out: hand over to a deputy, say that an action is not theirs, be away, and come back."""

from collections.abc import Sequence

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from governance.answers import AnswerFault
from governance.errors import RecordError
from plan_store.database import reading
from portal.addresses import answers_address
from portal.deps import Visit, Visiting
from portal.owner.answer_pages import NOT_FROM_THE_PAGE, key_for, passed_on, show_closed, show_trap
from portal.owner.door import Coming, Sent
from portal.owner.passing_on import (
    Asked,
    Choice,
    asked_in,
    away_until,
    choice_of,
    come_back,
    fault_of_initials,
    fault_of_taker,
    faults_of_passing,
    first_takers,
    go_away,
    hand_over,
    say_not_mine,
    take_back,
)
from portal.owner.person_step import TRAP, fell_into_trap
from portal.rounds import round_of
from portal.view_keys import is_ours
from portal.visitors import Visitor

router = APIRouter()
SHOWN = ["GET", "HEAD"]
NOTHING = Asked(chosen=(), to="", words="", initials="")
ORDER = ("", "action", "to", "until", "words", "initials")
TARGETS = {"action": "#action-1", "to": "#to", "until": "#until-day", "": "#main-content"}


@router.api_route("/answers/{link_id}/hand-over", methods=SHOWN)
def show_hand_over(visit: Visiting, visitor: Coming) -> Response:
    return _show(visit, visitor, "hand_over.html")


@router.post("/answers/{link_id}/hand-over")
def take_hand_over(visit: Visiting, visitor: Coming, form: Sent) -> Response:
    """Somebody else is asked from now on, and gets a mail with a link of their own."""
    if fell_into_trap(form):
        return show_trap(visit, visitor)
    asked, choice = asked_in(form), _choice(visit, visitor)
    if asked.chosen and set(asked.chosen) <= _handed_over(visit, visitor):
        # The second of two clicks: the first has done it.
        return RedirectResponse(answers_address(visitor.link_id), status_code=303)
    faults = [
        *_of_form(visit, visitor, form),
        *faults_of_passing(asked, choice),
        *fault_of_taker(asked, choice),
        *fault_of_initials(form, visitor),
    ]
    if not faults:
        try:
            hand_over(visit, visitor, asked)
        except RecordError as refusal:
            faults = [AnswerFault("", str(refusal))]
    return _done_or_again(visit, visitor, "hand_over.html", asked, faults)


@router.api_route("/answers/{link_id}/not-mine", methods=SHOWN)
def show_not_mine(visit: Visiting, visitor: Coming) -> Response:
    return _show(visit, visitor, "not_mine.html")


@router.post("/answers/{link_id}/not-mine")
def take_not_mine(visit: Visiting, visitor: Coming, form: Sent) -> Response:
    """The officer is told, and settles whose it is."""
    if fell_into_trap(form):
        return show_trap(visit, visitor)
    asked, choice = asked_in(form), _choice(visit, visitor)
    faults = [
        *_of_form(visit, visitor, form),
        *faults_of_passing(asked, choice),
        *fault_of_initials(form, visitor),
    ]
    if not faults:
        say_not_mine(visit, visitor, asked)
    return _done_or_again(visit, visitor, "not_mine.html", asked, faults)


@router.api_route("/answers/{link_id}/away", methods=SHOWN)
def show_away(visit: Visiting, visitor: Coming) -> Response:
    return _show(visit, visitor, "away.html")


@router.post("/answers/{link_id}/away")
def take_away(visit: Visiting, visitor: Coming, form: Sent) -> Response:
    """Until that day deputies are asked instead."""
    if fell_into_trap(form):
        return show_trap(visit, visitor)
    asked = asked_in(form)
    until, of_date = away_until(asked, today=visit.today)
    faults = [*_of_form(visit, visitor, form), *of_date, *fault_of_initials(form, visitor)]
    if not faults and until is not None:
        go_away(visit, visitor, until)
    return _done_or_again(visit, visitor, "away.html", asked, faults)


@router.post("/answers/{link_id}/back")
def take_return(visit: Visiting, visitor: Coming, form: Sent) -> Response:
    if fell_into_trap(form):
        return show_trap(visit, visitor)
    faults = [*_of_form(visit, visitor, form), *fault_of_initials(form, visitor)]
    if not faults:
        come_back(visit, visitor)
    return _done_or_again(visit, visitor, "away.html", asked_in(form), faults)


@router.api_route("/answers/{link_id}/take-back/{number}", methods=SHOWN)
def show_take_back(visit: Visiting, visitor: Coming, number: int) -> Response:
    return _show_take_back(visit, visitor, number, ())


@router.post("/answers/{link_id}/take-back/{number}")
def take_it_back(visit: Visiting, visitor: Coming, form: Sent, number: int) -> Response:
    if fell_into_trap(form):
        return show_trap(visit, visitor)
    faults = [*_of_form(visit, visitor, form), *fault_of_initials(form, visitor)]
    if not faults:
        try:
            take_back(visit, visitor, number)
        except RecordError as refusal:
            faults = [AnswerFault("", str(refusal))]
    if faults:
        return _show_take_back(visit, visitor, number, faults)
    return RedirectResponse(answers_address(visitor.link_id), status_code=303)


def _show_take_back(visit: Visit, visitor: Visitor, number: int, faults: Sequence[AnswerFault]) -> Response:
    with reading(visit.engine) as session:
        found = [one for one in passed_on(session, visitor) if one.number == number]
    if not found:
        return RedirectResponse(answers_address(visitor.link_id), status_code=303)
    return _show(visit, visitor, "take_back.html", faults=faults, passed=found[0])


def _handed_over(visit: Visit, visitor: Visitor) -> set[int]:
    with reading(visit.engine) as session:
        return {one.action.id or 0 for one in passed_on(session, visitor)}


def _choice(visit: Visit, visitor: Visitor) -> Choice:
    with reading(visit.engine) as session:
        return choice_of(session, visit, visitor)


def _of_form(visit: Visit, visitor: Visitor, form: FormData) -> list[AnswerFault]:
    genuine = is_ours(str(form.get("key", "")), visit.secret, "answers", visitor.link_id)
    return [] if genuine else [NOT_FROM_THE_PAGE]


def _done_or_again(
    visit: Visit, visitor: Visitor, template: str, asked: Asked, faults: Sequence[AnswerFault]
) -> Response:
    if faults:
        return _show(visit, visitor, template, asked=asked, faults=faults)
    return RedirectResponse(answers_address(visitor.link_id), status_code=303)


def _show(
    visit: Visit,
    visitor: Visitor,
    template: str,
    *,
    asked: Asked = NOTHING,
    faults: Sequence[AnswerFault] = (),
    **shown: object,
) -> Response:
    faults = sorted(faults, key=lambda fault: ORDER.index(fault.field))
    with reading(visit.engine) as session:
        about = round_of(session, visit, visitor.cycle)
        if not about.open:
            return show_closed(visit, visitor, about, None, status=409 if faults else 410)
        choice = choice_of(session, visit, visitor)
    return visit.show(
        template,
        status=422 if faults else 200,
        visitor=visitor,
        person=visitor.person,
        round=about,
        choice=choice,
        takers=first_takers(choice),
        asked=asked,
        is_away=visitor.person.away_until is not None and visitor.person.away_until >= visit.today,
        address=answers_address,
        key=key_for(visit, visitor),
        trap=TRAP,
        faults=[{"text": fault.sentence, "href": TARGETS.get(fault.field, f"#{fault.field}")} for fault in faults],
        fault_of={fault.field: fault.sentence for fault in faults},
        **shown,
    )
