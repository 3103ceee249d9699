"""An owner's answers: typed on one page or several, kept, checked and sent.

It knows nothing of what makes an answer complete, nor of how answers are kept.
"""

from collections.abc import Sequence
from dataclasses import replace

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from governance.answers import AnswerFault
from governance.errors import RecordError
from plan_store.database import reading
from plan_store.updates import OPEN_TO_ANSWERS
from portal.addresses import answers_address
from portal.deps import Visit, Visiting
from portal.owner.answer_form import block_in
from portal.owner.answer_pages import (
    CHANGED,
    NOT_A_PERSON,
    NOT_FROM_THE_PAGE,
    NOT_SAVED,
    NOTHING_TYPED,
    Block,
    block_of,
    pages_of,
    show_check,
    show_closed,
    show_list,
    show_one,
    show_saved,
    show_sent,
    show_trap,
)
from portal.owner.answers_kept import ChangedSince, Entry, entries_of, log_refusal, send_all
from portal.owner.door import Coming, Sent, is_safe, not_asked
from portal.owner.form_taken import Taken, number_in, put_cookies, take_form
from portal.owner.person_step import (
    Picks,
    fell_into_trap,
    initials_given,
    is_known_person,
    keep_picks,
    picks_in,
    remember_person,
)
from portal.rounds import round_of
from portal.view_keys import is_ours
from portal.visitors import Visitor

router = APIRouter()
SHOWN = ["GET", "HEAD"]


@router.api_route("/answers/{link_id}", methods=SHOWN)
def show_actions(visit: Visiting, request: Request, visitor: Coming, page: int = 1) -> Response:
    """Everything asked of the holder of the link, a few actions to a page."""
    with reading(visit.engine) as session:
        entries = entries_of(session, visit, visitor, _picks(visit, request, visitor))
        return show_list(session, visit, visitor, entries, number=page)


@router.post("/answers/{link_id}")
def take_answers(visit: Visiting, request: Request, visitor: Coming, form: Sent, page: int = 1) -> Response:
    """Keep what was typed, and go on: to the next page, to the check, or away until later."""
    if fell_into_trap(form):
        return show_trap(visit, visitor)
    picks = _picks(visit, request, visitor)
    if not _is_open(visitor):
        return _show_closed(visit, visitor, form, picks)
    taken = take_form(visit, request, visitor, form, picks)
    with reading(visit.engine) as session:
        entries = entries_of(session, visit, visitor, taken.picks)
        here = [entry for entry in entries if entry.action.id in taken.page.blocks]
        blocks, general = _blocks(visit, here, taken), _general(taken)
        done = str(form.get("do", "check"))
        if done == "save" and not general and not taken.file_faults:
            response: Response = RedirectResponse(answers_address(visitor.link_id, "saved"), status_code=303)
        elif general or any(block.fault_of for block in blocks):
            response = show_list(
                session, visit, visitor, entries, number=page, blocks=blocks, faults=general, status=_status(taken)
            )
        elif done == "next" and page < len(pages_of(entries)):
            response = RedirectResponse(f"{answers_address(visitor.link_id)}?page={page + 1}", status_code=303)
        elif not any(entry.kept for entry in entries):
            response = show_list(
                session, visit, visitor, entries, number=page, blocks=blocks, faults=[NOTHING_TYPED], status=422
            )
        else:
            response = RedirectResponse(answers_address(visitor.link_id, "check"), status_code=303)
    return put_cookies(response, visit, visitor, taken)


@router.post("/answers/{link_id}/draft")
def keep_draft(visit: Visiting, request: Request, visitor: Coming, form: Sent) -> Response:
    """The page saves by itself while somebody types. Answers with when it was saved, or that it was not."""
    if fell_into_trap(form) or not _is_open(visitor):
        return JSONResponse({"saved": False}, status_code=409)
    taken = take_form(visit, request, visitor, form, _picks(visit, request, visitor), by_itself=True)
    if not taken.genuine or not taken.saved:
        return JSONResponse({"saved": False}, status_code=409 if not taken.genuine else 503)
    at = {"time": f"{visit.as_of:%H:%M}", "in_browser": not taken.person}
    response = JSONResponse({"saved": True, "at": at})
    return put_cookies(response, visit, visitor, taken)


