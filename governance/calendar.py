"""The calendar of the rulebook: which days count, and counting back from a meeting or on from a letter.

It knows neither today's date nor where bank holidays come from: both are passed in.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal

from governance.calendar_words import WEEKDAYS, say_date, say_hour
from governance.errors import CalendarError

WEEKEND = frozenset({5, 6})
ONE_DAY = timedelta(days=1)

REGULATIONS_2007 = (
    "SI 2007/462: a working day is not a Saturday, a Sunday, Christmas Day, Good Friday or a bank holiday "
    "in England and Wales; days on which the council itself is closed do count"
)
STRICTEST_READING = (
    "Local Government Act 1972 s100A to s100E as amended for England by SI 2002/715: five clear days, read as "
    "whole days without weekends, bank holidays and closures, nor the days of publication and of the meeting"
)


@dataclass(frozen=True)
class Calendar:
    """The council's days. Working day here means: the offices are open.

    bank_holidays and closures: day → its name, as people will read it.
    certain_until: the last day up to which one-off bank holidays have been proclaimed.
    first_on, last_on: the days for which the bank holidays were worked out; beyond them nothing is answered.
    """

    bank_holidays: Mapping[date, str]
    closures: Mapping[date, str] = field(default_factory=dict)
    certain_until: date = date.max
    first_on: date = date.min
    last_on: date = date.max

    def reason_not_counted(self, day: date) -> str | None:
        """Why the offices are shut that day (“Easter Monday”), or None on a working day."""
        self.check_covers(day)
        return why_not_counted(day, self, weekdays=WEEKEND, bank_holidays=True, closures=True)

    def is_working_day(self, day: date) -> bool:
        return self.reason_not_counted(day) is None

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`."""
        return self.add_working_days(day, 1)

    def previous_working_day(self, day: date) -> date:
        """The last working day before `day`."""
        return self.add_working_days(day, -1)

    def add_working_days(self, start_on: date, working_days: int) -> date:
        """The n-th working day after `start_on`, or before it when n is negative; 0 is `start_on` itself."""
        lines = walk(start_on, working_days, self.reason_not_counted, self)
        return lines[-1].day if lines else start_on

    def working_days_between(self, first_on: date, last_on: date) -> int:
        """Working days strictly between two days, in whichever order they come."""
        earlier, later = sorted((first_on, last_on))
        days = (earlier + timedelta(days=n) for n in range(1, (later - earlier).days))
        return sum(self.is_working_day(day) for day in days)

    def caution_for(self, day: date) -> str | None:
        """A sentence when one-off bank holidays could still be proclaimed on or before that day."""
        if day <= self.certain_until:
            return None
        return (
            f"One-off bank holidays after {say_date(self.certain_until)} are not yet known: "
            "count again when they have been proclaimed."
        )

    def check_covers(self, day: date) -> None:
        if not self.first_on <= day <= self.last_on:
            raise CalendarError(
                f"{say_date(day)} lies outside the calendar, which knows the bank holidays from "
                f"{say_date(self.first_on)} to {say_date(self.last_on)}. Check the year."
            )

    def step(self, day: date, *, back: bool) -> date:
        """The day before or after; refused at either end of the calendar."""
        if day == (self.first_on if back else self.last_on):
            raise CalendarError(f"The count runs beyond {say_date(day)}, where the calendar ends. Check the year.")
        return day - ONE_DAY if back else day + ONE_DAY


def why_not_counted(
    day: date, calendar: Calendar, *, weekdays: frozenset[int], bank_holidays: bool, closures: bool
) -> str | None:
    """The name of the day's exclusion, or None if it counts: the holiday's name tells more than “Monday”."""
    if bank_holidays and (holiday := calendar.bank_holidays.get(day)) is not None:
        return holiday
    if closures and (closure := calendar.closures.get(day)) is not None:
        return closure
    weekday = day.weekday()
    return WEEKDAYS[weekday] if weekday in weekdays else None


@dataclass(frozen=True, slots=True)
class CountedDay:
    """One line of a count. number: its place in it; reason: what the day is, or why it does not count."""

    day: date
    counted: bool
    number: int | None
    reason: str


def walk(
    start_on: date, days: int, why_not: Callable[[date], str | None], calendar: Calendar
) -> tuple[CountedDay, ...]:
    """Every day met from `start_on` (itself left out) until `days` have counted; backwards when negative."""
    calendar.check_covers(start_on)
    lines: list[CountedDay] = []
    day, counted, back = start_on, 0, days < 0
    while counted < abs(days):
        day = calendar.step(day, back=back)
        reason = why_not(day)
        if reason is None:
            counted += 1
            lines.append(CountedDay(day, True, counted, ""))
        else:
            lines.append(CountedDay(day, False, None, reason))
    return tuple(lines)


def check_hour(setting: str, hour: time) -> None:
    """Raises CalendarError for an hour with a time zone: every hour of the rulebook is London wall time."""
    if hour.tzinfo is not None:
        raise CalendarError(f"{setting} must be an hour of London time without a zone, written like “14:00”.")


