"""The door: who has signed in, and whether they may use this address. It knows nothing of pages."""

import logging
import re
from collections.abc import Iterable
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request
from fastapi.routing import APIRoute

from governance.errors import ConfigError, GovernanceError, in_a_log
from plan_store import visits
from plan_store.database import reading, transaction
from portal.access import ACCESS, EVERYBODY, HOLDER, may_use
from portal.deps import SignedIn
from portal.security import COOKIE, SAFE_METHODS

LOG = logging.getLogger(__name__)
# A path of ours: one slash at its head, and nothing in it that a browser reads as another slash or leaves out.
OUR_PATH = re.compile(r"/(?![/\\])[!-\[\]-~]{0,1999}")


class NotSignedIn(Exception):
    """Nobody is signed in here. then: the address to come back to, empty where it was not a page."""

    def __init__(self, then: str) -> None:
        super().__init__(then)
        self.then = then

    @property
    def address(self) -> str:
        return "/sign-in" + (f"?then={quote(self.then, safe='')}" if self.then else "")


def check_access(request: Request) -> None:
    """Lets through whoever the access table lets through; runs before every handler.

    Raises NotSignedIn, or HTTPException 403 with a sentence for somebody signed in who may not.
    """
    address = address_of(request.scope["route"], request.method)
    allowed = ACCESS.get(address, frozenset())
    token = request.cookies.get(COOKIE, "")
    if token and allowed != HOLDER and not request.url.path.startswith("/static/"):
        request.state.who = who_holds(request, token)
    who: SignedIn | None = getattr(request.state, "who", None)
    if allowed in (EVERYBODY, HOLDER):
        return
    if who is None:
        raise NotSignedIn(address_asked_for(request) if request.method in SAFE_METHODS else "")
    if not may_use(address, who.roles):
        _note_refusal(request, who, address)
        raise HTTPException(403, "This page is not for your role. Ask the officer if it should be.")


def address_asked_for(request: Request) -> str:
    """Path and query as the browser sent them, to come back to; empty where that is no path of ours."""
    path, query = request.scope.get("raw_path", b""), request.scope.get("query_string", b"")
    return same_site((path + b"?" + query if query else path).decode("ascii", errors="replace"))


def same_site(then: str) -> str:
    """Where to go on after signing in, if it is a page of ours; empty for any other, which would lead people away."""
    return then if OUR_PATH.fullmatch(then) else ""


def _note_refusal(request: Request, who: SignedIn, address: str) -> None:
    """For the trail; a store that cannot be written must not turn a refusal into anything else."""
    try:
        with transaction(request.app.state.office.engine) as session:
            visits.note_refusal(session, address, by=who.reference, at=request.app.state.clock())
    except GovernanceError as fault:
        LOG.warning("a refusal was not noted: %s", in_a_log(fault))


def who_holds(request: Request, token: str) -> SignedIn | None:
    with reading(request.app.state.office.engine) as session:
        person = visits.person_of(session, token, at=request.app.state.clock())
        if person is None:
            return None
        return SignedIn(
            person_id=person.id or 0,
            reference=person.reference,
            name=person.name,
            roles=visits.roles_in_portal(session, person),
            token=token,
        )


def address_of(route: object, method: str) -> str:
    path = route.path if isinstance(route, APIRoute) else ""
    return f"{'GET' if method == 'HEAD' else method} {path}"


def addresses(routers: Iterable[APIRouter]) -> set[str]:
    """Every address of these routers as the access table writes them."""
    routes = (route for router in routers for route in router.routes if isinstance(route, APIRoute))
    return {address_of(route, method) for route in routes for method in route.methods or ()}


def check_table(routers: Iterable[APIRouter]) -> None:
    """Raises ConfigError where an address and the access table do not agree: nobody shall find out by trying."""
    if strangers := sorted(addresses(routers) ^ set(ACCESS)):
        raise ConfigError(f"portal/access.py and the portal's addresses differ in: {', '.join(strangers)}.")
