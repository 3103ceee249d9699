"""The document as PDF/UA-1 by Typst: the house style is one .typ file, and the words enter only as data."""

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from governance.errors import PaperError
from papers.coverage import clusters, families, show_plain, show_uncovered
from papers.document import Node, every
from papers.house import House
from papers.scripts import reads_right_to_left
from papers.widths import column_shares

# A word longer than this is cut into pieces that may be broken between, so that it never runs off the page.
LONGEST_WORD, LONGEST_IN_CELL = 40, 18
PIECE = 6
# White space, or a word up to where a line may end: between the numbers of two signs one may.
UNBROKEN = r"\s+|\S+?(?:\](?=\[U\+)|(?=\s)|$)"
# A table that is no longer than this is never parted by the end of a page; one that is must be, or its end is lost.
SHORT_ROWS, SHORT_LETTERS, LINE = 10, 1_500, 60


def write_pdf(document: Node, look: House, *, dated: date) -> bytes:
    """The paper as PDF/UA-1, the same bytes for the same input. Raises PaperError where Typst refuses it."""
    try:
        return _compile(document, look, dated, show_uncovered)
    except typst.TypstError as fault:
        # A style may name fewer fonts than there are. Whatever the words are, they must not stop the paper.
        try:
            return _compile(document, look, dated, show_plain)
        except typst.TypstError:
            raise PaperError(
                f"The PDF could not be made: {fault.message}. The template may use what a PDF cannot show."
            ) from fault


def _compile(document: Node, look: House, dated: date, shown: Callable[[str, Path], str]) -> bytes:
    """shown: (words, fonts) → the words with nothing in them that cannot be drawn. Raises TypstError."""

    def show(words: str) -> str:
        return shown(words, look.fonts)

    title = next(node.words() for node in every(document) if node.tag == "h1")
    said = {
        "title": show(title),
        "council": show(look.council),
        "colour": look.colour,
        "footer": show(look.footer),
        "lang": look.lang[:2],
        "region": look.lang[3:],
        "date": [dated.year, dated.month, dated.day],
        "families": [{"name": family.name, "covers": family.pattern()} for family in families(look.fonts)],
        "body": _inside(document, show, LONGEST_WORD),
    }
    midnight = datetime(dated.year, dated.month, dated.day, tzinfo=UTC)
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(look.fonts)])
    with TemporaryDirectory() as empty:
        made = typst.compile(
            look.style_of_pdfs,  # type: ignore[type-var]  # its stub forgets bytes
            root=empty,
            font_paths=fonts,
            sys_inputs={"document": json.dumps(said, ensure_ascii=False)},
            pdf_standards=["ua-1"],
            timestamp=int(midnight.timestamp()),
        )
    assert isinstance(made, bytes)  # noqa: S101 - one PDF, not a list of pages
    return made


def _inside(node: Node, show: Callable[[str], str], longest: int) -> list[Any]:
    return [_plain(child, show, longest) for child in node.inside]


def _plain(child: "Node | str", show: Callable[[str], str], longest: int) -> Any:
    """Words as text, an element as a dictionary: t its tag, c what is inside, and what its tag needs besides."""
    if isinstance(child, str):
        return _pieces(show(child), longest)
    longest = LONGEST_IN_CELL if child.tag in ("td", "th") else longest
    plain: dict[str, Any] = {"t": child.tag, "c": _inside(child, show, longest)}
    if child.tag in ("p", "li", "td", "th") and reads_right_to_left(child.words()):
        plain["rtl"] = True
    if ratings := [name.removeprefix("rating-") for name in child.classes() if name.startswith("rating-")]:
        plain["rating"] = ratings[0]
    if child.classes():
        plain["class"] = sorted(child.classes())
    if child.tag == "a":
        plain["href"] = child.attributes.get("href", "")
    if child.tag == "table":
        rows = [list(row.nodes()) for row in every(child) if row.tag == "tr"]
        plain["shares"] = column_shares(rows)
        plain["short"] = len(rows) <= SHORT_ROWS and _letters(plain) <= SHORT_LETTERS
    return plain


def _letters(plain: Any) -> int:
    """How many letters a table has to print; a line break takes as much room as a line of them."""
    if isinstance(plain, str):
        return len(plain)
    return (LINE if plain["t"] == "br" else 0) + sum(_letters(child) for child in plain["c"])


def _pieces(words: str, longest: int) -> Any:
    """Text as it is; with a very long word in it, a list in which that word is cut into pieces."""
    if all(len(word) <= longest for word in words.split()):
        return words
    parts: list[Any] = []
    for word in re.findall(UNBROKEN, words, re.DOTALL):
        if len(word) > longest and not word.isspace():
            parts.append({"t": "pieces", "c": _cut(word)})
        elif parts and isinstance(parts[-1], list):
            parts[-1].append(word)
        else:
            parts.append([word])
    return {"t": "span", "c": ["".join(part) if isinstance(part, list) else part for part in parts]}


def _cut(word: str) -> list[str]:
    """A long word in pieces; no mark is parted from its sign, and no sign's number is broken."""
    pieces = [""]
    for part in re.split(r"(\[U\+[0-9A-F]{4,6}\])", word):
        for cluster in [part] if part.startswith("[U+") else clusters(part):
            if pieces[-1] and len(pieces[-1]) + len(cluster) > PIECE:
                pieces.append("")
            pieces[-1] += cluster
    return pieces
