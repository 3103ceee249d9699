"""The document as PDF/UA-1 by Typst: the house style is one .typ file, and the words enter only as data."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from governance.errors import PaperError
from papers.coverage import show_uncovered
from papers.document import Node, every
from papers.scripts import reads_right_to_left
from papers.widths import column_shares

# A word longer than this is cut into pieces that may be broken between, so that it never runs off the page.
LONGEST_WORD, LONGEST_IN_CELL = 40, 18
PIECE = 6


@dataclass(frozen=True, kw_only=True)
class PdfStyle:
    """style: the .typ file. fonts: the folder of the fonts it names."""

    style: Path
    fonts: Path
    council: str
    colour: str
    footer: str
    lang: str


def write_pdf(document: Node, look: PdfStyle, *, dated: date) -> bytes:
    """The paper as PDF/UA-1, the same bytes for the same input. Raises PaperError where Typst refuses it."""
    title = next(node.words() for node in every(document) if node.tag == "h1")
    said = {
        "title": show_uncovered(title, look.fonts),
        "council": look.council,
        "colour": look.colour,
        "footer": look.footer,
        "lang": look.lang[:2],
        "region": look.lang[3:],
        "date": [dated.year, dated.month, dated.day],
        "body": _inside(document, look.fonts, LONGEST_WORD),
    }
    midnight = datetime(dated.year, dated.month, dated.day, tzinfo=UTC)
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(look.fonts)])
    with TemporaryDirectory() as empty:
        try:
            made = typst.compile(
                look.style.read_bytes(),  # type: ignore[type-var]  # its stub forgets bytes
                root=empty,
                font_paths=fonts,
                sys_inputs={"document": json.dumps(said, ensure_ascii=False)},
                pdf_standards=["ua-1"],
                timestamp=int(midnight.timestamp()),
            )
        except typst.TypstError as fault:
            raise PaperError(
                f"The PDF could not be made: {fault.message}. The template may use what a PDF cannot show."
            ) from fault
    assert isinstance(made, bytes)  # noqa: S101 - one PDF, not a list of pages
    return made


def _inside(node: Node, fonts: Path, longest: int) -> list[Any]:
    return [_plain(child, fonts, longest) for child in node.inside]


def _plain(child: "Node | str", fonts: Path, longest: int) -> Any:
    """Words as text, an element as a dictionary: t its tag, c what is inside, and what its tag needs besides."""
    if isinstance(child, str):
        return _pieces(show_uncovered(child, fonts), longest)
    longest = LONGEST_IN_CELL if child.tag in ("td", "th") else longest
    plain: dict[str, Any] = {"t": child.tag, "c": _inside(child, fonts, longest)}
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
    return plain


def _pieces(words: str, longest: int) -> Any:
    """Text as it is; with a very long word in it, a list in which that word is cut into pieces."""
    if all(len(word) <= longest for word in words.split()):
        return words
    parts: list[Any] = []
    for word in _with_spaces(words):
        if len(word) > longest:
            parts.append({"t": "pieces", "c": [word[n : n + PIECE] for n in range(0, len(word), PIECE)]})
        elif parts and isinstance(parts[-1], str):
            parts[-1] += word
        else:
            parts.append(word)
    return {"t": "span", "c": parts}


def _with_spaces(words: str) -> list[str]:
    """Words and the spaces between them, in turn."""
    parts: list[str] = []
    for sign in words:
        if parts and parts[-1].isspace() == sign.isspace():
            parts[-1] += sign
        else:
            parts.append(sign)
    return parts
