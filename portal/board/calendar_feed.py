"""The calendar feed: meetings and paper deadlines as iCalendar (RFC 5545), as Outlook wants it.

Every time is London's with its time zone beside it, so that nothing moves when the clocks change. The same store gives
the same bytes. No person stands in it.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vDuration

from config.council import Council
from governance.calendar_words import say_date
from plan_store.date_changes import Changed
from portal.board.room import MeetingShown

LONDON = "Europe/London"
# The record holds no end of a meeting; so long a time is kept free for it.
MEETING_TAKES = timedelta(hours=2)
LOOKS_BACK = timedelta(days=400)
ASK_AGAIN = timedelta(hours=6)
NEVER = Changed(times=0, at=datetime(2020, 1, 1, tzinfo=UTC))


def feed(
    council: Council, every: tuple[MeetingShown, ...], changed: Mapping[str, Changed], *, site: str, today: date
) -> bytes:
    """The whole feed. changed: from plan_store.date_changes. site: the portal's address, for the links in it."""
    calendar = Calendar()
    calendar.add("prodid", "-//ClearDays//Meetings and papers//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{council.name}: meetings and papers")
    calendar.add("x-wr-timezone", LONDON)
    calendar.add("refresh-interval", vDuration(ASK_AGAIN), parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", vDuration(ASK_AGAIN))
    calendar.add_component(london_time())
    for shown in sorted(every, key=lambda meeting: (meeting.held_at, meeting.id)):
        if shown.held_at.date() >= today - LOOKS_BACK:
            for event in _events(council, shown, changed, site):
                calendar.add_component(event)
    return bytes(calendar.to_ical())


def london_time() -> Timezone:
    """Europe/London by its rule since 1996. Outlook takes no time zone that it has to look up."""
    zone = Timezone()
    zone.add("tzid", LONDON)
    zone.add("x-lic-location", LONDON)
    for part, name, month, hour, came_from, goes_to in (
        (TimezoneDaylight(), "BST", 3, 1, timedelta(0), timedelta(hours=1)),
        (TimezoneStandard(), "GMT", 10, 2, timedelta(hours=1), timedelta(0)),
    ):
        # Local time without a zone, as the standard wants it here.
        part.add("dtstart", datetime(1996, month, 31 if month == 3 else 27, hour))  # noqa: DTZ001
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        part.add("tzoffsetfrom", came_from)
        part.add("tzoffsetto", goes_to)
        part.add("tzname", name)
        zone.add_component(part)
    return zone


def _events(council: Council, shown: MeetingShown, changed: Mapping[str, Changed], site: str) -> Iterator[Event]:
    last = [changed[key] for key in (shown.cycle, f"meeting {shown.id}") if key in changed] or [NEVER]
    history = Changed(times=sum(each.times for each in last), at=max(each.at for each in last))
    about = f"The {shown.board} meets on {say_date(shown.held_at.date())}. {shown.stands} {site}/".replace("  ", " ")
    meeting = _event(council, shown, "meeting", f"{shown.board} meets", shown.held_at, history)
    meeting.add("duration", MEETING_TAKES)
    meeting.add("transp", "OPAQUE")
    if shown.place:
        meeting.add("location", shown.place)
    meeting.add("description", f"{about}\nThe end is not on record; two hours are kept free.")
    yield meeting
    for key, at, words in (
        ("answers-close", shown.lock_at, f"{shown.board}: owners' answers close"),
        ("papers-out", shown.publish_by_at, f"{shown.board}: papers out by now"),
    ):
        if at is not None:
            deadline = _event(council, shown, key, words, at, history)
            deadline.add("transp", "TRANSPARENT")
            deadline.add("description", about)
            yield deadline


def _event(council: Council, shown: MeetingShown, what: str, words: str, at: datetime, history: Changed) -> Event:
    event = Event()
    called_off = shown.state == "cancelled"
    event.add("uid", f"{shown.cycle or f'meeting-{shown.id}'}.{what}@{_domain(council)}")
    event.add("sequence", history.times)
    event.add("dtstamp", history.at)
    event.add("last-modified", history.at)
    event.add("dtstart", at.replace(tzinfo=ZoneInfo(LONDON)))
    event.add("summary", f"Cancelled: {words}" if called_off else words)
    event.add("status", "CANCELLED" if called_off else "CONFIRMED")
    event.add("class", "PUBLIC")
    return event


def _domain(council: Council) -> str:
    """What makes our entries different from other councils': the council's name as a host would be called."""
    name = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in council.name.lower())
    return f"{'-'.join(part for part in name.split('-') if part)}.cleardays"
