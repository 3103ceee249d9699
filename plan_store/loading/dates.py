"""Reads one date the way people in councils write it, in UK order, to the last day of what was meant.

It knows no clock and fills in nothing: no year, month or order of day and month is ever supposed. A library
that parses dates freely does all three, so none is used: a text is read whole by a rule below, or is no date.
"""

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from governance.terms import Precision
from plan_store.loading.date_words import END_WORDS, LEAD_INS, MONTHS, SEASON_ENDS, TERM_ENDS, VAGUE_PARTS, WEEKDAYS


class Lack(StrEnum):
    """Why words that speak of a date do not settle one."""

    YEAR = "no_year"
    CERTAINTY = "ambiguous"
    EXISTENCE = "impossible"


@dataclass(frozen=True)
class WrittenDate:
    """A date that was read: its (last) day, how exactly it was meant, and how it was read where that is not plain."""

    on: date
    precision: Precision
    how: str = ""
    doubt: str = ""


@dataclass(frozen=True)
class PartOfADate:
    """Words that speak of a date but do not settle one."""

    lack: Lack
    why: str


Outcome = WrittenDate | PartOfADate | None


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


def _any_of(words: tuple[str, ...] | dict[str, int]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


YEAR = r"(?:19|20|21)[0-9]{2}"
MONTH = rf"(?:{_any_of(MONTHS)})(?![a-z])\.?"
TOKEN = _compile(
    rf"(?P<month>{MONTH})|(?P<year>(?<![0-9]){YEAR}(?![0-9]))|['’‘](?P<short>[0-9]{{2}})(?![0-9])"
    r"|(?P<day>(?<![0-9])[0-9]{1,2})(?P<ordinal>\s?(?:st|nd|rd|th)\b)?(?=[a-z]{3}|[^0-9a-z]|$)|(?P<gap>[\s,./-]+|of\b|the\b)"
)
LEAD_IN = _compile(rf"(?:{_any_of(LEAD_INS)})(?![a-z/])\s*:?\s*")
END_WORD = _compile(rf"(?:{_any_of(END_WORDS)})(?![a-z])\s*(?:-\s*)?")
VAGUE_PART = _compile(rf"(?P<part>{_any_of(VAGUE_PARTS)})(?![a-z])\s*(?:-\s*)?(?:the\s+)?")
WEEKDAY = _compile(rf"(?<![a-z])(?P<weekday>{_any_of(WEEKDAYS)})(?![a-z])\.?,?\s*(?:the\s+)?")
HOUR = r"(?:[01]?[0-9]|2[0-3])"
CLOCK_TIME = _compile(
    rf"(?:t|,?\s*at\s+|,?\s+){HOUR}:[0-5][0-9](?::[0-5][0-9])?(?:\.0+)?(?:\s?[ap]m|z)?$"
    rf"|(?:,?\s*at\s+|,?\s+){HOUR}\s?[ap]m$|,?\s+(?:at\s+)?(?:noon|midday|close of play)$"
)
YEAR_FIRST = _compile(rf"(?P<y>{YEAR})(?P<sep>[-/.])(?P<m>[0-9]{{1,2}})(?P=sep)(?P<d>[0-9]{{1,2}})")
DAY_FIRST = _compile(
    rf"(?P<d>[0-9]{{1,2}})\s?(?P<sep>[./-])\s?(?P<m>[0-9]{{1,2}})\s?(?P=sep)\s?(?P<y>{YEAR}|[0-9]{{2}})"
)
MONTH_FIRST = _compile(rf"(?P<m>[0-9]{{1,2}})\s?[./-]\s?(?P<y>{YEAR})")
TWO_FIGURES = _compile(r"([0-9]{1,2})\s?[./-]\s?([0-9]{1,2})")
TWO_MONTHS = _compile(rf"{MONTH}\s*(?:/|-|–|&|and\b|or\b|to\b)\s*(?P<m>{MONTH})[\s,]*(?P<y>{YEAR})")
YEARS = _compile(rf"(?P<y>{YEAR}|[0-9]{{2}})\s?(?P<sep>[/–-])\s?(?P<e>{YEAR}|[0-9]{{2}})")
QUARTER = _compile(
    r"(?<![a-z0-9])(?:(?:q|qtr|quarter)\.?\s?(?P<q>[1-4])(?![0-9])|(?P<nth>[1-4])(?:st|nd|rd|th)\s(?:qtr|quarter)\b)"
)
SEASON = _compile(r"(?<![a-z])(?P<season>spring|summer|autumn|winter)(?P<term>\s?-?term)?(?![a-z])")
NAMED_YEAR = _compile(
    r"(?<![a-z])(?:the\s)?(?P<kind>fy|financial|municipal|academic|school|calendar)(?:\s?year)?(?![a-z])"
)
RANGE_MARK = _compile(r"\s+(?:to|until|till|and)\s+|\s*[–—-]\s*")


def read_date(text: str, *, year_starts: int = 4) -> Outcome:
    """The date the whole text states, what keeps it from stating one, or None if it is no date at all.

    year_starts: the month the council's year begins (April), for quarters and years such as 2024/25.
    """
    wording = re.sub(r"\s+", " ", text.lower()).strip(" .,;:")
    if len(wording) > 120:
        return None
    weekday = WEEKDAY.search(wording)
    if weekday:
        wording = wording[: weekday.start()] + wording[weekday.end() :]
    wording = _take_off(LEAD_IN, CLOCK_TIME.sub("", wording).strip())
    outcome = _read_single(wording, year_starts) or _read_range(wording, year_starts)
    if weekday and isinstance(outcome, WrittenDate):
        return _check_weekday(outcome, weekday["weekday"])
    return outcome


def last_day_of(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def say(on: date) -> str:
    """“30 September 2020”, in every locale."""
    months = ("January", "February", "March", "April", "May", "June", "July", "August", "September")
    return f"{on.day} {(*months, 'October', 'November', 'December')[on.month - 1]} {on.year}"


def _take_off(pattern: re.Pattern[str], wording: str) -> str:
    while match := pattern.match(wording):
        wording = wording[match.end() :]
    return wording


def _read_range(wording: str, year_starts: int) -> Outcome:
    """“Between January 1 and December 31, 2020”: due at the later end, if both ends are dates."""
    is_between = wording.startswith("between ")
    inner = re.sub(r"^(?:between|from)\s+", "", wording)
    for mark in RANGE_MARK.finditer(inner):
        if mark[0].strip() == "and" and not is_between:
            continue
        first, last = inner[: mark.start()], inner[mark.end() :]
        end = _read_single(last, year_starts)
        if isinstance(end, WrittenDate) and _starts_range(first, end, year_starts):
            return replace(end, how="the later end of the range" + (f"; {end.how}" if end.how else ""))
    return None


def _starts_range(first: str, end: WrittenDate, year_starts: int) -> bool:
    if re.fullmatch(r"[0-9]{1,2}(?:st|nd|rd|th)?", first, re.ASCII):
        return end.precision is Precision.DAY and 1 <= int(re.sub(r"\D", "", first)) <= end.on.day
    start = _read_single(first, year_starts)
    if isinstance(start, WrittenDate):
        return start.on <= end.on
    return isinstance(start, PartOfADate) and start.lack is not Lack.EXISTENCE


def _read_single(wording: str, year_starts: int) -> Outcome:
    at_end = END_WORD.match(wording)
    wording = _take_off(END_WORD, wording)
    vague = None if at_end else VAGUE_PART.match(wording)
    if vague:
        wording = wording[vague.end() :]
    outcome = (
        _read_figures(wording)
        or _read_named_month(wording)
        or _read_quarter(wording, year_starts)
        or _read_season(wording)
        or _read_years(wording, year_starts)
    )
    if vague and isinstance(outcome, WrittenDate):
        if outcome.precision not in (Precision.MONTH, Precision.SEASON):
            return PartOfADate(Lack.CERTAINTY, f"“{vague['part']}” settles no day")
        return replace(outcome, how=f"{outcome.how}; “{vague['part']}” settles no day within it")
    return outcome


def _read_figures(wording: str) -> Outcome:
    """Dates in figures only: 25/03/2015, 24.09.12, 2020-09-30, 12/2025."""
    if match := YEAR_FIRST.fullmatch(wording):
        return _make_day(int(match["y"]), int(match["m"]), int(match["d"]))
    if match := DAY_FIRST.fullmatch(wording):
        return _read_day_first(int(match["d"]), int(match["m"]), match["y"])
    if match := MONTH_FIRST.fullmatch(wording):
        return _make_month(int(match["y"]), int(match["m"]))
    if (match := TWO_FIGURES.fullmatch(wording)) and min(int(match[1]), int(match[2])) <= 12:
        return PartOfADate(Lack.CERTAINTY, "may be a day and a month, or a month and a year")
    return None


def _read_day_first(day: int, month: int, written_year: str) -> Outcome:
    year = _full_year(written_year)
    if year is None:
        return PartOfADate(Lack.CERTAINTY, f"“{written_year}” does not say which year")
    if month > 12 >= day:
        return PartOfADate(Lack.EXISTENCE, "has the month first, the American way; here the day comes first")
    outcome = _make_day(year, month, day)
    if not isinstance(outcome, WrittenDate):
        return outcome
    hows = [f"{written_year} read as {year}"] if len(written_year) == 2 else []
    if day <= 12 and day != month:
        hows.append(f"day first: {say(outcome.on)}, though the American order would give {say(date(year, day, month))}")
    return replace(outcome, how="; ".join(hows))


def _read_named_month(wording: str) -> Outcome:
    """Dates with a month in letters, in any order that can mean only one thing."""
    if match := TWO_MONTHS.fullmatch(wording):
        outcome = _make_month(int(match["y"]), MONTHS[match["m"].rstrip(".")])
        return replace(outcome, how="the last day of the later month") if isinstance(outcome, WrittenDate) else outcome
    tokens = _list_tokens(wording)
    kinds = [kind for kind, _ in tokens]
    if kinds.count("month") != 1:
        return None
    month = MONTHS[dict(tokens)["month"].rstrip(".")]
    years = [int(words) for kind, words in tokens if kind == "year"]
    years += [2000 + int(words) for kind, words in tokens if kind == "short" and int(words) < 70]
    days = [words for kind, words in tokens if kind in ("day", "ordinal")]
    if len(years) > 1 or len(tokens) != 1 + len(years) + len(days):
        return None
    if years:
        return (
            _make_month(years[0], month)
            if not days
            else _make_day(years[0], month, int(days[0]))
            if len(days) == 1
            else None
        )
    return _read_without_full_year(kinds, days, month)


def _list_tokens(wording: str) -> list[tuple[str, str]]:
    """(kind, words) of each token, nothing at all if any part of the text is not one."""
    tokens: list[tuple[str, str]] = []
    place = 0
    while place < len(wording):
        match = TOKEN.match(wording, place)
        if match is None:
            return []
        place = match.end()
        if match["gap"]:
            continue
        if match["day"]:
            tokens.append(("ordinal" if match["ordinal"] else "day", match["day"]))
        else:
            kind = next(kind for kind in ("month", "year", "short") if match[kind])
            tokens.append((kind, match[kind]))
    return tokens


def _read_without_full_year(kinds: list[str], days: list[str], month: int) -> Outcome:
    if kinds in (["day", "month", "day"], ["ordinal", "month", "day"]):
        year = _full_year(days[1])
        if year is None:
            return PartOfADate(Lack.CERTAINTY, f"“{days[1]}” does not say which year")
        outcome = _make_day(year, month, int(days[0]))
        return replace(outcome, how=f"{days[1]} read as {year}") if isinstance(outcome, WrittenDate) else outcome
    if kinds == ["month", "day"]:
        return PartOfADate(Lack.CERTAINTY, f"“{days[0]}” may be a day or a year")
    if len(days) == 2:
        return PartOfADate(Lack.CERTAINTY, "may be read in more than one order")
    return PartOfADate(Lack.YEAR, "names no year")


def _read_quarter(wording: str, year_starts: int) -> Outcome:
    match = QUARTER.search(wording)
    if match is None:
        return None
    rest = _strip_joints(NAMED_YEAR.sub(" ", _cut(wording, match)))
    if not rest:
        return PartOfADate(Lack.YEAR, "names no year")
    years = _find_years(rest)
    if re.fullmatch(YEAR, rest, re.ASCII):
        if year_starts != 1 or NAMED_YEAR.search(wording):
            return PartOfADate(
                Lack.CERTAINTY,
                f"may be a quarter of the calendar year {rest} or of the council’s year; write Q3 2024/25",
            )
        first_year = int(rest)
    elif years and year_starts != 1:
        first_year = years[0]
    else:
        return PartOfADate(Lack.CERTAINTY, "may be a quarter of more than one year") if years else None
    quarter = int(match["q"] or match["nth"])
    months = year_starts - 1 + 3 * quarter - 1
    on = last_day_of(first_year + months // 12, months % 12 + 1)
    return WrittenDate(
        on, Precision.QUARTER, f"the last day of quarter {quarter} of a year that starts in month {year_starts}"
    )


def _read_season(wording: str) -> Outcome:
    match = SEASON.search(wording)
    if match is None:
        return None
    season, is_term = match["season"], bool(match["term"])
    rest = _strip_joints(_cut(wording, match))
    if not rest:
        return PartOfADate(Lack.YEAR, "names no year")
    years = _find_years(rest)
    if season == "winter":
        if years:
            return WrittenDate(last_day_of(years[1], 2), Precision.SEASON, "the last day of the winter")
        is_year = re.fullmatch(YEAR, rest, re.ASCII)
        return (
            PartOfADate(Lack.CERTAINTY, "may be the winter before or after; write Winter 2025/26") if is_year else None
        )
    if years:
        year = years[0] if season == "autumn" else years[1]
    elif re.fullmatch(YEAR, rest, re.ASCII):
        year = int(rest)
    else:
        return None
    month, day = (TERM_ENDS if is_term else SEASON_ENDS)[season]
    on = date(year, month, day)
    return WrittenDate(on, Precision.SEASON, f"{season}{' term' if is_term else ''} taken to end on {say(on)}")


def _read_years(wording: str, year_starts: int) -> Outcome:
    """“2025”, “2024/25”, “academic year 2024/25”."""
    named = NAMED_YEAR.search(wording)
    kind = named["kind"] if named else ""
    rest = _strip_joints(_cut(wording, named)) if named else wording
    if re.fullmatch(YEAR, rest, re.ASCII):
        if kind in ("", "calendar"):
            return WrittenDate(date(int(rest), 12, 31), Precision.YEAR, "the last day of the year")
        return PartOfADate(Lack.CERTAINTY, f"does not say which {kind} year; write 2024/25")
    years = _find_years(rest)
    if years is None or kind == "calendar":
        return None
    match = YEARS.fullmatch(rest)
    first, last = (match["y"], match["e"]) if match else ("", "")
    looks_like_month = len(last) == 2 and int(last) <= 12 and (len(first) == 2 or "/" not in rest)
    if not kind and looks_like_month:
        return PartOfADate(Lack.CERTAINTY, "may be a month or a year from one number to the next")
    if kind in ("academic", "school"):
        return WrittenDate(date(years[1], 8, 31), Precision.YEAR, "the last day of the school year")
    if year_starts == 1:
        return PartOfADate(Lack.CERTAINTY, "spans two of the council’s years")
    return WrittenDate(
        date(years[1], year_starts, 1) - timedelta(days=1), Precision.YEAR, "the last day of the financial year"
    )


def _find_years(text: str) -> tuple[int, int] | None:
    """(2024, 2025) for “2024/25” and its like; None unless the second follows the first."""
    match = YEARS.fullmatch(text)
    first = _full_year(match["y"]) if match else None
    if match is None or first is None:
        return None
    return (first, first + 1) if match["e"] in (str(first + 1), f"{(first + 1) % 100:02}") else None


def _full_year(written: str) -> int | None:
    """2012 for “12”. From 70 on the century is anybody's guess, and one figure is no year."""
    if len(written) == 4:
        return int(written)
    return 2000 + int(written) if len(written) == 2 and int(written) < 70 else None


def _make_day(year: int, month: int, day: int) -> Outcome:
    try:
        return WrittenDate(date(year, month, day), Precision.DAY)
    except ValueError:
        return PartOfADate(Lack.EXISTENCE, "is a day that does not exist")


def _make_month(year: int, month: int) -> Outcome:
    if not 1 <= month <= 12:
        return PartOfADate(Lack.EXISTENCE, "is a month that does not exist")
    return WrittenDate(last_day_of(year, month), Precision.MONTH, "the last day of the month")


def _check_weekday(outcome: WrittenDate, weekday: str) -> WrittenDate:
    if outcome.precision is not Precision.DAY or outcome.on.weekday() == WEEKDAYS[weekday]:
        return outcome
    return replace(outcome, doubt=f"{say(outcome.on)} is not a {weekday.title()}")


def _cut(wording: str, match: re.Match[str]) -> str:
    return f"{wording[: match.start()]} {wording[match.end() :]}".strip()


def _strip_joints(text: str) -> str:
    """What is left beside “Q3” or “autumn term”, without the small words that joined them."""
    return re.sub(r"^(?:[\s,()-]|of\b|the\b|in\b)+|[\s,()-]+$", "", text)
