"""The one semantic document behind every format: a small vocabulary, parsed once and refused where it is broken.

It knows nothing of how any format looks.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

from governance.errors import TemplateFault

HEADINGS = ("h1", "h2", "h3", "h4")
TABLE = ("table", "caption", "thead", "tbody", "tr", "th", "td")
FIGURE = ("figure", "figcaption", "img")
BLOCKS = frozenset(("section", *HEADINGS, "p", "ul", "ol", "li", "dl", "dt", "dd", *TABLE, "blockquote", *FIGURE))
INLINES = frozenset(("span", "strong", "em", "a"))
EMPTY = frozenset({"br", "img"})
TAGS = BLOCKS | INLINES | EMPTY
SPACES = re.compile("[ \t\n\r]+")
ATTRIBUTES = frozenset({"id", "class", "scope", "href", "src", "alt"})
# No paper nests its tags deeper; what does is a loop that opens and never closes, or it would stop whoever writes it.
DEEPEST = 20
# What a reader may follow: a place of the paper, a page, a mailbox, or a file that lies near the page.
FOLLOWED = re.compile(r"#|https?:|mailto:|[\w.%-]+(?:/[\w.%-]+)*$", re.IGNORECASE)
# Words straight inside these would belong to nothing that a screen reader announces.
HOLDS_NO_WORDS = frozenset(("section", "ul", "ol", "dl", "table", "thead", "tbody", "tr", "figure"))
BARE = HOLDS_NO_WORDS | {"document"}
BLOCKS_AND_EMPTY = BLOCKS | EMPTY


@dataclass
class Node:
    """An element: its tag, its attributes and what is inside, nodes and words. line: in the rendered template.

    picture: of an img, the drawing itself as SVG; its words are in the attribute alt.
    """

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    inside: list["Node | str"] = field(default_factory=list)
    line: int = 0
    picture: str = ""

    def classes(self) -> frozenset[str]:
        return frozenset(self.attributes.get("class", "").split())

    def nodes(self) -> Iterator["Node"]:
        return (child for child in self.inside if isinstance(child, Node))

    def words(self) -> str:
        """All its words, a line break as one space."""
        return "".join(
            child if isinstance(child, str) else " " if child.tag == "br" else child.words() for child in self.inside
        )


def parse(html: str, *, template: str, pictures: Mapping[str, str] | None = None) -> Node:
    """The document as a tree, white space between blocks dropped. template: its name, for messages.

    pictures: name → SVG, for the src of an img.

    Raises TemplateFault with the line for an unknown or unclosed tag, words outside a paragraph, a heading that jumps
    a level or says nothing, a table without caption or header cells, and a picture that is none or says nothing.
    """
    reader = _Reader(template)
    reader.feed(html)
    reader.close()
    document = reader.finish()
    _tidy(document)
    nodes = list(every(document))
    _check_headings(nodes, template)
    _check_tables(nodes, template)
    _hang_pictures(nodes, template, pictures or {})
    return document


class _Reader(HTMLParser):
    def __init__(self, template: str) -> None:
        super().__init__(convert_charrefs=True)
        self.template = template
        self.open = [Node("document")]

    def fault(self, why: str, line: int = 0) -> TemplateFault:
        return TemplateFault(f"{self.template}, line {line or self.getpos()[0]} of what it renders: {why}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            allowed = ", ".join(sorted(TAGS))
            raise self.fault(f"<{tag}> is not among the tags a paper may use ({allowed}).")
        carried = {name: value or "" for name, value in attrs}
        if unknown := carried.keys() - ATTRIBUTES:
            raise self.fault(f"<{tag}> may not carry {sorted(unknown)[0]}; only {', '.join(sorted(ATTRIBUTES))}.")
        if not FOLLOWED.match(carried.get("href", "#")):
            # The words stay: a link that would run something or open a file of the reader's leads nowhere.
            del carried["href"]
        if len(self.open) > DEEPEST:
            raise self.fault(f"<{tag}> stands inside {DEEPEST} other tags. Close those that are open before it.")
        node = Node(tag, carried, line=self.getpos()[0])
        self.open[-1].inside.append(node)
        if tag not in EMPTY:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag in EMPTY:
            return
        if self.open[-1].tag != tag:
            inside = self.open[-1]
            raise self.fault(f"</{tag}> closes nothing; the tag that is open is <{inside.tag}> of line {inside.line}.")
        self.open.pop()

    def handle_data(self, data: str) -> None:
        holder = self.open[-1]
        if holder.tag in BARE and data.strip():
            raise self.fault(f"“{data.strip()[:40]}” stands outside any paragraph.")
        holder.inside.append(data)

    def finish(self) -> Node:
        if len(self.open) > 1:
            raise self.fault(f"<{self.open[-1].tag}> is never closed.", self.open[-1].line)
        return self.open[0]


def _tidy(node: Node) -> None:
    """Fold white space as HTML does, and drop it at the edges of blocks."""
    kept: list[Node | str] = []
    for child in node.inside:
        if isinstance(child, Node):
            _tidy(child)
            kept.append(child)
        elif node.tag not in BARE:
            kept.append(_fold(child))
    if node.tag in BLOCKS or node.tag == "document":
        _trim_edges(kept)
    node.inside = [child for child in kept if child != ""]


def _fold(words: str) -> str:
    """White space as one space; a no-break space is a sign like any other."""
    return SPACES.sub(" ", words)


def _trim_edges(inside: list[Node | str]) -> None:
    """No space before the first word of a block or after its last, nor beside a block inside it."""
    for n, child in enumerate(inside):
        if isinstance(child, str):
            before, after = inside[n - 1] if n else None, inside[n + 1] if n + 1 < len(inside) else None
            if before is None or _is_block(before):
                child = child.lstrip(" ")
            if after is None or _is_block(after):
                child = child.rstrip(" ")
            inside[n] = child


def _is_block(child: Node | str) -> bool:
    return isinstance(child, Node) and child.tag in BLOCKS_AND_EMPTY


def every(node: Node) -> Iterator[Node]:
    """The node and all inside it, in the order of reading."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(child for child in reversed(node.inside) if isinstance(child, Node))


