"""The officer's desk: spreadsheets brought in, and the list of them. Nothing of the plan changes here."""

import re
from typing import Annotated

from fastapi import APIRouter, File, Request, UploadFile
from fastapi.responses import FileResponse, RedirectResponse, Response

from config.clock import london
from governance.answers import AnswerFault
from governance.errors import PlanFileError
from governance.terms import Role
from plan_store import people, uploads
from plan_store.database import reading, transaction
from portal.deps import Visit, Visiting
from portal.plan_desk.plan_files import plan_files_of
from portal.security import LARGEST_PLAN

router = APIRouter()
SHOWN = ["GET", "HEAD"]
HERE = "/desk/load"
EXAMPLE = "improvement-plan.xlsx"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_NAME = 120
NOT_IN_A_NAME = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@router.api_route("/desk/load", methods=SHOWN)
def show_uploads(visit: Visiting, dropped: int = 0) -> Response:
    """What a sheet needs, the form, and every upload so far. dropped: the one just dropped, for the banner."""
    return _show(visit, (), dropped=dropped)


@router.api_route("/desk/load/example.xlsx", methods=SHOWN)
def hand_out_example(visit: Visiting) -> Response:
    """An invented council's whole plan, to see what the sheets may look like."""
    path = visit.office.settings.home / "samples" / "ashcombe" / EXAMPLE
    return FileResponse(path, media_type=WORKBOOK, filename=f"example-{EXAMPLE}")


@router.post("/desk/load")
def take_upload(visit: Visiting, request: Request, file: Annotated[UploadFile | None, File()] = None) -> Response:
    """Keep a workbook that can be read, and go on to its difference; or say what is wrong with it."""
    name = name_of(file.filename or "") if file else ""
    content = file.file.read(LARGEST_PLAN + 1) if file else b""
    if fault := _fault_of(name, content):
        return _show(visit, (AnswerFault("file", fault),), status=422)
    try:
        plan_files_of(request).read_first(visit, name, content)
    except PlanFileError as refused:
        return _show(visit, (AnswerFault("file", str(refused)),), status=422)
    with transaction(visit.engine) as session:
        person = people.require(session, visit.by)
        upload = uploads.keep(session, name, content, person, by=visit.by, at=visit.at)
    return RedirectResponse(f"{HERE}/{upload.id}", status_code=303)


def name_of(given: str) -> str:
    """A file's name as a person knows it: no folders, no signs that cannot be seen, not endless."""
    name = NOT_IN_A_NAME.sub("", given.replace("\\", "/").rsplit("/", 1)[-1]).strip()
    stem, dot, ending = name.rpartition(".")
    return f"{stem[:LONGEST_NAME]}{dot}{ending[:10]}" if dot else name[:LONGEST_NAME]


def _fault_of(name: str, content: bytes) -> str:
    if not name:
        return "Choose the workbook you want to load."
    if not name.lower().endswith(".xlsx"):
        return f"“{name}” is not an Excel workbook. Save the plan as “Excel Workbook (.xlsx)” and choose that file."
    if len(content) > LARGEST_PLAN:
        return f"“{name}” is larger than 10 MB. Save a copy without pictures and old sheets, and choose that file."
    return "" if content else f"“{name}” is empty. Save the plan again and choose the new file."


def _show(visit: Visit, faults: tuple[AnswerFault, ...], *, dropped: int = 0, status: int = 200) -> Response:
    with reading(visit.engine) as session:
        found = uploads.every(session)
        gone = next((upload for upload, _ in found if upload.id == dropped and upload.dropped_at), None)
        return visit.show(
            "desk_load/list.html",
            status=status,
            here=HERE,
            uploads=found,
            dropped=gone,
            london=london,
            may_load=visit.may(Role.OFFICER),
            faults=faults,
            fault_of={fault.field: fault.sentence for fault in faults},
        )
