"""Which event a sentence dates or measures: the noun, what tells it from others of its kind, its days or its length."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from papers.checker.reading import Passage, Reading
from papers.checker.saying import NUMBER, Said, dates_in, number_said

LASTING = r"(?:inspection|visit|review|audit|consultation|survey|inquiry|campaign|stocktake)"
# Held once in a year, so that two months of one year are a contradiction. Visits and audits come again and again.
HELD_ONCE = r"(?:inspection|consultation|inquiry|stocktake)"
# What tells one event from another of its name.
APART = re.compile(
    r"\b(?:pilot|monitoring|full|focused|thematic|joint|peer|first|second|third|fourth|next|last|latest|previous|annual"
    r"|follow-up|further|another|new|school|homes?|fostering|adoption|youth|local|national|public|staff)\b",
    re.I,
)
UNIT = r"(?P<unit>working days?|days?|weeks?|fortnights?|months?|years?)"
BEFORE_IT = re.compile(
    rf"\b(?P<number>{NUMBER})[- ](?P<unit>working-day|day|week|month|year)(?:-long)?"
    rf" (?:[a-z-]+ ){{0,3}}?(?P<event>{LASTING})\b",
    re.I,
)
AFTER_IT = re.compile(
    rf"\b(?P<event>{LASTING})\b(?P<between>[^.;:]{{0,80}}?)\b(?:lasted|took|ran|lasting|taking|running|carried out)"
    rf" (?:for |over |about |around |some |just |a total of )*(?P<number>{NUMBER}) {UNIT}\b",
    re.I,
)
# “the inspection report”, “before the inspection”: something else is dated.
NOT_THE_EVENT = re.compile(
    r"\b(?:reports?|reported|letters?|plans?|published|submitted|received|expected|since|until|before|after|response|update"
    r"|prepar\w+|will|framework|grades?|arrangements|due|findings|recommendations|team|by)\b",
    re.I,
)
NOUN = re.compile(
    rf"\b(?:(?P<noun>{HELD_ONCE})|inspected)\b(?!s| (?:report|letter|team|framework|plan|findings))", re.I
)
NEAR = 110
DAYS = {"day": (1, 1), "week": (7, 7), "fortnight": (14, 14), "month": (28, 31), "year": (365, 366)}


@dataclass(frozen=True)
class Lasted:
    """shortest, longest: in days. words: as written."""

    event: str
    apart: frozenset[str]
    shortest: int
    longest: int
    words: str
    sentence: str
    passage: Passage
    years: frozenset[int]


@dataclass(frozen=True)
class Held:
    """first, last: the days that the date can mean."""

    event: str
    apart: frozenset[str]
    said: Said
    first: date
    last: date
    sentence: str
    passage: Passage


def lengths(reading: Reading) -> Iterator[Lasted]:
    """Every length that a sentence gives an event."""
    for passage in reading.passages:
        for sentence in passage.sentences:
            for pattern in (BEFORE_IT, AFTER_IT):
                for match in pattern.finditer(sentence):
                    shortest, longest = _in_days(number_said(match["number"]), match["unit"])
                    near = sentence[max(0, match.start("event") - 40) : match.end("event")]
                    years = frozenset(said.first.year for said in dates_in(sentence) if said.first)
                    yield Lasted(
                        match["event"].lower(), _apart(near), shortest, longest, match[0], sentence, passage, years
                    )


def _in_days(number: int, unit: str) -> tuple[int, int]:
    name = unit.lower().rstrip("s")
    if name in ("working day", "working-day"):
        return number, number * 7 // 5 + 2
    shortest, longest = DAYS[name]
    return number * shortest, number * longest


def days_held(reading: Reading) -> Iterator[Held]:
    """Every date that a sentence gives an event: the nearest one on either side of its name."""
    for passage in reading.passages:
        for sentence in passage.sentences:
            said = [each for each in dates_in(sentence) if each.first and each.last]
            for match in NOUN.finditer(sentence) if said else ():
                nearest = min(said, key=lambda each: _gap(each, match.start(), match.end()))
                between = _between(sentence, nearest, match.start(), match.end())
                if (
                    len(between) > NEAR
                    or NOT_THE_EVENT.search(between)
                    or nearest.first is None
                    or nearest.last is None
                ):
                    continue
                near = sentence[max(0, match.start() - 40) : match.end() + 12]
                event = (match["noun"] or "inspection").lower()
                yield Held(event, _apart(near), nearest, nearest.first, nearest.last, sentence, passage)


def _gap(said: Said, start: int, end: int) -> int:
    return said.start - end if said.start >= end else start - said.end


def _between(sentence: str, said: Said, start: int, end: int) -> str:
    return sentence[end : said.start] if said.start >= end else sentence[said.end : start]


def _apart(near: str) -> frozenset[str]:
    return frozenset(word.lower() for word in APART.findall(near))
