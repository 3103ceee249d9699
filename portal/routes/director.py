"""The director's pages after signing in, and the officer's page of the director's comments.

It knows nothing of what the pages show.
"""

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Path
from fastapi.responses import RedirectResponse, Response

from governance.errors import RecordError
from governance.terms import Role
from plan_store import comments, cycles, people
from plan_store.database import Session, reading, transaction
from plan_store.tables import Cycle
from portal.deps import Visit, Visiting
from portal.director import paragraph_comments as comment_pages
from portal.director import seat as directors_seat
from portal.director import sign_off_pages
from portal.director.papers_to_sign import sittings
from portal.director.paragraph_comments import CommentTyped
from portal.director.seat import Seat, Step, hold
from portal.director.sign_off_pages import SignOffTyped
from portal.paper_files import may_read

router = APIRouter()
SHOWN = ["GET", "HEAD"]
SAID = {"taken-back": "Your comment was taken back.", "sent": "The officer has been told of your comments."}
DONE = {"settled": "The comment is settled.", "open": "The comment is open again."}
CycleInPath = Annotated[str, Path(pattern=r"^[a-z0-9-]+$")]


@router.api_route("/director", methods=SHOWN)
def show_list(visit: Visiting) -> Response:
    """What waits for a sign-off, what is on its way back, and what was decided."""
    with reading(visit.engine) as session:
        every = sittings(session)
        return visit.show(
            "director/list.html",
            here="/director",
            waiting=[sitting for sitting in every if sitting.waits],
            decided=[sitting for sitting in every if not sitting.waits and sitting.decision],
            coming=[sitting for sitting in every if not sitting.waits and not sitting.decision],
        )


@router.api_route("/director/{cycle}", methods=SHOWN)
def show_papers(visit: Visiting, cycle: CycleInPath, said: str = "") -> Response:
    with reading(visit.engine) as session:
        seat = _seat(session, visit, cycle)
        return sign_off_pages.show_papers(session, visit, seat, SignOffTyped(), banner=SAID.get(said, ""))


@router.post("/director/{cycle}")
def take_decision(visit: Visiting, cycle: CycleInPath, typed: Annotated[SignOffTyped, Form()]) -> Response:
    with transaction(visit.engine) as session:
        return sign_off_pages.take_decision(session, visit, hold(session, _seat(session, visit, cycle)), typed)


@router.api_route("/director/{cycle}/paper/{kind}/{version:int}.{extension}", methods=SHOWN)
def show_draft(visit: Visiting, cycle: CycleInPath, kind: str, version: int, extension: str) -> Response:
    with reading(visit.engine) as session:
        return directors_seat.show_draft(session, _seat(session, visit, cycle), kind, version, extension)


@router.api_route("/director/{cycle}/read/{kind}/{number:int}", methods=SHOWN)
def show_part(visit: Visiting, cycle: CycleInPath, kind: str, number: int, kept: int = 0) -> Response:
    with reading(visit.engine) as session:
        seat = _seat(session, visit, cycle)
        return comment_pages.show_part(session, visit, seat, kind, number, kept=kept)


@router.api_route("/director/{cycle}/read/{kind}/paragraph/{place:int}", methods=SHOWN)
def show_comment_form(visit: Visiting, cycle: CycleInPath, kind: str, place: int) -> Response:
    with reading(visit.engine) as session:
        return comment_pages.show_comment_form(
            session, visit, _seat(session, visit, cycle), kind, place, CommentTyped()
        )


@router.post("/director/{cycle}/read/{kind}/paragraph/{place:int}")
def take_comment(
    visit: Visiting, cycle: CycleInPath, kind: str, place: int, typed: Annotated[CommentTyped, Form()]
) -> Response:
    with transaction(visit.engine) as session:
        seat = hold(session, _seat(session, visit, cycle))
        return comment_pages.take_comment(session, visit, seat, kind, place, typed)


@router.post("/director/{cycle}/comments/{number:int}/take-back")
def take_comment_back(visit: Visiting, cycle: CycleInPath, number: int, typed: Annotated[Step, Form()]) -> Response:
    with transaction(visit.engine) as session:
        return comment_pages.take_comment_back(session, visit, _seat(session, visit, cycle), number, typed)


@router.post("/director/{cycle}/comments")
def send_comments(visit: Visiting, cycle: CycleInPath, typed: Annotated[Step, Form()]) -> Response:
    with transaction(visit.engine) as session:
        return comment_pages.take_sending(session, visit, hold(session, _seat(session, visit, cycle)), typed)


@router.api_route("/desk/cycles/{reference}/comments", methods=SHOWN)
def show_comments(visit: Visiting, reference: str, done: str = "") -> Response:
    """For the officer: what the director wrote on each paragraph, open ones first."""
    with reading(visit.engine) as session:
        cycle = _cycle(session, reference)
        rows = [row for row in comments.of_cycle(session, cycle) if may_read(visit, row[1])]
        return visit.show(
            "director/comments.html",
            here="/desk",
            cycle=cycle,
            board=cycles.board_of(session, cycle).name,
            open=[said for said in rows if said[0].settled_at is None],
            settled=[said for said in rows if said[0].settled_at is not None],
            may_settle=visit.may(Role.OFFICER),
            banner=DONE.get(done, ""),
        )


@router.post("/desk/cycles/{reference}/comments/{number:int}")
def settle_comment(visit: Visiting, reference: str, number: int, do: Annotated[str, Form()] = "settle") -> Response:
    """Settle a comment, or open one again that was settled by mistake."""
    with transaction(visit.engine) as session:
        cycle = _cycle(session, reference)
        row = next((row for row, _, _ in comments.of_cycle(session, cycle) if row.id == number), None)
        if row is None:
            raise HTTPException(404, "There is no such comment; it may have been taken back. Open the list again.")
        act = comments.reopen if do == "reopen" else comments.settle
        act(session, row, by=visit.by, at=visit.at)
    done = "open" if do == "reopen" else "settled"
    return RedirectResponse(f"/desk/cycles/{cycle.reference}/comments?done={done}", status_code=303)


def _seat(session: Session, visit: Visit, reference: str) -> Seat:
    return Seat(
        cycle=_cycle(session, reference),
        person=people.require(session, visit.by),
        address=f"/director/{reference}",
        by_link=False,
        proves=False,
        about=("director", visit.by, reference),
    )


def _cycle(session: Session, reference: str) -> Cycle:
    try:
        return cycles.require(session, reference)
    except RecordError as fault:
        raise HTTPException(404, "There is no such meeting. Open the list again and choose it there.") from fault
