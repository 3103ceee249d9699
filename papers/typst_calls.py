"""The document as calls of the house style in Typst, with every word named by its number and none written out.

What the calls say comes from here alone, so nobody's words are ever read as Typst; and Typst, which would take longer
to walk a tree than to set it, has nothing to decide. It knows nothing of files and of packs.
"""

import re
from collections.abc import Callable, Sequence
from itertools import groupby

from papers.coverage import clusters
from papers.document import Node, every, leads
from papers.scripts import reads_right_to_left
from papers.widths import LINE, column_shares

# A word longer than this is cut into pieces that may be broken between, so that it never runs off the page.
LONGEST_WORD, LONGEST_IN_CELL = 40, 18
PIECE = 6
# White space, or a word up to where a line may end: between the numbers of two signs one may.
UNBROKEN = r"\s+|\S+?(?:\](?=\[U\+)|(?=\s)|$)"
# A table that is no longer than this is never parted by the end of a page; one that is must be, or its end is lost.
SHORT_ROWS, SHORT_LETTERS = 10, 1_500
# A row that may take more lines than this is parted by the end of a page, or its end might be lost.
MOST_LINES = 14
SHORT_ITEM = 700
MOST_TILES_ACROSS = 4
OF_THEIR_OWN = ("p", "blockquote", "ul", "ol")
BREAK_IN_LETTERS = 60
HEADING_1: Callable[[str], str] = "heading(level:1,{})".format
PLAIN_CALLS = {"p": "par", "strong": "strong", "em": "emph", "blockquote": "quote"}


