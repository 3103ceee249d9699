"""The officer's desk: somebody's roles, their leaving, their links withdrawn and their sessions ended.

What can not be undone asks first. It knows nothing of how an edit is kept.
"""

from datetime import date

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from governance.errors import RecordError
from governance.wording import plural
from plan_store import leaving, people, visits
from plan_store.database import Session, reading, transaction
from plan_store.field_texts import read_text
from plan_store.tables import Person
from portal.deps import Visit, Visiting
from portal.desk.forms import BETWEEN, Box, Sent, Typed, compare, read_boxes, shown_as
from portal.desk.history import Words
from portal.desk.lookup import people_options, the_person
from portal.plan_desk.addresses import person_page
from portal.plan_desk.form_page import FormPage, back_to, refuse, show_form
from portal.plan_desk.person import what_is_lost
from portal.plan_desk.roles import ROLES_TO_GIVE, check_may_set_address, check_may_set_roles

router = APIRouter()
SHOWN = ["GET", "HEAD"]
HERE = "/desk/people"
BACK = "Back to this person"


@router.api_route("/desk/people/{reference}/roles", methods=SHOWN)
def show_roles(visit: Visiting, reference: str) -> Response:
    with reading(visit.engine) as session:
        person, page = _load_roles(session, visit, reference)
        return show_form(visit, page, shown_as(page.boxes, {"roles": read_text(session, person, "roles")}))


@router.post("/desk/people/{reference}/roles")
def set_roles(visit: Visiting, reference: str, sent: Sent) -> Response:
    """Exactly the roles that are ticked, where whoever is signed in may change them; it can be undone."""

    def load(session: Session) -> tuple[Person, FormPage]:
        return _load_roles(session, visit, reference)

    try:
        with transaction(visit.engine) as session:
            person, page = load(session)
            if why := check_may_set_roles(session, visit, person):
                raise RecordError(why)
            typed = read_boxes(sent, page.boxes)
            now = {"roles": read_text(session, person, "roles")}
            changes, clashes = compare(page.boxes, typed, now)
            if clashes:
                typed.was["roles"] = now["roles"] or ""
                words = Words(session)
                return show_form(visit, page, typed, clashes=clashes, say=words.say_value, status=409)
            group = None
            if changes:
                ticked = typed.values["roles"].split(BETWEEN)
                group = people.set_roles(session, person, ticked, by=visit.by, at=visit.at)
    except RecordError as refusal:
        return refuse(visit, sent, load, refusal, status=409)
    return back_to(page.back, **({"saved": group} if group else {"unchanged": "1"}))


def _load_roles(session: Session, visit: Visit, reference: str) -> tuple[Person, FormPage]:
    person = the_person(session, reference)
    why = check_may_set_roles(session, visit, person)
    first = why or "A role counts from the next page that this person opens. It can be undone."
    return person, FormPage(
        title=f"Roles of {person.name}",
        action=person_page(reference, "roles"),
        boxes=(
            Box(
                name="roles",
                label="What this person may do",
                kind="ticks",
                options=tuple((role.value, words) for role, words in ROLES_TO_GIVE),
                hint="Owners, accountable officers and board members need no role here: they are what the plan "
                "and the boards say.",
            ),
        ),
        submit="Save the roles",
        back=person_page(reference),
        back_label=BACK,
        here=HERE,
        intro=(first, "Roles may be changed by an administrator; by the officer only while there is no administrator."),
    )


@router.api_route("/desk/people/{reference}/left", methods=SHOWN)
def show_leaving(visit: Visiting, reference: str) -> Response:
    with reading(visit.engine) as session:
        _, page = _load_leaving(session, visit, reference)
        return show_form(visit, page, Typed(values={"left_on": visit.today.isoformat()}))


@router.post("/desk/people/{reference}/left")
def record_leaving(visit: Visiting, reference: str, sent: Sent) -> Response:
    """The day somebody leaves, and who takes over what they own; all of it is one edit that can be undone."""

    def load(session: Session) -> tuple[Person, FormPage]:
        return _load_leaving(session, visit, reference)

    try:
        with transaction(visit.engine) as session:
            person, page = load(session)
            if why := check_may_set_address(session, visit, person):
                raise RecordError(why)
            typed = read_boxes(sent, page.boxes)
            if typed.faults:
                return show_form(visit, page, typed, faults=typed.faults, status=422)
            chosen = typed.values.get("heir", "")
            heir = the_person(session, chosen) if chosen and chosen != NOBODY else None
            on = date.fromisoformat(typed.values["left_on"])
            group = leaving.leave(session, person, on, heir, by=visit.by, at=visit.at)
            people.check_keys_are_held(session)
    except RecordError as refusal:
        return refuse(visit, sent, load, refusal)
    return back_to(page.back, **({"saved": group} if group else {"unchanged": "1"}))


