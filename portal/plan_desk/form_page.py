"""One page for every form of the desk: its questions, what is wrong with the answers, and edits that are written.

It knows nothing of which thing is edited.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from fastapi.responses import RedirectResponse, Response

from governance.answers import AnswerFault
from governance.errors import GovernanceError, RecordError
from plan_store import edits
from plan_store.database import Session, reading, transaction
from plan_store.field_texts import read_text
from portal.deps import Visit
from portal.desk.forms import Box, Clash, FormSent, Typed, compare, first_of, read_boxes, shown_as
from portal.desk.history import Words, history_of
from portal.view_keys import is_ours, new_key

# The field of a fault that belongs to no box; the summary then leads to the first box.
WHOLE = ""
OUT_OF_DATE = AnswerFault(
    WHOLE, "This form was out of date, so nothing was saved. What you typed is still here: check it and save again."
)


@dataclass(frozen=True, kw_only=True)
class FormPage:
    """What a form says around its boxes. back: the page it belongs to, to which a saved form returns.

    intro: sentences. warning: where what follows cannot be undone. key_for: what a form that adds something is for.
    """

    title: str
    action: str
    boxes: tuple[Box, ...]
    submit: str
    back: str
    back_label: str
    here: str
    caption: str = ""
    intro: tuple[str, ...] = ()
    warning: str = ""
    key_for: str = ""


Load = Callable[[Session], tuple[Any, FormPage]]
Check = Callable[[Session, Any, Typed], Sequence[AnswerFault]]


def show_form(
    visit: Visit,
    page: FormPage,
    typed: Typed,
    *,
    clashes: tuple[Clash, ...] = (),
    faults: Sequence[AnswerFault] = (),
    history: tuple[Any, ...] = (),
    say: Callable[[str, str], str] | None = None,
    template: str = "desk_plan/form.html",
    status: int = 200,
    **shown_beside: Any,
) -> Response:
    """The form with what it holds. Clashes: fields that somebody else changed meanwhile, shown side by side."""
    first = page.boxes[0].target if page.boxes else "#send"
    targets = {box.name: box.target for box in page.boxes} | {WHOLE: first}
    shown = [
        *faults,
        *(AnswerFault(clash.box.name, clash.sentence) for clash in clashes),
    ]
    return visit.show(
        template,
        here=page.here,
        status=status,
        page=page,
        typed=typed,
        faults=shown,
        fault_of={fault.field: fault.sentence for fault in reversed(shown)},
        targets=targets,
        clashes=[(clash, _say(clash, clash.now, say), _say(clash, clash.yours, say)) for clash in clashes],
        history=history,
        once=new_key(visit.secret, page.key_for) if page.key_for else "",
        **shown_beside,
    )


def show_edit(visit: Visit, session: Session, row: Any, page: FormPage) -> Response:
    """The form with the fields of a row as they are now, and the row's history."""
    return show_form(
        visit, page, shown_as(page.boxes, fields_of(session, row, page.boxes)), history=_history(session, row)
    )


def take_edit(
    visit: Visit, sent: FormSent, load: Load, *, check: Check | None = None, saved: str = "saved"
) -> Response:
    """Write what the form changes, keep what was there, and go back; or show the form again, with nothing lost.

    A field that somebody else changed since the page was shown is not overwritten: 409, with both values.
    """
    try:
        with transaction(visit.engine) as session:
            row, page = load(session)
            typed = read_boxes(sent, page.boxes)
            if check is not None and not typed.faults:
                typed.faults += check(session, row, typed)
            if typed.faults:
                return show_form(visit, page, typed, faults=typed.faults, status=422)
            now = fields_of(session, row, page.boxes)
            changes, clashes = compare(page.boxes, typed, now)
            if clashes:
                return _show_clash(visit, session, row, page, typed, clashes)
            group = edits.edit(session, row, changes, by=visit.by, at=visit.at)
    except GovernanceError as refusal:
        return refuse(visit, sent, load, refusal)
    return back_to(page.back, **({saved: group} if group else {"unchanged": "1"}))


def refuse(visit: Visit, sent: FormSent, load: Load, refusal: GovernanceError, *, status: int = 422) -> Response:
    """The form again with what was typed and the sentence of the rule that refused it; nothing was written."""
    with reading(visit.engine) as session:
        _, page = load(session)
        typed = read_boxes(sent, page.boxes)
        return show_form(visit, page, typed, faults=[AnswerFault(WHOLE, str(refusal))], status=status)


def fields_of(session: Session, row: Any, boxes: tuple[Box, ...]) -> dict[str, str | None]:
    return {box.name: read_text(session, row, box.name) for box in boxes}


def once_of(visit: Visit, sent: FormSent, page: FormPage) -> str:
    """The key under which a form adds something once; empty where it is none of ours for this page."""
    key = first_of(sent, "once")
    return key.partition(".")[0] if is_ours(key, visit.secret, page.key_for) else ""


def back_to(address: str, **said: str | None) -> RedirectResponse:
    query = urlencode({name: value for name, value in said.items() if value})
    return RedirectResponse(f"{address}?{query}" if query else address, status_code=303)


PageOf = Callable[[Session], FormPage]
Add = Callable[[Session, dict[str, str], str], str]
NewCheck = Callable[[Session, Typed], Sequence[AnswerFault]]


def take_new(visit: Visit, sent: FormSent, page_of: PageOf, add: Add, *, check: NewCheck | None = None) -> Response:
    """Add what the form describes, once for each form that was shown; or show it again with what is wrong.

    add: takes the values and the key, and says where the new thing's page is.
    """
    try:
        with transaction(visit.engine) as session:
            page = page_of(session)
            typed = read_boxes(sent, page.boxes)
            once = once_of(visit, sent, page)
            if check is not None and not typed.faults and edits.added_before(session, once) is None:
                typed.faults += check(session, typed)
            if faults := [*typed.faults, *(() if once else (OUT_OF_DATE,))]:
                return show_form(visit, page, typed, faults=faults, status=422)
            address = add(session, typed.values, once)
    except RecordError as refusal:
        return refuse(visit, sent, lambda session: (None, page_of(session)), refusal)
    return back_to(address, added="1")


def _show_clash(
    visit: Visit, session: Session, row: Any, page: FormPage, typed: Typed, clashes: tuple[Clash, ...]
) -> Response:
    """Both values side by side. The form now knows the new ones: saving it again is a choice, not an accident."""
    words = Words(session)
    named = []
    for clash in clashes:
        typed.was[clash.box.name] = clash.now
        change = edits.last_change(session, row, clash.box.name)
        named.append(replace(clash, by=words.person(change.by)) if change else clash)
    return show_form(visit, page, typed, clashes=tuple(named), say=words.say_value, status=409)


def _say(clash: Clash, text: str, say: Callable[[str, str], str] | None) -> str:
    if clash.box.kind in ("choice", "radios"):
        return dict(clash.box.options).get(text, text) or "nothing"
    return say(clash.box.name, text) if say else text


def _history(session: Session, row: Any) -> tuple[Any, ...]:
    return history_of(session, edits.kind_of(row), row.id)
