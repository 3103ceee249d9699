"""What is drawn on a slide: its title, words, tiles, tables and pictures, at places measured in points from its top.

It knows nothing of the document, and decides nothing about what goes on which slide.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree
from pptx.dml.color import RGBColor
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from papers.charts import size_of
from papers.coverage import legal
from papers.document import Node
from papers.house import House
from papers.raster import as_png
from papers.scripts import reads_right_to_left
from papers.word_styles import SHADES

SLIDE_WIDTH, SLIDE_HEIGHT, LEFT = 960.0, 540.0, 44.0
WIDTH = SLIDE_WIDTH - 2 * LEFT
FONT, INK = "Arial", "1A1A1A"
LONGEST_ALONE = 55
INDENT = 26.0


@dataclass(frozen=True)
class Mark:
    bold: bool = False
    italic: bool = False
    rating: str = ""


@dataclass(frozen=True)
class Said:
    words: str
    mark: Mark = Mark()


@dataclass(frozen=True)
class Words:
    """A paragraph. sign: what stands before it in a list. left: its indent, in points."""

    said: tuple[Said, ...]
    left: float = 0.0
    sign: str = ""
    small: bool = False
    heading: bool = False

    def plain(self) -> str:
        return "".join(each.words for each in self.said)

    def room(self) -> float:
        return WIDTH - self.left

    def cut(self, place: int) -> tuple["Words", "Words"]:
        """The words before a place and those from it on; together they are all of them."""
        before: list[Said] = []
        after: list[Said] = []
        for each in self.said:
            here = max(0, min(place, len(each.words)))
            before.append(Said(each.words[:here], each.mark))
            after.append(Said(each.words[here:], each.mark))
            place -= len(each.words)
        return tuple(replace(self, said=tuple(each for each in part if each.words)) for part in (before, after))  # type: ignore[return-value]


def prepare(deck: Any, house: House) -> None:
    """Wide slides, the council's colour and font, and none of the layouts that are not used."""
    deck.slide_width, deck.slide_height = Pt(SLIDE_WIDTH), Pt(SLIDE_HEIGHT)
    master, kept = deck.slide_master, {"Title Slide", "Title Only"}
    for layout in list(deck.slide_layouts):
        if layout.name not in kept:
            deck.slide_layouts.remove(layout)
    _recolour(master, house.colour.lstrip("#").upper())
    for holder in (master, *deck.slide_layouts):
        for shape in list(holder.placeholders):
            kind = shape.element.find(f".//{qn('p:ph')}").get("type")
            if kind in ("title", "ctrTitle"):
                _set_place(shape, LEFT, 200 if kind == "ctrTitle" else 26, WIDTH, 100 if kind == "ctrTitle" else 62)
            elif holder is not master or kind != "body":
                shape.element.getparent().remove(shape.element)
            else:
                _set_place(shape, LEFT, 100, WIDTH, 380)
    _bar(master, house.colour.lstrip("#").upper())
    titles = master.element.find(f".//{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    titles.set("algn", "l")
    look = titles.find(qn("a:defRPr"))
    look.set("sz", "2800")
    look.set("b", "1")


def _recolour(master: Any, colour: str) -> None:
    theme = next(rel.target_part for rel in master.part.rels.values() if rel.reltype.endswith("/theme"))
    tree = etree.fromstring(theme.blob)
    for accent in tree.iter(qn("a:accent1")):
        accent[:] = [parse_xml(f'<a:srgbClr {nsdecls("a")} val="{colour}"/>')]
    for font in (*tree.iter(qn("a:majorFont")), *tree.iter(qn("a:minorFont"))):
        font[0].set("typeface", FONT)
    theme._blob = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


def _bar(master: Any, colour: str) -> None:
    bar = parse_xml(
        f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="99" name="Bar"/><p:cNvSpPr/><p:nvPr userDrawn="1"/>'
        f'</p:nvSpPr><p:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{Pt(SLIDE_WIDTH)}" cy="{Pt(12)}"/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
        "<a:ln><a:noFill/></a:ln></p:spPr><p:txBody><a:bodyPr/><a:p/></p:txBody></p:sp>"
    )
    master.shapes._spTree.insert(2, bar)


def _set_place(shape: Any, left: float, top: float, width: float, height: float) -> None:
    shape.left, shape.top, shape.width, shape.height = Pt(left), Pt(top), Pt(width), Pt(height)


class Canvas:
    """Draws on the newest slide. footer: at the foot of every slide."""

    def __init__(self, deck: Any, house: House, footer: str) -> None:
        self.deck, self.house, self.footer = deck, house, footer
        self.slide: Any = None

    def title_slide(self, title: str, lines: Sequence[Words]) -> None:
        self.slide = self.deck.slides.add_slide(self.deck.slide_layouts.get_by_name("Title Slide"))
        size = 36 if len(title) <= LONGEST_ALONE else 24
        self._title(title, size)
        _set_place(self.slide.shapes.title, LEFT, 110, WIDTH, 110)
        if lines:
            box = self._box(236, 230, "About this presentation")
            for n, line in enumerate(lines):
                self._fill(box.paragraphs[0] if not n else box.add_paragraph(), line, 18 if len(lines) <= 6 else 12)
        self._head_and_foot()

    def new_slide(self, title: str, notes: str) -> None:
        self.slide = self.deck.slides.add_slide(self.deck.slide_layouts.get_by_name("Title Only"))
        self._title(title, 28 if len(title) <= LONGEST_ALONE else 20 if len(title) <= 2 * LONGEST_ALONE else 12)
        self._head_and_foot()
        if notes:
            frame = self.slide.notes_slide.notes_text_frame
            for n, line in enumerate(notes.split("\n")):
                self._fill(frame.paragraphs[0] if not n else frame.add_paragraph(), Words((Said(line),)), 12)

    def _title(self, title: str, size: float) -> None:
        frame = self.slide.shapes.title.text_frame
        frame.word_wrap, frame.margin_left = True, 0
        self._fill(frame.paragraphs[0], Words((Said(title, Mark(bold=True)),)), size)

    def _box(self, y: float, height: float, name: str, left: float = LEFT, width: float = WIDTH) -> Any:
        box = self.slide.shapes.add_textbox(Pt(left), Pt(y), Pt(width), Pt(height))
        box.name = name
        frame = box.text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        return frame

    def words(self, words: Words, y: float, height: float, size: float) -> None:
        first = self._box(y, height, "Words").paragraphs[0]
        self._fill(first, words, size)
        properties = first._p.get_or_add_pPr()
        if words.left:
            properties.set("marL", str(Pt(words.left)))
        if words.sign:
            properties.set("indent", str(-Pt(INDENT)))
            bullet = etree.SubElement(properties, qn("a:buChar"))
            if words.sign == "•":
                bullet.set("char", "•")
            else:
                bullet.tag = qn("a:buAutoNum")
                bullet.set("type", "arabicPeriod")
                bullet.set("startAt", words.sign.rstrip("."))

    def _fill(self, paragraph: Any, words: Words, size: float) -> None:
        if reads_right_to_left(words.plain()):
            paragraph._p.get_or_add_pPr().set("rtl", "1")
            paragraph._p.get_or_add_pPr().set("algn", "r")
        for each in words.said:
            for n, line in enumerate(each.words.split("\n")):
                if n:
                    paragraph.add_line_break()
                if line:
                    self._run(paragraph, line, each.mark, size)

    def _run(self, paragraph: Any, words: str, mark: Mark, size: float) -> None:
        run = paragraph.add_run()
        run.text = words
        run.font.size, run.font.bold, run.font.italic = Pt(size), mark.bold or None, mark.italic or None
        ground, ink = SHADES.get(mark.rating, ("", INK))
        properties = run._r.get_or_add_rPr()
        properties.set("lang", self.house.lang)
        properties.insert(0, _solid(ink))
        if ground:
            shade = etree.SubElement(properties, qn("a:highlight"))
            etree.SubElement(shade, qn("a:srgbClr")).set("val", ground)

    def tiles(self, figures: Sequence[Words], y: float, height: float) -> None:
        wide = (WIDTH - 16 * (len(figures) - 1)) / len(figures)
        for n, figure in enumerate(figures):
            frame = self._box(y, height, "Key figure", LEFT + n * (wide + 16), wide)
            frame.margin_left = frame.margin_right = Pt(10)
            frame.margin_top = frame.margin_bottom = Pt(6)
            box = self.slide.shapes[-1]
            box.fill.solid()
            box.fill.fore_color.rgb = _rgb("F2F2F2")
            large = len(figure.plain()) <= LONGEST_ALONE
            for each in figure.said:
                size = (36 if len(each.words) <= 5 else 20) if each.mark.bold and large else 15 if large else 11
                self._fill(frame.paragraphs[0], Words((each,)), size)

    def table(
        self,
        title: str,
        rows: Sequence[Sequence[Words]],
        widths: Sequence[float],
        heights: Sequence[float],
        y: float,
        right: Sequence[bool],
    ) -> None:
        frame = self.slide.shapes.add_table(len(rows), len(widths), Pt(LEFT), Pt(y), Pt(WIDTH), Pt(sum(heights)))
        frame.name = "Table"
        frame._element.nvGraphicFramePr.cNvPr.set("descr", title)
        table = frame.table
        table.first_row, table.horz_banding = True, False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Pt(width)
        for n, (row, height) in enumerate(zip(rows, heights, strict=True)):
            table.rows[n].height = Pt(height)
            for k, words in enumerate(row):
                self._cell(table.cell(n, k), words, head=n == 0, right=right[k])

    def _cell(self, cell: Any, words: Words, *, head: bool, right: bool) -> None:
        cell.margin_left = cell.margin_right = Pt(6)
        cell.margin_top = cell.margin_bottom = Pt(2)
        cell.fill.solid()
        cell.fill.fore_color.rgb = _rgb("E4E4E4" if head else "FFFFFF")
        self._fill(cell.text_frame.paragraphs[0], words, 13)
        if right:
            cell.text_frame.paragraphs[0]._p.get_or_add_pPr().set("algn", "r")

    def picture(self, image: Node, y: float, most: float) -> float:
        """Draw a picture no higher than most; its height is returned."""
        wide, high = size_of(image.picture)
        width = min(WIDTH, most * wide / high)
        shape = self.slide.shapes.add_picture(
            io.BytesIO(as_png(image.picture, self.house, scale=3)), Pt(LEFT), Pt(y), Pt(width), Pt(width * high / wide)
        )
        shape.name = "Picture"
        shape._element.nvPicPr.cNvPr.set("descr", legal(image.attributes.get("alt", "")))
        return width * high / wide

    def _head_and_foot(self) -> None:
        if self.house.marking:
            box = self._box(14, 14, "Marking")
            self._fill(box.paragraphs[0], Words((Said(legal(self.house.marking), Mark(bold=True)),)), 11)
        self._foot()

    def _foot(self) -> None:
        """The foot and the slide's number, as real placeholders; they come last in the order of reading."""
        box = self._box(508, 20, "Footer", LEFT, WIDTH - 60)
        self._fill(box.paragraphs[0], Words((Said(self.footer),)), 10)
        right = self._box(508, 20, "Slide number", SLIDE_WIDTH - LEFT - 50, 50)
        right.paragraphs[0]._p.append(_number_field(len(self.deck.slides), self.house.lang))
        right.paragraphs[0]._p.get_or_add_pPr().set("algn", "r")
        for shape, kind, n in ((self.slide.shapes[-2], "ftr", 11), (self.slide.shapes[-1], "sldNum", 12)):
            holder = shape.element.nvSpPr.find(qn("p:nvPr"))
            holder.append(parse_xml(f'<p:ph {nsdecls("p")} type="{kind}" sz="quarter" idx="{n}"/>'))
        for shape in list(self.slide.placeholders):
            if shape.has_text_frame and not shape.text_frame.text and shape != self.slide.shapes.title:
                shape.element.getparent().remove(shape.element)


def _number_field(number: int, lang: str) -> Any:
    """A number that is right again after slides have been moved."""
    return parse_xml(
        f'<a:fld {nsdecls("a")} id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum">'
        f'<a:rPr lang="{lang}" sz="1000"/><a:t>{number}</a:t></a:fld>'
    )


def _solid(colour: str) -> Any:
    return parse_xml(f'<a:solidFill {nsdecls("a")}><a:srgbClr val="{colour}"/></a:solidFill>')


def _rgb(colour: str) -> Any:

    return RGBColor(*bytes.fromhex(colour))  # type: ignore[no-untyped-call]
