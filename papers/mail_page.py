"""The paper as an HTML mail, and the same words as plain text; both hold nothing that a mail program would block.

It knows nothing of how a mail is sent.
"""

import re
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from html import escape

from papers.coverage import legal
from papers.document import HEADINGS, Node, every
from papers.house import House
from papers.word_styles import SHADES

WIDTH, LINE = 640, 78
PREHEADER = 140
# A table of more columns than this scrolls by itself where it is wider than the window.
MOST_COLUMNS, LONGEST_WORD = 3, 24
FONT = "font-family:Arial,Helvetica,sans-serif"
SIZES = {"h1": "26px", "h2": "21px", "h3": "18px", "h4": "16px"}
CELL = f"padding:6px 8px 6px 0;border-bottom:1px solid #b8b8b8;vertical-align:top;{FONT};font-size:14px;line-height:1.4"
STYLES = {
    **{tag: f"margin:22px 0 8px;{FONT};font-size:{size};line-height:1.25;color:#1a1a1a" for tag, size in SIZES.items()},
    **dict.fromkeys(("p", "figcaption", "dd"), f"margin:0 0 12px;{FONT};font-size:16px;line-height:1.5"),
    "ul": f"margin:0 0 12px;padding-left:24px;{FONT};font-size:16px;line-height:1.5",
    "ol": f"margin:0 0 12px;padding-left:24px;{FONT};font-size:16px;line-height:1.5",
    "li": "margin:0 0 6px",
    "table": "width:100%;border-collapse:collapse;margin:12px 0 20px",
    "caption": f"text-align:left;font-weight:bold;padding:0 0 6px;{FONT};font-size:15px",
    "th": f"{CELL};text-align:left",
    "td": f"{CELL};text-align:left",
    "a": "color:#1f4f8f",
}
TILES = f"margin:0 0 12px;padding:0;list-style:none;{FONT};font-size:15px;line-height:1.35"
TILE = (
    "display:inline-block;width:30%;min-width:104px;vertical-align:top;margin:0 2% 10px 0;padding:8px 0 0;"
    "border-top:3px solid {};list-style:none"
)
FOLLOWED = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
BLOCKS = frozenset(("p", "ul", "ol", "blockquote", "table", "figure", "dl", "section"))


def write_mail(document: Node, house: House, *, link: str = "") -> bytes:
    """A whole HTML mail in UTF-8, every style beside what it is for. link: where the same can be read as a page."""
    title = next(node.words() for node in every(document) if node.tag == "h1")
    said = next((node.words() for node in every(document) if node.tag == "p"), title)
    document = _without_told(document, {node.words() for node in every(document) if node.tag == "p"})
    marked = f'<p style="{STYLES["p"]};font-weight:bold">{escape(house.marking, quote=False)}</p>\n'
    page = f'<p style="{STYLES["p"]}"><a href="{escape(link)}" style="{STYLES["a"]}">Read this as a web page</a></p>'
    return legal(
        f'<!DOCTYPE html>\n<html lang="{escape(house.lang)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)} – {escape(house.council)}</title>\n</head>\n"
        '<body style="margin:0;padding:0;background:#ffffff;color:#1a1a1a">\n'
        '<div style="display:none;max-height:0;overflow:hidden">'
        f"{escape(textwrap.shorten(said, PREHEADER, placeholder=' …'), quote=False)}</div>\n"
        '<div role="main"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" '
        'style="table-layout:fixed"><tr><td align="center">\n'
        f'<table role="presentation" width="{WIDTH}" cellpadding="0" cellspacing="0" border="0" '
        f'style="width:100%;max-width:{WIDTH}px;table-layout:fixed"><tr>'
        '<td align="left" style="padding:16px;word-break:break-word">\n'
        f'<p style="margin:0 0 16px;padding:0 0 8px;border-bottom:4px solid {escape(house.colour)};{FONT};'
        f'font-size:16px;font-weight:bold">{escape(house.header or house.council)}</p>\n'
        f"{marked if house.marking else ''}{page if link else ''}{''.join(_inside(document, house))}"
        f'<p style="margin:28px 0 0;padding:8px 0 0;border-top:1px solid #8a8a8a;{FONT};font-size:13px;color:#444444">'
        f"{escape(house.footer or house.council)}</p>\n</td></tr></table>\n</td></tr></table></div>\n</body>\n</html>\n"
    ).encode()


