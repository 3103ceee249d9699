"""How an owner comes in: the link in the mail becomes a cookie of this browser, and each page asks for it."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from plan_store.database import reading
from plan_store.evidence_files import MOST_FOR_ONE_ACTION
from plan_store.links import LinkRefused
from portal.deps import Visit, Visiting
from portal.owner.person_step import set_cookie
from portal.visitors import Visitor, admit_owner, cookie_of

MOST_FIELDS = 1_000


def come_in(visit: Visiting, request: Request, link_id: int) -> Visitor:
    """The owner of the link this browser has opened. Raises LinkRefused."""
    with reading(visit.engine) as session:
        return admit_owner(session, visit, request, link_id)


Coming = Annotated[Visitor, Depends(come_in)]


async def form_of(request: Request, visitor: Coming) -> AsyncIterator[FormData]:
    """What was sent, read only for somebody whose link opens: a stranger's files are not even received."""
    async with request.form(max_files=MOST_FOR_ONE_ACTION * 10, max_fields=MOST_FIELDS) as form:
        yield form


Sent = Annotated[FormData, Depends(form_of)]


def give_cookie(visit: Visit, visitor: Visitor, address: str) -> Response:
    """To the page itself, with the token out of the address."""
    response = RedirectResponse(address, status_code=303)
    set_cookie(
        response,
        cookie_of(visitor.link_id),
        visitor.token,
        visitor.link_id,
        until=visitor.link.expires_at,
        at=visit.at,
        safe=is_safe(visit),
    )
    return response


def is_safe(visit: Visit) -> bool:
    """Whether cookies go over HTTPS alone, as they do where the portal has it."""
    return visit.office.portal_address.startswith("https://")


def not_asked(visitor: Visitor) -> LinkRefused:
    sentence = "This is not one of the actions you are asked about. Open the link in your mail to see those that are."
    return LinkRefused(sentence, why="not asked", link=visitor.link_id)
