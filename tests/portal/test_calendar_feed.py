"""The calendar feed, read back as a strict reader reads it: RFC 5545, London time, nobody's data."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from boards_room import publish, publish_exempt
from casts import BY, CYCLE, Ashcombe, london
from icalendar import Calendar

from governance.terms import Role, Stage
from plan_store import cycles, meetings
from plan_store.database import reading, transaction
from portal.board.calendar_feed import london_time

MEETING = f"{CYCLE}.meeting@"


def feed(town: Ashcombe) -> bytes:
    answer = town.client().get("/calendar.ics")
    assert answer.status_code == 200
    return bytes(answer.content)


def events(town: Ashcombe) -> dict[str, Any]:
    calendar = Calendar.from_ical(feed(town))
    return {str(event["UID"]): event for event in calendar.walk("VEVENT")}


def the_meeting(town: Ashcombe) -> Any:
    return next(event for uid, event in events(town).items() if uid.startswith(MEETING))


def test_the_feed_is_a_calendar_that_is_published_and_asks_to_be_read_again(town: Ashcombe) -> None:
    answer = town.client().get("/calendar.ics")
    calendar = Calendar.from_ical(answer.content)

    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert (str(calendar["METHOD"]), str(calendar["VERSION"])) == ("PUBLISH", "2.0")
    assert "meetings and papers" in str(calendar["X-WR-CALNAME"])
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n" in answer.content
    assert b"X-PUBLISHED-TTL:PT6H\r\n" in answer.content


def test_every_line_ends_and_folds_as_the_standard_says(town: Ashcombe) -> None:
    content = feed(town)

    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= 75 for line in lines)
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", content)
    content.decode("utf-8")


def test_every_event_has_what_a_strict_reader_needs(town: Ashcombe) -> None:
    found = events(town)

    assert len(found) == 6
    for event in found.values():
        assert {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "SEQUENCE", "LAST-MODIFIED", "STATUS"} <= set(event)
        assert event["DTSTART"].params["TZID"] == "Europe/London"
        assert event.decoded("DTSTAMP").utcoffset() == timedelta(0)
        assert "DTEND" not in event


def test_the_meeting_and_both_deadlines_stand_at_their_london_hours(town: Ashcombe) -> None:
    hours = {
        uid.partition("@")[0]: event.decoded("DTSTART").replace(tzinfo=None) for uid, event in events(town).items()
    }

    assert hours[f"{CYCLE}.meeting"] == datetime(2026, 3, 10, 16)
    assert hours[f"{CYCLE}.answers-close"] == datetime(2026, 2, 20, 12)
    assert hours[f"{CYCLE}.papers-out"] == datetime(2026, 3, 2, 17)


@pytest.mark.parametrize(
    ("on", "utc"), [((2026, 3, 28), 16), ((2026, 3, 30), 15), ((2026, 10, 23), 15), ((2026, 10, 26), 16)]
)
def test_a_meeting_at_four_is_at_four_before_and_after_the_clocks_change(
    town: Ashcombe, on: tuple[int, int, int], utc: int
) -> None:
    with transaction(town.office.engine) as session:
        board = meetings.know_board(session, "partnership_board", "Children's Partnership Board", by=BY, at=town.now)
        meetings.call(session, board, datetime(*on, 16), "Hall", by=BY, at=town.now)

    (start,) = (
        event.decoded("DTSTART")
        for event in events(town).values()
        if event.decoded("DTSTART").date() == datetime(*on).date()
    )

    assert start.hour == 16
    assert start.astimezone(UTC).hour == utc


def test_the_time_zone_in_the_feed_changes_when_londons_clocks_do() -> None:
    written = london_time().to_ical().decode()
    zone = london_time().to_tz()

    assert "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3" in written
    for when in (
        datetime(2026, 1, 15, 12),
        datetime(2026, 3, 29, 3),
        datetime(2026, 7, 1, 12),
        datetime(2026, 10, 26, 3),
    ):
        assert when.replace(tzinfo=zone).utcoffset() == london_offset(when)


def london_offset(when: datetime) -> timedelta:
    return when - london(when.year, when.month, when.day, when.hour).replace(tzinfo=None)


def test_the_same_store_gives_the_same_bytes(town: Ashcombe) -> None:
    first = feed(town)
    town.now += timedelta(hours=3)

    assert feed(town) == first


def test_a_changed_date_keeps_its_identity_and_counts_up(town: Ashcombe) -> None:
    before = the_meeting(town)
    town.now += timedelta(days=1)
    town.write(
        lambda s, c: cycles.set_moments(
            s, c, {**cycles.moments(c), "lock_at": (datetime(2026, 2, 21, 12),)}, by=BY, at=town.now
        )
    )
    after = the_meeting(town)

    assert after["UID"] == before["UID"]
    assert (int(before["SEQUENCE"]), int(after["SEQUENCE"])) == (0, 1)
    assert after.decoded("LAST-MODIFIED") > before.decoded("LAST-MODIFIED")


def test_a_cancelled_meeting_stays_in_the_calendar_as_cancelled(town: Ashcombe) -> None:
    town.enter(Stage.CANCELLED)

    event = the_meeting(town)

    assert str(event["STATUS"]) == "CANCELLED"
    assert str(event["SUMMARY"]).startswith("Cancelled: ")
    assert int(event["SEQUENCE"]) == 1


def test_nobody_and_no_exempt_paper_stands_in_the_feed(town: Ashcombe) -> None:
    publish(town)
    publish_exempt(town, "Canary-in-part-two")
    content = feed(town).decode()

    for word in ("Amara", "Bryn", "Carys", "Dev", "Canary", "ATTENDEE", "ORGANIZER", "mailto"):
        assert word not in content


def test_words_with_signs_of_the_format_are_kept_as_words(town: Ashcombe) -> None:
    with transaction(town.office.engine) as session:
        meeting = session.get_one(meetings.Meeting, cycles.require(session, CYCLE).meeting_id)
        meeting.place = "Room 2; north, first floor\nBEGIN:VEVENT" + " é" * 60
        session.add(meeting)

    assert str(the_meeting(town)["LOCATION"]) == "Room 2; north, first floor\nBEGIN:VEVENT" + " é" * 60
    assert len(events(town)) == 6


def test_the_pages_say_how_to_subscribe(town: Ashcombe) -> None:
    pages: Iterable[str] = (
        town.client().get("/").text,
        town.signed_in("Ffion Rees", Role.BOARD_MEMBER).get("/board").text,
    )

    for page in pages:
        assert 'href="/calendar.ics"' in page
        assert "In Outlook choose “Add calendar”" in " ".join(page.split())
    with reading(town.office.engine) as session:
        assert cycles.require(session, CYCLE)