@router.api_route("/answers/{link_id}/action/{reference:path}", methods=SHOWN)
def show_action(visit: Visiting, request: Request, visitor: Coming, reference: str) -> Response:
    with reading(visit.engine) as session:
        entries = entries_of(session, visit, visitor, _picks(visit, request, visitor))
        return show_one(session, visit, visitor, entries, block_of(_entry(visitor, entries, reference)))


@router.post("/answers/{link_id}/action/{reference:path}")
def take_answer(visit: Visiting, request: Request, visitor: Coming, form: Sent, reference: str) -> Response:
    """The same for one action: to answer it alone, or to change what was sent."""
    if fell_into_trap(form):
        return show_trap(visit, visitor)
    picks = _picks(visit, request, visitor)
    if not _is_open(visitor):
        return _show_closed(visit, visitor, form, picks)
    taken = take_form(visit, request, visitor, form, picks)
    with reading(visit.engine) as session:
        entries = entries_of(session, visit, visitor, taken.picks)
        entry = _entry(visitor, entries, reference)
        (block,) = _blocks(visit, [entry], taken, all_of_them=True) or [block_of(entry)]
        general = _general(taken)
        if str(form.get("do", "check")) == "save" and not general and not taken.file_faults:
            response: Response = RedirectResponse(answers_address(visitor.link_id, "saved"), status_code=303)
        elif general or block.fault_of:
            response = show_one(session, visit, visitor, entries, block, faults=general, status=_status(taken))
        else:
            response = RedirectResponse(answers_address(visitor.link_id, "check"), status_code=303)
    return put_cookies(response, visit, visitor, taken)


@router.api_route("/answers/{link_id}/saved", methods=SHOWN)
def show_what_is_saved(visit: Visiting, request: Request, visitor: Coming) -> Response:
    with reading(visit.engine) as session:
        entries = entries_of(session, visit, visitor, _picks(visit, request, visitor))
        return show_saved(session, visit, visitor, entries)


@router.api_route("/answers/{link_id}/check", methods=SHOWN)
def show_what_will_be_sent(visit: Visiting, request: Request, visitor: Coming) -> Response:
    with reading(visit.engine) as session:
        about = round_of(session, visit, visitor.cycle)
        if not about.open:
            return show_closed(visit, visitor, about, None, status=410)
        entries = entries_of(session, visit, visitor, _picks(visit, request, visitor))
        if not any(entry.kept for entry in entries):
            return RedirectResponse(answers_address(visitor.link_id), status_code=303)
        asks = not is_known_person(request, visit.secret, visitor.link_id)
        return show_check(session, visit, visitor, entries, asks_initials=asks)


@router.post("/answers/{link_id}/check")
def send_answers(visit: Visiting, request: Request, visitor: Coming, form: Sent) -> Response:
    """Send everything that was checked. A second click lands on the receipt of the first."""
    if fell_into_trap(form):
        return show_trap(visit, visitor)
    picks, known = _picks(visit, request, visitor), is_known_person(request, visit.secret, visitor.link_id)
    fault = _cannot_send(visit, visitor, form, known=known)
    if fault is None:
        try:
            seen = number_in(form.get("seen"))
            send_all(visit, visitor, picks, checked=str(form.get("checked", "")), seen=seen)
        except ChangedSince:
            fault = CHANGED
        except RecordError as refusal:
            log_refusal(refusal)
            fault = NOT_SAVED
    if fault is not None:
        return _show_not_sent(visit, visitor, picks, fault, asks_initials=not known)
    response = RedirectResponse(answers_address(visitor.link_id, "sent"), status_code=303)
    until, safe = visitor.link.expires_at, is_safe(visit)
    keep_picks(response, Picks({}), visit.secret, visitor.link_id, until=until, at=visit.at, safe=safe)
    remember_person(response, visit.secret, visitor.link_id, until=until, at=visit.at, safe=safe)
    return response


