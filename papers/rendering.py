"""Papers in every format and packs, made by the press: what a template costs in time and memory ends with its fork."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from governance import errors
from governance.errors import PaperError
from papers.answers import told
from papers.catalogue import PaperType
from papers.house import House
from papers.orders import Order, read_contents
from papers.pack_file import Pack, PackItem
from papers.press import PRESS

LONGEST_SECONDS = 60
# Computing is limited by the press itself; this is for a machine so busy that nothing gets to compute.
WAITING = 60


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """files: format (html, pdf, docx) → bytes; the same input gives the same bytes."""

    kind: str
    title: str
    template_digest: str
    files: Mapping[str, bytes]


def render_paper(
    paper_type: PaperType,
    facts: Mapping[str, Any],
    *,
    house: House,
    dated: date,
    formats: Sequence[str] = ("html", "pdf", "docx"),
    seconds: int = LONGEST_SECONDS,
) -> Rendered:
    """Render a paper. facts: plain values (governance.brief.facts). dated: the day printed into the files' properties.

    seconds: of computing for each format. A template has no more than ten of them, and a gigabyte of memory.

    Raises FactsMissing or TemplateFault, naming file and line, for a template that is faulty or takes too much;
    PaperError for a format that refuses the paper or takes too long over it.
    """
    files: Mapping[str, bytes] = {}
    if formats:
        order = Order(papers=[(paper_type, facts)], house=house, dated=dated, formats=formats, seconds=seconds)
        made = _ordered(order)
        files = {format_: made[format_] for format_ in formats}
    return Rendered(kind=paper_type.kind, title=paper_type.title, template_digest=paper_type.digest, files=files)


def check_paper(paper_type: PaperType, facts: Mapping[str, Any]) -> None:
    """Ask the template whether it is ready for these facts; raises what rendering would, and makes nothing."""
    nobody = House(council="", colour="", folder=paper_type.templates / "house")
    _ordered(Order(papers=[(paper_type, facts)], house=nobody, dated=date.min, seconds=LONGEST_SECONDS))


def render_pack(
    front: tuple[PaperType, Mapping[str, Any]],
    papers: Sequence[tuple[PackItem, PaperType, Mapping[str, Any]]],
    *,
    house: House,
    dated: date,
    to_follow: Sequence[PackItem] = (),
    first_page: int = 1,
    supplement: int = 0,
    seconds: int = LONGEST_SECONDS,
) -> Pack:
    """Render a pack from the facts of its papers. front: type and facts of the sheet above the list of items.

    to_follow: items listed without a paper. first_page: the number its first page bears. supplement: which one it is; 0
    for the pack itself. Raises as render_paper does.
    """
    made = _ordered(
        Order(
            papers=[front, *((paper_type, facts) for _, paper_type, facts in papers)],
            items=[item for item, _, _ in papers],
            house=house,
            dated=dated,
            to_follow=to_follow,
            first_page=first_page,
            supplement=supplement,
            seconds=seconds,
        )
    )
    return Pack(pdf=made["pdf"], contents=read_contents(made["contents"]))


def _ordered(order: Order) -> dict[str, bytes]:
    try:
        answer = told(PRESS.order(order.written(), seconds=order.seconds * 3 + WAITING))
    except TimeoutError as fault:
        raise _stopped(order) from fault
    if answer is None:
        raise _stopped(order)
    if "error" in answer:
        name, sentence = json.loads(answer["error"])
        raise getattr(errors, name)(sentence)
    return answer


def _stopped(order: Order) -> PaperError:
    named = " or ".join(dict.fromkeys(f"{Path(kind.folder).name}/body.html" for kind, _ in order.papers))
    return PaperError(
        f"The template {named} was stopped: it took too much time or memory. Look for a loop in it that does not end, "
        "and in the log for anything else that went wrong."
    )
