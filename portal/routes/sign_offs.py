"""The director's pages behind a personal link. The link is changed for a cookie at once, so that it stands nowhere.

It knows nothing of what the pages show.
"""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from governance.errors import NotYourTurn
from governance.terms import Role
from plan_store import people
from plan_store.database import Session, reading, transaction
from plan_store.links import LinkRefused
from portal.deps import Visit, Visiting
from portal.director import paragraph_comments as comment_pages
from portal.director import seat as directors_seat
from portal.director import sign_off_pages
from portal.director.paragraph_comments import CommentTyped
from portal.director.seat import Seat, Step, hold
from portal.director.sign_off_pages import SignOffTyped
from portal.view_keys import is_ours, new_key
from portal.visitors import Visitor, admit

router = APIRouter()
SHOWN = ["GET", "HEAD"]
NOBODY_KNOWN = (
    "This browser does not know you. Open the link in your mail again; it brings you back here with nothing lost."
)
SAID = {"taken-back": "Your comment was taken back.", "sent": "The officer has been told of your comments."}


def cookie_of(link_id: int) -> str:
    return f"link-{link_id}"


def person_cookie_of(link_id: int) -> str:
    """Set once a person has typed their initials in this browser, so that nobody types them for every comment."""
    return f"person-{link_id}"


@router.api_route("/sign-off/{token}", methods=SHOWN)
@router.api_route("/sign-off/{token}/", methods=SHOWN)
def come_in(visit: Visiting, token: str) -> Response:
    """The link for a cookie. It changes nothing, however often it is opened and by whom."""
    with reading(visit.engine) as session:
        director = _admit_director(session, visit, token)
    response = RedirectResponse(_address(director), status_code=303)
    _set(visit, response, director, cookie_of(director.link.id or 0), token)
    return response


@router.api_route("/sign-offs/{link_id:int}", methods=SHOWN)
def show_papers(visit: Visiting, request: Request, link_id: int, said: str = "") -> Response:
    with reading(visit.engine) as session:
        seat, _ = _seat(session, visit, request, link_id)
        return _private(sign_off_pages.show_papers(session, visit, seat, SignOffTyped(), banner=SAID.get(said, "")))


@router.api_route("/sign-offs/{link_id:int}/paper/{kind}/{version:int}.{extension}", methods=SHOWN)
def show_draft(visit: Visiting, request: Request, link_id: int, kind: str, version: int, extension: str) -> Response:
    with reading(visit.engine) as session:
        seat, _ = _seat(session, visit, request, link_id)
        return directors_seat.show_draft(session, seat, kind, version, extension)


@router.api_route("/sign-offs/{link_id:int}/read/{kind}/{number:int}", methods=SHOWN)
def show_part(visit: Visiting, request: Request, link_id: int, kind: str, number: int, kept: int = 0) -> Response:
    with reading(visit.engine) as session:
        seat, _ = _seat(session, visit, request, link_id)
        return _private(comment_pages.show_part(session, visit, seat, kind, number, kept=kept))


@router.api_route("/sign-offs/{link_id:int}/read/{kind}/paragraph/{place:int}", methods=SHOWN)
def show_comment_form(visit: Visiting, request: Request, link_id: int, kind: str, place: int) -> Response:
    with reading(visit.engine) as session:
        seat, _ = _seat(session, visit, request, link_id)
        return _private(comment_pages.show_comment_form(session, visit, seat, kind, place, CommentTyped()))


@router.post("/sign-offs/{link_id:int}/read/{kind}/paragraph/{place:int}")
def take_comment(
    visit: Visiting, request: Request, link_id: int, kind: str, place: int, typed: Annotated[CommentTyped, Form()]
) -> Response:
    with transaction(visit.engine) as session:
        seat, director = _seat(session, visit, request, link_id)
        response = comment_pages.take_comment(session, visit, hold(session, seat), kind, place, typed)
        return _now_known(visit, director, response)


@router.post("/sign-offs/{link_id:int}/comments/{number:int}/take-back")
def take_comment_back(
    visit: Visiting, request: Request, link_id: int, number: int, typed: Annotated[Step, Form()]
) -> Response:
    with transaction(visit.engine) as session:
        seat, _ = _seat(session, visit, request, link_id)
        return comment_pages.take_comment_back(session, visit, seat, number, typed)


@router.post("/sign-offs/{link_id:int}/comments")
def send_comments(visit: Visiting, request: Request, link_id: int, typed: Annotated[Step, Form()]) -> Response:
    with transaction(visit.engine) as session:
        seat, _ = _seat(session, visit, request, link_id)
        return comment_pages.take_sending(session, visit, hold(session, seat), typed)


@router.post("/sign-offs/{link_id:int}")
def take_decision(visit: Visiting, request: Request, link_id: int, typed: Annotated[SignOffTyped, Form()]) -> Response:
    with transaction(visit.engine) as session:
        seat, director = _seat(session, visit, request, link_id)
        response = sign_off_pages.take_decision(session, visit, hold(session, seat), typed)
        return _private(_now_known(visit, director, response))


def _seat(session: Session, visit: Visit, request: Request, link_id: int) -> tuple[Seat, Visitor]:
    """The seat of whoever holds the cookie that this link was changed for. Raises LinkRefused where nobody does."""
    token = request.cookies.get(cookie_of(link_id), "")
    if not token:
        raise LinkRefused(NOBODY_KNOWN, why="no cookie")
    director = _admit_director(session, visit, token)
    if director.link.id != link_id:
        raise LinkRefused(NOBODY_KNOWN, why="another link", link=director.link.id or 0)
    known = is_ours(request.cookies.get(person_cookie_of(link_id), ""), visit.secret, "person", link_id)
    seat = Seat(
        cycle=director.cycle,
        person=director.person,
        address=_address(director),
        by_link=True,
        proves=not known,
        about=("sign_off", link_id),
    )
    return seat, director


def _admit_director(session: Session, visit: Visit, token: str) -> Visitor:
    visitor = admit(session, visit, token, "sign_off")
    if Role.DIRECTOR not in people.roles_of(session, visitor.person):
        raise NotYourTurn("You are no longer recorded as a director, so this link no longer signs off papers.")
    return visitor


def _address(director: Visitor) -> str:
    return f"/sign-offs/{director.link.id}"


def _now_known(visit: Visit, director: Visitor, response: Response) -> Response:
    if response.status_code == 303:
        link_id = director.link.id or 0
        _set(visit, response, director, person_cookie_of(link_id), new_key(visit.secret, "person", link_id))
    return response


def _set(visit: Visit, response: Response, director: Visitor, name: str, value: str) -> None:
    response.set_cookie(
        name,
        value,
        path=_address(director),
        httponly=True,
        samesite="lax",
        secure=visit.office.portal_address.startswith("https://"),
    )


def _private(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
