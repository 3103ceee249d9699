"""Signing in with a code by mail, or once with an invitation that the command line printed.

Known and unknown addresses get the same pages in the same time: whatever only a known one needs is done after the
answer has gone. It knows nothing of how codes are made.
"""

import logging
import re
from datetime import datetime, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from starlette.background import BackgroundTask

from config.clock import london
from flows.deliver_notices import CODE_OF, deliver_notices
from flows.office import Office
from governance.answers import AnswerFault
from plan_store import codes, visits
from plan_store.audit import SYSTEM
from plan_store.database import Session, reading, transaction
from plan_store.tables import Person
from plan_store.telling import tell_of_act
from portal.cookies import keep, keep_session, sealed, unsealed
from portal.deps import Visit, Visiting
from portal.guard import same_site
from portal.security import COOKIE
from portal.signing_in import tries

router = APIRouter()
LOG = logging.getLogger(__name__)
SHOWN = ["GET", "HEAD"]

# The cookie that remembers, from one page to the next, for which address a code was asked.
ASKED, SIGN_IN = "cleardays_asked", "/sign-in"
AN_ADDRESS = re.compile(r"[^@\s\x00-\x1f\x7f]{1,200}@[^@\s\x00-\x1f\x7f]{1,200}")
A_CODE = re.compile(rf"[0-9]{{{codes.DIGITS}}}")
HOW_LONG = f"{codes.CODE_LASTS // timedelta(minutes=1)} minutes"

NO_ADDRESS = AnswerFault("address", "Enter your work mail address, like name@example.gov.uk")
START_AGAIN = AnswerFault("address", f"A code works for {HOW_LONG} only. Give your address again for a new one")
NO_CODE = AnswerFault("code", f"Enter the code from the mail: it has {codes.DIGITS} digits")
WRONG_CODE = AnswerFault("code", "This code does not work. Check it against the newest mail, or ask for another code")


@router.api_route(SIGN_IN, methods=SHOWN)
def show_sign_in(visit: Visiting, then: str = "") -> Response:
    if visit.who is not None:
        return RedirectResponse(same_site(then) or "/home", status_code=303)
    return show_ways_in(visit, then=then)


def show_ways_in(visit: Visit, *faults: AnswerFault, status: int = 200, then: str = "", address: str = "") -> Response:
    """The page with every way in that the council offers. then: where to go on to, if it is a page of ours."""
    then = same_site(then)
    return visit.show(
        "sign_in.html",
        status=status,
        faults=faults,
        fault_of={fault.field: fault.sentence for fault in faults},
        then=then,
        address=address,
        by_mail=_offers_code(visit),
        by_council_account=visit.office.settings.openid is not None,
        council_account="/sign-in/council-account" + (f"?{urlencode({'then': then})}" if then else ""),
    )


@router.post(SIGN_IN)
def send_code(
    visit: Visiting, request: Request, address: Annotated[str, Form()] = "", then: Annotated[str, Form()] = ""
) -> Response:
    """Count the request and go on to the next page; only when that has gone, look whether anybody has the address."""
    if not _offers_code(visit):
        raise HTTPException(403, "Here people sign in with their council account only. Go back and use that.")
    address = address.strip()
    if not AN_ADDRESS.fullmatch(address):
        return show_ways_in(visit, NO_ADDRESS, status=422, then=then, address=address)
    with transaction(visit.engine) as session:
        until = (
            tries.count(session, tries.ASKS_OF_CLIENT, tries.client_of(request), at=visit.at)
            or tries.count(session, tries.ASKS_FOR_ADDRESS, address, at=visit.at)
            or tries.spent_until(session, tries.WRONG_FOR_ADDRESS, address, at=visit.at)
        )
    if until:
        return _show_wait(visit, until)
    said = {"address": address, "then": same_site(then)}
    asked = sealed(ASKED, said, secret=visit.secret, until=visit.at + codes.CODE_LASTS)
    task = BackgroundTask(send_code_to, visit.office, address, at=visit.at)
    response = RedirectResponse("/sign-in/code", status_code=303, background=task)
    keep(response, visit.office, ASKED, asked, path=SIGN_IN, lasts=codes.CODE_LASTS)
    return response


def send_code_to(office: Office, address: str, *, at: datetime) -> None:
    """Mail a code to whoever has this address, at once; nothing for an address that nobody can sign in with."""
    try:
        with transaction(office.engine) as session:
            person = codes.who_signs_in_as(session, address, at=at)
            if person is None:
                return
            code = codes.issue_code(session, person, by=SYSTEM, at=at)
            facts = {CODE_OF: code.id, "good_until": london(code.expires_at).isoformat()}
            tell_of_act(session, office.telling, None, person, "code_asked", facts, once=str(code.id), by=SYSTEM, at=at)
        deliver_notices(office, at=at)
    except Exception as fault:
        # The page has gone; whoever waits in vain asks again. A traceback could hold an address, so it is left out.
        LOG.error("a sign-in code was not sent: %s", type(fault).__name__)