@dataclass(frozen=True)
class ClearDaysRule:
    """How many clear days a board's papers must be out, and which days are clear: each constitution differs.

    excluded_weekdays: Monday is 0. cut_off: papers out after this hour count as out on the next day.
    late_items_under: the provision by which a paper that misses the days may still be taken.
    """

    number: int = 5
    excluded_weekdays: frozenset[int] = WEEKEND
    excludes_bank_holidays: bool = True
    excludes_closures: bool = True
    cut_off: time = time(17, 0)
    source: str = STRICTEST_READING
    late_items_under: str = "section 100B(4)(b) of the Local Government Act 1972"

    def __post_init__(self) -> None:
        check_hour("cut_off", self.cut_off)
        if self.number < 0:
            raise CalendarError(f"A board cannot ask for {self.number} clear days. Give 0 or more.")
        if not self.excluded_weekdays < frozenset(range(7)):
            raise CalendarError(
                "The weekdays that do not count must be some of the seven, written 0 (Monday) to 6 (Sunday), "
                "and leave at least one that counts."
            )

    def reason_not_counted(self, day: date, calendar: Calendar) -> str | None:
        """Why the day is not a clear day for this board, or None if it is."""
        return why_not_counted(
            day,
            calendar,
            weekdays=self.excluded_weekdays,
            bank_holidays=self.excludes_bank_holidays,
            closures=self.excludes_closures,
        )


@dataclass(frozen=True)
class Counting:
    """A count and its answer. lines: every day met, in the order in which it was counted."""

    meeting_on: date
    publish_by: date
    lines: tuple[CountedDay, ...]
    rule: ClearDaysRule
    calendar: Calendar = field(repr=False)


def count_back(meeting_on: date, rule: ClearDaysRule, calendar: Calendar) -> Counting:
    """The last day on which papers for a meeting can go out, and every day counted to reach it.

    Clear days exclude the day of the meeting and the day of publication, so the answer is the latest day
    with `rule.number` clear days strictly between it and the meeting. If the offices are shut that day we
    walk back to the last working day, whatever the board counts: papers are also open to inspection at the
    offices, and nobody is there at the weekend to put them out or to mend what fails.
    Sources: the rule's own `source`; the day's reading is that of R v Swansea ex p Elitestone (1993).
    """
    clear = walk(meeting_on, -rule.number, lambda day: rule.reason_not_counted(day, calendar), calendar)
    lines = [CountedDay(meeting_on, False, None, "the meeting"), *clear]
    day = calendar.step(lines[-1].day, back=True)
    while (shut := calendar.reason_not_counted(day)) is not None:
        lines.append(CountedDay(day, False, None, shut))
        day = calendar.step(day, back=True)
    lines.append(CountedDay(day, False, None, f"papers out by {say_hour(rule.cut_off)}"))
    return Counting(meeting_on, day, tuple(lines), rule, calendar)


def published_on(published: date | datetime, rule: ClearDaysRule) -> date:
    """The day papers count as published: a datetime (naive, London wall time) after the cut-off is the next day."""
    if not isinstance(published, datetime):
        return published
    if published.tzinfo is not None:
        # Half past four in UTC is after five in London all summer: the wrong side of the cut-off.
        raise ValueError("published_on() takes London wall time without a zone; this one has a zone.")
    return published.date() + ONE_DAY if published.time() > rule.cut_off else published.date()


def clear_days_between(published: date | datetime, meeting_on: date, rule: ClearDaysRule, calendar: Calendar) -> int:
    """How many clear days the papers were out; `published` is a day, or a London wall-clock datetime."""
    first = published_on(published, rule)
    calendar.check_covers(first)
    calendar.check_covers(meeting_on)
    days = (first + timedelta(days=n) for n in range(1, (meeting_on - first).days))
    return sum(rule.reason_not_counted(day, calendar) is None for day in days)


@dataclass(frozen=True)
class ResponseClock:
    """So many working days from the receipt of a letter or report, as the 2007 regulations count them.

    Its working day is not the board's: the regulations know nothing of a council's own closures, so those
    count here unless `excludes_closures` says otherwise.
    """

    name: str
    working_days: int
    first_day: Literal["day after receipt", "day of receipt"] = "day after receipt"
    excludes_closures: bool = False
    source: str = REGULATIONS_2007

    def __post_init__(self) -> None:
        if self.working_days < 1:
            raise CalendarError(f"The clock “{self.name}” must run for at least one working day.")

    def reason_not_counted(self, day: date, calendar: Calendar) -> str | None:
        """Why the day does not count. Christmas Day and Good Friday stand among the bank holidays."""
        return why_not_counted(day, calendar, weekdays=WEEKEND, bank_holidays=True, closures=self.excludes_closures)


@dataclass(frozen=True)
class Response:
    """When an answer is due, with every day counted from receipt onwards."""

    received_on: date
    due_on: date
    lines: tuple[CountedDay, ...]
    clock: ResponseClock


def response_due(received_on: date, clock: ResponseClock, calendar: Calendar) -> Response:
    """The last day for an answer: the clock's n-th working day.

    The regulations do not say whether the day of receipt is the first day; we begin the day after unless the
    clock says otherwise.
    """
    start = received_on if clock.first_day == "day after receipt" else calendar.step(received_on, back=True)
    days = walk(start, clock.working_days, lambda day: clock.reason_not_counted(day, calendar), calendar)
    received = () if start != received_on else (CountedDay(received_on, False, None, "received"),)
    return Response(received_on, days[-1].day, (*received, *days), clock)
