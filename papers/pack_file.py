"""A meeting's pack: front sheet and papers in one PDF/UA-1, with page numbers that are the same on screen and paper.

It is one document to Typst, so that the numbers on the front sheet, in the bookmarks and at the foot cannot disagree.
It knows nothing of meetings: what stands above the list of items is a document like any other.
"""

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import NamedTuple

from papers.document import Node
from papers.house import House
from papers.pdf_file import (
    Show,
    Source,
    calls_in,
    compiled,
    title_of,
    told_by,
    values_of,
    with_signs_that_can_be_drawn,
)
from papers.typst_calls import Calls


@dataclass(frozen=True, kw_only=True)
class PackItem:
    """A paper of a pack. number: on the agenda, like 7 or 7b. report_of: who brings it. part: 2 if it is exempt."""

    number: str
    title: str
    report_of: str = ""
    part: int = 1


@dataclass(frozen=True, kw_only=True)
class Contents:
    """Where an item stands: the numbers that its first and its last page bear."""

    number: str
    title: str
    first_page: int
    last_page: int


@dataclass(frozen=True, kw_only=True)
class Pack:
    """The file, and where in it each item stands."""

    pdf: bytes
    contents: tuple[Contents, ...]


def write_pack(
    documents: Sequence[tuple[PackItem, Node]],
    house: House,
    *,
    dated: date,
    front: Node,
    to_follow: Sequence[PackItem] = (),
    first_page: int = 1,
    supplement: int = 0,
) -> Pack:
    """The pack, the same bytes for the same input. front: what stands on the front sheet above the list of items.

    to_follow: items that the front sheet lists without a page, since their papers are not in the pack. first_page: the
    number that its first page bears, where it carries on another pack. supplement: which one it is, as the front sheet
    says; 0 for the pack itself. Raises PaperError where Typst refuses it.
    """

    def made(show: Show) -> Pack:
        calls = calls_in(house, show)
        body = _set_down(documents, _Front(front, to_follow, first_page, supplement), calls)
        values = values_of(house, show, title=title_of(front), dated=dated)
        values |= {"words": calls.words, "pack": True, "first-page": first_page}
        source = Source(style=house.style_of_pdfs + f"\n#{{\n{body}\n}}\n".encode(), values=values)
        pdf = compiled(source, house, dated)
        pages = told_by(source, house, "pages")
        items = [item for item, _ in documents]
        contents = (
            Contents(number=item.number, title=item.title, first_page=first, last_page=last)
            for item, (first, last) in zip(items, pages, strict=True)
        )
        return Pack(pdf=pdf, contents=tuple(contents))

    return with_signs_that_can_be_drawn(house, made)


class _Front(NamedTuple):
    """What the front sheet is made of, as write_pack has it."""

    words: Node
    to_follow: Sequence[PackItem]
    first_page: int
    supplement: int


def _set_down(documents: Sequence[tuple[PackItem, Node]], front: _Front, calls: Calls) -> str:
    """The calls of the whole pack."""
    written = [f"counter(page).update({front.first_page})", "logo"]
    if front.supplement:
        written.append(f"supplement({calls.said(f'Supplement {front.supplement}')})")
    written.append(calls.body(front.words, logo=False))
    lines = [(item, _line(n, item, calls)) for n, (item, _) in enumerate(documents)]
    lines += [(item, f"to-follow-line({calls.said(item.number)},{calls.said(item.title)})") for item in front.to_follow]
    written.append(f"agenda({','.join(line for _, line in sorted(lines, key=_by_number))})")
    for n, (item, document) in enumerate(documents):
        number, exempt = calls.said(f"Item {item.number}"), _exempt(item)
        titled = partial("item-title({},{},{},{})".format, n, number, exempt)
        body = calls.body(document, title=titled, logo=False)
        # Slides have pages of their own: another page about them would be an empty one.
        is_deck = all("slide" in node.classes() for node in document.nodes())
        written.append(body if is_deck else f"item({number},{calls.said(item.title)},{exempt},{{\n{body}\n}})")
    written.append(f"pages({len(documents)})")
    return "\n".join(written)


def _by_number(line: tuple[PackItem, str]) -> tuple[int, str]:
    """7 before 7b before 10; what begins with no figure comes last."""
    figures, rest = re.fullmatch(r"(\d*)(.*)", line[0].number, re.DOTALL).groups()  # type: ignore[union-attr]
    return (int(figures) if figures else sys.maxsize, rest)


def _line(n: int, item: PackItem, calls: Calls) -> str:
    said = (calls.said(words) if words else "none" for words in (item.number, item.title, item.report_of))
    return f"agenda-line({n},{','.join(said)},{_exempt(item)})"


def _exempt(item: PackItem) -> str:
    return "true" if item.part > 1 else "false"
