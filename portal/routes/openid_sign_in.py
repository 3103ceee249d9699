"""Signing in with the council's own account: out to its sign-in page, and back. It knows nothing of the protocol."""

import hmac
import logging
from datetime import timedelta

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from governance.answers import AnswerFault
from plan_store import codes
from plan_store.database import transaction
from portal.cookies import keep, keep_session, sealed, unsealed
from portal.deps import Visit, Visiting
from portal.guard import same_site
from portal.routes.signing_in import SIGN_IN, begin, show_ways_in
from portal.signing_in.openid import Journey, NotGenuine, Provider, ProviderAway, provider_of

router = APIRouter()
LOG = logging.getLogger(__name__)
# The cookie that remembers, while the browser is away, what has to come back with it.
AWAY, BACK_AT, LONGEST_AWAY = "cleardays_away", "/sign-in/openid", timedelta(minutes=10)

NOT_THERE = AnswerFault(
    "", "Your council's sign-in page does not answer just now. Try it again in a few minutes, or use another way below"
)
NOT_PROVEN = AnswerFault(
    "", "Signing in with your council account did not work, so you are not signed in. Try it again"
)
TOOK_TOO_LONG = AnswerFault(
    "", "This sign-in was not begun in this browser, was used already or took too long. Try it again"
)


@router.get("/sign-in/council-account")
def go_to_provider(visit: Visiting, then: str = "") -> Response:
    """Off to the council's sign-in page. Nothing is kept here: the browser takes what has to come back with it."""
    provider, journey = _provider(visit), Journey(then=same_site(then))
    try:
        address = provider.address_for(journey, back_to=_back_to(visit), at=visit.at)
    except ProviderAway as fault:
        return _not_there(visit, fault, then)
    response = RedirectResponse(address, status_code=303)
    away = sealed(AWAY, journey.as_said(), secret=visit.secret, until=visit.at + LONGEST_AWAY)
    keep(response, visit.office, AWAY, away, path=SIGN_IN, lasts=LONGEST_AWAY)
    return response


@router.get(BACK_AT)
def come_back(visit: Visiting, request: Request, code: str = "", state: str = "") -> Response:
    """Back from the council's sign-in page: signed in, if the proof holds and the address is somebody's here."""
    provider = _provider(visit)
    kept = unsealed(AWAY, request.cookies.get(AWAY, ""), secret=visit.secret, at=visit.at)
    journey = Journey(**kept) if kept else None
    if journey is None or not hmac.compare_digest(state.encode(), journey.state.encode()):
        return _forgetting(show_ways_in(visit, TOOK_TOO_LONG, status=422))
    try:
        if not code:
            raise NotGenuine("no code came back: it was refused or called off there")
        address = provider.mail_address_of(code, journey, back_to=_back_to(visit), at=visit.at)
    except ProviderAway as fault:
        return _forgetting(_not_there(visit, fault, journey.then))
    except NotGenuine as fault:
        LOG.warning("a sign-in with a council account was refused: %s", fault)
        return _forgetting(show_ways_in(visit, NOT_PROVEN, status=422, then=journey.then))
    with transaction(visit.engine) as session:
        person = codes.who_signs_in_as(session, address, at=visit.at)
        token = begin(session, visit, request, person, "openid") if person else ""
    if not token:
        return _forgetting(visit.show("sign_in_unknown.html", status=403))
    response = RedirectResponse(same_site(journey.then) or "/home", status_code=303)
    keep_session(response, visit.office, token)
    return _forgetting(response)


def _provider(visit: Visit) -> Provider:
    client = visit.office.settings.openid
    if client is None:
        raise HTTPException(404, "Here people sign in with a code by mail. Go to the sign-in page.")
    return provider_of(client)


def _back_to(visit: Visit) -> str:
    return f"{visit.office.portal_address}{BACK_AT}"


def _not_there(visit: Visit, fault: ProviderAway, then: str) -> Response:
    LOG.warning("the council's sign-in does not answer: %s", fault)
    return show_ways_in(visit, NOT_THERE, status=503, then=then)


def _forgetting(response: Response) -> Response:
    response.delete_cookie(AWAY, path=SIGN_IN)
    return response
