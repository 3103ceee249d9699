"""The document as one accessible HTML page: no script, nothing fetched, the house style inside it."""

import re
from collections.abc import Iterator
from html import escape

from papers.coverage import legal
from papers.document import Node, every
from papers.house import House

OWN_LINE = frozenset(("p", "h1", "h2", "h3", "h4", "li", "tr", "ul", "ol", "section", "figure"))


def write_page(document: Node, house: House) -> bytes:
    """A whole page in UTF-8: title, contents from the headings, the document, the council's footer."""
    headings = [node for node in every(document) if node.tag == "h2"]
    numbers = {id(node): f"part-{n}" for n, node in enumerate(headings, start=1)}
    title = next(node.words() for node in every(document) if node.tag == "h1")
    body = "".join(_written(document, numbers, _Tables()))
    contents = "".join(
        f'<li><a href="#{numbers[id(node)]}">{escape(node.words().strip())}</a></li>' for node in headings
    )
    marking = f'<p class="marking">{escape(house.marking)}</p>' if house.marking else ""
    return legal(
        f'<!DOCTYPE html>\n<html lang="{escape(house.lang)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)} – {escape(house.council)}</title>\n"
        f"<style>\n:root {{ --council: {house.colour}; }}\n{house.style_of_pages}</style>\n</head>\n<body>\n"
        '<a class="skip" href="#paper">Skip to the paper</a>\n'
        f"<header>{_head_of(house)}{marking}</header>\n"
        f'<nav aria-label="Contents"><h2 class="contents">Contents</h2><ul>{contents}</ul></nav>\n'
        f'<main id="paper">\n{body}\n</main>\n'
        f"<footer><p>{escape(house.footer or house.council)}</p></footer>\n</body>\n</html>\n"
    ).encode()


def _head_of(house: House) -> str:
    """The logo and the council's name; the logo says nothing that the name beside it does not say."""
    kind = {"svg": "svg+xml", "png": "png"}.get(house.logo_type)
    logo = f'<img src="data:image/{kind};base64,{house.logo}" alt="">' if kind else ""
    words = f'<p class="words">{escape(house.header)}</p>' if house.header else ""
    return f"{logo}<p>{escape(house.council)}</p>{words}"


class _Tables:
    """Numbers tables and pictures, so that each scrolling region is named by its caption."""

    def __init__(self) -> None:
        self.count = 0

    def next(self) -> str:
        self.count += 1
        return f"table-{self.count}"


def _written(node: Node, headings: dict[int, str], tables: _Tables) -> Iterator[str]:
    if node.tag == "document":
        yield from _inside(node, headings, tables)
        return
    if node.tag == "br":
        yield "<br>"
        return
    if node.tag == "img":
        yield _drawn(node, tables)
        return
    if node.tag == "dl":
        yield from _cover(node, headings, tables)
        return
    if node.tag == "table":
        name = tables.next()
        # A wide table scrolls in its own region, which a keyboard can reach and a screen reader can name.
        yield f'<div class="scrolls" role="region" tabindex="0" aria-labelledby="{name}"><table>'
        for child in node.nodes():
            if child.tag == "caption":
                yield f'<caption id="{name}">'
                yield from _inside(child, headings, tables)
                yield "</caption>"
            else:
                yield from _written(child, headings, tables)
        yield "</table></div>\n"
        return
    attributes = dict(node.attributes)
    if id(node) in headings:
        attributes["id"] = headings[id(node)]
    if node.tag in ("p", "li", "td"):
        # Arabic or Hebrew in somebody's words reads the right way round without turning the page.
        attributes["dir"] = "auto"
    written = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    yield f"<{node.tag}{written}>"
    yield from _inside(node, headings, tables)
    yield f"</{node.tag}>" + ("\n" if node.tag in OWN_LINE else "")


def _inside(node: Node, headings: dict[int, str], tables: _Tables) -> Iterator[str]:
    for child in node.inside:
        if isinstance(child, str):
            yield escape(child, quote=False)
        else:
            yield from _written(child, headings, tables)


def _drawn(node: Node, tables: _Tables) -> str:
    """The picture itself in the page, named by its words; ids in it are its own, since a page holds several."""
    own = tables.next()
    drawing = re.sub(r'(id="|url\(#)mark-', rf"\1{own}-mark-", node.picture)
    return drawing.replace("<svg ", f'<svg role="img" aria-label="{escape(node.attributes["alt"])}" ', 1)


def _cover(node: Node, headings: dict[int, str], tables: _Tables) -> Iterator[str]:
    """The fields of the cover: a table of two columns, as every council prints them, with header cells."""
    yield '<table class="cover"><tbody>'
    for child in node.nodes():
        yield '<tr><th scope="row">' if child.tag == "dt" else "<td>"
        yield from _inside(child, headings, tables)
        yield "</th>" if child.tag == "dt" else "</td></tr>\n"
    yield "</tbody></table>\n"
