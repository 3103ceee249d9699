"""The named styles of a Word file: the house's own, and how they are added to what a council's own file has already.

Everything that a paper looks like in Word is a style by name, so that a council's file of styles changes all of it.
"""

from collections.abc import Mapping

from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.parts.numbering import NumberingPart
from lxml.etree import _Element as Element

from papers.house import House

FONT = "Arial"
INK, RULE = "1A1A1A", "B8B8B8"
# rating → ground and ink, as on the page
SHADES = {
    "red": ("FBE4E1", "7D1407"),
    "amber": ("FDEFD3", "6B4200"),
    "green": ("E0F3E8", "0D4F2C"),
    "blue": ("E2ECFA", "173F7A"),
    "grey": ("EFEFEF", "3D3D3D"),
    "unreported": ("FFFFFF", "1A1A1A"),
}
KEEP = "<w:keepNext/><w:keepLines/>"
QUOTED = '<w:pBdr><w:left w:val="single" w:sz="18" w:space="8" w:color="{colour}"/></w:pBdr>'
BEGINS = '<w:pBdr><w:top w:val="single" w:sz="12" w:space="6" w:color="{colour}"/></w:pBdr>'
UNDER_HEAD = '<w:pBdr><w:bottom w:val="single" w:sz="18" w:space="6" w:color="{colour}"/></w:pBdr>'
NUMBERED = '<w:numPr><w:numId w:val="{number}"/></w:numPr>'
CLOSE = "<w:contextualSpacing/>"
# name, what it is based on, paragraph properties, run properties; sizes in half points, spaces in twentieths
PARAGRAPHS = (
    ("Normal", "", '<w:widowControl/><w:spacing w:after="130" w:line="264" w:lineRule="auto"/>', '<w:sz w:val="22"/>'),
    ("Heading 1", "Normal", f'{KEEP}<w:spacing w:before="120" w:after="200" w:line="252" w:lineRule="auto"/>'
     '<w:outlineLvl w:val="0"/>', '<w:b/><w:bCs/><w:sz w:val="48"/>'),
    ("Heading 2", "Normal", f'{KEEP}{BEGINS}<w:spacing w:before="380" w:after="100"/><w:outlineLvl w:val="1"/>',
     '<w:b/><w:bCs/><w:sz w:val="32"/>'),
    ("Heading 3", "Normal", f'{KEEP}<w:spacing w:before="300" w:after="80"/><w:outlineLvl w:val="2"/>',
     '<w:b/><w:bCs/><w:sz w:val="26"/>'),
    ("Heading 4", "Normal", f'{KEEP}<w:spacing w:before="220" w:after="60"/><w:outlineLvl w:val="3"/>',
     '<w:b/><w:bCs/><w:sz w:val="23"/>'),
    ("Lead", "Normal", '<w:spacing w:after="200"/>', '<w:sz w:val="26"/>'),
    ("Silent", "Normal", "", '<w:i/><w:iCs/><w:color w:val="4A4A4A"/>'),
    ("Source", "Normal", "", '<w:color w:val="4A4A4A"/><w:sz w:val="20"/>'),
    ("Quote", "Normal", f'{QUOTED}<w:spacing w:after="80"/><w:ind w:left="340"/>', ""),
    ("Quote Source", "Quote", '<w:spacing w:after="160"/>', '<w:color w:val="4A4A4A"/><w:sz w:val="20"/>'),
    ("Caption", "Normal", f'{KEEP}<w:spacing w:before="240" w:after="80"/>', '<w:b/><w:bCs/><w:sz w:val="21"/>'),
    ("Figure", "Normal", '<w:keepNext/><w:spacing w:before="200" w:after="40"/>', ""),
    ("Figure Caption", "Source", '<w:spacing w:after="120"/>', ""),
    ("List Bullet", "Normal", f'{NUMBERED}<w:spacing w:after="60"/>', ""),
    ("List Number", "Normal", f'{NUMBERED}<w:spacing w:after="60"/>', ""),
    ("Key Figure", "List Bullet", f"{CLOSE}", '<w:sz w:val="24"/>'),
    ("Table Text", "Normal", '<w:spacing w:after="40" w:line="252" w:lineRule="auto"/>', '<w:sz w:val="19"/>'),
    ("Table Heading", "Table Text", "", "<w:b/><w:bCs/>"),
    ("Header", "Normal", f'{UNDER_HEAD}<w:spacing w:after="0"/>', '<w:color w:val="4A4A4A"/><w:sz w:val="18"/>'),
    ("Footer", "Normal", '<w:spacing w:after="0"/>', '<w:color w:val="4A4A4A"/><w:sz w:val="18"/>'),
)  # fmt: skip
CHARACTERS = (
    ("Key Number", '<w:b/><w:bCs/><w:sz w:val="32"/>'),
    ("Silent Words", '<w:i/><w:iCs/><w:color w:val="4A4A4A"/>'),
    ("Hyperlink", '<w:color w:val="1F4F8F"/><w:u w:val="single"/>'),
)
TABLE = (
    '<w:style w:type="table" w:customStyle="1" w:styleId="PaperTable"><w:name w:val="Paper Table"/>'
    '<w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr><w:tblBorders>'
    + "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{RULE}"/>' for side in ("top", "bottom", "insideH")
    )
    + '</w:tblBorders><w:tblCellMar><w:top w:w="55" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>'
    '<w:bottom w:w="20" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    '<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders>'
    f'<w:bottom w:val="single" w:sz="12" w:space="0" w:color="{INK}"/></w:tcBorders>'
    '<w:shd w:val="clear" w:color="auto" w:fill="F2F2F2"/><w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>'
    '<w:tblStylePr w:type="lastRow"><w:tcPr><w:tcBorders>'
    f'<w:top w:val="single" w:sz="12" w:space="0" w:color="{INK}"/></w:tcBorders></w:tcPr></w:tblStylePr></w:style>'
)
TABLE_NORMAL = (
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr>'
    '<w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:left w:w="108" w:type="dxa"/><w:right w:w="108" w:type="dxa"/>'
    "</w:tblCellMar></w:tblPr></w:style>"
)
BULLETS, DECIMALS = ("bullet", "•"), ("decimal", "%1.")


