"""A cell as it was written, and what was read from it.

It does not know what a column means; it only keeps the written words apart from their tidied value.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class CellKind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    TRUTH = "truth"
    ERROR = "error"
    EMPTY = "empty"


@dataclass(frozen=True)
class Span:
    """A merged range of cells, rows and columns counted from 1, ends included."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        return f"{name_cell(self.top, self.left)}:{name_cell(self.bottom, self.right)}"


@dataclass(frozen=True)
class RawCell:
    """One filled cell.

    text: the words on the screen, struck-out ones included, with nothing tidied but unsafe characters.
    standing: the same without the words struck out; struck: those.
    """

    row: int
    column: int
    text: str
    standing: str
    struck: tuple[str, ...] = ()
    kind: CellKind = CellKind.TEXT
    number: float | None = None
    date_on: date | None = None
    number_format: str = "General"
    bold: bool = False
    fill: str = ""
    formula: str = ""
    notes: tuple[str, ...] = ()
    merged: Span | None = None

    @property
    def name(self) -> str:
        return name_cell(self.row, self.column)


@dataclass(frozen=True)
class RawSheet:
    """A sheet's filled cells by (row, column)."""

    name: str
    cells: Mapping[tuple[int, int], RawCell]
    merged: tuple[Span, ...] = ()
    state: str = "visible"
    hidden_rows: frozenset[int] = frozenset()
    counts_from_1904: bool = False


@dataclass(frozen=True)
class CellReading:
    """How one cell was read: its words, the value taken from them, and why that value."""

    sheet: str
    cell: str
    field: str
    raw: str
    value: str
    how: str


@dataclass
class Notebook:
    """What is collected on the way through a file.

    readings: of cells; problems: sentences that ask for a person; notes: sentences that only tell.
    """

    readings: list[CellReading] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def name_cell(row: int, column: int) -> str:
    """“C5” for row 5, column 3."""
    return f"{name_column(column)}{row}"


def name_column(column: int) -> str:
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


# Control characters, halves of surrogate pairs, and marks that turn the direction of writing:
# each can make a line read as something it is not, on a screen or in a terminal.
UNSAFE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)
EXCEL_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def make_visible(text: str) -> tuple[str, str]:
    """(text with every unsafe character shown as “�”, a note saying so or nothing)."""
    text = EXCEL_ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    visible, count = UNSAFE.subn("\ufffd", text)
    if not count:
        return visible, ""
    return visible, f"{count} invisible control character{'s' * (count > 1)} shown as �"


LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
TAG = re.compile(r"</?(?:b|i|u|s|em|strong|sup|sub|span|p|del)\b[^<>]*>", re.IGNORECASE)
LINK = re.compile(r"\[([^\[\]]+)\]\((https?://[^()\s]+)\)")
FOOTNOTE = re.compile(r"\[\^\w{1,9}\]|(?<=[\w.)\]”’\"'])\*+(?=\s|$|[,;.)])|[†‡¹²³]+")
SPACES = re.compile(r"[^\S\n]+")


def tidy(text: str) -> tuple[str, tuple[str, ...]]:
    """(the words without markup, footnote marks and stray spaces, what was taken away)."""
    notes = []
    plain = html.unescape(text) if "&" in text else text
    if plain != text:
        notes.append("HTML entities decoded")
    for pattern, replacement, note in (
        (LINE_BREAK, "\n", "<br> read as a new line"),
        (TAG, "", "HTML tags taken away"),
        (LINK, _show_link, "link reduced to its words"),
        (FOOTNOTE, "", "footnote mark taken away"),
    ):
        plain, count = pattern.subn(replacement, plain)
        if count:
            notes.append(note)
    lines = (SPACES.sub(" ", line).strip() for line in plain.split("\n"))
    return "\n".join(line for line in lines if line), tuple(notes)


def _show_link(match: re.Match[str]) -> str:
    words, address = match[1], match[2]
    return words if words.rstrip("/") in address else f"{words} ({address})"