def _cannot_send(visit: Visit, visitor: Visitor, form: Sent, *, known: bool) -> AnswerFault | None:
    if not is_ours(str(form.get("key", "")), visit.secret, "answers", visitor.link_id):
        return NOT_FROM_THE_PAGE
    return None if known or initials_given(form, visitor.person.name) else NOT_A_PERSON


def _show_not_sent(
    visit: Visit, visitor: Visitor, picks: Picks, fault: AnswerFault, *, asks_initials: bool
) -> Response:
    with reading(visit.engine) as session:
        entries = entries_of(session, visit, visitor, picks)
        about = round_of(session, visit, visitor.cycle)
        if not about.open:
            blocks = [block_of(entry) for entry in entries if entry.kept]
            return show_closed(visit, visitor, about, None, status=409, blocks=blocks)
        if not any(entry.kept for entry in entries):
            return RedirectResponse(answers_address(visitor.link_id), status_code=303)
        status = 503 if fault is NOT_SAVED else 422
        return show_check(session, visit, visitor, entries, asks_initials=asks_initials, faults=[fault], status=status)


@router.api_route("/answers/{link_id}/sent", methods=SHOWN)
def show_receipt(visit: Visiting, visitor: Coming) -> Response:
    with reading(visit.engine) as session:
        entries = entries_of(session, visit, visitor, Picks({}))
        if not any(entry.action.answered for entry in entries):
            return RedirectResponse(answers_address(visitor.link_id), status_code=303)
        return show_sent(session, visit, visitor, entries)


def _picks(visit: Visit, request: Request, visitor: Visitor) -> Picks:
    return picks_in(request, visit.secret, visitor.link_id)


def _entry(visitor: Visitor, entries: Sequence[Entry], reference: str) -> Entry:
    """Raises LinkRefused where the action is not asked of the visitor."""
    for entry in entries:
        if entry.action.reference == reference:
            return entry
    raise not_asked(visitor)


def _blocks(visit: Visit, entries: Sequence[Entry], taken: Taken, *, all_of_them: bool = False) -> list[Block]:
    """The page's blocks as they came back. Those nobody touched have no faults: they may be answered later."""
    blocks = []
    for entry in entries:
        came = taken.page.blocks.get(entry.action.id)
        if came is None:
            continue
        judged = came.touched or entry.kept or all_of_them
        faults = list(replace(entry, typed=came.typed).faults(visit)) if judged and taken.genuine else []
        if entry.action.id in taken.file_faults:
            faults.append(taken.file_faults[entry.action.id])
        blocks.append(block_of(entry, typed=came.typed, faults=faults))
    return blocks


def _general(taken: Taken) -> list[AnswerFault]:
    if not taken.genuine:
        return [NOT_FROM_THE_PAGE]
    return [] if taken.saved else [NOT_SAVED]


def _status(taken: Taken) -> int:
    return 422 if taken.saved or not taken.genuine else 503


def _is_open(visitor: Visitor) -> bool:
    return visitor.cycle.stage in OPEN_TO_ANSWERS


def _show_closed(visit: Visit, visitor: Visitor, form: Sent, picks: Picks) -> Response:
    with reading(visit.engine) as session:
        blocks = [
            block_of(entry, typed=block_in(form, entry.action.id).typed)
            for entry in entries_of(session, visit, visitor, picks)
            if f"narrative-{entry.action.id}" in form
        ]
        about = round_of(session, visit, visitor.cycle)
        action = blocks[0].action if len(blocks) == 1 else None
        return show_closed(visit, visitor, about, action, status=409, blocks=blocks)
