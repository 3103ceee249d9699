"""The ways to an owner's pages: the address in the mail, and a fresh link for whoever has lost theirs."""

import logging
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Form, Request
from fastapi.responses import Response

from flows.deliver_notices import deliver_notices
from governance.errors import GovernanceError, in_a_log
from governance.reminders import has_left
from plan_store import cycles, links, rates, updates
from plan_store.audit import SYSTEM
from plan_store.database import reading, transaction
from portal.addresses import answers_address
from portal.deps import Visit, Visiting
from portal.owner.door import give_cookie
from portal.owner.person_step import TRAP
from portal.owner.told import tell_fresh_link
from portal.visitors import admit

router = APIRouter()
LOG = logging.getLogger(__name__)
SHOWN = ["GET", "HEAD"]
MOST_OF_ONE_CLIENT, MOST_OF_ONE_ADDRESS = 20, 3
WITHIN = timedelta(hours=1)
NO_ADDRESS = {"text": "Type the mail address that the request for updates went to.", "href": "#email"}
TOO_OFTEN = {"text": "Too many links were asked for from here. Try again in an hour.", "href": "#email"}


@router.api_route("/answer/{token}", methods=SHOWN)
@router.api_route("/answer/{token}/", methods=SHOWN)
def open_link(visit: Visiting, token: str) -> Response:
    """The address in the mail. It hands the link to the browser and goes on to the page; nothing is written."""
    with reading(visit.engine) as session:
        visitor = admit(session, visit, token, "answer")
    return give_cookie(visit, visitor, answers_address(visitor.link_id))


@router.api_route("/answer/{token}/{reference:path}", methods=SHOWN)
def open_link_to_action(visit: Visiting, token: str, reference: str) -> Response:
    """An address with an action in it leads to that action's own page."""
    with reading(visit.engine) as session:
        visitor = admit(session, visit, token, "answer")
    return give_cookie(visit, visitor, answers_address(visitor.link_id, "action", reference))


@router.api_route("/link", methods=SHOWN)
def show_fresh_link(visit: Visiting) -> Response:
    return visit.show("fresh_link.html", trap=TRAP, email="", asked=False)


@router.post("/link")
def ask_for_fresh_link(
    visit: Visiting,
    request: Request,
    later: BackgroundTasks,
    email: Annotated[str, Form()] = "",
    leave_empty: Annotated[str, Form()] = "",
) -> Response:
    """The same answer for an address we know and one we do not; whom it belongs to is looked up afterwards."""
    typed = email.strip()
    if leave_empty or not typed or "@" not in typed or len(typed) > 320 or "\x00" in typed:
        faults = [NO_ADDRESS]
        return visit.show("fresh_link.html", status=422, trap=TRAP, email=email, asked=False, faults=faults)
    client = request.client.host if request.client else ""
    with transaction(visit.engine) as session:
        within = {"within": WITHIN, "by": SYSTEM, "at": visit.at}
        here = rates.allow(session, "link asked from", client, most=MOST_OF_ONE_CLIENT, **within)  # type: ignore[arg-type]
        there = here and rates.allow(
            session,
            "link asked for",
            typed.lower(),
            most=MOST_OF_ONE_ADDRESS,
            **within,  # type: ignore[arg-type]
        )
    if not here:
        return visit.show("fresh_link.html", status=429, trap=TRAP, email=email, asked=False, faults=[TOO_OFTEN])
    if there:
        later.add_task(send_fresh_links, visit, typed)
    return visit.show("fresh_link.html", email=typed, asked=True)


def send_fresh_links(visit: Visit, email: str) -> None:
    """A link for each round in which somebody with this address is asked, sent at once."""
    written = 0
    with transaction(visit.engine) as session:
        for person in links.people_at(session, email):
            if has_left(person, as_of=visit.today):
                continue
            for cycle in cycles.running(session):
                asked = updates.asked_of(session, cycle, person)
                if asked and cycle.stage in updates.OPEN_TO_ANSWERS:
                    once = f"{cycle.reference}/{visit.at.isoformat()}"
                    tell_fresh_link(session, visit, cycle, person, asked, once=once)
                    written += 1
    if written:
        try:
            deliver_notices(visit.office, at=visit.at)
        except GovernanceError as fault:
            LOG.warning("a fresh link waits for the next round of the post: %s", in_a_log(fault))
