"""A council's own Word form, filled: its Jinja tags with the facts, and whole sections of the paper in its own styles.

The form keeps its page, its head and foot and its words. It knows nothing of where forms are kept or who asks for one.
"""

import io
import re
from collections.abc import Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from itertools import count
from typing import Any

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import parse_xml
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing
from lxml import etree
from lxml.etree import _Element as Element
from markupsafe import Markup

from governance.errors import FactsMissing, TemplateFault
from papers.coverage import legal
from papers.document import Node, every
from papers.given_files import refuse_what_acts
from papers.house import House
from papers.word_blocks import WordBlocks
from papers.word_file import first_table_style, mark_heads, room_of, saved, set_properties
from papers.word_marks import made
from papers.word_styles import put_styles
from papers.words import frozen, printable, sandbox

PLACE = qn("w:place")
TAG = re.compile(r"\{[{%].*?[%}]\}")
# A tag that takes away the paragraph in which it stands, with whatever else stands there.
TAKING = re.compile(r"\{[{%]p .*?[%}]\}")
MOST_QUOTED = 80
BETWEEN = "\n"


def fill_form(form: bytes, facts: Mapping[str, Any], document: Node, house: House, *, dated: date, named: str) -> bytes:
    """The filled form as a .docx, the same bytes for the same input. named: the form's file name, for messages.

    facts: what its tags may name. document: the paper, of which {{p section("risks") }} puts the section of that id.
    A form that loops for ever is not stopped here: call it within papers.limits.limited.

    Raises FactsMissing where a tag names what the facts do not hold, and TemplateFault for any other fault of the form;
    both name the paragraph and what would be right.
    """
    called = f"The Word form {named}"
    refuse_what_acts(form, called)
    filling = _Filling(form, frozen(facts), document, called)
    word = filling.filled()
    _place_sections(word, filling.placed, document, house, called)
    mark_heads(word, house)
    title = legal(next(node.words() for node in every(document) if node.tag == "h1"))
    set_properties(word, title, house, dated)
    _drop_what_it_says_of_its_maker(word)
    return saved(word)


class _Filling(DocxTemplate):  # type: ignore[misc]  # it comes without types
    """Renders each part of the form with a paragraph to a line, so that a fault can be told by its paragraph."""

    def __init__(self, form: bytes, facts: Mapping[str, Any], document: Node, called: str) -> None:
        super().__init__(io.BytesIO(form))
        self.facts, self.called = facts, called
        self.known = {node.attributes.get("id", ""): node for node in every(document) if node.tag == "section"}
        self.placed: list[str] = []
        self.signs = _signs_for(facts)
        self.signs.globals["section"] = self._section

    def filled(self) -> WordDocument:
        self.render_init()
        self.map_tree(parse_xml(self._strict(self.build_xml(self.facts))))
        for kind in (self.HEADER_URI, self.FOOTER_URI):
            for name, xml in list(self.build_headers_footers_xml(self.facts, kind)):
                self.map_headers_footers_xml(name, self._strict(xml.decode()))
        self.render_footnotes(self.facts)
        word: WordDocument = self.docx
        return word

    def patch_xml(self, src_xml: str) -> str:
        """As docxtpl mends tags that Word has split; each paragraph on a line of its own, also one that goes away."""
        lined = re.sub(r"(<w:(?:p|tr|tc)[ >])", rf"{BETWEEN}\1", src_xml.replace(BETWEEN, " "))
        for line in lined.split(BETWEEN):
            self._refuse_lost_words(line)
        mended: str = super().patch_xml(lined)
        return mended

    def render_xml_part(self, src_xml: str, part: Part, context: Mapping[str, Any], jinja_env: object = None) -> str:
        """As docxtpl does it, but nothing that the facts say is taken for a tag."""
        try:
            made_of_it = self.signs.from_string(src_xml).render(context)
        except UndefinedError as fault:
            raise FactsMissing(self._missing(fault, src_xml)) from fault
        except TemplateSyntaxError as fault:
            raise TemplateFault(f"{self._at(src_xml, fault.lineno or 0)}: {fault.message}.") from fault
        except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as fault:
            raise TemplateFault(f"{self._at(src_xml, _line_of(fault))}: {fault}.") from fault
        resolved: str = self.resolve_listing(made_of_it)
        return resolved

    def _strict(self, xml: str) -> bytes:
        """The rendered part; refused where it is broken, which docxtpl would mend by leaving words out."""
        try:
            etree.fromstring(xml)
        except etree.XMLSyntaxError as fault:
            raise TemplateFault(
                f"{self._at(xml, fault.lineno or 0)}: what comes out is no Word document. A {{%p … %}} or {{%tr … %}} "
                "opens something there that is not closed in the same text or table. Give each such tag a paragraph "
                "or a row of its own, and its end too."
            ) from fault
        fixed: bytes = etree.tostring(_without_lines(self.fix_tables(xml)))
        return fixed

    def _section(self, name: str) -> Markup:
        """What stands for a section until the rest of the form is done."""
        if name not in self.known:
            near = get_close_matches(name, self.known, 2, 0.4) or sorted(filter(None, self.known))
            raise LookupError(f"the paper has no section “{name}”. Its sections are named by id: {', '.join(near)}")
        self.placed.append(name)
        return Markup('<w:place xmlns:w="{}" w:val="{}"/>').format(nsmap["w"], len(self.placed) - 1)

    def _refuse_lost_words(self, line: str) -> None:
        words = _words_of(line)
        if (taking := TAKING.search(words)) and words.strip() != taking[0]:
            raise TemplateFault(
                f"{self.called}, in the paragraph “{_short(words)}”: {taking[0]} takes the place of its whole "
                "paragraph, so the other words there would be lost. Give the tag a paragraph of its own."
            )

    def _at(self, source: str, line: int) -> str:
        """Which paragraph it is, by its words."""
        lines = source.split(BETWEEN)
        words = _words_of(lines[line - 1]) if 0 < line <= len(lines) else ""
        return f"{self.called}, in the paragraph “{_short(words)}”" if words.strip() else self.called

    def _missing(self, fault: UndefinedError, source: str) -> str:
        line = _line_of(fault)
        name, _, near = str(fault.message).partition(BETWEEN)
        said = _words_of(source.split(BETWEEN)[line - 1]) if line else ""
        before = re.search(rf"((?:\w+\.)*){re.escape(name)}\b", " ".join(TAG.findall(said)))
        path = before[1] if before else ""
        told = [f"{path}{each}" for each in near.split(BETWEEN) if each]
        sentence = f"{self._at(source, line)}: “{path}{name}” is no fact of the brief."
        return f"{sentence} Near it: {', '.join(told)}." if told else sentence


