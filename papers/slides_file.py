"""The document as slides: one for its title and one for each section of class slide, and nothing overflows.

What does not fit is continued on a further slide. It knows nothing of any other format.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from pptx import Presentation

from governance.errors import PaperError
from papers.coverage import legal
from papers.document import Node, every
from papers.house import House
from papers.sealed_zip import without_clock
from papers.slide_drawing import INDENT, WIDTH, Canvas, Mark, Said, Words, prepare
from papers.slide_room import LEADING, Room
from papers.widths import column_shares

TOP, FLOOR, GAP = 100.0, 486.0, 8.0
SIZES, SMALLEST, TABLE_SIZE = (22, 20, 18, 16), 16, 13
LEAST_PICTURE = 170.0
CELL_ROOM = 16.0
LONGEST_PROPERTY = 255
LONGEST_TITLE = 110


@dataclass(frozen=True)
class Table:
    caption: str
    shares: Sequence[float]
    head: Sequence[Words]
    rows: Sequence[Sequence[Words]]
    right: Sequence[bool]


@dataclass(frozen=True)
class Tiles:
    """Key figures, side by side."""

    figures: Sequence[Words]


Piece = Words | Table | Tiles | Node


def write_slides(document: Node, house: House, *, dated: date) -> bytes:
    """A .pptx in bytes, the same for the same input. dated: stands on every slide and in its properties.

    Raises PaperError for a document without a section of class slide.
    """
    sections = [node for node in every(document) if node.tag == "section" and "slide" in node.classes()]
    if not sections:
        raise PaperError(
            "There is nothing to show on slides: they are made of sections of class slide, and this template has none. "
            'Put what each slide shows into <section class="slide"> … </section>.'
        )
    title = next(node.words() for node in every(document) if node.tag == "h1")
    deck = Presentation()
    footer = f"{house.footer or house.council} · {title[:60]} · {dated.day} {dated:%B %Y}"
    canvas = Canvas(deck, house, legal(footer))
    prepare(deck, house)
    _set_properties(deck, title, house, dated)
    cover = [node for node in every(document) if node.tag == "dl"]
    leads = [node for node in document.nodes() if node.tag == "p"]
    canvas.title_slide(legal(title), [*map(_words, leads), *(line for each in cover for line in _cover(each))])
    writer = _Writer(canvas, Room(house.fonts))
    for section in sections:
        writer.write(section)
    file = io.BytesIO()
    deck.save(file)
    return without_clock(file.getvalue())


def _set_properties(deck: "Presentation", title: str, house: House, dated: date) -> None:  # type: ignore[valid-type]
    said = deck.core_properties  # type: ignore[attr-defined]
    council = legal(house.council)[:LONGEST_PROPERTY]
    said.title, said.author, said.last_modified_by = legal(title)[:LONGEST_PROPERTY], council, council
    said.language, said.revision, said.comments, said.subject, said.keywords = house.lang, 1, "", "", ""
    said.created = said.modified = datetime(dated.year, dated.month, dated.day)  # noqa: DTZ001 - a day
    package = deck.part.package  # type: ignore[attr-defined]
    for holder, unwanted in ((package, ("thumbnail", "extended-properties")), (deck.part, ("printerSettings",))):  # type: ignore[attr-defined]
        for name, relation in list(holder._rels.items()):
            if relation.reltype.rpartition("/")[2] in unwanted:
                holder._rels.pop(name)


class _Writer:
    """Flows the pieces of a section over as many slides as they need."""

    def __init__(self, canvas: Canvas, room: Room) -> None:
        self.canvas, self.room = canvas, room
        self.title, self.notes, self.y, self.size = "", "", TOP, SMALLEST

    def write(self, section: Node) -> None:
        heading = next((node for node in section.nodes() if node.tag == "h2"), None)
        self.title = legal(heading.words()) if heading else ""
        self.notes = "\n".join(_notes(section))
        pieces = [piece for piece in _pieces(section) if piece is not heading]
        self.size = next((size for size in SIZES if self._whole(pieces, size) <= FLOOR - TOP), SMALLEST)
        self._begin(self.title, self.notes)
        for piece in pieces:
            self._place(piece)

    def _begin(self, title: str, notes: str) -> None:
        self.canvas.new_slide(title, notes)
        self.y = TOP

    def _go_on(self) -> None:
        self._begin(f"{self.title} (continued)", "")

    def _whole(self, pieces: Sequence[Piece], size: int) -> float:
        return sum(self._height(piece, size) + GAP for piece in pieces)

    def _height(self, piece: Piece, size: int) -> float:
        if isinstance(piece, Words):
            return self.room.height(piece.plain(), _size(piece, size), piece.room()) + 4
        if isinstance(piece, Tiles):
            return 100.0 * -(-len(piece.figures) // 4)
        if isinstance(piece, Table):
            widths = [share * WIDTH for share in piece.shares]
            return 26 + sum(self._row(row, widths) for row in (piece.head, *piece.rows))
        return LEAST_PICTURE

    def _row(self, row: Sequence[Words], widths: Sequence[float]) -> float:
        heights = (
            self.room.height(cell.plain(), TABLE_SIZE, width - CELL_ROOM)
            for cell, width in zip(row, widths, strict=True)
        )
        return max(heights) + 8

    def _place(self, piece: Piece) -> None:
        if isinstance(piece, Words):
            self._words(piece)
        elif isinstance(piece, Tiles):
            self._tiles(piece)
        elif isinstance(piece, Table):
            self._table(piece)
        else:
            self._picture(piece)

    def _words(self, words: Words) -> None:
        size = _size(words, self.size)
        while True:
            cuts = self.room.cuts(words.plain(), size, words.room())
            fitting = int((FLOOR - self.y - 4) // (size * LEADING))
            if fitting < min(len(cuts), 2):
                self._go_on()
                continue
            here, rest = words.cut(cuts[min(fitting, len(cuts)) - 1])
            height = min(fitting, len(cuts)) * size * LEADING + 4
            self.canvas.words(here, self.y, height, size)
            self.y += height + GAP
            if not rest.plain():
                return
            words = replace(rest, sign="")
            self._go_on()

    def _tiles(self, tiles: Tiles) -> None:
        for n in range(0, len(tiles.figures), 4):
            if self.y + 92 > FLOOR:
                self._go_on()
            self.canvas.tiles(tiles.figures[n : n + 4], self.y, 92)
            self.y += 100

    def _picture(self, image: Node) -> None:
        if FLOOR - self.y < LEAST_PICTURE:
            self._go_on()
        self.y += self.canvas.picture(image, self.y, FLOOR - self.y - 40) + GAP

    def _table(self, table: Table) -> None:
        widths = [share * WIDTH for share in table.shares]
        head = self._row(table.head, widths)
        limit = FLOOR - TOP - 34 - head
        waiting = [part for row in table.rows for part in self._parts(row, widths, limit)]
        while waiting:
            room = FLOOR - self.y - 34 - head
            here, taken = [], 0.0
            while waiting and taken + self._row(waiting[0], widths) <= room:
                taken += self._row(waiting[0], widths)
                here.append(waiting.pop(0))
            if here:
                self.canvas.words(Words((Said(table.caption, Mark(bold=True)),)), self.y, 24, 14)
                heights = [head, *(self._row(row, widths) for row in here)]
                self.canvas.table(table.caption, [table.head, *here], widths, heights, self.y + 26, table.right)
                self.y += 34 + head + taken
            if waiting:
                self._go_on()

    def _parts(self, row: Sequence[Words], widths: Sequence[float], limit: float) -> Iterator[Sequence[Words]]:
        """A row as it is, or in parts where it is higher than a slide."""
        most = max(1, int((limit - 8) // (TABLE_SIZE * LEADING)))
        while any(cell.plain() for cell in row):
            here, rest = [], []
            for cell, width in zip(row, widths, strict=True):
                cuts = self.room.cuts(cell.plain(), TABLE_SIZE, width - CELL_ROOM)
                first, second = cell.cut(cuts[min(most, len(cuts)) - 1])
                here.append(first)
                rest.append(second)
            yield here
            row = rest


def _size(words: Words, size: int) -> float:
    return 12 if words.small else size + 2 if words.heading else size


def _pieces(section: Node) -> Iterator[Piece]:
    for node in section.nodes():
        if node.tag in ("section", "figure"):
            yield from () if "notes" in node.classes() else _pieces(node)
        elif node.tag == "img":
            yield node
        elif node.tag == "ul" and "figures" in node.classes():
            yield Tiles([_words(item) for item in node.nodes()])
        elif node.tag in ("ul", "ol"):
            yield from _items(node, 0)
        elif node.tag == "table":
            yield _table(node)
        elif node.tag in ("dl", "blockquote"):
            yield from _cover(node) if node.tag == "dl" else _quoted(node)
        elif node.tag != "h2":
            yield _words(node)


def _quoted(node: Node) -> Iterator[Words]:
    return (replace(_words(line), left=INDENT) for line in node.nodes())


def _items(node: Node, depth: int) -> Iterator[Words]:
    for n, item in enumerate(node.nodes(), start=1):
        own = [each for each in item.inside if isinstance(each, str) or each.tag not in ("p", "ul", "ol", "blockquote")]
        sign = f"{n}." if node.tag == "ol" else "•"
        yield replace(_words(Node("p", {}, own)), left=INDENT * (depth + 1), sign=sign)
        for each in item.nodes():
            if each.tag in ("ul", "ol"):
                yield from _items(each, depth + 1)
            elif each.tag in ("p", "blockquote"):
                lines = [each] if each.tag == "p" else list(each.nodes())
                yield from (replace(_words(line), left=INDENT * (depth + 1)) for line in lines)


def _table(node: Node) -> Table:
    caption, head, body = node.nodes()
    rows = [list(row.nodes()) for row in (*head.nodes(), *body.nodes())]
    return Table(
        legal(caption.words()),
        column_shares(rows),
        [_words(cell) for cell in rows[0]],
        [[_words(cell) for cell in row] for row in rows[1:]],
        ["number" in cell.classes() for cell in rows[0]],
    )


def _cover(node: Node) -> Iterator[Words]:
    fields = list(node.nodes())
    for term, said in zip(fields[::2], fields[1::2], strict=True):
        yield Words((Said(f"{legal(term.words())}: ", Mark(bold=True)), *_words(said).said))


def _words(node: Node) -> Words:
    bold = node.tag in ("h3", "h4", "th")
    return Words(
        tuple(_said(node, Mark(bold=bold))),
        small="source" in node.classes() or node.tag == "figcaption",
        heading=node.tag in ("h3", "h4"),
    )


def _said(node: Node, mark: Mark) -> Iterator[Said]:
    for child in node.inside:
        if isinstance(child, str):
            yield Said(legal(child), mark)
        elif child.tag == "br":
            yield Said("\n", mark)
        else:
            ratings = [name.removeprefix("rating-") for name in child.classes() if name.startswith("rating-")]
            yield from _said(
                child,
                Mark(
                    bold=mark.bold or child.tag == "strong" or bool(ratings),
                    italic=mark.italic or child.tag == "em" or "silent" in child.classes(),
                    rating=ratings[0] if ratings else mark.rating,
                ),
            )


def _notes(section: Node) -> Iterator[str]:
    """What the presenter says: the notes of the section, and where its words come from."""
    for node in section.nodes():
        if node.tag == "section" and "notes" in node.classes():
            yield from (legal(line.words()) for line in node.nodes())
        elif "source" in node.classes():
            yield legal(node.words())
        elif node.tag in ("section", "blockquote", "figure"):
            yield from _notes(node)
