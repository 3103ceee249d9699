"""The words of one paragraph of a Word file: runs, links, breaks and pictures, without what is deleted or hidden.

It knows nothing of the blocks around it.
"""

from collections.abc import Iterable, Iterator

from docx.opc.part import Part
from docx.oxml.ns import qn
from lxml import etree

from papers.document import Node
from papers.word_fields import KIND, MARK, SAYS, Field, address_in

THROUGH = tuple(
    qn(f"w:{name}") for name in ("ins", "moveTo", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml")
)
LINE_BREAKS = (qn("w:br"), qn("w:cr"), qn("w:tab"))
NO_BREAK_HYPHEN = qn("w:noBreakHyphen")
DRAWING, PROPERTIES = qn("w:drawing"), qn("wp:docPr")
DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"
INSTEAD = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
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
    _through(element, words, [], [inside])
    return inside


def _through(element: etree._Element, words: Words, fields: list[Field], within: list[list[Node | str]]) -> None:
    """Put what is seen into the innermost of what is open. fields: begun, not ended. within: links and holders."""
    for child in element:
        if child.tag == qn("w:r"):
            _run_or_field(child, words, fields, within)
        elif child.tag == qn("w:hyperlink"):
            _link(child, words.address(child), words, within)
        elif child.tag == qn("w:fldSimple") and (address := address_in(child.get(qn("w:instr"), ""))) is not None:
            _link(child, address, words, within)
        elif child.tag == qn("w:bookmarkStart"):
            within[-1].append(Node("span", {"id": child.get(qn("w:name"), "")}))
        elif child.tag in THROUGH:
            _through(child, words, fields, within)


def _link(element: etree._Element, address: str, words: Words, within: list[list[Node | str]]) -> None:
    within[-1].append(Node("a", {"href": address}, paragraph_words(element, words)))


def _run_or_field(run: etree._Element, words: Words, fields: list[Field], within: list[list[Node | str]]) -> None:
    """A run holds words or marks of a field; some programs put them all into one. No words are passed over."""
    if run.find(MARK) is None and run.find(SAYS) is None:
        within[-1] += _run(run, run, words)
        return
    for part in run:
        kind = part.get(KIND, "")
        if part.tag == SAYS and fields:
            fields[-1].instruction += part.text or ""
        elif kind == "begin":
            fields.append(Field())
        elif kind == "separate" and fields:
            fields[-1].address = address_in(fields[-1].instruction)
            if fields[-1].address is not None:
                link = Node("a", {"href": fields[-1].address})
                within[-1].append(link)
                within.append(link.inside)
        elif kind == "end" and fields and fields.pop().address is not None:
            within.pop()
        else:
            within[-1] += _run(run, [part], words)


def _run(run: etree._Element, parts: Iterable[etree._Element], words: Words) -> list[Node | str]:
    """What these parts of a run say."""
    inside: list[Node | str] = []
    for child in _seen(parts):
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


def _seen(elements: Iterable[etree._Element]) -> Iterator[etree._Element]:
    """All of them and inside them but what stands there a second time, for programs that cannot show the first."""
    for child in elements:
        if child.tag != INSTEAD:
            yield child
            yield from _seen(child)


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
