"""The officer's desk: one uploaded spreadsheet: how it was read, what it would change, and loading it."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel

from config.clock import london
from flows.difference import many, say_field
from flows.loading import PlanHasChanged, write_file
from governance.answers import AnswerFault
from governance.errors import PlanFileError, RecordError
from governance.terms import Role
from plan_store import cycles, people, uploads
from plan_store.database import Session, reading, transaction
from plan_store.loading.columns import normalise
from plan_store.tables import Person, PlanUpload
from portal.deps import Visit, Visiting
from portal.plan_desk.plan_files import (
    ALL_FIELDS,
    AS_IT_IS,
    FORGOTTEN,
    LEFT_OUT,
    Look,
    headings_of,
    plan_files_of,
    read_with_care,
)

router = APIRouter()
SHOWN = ["GET", "HEAD"]
HERE = "/desk/load"


class Meanings(BaseModel):
    """The headings of the page, and beside each what was chosen for it."""

    heading: list[str] = []
    means: list[str] = []


@router.api_route("/desk/load/{upload_id:int}", methods=SHOWN)
def show_difference(visit: Visiting, request: Request, upload_id: int, done: str = "") -> Response:
    """How every heading and cell was understood, and what loading would change. done: what the banner says was done."""
    return _show(visit, request, upload_id, done=done)


@router.post("/desk/load/{upload_id:int}/headings")
def give_meanings(visit: Visiting, request: Request, upload_id: int, typed: Annotated[Meanings, Form()]) -> Response:
    """Read the file again with the meanings that were chosen; nothing of the plan changes."""
    with transaction(visit.engine) as session:
        upload = _known(uploads.hold_still(session, upload_id))
        if upload.loaded_at is not None or upload.dropped_at is not None:
            return _back(upload, "already")
        try:
            uploads.give_meanings(session, upload, _mapping(upload, typed), by=visit.by, at=visit.at)
        except PlanFileError:
            raise HTTPException(
                400, "This form was out of date, so nothing was recorded. Open the file again."
            ) from None
    return _back(upload, "read")


@router.api_route("/desk/load/{upload_id:int}/confirm", methods=SHOWN)
def ask_first(visit: Visiting, request: Request, upload_id: int) -> Response:
    """What will happen, before it does: a load cannot be taken back with one press."""
    with reading(visit.engine) as session:
        upload = _known(uploads.find(session, upload_id))
        look = plan_files_of(request).look_at(session, visit, upload)
        if upload.loaded_at or upload.dropped_at or look.difference is None:
            return _back(upload, "")
        return _show_confirm(session, visit, upload, look, ())


@router.post("/desk/load/{upload_id:int}/load")
def load(visit: Visiting, request: Request, upload_id: int, digest: Annotated[str, Form()] = "") -> Response:
    """Write the file into the plan, whole or not at all, and only where the difference is the one that was shown."""
    with reading(visit.engine) as session:
        upload = _known(uploads.find(session, upload_id))
        look = plan_files_of(request).look_at(session, visit, upload)
    if upload.loaded_at is not None or upload.dropped_at is not None:
        return _back(upload, "already")
    if look.file is None or look.difference is None:
        return _back(upload, "")
    try:
        write_file(
            visit.office,
            look.file,
            Path(upload.name).stem,
            mapping=upload.mapping,
            as_shown=digest or "the page did not say",
            also=lambda s: uploads.mark_loaded(s, _known(uploads.hold_still(s, upload_id)), by=visit.by, at=visit.at),
            by=visit.by,
            at=visit.at,
        )
    except PlanHasChanged as refused:
        with reading(visit.engine) as session:
            again = plan_files_of(request).look_at(session, visit, upload)
            return _show_confirm(session, visit, upload, again, (AnswerFault("", str(refused)),), status=409)
    except RecordError:
        # The other of two presses has loaded it.
        return _back(upload, "already")
    return _back(upload, "loaded")


@router.post("/desk/load/{upload_id:int}/drop")
def drop(visit: Visiting, upload_id: int) -> Response:
    with transaction(visit.engine) as session:
        upload = _known(uploads.hold_still(session, upload_id))
        if upload.loaded_at is not None:
            return _back(upload, "already")
        uploads.drop(session, upload, by=visit.by, at=visit.at)
    return RedirectResponse(f"{HERE}?dropped={upload_id}", status_code=303)


@router.post("/desk/load/{upload_id:int}/take-back")
def take_back(visit: Visiting, upload_id: int) -> Response:
    with transaction(visit.engine) as session:
        upload = _known(uploads.hold_still(session, upload_id))
        uploads.take_back(session, upload, by=visit.by, at=visit.at)
    return _back(upload, "taken-back")


@router.post("/desk/load/{upload_id:int}/again")
def look_again(visit: Visiting, upload_id: int) -> Response:
    """An earlier file beside the plan of today; loading it is another press."""
    with transaction(visit.engine) as session:
        earlier = _known(uploads.hold_still(session, upload_id))
        person = people.require(session, visit.by)
        upload = uploads.take_again(session, earlier, person, by=visit.by, at=visit.at)
    return _back(upload, "again")


def _known(upload: PlanUpload | None) -> PlanUpload:
    if upload is None:
        raise HTTPException(404, "There is no such file. Go to “Load” and choose it in the list there.")
    return upload


def _back(upload: PlanUpload, done: str) -> Response:
    return RedirectResponse(f"{HERE}/{upload.id}" + (f"?done={done}" if done else ""), status_code=303)


def _mapping(upload: PlanUpload, typed: Meanings) -> dict[str, str]:
    """The meanings given so far, with those chosen now over them. PlanFileError for a choice the page did not offer."""
    mapping = dict(upload.mapping)
    by_name = {normalise(heading): heading for heading in mapping}
    for heading, means in zip(typed.heading, typed.means, strict=False):
        key = by_name.get(normalise(heading), heading)
        if means == FORGOTTEN:
            mapping.pop(key, None)
        elif means == LEFT_OUT:
            mapping[key] = ""
        elif means in ALL_FIELDS and key.strip() and "\x00" not in key:
            mapping[key] = means
        elif means != AS_IT_IS:
            raise PlanFileError("no such field")
    return mapping


def _show(visit: Visit, request: Request, upload_id: int, *, done: str) -> Response:
    with reading(visit.engine) as session:
        upload = _known(uploads.find(session, upload_id))
        waits = upload.loaded_at is None and upload.dropped_at is None
        look = plan_files_of(request).look_at(session, visit, upload)
        return visit.show(
            "desk_load/file.html",
            here=HERE,
            upload=upload,
            uploaded_by=session.get_one(Person, upload.uploaded_by_id).name,
            waits=waits,
            look=look,
            headings=headings_of(look.file, upload) if look.file else (),
            say_field=say_field,
            statuses={status.value: said.word for status, said in visit.council.scale.statuses.items()},
            readings=read_with_care(look.file) if look.file else (),
            may_load=visit.may(Role.OFFICER),
            done=done,
            many=many,
            london=london,
            choices={"as_it_is": AS_IT_IS, "left_out": LEFT_OUT, "forgotten": FORGOTTEN},
        )


def _show_confirm(
    session: Session,
    visit: Visit,
    upload: PlanUpload,
    look: Look,
    faults: tuple[AnswerFault, ...],
    *,
    status: int = 200,
) -> Response:
    return visit.show(
        "desk_load/confirm.html",
        status=status,
        here=HERE,
        upload=upload,
        look=look,
        running=cycles.running(session),
        faults=faults,
    )
