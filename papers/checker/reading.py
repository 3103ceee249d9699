"""A paper laid out as it is read: numbered passages, the headings over them, tables as rows and cells.

It knows nothing of the rules, only of the vocabulary of papers.document.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from papers.checker.findings import CheckSettings, WordFacts
from papers.document import Node

LEVELS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4}
OWN_BLOCKS = frozenset((*LEVELS, "p", "li", "dt", "dd", "caption", "figcaption", "tr", "img"))
# What a block of words can hold that is numbered for itself.
NESTED = OWN_BLOCKS | {"ul", "ol", "dl", "table", "blockquote", "figure", "section"}
# The class of a section that holds what stands outside the text, at its end; its title says where.
APART = "apart"
PROSE = frozenset(("p", "li", "dd", "figcaption"))
SENTENCE_END = re.compile(r"[.!?…][\"”’)\]]?\s+(?=[\"“‘(\[]?[A-Z0-9£])| \| ")
# After these a full stop ends no sentence.
SHORTENED = re.compile(r"(?:\b(?:e\.g|i\.e|etc|no|nos|para|paras|cllr|mr|mrs|ms|dr|st|approx|vs|p|pp|[a-z]))\.$", re.I)
LONE_NUMBER = re.compile(r"\(?\d{1,3}(?:\.\d{1,3}){0,3}[.):]?")
NUMBERED = re.compile(r"(?P<number>\d{1,3}(?:\.\d{1,3}){0,3})[.):]?(?=\s)\s+(?=\S)")


@dataclass(frozen=True, eq=False)
class Table:
    """A table as rows of cell words. columns: words of its last header row. positions: of its rows, as passages."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total_rows: frozenset[int]
    positions: tuple[int, ...]
    has_header: bool
    node: Node

    @property
    def name(self) -> str:
        return self.caption or ", ".join(column for column in self.columns if column)[:60] or "without a caption"


@dataclass(frozen=True, eq=False)
class Passage:
    """A block with words of its own. heading: the one it stands under. subject: reference of the item it is part of.

    words: of a table row, its cells with “ | ” between. verbatim: somebody's own words, which nobody may change. apart:
    where it stands, if that is outside the text, such as in the footnotes.
    """

    position: int
    tag: str
    words: str
    node: Node
    heading: str
    verbatim: bool = False
    subject: str = ""
    table: str = ""
    apart: str = ""

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        return tuple(cut_sentences(self.words))

    @property
    def is_heading(self) -> bool:
        return self.tag in LEVELS

    @property
    def is_prose(self) -> bool:
        return self.tag in PROSE


@dataclass(frozen=True, eq=False)
class Section:
    """A heading, its level, and every passage up to the next heading, whatever its level.

    untitled: the “heading” is a number that stands alone.
    """

    title: Passage
    level: int
    passages: tuple[Passage, ...]
    untitled: bool = False

    @property
    def number(self) -> str:
        match = NUMBERED.match(self.title.words)
        return self.title.words.strip("(). :") if self.untitled else match["number"] if match else ""


@dataclass(frozen=True, eq=False)
class Reading:
    """All that rules may look at. facts: what the paper was written from, empty for a paper made elsewhere."""

    passages: tuple[Passage, ...]
    sections: tuple[Section, ...]
    tables: tuple[Table, ...]
    document: Node
    facts: Mapping[str, Any]
    settings: CheckSettings
    word: WordFacts | None = None
    earlier: "Reading | None" = None
    at: Mapping[int, Passage] = field(default_factory=dict)

    @cached_property
    def prose(self) -> tuple[Passage, ...]:
        return tuple(passage for passage in self.passages if passage.is_prose)


def read(
    document: Node,
    facts: Mapping[str, Any] | None,
    settings: CheckSettings,
    *,
    earlier: Node | None = None,
    word: WordFacts | None = None,
) -> Reading:
    """The paper as rules look at it. earlier: the document of the paper before it."""
    walk = _Walk()
    walk.through(document, verbatim=False, subject="")
    passages = tuple(walk.passages)
    return Reading(
        passages=passages,
        sections=tuple(_sections(passages)),
        tables=tuple(walk.tables),
        document=document,
        facts=facts or {},
        settings=settings,
        word=word,
        earlier=read(earlier, None, settings) if earlier is not None else None,
        at={passage.position: passage for passage in passages},
    )


def numbered_blocks(document: Node) -> Iterator[tuple[int, Node]]:
    """Every block that a finding can point to, with its position: for pages that link a finding to its place."""
    walk = _Walk()
    walk.through(document, verbatim=False, subject="")
    return ((passage.position, passage.node) for passage in walk.passages)


