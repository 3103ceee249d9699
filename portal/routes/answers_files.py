"""The files an owner gave: as downloads to that owner, and taken away again while they are not sent."""

from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from governance.answers import AnswerFault
from governance.errors import RecordError
from plan_store import evidence_files
from plan_store.database import Session, reading, transaction
from plan_store.links import LinkRefused
from plan_store.tables import EvidenceFile
from portal.addresses import answers_address
from portal.deps import Visit, Visiting
from portal.owner.answer_pages import NOT_FROM_THE_PAGE, key_for, show_trap
from portal.owner.door import Coming, Sent
from portal.owner.passing_on import fault_of_initials
from portal.owner.person_step import TRAP, fell_into_trap, is_known_person
from portal.view_keys import is_ours
from portal.visitors import Visitor, admit

router = APIRouter()
SHOWN = ["GET", "HEAD"]
# Whatever is in it, a browser runs nothing of it, even where somebody opens it in place of saving it.
DOWNLOAD_POLICY = "default-src 'none'; sandbox"


def as_download(file: EvidenceFile) -> Response:
    """A file as it was given, to be saved and never shown."""
    plain = "".join(sign if sign.isascii() and sign.isprintable() and sign not in '"\\' else "_" for sign in file.name)
    return Response(
        file.content,
        media_type=file.media_type,
        headers={
            "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file.name, safe='')}",
            "Content-Security-Policy": DOWNLOAD_POLICY,
            "X-Content-Type-Options": "nosniff",
        },
    )


@router.api_route("/answers/{link_id}/file/{number}", methods=SHOWN)
def give_file(visit: Visiting, visitor: Coming, number: int) -> Response:
    with reading(visit.engine) as session:
        return as_download(_own_file(session, visitor, number))


@router.api_route("/answers/{link_id}/file/{number}/remove", methods=SHOWN)
def show_removal(visit: Visiting, request: Request, visitor: Coming, number: int) -> Response:
    return _show(visit, request, visitor, number, [])


@router.post("/answers/{link_id}/file/{number}/remove")
def remove_file(visit: Visiting, request: Request, visitor: Coming, form: Sent, number: int) -> Response:
    """Delete a file that was not sent yet. Once it is evidence it stays."""
    if fell_into_trap(form):
        return show_trap(visit, visitor)
    genuine = is_ours(str(form.get("key", "")), visit.secret, "answers", visitor.link_id)
    faults = [] if genuine else [NOT_FROM_THE_PAGE]
    if not is_known_person(request, visit.secret, visitor.link_id):
        faults += fault_of_initials(form, visitor)
    if not faults:
        try:
            with transaction(visit.engine) as session:
                visitor = admit(session, visit, visitor.token, "answer")
                file = _own_file(session, visitor, number)
                evidence_files.take_away(session, file, by=visitor.person.reference, at=visit.at)
        except RecordError as refusal:
            faults = [AnswerFault("", str(refusal))]
    if faults:
        return _show(visit, request, visitor, number, faults)
    return RedirectResponse(answers_address(visitor.link_id), status_code=303)


def _own_file(session: Session, visitor: Visitor, number: int) -> EvidenceFile:
    file = evidence_files.find(session, number)
    if file is None or not evidence_files.belongs_to(session, file, visitor.person.id or 0, visitor.cycle.id or 0):
        sentence = "This file is not one of yours, or it was taken away. Open your actions to see your files."
        raise LinkRefused(sentence, why="not their file", link=visitor.link_id)
    return file


def _show(visit: Visit, request: Request, visitor: Visitor, number: int, faults: list[AnswerFault]) -> Response:
    with reading(visit.engine) as session:
        file = _own_file(session, visitor, number)
    return visit.show(
        "remove_file.html",
        status=422 if faults else 200,
        visitor=visitor,
        person=visitor.person,
        file=file,
        address=answers_address,
        key=key_for(visit, visitor),
        trap=TRAP,
        asks_initials=not is_known_person(request, visit.secret, visitor.link_id),
        faults=[{"text": fault.sentence, "href": f"#{fault.field or 'main-content'}"} for fault in faults],
        fault_of={fault.field: fault.sentence for fault in faults},
    )