NOBODY = "nobody"


def _load_leaving(session: Session, visit: Visit, reference: str) -> tuple[Person, FormPage]:
    person = the_person(session, reference)
    if person.left_on is not None:
        raise HTTPException(409, f"That {person.name} leaves is recorded already. Undo it on their page to change it.")
    held = leaving.holdings(session, person)
    day = Box(
        name="left_on", label="Last day", kind="date", hint="For example, 27 3 2027.", needed="Give the last day."
    )
    others = tuple(option for option in people_options(session, by_reference=True) if option[0] != reference)
    heir = Box(
        name="heir",
        label="Who takes over what they own",
        kind="choice",
        options=((NOBODY, "Nobody yet: I will give each action to somebody myself"), *others),
        needed="Say who takes over, or choose “Nobody yet”.",
        hint="Open actions and waiting requests pass to them at once. The next reminder brings them a link.",
    )
    passes = bool(held.owns or held.requests)
    lost = what_is_lost(held)
    return person, FormPage(
        title=f"Record that {person.name} leaves?",
        action=person_page(reference, "left"),
        boxes=(day, heir) if passes else (day,),
        submit="Record that they leave",
        back=person_page(reference),
        back_label=BACK,
        here=HERE,
        intro=(
            "From that day nobody asks this person anything, they can not sign in, and their links open nothing. "
            "Actions that nobody takes over are flagged in the next paper. You can undo it.",
            *(lost or ("Nothing hangs on this person: no open action, no request and no seat.",)),
        ),
    )


@router.api_route("/desk/people/{reference}/links", methods=SHOWN)
def show_links(visit: Visiting, reference: str) -> Response:
    with reading(visit.engine) as session:
        return show_form(visit, _links_page(session, visit, reference), Typed(values={}))


@router.post("/desk/people/{reference}/links")
def withdraw_links(visit: Visiting, reference: str, sent: Sent) -> Response:
    with transaction(visit.engine) as session:
        person = the_person(session, reference)
        leaving.withdraw_links(session, person, by=visit.by, at=visit.at)
    return back_to(person_page(reference), links="1")


def _links_page(session: Session, visit: Visit, reference: str) -> FormPage:
    person = the_person(session, reference)
    count = len(leaving.open_links(session, person, at=visit.at))
    return FormPage(
        title=f"Withdraw the personal links of {person.name}?",
        action=person_page(reference, "links"),
        boxes=(),
        submit="Withdraw the links",
        back=person_page(reference),
        back_label=BACK,
        here=HERE,
        intro=(
            f"{plural(count, 'link').capitalize()} in mails to this person will open nothing any more, at once and for "
            "good. Do this when a mail was forwarded or read by somebody else.",
            "The next request or reminder brings a new link, and this person can ask for a fresh one by mail. What "
            "they have answered stays.",
        ),
        warning="This can not be undone.",
    )


@router.api_route("/desk/people/{reference}/sign-out", methods=SHOWN)
def show_sign_out(visit: Visiting, reference: str) -> Response:
    with reading(visit.engine) as session:
        person = the_person(session, reference)
        page = FormPage(
            title=f"Sign {person.name} out everywhere?",
            action=person_page(reference, "sign-out"),
            boxes=(),
            submit="Sign them out",
            back=person_page(reference),
            back_label=BACK,
            here=HERE,
            intro=(
                "Every browser in which this person has signed in is signed out at once. Do this when a device is "
                "lost. They can sign in again, and words they have not sent yet may be lost.",
            ),
            warning="This can not be undone.",
        )
        return show_form(visit, page, Typed(values={}))


@router.post("/desk/people/{reference}/sign-out")
def sign_out(visit: Visiting, reference: str, sent: Sent) -> Response:
    with transaction(visit.engine) as session:
        visits.end_every_session(session, the_person(session, reference), by=visit.by, at=visit.at)
    return back_to(person_page(reference), signed_out="1")
