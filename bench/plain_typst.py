"""The least that Typst could be asked: the same words, headings, lists and tables as plain source, with no house style.

No tiles, no colours, no heads and feet of pages, no care for the ends of pages; and every word read as Typst, which is
why no paper is made in this way.
"""

import re

from papers.document import Node

SPECIAL = re.compile(r"([\\*_`$#<>@\[\]~=+/\"'-])")


def plain_source(document: Node, fonts: tuple[str, ...]) -> bytes:
    title = next(node.words() for node in document.nodes() if node.tag == "h1")
    named = ", ".join(f'"{font}"' for font in fonts)
    head = (
        f"#set document(title: [{_escaped(title)}])\n#set smartquote(enabled: false)\n"
        f'#set text(font: ({named}), fallback: false, lang: "en", size: 10.5pt)\n#show table: set text(size: 9pt)\n'
    )
    return (head + "\n\n".join(_block(node) for node in document.nodes())).encode()


def _block(node: Node) -> str:
    if re.fullmatch("h[1-4]", node.tag):
        return "=" * int(node.tag[1]) + " " + _inline(node)
    if node.tag in ("ul", "ol"):
        call = "list" if node.tag == "ul" else "enum"
        return f"#{call}({','.join(f'[{_inline(item)}]' for item in node.nodes())})"
    if node.tag == "section":
        body = "\n\n".join(_block(child) for child in node.nodes())
        return f"#page(flipped: true)[\n{body}\n]" if "landscape" in node.classes() else body
    if node.tag == "table":
        return _table(node)
    if node.tag == "dl":
        return f"#table(columns: 2, {','.join(f'[{_inline(cell)}]' for cell in node.nodes())})"
    return _inline(node)


def _table(node: Node) -> str:
    caption, head, body = node.nodes()
    (heads,) = head.nodes()
    cells = ",".join(f"[{_inline(cell)}]" for row in body.nodes() for cell in row.nodes())
    columns = len(list(heads.nodes()))
    header = ",".join(f"[*{_inline(cell)}*]" for cell in heads.nodes())
    return f"*{_inline(caption)}*\n#table(columns: (1fr,) * {columns}, table.header({header}), {cells})"


def _inline(node: Node) -> str:
    return "".join(_escaped(child) if isinstance(child, str) else _element(child) for child in node.inside)


def _element(node: Node) -> str:
    if node.tag == "br":
        return " \\\n"
    if node.tag in ("p", "blockquote"):
        return f"\n\n{_inline(node)}\n\n"
    if node.tag in ("strong", "em"):
        return f"#{'strong' if node.tag == 'strong' else 'emph'}[{_inline(node)}]"
    if node.tag == "a":
        return f'#link("{node.attributes["href"]}")[{_inline(node)}]'
    if "rating" in node.classes():
        return f"#strong[{_inline(node)}]"
    return _inline(node) if node.tag == "span" else _block(node)


def _escaped(words: str) -> str:
    return SPECIAL.sub(r"\\\1", words)
