"""Numbers and dates as papers say them, found in running words: “twenty-six”, “25th March”, “October/November 2016”.

It knows nothing of what they count or date. Every pattern is linear: no part of one can match what the next can.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from governance.calendar_words import MONTHS, WEEKDAYS

ONES = (
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
)
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
VALUES = {word: n for n, word in enumerate(ONES, start=1)} | {word: 10 * n for n, word in enumerate(TENS, start=2)}
WORD_NUMBER = (
    rf"(?:(?:{'|'.join(TENS)})(?:[- ](?:{'|'.join(ONES[:9])}))?|{'|'.join(sorted(ONES, key=len, reverse=True))})"
)
# A number that counts things: no part of a date, a decimal, a reference or a range.
NUMBER = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,6}}|{WORD_NUMBER})"

SHORT_MONTHS = [month[:3] for month in MONTHS]
_MONTH = rf"(?:{'|'.join(MONTHS)}|{'|'.join(SHORT_MONTHS)}|Sept)"
_WEEKDAY = rf"(?:{'|'.join(WEEKDAYS)}|{'|'.join(day[:3] for day in WEEKDAYS)})"
_DATE = re.compile(
    rf"(?:\b(?P<weekday>{_WEEKDAY}),?\s(?:the\s)?)?\b(?P<day>\d{{1,2}})\s?(?:st|nd|rd|th)?(?:\sof)?\s"
    rf"(?P<month>{_MONTH})\b[.,]{{0,2}}\s(?P<year>\d{{4}})\b"
    rf"|\b(?:(?P<from>{_MONTH})\s?(?:/|–|-|and|to)\s?)?(?P<only_month>{_MONTH})\s(?P<only_year>\d{{4}})\b"
    rf"|\b(?P<iso_year>\d{{4}})-(?P<iso_month>\d\d)-(?P<iso_day>\d\d)\b"
    rf"|(?<![\d/.])(?P<d>\d{{1,2}})(?P<by>[/.])(?P<m>\d{{1,2}})(?P=by)(?P<y>\d{{4}}|\d\d)(?![\d/])",
)
EARLIEST_YEAR, LATEST_YEAR = 1900, 2199


@dataclass(frozen=True)
class Said:
    """A date as it stands in words. first, last: the days it can mean; both None where there is no such day.

    weekday: as written, in full. start, end: where it stands.
    """

    words: str
    start: int
    end: int
    first: date | None
    last: date | None
    weekday: str = ""

    @property
    def is_day(self) -> bool:
        return self.first is not None and self.first == self.last


def number_said(words: str) -> int:
    """“26”, “1,024”, “twenty-six” → a number."""
    plain = words.lower().replace(",", "")
    if plain.isdigit():
        return int(plain)
    return sum(VALUES[part] for part in re.split(r"[- ]", plain))


@lru_cache(maxsize=4096)
def dates_in(words: str) -> tuple[Said, ...]:
    """Every date with a year, in the order they stand."""
    return tuple(_dates_in(words))


def _dates_in(words: str) -> Iterator[Said]:
    for match in _DATE.finditer(words):
        if match["only_month"]:
            last = _month(match["only_month"])
            first = _month(match["from"]) if match["from"] else last
            year = int(match["only_year"])
            if EARLIEST_YEAR <= year <= LATEST_YEAR:
                start = date(year if first <= last else year - 1, first, 1)
                yield Said(match[0], match.start(), match.end(), start, _end_of_month(year, last))
            continue
        day, month, year = _day_month_year(match)
        if not EARLIEST_YEAR <= year <= LATEST_YEAR:
            continue
        on = _day(year, month, day)
        weekday = next((name for name in WEEKDAYS if match["weekday"] and name.startswith(match["weekday"][:3])), "")
        yield Said(match[0], match.start(), match.end(), on, on, weekday)


def _day_month_year(match: re.Match[str]) -> tuple[int, int, int]:
    if match["month"]:
        return int(match["day"]), _month(match["month"]), int(match["year"])
    if match["iso_year"]:
        return int(match["iso_day"]), int(match["iso_month"]), int(match["iso_year"])
    year = int(match["y"])
    return int(match["d"]), int(match["m"]), year + 2000 if len(match["y"]) == 2 else year


def _month(name: str) -> int:
    return SHORT_MONTHS.index(name[:3]) + 1


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _end_of_month(year: int, month: int) -> date:
    return (date(year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
