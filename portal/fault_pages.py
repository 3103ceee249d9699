"""What goes wrong, as a page that says what happened and what to do now. No page shows a stack trace."""

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from governance.errors import CycleError, GovernanceError, LinkError, RecordError, in_a_log
from plan_store import refusals
from plan_store.audit import SYSTEM
from plan_store.database import reading, transaction
from plan_store.links import LinkRefused
from portal.deps import the_visit
from portal.guard import NotSignedIn
from portal.pages import Pages
from portal.security import put_headers_on

LOG = logging.getLogger(__name__)

TITLES = {
    400: "This form could not be read",
    401: "You are not signed in",
    403: "This is not for you",
    404: "Page not found",
    405: "Nothing was recorded",
    409: "This cannot be done now",
    413: "Too much was sent",
    500: "Sorry, something went wrong",
    503: "Sorry, this service is not available just now",
}
SENTENCES = {
    400: "What was sent is not one of our forms, so nothing was recorded. Open the page again.",
    401: "You were signed out, perhaps because the day is over, so nothing was recorded. Sign in, then send it again.",
    404: "If you typed or copied the address, check that it is whole.",
    405: "This address only shows a page. Open the link in your mail and use the form there.",
    503: "Nothing was recorded. Try again in a few minutes.",
    500: "Nothing was recorded. Try again in a few minutes; the fault has been noted.",
}


def show_faults_as_pages(app: FastAPI) -> None:
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(GovernanceError, _ruled_out)
    app.add_exception_handler(NotSignedIn, _to_sign_in)
    app.add_exception_handler(LinkRefused, _link_refused)
    app.add_exception_handler(Exception, _broken)


def _page(request: Request, status: int, sentence: str = "", *, title: str = "") -> Response:
    pages: Pages = request.app.state.pages
    known = status if status in TITLES else 500
    title, sentence = title or TITLES[known], sentence or SENTENCES.get(known, "")
    return pages.show("fault.html", status=status, title=title, sentence=sentence)


async def _refused(request: Request, fault: Exception) -> Response:
    """Only sentences of our own are shown; those the framework makes up (“Not Found”) are replaced."""
    assert isinstance(fault, HTTPException)  # noqa: S101 - narrows the type; registered for it alone
    ours = fault.detail if fault.detail.endswith((".", "”")) else ""
    response = _page(request, fault.status_code, ours)
    response.headers.update(fault.headers or {})
    return response


async def _unreadable(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, RequestValidationError)  # noqa: S101 - narrows the type; registered for it alone
    in_address = any(error["loc"][0] in ("path", "query") for error in fault.errors())
    return _page(request, 404 if in_address else 400)


def _link_refused(request: Request, fault: Exception) -> Response:
    """A personal link that opens nothing: a page that says what to do, and a row in the trail, but never a flood."""
    assert isinstance(fault, LinkRefused)  # noqa: S101 - narrows the type; registered for it alone
    visit, client = the_visit(request), request.client.host if request.client else ""
    with reading(visit.engine) as session:
        flooding = refusals.are_too_many(session, client, at=visit.at)
    if not flooding:
        with transaction(visit.engine) as session:
            refusals.note(session, fault, client, by=SYSTEM, at=visit.at)
    owners = request.url.path.startswith(("/answer/", "/answers/"))
    return visit.show("no_link.html", status=404, sentence=str(fault), why=fault.why, owners=owners)


async def _ruled_out(request: Request, fault: Exception) -> Response:
    """What the store says of itself is for whoever runs it: it goes into the log, and the page says it plainly."""
    if isinstance(fault, LinkError):
        return _page(request, 404, str(fault), title="This link does not open anything")
    if isinstance(fault, CycleError):
        return _page(request, 409, str(fault))
    LOG.warning("a page was not shown: %s", in_a_log(fault))
    return _page(request, 503) if isinstance(fault, RecordError) else _page(request, 500, str(fault))


async def _to_sign_in(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, NotSignedIn)  # noqa: S101 - narrows the type; registered for it alone
    if fault.then:
        return RedirectResponse(fault.address, status_code=303)
    return _page(request, 401)


async def _broken(request: Request, fault: Exception) -> Response:
    """The server writes the traceback into its own log; this page stands outside the layers that put headers on."""
    response = _page(request, 500)
    put_headers_on(response, request.url.path)
    return response
