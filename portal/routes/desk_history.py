"""Undoing an edit: every page of the desk has the button, and this is where it leads. It shows no page of its own."""

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from flows.meetings_by_hand import follow_the_hour
from governance.errors import RecordError
from governance.terms import Role
from plan_store import edits, people
from plan_store.database import Session, transaction
from plan_store.edits import ChangedSince
from plan_store.field_texts import row_of
from plan_store.tables import FieldChange
from portal.deps import Visit, Visiting
from portal.desk.history import page_of
from portal.desk.lookup import the_meeting, the_person
from portal.plan_desk.form_page import back_to
from portal.plan_desk.roles import check_may_set_address, check_may_set_roles

router = APIRouter()


@router.post("/desk/history/{group}/undo")
def undo_edit(visit: Visiting, group: str) -> Response:
    """Put back what an edit changed and go to its page; a page that says why not, where it cannot be."""
    group = group.replace("\x00", "")
    try:
        with transaction(visit.engine) as session:
            changes = edits.changes_of(session, group)
            if not changes:
                raise HTTPException(404, "This edit is not in the history. Go back to the page and look there.")
            for change in changes:
                _check_may_undo(session, visit, change)
            edits.undo(session, group, by=visit.by, at=visit.at)
            people.check_keys_are_held(session)
            for change in changes:
                if (change.kind, change.field) == ("meeting", "held_at"):
                    meeting = the_meeting(session, change.row_id)
                    follow_the_hour(session, meeting, by=visit.by, at=visit.at)
            back = page_of(session, changes[0])
    except ChangedSince as refusal:
        raise HTTPException(409, str(refusal)) from refusal
    except RecordError as refusal:
        raise HTTPException(409, str(refusal)) from refusal
    return back_to(back, undone="1")


def _check_may_undo(session: Session, visit: Visit, change: FieldChange) -> None:
    """Whoever may make an edit may undo it, and nobody else: roles and sign-in addresses have rules of their own."""
    of_people = change.kind == "person"
    if not visit.may(Role.OFFICER) and not of_people:
        raise HTTPException(409, "Only the officer can undo an edit of the plan. Ask the officer.")
    if of_people and change.field in ("roles", "email", "left_on"):
        row = row_of(session, change.kind, change.row_id)
        person = the_person(session, str(getattr(row, "reference", "")))
        check = check_may_set_roles if change.field == "roles" else check_may_set_address
        if fault := check(session, visit, person):
            raise HTTPException(409, fault)
