"""Where somebody who has signed in goes, and how they sign out."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from config.clock import london
from governance.terms import Role
from plan_store import visits
from plan_store.audit import SYSTEM
from plan_store.database import reading, transaction
from plan_store.tables import Person
from portal.deps import Visiting
from portal.security import COOKIE

router = APIRouter()

HOW = {
    "code": "with a code by mail",
    "invitation": "with an invitation",
    "openid": "with your council account",
}
# The first that fits is where somebody begins; the others are in the menu.
BEGINS_AT: tuple[tuple[frozenset[Role], str], ...] = (
    (frozenset({Role.OFFICER, Role.AUDITOR}), "/desk"),
    (frozenset({Role.ADMINISTRATOR}), "/desk/people"),
    (frozenset({Role.DIRECTOR}), "/director"),
    (frozenset({Role.BOARD_MEMBER, Role.LEADER}), "/board"),
    (frozenset({Role.EXEMPT_READER}), "/exempt"),
    # Who only owns actions has no need to sign in: this page sends the link that opens them.
    (frozenset({Role.OWNER, Role.SRO}), "/link"),
)


@router.get("/home")
def show_where_to_begin(visit: Visiting) -> Response:
    """Each to the page their day begins with; an owner who signs in is sent to their own actions."""
    assert visit.who is not None  # noqa: S101 - the guard lets nobody else this far
    for roles, address in BEGINS_AT:
        if roles & visit.who.roles:
            return RedirectResponse(address, status_code=303)
    return RedirectResponse("/", status_code=303)


@router.api_route("/sign-out", methods=["GET", "HEAD"])
def show_sign_out(visit: Visiting, everywhere: bool = False) -> Response:
    """Where somebody is signed in, with a way out of each; for who has signed out, that they have."""
    with reading(visit.engine) as session:
        rows = visits.open_sessions(session, visit.who.person_id, at=visit.at) if visit.who else []
    sessions = [{"since": london(row.began_at), "how": HOW.get(row.how, row.how)} for row in rows]
    return visit.show("sign_in_out.html", sessions=sessions, everywhere=everywhere)


@router.post("/sign-out")
def sign_out(visit: Visiting, request: Request, everywhere: Annotated[bool, Form()] = False) -> Response:
    """On this device, or on every one. It says so afterwards, whoever asks."""
    token, by = request.cookies.get(COOKIE, ""), visit.who.reference if visit.who else SYSTEM
    with transaction(visit.engine) as session:
        if everywhere and visit.who is not None:
            visits.end_every_session(session, session.get_one(Person, visit.who.person_id), by=by, at=visit.at)
        elif token:
            visits.end_session(session, token, by=by, at=visit.at)
    response = RedirectResponse("/sign-out?everywhere=true" if everywhere else "/sign-out", status_code=303)
    response.delete_cookie(COOKIE, path="/")
    return response
