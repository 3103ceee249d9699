"""Rules about links and pictures: that a link goes somewhere and says where, and that a picture is said in words."""

import re
from collections.abc import Iterator

from papers.checker.findings import Severity
from papers.checker.reading import Passage, Reading, fold
from papers.checker.rulebook import Remark, rule
from papers.document import Node, every

SAYS_NOTHING = re.compile(
    r"(?:please )?(?:click|press|see|read|follow)?\s?(?:here|this|this link|link|more|read more|click)", re.I
)
MAIL = re.compile(r"mailto:[^@\s?]+@[^@\s?]+\.[^@\s?.]+(?:\?.*)?", re.I)
OF_ONE_MACHINE = re.compile(r"file:|[a-z]:[\\/]|\\\\|https?://(?:localhost|127\.|[\w-]+(?:/|$))", re.I)
NAMES_A_FILE = re.compile(r"\S*\.(?:png|jpe?g|gif|bmp|svg|emf)|(?:image|picture|graphic|chart|logo|photo)\s?\d*", re.I)


@rule(Severity.MUST)
def picture_without_words(reading: Reading) -> Iterator[Remark]:
    """A picture has no alternative text for those who cannot see it, or only the name of its file."""
    for passage in reading.passages:
        if passage.tag != "img":
            continue
        said = passage.node.attributes.get("alt", "").strip()
        if said and not NAMES_A_FILE.fullmatch(said):
            continue
        name = passage.node.attributes.get("src", "")
        fault = f"Its alternative text is only “{said}”" if said else "It has no alternative text"
        yield Remark(
            passage=passage,
            quote=f"picture {name or passage.position}",
            because=f"{fault}; a screen reader has nothing to say of this picture.",
            suggestion="Say in a sentence what the picture shows, with its figures, or mark it as decoration.",
        )


@rule(Severity.MUST)
def link_to_nowhere(reading: Reading) -> Iterator[Remark]:
    """A link has no address, or one that only works on one machine, or points to a place that is not in the paper."""
    ids = {node.attributes["id"] for node in every(reading.document) if node.attributes.get("id")}
    for passage, link in _links(reading):
        if fault := _fault(link.attributes.get("href", "").strip(), ids):
            words = fold(link.words())
            yield Remark(
                passage=passage,
                quote=words or link.attributes.get("href", ""),
                because=f"The link “{words}” {fault}.",
                suggestion="Give it the address it should lead to, or take the link off the words.",
            )


@rule(Severity.SHOULD)
def link_says_nothing(reading: Reading) -> Iterator[Remark]:
    """The words of a link do not say where it leads (“click here”)."""
    for passage, link in _links(reading):
        words = fold(link.words()).strip(" .:")
        if not words or SAYS_NOTHING.fullmatch(words):
            yield Remark(
                passage=passage,
                quote=f"{words} {link.attributes.get('href', '')}",
                because=f"A link is on “{words}”, which says nothing to those who hear links read out as a list.",
                suggestion="Put the link on the name of what it leads to.",
            )


def _links(reading: Reading) -> Iterator[tuple[Passage, Node]]:
    """Every link, each once, with the innermost block it stands in."""
    owner: dict[int, tuple[Passage, Node]] = {}
    for passage in reading.passages:
        for node in every(passage.node):
            if node.tag == "a":
                owner[id(node)] = (passage, node)
    return iter(owner.values())


def _fault(address: str, ids: set[str]) -> str:
    if address in ("", "#"):
        return "has no address"
    if address.startswith("#"):
        return "" if address[1:] in ids else f"points to “{address}”, which is nowhere in this paper"
    if address.lower().startswith("mailto:"):
        return "" if MAIL.fullmatch(address) else f"is to write to “{address[7:]}”, which is no mail address"
    if OF_ONE_MACHINE.match(address):
        return f"leads to “{address}”, which only opens inside the council or on one machine"
    if address.lower().startswith(("javascript:", "data:", "vbscript:")):
        return f"runs “{address[:20]}” instead of leading anywhere"
    return ""
