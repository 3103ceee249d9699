"""Papers written as text, so that a test shows the paper it speaks of; and the seed documents as papers.

a_paper_of('<h1>Title</h1><p>Words.</p>')        the vocabulary of papers, levels left as they are
a_seed("001")                                     a real document, read from the folder beside the checkout
"""

import os
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from papers.checker import CheckSettings, Finding, check
from papers.checker.page_reader import read_page
from papers.document import Node

SEEDS = Path(__file__).parents[3].parent / "shared" / "seeds"
READ_ON = date(2027, 3, 24)


def a_paper_of(html: str) -> Node:
    return read_page(html.encode(), named="paper.html")


def found_in(
    html: str, rule: str = "", *, facts: Mapping[str, Any] | None = None, as_of: date = READ_ON, **more: Any
) -> list[Finding]:
    """What the checker finds in a paper: of one rule, or of all."""
    earlier = more.pop("earlier", None)
    settings = CheckSettings(as_of=as_of, **more)
    found = check(a_paper_of(html), facts, settings, earlier=a_paper_of(earlier) if earlier else None)
    return [finding for finding in found if rule in ("", finding.rule)]


def a_table(caption: str, columns: str, *rows: str) -> str:
    """Columns and rows with “|” between their cells."""

    def row(words: str, tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{cell.strip()}</{tag}>" for cell in words.split("|")) + "</tr>"

    body = "".join(row(words, "td") for words in rows)
    return f"<table><caption>{caption}</caption><thead>{row(columns, 'th')}</thead><tbody>{body}</tbody></table>"


def a_seed(number: str) -> Node:
    """A seed document as a paper: its headings, lists, fields and paragraphs as they are, nothing mended."""
    path = next(iter(sorted(SEEDS.glob(f"{number}_*.txt"))), None)
    if path is None:
        reason = f"{SEEDS} holds no seed {number}"
        if os.environ.get("CI") == "true":
            pytest.fail(f"{reason}, and with CI=true nothing may be skipped")
        pytest.skip(reason)
    text = re.sub(r"\s*<sup>\s*(\w+)\s*</sup>", r"\1", path.read_text(encoding="utf-8"))
    document = Node("document")
    for block in re.split(r"\n\s*\n", text.replace("\xa0", " ")):
        _read_block(document, [line for line in block.splitlines() if line.strip()])
    return document


def _read_block(document: Node, lines: list[str]) -> None:
    if any("\t" in line for line in lines):
        _read_fields(document, lines)
        return
    for line in lines:
        words = line.strip()
        if heading := re.fullmatch(r"(#{1,4})\s+(.+)", words):
            document.inside.append(Node(f"h{len(heading[1])}", {}, [heading[2].strip("* ")]))
        elif item := re.match(r"(?:[-·]|\d{1,2}\.)\s+(.+)", words):
            _list_at_end(document).inside.append(Node("li", {}, [item[1]]))
        else:
            document.inside.append(Node("p", {}, [words]))


def _list_at_end(document: Node) -> Node:
    last = document.inside[-1] if document.inside else None
    if not isinstance(last, Node) or last.tag != "ul":
        last = Node("ul")
        document.inside.append(last)
    return last


def _read_fields(document: Node, lines: list[str]) -> None:
    """A table with tabs: the cover, field by field; a row that begins with a number belongs to the field above it."""
    fields = Node("dl", {"class": "cover"})
    for line in lines:
        cells = [cell.strip() for cell in line.split("\t")]
        words = " ".join(cell for cell in cells[1:] if cell)
        if cells[0].endswith(":"):
            fields.inside += [Node("dt", {}, [cells[0]]), Node("dd", {}, [words] if words else [])]
        elif fields.inside:
            if cells[0].isdigit() or not cells[0]:
                fields.inside.append(Node("dd", {}, [words]))
            else:
                fields.inside.append(Node("dd", {}, [" ".join(cell for cell in cells if cell)]))
        else:
            fields.inside.append(Node("dt", {}, [cells[0]]))
    document.inside.append(fields)
