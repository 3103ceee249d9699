"""The agenda as the papers make it: which are due, under which numbers, and what their files are called."""

from collections.abc import Mapping, Sequence
from typing import Any

from config.council import Council
from config.council_tables import Board
from governance.file_names import NameFields, file_name
from papers.catalogue import EXEMPT, PaperType

# In the place of an item's number where all items are in one file.
WHOLE = "0"


def due_kinds(board: Board, types: Mapping[str, PaperType]) -> tuple[str, ...]:
    """The public paper types that a board gets, in the order of its agenda."""
    return tuple(kind for kind in board.reports if kind in types and types[kind].part == 1)


def item_number(order: Sequence[str], kind: str) -> str:
    """The number of a paper on the agenda; an exempt twin has that of its public paper. order: kinds, the first is 1.

    A paper that is exempt altogether has a number of its own, E, so that those of the public ones have no gap.
    """
    of = kind.removesuffix(EXEMPT)
    return str(order.index(of) + 1) if of in order else "E"


def paper_name(
    council: Council, reference: str, paper_type: PaperType, cover: Mapping[str, Any], *, item: str = ""
) -> str:
    """What the files of a paper are called, by the council's pattern and without the ending.

    item: its number on the agenda, where it is not one of those the board always gets.
    """
    board = _board_of(council, reference)
    order = [kind for kind in board.reports if not kind.endswith(EXEMPT)] if board else []
    number = item or item_number(order, paper_type.kind)
    name = _named(council, reference, cover, item=number, paper=paper_type.kind, title=cover["title"])
    if paper_type.part == 2 and EXEMPT.strip("_") not in name.lower():
        return f"EXEMPT-{name}"
    return name


def pack_name(council: Council, reference: str, cover: Mapping[str, Any], *, part: int, supplement: int) -> str:
    """The file name of a pack, or of that supplement where it is not 0."""
    paper = f"supplement-{supplement}" if supplement else "pack"
    title = f"Supplement {supplement}" if supplement else "Agenda pack"
    name = _named(council, reference, cover, item=WHOLE, paper=paper, title=title)
    return f"{'EXEMPT-' if part > 1 else ''}{name}.pdf"


def _named(council: Council, reference: str, cover: Mapping[str, Any], *, item: str, paper: str, title: str) -> str:
    board = _board_of(council, reference)
    fields = NameFields(
        cycle=reference,
        board=board.key if board else reference,
        meeting_on=cover["meeting_at"][:10],
        item=item,
        paper=paper,
        title=title,
    )
    return file_name(council.publication.file_name, fields)


def _board_of(council: Council, reference: str) -> Board | None:
    """The board whose cycle it is: a reference is the board's key and a day."""
    return next((board for board in council.boards if reference[:-11] == board.key.replace("_", "-")), None)
