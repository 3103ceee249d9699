"""Reads a due-date cell: the date it holds, the dates it held before, or why it holds none.

The written words are always kept. It does not decide whether a cell without a date matters; it says so, once.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from governance.terms import Precision
from plan_store.loading.cells import CellKind, RawCell, tidy
from plan_store.loading.date_words import MOVED_FROM, MOVED_TO, NOT_A_DATE_PATTERNS
from plan_store.loading.dates import PartOfADate, WrittenDate, last_day_of, read_date, say

LONGEST_WORDING = 300
DAY_ZERO = date(1899, 12, 30)
DAY_ZERO_1904 = date(1904, 1, 1)
# A bare number this size in a due column is a date that lost its format: the years 2000 to 2099.
DAY_NUMBERS = range(36_526, 73_051)
WAS = re.compile(
    rf"(?P<new>.+?)\s*[\[(,;:–-]?\s*\b{MOVED_FROM}\b\s*:?\s*(?P<old>[^()\[\]]+?)\s*[\])]?", re.IGNORECASE | re.DOTALL
)
NOW = re.compile(
    rf"(?:original(?:ly)?\s*:?\s*)?(?P<old>.+?)\s*[\[(,;:–-]?\s*{MOVED_TO}\s*:?\s*(?P<new>.+?)\s*[\])]?",
    re.IGNORECASE | re.DOTALL,
)


class DueKind(StrEnum):
    """What a due cell says. Only the first carries a date."""

    DATE = "date"
    EMPTY = "empty"
    NOT_APPLICABLE = "not_applicable"
    TO_BE_CONFIRMED = "to_be_confirmed"
    SEE_ABOVE = "see_above"
    SEE_ELSEWHERE = "see_elsewhere"
    ASAP = "asap"
    DEPENDENCY = "dependency"
    RECURRING = "recurring"
    ONGOING = "ongoing"
    DURATION = "duration"
    DONE = "done"
    NO_YEAR = "no_year"
    AMBIGUOUS = "ambiguous"
    IMPOSSIBLE = "impossible"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class OldDate:
    """A date an action was due by before: its words, and the date if they hold one."""

    raw: str
    due_on: date | None
    precision: Precision = Precision.NONE


@dataclass(frozen=True)
class DueCell:
    """A due cell. raw: the words as written, struck-out ones included. problem: a clause, or nothing."""

    raw: str
    due_on: date | None = None
    precision: Precision = Precision.NONE
    kind: DueKind = DueKind.EMPTY
    moved_from: tuple[OldDate, ...] = ()
    how: str = ""
    problem: str = ""


def read_due(cell: RawCell, *, year_starts: int = 4, counts_from_1904: bool = False) -> DueCell:
    """What a due cell holds: date cells, day numbers, words, and words with older dates struck out."""
    old = tuple(_read_old(words, year_starts) for words in cell.struck)
    if cell.struck and not cell.standing.strip():
        return DueCell(
            cell.text,
            moved_from=old,
            kind=DueKind.UNREADABLE,
            problem=f"“{cell.text}” is struck out and nothing stands in its place",
        )
    if cell.kind is CellKind.ERROR:
        return DueCell(cell.text, kind=DueKind.UNREADABLE, problem=f"holds the spreadsheet error {cell.text}")
    if cell.date_on is not None:
        return _read_date_cell(cell, cell.date_on)
    if cell.number is not None and (due := _read_day_number(cell, counts_from_1904=counts_from_1904)):
        return due
    due = read_due_words(cell.standing, year_starts=year_starts)
    return replace(due, raw=cell.text, moved_from=(*old, *due.moved_from))


def read_due_words(text: str, *, year_starts: int = 4) -> DueCell:
    """What words in a due column hold. `raw` is the text itself, unchanged."""
    words, notes = tidy(text)
    shown = " ".join(words.split())
    if not words:
        return DueCell(text, problem="no due date is written")
    if len(words) > LONGEST_WORDING:
        return DueCell(text, kind=DueKind.UNREADABLE, problem="is too long to be a date")
    outcome = read_date(words, year_starts=year_starts)
    if isinstance(outcome, WrittenDate):
        return _keep_date(text, outcome, notes)
    moved = _read_move(words, year_starts)
    if moved is not None:
        return replace(moved, raw=text, how="; ".join(filter(None, (*notes, moved.how))))
    if isinstance(outcome, PartOfADate):
        return DueCell(text, kind=DueKind(outcome.lack.value), problem=f"“{shown}” {outcome.why}")
    for kind, pattern, why in NOT_A_DATE_PATTERNS:
        if pattern.fullmatch(words):
            return DueCell(text, kind=DueKind(kind), problem=f"“{shown}” {why}")
    return DueCell(text, kind=DueKind.UNREADABLE, problem=f"“{shown}” could not be read as one date")


def _keep_date(raw: str, outcome: WrittenDate, notes: tuple[str, ...] = ()) -> DueCell:
    return DueCell(
        raw,
        outcome.on,
        outcome.precision,
        DueKind.DATE,
        how="; ".join(filter(None, (*notes, outcome.how))),
        problem=outcome.doubt,
    )


def _read_date_cell(cell: RawCell, on: date) -> DueCell:
    """A real date. If its format shows no day, no day was meant: “Sep-15” is stored as the first of the month."""
    shown = re.sub(r"\[[^\]]*\]|\"[^\"]*\"", "", cell.number_format.lower())
    if "y" in shown and "d" not in shown and on.day == 1:
        if "m" in shown:
            on = last_day_of(on.year, on.month)
            return DueCell(cell.text, on, Precision.MONTH, DueKind.DATE, how="a date shown as a month: its last day")
        on = date(on.year, 12, 31)
        return DueCell(cell.text, on, Precision.YEAR, DueKind.DATE, how="a date shown as a year: its last day")
    return DueCell(cell.text, on, Precision.DAY, DueKind.DATE, how="a date cell")


def _read_day_number(cell: RawCell, *, counts_from_1904: bool) -> DueCell | None:
    if cell.number is None or int(cell.number) not in DAY_NUMBERS:
        return None
    on = (DAY_ZERO_1904 if counts_from_1904 else DAY_ZERO) + timedelta(days=int(cell.number))
    return DueCell(
        cell.text, on, Precision.DAY, DueKind.DATE, how=f"the spreadsheet’s day number {cell.text}: {say(on)}"
    )


def _read_old(words: str, year_starts: int) -> OldDate:
    outcome = read_date(tidy(words)[0], year_starts=year_starts)
    if isinstance(outcome, WrittenDate):
        return OldDate(words.strip(), outcome.on, outcome.precision)
    return OldDate(words.strip(), None)


def _read_move(words: str, year_starts: int) -> DueCell | None:
    """“December 2025 (was June 2025)” and “June 2025, revised to December 2025”, if the new date is one."""
    for pattern in (WAS, NOW):
        match = pattern.fullmatch(words)
        new = read_date(match["new"], year_starts=year_starts) if match else None
        if match and isinstance(new, WrittenDate):
            due = _keep_date(words, new)
            old = _read_old(match["old"], year_starts)
            return replace(due, moved_from=(old,), how="; ".join(filter(None, (f"moved from “{old.raw}”", due.how))))
    return None