def _without_told(node: Node, paragraphs: set[str]) -> Node:
    """The same without the pictures whose words the paper says anyway: a mail has nothing else of a picture."""
    kept: list[Node | str] = []
    for child in node.inside:
        if isinstance(child, str):
            kept.append(child)
        elif child.tag != "figure" or not _is_told(child, paragraphs):
            kept.append(_without_told(child, paragraphs))
    return replace(node, inside=kept)


def _is_told(figure: Node, paragraphs: set[str]) -> bool:
    words = next(figure.nodes()).attributes["alt"].strip()
    return any(words in paragraph for paragraph in paragraphs)


def _inside(node: Node, house: House) -> Iterator[str]:
    for child in node.inside:
        if isinstance(child, str):
            yield escape(child, quote=False)
        else:
            yield from _written(child, house)


def _written(node: Node, house: House) -> Iterator[str]:
    if node.tag == "br":
        yield "<br>"
    elif node.tag == "figure":
        yield from _picture_in_words(node, house)
    elif node.tag == "section":
        yield from _inside(node, house)
    elif node.tag == "ul" and "figures" in node.classes():
        yield from _tiles(node, house)
    elif node.tag == "table":
        yield from _table(node, house)
    elif node.tag == "dl":
        yield from _cover(node, house)
    elif node.tag == "a" and not FOLLOWED.match(node.attributes.get("href", "")):
        yield from _inside(node, house)
    else:
        tag = "p" if node.tag == "figcaption" else node.tag
        yield f"<{tag}{_attributes(node, house)}>"
        yield from _inside(node, house)
        yield f"</{tag}>" + ("\n" if node.tag in BLOCKS | {*HEADINGS, "tr", "li"} else "")


def _picture_in_words(figure: Node, house: House) -> Iterator[str]:
    image, caption = figure.nodes()
    yield f'<p style="{STYLES["p"]}"><strong>'
    yield from _inside(caption, house)
    yield f"</strong><br>In the picture: {escape(image.attributes['alt'], quote=False)}</p>\n"


def _tiles(node: Node, house: House) -> Iterator[str]:
    """Key figures side by side; a program that cannot do so shows them as the list they are."""
    yield f'<ul style="{TILES}">\n'
    for item in node.nodes():
        yield f'<li dir="auto" style="{TILE.format(house.colour)}">'
        for child in item.inside:
            if isinstance(child, Node) and child.tag == "strong":
                yield f'<strong style="display:block;font-size:26px;line-height:1.1;color:{house.colour}">'
                yield from _inside(child, house)
                yield "</strong>"
            else:
                yield from _inside(Node("li", {}, [child]), house)
        yield "</li>\n"
    yield "</ul>\n"


def _table(node: Node, house: House) -> Iterator[str]:
    caption, head, _ = node.nodes()
    columns = max((len(list(row.nodes())) for row in head.nodes()), default=0)
    if columns > MOST_COLUMNS:
        yield f'<div role="region" tabindex="0" aria-label="{escape(caption.words())}" style="overflow-x:auto">'
    yield f"<table{_attributes(node, house)}>"
    yield from _inside(node, house)
    yield "</table></div>\n" if columns > MOST_COLUMNS else "</table>\n"


def _attributes(node: Node, house: House) -> str:
    kept: dict[str, str] = {name: node.attributes[name] for name in ("scope", "href") if name in node.attributes}
    if node.tag in ("p", "li", "td", "dd"):
        kept["dir"] = "auto"
    if style := ";".join(_style(node, house)):
        kept["style"] = style
    return "".join(f' {name}="{escape(value)}"' for name, value in kept.items())


def _style(node: Node, house: House) -> Iterator[str]:
    classes = node.classes()
    if node.tag in STYLES:
        yield STYLES[node.tag]
    if node.tag == "blockquote":
        yield f"margin:8px 0 12px;padding:2px 0 2px 14px;border-left:4px solid {house.colour}"
    if node.tag in ("th", "td") and all(len(word) <= LONGEST_WORD for word in node.words().split()):
        yield "word-break:normal"
    if "number" in classes:
        yield "text-align:right"
    if "silent" in classes:
        yield "font-style:italic;color:#4a4a4a"
    if "lead" in classes:
        yield "font-size:18px"
    if rating := next((name.removeprefix("rating-") for name in classes if name.startswith("rating-")), ""):
        ground, ink = SHADES.get(rating, SHADES["unreported"])
        yield f"background:#{ground};color:#{ink};border:1px solid #{ink};padding:1px 6px;font-weight:bold"


