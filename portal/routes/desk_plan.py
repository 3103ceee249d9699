"""The officer's desk: the plan as a list, its findings and its delivery plans, read and edited.

It knows nothing of how an edit is kept.
"""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from governance.terms import Origin, Role
from plan_store import plan_view, plans
from plan_store.database import Session, reading
from plan_store.tables import DeliveryPlan, Finding, Inspection, Person, Plan
from portal.deps import Visit, Visiting
from portal.desk.forms import Box, Sent, shown_as
from portal.desk.history import ORIGINS, history_of
from portal.desk.lookup import just_saved, people_options, the_area, the_finding, the_plan
from portal.plan_desk.addresses import plan_page
from portal.plan_desk.form_page import FormPage, show_edit, show_form, take_edit, take_new
from portal.plan_desk.plan_list import Filter, lines_of, list_plan, status_options

router = APIRouter()
SHOWN = ["GET", "HEAD"]
HERE = "/desk/plan"
BACK = "Back to the plan"
REFERENCE = Box(
    name="reference",
    label="Reference",
    width="10",
    needed="Give it a reference, such as 7 or DP7.",
    hint="Short, as papers and mails will name it. It can not be changed later.",
)
TITLE = Box(name="title", label="Title", kind="lines", width="short", needed="Give it a title.")
ORIGIN = Box(
    name="origin", label="Who found it", kind="radios", options=tuple(ORIGINS.items()), needed="Say who found it."
)
PRIORITY = Box(
    name="priority_action",
    label="Is it a priority action of the inspectors?",
    kind="radios",
    options=(("yes", "Yes"), ("no", "No")),
    needed="Say whether it is a priority action.",
)


@router.api_route("/desk/plan", methods=SHOWN)
def show_plan(visit: Visiting, request: Request, wanted: Annotated[Filter, Query()]) -> Response:
    """Every delivery plan with its actions, and the findings; narrowed to what was asked for."""
    with reading(visit.engine) as session:
        plan = plans.first(session)
        if plan is None:
            return visit.show("desk_plan/plan.html", here=HERE, plan=None, may_edit=visit.may(Role.OFFICER))
        return visit.show(
            "desk_plan/plan.html",
            here=HERE,
            plan=plan,
            inspection=session.get(Inspection, plan.inspection_id) if plan.inspection_id else None,
            list=list_plan(session, visit, plan, wanted),
            wanted=wanted,
            statuses=status_options(visit.council.scale),
            may_edit=visit.may(Role.OFFICER),
            history=history_of(session, "plan", plan.id) if wanted.is_empty else (),
            saved=just_saved(session, request),
        )


@router.api_route("/desk/plan/edit", methods=SHOWN)
def show_plan_form(visit: Visiting) -> Response:
    with reading(visit.engine) as session:
        plan, page = _load_plan(session)
        return show_edit(visit, session, plan, page)


@router.post("/desk/plan/edit")
def edit_plan(visit: Visiting, sent: Sent) -> Response:
    return take_edit(visit, sent, _load_plan)


def _load_plan(session: Session) -> tuple[Plan, FormPage]:
    return the_plan(session), FormPage(
        title="Change the plan",
        action="/desk/plan/edit",
        boxes=(
            TITLE,
            Box(name="submitted_on", label="Submitted on (optional)", kind="date", hint="For example, 27 3 2026."),
        ),
        submit="Save",
        back=HERE,
        back_label=BACK,
        here=HERE,
        intro=("The title stands on every paper and in every mail about the plan.",),
    )


@router.api_route("/desk/plan/findings/{reference:path}", methods=SHOWN)
def show_finding(visit: Visiting, request: Request, reference: str) -> Response:
    with reading(visit.engine) as session:
        finding = the_finding(session, reference)
        facts = (
            ("Who found it", ORIGINS[finding.origin.value]),
            ("Priority action", "Yes" if finding.priority_action else "No"),
        )
        return _show_group(session, visit, request, "Finding", finding, facts)


@router.api_route("/desk/plan/areas/{reference:path}", methods=SHOWN)
def show_area(visit: Visiting, request: Request, reference: str) -> Response:
    with reading(visit.engine) as session:
        area, names = the_area(session, reference), plan_view.names(session)
        facts = (
            ("Lead", names.get(area.lead_id or 0, "Nobody is named")),
            ("Accountable officer", names.get(area.sro_id or 0, "Nobody is named")),
        )
        return _show_group(session, visit, request, "Delivery plan", area, facts)


def _show_group(
    session: Session,
    visit: Visit,
    request: Request,
    what: str,
    row: Finding | DeliveryPlan,
    facts: tuple[tuple[str, str], ...],
) -> Response:
    is_finding = isinstance(row, Finding)
    rows = [
        action
        for action in plan_view.action_rows(session, the_plan(session))
        if action.gone_on is None and (row.id in action.findings if is_finding else action.area_id == row.id)
    ]
    return visit.show(
        "desk_plan/group.html",
        here=HERE,
        what=what,
        row=row,
        facts=facts,
        lines=lines_of(rows, visit.council.scale, plan_view.names(session), visit.today),
        edit=plan_page("edit-finding" if is_finding else "edit-area", row.reference),
        adding=urlencode({"finding" if is_finding else "area": row.reference}),
        may_edit=visit.may(Role.OFFICER),
        history=history_of(session, "finding" if is_finding else "deliveryplan", row.id),
        saved=just_saved(session, request),
    )