@router.api_route("/sign-in/code", methods=SHOWN)
def show_code_form(visit: Visiting, request: Request) -> Response:
    asked = _asked(visit, request)
    return _show_code(visit, asked) if asked else RedirectResponse(SIGN_IN, status_code=303)


@router.post("/sign-in/code")
def take_code(visit: Visiting, request: Request, code: Annotated[str, Form()] = "") -> Response:
    asked = _asked(visit, request)
    if asked is None:
        return show_ways_in(visit, START_AGAIN, status=422)
    if not A_CODE.fullmatch("".join(code.split())):
        return _show_code(visit, asked, NO_CODE)
    with tries.even_time(), transaction(visit.engine) as session:
        until = tries.count(session, tries.TRIES_OF_CLIENT, tries.client_of(request), at=visit.at)
        until = until or tries.spent_until(session, tries.WRONG_FOR_ADDRESS, asked["address"], at=visit.at)
        token = "" if until else _token_for(session, visit, request, asked["address"], code)
    if until:
        return _show_wait(visit, until)
    if not token:
        return _show_code(visit, asked, WRONG_CODE)
    response = RedirectResponse(same_site(asked["then"]) or "/home", status_code=303)
    response.delete_cookie(ASKED, path=SIGN_IN)
    keep_session(response, visit.office, token)
    return response


def _token_for(session: Session, visit: Visit, request: Request, address: str, code: str) -> str:
    """A session for whoever has this address, if this is their code; empty otherwise, which counts as a wrong try."""
    person = codes.who_signs_in_as(session, address, at=visit.at)
    if codes.use_code(session, person, code, secret=visit.secret, by=SYSTEM, at=visit.at) and person is not None:
        return begin(session, visit, request, person, "code")
    tries.count(session, tries.WRONG_FOR_ADDRESS, address, at=visit.at)
    return ""


def begin(session: Session, visit: Visit, request: Request, person: Person, how: str) -> str:
    """A new session with a new token; whatever this browser held before ends, whoever brought it."""
    if before := request.cookies.get(COOKIE, ""):
        visits.end_session(session, before, by=person.reference, at=visit.at)
    return visits.begin_session(session, person, how, by=person.reference, at=visit.at)


@router.api_route("/invitation/{token}", methods=SHOWN)
def show_invitation(visit: Visiting, request: Request, token: str) -> Response:
    """Opening it changes nothing: the button does."""
    with reading(visit.engine) as session:
        person = codes.open_invitation(session, token, secret=visit.secret, at=visit.at)
    return visit.show("sign_in_invited.html", name=person.name)


@router.post("/invitation/{token}")
def take_invitation(visit: Visiting, request: Request, token: str) -> Response:
    with transaction(visit.engine) as session:
        until = tries.count(session, tries.INVITATIONS_OF_CLIENT, tries.client_of(request), at=visit.at)
    if until:
        return _show_wait(visit, until)
    with transaction(visit.engine) as session:
        person = codes.use_invitation(session, token, secret=visit.secret, by=SYSTEM, at=visit.at)
        session_token = begin(session, visit, request, person, "invitation")
    response = RedirectResponse("/home", status_code=303)
    keep_session(response, visit.office, session_token)
    return response


def _offers_code(visit: Visit) -> bool:
    """Always where there is no other way in, whatever council.toml says."""
    return visit.council.sign_in.mailed_code or visit.office.settings.openid is None


def _asked(visit: Visit, request: Request) -> dict[str, str] | None:
    return unsealed(ASKED, request.cookies.get(ASKED, ""), secret=visit.secret, at=visit.at)


def _show_code(visit: Visit, asked: dict[str, str], *faults: AnswerFault) -> Response:
    """A code that was typed is not shown again: whoever looks over a shoulder has no use for it."""
    return visit.show(
        "sign_in_code.html",
        status=422 if faults else 200,
        faults=faults,
        fault_of={fault.field: fault.sentence for fault in faults},
        address=asked["address"],
        how_long=HOW_LONG,
        most_tries=codes.MOST_TRIES,
    )


def _show_wait(visit: Visit, until: datetime) -> Response:
    """From the next whole minute on, so that nobody comes back some seconds too early."""
    minute = london(until + timedelta(seconds=59)).replace(second=0, microsecond=0)
    response = visit.show("sign_in_wait.html", status=429, until=minute)
    response.headers["Retry-After"] = str(int((until - visit.at).total_seconds()) + 1)
    return response