def leads(node: Node) -> frozenset[int]:
    """Which of what is inside, by its place, is a paragraph straight before a picture: no page ends between them."""
    figures = [n for n, child in enumerate(node.inside) if n and _is(child, "figure")]
    return frozenset(n - 1 for n in figures if _is(node.inside[n - 1], "p"))


def _is(child: Node | str, tag: str) -> bool:
    return isinstance(child, Node) and child.tag == tag


def _check_headings(nodes: Sequence[Node], template: str) -> None:
    level = 0
    for node in nodes:
        if node.tag not in HEADINGS:
            continue
        now = HEADINGS.index(node.tag) + 1
        if not node.words().strip():
            raise TemplateFault(f"{template}, line {node.line} of what it renders: <{node.tag}> says nothing.")
        if now > level + 1:
            raise TemplateFault(
                f"{template}, line {node.line} of what it renders: “{node.words()}” is <{node.tag}> under "
                f"{f'<h{level}>' if level else 'no heading'}; a level is left out."
            )
        level = now
    if level == 0:
        raise TemplateFault(f"{template} has no heading; a paper begins with its title in <h1>.")


def _check_tables(nodes: Sequence[Node], template: str) -> None:
    for table in (node for node in nodes if node.tag == "table"):
        tags = [node.tag for node in table.nodes()]
        if tags != ["caption", "thead", "tbody"]:
            raise TemplateFault(
                f"{template}, line {table.line} of what it renders: a table holds a caption, a thead and a tbody, "
                f"in this order; this one holds {', '.join(tags) or 'nothing'}."
            )
        widths = {len(list(row.nodes())) for row in every(table) if row.tag == "tr"}
        if len(widths) > 1:
            raise TemplateFault(
                f"{template}, line {table.line} of what it renders: not all rows of this table have as many cells."
            )


def _hang_pictures(nodes: Sequence[Node], template: str, pictures: Mapping[str, str]) -> None:
    """A figure holds a picture and its caption; what the picture shows is said in words too (WCAG 2.2, 1.1.1)."""
    for figure in (node for node in nodes if node.tag == "figure"):
        if [node.tag for node in figure.nodes()] != ["img", "figcaption"]:
            raise TemplateFault(
                f"{template}, line {figure.line} of what it renders: a figure holds an img and then a figcaption."
            )
    for image in (node for node in nodes if node.tag == "img"):
        place, name = f"{template}, line {image.line} of what it renders", image.attributes.get("src", "")
        if name not in pictures:
            raise TemplateFault(f"{place}: there is no picture “{name}”. Draw one with trend(…) or standing_bar(…).")
        if not image.attributes.get("alt", "").strip():
            raise TemplateFault(f"{place}: the picture “{name}” has no alternative text for those who cannot see it.")
        image.picture = pictures[name]
