"""What can be ordered of the press, as it travels in JSON: a paper in some formats, a check, or a pack.

It knows nothing of processes.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from governance.errors import PaperError
from papers.catalogue import PaperType
from papers.document import Node
from papers.house import House
from papers.html_page import write_page
from papers.limits import TEMPLATE_SECONDS, limited
from papers.mail_page import write_mail
from papers.pack_file import Contents, PackItem, write_pack
from papers.pdf_file import write_pdf
from papers.slides_file import write_slides
from papers.word_file import write_word
from papers.word_form import fill_form

Parts = Mapping[str, bytes]
WORD = "docx"
WRITERS: Mapping[str, Callable[[Node, House, date], bytes]] = {
    "html": lambda document, house, _dated: write_page(document, house),
    "pdf": lambda document, house, dated: write_pdf(document, house, dated=dated),
    WORD: lambda document, house, dated: write_word(document, house, dated=dated, styled=house.styles_of_word),
    "mail": lambda document, house, _dated: write_mail(document, house),
    "pptx": lambda document, house, dated: write_slides(document, house, dated=dated),
}


@dataclass(frozen=True, kw_only=True)
class Order:
    """papers: types and facts. formats: of a single paper; none asks only whether its template is ready.

    items: of a pack, whose papers follow the paper that is its front sheet; to_follow, first_page, supplement: as in
    write_pack.
    seconds: of computing, for each format.
    """

    papers: Sequence[tuple[PaperType, Mapping[str, Any]]]
    house: House
    dated: date
    seconds: int
    formats: Sequence[str] = ()
    items: Sequence[PackItem] = ()
    to_follow: Sequence[PackItem] = ()
    first_page: int = 1
    supplement: int = 0

    def written(self) -> bytes:
        papers = [(asdict(kind), facts) for kind, facts in self.papers]
        plain = {
            "papers": papers,
            "house": asdict(self.house),
            "dated": self.dated.isoformat(),
            "seconds": self.seconds,
            "formats": list(self.formats),
            "items": [asdict(item) for item in self.items],
            "to_follow": [asdict(item) for item in self.to_follow],
            "first_page": self.first_page,
            "supplement": self.supplement,
        }
        return json.dumps(plain, default=_as_text).encode()

    def writers(self, documents: Sequence[Node]) -> dict[str, Callable[[], Parts]]:
        """What is to be written of the papers' documents, each by a call of its own. Raises PaperError."""
        if self.items:
            return {"pack": partial(_pack, self, documents)}
        if unknown := [each for each in self.formats if each not in WRITERS]:
            raise PaperError(f"“{unknown[0]}” is no format of a paper; use {', '.join(WRITERS)}.")
        return {each: partial(_file, each, documents[0], self) for each in self.formats}


def read_order(written: bytes) -> Order:
    plain = json.loads(written)
    return Order(
        papers=[(_kind(kind), facts) for kind, facts in plain.pop("papers")],
        house=House(**_in_folder(plain.pop("house"))),
        dated=date.fromisoformat(plain.pop("dated")),
        items=[PackItem(**item) for item in plain.pop("items")],
        to_follow=[PackItem(**item) for item in plain.pop("to_follow")],
        **plain,
    )


def _as_text(value: object) -> str:
    """Paths travel as text; anything else has no business in an order."""
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} is not a plain value")


def _kind(plain: dict[str, Any]) -> PaperType:
    lists = {"boards": tuple(plain["boards"]), "formats": tuple(plain["formats"])}
    standard = Path(plain["standard"]) if plain["standard"] else None
    return PaperType(**_in_folder(plain) | lists | {"parts": tuple(map(Path, plain["parts"])), "standard": standard})


def _in_folder(plain: dict[str, Any]) -> dict[str, Any]:
    return plain | {"folder": Path(plain["folder"])}


def _file(format_: str, document: Node, order: Order) -> Parts:
    paper_type, facts = order.papers[0]
    if format_ == WORD and paper_type.form:
        return {WORD: _filled(paper_type, facts, document, order)}
    return {format_: WRITERS[format_](document, order.house, order.dated)}


def _filled(paper_type: PaperType, facts: Mapping[str, Any], document: Node, order: Order) -> bytes:
    """The council's own Word form, filled within a template's limits."""
    form = (paper_type.folder / paper_type.form).read_bytes()
    with limited(min(TEMPLATE_SECONDS, order.seconds), f"The Word form {paper_type.form} was stopped"):
        return fill_form(form, facts, document, order.house, dated=order.dated, named=paper_type.form)


def _pack(order: Order, documents: Sequence[Node]) -> Parts:
    front, *papers = documents
    pack = write_pack(
        list(zip(order.items, papers, strict=True)),
        order.house,
        dated=order.dated,
        front=front,
        to_follow=order.to_follow,
        first_page=order.first_page,
        supplement=order.supplement,
    )
    return {"pdf": pack.pdf, "contents": json.dumps([asdict(line) for line in pack.contents]).encode()}


def read_contents(written: bytes) -> tuple[Contents, ...]:
    return tuple(Contents(**line) for line in json.loads(written))
