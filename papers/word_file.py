"""The document as a Word file with real styles: the pages, their head and foot, and what the file says of itself.

It knows nothing of what a paragraph or a table looks like; papers/word_blocks.py and papers/word_styles.py do.
"""

import io
from collections.abc import Iterator
from copy import deepcopy
from datetime import date, datetime
from itertools import groupby

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Cm, Emu
from lxml.etree import _Element as Element

from papers.coverage import legal
from papers.document import Node, every
from papers.given_files import refuse_what_acts
from papers.house import House
from papers.raster import as_png
from papers.sealed_zip import without_clock
from papers.word_blocks import TWIP, WordBlocks, describe
from papers.word_marks import Look, Setting, field_of, made, paragraph, runs
from papers.word_styles import put_styles

PORTRAIT_WIDTH, LANDSCAPE_WIDTH, MARGIN = Cm(21.0), Cm(29.7), Cm(2.2)
LOGO_HEIGHT = Cm(1.5)
# Word's own limit, in letters.
LONGEST_PROPERTY = 255
# What a document keeps of the file it is made from; comments, notes and pictures of that file are not among it.
KEPT = frozenset(
    getattr(RELATIONSHIP_TYPE, name)
    for name in ("STYLES", "NUMBERING", "SETTINGS", "WEB_SETTINGS", "FONT_TABLE", "THEME", "HEADER", "FOOTER")
)
DROPPED_SETTINGS = ("footnotePr", "endnotePr", "attachedTemplate", "docVars", "rsids", "mailMerge", "updateFields")


def write_word(document: Node, house: House, *, dated: date, styled: bytes | None = None) -> bytes:
    """A .docx in bytes, the same for the same input. dated: stands in its properties.

    styled: a council's own .docx; its styles, page, head and foot are used and its words are not.

    Raises TemplateFault for a styled file that is none or that holds macros or fetches something.
    """
    title = legal(next(node.words() for node in every(document) if node.tag == "h1"))
    if styled is not None:
        refuse_what_acts(styled, "The council's Word file of styles")
    word = Document(io.BytesIO(styled) if styled is not None else None)
    table_style = first_table_style(word)
    page = _emptied(word)
    styles = put_styles(word, house, own=styled is None)
    set_properties(word, title, house, dated)
    if styled is None:
        _lay_out(word.sections[0])
    if not _has_head_or_foot(page):
        _head_and_foot(word.sections[0], house, title, styles)
    mark_heads(word, house)
    blocks = WordBlocks(
        word, house, styles, table_style=table_style or (styled and styles.get("Table Grid")) or styles["Paper Table"]
    )
    blocks.expect_links(document)
    _write_pages(word, document, blocks)
    return saved(word)


def saved(word: WordDocument) -> bytes:
    file = io.BytesIO()
    word.save(file)
    return without_clock(file.getvalue())


def set_properties(word: WordDocument, title: str, house: House, dated: date) -> None:
    """What the file says of itself, and nothing of the file it was made from."""
    properties, made_at = word.core_properties, datetime(dated.year, dated.month, dated.day)  # noqa: DTZ001 - a day
    council = legal(house.council)[:LONGEST_PROPERTY]
    properties.title, properties.author, properties.language = title[:LONGEST_PROPERTY], council, house.lang
    properties.last_modified_by, properties.revision = council, 1
    properties.comments = properties.keywords = properties.category = properties.subject = ""
    properties.created = properties.modified = made_at


def _emptied(word: WordDocument) -> Element:
    """Take out all that the file says, with what only that needs; what is left is its last page layout, returned."""
    body = word.element.body
    page: Element = next(iter(body.iter(qn("w:sectPr"))))
    for element in list(body):
        body.remove(element)
    body.append(page)
    for holder, kept in ((word.part, KEPT), (word.part.package, {RELATIONSHIP_TYPE.OFFICE_DOCUMENT})):
        for name, relation in list(holder.rels.items()):
            if relation.reltype not in kept | {RELATIONSHIP_TYPE.CORE_PROPERTIES}:
                del holder.rels[name]
    settings = word.settings.element
    for tag in DROPPED_SETTINGS:
        for element in settings.findall(qn(f"w:{tag}")):
            settings.remove(element)
    word.part._settings_part.rels.clear()
    return page


def first_table_style(word: WordDocument) -> str:
    """The style of the first table in a council's file: what it shows there is how its tables look."""
    style = next(iter(word.element.body.iter(qn("w:tblStyle"))), None)
    return "" if style is None else str(style.get(qn("w:val")))


def _has_head_or_foot(page: Element) -> bool:
    return any(page.findall(qn(f"w:{place}Reference")) for place in ("header", "footer"))


