"""Every page that anybody can reach, opened by following links from where that person's day begins.

The town stands on several days of its played quarter, so that each page is seen empty and full, early and late.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from after_a_quarter import town_on
from casts import Ashcombe
from crawler import Walk
from fastapi.testclient import TestClient
from page_rules import faults_of
from sqlmodel import select

from governance.terms import Role
from plan_store import links
from plan_store.database import reading
from plan_store.tables import AccessLink
from portal.access import ACCESS

pytestmark = pytest.mark.full

DAYS = {
    "before anything": date(2027, 1, 4),
    "collecting": date(2027, 1, 14),
    "sent back": date(2027, 1, 27),
    "awaiting sign-off": date(2027, 3, 11),
    "published": date(2027, 3, 18),
    "the end of the quarter": date(2027, 4, 9),
}
# Shown only after something was sent, or to nobody who follows links; each has a test of its own.
NOT_BY_LINKS = {
    "/answer/{token}", "/sign-off/{token}", "/desk/cycles/{reference}/preview/mail", "/health",
    "/desk/meetings/{meeting_id:int}/cancel",
    "/static/council.css", "/static/council-logo", "/home", "/sign-in/code", "/sign-in/council-account",
    "/sign-in/openid", "/invitation/{token}", "/answer/{token}/", "/answer/{token}/{reference:path}",
    "/sign-off/{token}/", "/answers/{link_id}/check", "/answers/{link_id}/sent", "/answers/{link_id}/saved",
    "/answers/{link_id}/take-back/{number}", "/answers/{link_id}/file/{number}",
    "/answers/{link_id}/file/{number}/remove",
    "/sign-out", "/desk/referrals/{number:int}", "/desk/load/{upload_id:int}", "/desk/load/{upload_id:int}/confirm",
    "/desk/rehearse/{key}", "/desk/rehearse/{key}/{month}", "/desk/rehearse/{key}/letters/{number:int}",
    "/desk/files/{file_id:int}", "/board/evidence/{number:int}", "/exempt/{cycle}/{kind}.{extension}",
    "/desk/plan/restore/{reference:path}", "/desk/questions/{question_id:int}",
}  # fmt: skip


def with_link(town: Ashcombe, opens: str) -> tuple[TestClient, str]:
    """A browser, and the address in the mail of the last person who got such a link."""
    with reading(town.office.engine) as session:
        found = [
            link for link in session.exec(select(AccessLink)) if link.opens == opens and link.expires_at > town.now
        ]
        token = links.token(found[-1], secret=town.office.settings.secret) if found else ""
    return town.client(), f"/{opens.replace('_', '-')}/{token}" if token else ""


def signed_in(*roles: Role) -> Callable[[Ashcombe], tuple[TestClient, str]]:
    return lambda town: (town.signed_in("Robin Ade", *roles), "/home")


VISITORS: dict[str, Callable[[Ashcombe], tuple[TestClient, str]]] = {
    "nobody": lambda town: (town.client(), "/"),
    "an owner": lambda town: with_link(town, "answer"),
    "a director by link": lambda town: with_link(town, "sign_off"),
    "the officer": signed_in(Role.OFFICER),
    "the director": signed_in(Role.DIRECTOR),
    "a board member": signed_in(Role.LEADER),
    "the auditor": signed_in(Role.AUDITOR),
    "the administrator": signed_in(Role.ADMINISTRATOR),
    "an exempt reader": signed_in(Role.EXEMPT_READER),
}


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("visitor", VISITORS)
def test_every_page_that_a_visitor_can_reach_opens_and_keeps_the_rules(tmp_path: Path, day: str, visitor: str) -> None:
    client, path = VISITORS[visitor](town_on(DAYS[day], tmp_path, DAYS.values()))
    if not path:
        return
    walk = Walk(client).from_page(path)

    assert walk.broken == {}
    assert walk.pages
    assert {page.path: found for page in walk.pages if (found := sorted(set(faults_of(page))))} == {}


def test_every_address_that_shows_something_is_reached_by_a_link_on_some_day(tmp_path: Path) -> None:
    reached: set[str] = set()
    for name in ("awaiting sign-off", "the end of the quarter"):
        town = town_on(DAYS[name], tmp_path / name, DAYS.values())
        for visit in VISITORS.values():
            client, path = visit(town)
            if path:
                reached |= Walk(client).from_page(path).addresses
    shown = {address.removeprefix("GET ") for address in ACCESS if address.startswith("GET ")}

    assert shown - reached - NOT_BY_LINKS == set()