class Calls:
    """Writes the calls of one document and collects its words. words: as the calls number them.

    show: words → the words with nothing in them that cannot be drawn; show_in_picture: the same for a whole drawing.
    is_plain: whether the first family has them all.
    """

    def __init__(
        self, show: Callable[[str], str], is_plain: Callable[[str], bool], show_in_picture: Callable[[str], str]
    ) -> None:
        self.show, self.is_plain, self.show_in_picture = show, is_plain, show_in_picture
        self.words: list[str] = []
        self._numbers: dict[str, int] = {}
        self._targets: set[str] = set()
        self._title = HEADING_1
        self._documents = 0
        self._on_slide = False

    def body(self, document: Node, *, title: Callable[[str], str] = HEADING_1, logo: bool = True) -> str:
        """A call to a line, for the whole document. title: the words of its first heading → the call that sets it."""
        nodes = list(every(document))
        links = (node.attributes.get("href", "") for node in nodes if node.tag == "a")
        aimed = {link.removeprefix("#") for link in links if link.startswith("#")}
        self._targets = aimed & {node.attributes.get("id", "") for node in nodes}
        self._title, self._documents = title, self._documents + 1
        if any(map(_is_slide, nodes)):
            return self._deck(list(document.nodes()), logo=logo)
        written = self._several(document, LONGEST_WORD)
        return "\n".join(["logo", *written] if logo else written)

    def _deck(self, nodes: Sequence[Node], *, logo: bool) -> str:
        """Slides for all of it: the title on the first, and what stands in no slide on one of its own."""
        self._on_slide = True
        slides: list[str] = []
        for is_slide, group in groupby(nodes, key=_is_slide):
            for several in [[node] for node in group] if is_slide else [list(group)]:
                first = not slides
                written = [self._written(node, LONGEST_WORD) for node in several]
                if is_slide and not _is_title(several[0]):
                    slides.append(written[0])
                    continue
                body = _joined([*(["logo"] if logo and first else []), *written])
                slides.append(f"title-slide({body})" if first else f"slide(none,{body})")
        self._on_slide = False
        return "\n".join(slides)

    def said(self, words: str) -> str:
        """The words themselves, shown as they can be drawn."""
        return self._pieces(self.show(words), LONGEST_WORD)

    def word(self, words: str) -> str:
        """These words exactly, by their number: an address, a drawing, the name of a place."""
        number = self._numbers.setdefault(words, len(self.words))
        if number == len(self.words):
            self.words.append(words)
        return f"w.at({number})"

    def _inside(self, node: Node, longest: int) -> str:
        return _joined(self._several(node, longest))

    def _several(self, node: Node, longest: int) -> list[str]:
        """What is inside, a call each."""
        written = [self._written(child, longest) for child in node.inside]
        for n in leads(node) if not self._on_slide else ():
            written[n] = f"leads({written[n]})"
        return written

    def _written(self, child: Node | str, longest: int) -> str:
        if isinstance(child, str):
            return self._pieces(self.show(child), longest)
        call = self._call(child, longest)
        if child.attributes.get("id", "") in self._targets:
            return f"{{[#metadata(none)#{self._target(child.attributes['id'])}]\n{call}}}"
        return call

    def _call(self, node: Node, longest: int) -> str:
        tag = node.tag
        if special := getattr(self, f"_{tag}", None):
            made: str = special(node, longest)
            return made
        body = self._inside(node, longest)
        if tag == "h1":
            title, self._title = self._title, HEADING_1
            return title(body)
        if tag in ("h2", "h3", "h4"):
            return f"heading(level:{tag[1]},{body})"
        return f"{PLAIN_CALLS[tag]}({body})"

    def _section(self, node: Node, longest: int) -> str:
        if _is_slide(node) and not _is_title(node):
            notes = [child for child in node.nodes() if child.tag == "p" and "source" in child.classes()]
            shown = Node("section", {}, [child for child in node.inside if child not in notes])
            said = _joined([self._written(note, longest) for note in notes]) if notes else "none"
            return f"slide({said},{self._inside(shown, longest)})"
        body = self._inside(node, longest)
        return f"landscape({body})" if "landscape" in node.classes() and not self._on_slide else body

    def _p(self, node: Node, longest: int) -> str:
        body, classes = self._inside(node, longest), node.classes()
        for name, call in (("silent", "emph"), ("source", "source")):
            if name in classes:
                body = f"{call}({body})"
        body = f"par({self._turned(node, body)})"
        return f"lead({body})" if "lead" in classes else body

    def _ul(self, node: Node, longest: int) -> str:
        if "figures" in node.classes():
            tiles = [self._tile(child, longest) for child in node.nodes()]
            across = next(n for n in (4, 3, 2, 1) if len(tiles) % n == 0 or n < MOST_TILES_ACROSS)
            return f"tiles({min(across, len(tiles)) or 1},{','.join(tiles)})"
        return self._items("list", node, longest)

    def _ol(self, node: Node, longest: int) -> str:
        return self._items("enum", node, longest)

    def _items(self, call: str, node: Node, longest: int) -> str:
        """Items that hold more than words are set further apart, and the short of them are not parted by a page."""
        items = []
        roomy = any(child.tag in OF_THEIR_OWN for item in node.nodes() for child in item.nodes())
        for item in node.nodes():
            body = self._turned(item, self._inside(item, longest))
            items.append(f"together({body})" if roomy and _letters(item) <= SHORT_ITEM else body)
        return f"{call}({'spacing:1.35em,' if roomy else ''}{','.join(items)})"

    def _tile(self, item: Node, longest: int) -> str:
        first, rest = (item.inside[0], item.inside[1:]) if item.inside else ("", [])
        if not isinstance(first, Node) or first.tag != "strong":
            return f"tile(none,{self._inside(item, longest)})"
        words = [child.lstrip() if n == 0 and isinstance(child, str) else child for n, child in enumerate(rest)]
        return f"tile({self._inside(first, longest)},{_joined([self._written(child, longest) for child in words])})"

    def _dl(self, node: Node, longest: int) -> str:
        written = [(cell.tag, self._inside(cell, longest)) for cell in node.nodes()]
        return f"cover({','.join(f'strong({body})' if tag == 'dt' else body for tag, body in written)})"

    def _figure(self, node: Node, longest: int) -> str:
        image, caption = node.nodes()
        drawn, says = self.show_in_picture(image.picture), self.show(image.attributes["alt"])
        return f"picture({self.word(drawn)},{self.word(says)},{self._inside(caption, longest)})"

    def _span(self, node: Node, longest: int) -> str:
        body = self._inside(node, longest)
        for name in sorted(node.classes()):
            if name.startswith("rating-"):
                return f"rating({self.word(name.removeprefix('rating-'))},{body})"
        return f"emph({body})" if "silent" in node.classes() else body

    def _a(self, node: Node, longest: int) -> str:
        link = node.attributes.get("href", "")
        body = self._inside(node, longest)
        if link.removeprefix("#") in self._targets and link.startswith("#"):
            return f"link({self._target(link.removeprefix('#'))},{body})"
        # An address that leads nowhere would stop the paper; its words are still worth reading.
        return f"link({self.word(link)},{body})" if link and not link.startswith("#") else body

    def _target(self, name: str) -> str:
        """A place that is linked to; several documents of a pack may have one of the same name."""
        return f"label({self.word(f'{self._documents}-{name}')})"

    def _br(self, _node: Node, _longest: int) -> str:
        return "linebreak()"

    def _table(self, node: Node, longest: int) -> str:
        caption, head, body = node.nodes()
        heads = list(next(head.nodes()).nodes())
        rows = [list(row.nodes()) for row in body.nodes()]
        shares = column_shares([heads, *rows])
        right = [bool(rows) and all("number" in row[n].classes() for row in rows) for n in range(len(heads))]
        written = [self._row(list(row.nodes()), "total" in row.classes(), shares, right) for row in body.nodes()]
        set_rows = ",\n".join(written)
        call = (
            f"table(columns:({','.join(f'{share:.4f}fr' for share in shares)},),"
            f"align:({','.join('right' if each else 'left' for each in right)},),\n"
            f"columns-head({','.join(self._cell(cell) for cell in heads)}),\n{set_rows})"
        )
        called = f"caption({self._inside(caption, longest)})\n{call}"
        letters = sum(_letters(cell) for row in [heads, *rows] for cell in row)
        is_short = len(rows) < SHORT_ROWS and letters <= SHORT_LETTERS
        # On a slide, what is kept whole and has no room would leave the slide's title alone.
        return f"whole({{{called}}})" if is_short and not self._on_slide else called

    def _row(self, row: Sequence[Node], is_total: bool, shares: Sequence[float], right: Sequence[bool]) -> str:
        is_long = any(_letters(cell) > MOST_LINES * share * LINE for cell, share in zip(row, shares, strict=True))
        cells = []
        for cell, is_right in zip(row, right, strict=True):
            body = self._cell(cell)
            body = f"strong({body})" if is_total or cell.tag == "th" else body
            wants_right = "number" in cell.classes() and not is_right
            options = [*(["breakable:true"] if is_long else []), *(["align:right"] if wants_right else [])]
            cells.append(f"table.cell({','.join(options)},{body})" if options else body)
        return ",".join(cells)

    def _cell(self, cell: Node) -> str:
        return self._turned(cell, self._inside(cell, LONGEST_IN_CELL))

    def _turned(self, node: Node, body: str) -> str:
        """Words that read from right to left stand on the right, unless only their numbers can be printed."""
        words = node.words()
        turns = reads_right_to_left(words) and reads_right_to_left(self.show(words))
        return f"turned({body})" if turns else body

    def _pieces(self, shown: str, longest: int) -> str:
        """Words by their number; a very long one among them is cut."""
        if len(shown) <= longest or all(len(word) <= longest for word in shown.split()):
            return self._drawn(shown)
        parts: list[str] = []
        held = ""
        for word in re.findall(UNBROKEN, shown, re.DOTALL):
            if len(word) <= longest or word.isspace():
                held += word
                continue
            parts += [self._drawn(held)] if held else []
            parts.append(f"cut({','.join(self._drawn(piece) for piece in _cut(word))})")
            held = ""
        return _joined([*parts, self._drawn(held)] if held else parts)

    def _drawn(self, shown: str) -> str:
        return self.word(shown) if self.is_plain(shown) else f"any({self.word(shown)})"


def _is_slide(node: Node) -> bool:
    return node.tag == "section" and "slide" in node.classes()


def _is_title(node: Node) -> bool:
    """A slide that has the title of the whole document."""
    return any(child.tag == "h1" for child in node.nodes())


def _joined(calls: Sequence[str]) -> str:
    """Several calls as one value; none of them as nothing."""
    if not calls:
        return "[]"
    return calls[0] if len(calls) == 1 else "{" + "\n".join(calls) + "}"


def _letters(node: Node) -> int:
    """How many letters a cell has to print; a line break takes as much room as a line of them."""
    return sum(
        len(child) if isinstance(child, str) else BREAK_IN_LETTERS if child.tag == "br" else _letters(child)
        for child in node.inside
    )


def _cut(word: str) -> list[str]:
    """A long word in pieces; no mark is parted from its sign, and no sign's number is broken."""
    pieces = [""]
    for part in re.split(r"(\[U\+[0-9A-F]{4,6}\])", word):
        for cluster in [part] if part.startswith("[U+") else clusters(part):
            if pieces[-1] and len(pieces[-1]) + len(cluster) > PIECE:
                pieces.append("")
            pieces[-1] += cluster
    return pieces
