"""The timetable in words: the counting line by line, and what is left when it is too late for clear days.

It knows nothing of who reads it: a terminal, a page and a mail print the same lines.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from governance.calendar import ONE_DAY, CountedDay, clear_days_between, published_on
from governance.calendar_words import say_date, say_hour, say_instant, say_short_date
from governance.timetable import CycleDates, Milestone
from governance.wording import number, plural


@dataclass(frozen=True)
class TooLate:
    """The clear days can no longer be met.

    short_by: clear days missing if the papers went out at once.
    late_item_paragraph: for the paper's head, with its blanks written “[reason]” and “[date]”.
    """

    clear_days: int
    clear_days_left: int
    short_by: int
    sentence: str
    late_item_paragraph: str


def too_late(dates: CycleDates, *, as_of: datetime) -> TooLate | None:
    """What can still be met when papers are not out by `as_of` (London wall time).

    None while all clear days can be met, and once the meeting has begun, when nothing is left to count.
    Papers that go out now are out on the first day the offices are open, so only days after that are clear.
    """
    rule, calendar = dates.counting.rule, dates.counting.calendar
    if not dates.publish_by_at < as_of < dates.meeting_at:
        return None
    out_on = calendar.next_working_day(published_on(as_of, rule) - ONE_DAY)
    left = clear_days_between(out_on, dates.meeting_on, rule, calendar)
    short_by = rule.number - left
    if short_by <= 0:
        return None
    sentence = (
        f"The papers for the meeting on {say_date(dates.meeting_on)} had to be out by "
        f"{say_instant(dates.publish_by_at)}; out now, they would have {plural(left, 'clear day')} "
        f"instead of {number(rule.number)}."
    )
    return TooLate(rule.number, left, short_by, sentence, late_item_paragraph(dates))


def late_item_paragraph(dates: CycleDates) -> str:
    """For the head of a paper that missed its clear days; an officer fills in “[reason]” and “[date]”."""
    rule = dates.counting.rule
    return (
        f"This report was not open to inspection for {plural(rule.number, 'clear day')} before the meeting on "
        f"{say_date(dates.meeting_on)}; it was made available on [date]. The delay arose because [reason]. The "
        "meeting may take it only if the Chair is of the opinion that it is urgent by reason of special "
        f"circumstances, and says so for the minutes ({rule.late_items_under}). The special circumstances are: "
        "[reason]."
    )


def explain(dates: CycleDates) -> tuple[str, ...]:
    """The counting, line by line: “Mon 22 Apr 2019  Easter Monday, not counted”."""
    return tuple(_lines(dates))


def _lines(dates: CycleDates) -> Iterator[str]:
    rule = dates.counting.rule
    yield (
        f"Papers for the meeting on {say_date(dates.meeting_on)} must be out by "
        f"{say_instant(dates.publish_by_at)}: {plural(rule.number, 'clear day')}."
    )
    for line in dates.counting.lines:
        yield f"{say_short_date(line.day):<15}  {say_counted(line)}"
    for milestone in dates.every():
        on = f"{say_short_date(milestone.at.date()):<15} {say_hour(milestone.at.time())}"
        how = f" ({milestone.counted_from})" if milestone.counted_from else ""
        yield f"{on}  {say_step(milestone)}{how}"
    yield from dates.cautions


def say_counted(line: CountedDay) -> str:
    """“clear day 3”, “Easter Monday, not counted”, “the meeting”."""
    if line.counted:
        return f"clear day {line.number}"
    return line.reason if line.reason.startswith(("the meeting", "papers out")) else f"{line.reason}, not counted"


def say_step(milestone: Milestone) -> str:
    """sign_off_reminder_1 → “sign-off reminder 1”."""
    return milestone.key.replace("sign_off", "sign-off").replace("_", " ")
