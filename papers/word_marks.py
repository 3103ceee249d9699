"""The XML of which a Word paragraph, run, table and link are made, in the order that its schema asks for.

It knows nothing of the semantic document or of styles; a style is an id to it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml.etree import _Element as Element

from papers.coverage import legal
from papers.scripts import runs_by_direction


@dataclass(frozen=True, kw_only=True)
class Setting:
    """How a paragraph stands. left, before: in twentieths of a point. number: the numbering it counts in.

    keep: with the next paragraph; None leaves that to its style.
    """

    style: str
    keep: bool | None = None
    number: int | None = None
    left: int | None = None
    before: int | None = None
    to_the_right: bool = False
    right_to_left: bool = False


@dataclass(frozen=True)
class Look:
    """How some words look: the id of a character style, or bold and italic by themselves."""

    style: str = ""
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, kw_only=True)
class TableLook:
    """style: id of a table style. widths: of the columns, in twentieths of a point.

    headed: its first row holds headers.
    """

    style: str
    widths: Sequence[int]
    title: str
    description: str
    headed: bool = True
    row_headers: bool = True
    totalled: bool = False
    left: int = 0


def made(tag: str, *inside: Element, **attributes: str | int) -> Element:
    """An element of Word's own namespace."""
    element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))
    element.extend(inside)
    return element


def paragraph(setting: Setting, inside: Iterable[Element]) -> Element:
    return made("p", made("pPr", *_properties(setting)), *inside)


def _properties(setting: Setting) -> Iterator[Element]:
    yield made("pStyle", val=setting.style)
    if setting.keep is not None:
        yield made("keepNext", val=int(setting.keep))
    if setting.number is not None:
        yield made("numPr", made("ilvl", val=0), made("numId", val=setting.number))
    if setting.right_to_left:
        yield made("bidi")
    if setting.before is not None:
        yield made("spacing", before=setting.before)
    if setting.left is not None:
        yield made("ind", left=setting.left)
    if setting.to_the_right:
        yield made("jc", val="right")


def runs(words: str, look: Look) -> Iterator[Element]:
    """The words as runs that each read one way; a sign that XML cannot hold is shown as �."""
    for part, right_to_left in runs_by_direction(legal(words)):
        text = OxmlElement("w:t")
        text.set(qn("xml:space"), "preserve")
        text.text = part
        marks = list(_marks(look, right_to_left))
        yield made("r", *([made("rPr", *marks)] if marks else []), text)


def _marks(look: Look, right_to_left: bool) -> Iterator[Element]:
    if look.style:
        yield made("rStyle", val=look.style)
    if look.bold:
        yield from (made("b"), made("bCs"))
    if look.italic:
        yield from (made("i"), made("iCs"))
    if right_to_left:
        yield made("rtl")


def line_break() -> Element:
    return made("r", made("br"))


def link(inside: Iterable[Element], *, relationship: str = "", anchor: str = "") -> Element:
    """A link to the outside by its relationship, or to a bookmark of the document."""
    element = made("hyperlink", *inside, history=1)
    if relationship:
        element.set(qn("r:id"), relationship)
    else:
        element.set(qn("w:anchor"), anchor)
    return element


def bookmark(at: Element, name: str, number: int) -> None:
    """Put a bookmark around what a paragraph says."""
    at.insert(1, made("bookmarkStart", id=number, name=name))
    at.append(made("bookmarkEnd", id=number))


def field_of(name: str) -> Element:
    """A number that Word works out itself, such as PAGE."""
    text = made("t")
    text.text = "1"
    return made("fldSimple", made("r", text), instr=f" {name} ")


def table(look: TableLook, rows: Iterable[Element]) -> Element:
    marked = {"firstRow": look.headed, "lastRow": look.totalled, "firstColumn": look.row_headers}
    return made(
        "tbl",
        made(
            "tblPr",
            made("tblStyle", val=look.style),
            made("tblW", w=sum(look.widths), type="dxa"),
            *([made("tblInd", w=look.left, type="dxa")] if look.left else []),
            made("tblLayout", type="fixed"),
            made(
                "tblLook",
                val=f"{0x20 * look.headed + 0x40 * look.totalled + 0x80 * look.row_headers + 0x600:04X}",
                **{name: int(on) for name, on in marked.items()},
                lastColumn=0,
                noHBand=1,
                noVBand=1,
            ),
            made("tblCaption", val=legal(look.title)),
            made("tblDescription", val=legal(look.description)),
        ),
        made("tblGrid", *(made("gridCol", w=width) for width in look.widths)),
        *rows,
    )


def row(cells: Iterable[Element], *, header: bool) -> Element:
    """A row that no page end parts; header: repeated on every page, and read as headers."""
    return made("tr", made("trPr", made("cantSplit"), *([made("tblHeader")] if header else [])), *cells)


def cell(inside: Iterable[Element], width: int) -> Element:
    return made("tc", made("tcPr", made("tcW", w=width, type="dxa")), *inside)
