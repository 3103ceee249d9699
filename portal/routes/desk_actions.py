"""The officer's desk: one action, read whole, edited, its date moved or corrected, taken out and put back.

It knows nothing of how an edit is kept.
"""

from datetime import date
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from governance.terms import Role
from plan_store import edits, evidence_files, plan_view, plans
from plan_store.database import Session, reading
from plan_store.exemptions import marks_for
from plan_store.tables import Action, Person
from portal.deps import Visiting
from portal.desk.forms import BETWEEN, Box, Sent, shown_as
from portal.desk.history import history_of
from portal.desk.lookup import just_saved, people_options, the_action, the_plan
from portal.plan_desk.action import row_of_action, say_moves, whole_action
from portal.plan_desk.addresses import plan_page
from portal.plan_desk.form_page import FormPage, show_edit, show_form, take_edit, take_new

router = APIRouter()
SHOWN = ["GET", "HEAD"]
HERE = "/desk/plan"
BACK = "Back to the action"
TITLE = Box(name="title", label="What is to be done", kind="lines", width="short", needed="Write what is to be done.")


@router.api_route("/desk/plan/actions/{reference:path}", methods=SHOWN)
def show_action(visit: Visiting, request: Request, reference: str) -> Response:
    """Everything about one action: people, dates and moves, answers, evidence, decision and history."""
    with reading(visit.engine) as session:
        action = the_action(session, reference)
        whole = whole_action(session, visit, action, row_of_action(session, action))
        acts = {"edit": "edit-action", "move": "move-date", "correct": "correct-date"}
        acts |= {"withdraw": "withdraw", "restore": "restore"}
        return visit.show(
            "desk_plan/action.html",
            here=HERE,
            whole=whole,
            moves=say_moves(whole),
            acts={name: plan_page(act, reference) for name, act in acts.items()},
            may_edit=visit.may(Role.OFFICER),
            history=history_of(session, "action", action.id),
            saved=just_saved(session, request),
        )


@router.api_route("/desk/plan/edit-action/{reference:path}", methods=SHOWN)
def show_action_form(visit: Visiting, reference: str) -> Response:
    with reading(visit.engine) as session:
        action, page = _load(session, reference)
        return show_edit(visit, session, action, page)


@router.post("/desk/plan/edit-action/{reference:path}")
def edit_action(visit: Visiting, reference: str, sent: Sent) -> Response:
    return take_edit(visit, sent, lambda session: _load(session, reference))


def _load(session: Session, reference: str) -> tuple[Action, FormPage]:
    action = the_action(session, reference)
    row = row_of_action(session, action)
    everybody = people_options(session, action.sro_id, action.deputy_id)
    boxes = (
        TITLE,
        Box(
            name="owners",
            label="Owners",
            kind="people",
            empty="Nobody",
            options=people_options(session, *row.owners, by_reference=True),
            hint="The first one is asked for the update; the others are named in the paper. "
            "Somebody who is not in the list is added on the page “People” first.",
        ),
        Box(name="sro_id", label="Accountable officer (optional)", kind="choice", empty="Nobody", options=everybody),
        Box(
            name="deputy_id",
            label="Deputy for this action (optional)",
            kind="choice",
            empty="The owner’s own deputy",
            options=everybody,
            hint="Is asked while the lead owner is away. Otherwise it is the owner's own deputy.",
        ),
        Box(name="delivery_plan_id", label="Delivery plan", kind="choice", empty="In none", options=_areas(session)),
        *_findings(session),
        Box(name="measure_words", label="How we will know it worked (optional)", kind="lines"),
        Box(name="notes", label="Notes (optional)", kind="lines", hint="They are not printed in the paper."),
        Box(
            name="funding_ends_on",
            label="When its funding ends (optional)",
            kind="date",
            hint="For example, 31 3 2027.",
        ),
    )
    return action, FormPage(
        title=f"Edit action {reference}",
        action=plan_page("edit-action", reference),
        boxes=boxes,
        submit="Save",
        back=plan_page("actions", reference),
        back_label=BACK,
        here=HERE,
        intro=(
            "A change counts at once, is in the next paper that is drafted, and can be undone. Whoever has been asked "
            "about this action in a round that is open stays asked.",
            "The date is not changed here: “Move the date” and “Correct the date” are on the page of the action.",
        ),
    )


