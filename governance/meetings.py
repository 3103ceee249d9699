"""When a board meets, by rule (“second Tuesday of the month”) or by date.

It knows no board and no year's diary; a meeting that falls on a shut day is reported, never moved.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from governance.calendar import Calendar
from governance.calendar_words import MONTHS, WEEKDAYS
from governance.errors import CalendarError
from governance.timetable import shut_caution
from governance.wording import listed

FORMS = (
    "“second Tuesday of the month”",
    "“last Thursday of March, June, September and December”",
    "“second Tuesday of every month except August”",
    "“every four weeks from Tuesday 13 January 2026”",
    "a list of dates",
)

ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": -1}
WEEKS = {"week": 1, "fortnight": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8, "twelve": 12}

_DAY = re.compile(r"(?:(?P<weekday>[a-z]+)\s+)?(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+(?P<month>[a-z]+)\s+(?P<year>\d{4})")
_MONTHLY = re.compile(
    r"(?:the\s+)?(?P<ordinal>\w+)\s+(?P<weekday>\w+)\s+(?:of|in)\s+"
    r"(?:(?:the|every|each)\s+month(?:\s+except\s+(?P<without>.+))?|(?P<only>.+))"
)
_WEEKLY = re.compile(r"every\s+(?:(?P<single>week|fortnight)|(?P<number>\w+)\s+weeks)\s+from\s+(?P<start>.+)")


@dataclass(frozen=True)
class Monthly:
    """A weekday of some months. ordinal: 1 to 4, or -1 for the last; weekday: Monday is 0; months: 1 to 12."""

    ordinal: int
    weekday: int
    months: frozenset[int]


@dataclass(frozen=True)
class EveryWeeks:
    weeks: int
    from_on: date


@dataclass(frozen=True)
class OnDates:
    dates: tuple[date, ...]


MeetingRule = Monthly | EveryWeeks | OnDates


@dataclass(frozen=True)
class PlannedMeeting:
    """One meeting of a board. caution: a sentence when the offices are shut that day, for a person to decide."""

    meeting_on: date
    caution: str | None


def read_meeting_rule(written: str | Sequence[date]) -> MeetingRule:
    """A sentence or a list of dates as a rule. Raises CalendarError naming the forms that are understood."""
    if not isinstance(written, str):
        return OnDates(tuple(sorted(set(written))))
    words = " ".join(written.lower().split()).rstrip(".")
    readers: tuple[Callable[[str], MeetingRule | None], ...] = (_read_weekly, _read_monthly)
    for read in readers:
        if (rule := read(words)) is not None:
            return rule
    raise CalendarError(f"“{written}” is not a way of saying when a board meets; write {listed(FORMS, 'or')}.")


def read_date(written: str) -> date:
    """“2026-01-13”, “13 January 2026” or “Tuesday 13 January 2026”, whose weekday must be right."""
    words = " ".join(written.lower().replace(",", " ").split())
    try:
        return date.fromisoformat(words)
    except ValueError:
        pass
    match = _DAY.fullmatch(words)
    if match is None:
        raise CalendarError(f"“{written}” is not a date; write it like 2026-01-13 or Tuesday 13 January 2026.")
    try:
        day = date(int(match["year"]), _position(match["month"], MONTHS, written) + 1, int(match["day"]))
    except ValueError as fault:
        raise CalendarError(f"“{written}” is not in the calendar; check the day and the month.") from fault
    if match["weekday"] and _position(match["weekday"], WEEKDAYS, written) != day.weekday():
        raise CalendarError(f"“{written}” is a {WEEKDAYS[day.weekday()]}; correct the weekday or the date.")
    return day


def meetings_between(
    rule: MeetingRule, from_on: date, to_on: date, *, calendar: Calendar
) -> tuple[PlannedMeeting, ...]:
    """The meetings from one day to another, both included, in order."""
    days = sorted(day for day in _days(rule, from_on, to_on) if from_on <= day <= to_on)
    return tuple(PlannedMeeting(day, shut_caution(day, calendar)) for day in days)


def _days(rule: MeetingRule, from_on: date, to_on: date) -> Iterator[date]:
    if isinstance(rule, OnDates):
        yield from rule.dates
    elif isinstance(rule, EveryWeeks):
        gap = timedelta(weeks=rule.weeks)
        rounds_before = max(0, (from_on - rule.from_on) // gap)
        day = rule.from_on + rounds_before * gap
        while day <= to_on:
            yield day
            day += gap
    else:
        for year in range(from_on.year, to_on.year + 1):
            for month in sorted(rule.months):
                yield _day_of_month(year, month, rule)


def _day_of_month(year: int, month: int, rule: Monthly) -> date:
    if rule.ordinal > 0:
        first = date(year, month, 1)
        return first + timedelta(days=(rule.weekday - first.weekday()) % 7, weeks=rule.ordinal - 1)
    last = date(year, 12, 31) if month == 12 else date(year, month + 1, 1) - timedelta(days=1)
    return last - timedelta(days=(last.weekday() - rule.weekday) % 7)


def _read_weekly(words: str) -> EveryWeeks | None:
    match = _WEEKLY.fullmatch(words)
    if match is None:
        return None
    number = match["single"] or match["number"]
    weeks = int(number) if number.isdecimal() else WEEKS.get(number, 0)
    if weeks < 1:
        raise CalendarError(f"“every {number} weeks” is not understood; write the number in figures, “every 4 weeks”.")
    return EveryWeeks(weeks, read_date(match["start"]))


def _read_monthly(words: str) -> Monthly | None:
    match = _MONTHLY.fullmatch(words)
    if match is None or match["ordinal"] not in ORDINALS:
        return None
    everything = frozenset(range(1, 13))
    if match["only"]:
        months = _read_months(match["only"], words)
    else:
        months = everything - (_read_months(match["without"], words) if match["without"] else frozenset())
    if not months:
        raise CalendarError(f"“{words}” leaves no month in which the board meets.")
    return Monthly(ORDINALS[match["ordinal"]], _position(match["weekday"], WEEKDAYS, words), months)


def _read_months(words: str, written: str) -> frozenset[int]:
    names = re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+", words)
    return frozenset(_position(name, MONTHS, written) + 1 for name in names)


def _position(word: str, names: Sequence[str], written: str) -> int:
    """Where a weekday or month stands; “Tue” and “Tues” are read too."""
    for place, name in enumerate(names):
        if len(word) >= 3 and name.lower().startswith(word):
            return place
    kind = "weekday" if names is WEEKDAYS else "month"
    raise CalendarError(f"“{word}” in “{written}” is not a {kind}.")
