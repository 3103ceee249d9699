"""A Word file made elsewhere, read into the vocabulary of papers, with what only the file itself says.

The file is distrusted: it is measured before it is unpacked, no entity is resolved and nothing is fetched. What is
wrong with the paper is not refused here; the checker names it.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.part import Part
from docx.oxml.ns import qn
from lxml import etree

from governance.errors import PaperError
from papers.checker.findings import WordFacts
from papers.checker.reading import APART, fold
from papers.document import Node
from papers.word_paragraphs import Words, is_fake_heading, paragraph_words

MOST_FILES, MOST_UNPACKED, LARGEST = 2_000, 100_000_000, 30_000_000
OF_OFFICE_97 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAIN = "word/document.xml"
# Entities are the only way in which small XML becomes large, in either encoding that Word can write.
DECLARES = re.compile(rb"<\x00?!\x00?(?:D\x00?O\x00?C\x00?T|E\x00?N\x00?T)")
STORIES = {
    "footnotes": "Footnotes", "endnotes": "Endnotes", "header": "Head of the page", "footer": "Foot of the page",
}  # fmt: skip
HEADING = re.compile(r"heading (\d)", re.I)
CHANGES = tuple(qn(f"w:{name}") for name in ("ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange"))


@dataclass(frozen=True)
class ReadDocument:
    """The paper as a tree, and what the file says of itself."""

    document: Node
    word: WordFacts


def read_word(content: bytes, *, named: str) -> ReadDocument:
    """A .docx as a document. named: how messages call it.

    Raises PaperError for whatever cannot be read: no Word file, one with a password or macros, one too large.
    """
    _refuse_hostile(content, named)
    try:
        word = Document(io.BytesIO(content))
        reader = _Reader(word)
        reader.through(word.element.body)
        stories = list(_stories(word.part))
        reader.apart(stories)
        every = [word.element.body, *(story for _, _, story in stories)]
        return ReadDocument(reader.document, _facts(word, reader, every, content))
    except Exception as fault:  # the libraries answer a broken file with errors of every kind
        raise PaperError(
            f"{named} cannot be read as a Word file; open it in Word, save it anew as .docx and give that one."
        ) from fault


def _refuse_hostile(content: bytes, named: str) -> None:
    if content.startswith(OF_OFFICE_97):
        raise PaperError(
            f"{named} is protected by a password, or of Word 97. Save it without password as a .docx and give that one."
        )
    if len(content) > LARGEST:
        raise PaperError(
            f"{named} is larger than {LARGEST // 1_000_000} MB; make its pictures smaller and save it anew."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            _measure(file, named)
            names = set(file.namelist())
            if MAIN not in names or "[Content_Types].xml" not in names:
                raise PaperError(
                    f"{named} is not a Word file (.docx). Save the paper in Word as a .docx and give that one."
                )
            if any(name.lower().endswith("vbaproject.bin") for name in names) or b"macroEnabled" in file.read(
                "[Content_Types].xml"
            ):
                raise PaperError(f"{named} holds macros, which are not opened here. Save it as a plain .docx.")
            for name in names:
                if name.endswith((".xml", ".rels")) and DECLARES.search(file.read(name)):
                    raise PaperError(
                        f"{named} declares entities of its own in {name}, which no Word does; it is not read."
                    )
    except PaperError:
        raise
    except Exception as fault:  # a broken archive too fails in many ways
        raise PaperError(f"{named} is not a Word file (.docx), or is damaged. Save it in Word anew.") from fault


def _measure(file: zipfile.ZipFile, named: str) -> None:
    entries = file.infolist()
    if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise PaperError(
            f"{named} would unpack to more than {MOST_UNPACKED // 1_000_000} MB or {MOST_FILES} files; it is refused."
        )


class _Reader:
    """Walks the body once, block by block."""

    def __init__(self, word: WordDocument) -> None:
        self.document, self.hidden = Node("document"), list[str]()
        self.fake_headings, self.without_header = list[str](), list[int]()
        self.tables, self.caption = 0, ""
        self.words = Words(word.part)
        self.styles = {style.style_id: style.name or "" for style in word.styles if style.style_id}

    def through(self, body: etree._Element) -> None:
        for child in body:
            if child.tag == qn("w:p"):
                self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                self._table(child)
            elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:moveTo"), qn("w:customXml")):
                self.through(child)

    def _paragraph(self, element: etree._Element) -> None:
        inside = paragraph_words(element, self.words)
        self.hidden += [words for words in self.words.take_hidden() if words.strip()]
        style = self._style_of(element)
        node = Node("p", {}, inside)
        if not fold(node.words()) and not any(child.tag == "img" for child in node.nodes()):
            return
        if heading := HEADING.match(style):
            node.tag = f"h{min(int(heading[1]) or 1, 4)}"
        elif style == "Title":
            node.tag = "h1"
        elif style == "Caption":
            self.caption = fold(node.words())
        elif "Quote" in style:
            node = Node("blockquote", {}, [node])
        elif style.startswith("List") or element.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None:
            self._item(node, "ol" if "Number" in style else "ul")
            return
        elif self._continues_item(element):
            list(list(self.document.nodes())[-1].nodes())[-1].inside.append(node)
            return
        elif is_fake_heading(element, fold(node.words())):
            self.fake_headings.append(fold(node.words()))
        self.document.inside.append(node)

    def apart(self, stories: list[tuple[str, Part, etree._Element]]) -> None:
        """Notes, heads and feet, at the end of the document; what is the same on several kinds of page is said once."""
        seen: set[str] = set()
        for called, part, story in stories:
            within, words = Node("section", {"class": APART, "title": called}), Words(part)
            for element in story.iter(qn("w:p")):
                node = Node("p", {}, paragraph_words(element, words))
                said = f"{called} {fold(node.words())}"
                if fold(node.words()) and said not in seen:
                    seen.add(said)
                    within.inside.append(node)
            self.hidden += [hidden for hidden in words.take_hidden() if hidden.strip()]
            if within.inside:
                self.document.inside.append(within)

    def _continues_item(self, element: etree._Element) -> bool:
        """An indented paragraph after a list item is part of it."""
        last = self.document.inside[-1] if self.document.inside else None
        indent = element.find(f"{qn('w:pPr')}/{qn('w:ind')}")
        left = (indent.get(qn("w:left")) or indent.get(qn("w:start")) or "0") if indent is not None else "0"
        return isinstance(last, Node) and last.tag in ("ul", "ol") and left not in ("0", "")

    def _style_of(self, element: etree._Element) -> str:
        style = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        return self.styles.get(style.get(qn("w:val"), ""), "") if style is not None else ""

    def _item(self, node: Node, kind: str) -> None:
        last = self.document.inside[-1] if self.document.inside else None
        if not isinstance(last, Node) or last.tag != kind:
            last = Node(kind)
            self.document.inside.append(last)
        node.tag = "li"
        last.inside.append(node)

    def _table(self, element: etree._Element) -> None:
        """A form with names on the left, each with a colon, is a cover; anything else is a table with a first row."""
        rows = [list(self._cells(row)) for row in element.iter(qn("w:tr")) if _holder(row) is element]
        if not rows:
            return
        marked = element.find(f"{qn('w:tr')}/{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        if not marked and (_has_row_headers(element) or _is_cover(rows)):
            self.document.inside.append(_cover(rows))
            return
        if not marked:
            self.without_header.append(self.tables)
        self.tables += 1
        before = self.document.inside[-1] if self.document.inside else None
        if self.caption and isinstance(before, Node) and fold(before.words()) == self.caption:
            self.document.inside.pop()
        caption, self.caption = self.caption, ""
        head, *body = rows
        self.document.inside.append(
            Node(
                "table",
                {},
                [
                    Node("caption", {}, [caption] if caption else []),
                    Node("thead", {}, [_row(head, "th")]),
                    Node("tbody", {}, [_row(row, "td") for row in body]),
                ],
            )
        )

    def _cells(self, row: etree._Element) -> Iterator[list[Node | str]]:
        for cell in row.iterchildren(qn("w:tc"), qn("w:sdt")):
            inside: list[Node | str] = []
            for paragraph in cell.iter(qn("w:p")):
                inside += (
                    [Node("br"), *paragraph_words(paragraph, self.words)]
                    if inside
                    else paragraph_words(paragraph, self.words)
                )
            self.hidden += [words for words in self.words.take_hidden() if words.strip()]
            yield inside
            span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
            wide = (span.get(qn("w:val")) or "1") if span is not None else "1"
            yield from ([] for _ in range(min(int(wide), 60) - 1))


def _holder(row: etree._Element) -> etree._Element | None:
    """The table a row belongs to, whatever wraps the row."""
    return next(row.iterancestors(qn("w:tbl")), None)


def _has_row_headers(element: etree._Element) -> bool:
    """Whether the table itself says that its headers stand in its first column, not in its first row."""
    look = element.find(f"{qn('w:tblPr')}/{qn('w:tblLook')}")
    if look is None:
        return False
    return look.get(qn("w:firstColumn")) in ("1", "true") and look.get(qn("w:firstRow")) in (None, "0", "false")


def _is_cover(rows: list[list[list[Node | str]]]) -> bool:
    names = [fold(Node("p", {}, row[0]).words()) for row in rows if row]
    by_colon = sum(name.endswith(":") for name in names) * 2 >= len(names)
    by_weight = all(len(row) == 2 and _is_bold(row[0]) and not _is_bold(row[1]) for row in rows)
    return len(rows) > 1 and (by_colon or by_weight)


def _is_bold(cell: list[Node | str]) -> bool:
    return bool(cell) and all(isinstance(part, Node) and part.tag in ("strong", "br", "span") for part in cell)


def _cover(rows: list[list[list[Node | str]]]) -> Node:
    fields = Node("dl", {"class": "cover"})
    for first, *others in rows:
        if Node("p", {}, first).words().strip():
            fields.inside.append(Node("dt", {}, first))
        inside: list[Node | str] = []
        for other in others:
            inside += [" ", *other] if inside else other
        fields.inside.append(Node("dd", {}, inside))
    return fields


def _row(cells: list[list[Node | str]], tag: str) -> Node:
    return Node("tr", {}, [Node(tag, {}, cell) for cell in cells])


def _stories(main: Part) -> Iterator[tuple[str, Part, etree._Element]]:
    """What stands outside the text: how it is called, its part with the links, and its words."""
    for relation in main.rels.values():
        called = STORIES.get(relation.reltype.rpartition("/")[2])
        if called and not relation.is_external:
            part = relation.target_part
            yield called, part, etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False, no_network=True))


def _facts(word: WordDocument, reader: _Reader, stories: list[etree._Element], content: bytes) -> WordFacts:
    properties = word.core_properties
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        comments = file.read("word/comments.xml").count(b"<w:comment ") if "word/comments.xml" in file.namelist() else 0
    languages = [found.get(qn("w:val"), "") for found in word.styles.element.iter(qn("w:lang"))]
    authors = dict.fromkeys(name.strip() for name in (properties.author, properties.last_modified_by) if name)
    return WordFacts(
        title=(properties.title or "").strip(),
        language=(properties.language or next(filter(None, languages), "")).strip(),
        authors=tuple(name for name in authors if name and name != "python-docx"),
        tracked_changes=sum(1 for story in stories for _ in story.iter(*CHANGES)),
        comments=comments,
        hidden=tuple(reader.hidden),
        external=tuple(_fetched(word)),
        fake_headings=tuple(reader.fake_headings),
        tables_without_header=tuple(reader.without_header),
    )


def _fetched(word: WordDocument) -> Iterator[str]:
    """Addresses outside the file that Word opens by itself: everything external but the links people follow."""
    parts = [word.part, *(part for part in word.part.package.iter_parts() if part is not word.part)]
    for part in parts:
        for relation in part.rels.values():
            if relation.is_external and not relation.reltype.endswith("/hyperlink"):
                yield relation.target_ref