def _cover(node: Node, house: House) -> Iterator[str]:
    yield f'<table style="{STYLES["table"]}">\n'
    for child in node.nodes():
        yield (
            f'<tr><th scope="row" style="{STYLES["th"]};width:32%">'
            if child.tag == "dt"
            else (f'<td dir="auto" style="{STYLES["td"]}">')
        )
        yield from _inside(child, house)
        yield "</th>" if child.tag == "dt" else "</td></tr>\n"
    yield "</table>\n"


def as_plain_text(document: Node) -> str:
    """The same words for a mail program that shows text alone: 78 letters to a line, no word broken or left out."""
    return "\n\n".join(part for part in _told(document) if part) + "\n"


def _told(node: Node, line: int = LINE) -> Iterator[str]:
    """The blocks inside a node. line: letters to a line, fewer inside a list."""
    for child in node.nodes():
        if child.tag in HEADINGS:
            words = _flat(child)
            yield f"{words}\n{('=' if child.tag == 'h1' else '-') * min(len(words), line)}"
        elif child.tag in ("section", "figure"):
            yield from _told(child, line)
        elif child.tag in ("ul", "ol"):
            yield "\n".join(_items(child, line))
        elif child.tag == "dl":
            fields = list(child.nodes())
            pairs = zip(fields[::2], fields[1::2], strict=True)
            yield "\n".join(_wrapped(f"{_flat(term)}: {_flat(said)}", line=line) for term, said in pairs)
        elif child.tag == "table":
            yield from _rows(child, line)
        elif child.tag == "img":
            yield _wrapped(f"In the picture: {child.attributes['alt']}", line=line)
        elif child.tag == "blockquote":
            yield "\n".join(_wrapped(_flat(words), "> ", line=line) for words in child.nodes())
        else:
            yield _wrapped(_flat(child), line=line)


def _items(node: Node, line: int) -> Iterator[str]:
    for n, item in enumerate(node.nodes(), start=1):
        own = Node("p", {}, [each for each in item.inside if isinstance(each, str) or each.tag not in BLOCKS])
        sign = f"{n}. " if node.tag == "ol" else "* "
        yield _wrapped(_flat(own), sign, " " * len(sign), line=line)
        inside = Node("li", {}, [each for each in item.nodes() if each.tag in BLOCKS])
        yield from (textwrap.indent(part, " " * len(sign)) for part in _told(inside, line - len(sign)))


def _rows(table: Node, line: int) -> Iterator[str]:
    caption, head, body = table.nodes()
    yield _wrapped(_flat(caption), line=line)
    titles = [_flat(th) for row in head.nodes() for th in row.nodes()]
    for row in body.nodes():
        cells = list(row.nodes())
        names = titles[-len(cells) :] if len(titles) >= len(cells) else [""] * len(cells)
        yield "\n".join(
            _wrapped(f"{name}: {_flat(cell)}" if name else _flat(cell), "", "    ", line=line)
            for name, cell in zip(names, cells, strict=True)
        )


def _flat(node: Node) -> str:
    """The words of a block, its line breaks kept; where a link goes stands behind its words."""
    said = []
    for child in node.inside:
        if isinstance(child, str):
            said.append(child)
        elif child.tag == "br":
            said.append("\n")
        else:
            target = child.attributes.get("href", "").removeprefix("mailto:")
            said.append(_flat(child) + (f" ({target})" if target.startswith("http") else ""))
    return legal("".join(said))


def _wrapped(words: str, first: str = "", then: str | None = None, *, line: int = LINE) -> str:
    lines: list[str] = []
    for said in words.split("\n"):
        lead = first if not lines else first if then is None else then
        lines += textwrap.wrap(
            said,
            line,
            initial_indent=lead,
            subsequent_indent=first if then is None else then,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [lead.rstrip()]
    return "\n".join(lines)
