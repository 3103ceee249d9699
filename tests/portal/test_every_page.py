"""Every page that anybody can reach, opened by following links from where that person's day begins.

The town stands on several days of its played quarter, so that each page is seen empty and full, early and late.
"""

from pathlib import Path

import pytest
from after_a_quarter import DAYS, VISITORS, town_on, with_words_kept_back
from crawler import Walk
from page_rules import faults_of

from portal.access import ACCESS

pytestmark = pytest.mark.full
LAST = "the end of the quarter"

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
    "/desk/plan/restore/{reference:path}", "/desk/questions/{question_id:int}", "/desk/papers/made",
}  # fmt: skip


# For these the day makes a difference; the others are looked at early and late.
BY_THE_DAY = ("an owner", "a director by link", "the officer", "a board member")
SEEN = [(visitor, day) for visitor in VISITORS for day in DAYS if visitor in BY_THE_DAY or day in ("collecting", LAST)]


@pytest.mark.parametrize(("visitor", "day"), SEEN)
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
    for name in ("awaiting sign-off", LAST):
        town = with_words_kept_back(town_on(DAYS[name], tmp_path / name, DAYS.values()))
        for visitor in ("nobody", *BY_THE_DAY, "the director", "an exempt reader"):
            client, path = VISITORS[visitor](town)
            if path:
                reached |= Walk(client, most=4).from_page(path).addresses
    shown = {address.removeprefix("GET ") for address in ACCESS if address.startswith("GET ")}

    assert shown - reached - NOT_BY_LINKS == set()