def _signs_for(facts: Mapping[str, Any]) -> ImmutableSandboxedEnvironment:
    class Unknown(StrictUndefined):
        """A name that is nowhere: its message is the name, and beneath it the names that are near it."""

        @property
        def _undefined_message(self) -> str:
            if self._undefined_hint:
                # Something that is there and may not be reached.
                return str(self._undefined_hint)
            holder = facts if self._undefined_obj is missing else self._undefined_obj
            known = [str(key) for key in holder] if isinstance(holder, Mapping) else []
            return BETWEEN.join([str(self._undefined_name), *get_close_matches(str(self._undefined_name), known, 3)])

    signs = sandbox(undefined=Unknown, finalize=_one_kind_of_break)
    signs.filters["lines"] = str
    return signs


def _one_kind_of_break(value: Any) -> Any:
    """What is printed, with every end of a line as the one sign of which docxtpl makes a break of Word's."""
    shown = printable(value)
    if isinstance(shown, str) and not isinstance(shown, Markup):
        return shown.replace("\r\n", BETWEEN).replace("\r", BETWEEN)
    return shown


def _line_of(fault: BaseException) -> int:
    """The line of the form that was being rendered; 0 where it was none."""
    line, trace = 0, fault.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _words_of(xml: str) -> str:
    plain = re.sub(r"<[^>]*>", "", xml)
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _short(words: str) -> str:
    folded = " ".join(words.split())
    return folded if len(folded) <= MOST_QUOTED else f"{folded[:MOST_QUOTED]}…"


def _without_lines(tree: Element) -> Element:
    """Take out the ends of lines between elements, which are no words."""
    for element in tree.iter():
        if not (element.tail or "x").strip():
            element.tail = None
        if len(element) and not (element.text or "x").strip():
            element.text = None
    return tree


def _place_sections(word: WordDocument, placed: list[str], document: Node, house: House, called: str) -> None:
    """Put each section where it was asked for, in the styles that the form has."""
    body = word.element.body
    marks = count(max((int(each.get(qn("w:id"), 0)) for each in body.iter(qn("w:bookmarkStart"))), default=0) + 1)
    table_style = first_table_style(word)
    styles = put_styles(word, house, own=False)
    blocks = WordBlocks(
        word, house, styles, table_style=table_style or styles.get("Table Grid") or styles["Paper Table"], marks=marks
    )
    sections = {node.attributes.get("id", ""): node for node in every(document) if node.tag == "section"}
    if len(placed) == len(set(placed)):
        blocks.expect_links(Node("document", {}, [sections[name] for name in placed]))
    for place in list(body.iter(PLACE)):
        name = placed[int(place.get(qn("w:val")))]
        if next(place.iterancestors()).tag not in (qn("w:body"), qn("w:tc"), qn("w:sdtContent")):
            raise TemplateFault(
                f"{called}: the section “{name}” is asked for in the middle of a line. Give it a paragraph of its own "
                f'and begin the tag with p: {{{{p section("{name}") }}}}.'
            )
        blocks.width = _room_at(word, place)
        for element in blocks.written(sections[name]):
            place.addprevious(element)
        _take_out(place)
    _number_pictures(word)


def _room_at(word: WordDocument, place: Element) -> int:
    """What a line may take there: the width of its cell, or else of its page."""
    for cell in place.iterancestors(qn("w:tc")):
        width = cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}")
        if width is not None and width.get(qn("w:type")) == "dxa":
            return int(width.get(qn("w:w"), 0))
    # A section's layout stands at its end, so the layouts before this place are those of earlier sections.
    marks = [mark for mark in word.element.body.iter(PLACE, qn("w:sectPr")) if mark is place or mark.tag != PLACE]
    return room_of(word.sections[marks.index(place)])


def _take_out(place: Element) -> None:
    """A cell ends with a paragraph, or Word calls the file damaged."""
    holder, before = next(place.iterancestors()), place.getprevious()
    if holder.tag == qn("w:tc") and place.getnext() is None and (before is None or before.tag != qn("w:p")):
        place.addprevious(made("p"))
    holder.remove(place)


def _number_pictures(word: WordDocument) -> None:
    """Each picture a number of its own, also where a loop of the form has made several of one."""
    for number, picture in enumerate(_pictures(word), start=1):
        picture.set("id", str(number))


def _pictures(word: WordDocument) -> Iterator[Element]:
    yield from word.element.body.iter(qn("wp:docPr"))


def _drop_what_it_says_of_its_maker(word: WordDocument) -> None:
    """The preview, and the properties in which Word notes who wrote the form and on which machine."""
    rels = word.part.package.rels
    for name, relation in list(rels.items()):
        if relation.reltype not in (RELATIONSHIP_TYPE.OFFICE_DOCUMENT, RELATIONSHIP_TYPE.CORE_PROPERTIES):
            del rels[name]
