"""The document as a Word file with real styles: headings, lists, repeated table headers, language and page numbers."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from papers.coverage import legal
from papers.document import HEADINGS, Node, every
from papers.house import House
from papers.scripts import reads_right_to_left, runs_by_direction
from papers.widths import column_shares

FONT = "Arial"
IN_ITEMS = frozenset(("p", "blockquote", "ul", "ol"))
# style, size in points, space before in points
STYLES = (("Heading 1", 24, 0), ("Heading 2", 16, 20), ("Heading 3", 13, 14), ("Heading 4", 11.5, 10))
SHADES = {
    "red": "FBE4E1",
    "amber": "FDEFD3",
    "green": "E0F3E8",
    "blue": "E2ECFA",
    "grey": "EFEFEF",
    "unreported": "FFFFFF",
}
PORTRAIT_WIDTH, LANDSCAPE_WIDTH, MARGIN = Cm(21.0), Cm(29.7), Cm(2.2)
# Word's own limit, in letters.
LONGEST_PROPERTY = 255
# The oldest moment a zip file can hold: the same input gives the same bytes.
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def write_word(document: Node, style: House, *, dated: date) -> bytes:
    """A .docx in bytes, the same for the same input. dated: stands in its properties."""
    title = legal(next(node.words() for node in every(document) if node.tag == "h1"))
    word = Document()
    _set_styles(word, style)
    _set_properties(word, title, style, dated)
    _Writer(word, style, title).write(document)
    file = io.BytesIO()
    word.save(file)
    return _without_clock(file.getvalue())


def _set_properties(word: WordDocument, title: str, style: House, dated: date) -> None:
    properties, made = word.core_properties, datetime(dated.year, dated.month, dated.day)  # noqa: DTZ001 - a day
    council = legal(style.council)[:LONGEST_PROPERTY]
    properties.title, properties.author, properties.language = title[:LONGEST_PROPERTY], council, style.lang
    properties.last_modified_by, properties.comments, properties.revision = council, "", 1
    properties.created = properties.modified = made


def _set_styles(word: WordDocument, style: House) -> None:
    colour = RGBColor.from_string("1A1A1A")
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(11)
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(7), 1.15
    _set_fonts(normal.element, style.lang)
    for name, size, before in STYLES:
        heading = word.styles[name]
        heading.font.name, heading.font.size, heading.font.bold = FONT, Pt(size), True
        heading.font.italic, heading.font.color.rgb = False, colour
        heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(before), Pt(5)
        heading.paragraph_format.keep_with_next = True
        _set_fonts(heading.element, style.lang)
    for name in ("Caption", "Quote"):
        word.styles[name].font.color.rgb, word.styles[name].font.name = colour, FONT
        word.styles[name].font.size, word.styles[name].font.italic = Pt(10.5), False
        _set_fonts(word.styles[name].element, style.lang)
    word.styles["Caption"].font.bold, word.styles["Caption"].paragraph_format.keep_with_next = True, True
    word.styles["Quote"].paragraph_format.left_indent = Cm(0.6)


def _set_fonts(element: object, lang: str) -> None:
    """The same font for every script, so that Arabic needs no table of fallbacks; and the language of the words."""
    properties = element.get_or_add_rPr()  # type: ignore[attr-defined]
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.append(fonts)
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{name}"), FONT)
    language = properties.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        properties.append(language)
    language.set(qn("w:val"), lang)


class _Writer:
    """Walks the document once. `width` is what a table may take, in EMU."""

    def __init__(self, word: WordDocument, style: House, title: str) -> None:
        self.word, self.style, self.title = word, style, title
        self.landscape = False
        self._lay_out(word.sections[0], landscape=False)

    @property
    def width(self) -> int:
        return int((LANDSCAPE_WIDTH if self.landscape else PORTRAIT_WIDTH) - 2 * MARGIN)

    def write(self, node: Node) -> None:
        for child in node.nodes():
            self._block(child)

    def _block(self, node: Node) -> None:
        if node.tag == "section":
            self._turn("landscape" in node.classes())
            self.write(node)
        elif node.tag in HEADINGS:
            self._fill(self.word.add_paragraph(style=f"Heading {HEADINGS.index(node.tag) + 1}"), node)
        elif node.tag in ("ul", "ol"):
            self._list(node)
        elif node.tag == "dl":
            self._cover(node)
        elif node.tag == "table":
            self._table(node)
        elif node.tag == "blockquote":
            for child in node.nodes():
                self._fill(self.word.add_paragraph(style="Quote"), child)
        else:
            self._fill(self.word.add_paragraph(), node)

    def _list(self, node: Node) -> None:
        numbering = _new_numbering(self.word) if node.tag == "ol" else None
        for item in node.nodes():
            paragraph = self.word.add_paragraph(style="List Bullet" if numbering is None else "List Number")
            if numbering is not None:
                _number(paragraph, numbering)
            inside = [child for child in item.inside if isinstance(child, str) or child.tag not in IN_ITEMS]
            self._fill(paragraph, Node("p", {}, inside))
            for child in item.nodes():
                if child.tag in IN_ITEMS:
                    self._indented(child)

    def _indented(self, node: Node) -> None:
        before = len(self.word.paragraphs)
        self._block(node)
        for paragraph in self.word.paragraphs[before:]:
            paragraph.paragraph_format.left_indent = Cm(1.2)

    def _cover(self, node: Node) -> None:
        fields = list(node.nodes())
        table = self.word.add_table(rows=0, cols=2)
        _rule(table)
        for term, said in zip(fields[::2], fields[1::2], strict=True):
            cells = table.add_row().cells
            self._cell(cells[0], term, bold=True)
            self._cell(cells[1], said)
        _set_widths(table, [self.width * 32 // 100, self.width * 68 // 100])
        self.word.add_paragraph()

    def _table(self, node: Node) -> None:
        caption, head, body = node.nodes()
        self._fill(self.word.add_paragraph(style="Caption"), caption)
        rows = [list(row.nodes()) for row in (*head.nodes(), *body.nodes())]
        table = self.word.add_table(rows=len(rows), cols=len(rows[0]))
        _rule(table)
        for n, cells in enumerate(rows):
            row = table.rows[n]
            if n < len(list(head.nodes())):
                _repeat(row)
            _keep_together(row)
            for cell, written in zip(row.cells, cells, strict=True):
                self._cell(cell, written, bold=written.tag == "th")
        shares = column_shares(rows)
        _set_widths(table, [int(self.width * share) for share in shares])
        self.word.add_paragraph()

    def _cell(self, cell: _Cell, node: Node, *, bold: bool = False) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(2)
        self._fill(paragraph, node, bold=bold, size=Pt(9.5))
        if "number" in node.classes():
            paragraph.alignment = 2

    def _fill(self, paragraph: Paragraph, node: Node, *, bold: bool = False, size: Pt | None = None) -> None:
        if reads_right_to_left(node.words()):
            paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
        for words, marks in _inline(node, frozenset(node.classes()) & {"silent", "source"}):
            if words == "\n":
                paragraph.add_run().add_break()
                continue
            for part, right_to_left in runs_by_direction(legal(words)):
                run = paragraph.add_run(part)
                run.bold = True if bold or "strong" in marks else None
                run.italic = True if marks & {"em", "silent"} else None
                if size is not None:
                    run.font.size = size
                if right_to_left:
                    run._r.get_or_add_rPr().append(OxmlElement("w:rtl"))
                if shade := next((SHADES[mark] for mark in marks if mark in SHADES), None):
                    run.bold = True
                    _shade(run._r, shade)

    def _turn(self, landscape: bool) -> None:
        if landscape == self.landscape:
            return
        self.landscape = landscape
        self._lay_out(self.word.add_section(), landscape=landscape)

    def _lay_out(self, section: object, *, landscape: bool) -> None:
        wide, high = (LANDSCAPE_WIDTH, PORTRAIT_WIDTH) if landscape else (PORTRAIT_WIDTH, LANDSCAPE_WIDTH)
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT  # type: ignore[attr-defined]
        section.page_width, section.page_height = wide, high  # type: ignore[attr-defined]
        for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
            setattr(section, side, MARGIN)
        if len(self.word.sections) == 1:
            _head_and_foot(section, self.style, self.title)


def _inline(node: Node, marks: frozenset[str] = frozenset()) -> Iterator[tuple[str, frozenset[str]]]:
    """The words of a paragraph with what marks them; a line break is a single “\\n”."""
    for child in node.inside:
        if isinstance(child, str):
            yield child, marks
        elif child.tag == "br":
            yield "\n", marks
        else:
            ratings = {name.removeprefix("rating-") for name in child.classes() if name.startswith("rating-")}
            more = {child.tag} if child.tag in ("strong", "em") else set()
            yield from _inline(child, marks | ratings | more | (child.classes() & {"silent"}))


def _shade(run: object, colour: str) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{name}"), value)
    run.get_or_add_rPr().append(shade)  # type: ignore[attr-defined]


def _rule(table: Table) -> None:
    """Thin lines between rows and none between columns, as in the PDF."""
    lines = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="B8B8B8"/>' for side in ("top", "bottom", "insideH"))
    table._tbl.tblPr.append(parse_xml(f"<w:tblBorders {nsdecls('w')}>{lines}</w:tblBorders>"))


def _repeat(row: object) -> None:
    """Marks a header row: repeated on every page, and read as headers."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)  # type: ignore[attr-defined]


