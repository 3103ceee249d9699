"""A paper's own page taken apart into numbered paragraphs, so that ours can show them and a director comment on each.

Only words come out, never markup; a table row is one paragraph. It knows nothing of the store.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

import lxml.html
from lxml.html import HtmlElement

HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
BLOCKS = frozenset({*HEADINGS, "p", "li", "ul", "ol", "dl", "dt", "dd", "table", "blockquote", "section", "div"})
HOLDERS = frozenset({"main", "body", "article", "header", "footer", "section", "div", "ul", "ol", "dl", "blockquote"})
SKIPPED = frozenset({"script", "style", "nav", "template", "head"})
LINE_WRAPPED = re.compile(r"[ \t]*\n\s*")
LONGEST_PART_NAME = 120


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a table, which counts as one paragraph. heads: whether its first cell is a heading."""

    place: int
    cells: tuple[str, ...]
    heads: bool

    @property
    def words(self) -> str:
        return " | ".join(self.cells)


@dataclass(frozen=True, kw_only=True)
class Block:
    """One paragraph. kind: heading, paragraph, item, quote or table; level: of a heading. rows: of a table."""

    place: int
    kind: str
    words: str
    level: int = 0
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Part:
    """What stands under one main heading of the paper. number: from 1."""

    number: int
    title: str
    blocks: tuple[Block, ...] = field(repr=False)

    @property
    def places(self) -> frozenset[int]:
        return frozenset(block.place for block in self.blocks) | {
            row.place for block in self.blocks for row in block.rows
        }


@lru_cache(maxsize=8)
def parts_of(page: bytes) -> tuple[Part, ...]:
    """The paper's parts in their order, each starting at a main heading. Kept for the last few papers asked for."""
    blocks = tuple(_Numbering().blocks(_body_of(page)))
    starts = [n for n, block in enumerate(blocks) if block.kind == "heading" and block.level == 2]
    bounds = sorted({0, *starts, len(blocks)})
    parts = [blocks[start:end] for start, end in pairwise(bounds)]
    return tuple(Part(number=n, title=_title_of(part), blocks=part) for n, part in enumerate(parts, start=1))


def words_at(parts: tuple[Part, ...], place: int) -> str | None:
    """The words of the paragraph of that number; None where the paper has none."""
    for part in parts:
        for block in part.blocks:
            if block.place == place:
                return block.words
            if row := next((row for row in block.rows if row.place == place), None):
                return row.words
    return None


def part_with(parts: tuple[Part, ...], place: int) -> int:
    """The number of the part in which a paragraph stands; the first where there is none."""
    return next((part.number for part in parts if place in part.places), 1)


def _title_of(blocks: tuple[Block, ...]) -> str:
    return next((block.words for block in blocks if block.kind == "heading"), "The paper")[:LONGEST_PART_NAME]


def _body_of(page: bytes) -> HtmlElement | None:
    if not page.strip():
        return None
    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True)
    tree = lxml.html.document_fromstring(page, parser=parser)
    main = tree.find(".//main")
    return main if main is not None else tree.find("body")


class _Numbering:
    """Walks the page in reading order and numbers what it meets."""

    def __init__(self) -> None:
        self.place = 0

    def _next(self) -> int:
        self.place += 1
        return self.place

    def blocks(self, node: HtmlElement | None, kind: str = "paragraph") -> Iterator[Block]:
        """The blocks inside a node; words that stand in it without a block of their own are one of this kind."""
        if node is None:
            return
        loose = [node.text or ""]
        for child in node:
            if isinstance(child.tag, str) and child.tag in BLOCKS | HOLDERS:
                yield from self._flush(loose, kind)
                yield from self._block(child, kind)
            elif isinstance(child.tag, str) and child.tag not in SKIPPED:
                loose.append(_words_in(child))
            loose.append(child.tail or "")
        yield from self._flush(loose, kind)

    def _flush(self, loose: list[str], kind: str) -> Iterator[Block]:
        words = _tidy("".join(loose))
        loose.clear()
        if words:
            yield Block(place=self._next(), kind=kind, words=words)

    def _block(self, node: HtmlElement, kind: str) -> Iterator[Block]:
        if node.tag in HEADINGS:
            if words := _tidy(_words_in(node)):
                yield Block(place=self._next(), kind="heading", words=words, level=HEADINGS[node.tag])
        elif node.tag == "table":
            yield self._table(node)
        elif node.tag in ("li", "dt", "dd"):
            yield from self.blocks(node, "item")
        elif node.tag == "blockquote":
            yield from self.blocks(node, "quote")
        else:
            yield from self.blocks(node, kind)

    def _table(self, node: HtmlElement) -> Block:
        caption, place = node.find("caption"), self._next()
        head = node.findall("./thead/tr")
        body = [row for row in node.iter("tr") if row not in head]
        return Block(
            place=place,
            kind="table",
            words=_tidy(_words_in(caption)) if caption is not None else "",
            columns=_cells(head[0]) if head else (),
            rows=tuple(Row(place=self._next(), cells=_cells(row), heads=_starts_with_heading(row)) for row in body),
        )


def _starts_with_heading(row: HtmlElement) -> bool:
    return len(row) > 0 and row[0].tag == "th"


def _cells(row: HtmlElement) -> tuple[str, ...]:
    return tuple(_tidy(_words_in(cell)) for cell in row if cell.tag in ("th", "td"))


def _words_in(node: HtmlElement) -> str:
    """The words inside an element; a line break is one of ours, and a paragraph in a cell begins a line."""
    if node.tag == "br":
        return "\0"
    if not isinstance(node.tag, str) or node.tag in SKIPPED:
        return ""
    inside = (node.text or "") + "".join(_words_in(child) + (child.tail or "") for child in node)
    return f"{inside}\0" if node.tag in ("p", "li") else inside


def _tidy(words: str) -> str:
    """Line ends of the markup are spaces; those that were meant are line ends."""
    return LINE_WRAPPED.sub(" ", words).replace("\0", "\n").strip()