def _lay_out(section: Section) -> None:
    section.page_width, section.page_height = PORTRAIT_WIDTH, LANDSCAPE_WIDTH
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, MARGIN)
    section.header_distance = section.footer_distance = Cm(1.1)


def _write_pages(word: WordDocument, document: Node, blocks: WordBlocks) -> None:
    """The blocks in the order of reading; where pages turn, the section that ends stands in its last paragraph."""
    body, last = word.element.body, word.element.body.sectPr
    first, turned = True, False
    for turned, group in groupby(_flow(document, landscape=False), key=lambda placed: placed[1]):
        if not first:
            _end_section(body, last)
        _turn(word.sections[-1], landscape=turned, first=first)
        section = word.sections[-1]
        blocks.width = room_of(section)
        for node, _, name in group:
            blocks.mark(name)
            for element in blocks.written(node):
                last.addprevious(element)
        first = False


def _flow(node: Node, *, landscape: bool, name: str = "") -> Iterator[tuple[Node, bool, str]]:
    """Each block outside any section of its own, whether its page is turned, and what place begins with it."""
    for child in node.nodes():
        if child.tag == "section":
            turned = landscape or "landscape" in child.classes()
            yield from _flow(child, landscape=turned, name=child.attributes.get("id", ""))
        else:
            yield child, landscape, name
            name = ""


def _end_section(body: Element, last: Element) -> None:
    """A section's layout hangs on its last paragraph; after a table there is none, and one without height is made."""
    before = last.getprevious()
    if before is None or before.tag != qn("w:p"):
        before = made("p", made("pPr", made("spacing", before=0, after=0, line=20, lineRule="exact")))
        last.addprevious(before)
    before[0].append(deepcopy(last))


def room_of(section: Section) -> int:
    """What a line may take, in twentieths of a point."""
    margins = int(section.left_margin or MARGIN) + int(section.right_margin or MARGIN)
    return (int(section.page_width or PORTRAIT_WIDTH) - margins) // TWIP


def _turn(section: Section, *, landscape: bool, first: bool) -> None:
    """Turn the page; its head and foot stay, but for the one of the first page."""
    short, long = sorted((section.page_width or PORTRAIT_WIDTH, section.page_height or LANDSCAPE_WIDTH))
    if first and not landscape:
        return
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Emu(long), Emu(short)) if landscape else (Emu(short), Emu(long))
    if not first:
        section.different_first_page_header_footer = False


def _head_and_foot(section: Section, house: House, title: str, styles: dict[str, str]) -> None:
    """The council and the title at the head, the logo beside them on the first page, the page's number at the foot."""
    words = legal(house.header or house.council)
    section.different_first_page_header_footer = True
    head = [*runs(f"{words} · {title}", Look())]
    _fill(section.header, paragraph(Setting(style=styles["Header"]), head))
    first = _logo(section, house) if house.logo else list(runs(words, Look(bold=True)))
    _fill(section.first_page_header, paragraph(Setting(style=styles["Header"]), first))
    for foot in (section.footer, section.first_page_footer):
        said = [*runs(f"{legal(house.footer or house.council)} · Page ", Look()), field_of("PAGE")]
        _fill(foot, paragraph(Setting(style=styles["Footer"]), [*said, *runs(" of ", Look()), field_of("NUMPAGES")]))


def mark_heads(word: WordDocument, house: House) -> None:
    """Put the house's marking, if it has one, above whatever stands at the head of every page."""
    if not house.marking:
        return
    marked: list[Element] = []
    for n, section in enumerate(word.sections):
        heads = [section.header]
        heads += [section.first_page_header] if section.different_first_page_header_footer else []
        heads += [section.even_page_header] if word.settings.odd_and_even_pages_header_footer else []
        for head in heads:
            if n and head.is_linked_to_previous:
                continue
            element = head._element
            if element not in marked:
                marked.append(element)
                said = made("p", made("pPr", made("jc", val="center")), *runs(legal(house.marking), Look(bold=True)))
                element.insert(0, said)


def _fill(place: object, said: Element) -> None:
    place.is_linked_to_previous = False  # type: ignore[attr-defined]
    element = place._element  # type: ignore[attr-defined]
    for old in list(element):
        element.remove(old)
    element.append(said)


def _logo(section: Section, house: House) -> list[Element]:
    picture = house.picture
    if house.logo_type == "svg":
        picture = as_png(picture.decode("utf-8"), house, scale=4)
    header = section.first_page_header
    header.is_linked_to_previous = False
    inline = header.part.new_pic_inline(io.BytesIO(picture), None, LOGO_HEIGHT)
    describe(inline, legal(f"Logo of {house.council}"))
    return [made("r", made("drawing", inline))]