def put_styles(word: WordDocument, house: House, *, own: bool) -> dict[str, str]:
    """name of a style → its id. own: the house's styles alone; otherwise those that the file lacks are added to it.

    A style that is added to a council's file brings no font, so that theirs holds.
    """
    element = word.styles.element
    if own:
        for style in list(element):
            element.remove(style)
        element.append(_defaults(house.lang))
    else:
        _say_language(element, house.lang)
    ids = _ids(element)
    for style in _ours(word, house, ids, own=own):
        element.append(style)
    return _ids(element)


def _ids(styles: Element) -> dict[str, str]:
    """Word writes the names of its own styles in small letters (“heading 1”), and people do not."""
    found = {}
    for style in styles.findall(qn("w:style")):
        name = style.find(qn("w:name"))
        if name is not None:
            written = str(name.get(qn("w:val")))
            found[_KNOWN.get(written.lower(), written)] = str(style.get(qn("w:styleId")))
    return found


_KNOWN: Mapping[str, str] = {
    name.lower(): name for name in (*(row[0] for row in PARAGRAPHS), *(row[0] for row in CHARACTERS), "Table Grid")
}


def _ours(word: WordDocument, house: House, ids: Mapping[str, str], *, own: bool) -> list[Element]:
    known = dict(ids)
    known.update({name: name.replace(" ", "") for name, *_ in PARAGRAPHS if name not in ids})
    missing = [row for row in PARAGRAPHS if row[0] not in ids]
    lists = {name: _numbering_of(word, BULLETS if name == "List Bullet" else DECIMALS, fresh=own)
             for name in ("List Bullet", "List Number") if name not in ids}  # fmt: skip
    styles = []
    for name, based_on, placed, written in missing:
        placed = placed.format(colour=house.colour.lstrip("#").upper(), number=lists.get(name, 0))
        styles.append(_paragraph_style(name, known.get(based_on, ""), known[name], placed, written))
    marks = [*CHARACTERS, *((f"Rating {key.title()}", _shade(*pair)) for key, pair in SHADES.items())]
    styles += [_character_style(name, written) for name, written in marks if name not in ids]
    if own:
        styles.append(_read(TABLE_NORMAL))
    if "Paper Table" not in ids:
        styles.append(_read(TABLE))
    return styles