def _areas(session: Session) -> tuple[tuple[str, str], ...]:
    return tuple(
        (str(area.id), f"{area.reference} {area.title}") for area in plan_view.areas(session, the_plan(session))
    )


def _findings(session: Session) -> tuple[Box, ...]:
    options = tuple(
        (finding.reference, f"{finding.reference}: {finding.title}")
        for finding in plan_view.findings(session, the_plan(session))
    )
    return (Box(name="findings", label="Which findings it answers", kind="ticks", options=options),) if options else ()


@router.api_route("/desk/plan/add-action", methods=SHOWN)
def show_new_action(visit: Visiting, area: str = "", finding: str = "") -> Response:
    """area, finding: references to begin with, where the form was opened from one of them."""
    with reading(visit.engine) as session:
        page = _adding_page(session)
        areas = {row.reference: str(row.id) for row in plan_view.areas(session, the_plan(session))}
        values = {"delivery_plan_id": areas.get(area, ""), "findings": finding}
        return show_form(visit, page, shown_as(page.boxes, values))


@router.post("/desk/plan/add-action")
def add_action(visit: Visiting, sent: Sent) -> Response:
    def add(session: Session, values: dict[str, str], once: str) -> str:
        if isinstance(earlier := edits.added_before(session, once), Action):
            return plan_page("actions", earlier.reference)
        plan = the_plan(session)
        areas = {str(area.id): area for area in plan_view.areas(session, plan)}
        owner = session.get(Person, int(values["owner"])) if values["owner"] else None
        action = plans.add_action(
            session,
            plan,
            areas[values["delivery_plan_id"]],
            values["title"],
            owner,
            date.fromisoformat(values["due_on"]) if values["due_on"] else None,
            findings=tuple(values.get("findings", "").split(BETWEEN)),
            today=visit.today,
            by=visit.by,
            at=visit.at,
        )
        edits.note_added(session, action, once, by=visit.by, at=visit.at)
        return plan_page("actions", action.reference)

    return take_new(visit, sent, _adding_page, add)


def _adding_page(session: Session) -> FormPage:
    return FormPage(
        title="Add an action",
        action="/desk/plan/add-action",
        boxes=(
            TITLE,
            Box(
                name="delivery_plan_id",
                label="Delivery plan",
                kind="choice",
                options=_areas(session),
                needed="Choose a delivery plan. If there is none yet, add one on the page of the plan.",
            ),
            Box(
                name="owner",
                label="Lead owner (optional)",
                kind="choice",
                empty="Nobody yet",
                options=people_options(session),
                hint="Is asked for the update. Without one nobody is asked, and the paper says that nobody owns it.",
            ),
            Box(name="due_on", label="Due date (optional)", kind="date", hint="For example, 27 3 2027."),
            *_findings(session),
        ),
        submit="Add the action",
        back=HERE,
        back_label="Back to the plan",
        here=HERE,
        intro=(
            "It gets the next number of its delivery plan and is in the plan at once. Its owner is asked about it from "
            "the next round on.",
        ),
        key_for="add-action",
    )


@router.api_route("/desk/files/{file_id:int}", methods=SHOWN)
def show_file(visit: Visiting, file_id: int) -> Response:
    """A file that was given as evidence: always as a download, for what is in it is somebody else's."""
    with reading(visit.engine) as session:
        file = evidence_files.find(session, file_id)
        closed = file is not None and marks_for(session, part=visit.part).hides("evidence", file.evidence_id, "shows")
        if file is None or file.evidence_id is None or closed:
            raise HTTPException(404, "There is no such file. Open the page of the action and look there.")
        return Response(
            file.content,
            media_type="application/octet-stream",
            headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"},
        )