class _Walk:
    def __init__(self) -> None:
        self.passages: list[Passage] = []
        self.tables: list[Table] = []
        self.heading = self.apart = ""

    def through(self, node: Node, *, verbatim: bool, subject: str) -> None:
        for child in node.nodes():
            if APART in child.classes():
                self.heading = self.apart = child.attributes.get("title", "")
            if child.tag == "table":
                self._table(child, verbatim=verbatim)
                continue
            held = verbatim or child.tag == "blockquote"
            about = _first_strong(child) if child.tag == "li" else ""
            if child.tag in OWN_BLOCKS:
                self._keep(child, own_words(child), verbatim=held, subject=about or subject)
            if child.tag not in LEVELS:
                self.through(child, verbatim=held, subject=about or subject)

    def _keep(self, node: Node, words: str, *, verbatim: bool = False, subject: str = "", table: str = "") -> int:
        """Only what says something takes a number; a picture does in any case, and an empty field of a cover."""
        if not words and node.tag not in ("img", "dd", "tr"):
            return 0
        if node.tag in LEVELS:
            self.heading = words
        position = len(self.passages) + 1
        self.passages.append(
            Passage(position, node.tag, words, node, self.heading, verbatim, subject, table, self.apart)
        )
        return position

    def _table(self, node: Node, *, verbatim: bool) -> None:
        caption = next((words_of(child) for child in node.nodes() if child.tag == "caption"), "")
        for child in node.nodes():
            if child.tag == "caption":
                self._keep(child, caption)
        heads = [row for head in node.nodes() if head.tag == "thead" for row in head.nodes()]
        body = [row for part in node.nodes() if part.tag == "tbody" for row in part.nodes() if row.tag == "tr"]
        columns = tuple(words_of(cell) for cell in heads[-1].nodes()) if heads else ()
        name, rows, positions = caption or ", ".join(column for column in columns if column)[:60], [], []
        for row in body:
            cells = tuple(words_of(cell) for cell in row.nodes())
            rows.append(cells)
            subject = cells[0] if cells else ""
            positions.append(
                self._keep(
                    row, " | ".join(cells), verbatim=verbatim, subject=subject, table=name or "without a caption"
                )
            )
        totals = frozenset(n for n, row in enumerate(body) if "total" in row.classes() or _is_total(rows[n]))
        table = Table(caption, columns, tuple(rows), totals, tuple(positions), bool(heads), node)
        self.tables.append(table)


def _is_total(cells: tuple[str, ...]) -> bool:
    return (
        bool(cells)
        and re.fullmatch(r"(?:grand |overall )?total(?:s)?|all|sum|overall", cells[0].strip(" :"), re.I) is not None
    )


def own_words(node: Node) -> str:
    """The words of a block without those of blocks inside it."""
    parts = []
    for child in node.inside:
        if isinstance(child, str):
            parts.append(child)
        elif child.tag == "br":
            parts.append(" ")
        elif child.tag not in NESTED:
            parts.append(own_words(child))
        else:
            parts.append(" ")
    return fold("".join(parts))


def words_of(node: Node) -> str:
    """All words inside, a block or a line break apart from the next by a space."""
    parts = []
    for child in node.inside:
        if isinstance(child, str):
            parts.append(child)
        else:
            apart = " " if child.tag in NESTED or child.tag == "br" else ""
            parts.append(f"{apart}{words_of(child)}{apart}")
    return fold("".join(parts))


def fold(words: str) -> str:
    return " ".join(words.split())


def cut_sentences(words: str) -> Iterator[str]:
    """The sentences of a passage, each with its own stop."""
    start = 0
    for match in SENTENCE_END.finditer(words):
        piece = words[start : match.end()].rstrip(" |")
        if SHORTENED.search(piece[-12:]):
            continue
        if piece.strip():
            yield piece.strip()
        start = match.end()
    if words[start:].strip():
        yield words[start:].strip()


def _first_strong(node: Node) -> str:
    first = next(iter(node.inside), None)
    return fold(first.words()) if isinstance(first, Node) and first.tag == "strong" else ""


def is_lone_number(passage: Passage) -> bool:
    """A paragraph or heading that is a number and nothing else: “8.”."""
    return passage.tag in ("p", *LEVELS) and LONE_NUMBER.fullmatch(passage.words) is not None


def _sections(passages: tuple[Passage, ...]) -> Iterator[Section]:
    """A number that stands alone counts as a heading beside the numbered one before it: what follows is under it."""
    passages = tuple(passage for passage in passages if not passage.apart)
    starts: list[tuple[int, int, bool]] = []
    level = 2
    for n, passage in enumerate(passages):
        if is_lone_number(passage):
            starts.append((n, LEVELS.get(passage.tag, level), True))
        elif passage.is_heading:
            level = LEVELS[passage.tag]
            starts.append((n, level, False))
    for here, (n, level, untitled) in enumerate(starts):
        end = starts[here + 1][0] if here + 1 < len(starts) else len(passages)
        yield Section(passages[n], level, passages[n + 1 : end], untitled)
