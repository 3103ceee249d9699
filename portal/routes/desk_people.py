"""The officer's desk: people, what hangs on them, and their details edited. Roles and leaving are beside it.

It knows nothing of how an edit is kept.
"""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from delivery.message import address_fault
from governance.answers import AnswerFault
from governance.terms import Role
from governance.wording import listed
from plan_store import edits, people, plan_view
from plan_store.database import Session, reading
from plan_store.tables import Person
from portal.deps import Visit, Visiting
from portal.desk.forms import Box, Options, Sent, Typed, shown_as
from portal.desk.history import history_of
from portal.desk.lookup import just_saved, people_options, the_person
from portal.plan_desk.addresses import person_page
from portal.plan_desk.form_page import FormPage, show_edit, show_form, take_edit, take_new
from portal.plan_desk.person import list_people, whole_person
from portal.plan_desk.roles import check_may_set_address

router = APIRouter()
SHOWN = ["GET", "HEAD"]
HERE = "/desk/people"
NAME = Box(name="name", label="Name", needed="Give the person's name.", hint="As papers and mails will write it.")
EMAIL = Box(
    name="email",
    label="Mail address (optional)",
    hint="Requests, reminders and sign-in codes go there. Without one no mail reaches this person.",
)
JOB, PHONE = (
    Box(name="job_title", label="Job title (optional)"),
    Box(name="phone", label="Phone (optional)", width="20"),
)
DIRECTORATE = Box(name="directorate", label="Directorate (optional)")


def may_edit(visit: Visit) -> bool:
    return visit.may(Role.OFFICER) or visit.may(Role.ADMINISTRATOR)


@router.api_route("/desk/people", methods=SHOWN)
def show_people(visit: Visiting, request: Request) -> Response:
    with reading(visit.engine) as session:
        lines = list_people(session, visit.today)
        administrators = [person.name for person in people.still_here(session, Role.ADMINISTRATOR)]
        rule = (
            f"Roles are changed by an administrator: {listed(administrators)}."
            if administrators
            else "There is no administrator, so the officer may change roles. Once somebody is one, only they may."
        )
        return visit.show(
            "desk_plan/people.html",
            here=HERE,
            lines=lines,
            unreachable=sum(any("no mail address" in note for note in line.notes) for line in lines),
            roles_rule=rule,
            may_edit=may_edit(visit),
            saved=just_saved(session, request),
        )


@router.api_route("/desk/people/add", methods=SHOWN)
def show_new_person(visit: Visiting) -> Response:
    page = _adding_page(None)
    return show_form(visit, page, shown_as(page.boxes, {}))


@router.post("/desk/people/add")
def add_person(visit: Visiting, sent: Sent) -> Response:
    def add(session: Session, values: dict[str, str], once: str) -> str:
        if isinstance(earlier := edits.added_before(session, once), Person):
            return person_page(earlier.reference)
        person = people.add(session, values["name"], by=visit.by, at=visit.at)
        fields = {name: values[name].strip() for name in ("job_title", "email", "phone", "directorate")}
        people.describe(session, person, by=visit.by, at=visit.at, **fields)
        edits.note_added(session, person, once, by=visit.by, at=visit.at)
        return person_page(person.reference)

    def check(session: Session, typed: Typed) -> list[AnswerFault]:
        known = people.find(session, typed.values["name"])
        if known is not None:
            sentence = f"{known.name} is in the plan already. Write the name so that the two can be told apart."
            return [AnswerFault("name", sentence)]
        return address_faults(session, typed, None)

    return take_new(visit, sent, _adding_page, add, check=check)


def _adding_page(_: Session | None) -> FormPage:
    return FormPage(
        title="Add a person",
        action="/desk/people/add",
        boxes=(NAME, JOB, EMAIL, PHONE, DIRECTORATE),
        submit="Add the person",
        back=HERE,
        back_label="Back to people",
        here=HERE,
        intro=("Then choose them as an action's owner, as somebody's deputy or for a board. No mail is sent now.",),
        key_for="add-person",
    )


@router.api_route("/desk/people/{reference}", methods=SHOWN)
def show_person(visit: Visiting, request: Request, reference: str) -> Response:
    with reading(visit.engine) as session:
        person = the_person(session, reference)
        return visit.show(
            "desk_plan/person.html",
            here=HERE,
            whole=whole_person(session, visit, person),
            page=person_page(reference),
            may_edit=may_edit(visit),
            history=history_of(session, "person", person.id),
            saved=just_saved(session, request),
        )


@router.api_route("/desk/people/{reference}/edit", methods=SHOWN)
def show_person_form(visit: Visiting, reference: str) -> Response:
    with reading(visit.engine) as session:
        person, page = _load(session, reference)
        return show_edit(visit, session, person, page)


@router.post("/desk/people/{reference}/edit")
def edit_person(visit: Visiting, reference: str, sent: Sent) -> Response:
    def check(session: Session, person: Person, typed: Typed) -> list[AnswerFault]:
        faults = address_faults(session, typed, person)
        if typed.values["email"] != person.email and (why := check_may_set_address(session, visit, person)):
            faults.append(AnswerFault("email", why))
        faults += [
            AnswerFault(name, f"{person.name} can not be their own {word}. Choose somebody else, or nobody.")
            for name, word in (("deputy_id", "deputy"), ("reports_to_id", "manager"))
            if typed.values[name] == str(person.id)
        ]
        return faults

    return take_edit(visit, sent, lambda session: _load(session, reference), check=check)


def _load(session: Session, reference: str) -> tuple[Person, FormPage]:
    person = the_person(session, reference)
    others: Options = people_options(session, person.deputy_id, person.reports_to_id)
    boxes = (
        NAME,
        JOB,
        EMAIL,
        PHONE,
        DIRECTORATE,
        Box(
            name="deputy_id",
            label="Deputy (optional)",
            kind="choice",
            empty="Nobody",
            options=others,
            hint="Is asked while this person is away.",
        ),
        Box(name="reports_to_id", label="Reports to (optional)", kind="choice", empty="Nobody", options=others),
        Box(
            name="away_until",
            label="Away until (optional)",
            kind="date",
            hint="The last day away, for example 27 3 2027. Until then the deputy is asked.",
        ),
    )
    return person, FormPage(
        title=f"Edit {person.name}",
        action=person_page(reference, "edit"),
        boxes=boxes,
        submit="Save",
        back=person_page(reference),
        back_label="Back to this person",
        here=HERE,
        intro=("A change counts at once: the next mail goes to the new address. It can be undone.",),
    )


def address_faults(session: Session, typed: Typed, person: Person | None) -> list[AnswerFault]:
    """What is wrong with a mail address, by the rule by which the post room refuses one; and whose it is already."""
    address = typed.values["email"].strip()
    if not address or (person is not None and address == person.email):
        return []
    if fault := address_fault(address):
        return [AnswerFault("email", f"No mail can be sent to “{address}”: {fault}. Correct it, or leave it empty.")]
    for other in plan_view.everybody(session):
        same = other.email.casefold() == address.casefold()
        if same and other.left_on is None and (person is None or other.id != person.id):
            sentence = f"{other.name} has this address already. Two people can not sign in with one address."
            return [AnswerFault("email", sentence)]
    return []