def _paragraph_style(name: str, based_on: str, id_: str, placed: str, written: str) -> Element:
    default = ' w:default="1"' if name == "Normal" else ""
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    following = f'<w:next w:val="{based_on}"/>' if name.startswith("Heading") else ""
    return _read(
        f'<w:style w:type="paragraph"{default} w:styleId="{id_}"><w:name w:val="{name}"/>{base}{following}<w:qFormat/>'
        f"<w:pPr>{placed}</w:pPr><w:rPr>{written}</w:rPr></w:style>"
    )


def _character_style(name: str, written: str) -> Element:
    return _read(
        f'<w:style w:type="character" w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/><w:qFormat/>'
        f"<w:rPr>{written}</w:rPr></w:style>"
    )


def _shade(ground: str, ink: str) -> str:
    return f'<w:b/><w:bCs/><w:color w:val="{ink}"/><w:shd w:val="clear" w:color="auto" w:fill="{ground}"/>'


def _read(xml: str) -> Element:
    """A piece of XML as an element, with Word's name space."""
    head, _, rest = xml.partition(" ")
    element: Element = parse_xml(f"{head} {nsdecls('w')} {rest}")
    return element


def _defaults(lang: str) -> Element:
    """The same font for every script, so that Arabic needs no table of fallbacks; and the language of the words."""
    fonts = " ".join(f'w:{name}="{FONT}"' for name in ("ascii", "hAnsi", "cs", "eastAsia"))
    return _read(
        f'<w:docDefaults ><w:rPrDefault><w:rPr><w:rFonts {fonts}/><w:color w:val="{INK}"/><w:sz w:val="22"/>'
        f'<w:szCs w:val="22"/><w:lang w:val="{lang}" w:eastAsia="{lang}" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
    )


def _say_language(styles: Element, lang: str) -> None:
    for language in styles.iter(qn("w:lang")):
        language.set(qn("w:val"), lang)


def numbering_part(word: WordDocument) -> NumberingPart:
    """The part that holds the numberings; made where a council's file has none."""
    for relation in word.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.NUMBERING:
            part: NumberingPart = relation.target_part
            return part
    element = parse_xml(f"<w:numbering {nsdecls('w')}/>")
    part = NumberingPart(PackURI("/word/numbering.xml"), CONTENT_TYPE.WML_NUMBERING, element, word.part.package)
    word.part.relate_to(part, RELATIONSHIP_TYPE.NUMBERING)
    return part


def _numbering_of(word: WordDocument, how: tuple[str, str], *, fresh: bool) -> int:
    """A new numbering of one level, bullets or numbers; its id. fresh: no other has been made for the house yet."""
    numbering = numbering_part(word).element
    if fresh and how is BULLETS:
        for old in list(numbering):
            numbering.remove(old)
    kind, sign = how
    number = (
        max((int(each.get(qn("w:abstractNumId"))) for each in numbering.findall(qn("w:abstractNum"))), default=0) + 1
    )
    abstract = _read(
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0">'
        f'<w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{sign}"/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:ind w:left="420" w:hanging="420"/></w:pPr></w:lvl></w:abstractNum>'
    )
    nums = numbering.findall(qn("w:num"))
    if nums:
        nums[0].addprevious(abstract)
    else:
        numbering.append(abstract)
    return int(numbering.add_num(number).numId)


def new_numbering(word: WordDocument, style_id: str) -> int:
    """A numbering of its own for each list: without it Word would number all lists of a paper in one run."""
    numbering = numbering_part(word).element
    number = _number_of_style(word, style_id)
    of_style = next((each for each in numbering.findall(qn("w:num")) if int(each.numId) == number), None)
    if of_style is None:
        of_style_id = _numbering_of(word, DECIMALS, fresh=False)
        of_style = numbering.num_having_numId(of_style_id)
    new = numbering.add_num(of_style.abstractNumId.val)
    new.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(new.numId)


def _number_of_style(word: WordDocument, style_id: str) -> int:
    for style in word.styles.element.findall(qn("w:style")):
        if style.get(qn("w:styleId")) == style_id:
            said = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
            return 0 if said is None else int(said.get(qn("w:val")))
    return 0
