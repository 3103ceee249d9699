"""A rehearsal at the desk: days played through on a copy, shown by month, and nothing changed or sent."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from casts import Ashcombe
from httpx import Response

from delivery.catalogue import notice_kinds
from governance.terms import Role
from portal.plan_desk.rehearsals import Rehearsals


@pytest.fixture
def officer(town: Ashcombe):
    """An officer in a town that sends every kind of letter."""
    town.office = replace(town.office, notice_kinds=notice_kinds(town.office.templates))
    return town.signed_in("Carys Bevan", Role.OFFICER)


def play(client, how_long: str = "next", **more: str) -> Response:
    """Start a rehearsal and come back to its page until it is done."""
    page = client.post("/desk/rehearse", data={"how_long": how_long, **more}, follow_redirects=True)
    while "It is being played" in page.text:
        page = client.get(page.url.path)
    return page


def test_a_rehearsal_changes_nothing_and_sends_nothing(town: Ashcombe, officer) -> None:
    before = town.everything()

    page = play(officer)

    assert "Month by month" in page.text
    assert town.everything() == before


def test_a_rehearsal_to_the_next_meeting_ends_the_day_after_it(town: Ashcombe, officer) -> None:
    page = play(officer)

    assert "9 February 2026 to" in page.text
    assert "Wednesday 11 March 2026" in page.text
    assert "The board meets</th>" in page.text
    assert "4pm on Tuesday 10 March 2026" in page.text


def test_each_month_says_what_would_be_done_and_who_would_be_written_to(town: Ashcombe, officer) -> None:
    page = play(officer)

    march = officer.get(f"{page.url.path}/2026-03").text
    february = officer.get(f"{page.url.path}/2026-02").text

    assert "partnership-board-2026-03-10" in february
    assert re.search(r'href="/desk/rehearse/\w+/letters/\d+">[A-Z][a-z]+ [A-Z][a-z]+', february + march)
    assert "Month after: March 2026" in february


def test_a_letter_can_be_read_and_carries_no_link_that_opens_anything(town: Ashcombe, officer) -> None:
    page = play(officer, "quarter")
    month = next(
        found.text
        for address in re.findall(r'href="(/desk/rehearse/\w+/2026-\d\d)"', page.text)
        if "Update request" in (found := officer.get(address)).text
    )
    groups = month[month.index("Update request") :]
    number = re.search(r'href="(/desk/rehearse/\w+/letters/\d+)"', groups)
    assert number

    letter = officer.get(number[1]).text

    assert "Rehearsal: this letter was not sent" in letter
    assert "/answer/personal-link" in letter
    assert "Please update your" in letter
    assert all(token not in letter for token in town.tokens.values())


def test_a_day_that_is_given_is_the_last_day(officer) -> None:
    page = play(officer, "to", to_day="20", to_month="2", to_year="2026")

    assert "Friday 20 February 2026" in page.text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Choose how long to play."),
        ({"how_long": "to"}, "Give the last day to play."),
        ({"how_long": "to", "to_day": "1", "to_month": "1", "to_year": "2026"}, "must be today or later"),
        ({"how_long": "to", "to_day": "1", "to_month": "1", "to_year": "2036"}, "no more than two years away"),
        ({"how_long": "to", "to_day": "31", "to_month": "2", "to_year": "2026"}, "give a real date"),
    ],
)
def test_days_that_cannot_be_played_are_said(officer, typed: dict[str, str], sentence: str) -> None:
    refused = officer.post("/desk/rehearse", data=typed)

    assert refused.status_code == 422
    assert sentence in refused.text


def test_one_rehearsal_is_played_at_a_time(town: Ashcombe) -> None:
    rehearsals, first_on = Rehearsals(), date(2026, 2, 9)

    first = rehearsals.begin(town.office, first_on, first_on + timedelta(days=60), at=town.now)
    second = rehearsals.begin(town.office, first_on, first_on + timedelta(days=9), at=town.now)
    assert second is first
    assert first.done.wait(60)
    third = rehearsals.begin(town.office, first_on, first_on, at=town.now)
    assert third.done.wait(60)

    assert third is not first
    assert len(first.days) == 61


def test_a_rehearsal_is_kept_for_an_hour_and_its_page_then_says_so(town: Ashcombe, officer) -> None:
    page = play(officer)
    town.now += timedelta(minutes=59)
    assert officer.get(page.url.path).status_code == 200

    town.now += timedelta(minutes=2)
    gone = officer.get(page.url.path)

    assert gone.status_code == 404
    assert "kept for an hour, and a restart of the service forgets all" in gone.text


def test_a_restart_forgets_a_rehearsal_and_says_that_nothing_was_changed(town: Ashcombe, officer) -> None:
    page = play(officer)

    after_restart = town.signed_in("Carys Bevan", Role.OFFICER).get(page.url.path)

    assert after_restart.status_code == 404
    assert "Nothing was changed or sent" in after_restart.text


def test_a_rehearsal_that_breaks_off_says_so_and_lets_another_begin(town: Ashcombe) -> None:
    rehearsals, on = Rehearsals(), date(2026, 2, 9)
    town.office.notice_kinds["update_reminder"] = None  # type: ignore[index, assignment]

    broken = rehearsals.begin(town.office, on, on + timedelta(days=30), at=town.now)

    assert broken.done.wait(60)
    assert "broke off" in broken.fault
    assert not any(job.running for job in rehearsals.kept(at=town.now))


def test_an_auditor_reads_a_rehearsal_and_starts_none(town: Ashcombe) -> None:
    auditor = town.signed_in("Una Reid", Role.AUDITOR)

    assert auditor.get("/desk/rehearse").status_code == 200
    assert "Play it through" not in auditor.get("/desk/rehearse").text
    assert auditor.post("/desk/rehearse", data={"how_long": "next"}).status_code == 403


def test_a_month_or_letter_the_rehearsal_does_not_have_is_a_page_not_found(officer) -> None:
    page = play(officer, "to", to_day="10", to_month="2", to_year="2026")

    for address in ("/2031-01", "/letters/99999", "/letters/none"):
        assert officer.get(f"{page.url.path}{address}").status_code == 404