def _keep_together(row: object) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # type: ignore[attr-defined]


def _set_widths(table: Table, widths: list[int]) -> None:
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width


def _head_and_foot(section: object, style: House, title: str) -> None:
    head = section.header.paragraphs[0]  # type: ignore[attr-defined]
    head.text = f"{legal(style.council)} · {title}"
    foot = section.footer.paragraphs[0]  # type: ignore[attr-defined]
    foot.add_run("Page ")
    _field(foot, "PAGE")
    foot.add_run(" of ")
    _field(foot, "NUMPAGES")
    for paragraph in (head, foot):
        for run in paragraph.runs:
            run.font.size = Pt(9)


def _field(paragraph: Paragraph, name: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = OxmlElement("w:r")
    words = OxmlElement("w:t")
    words.text = "1"
    run.append(words)
    field.append(run)
    paragraph._p.append(field)


def _number(paragraph: Paragraph, numbering: int) -> None:
    properties = paragraph._p.get_or_add_pPr()
    properties.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="{numbering}"/></w:numPr>'))


def _new_numbering(word: WordDocument) -> int:
    """A numbering of its own for each list: without it Word would number all lists of a paper in one run."""
    numbering = word.part.numbering_part.element
    of_style = word.styles["List Number"].element.pPr.numPr.numId.val
    new = numbering.add_num(numbering.num_having_numId(of_style).abstractNumId.val)
    new.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(new.numId)


def _without_clock(content: bytes) -> bytes:
    """The same zip with every file's time fixed."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, ZIP_EPOCH), source.read(name), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
