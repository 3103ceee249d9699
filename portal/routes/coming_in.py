"""Where somebody who has signed in goes, and how they sign out."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from governance.terms import Role
from plan_store import visits
from plan_store.database import transaction
from portal.deps import Visiting
from portal.guard import COOKIE

router = APIRouter()

# The first that fits is where somebody begins; the others are in the menu.
BEGINS_AT: tuple[tuple[frozenset[Role], str], ...] = (
    (frozenset({Role.OFFICER, Role.AUDITOR}), "/desk"),
    (frozenset({Role.ADMINISTRATOR}), "/desk/people"),
    (frozenset({Role.DIRECTOR}), "/director"),
    (frozenset({Role.BOARD_MEMBER, Role.LEADER}), "/board"),
)


@router.get("/home")
def show_where_to_begin(visit: Visiting) -> Response:
    """Each to the page their day begins with; an owner who signs in is sent to their own actions."""
    assert visit.who is not None  # noqa: S101 - the guard lets nobody else this far
    for roles, address in BEGINS_AT:
        if roles & visit.who.roles:
            return RedirectResponse(address, status_code=303)
    return RedirectResponse("/", status_code=303)


@router.post("/sign-out")
def sign_out(visit: Visiting, request: Request) -> Response:
    token = request.cookies.get(COOKIE, "")
    if token:
        with transaction(visit.engine) as session:
            visits.end_session(session, token, by=visit.who.reference if visit.who else "system", at=visit.at)
    response = RedirectResponse("/", status_code=303)
    response.delete_cookie(COOKIE, path="/")
    return response
