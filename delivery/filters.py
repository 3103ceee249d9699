"""What a notice's template may do to a fact: say a date, count, keep words as their owner wrote them.

It knows no template and no notice; every filter takes plain values.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from markupsafe import Markup, escape

from governance.calendar_words import say_date, say_short_date
from governance.wording import day as plain_day
from governance.wording import plural, sentence

# Left-to-right and right-to-left override make words read other than they are written. The marks and isolates
# that Arabic or Hebrew needs are not among them and stay.
OVERRIDES = frozenset("\u202d\u202e")
UNREADABLE = "\N{REPLACEMENT CHARACTER}"


def day(on: str) -> str:
    """“2026-03-10”, or an instant on that day → “Tuesday 10 March 2026”."""
    return say_date(_date(on))


def short_day(on: str) -> str:
    """“2026-03-10” → “Tue 10 Mar 2026”."""
    return say_short_date(_date(on))


def _date(on: str) -> date:
    return datetime.fromisoformat(str(on)).date()


def moment(at: str) -> str:
    """“2026-03-10T14:00:00”, local wall time → “Tuesday 10 March 2026 at 2pm”; also 12 noon, 10.30am."""
    when = datetime.fromisoformat(str(at))
    return f"{say_date(when.date())} at {_hour(when)}"


def _hour(when: datetime) -> str:
    if when.minute == 0 and when.hour in (0, 12):
        return "12 noon" if when.hour else "12 midnight"
    minutes = f".{when.minute:02}" if when.minute else ""
    return f"{when.hour % 12 or 12}{minutes}{'am' if when.hour < 12 else 'pm'}"


def due(action: Mapping[str, Any]) -> str:
    """When an action is due: the day, and beside it the plan's own words where they are not simply that day.

    “Tuesday 31 March 2026”, “Sunday 31 May 2026, in the plan “Spring 2026””, “as soon as possible”, “no due date”.
    """
    on, words = action["due_on"], action["due_words"]
    if not on:
        return words or "no due date"
    if words == plain_day(_date(on)) or not re.search(r"[^\W\d]", words):
        return day(on)
    return f"{day(on)}, in the plan “{words}”"


def as_written(words: str) -> Markup:
    """Somebody's words in an HTML part: every sign shown as it is, line breaks kept."""
    return Markup("<br>\n").join(escape(line) for line in str(words).split("\n"))


FILTERS: Mapping[str, Callable[..., Any]] = {
    "day": day,
    "short_day": short_day,
    "moment": moment,
    "plural": plural,
    "sentence": sentence,
    "due": due,
    "as_written": as_written,
}


def cleaned(fact: Any) -> Any:
    """The same plain value with line ends as \\n, and U+FFFD for every character no reader should be sent.

    Those are control characters, direction overrides and lone surrogates; all else stays as it was written.
    """
    if isinstance(fact, str):
        return "".join(UNREADABLE if _unreadable(sign) else sign for sign in re.sub(r"\r\n?", "\n", fact))
    if isinstance(fact, Mapping):
        return {key: cleaned(value) for key, value in fact.items()}
    if isinstance(fact, list | tuple):
        return [cleaned(value) for value in fact]
    return fact


def _unreadable(sign: str) -> bool:
    return sign in OVERRIDES or (sign not in "\n\t" and unicodedata.category(sign) in ("Cc", "Cs"))
