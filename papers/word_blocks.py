"""The semantic document as the paragraphs, tables and pictures of a Word file, each in a style by name.

It is written into whatever part it is given: a paper of its own, or a council's form. It knows nothing of pages.
"""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import count

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Emu
from lxml.etree import _Element as Element

from papers.charts import size_of
from papers.coverage import legal
from papers.document import HEADINGS, Node, every, leads
from papers.house import House
from papers.raster import as_png
from papers.scripts import reads_right_to_left
from papers.widths import column_shares
from papers.word_marks import (
    Look,
    Setting,
    TableLook,
    bookmark,
    cell,
    line_break,
    link,
    made,
    paragraph,
    row,
    runs,
    table,
)
from papers.word_styles import new_numbering

BLOCKS_IN_ITEMS = frozenset(("p", "blockquote", "ul", "ol", "table", "figure", "dl"))
FOLLOWED = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
ITEM_INDENT, QUOTE_INDENT, AFTER_TABLE = 420, 340, 240
# A table no longer than this is not parted by the end of a page.
SHORT_ROWS, SHORT_LETTERS = 10, 1_500
TWIP, PIXEL = 635, 9_525
COVER_SHARES = (0.32, 0.68)
LONGEST_BOOKMARK = 40


class WordBlocks:
    """Writes nodes as elements of Word. styles: name → id. width: what a line may take, in twentieths of a point.

    marks: the numbers of its bookmarks, which no other bookmark of the file has.
    """

    def __init__(
        self,
        word: WordDocument,
        house: House,
        styles: Mapping[str, str],
        *,
        table_style: str,
        marks: Iterator[int] | None = None,
    ) -> None:
        self.word, self.house, self.styles, self.table_style = word, house, styles, table_style
        self.width = 0
        self._linked: frozenset[str] = frozenset()
        self._marks = count(1) if marks is None else marks
        self._waiting: list[str] = []
        self._after_table = False

    def expect_links(self, document: Node) -> None:
        """Learn which places of the document are linked to, so that these and no others get a bookmark."""
        targets = (node.attributes.get("href", "") for node in every(document) if node.tag == "a")
        self._linked = frozenset(target[1:] for target in targets if target.startswith("#"))

    def mark(self, name: str) -> None:
        """What is written next is the place of that name."""
        if name and name in self._linked:
            self._waiting.append(name)

    def written(self, node: Node, left: int = 0, *, keep: bool | None = None) -> Iterator[Element]:
        """The elements of one block. left: how far it is indented, in twentieths of a point.

        keep: whether a paragraph stays with what follows it; None leaves it to its style.
        """
        self.mark(node.attributes.get("id", ""))
        if node.tag in ("section", "document"):
            yield from self._section(node, left)
        elif node.tag in HEADINGS:
            yield self._said(node, f"Heading {HEADINGS.index(node.tag) + 1}", left)
        elif node.tag in ("ul", "ol"):
            yield from self._list(node, left)
        elif node.tag == "dl":
            yield self._cover(node)
        elif node.tag == "table":
            yield from self._table(node, left)
        elif node.tag == "blockquote":
            yield from self._quote(node, left)
        elif node.tag == "figure":
            yield from self._figure(node)
        elif node.tag == "img":
            yield self._picture(node)
        else:
            yield self._said(node, _style_of(node), left, keep=keep)

    def _section(self, node: Node, left: int) -> Iterator[Element]:
        before_figures = leads(node)
        for n, child in enumerate(node.inside):
            if isinstance(child, Node):
                yield from self.written(child, left, keep=True if n in before_figures else None)

    def _said(self, node: Node, style: str, left: int = 0, **how: bool | int | None) -> Element:
        """A paragraph of words. A sentence that ends in a colon stays with what it announces."""
        words = node.words()
        keep = how.pop("keep", None)
        if keep is None and style == "Normal" and words.rstrip().endswith(":"):
            keep = True
        setting = Setting(
            style=self.styles[style],
            keep=None if keep is None else bool(keep),
            number=how.get("number"),
            left=left or None,
            before=AFTER_TABLE
            if self._after_table and style in ("Normal", "Silent", "Source", "List Bullet")
            else None,
            to_the_right=bool(how.get("to_the_right")),
            right_to_left=reads_right_to_left(words),
        )
        self._after_table = False
        return self._marked(paragraph(setting, self._inline(node, Look(bold=bool(how.get("bold"))))))

    def _marked(self, element: Element) -> Element:
        for name in self._waiting:
            bookmark(element, _bookmark_name(name), next(self._marks))
        self._waiting.clear()
        return element

    def _inline(self, node: Node, look: Look) -> Iterator[Element]:
        for child in node.inside:
            if isinstance(child, str):
                yield from runs(child, look)
            elif child.tag == "br":
                yield line_break()
            elif child.tag == "a":
                yield from self._link(child, look)
            else:
                yield from self._inline(child, self._look_of(child, node, look))

    def _look_of(self, child: Node, holder: Node, look: Look) -> Look:
        classes = child.classes()
        if rating := next((name.removeprefix("rating-") for name in classes if name.startswith("rating-")), ""):
            return Look(style=self.styles.get(f"Rating {rating.title()}", ""), bold=True)
        if "silent" in classes:
            return Look(style=self.styles["Silent Words"], bold=look.bold)
        if child.tag == "strong" and "key-figure" in holder.classes():
            return Look(style=self.styles["Key Number"])
        return Look(look.style, look.bold or child.tag == "strong", look.italic or child.tag == "em")

    def _link(self, node: Node, look: Look) -> Iterator[Element]:
        """A real link for what a reader may follow; the words alone for anything else."""
        target = node.attributes.get("href", "")
        inside = self._inline(node, Look(self.styles["Hyperlink"], look.bold, look.italic))
        if target.startswith("#") and len(target) > 1:
            yield link(inside, anchor=_bookmark_name(target[1:]))
        elif FOLLOWED.match(target):
            hyperlink = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
            yield link(inside, relationship=self.word.part.relate_to(legal(target), hyperlink, is_external=True))
        else:
            yield from self._inline(node, look)

    def _list(self, node: Node, left: int) -> Iterator[Element]:
        tiles = "figures" in node.classes()
        style = "Key Figure" if tiles else "List Bullet" if node.tag == "ul" else "List Number"
        number = new_numbering(self.word, self.styles[style]) if node.tag == "ol" else None
        for item in node.nodes():
            words = [child for child in item.inside if isinstance(child, str) or child.tag not in BLOCKS_IN_ITEMS]
            self.mark(item.attributes.get("id", ""))
            holder = Node("p", {"class": "key-figure"} if tiles else {}, words)
            yield self._said(holder, style, left + ITEM_INDENT if left else 0, number=number)
            for child in item.nodes():
                if child.tag in BLOCKS_IN_ITEMS:
                    yield from self.written(child, left + ITEM_INDENT)

    def _quote(self, node: Node, left: int) -> Iterator[Element]:
        """Somebody's words stay with the line that says whose they are."""
        children = list(node.nodes())
        for n, child in enumerate(children):
            style = "Quote Source" if "source" in child.classes() else "Quote"
            before_source = n + 1 < len(children) and "source" in children[n + 1].classes()
            indent = left + QUOTE_INDENT if left else 0
            yield self._said(child, style, indent, keep=True if before_source else None)

    def _cover(self, node: Node) -> Element:
        fields = list(node.nodes())
        widths = [int(self.width * share) for share in COVER_SHARES]
        look = TableLook(
            style=self.table_style,
            widths=widths,
            title="About this paper",
            description="Two columns: the name of a field, and what stands in it.",
            headed=False,
        )
        rows = [
            row([self._cell(term, widths[0], "Table Heading"), self._cell(said, widths[1], "Table Text")], header=False)
            for term, said in zip(fields[::2], fields[1::2], strict=True)
        ]
        self._after_table = True
        return table(look, rows)

    def _table(self, node: Node, left: int) -> Iterator[Element]:
        caption, head, body = node.nodes()
        self._after_table = False
        yield self._said(caption, "Caption", left)
        heads, bodies = list(head.nodes()), list(body.nodes())
        cells = [list(tr.nodes()) for tr in (*heads, *bodies)]
        width = self.width - left
        widths = [int(width * share) for share in column_shares(cells)]
        short = len(cells) <= SHORT_ROWS and len(node.words()) <= SHORT_LETTERS
        rows = [
            self._row(tr, widths, header=n < len(heads), keep=n < len(heads) or (short and n < len(cells) - 1))
            for n, tr in enumerate((*heads, *bodies))
        ]
        titles = ", ".join(th.words().strip() for th in cells[0]) if heads else ""
        yield table(
            TableLook(
                style=self.table_style,
                widths=widths,
                title=caption.words(),
                description=f"{len(bodies)} rows. Columns: {titles}.",
                headed=bool(heads),
                row_headers=bool(bodies) and all(line[0].tag == "th" for line in cells[len(heads) :]),
                totalled=bool(bodies) and "total" in bodies[-1].classes(),
                left=left,
            ),
            rows,
        )
        self._after_table = True

    def _row(self, tr: Node, widths: Sequence[int], *, header: bool, keep: bool) -> Element:
        total = "total" in tr.classes()
        styles = ["Table Heading" if td.tag == "th" or total else "Table Text" for td in tr.nodes()]
        return row(
            (
                self._cell(td, width, style, keep=keep)
                for td, width, style in zip(tr.nodes(), widths, styles, strict=True)
            ),
            header=header,
        )

    def _cell(self, node: Node, width: int, style: str, *, keep: bool = False) -> Element:
        self._after_table = False
        right = "number" in node.classes()
        blocks = [child for child in node.nodes() if child.tag in BLOCKS_IN_ITEMS]
        if not blocks:
            return cell([self._said(node, style, keep=keep or None, to_the_right=right)], width)
        loose = [child for child in node.inside if isinstance(child, str) or child.tag not in BLOCKS_IN_ITEMS]
        inside = [self._said(Node("p", {}, loose), style, keep=keep or None)] if loose else []
        for block in blocks:
            inside += [self._said(block, style, keep=keep or None)] if block.tag == "p" else self.written(block)
        if blocks[-1].tag in ("table", "dl"):
            inside.append(made("p"))
        return cell(inside, width)

    def _figure(self, node: Node) -> Iterator[Element]:
        image, caption = node.nodes()
        yield self._picture(image)
        yield self._said(caption, "Figure Caption")

    def _picture(self, image: Node) -> Element:
        wide, high = size_of(image.picture)
        width = min(self.width * TWIP, wide * PIXEL)
        words = legal(image.attributes.get("alt", ""))
        inline = self.word.part.new_pic_inline(
            io.BytesIO(as_png(image.picture, self.house)), Emu(width), Emu(width * high // wide)
        )
        describe(inline, words)
        self._after_table = False
        return self._marked(paragraph(Setting(style=self.styles["Figure"]), [made("r", made("drawing", inline))]))


def describe(inline: Element, words: str) -> None:
    """Give a picture the words that a screen reader says in its place, and no room beside it that nobody asked for."""
    next(inline.iter(qn("wp:docPr"))).set("descr", words)
    for side in "TBLR":
        inline.set(f"dist{side}", "0")


def _style_of(node: Node) -> str:
    for name in ("lead", "silent", "source"):
        if name in node.classes():
            return name.title()
    return "Normal"


def _bookmark_name(name: str) -> str:
    """Word takes letters, digits and underscores, a letter first."""
    return f"p_{re.sub(r'[^0-9A-Za-z]', '_', name)}"[:LONGEST_BOOKMARK]
