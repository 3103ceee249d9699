"""The words of one paragraph of a Word file: runs, links, breaks and pictures, without what is deleted or hidden.

It knows nothing of the blocks around it.
"""

from docx.opc.part import Part
from docx.oxml.ns import qn
from lxml import etree

from papers.document import Node

THROUGH = tuple(
    qn(f"w:{name}") for name in ("ins", "moveTo", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml")
)
LINE_BREAKS = (qn("w:br"), qn("w:cr"), qn("w:tab"))
NO_BREAK_HYPHEN = qn("w:noBreakHyphen")
DRAWING, PROPERTIES = qn("w:drawing"), qn("wp:docPr")
DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"
LONGEST_HEADING = 12
OFF = ("0", "false", "off", "none")


class Words:
    """What reading a paragraph needs and finds: the part with its links, and hidden words."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self._hidden: list[str] = []

    def hide(self, words: str) -> None:
        self._hidden.append(words)

    def take_hidden(self) -> list[str]:
        """What was hidden since this was last asked."""
        taken, self._hidden = self._hidden, []
        return taken

    def address(self, link: etree._Element) -> str:
        """Where a link leads; a bookmark as “#name”."""
        relation = self.part.rels.get(link.get(qn("r:id"), ""))
        anchor = link.get(qn("w:anchor"))
        if relation is not None and relation.is_external:
            return f"{relation.target_ref}#{anchor}" if anchor else str(relation.target_ref)
        return f"#{anchor}" if anchor else ""


def paragraph_words(element: etree._Element, words: Words) -> list[Node | str]:
    """Everything a reader of the page sees in it, in order."""
    inside: list[Node | str] = []
    for child in element:
        if child.tag == qn("w:r"):
            inside += _run(child, words)
        elif child.tag == qn("w:hyperlink"):
            inside.append(Node("a", {"href": words.address(child)}, paragraph_words(child, words)))
        elif child.tag == qn("w:bookmarkStart"):
            inside.append(Node("span", {"id": child.get(qn("w:name"), "")}))
        elif child.tag in THROUGH:
            inside += paragraph_words(child, words)
    return inside


def _run(run: etree._Element, words: Words) -> list[Node | str]:
    inside: list[Node | str] = []
    for child in run.iter():
        if child.tag == qn("w:t"):
            inside.append(child.text or "")
        elif child.tag in LINE_BREAKS:
            inside.append(Node("br"))
        elif child.tag == NO_BREAK_HYPHEN:
            inside.append("-")
        elif child.tag == DRAWING:
            inside.append(_picture(child))
    if _is_on(run, "w:vanish"):
        words.hide("".join(child if isinstance(child, str) else child.words() for child in inside))
        return []
    return [Node("strong", {}, inside)] if inside and _is_on(run, "w:b") else inside


def _picture(drawing: etree._Element) -> Node:
    """With its alternative text; one marked as decoration says so, since it needs none."""
    named = next(drawing.iter(PROPERTIES), None)
    said = (named.get("descr") or "") if named is not None else ""
    if named is not None and any(found.get("val") in ("1", "true") for found in named.iter(DECORATIVE)):
        said = "Decoration, nothing to read."
    return Node("img", {"alt": said, "src": (named.get("name") or "") if named is not None else ""})


def _is_on(run: etree._Element, name: str) -> bool:
    mark = run.find(f"{qn('w:rPr')}/{qn(name)}")
    return mark is not None and (mark.get(qn("w:val")) or "true").lower() not in OFF


def is_fake_heading(element: etree._Element, words: str) -> bool:
    """A short line, all of it bold, without a stop at its end: made to look like a heading."""
    runs = [run for run in element.iter(qn("w:r")) if any((t.text or "").strip() for t in run.iter(qn("w:t")))]
    short = 0 < len(words.split()) <= LONGEST_HEADING and words[-1:] not in ".;,!?"
    return short and bool(runs) and all(_is_on(run, "w:b") for run in runs)