@router.api_route("/desk/plan/edit-finding/{reference:path}", methods=SHOWN)
def show_finding_form(visit: Visiting, reference: str) -> Response:
    with reading(visit.engine) as session:
        finding, page = _load_finding(session, reference)
        return show_edit(visit, session, finding, page)


@router.post("/desk/plan/edit-finding/{reference:path}")
def edit_finding(visit: Visiting, reference: str, sent: Sent) -> Response:
    return take_edit(visit, sent, lambda session: _load_finding(session, reference))


@router.api_route("/desk/plan/edit-area/{reference:path}", methods=SHOWN)
def show_area_form(visit: Visiting, reference: str) -> Response:
    with reading(visit.engine) as session:
        area, page = _load_area(session, reference)
        return show_edit(visit, session, area, page)


@router.post("/desk/plan/edit-area/{reference:path}")
def edit_area(visit: Visiting, reference: str, sent: Sent) -> Response:
    return take_edit(visit, sent, lambda session: _load_area(session, reference))


def _load_finding(session: Session, reference: str) -> tuple[Finding, FormPage]:
    finding = the_finding(session, reference)
    return finding, _edit_page("finding", plan_page("findings", reference), reference, (TITLE, ORIGIN, PRIORITY))


def _load_area(session: Session, reference: str) -> tuple[DeliveryPlan, FormPage]:
    area = the_area(session, reference)
    people = people_options(session, area.lead_id, area.sro_id)
    return area, _edit_page("area", plan_page("areas", reference), reference, (TITLE, *_who(people)))


def _edit_page(what: str, back: str, reference: str, boxes: tuple[Box, ...]) -> FormPage:
    said = {"finding": "finding", "area": "delivery plan"}[what]
    return FormPage(
        title=f"Edit {said} {reference}",
        action=plan_page(f"edit-{what}", reference),
        boxes=boxes,
        submit="Save",
        back=back,
        back_label=f"Back to the {said}",
        here=HERE,
        intro=("A change counts at once, is in the next paper that is drafted, and can be undone.",),
    )


def _who(people: tuple[tuple[str, str], ...]) -> tuple[Box, ...]:
    return (
        Box(name="lead_id", label="Lead (optional)", kind="choice", empty="Nobody", options=people),
        Box(
            name="sro_id",
            label="Accountable officer (optional)",
            kind="choice",
            empty="Nobody",
            options=people,
            hint="Is told who has not answered, for every action of it that names nobody else.",
        ),
    )


@router.api_route("/desk/plan/add-finding", methods=SHOWN)
def show_new_finding(visit: Visiting) -> Response:
    page = _adding_page("finding", (REFERENCE, TITLE, ORIGIN, PRIORITY))
    return show_form(visit, page, shown_as(page.boxes, {"origin": Origin.INSPECTOR.value, "priority_action": "no"}))


@router.post("/desk/plan/add-finding")
def add_finding(visit: Visiting, sent: Sent) -> Response:
    def add(session: Session, values: dict[str, str], once: str) -> str:
        row = plans.add_finding(
            session,
            the_plan(session),
            values["reference"].strip(),
            values["title"],
            origin=Origin(values["origin"]),
            priority_action=values["priority_action"] == "yes",
            once=once,
            by=visit.by,
            at=visit.at,
        )
        return plan_page("findings", row.reference)

    return take_new(visit, sent, lambda _: _adding_page("finding", (REFERENCE, TITLE, ORIGIN, PRIORITY)), add)


@router.api_route("/desk/plan/add-area", methods=SHOWN)
def show_new_area(visit: Visiting) -> Response:
    with reading(visit.engine) as session:
        page = _adding_page("area", (REFERENCE, TITLE, *_who(people_options(session))))
        return show_form(visit, page, shown_as(page.boxes, {}))


@router.post("/desk/plan/add-area")
def add_area(visit: Visiting, sent: Sent) -> Response:
    def add(session: Session, values: dict[str, str], once: str) -> str:
        row = plans.add_delivery_plan(
            session,
            the_plan(session),
            values["reference"].strip(),
            values["title"],
            lead=_person(session, values["lead_id"]),
            sro=_person(session, values["sro_id"]),
            once=once,
            by=visit.by,
            at=visit.at,
        )
        return plan_page("areas", row.reference)

    return take_new(
        visit, sent, lambda session: _adding_page("area", (REFERENCE, TITLE, *_who(people_options(session)))), add
    )


def _adding_page(what: str, boxes: tuple[Box, ...]) -> FormPage:
    said = {"finding": "finding", "area": "delivery plan"}[what]
    return FormPage(
        title=f"Add a {said}",
        action=f"/desk/plan/add-{what}",
        boxes=boxes,
        submit=f"Add the {said}",
        back=HERE,
        back_label=BACK,
        here=HERE,
        intro=("It is in the plan at once, at its end. Then add its actions.",),
        key_for=f"add-{what}",
    )


def _person(session: Session, written: str) -> Person | None:
    return session.get(Person, int(written)) if written else None
