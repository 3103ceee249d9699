"""How wide the columns of a table are: as much as their words need. It knows nothing of any format."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from papers.document import Node

# What a line of a portrait page holds in a table, in letters; a wider page only makes every column wider.
LINE = 96.0
WIDEST_WORD = 16
BESIDE_A_WORD = 2.2
# Headings are set bold.
BOLD = 1.15
# A short date reads badly in two lines, so it counts as one word, as does a rating in its frame.
_UNPARTED = re.compile(r"\d{1,2} [A-Z][a-z]{2} \d{4}\S?|\S+")


def column_shares(rows: Sequence[Sequence[Node]]) -> list[float]:
    """The share of each column, adding up to 1, from how long its cells are.

    Where every column has room for its words on one line, what is left goes to each by its length. Otherwise no column
    is narrower than its longest word, and what is left goes to those with most to say, by a root of it, so that one
    long column does not starve the others. rows: all of them, the headings first.
    """
    columns = [[_Cell(cell, cell.words()) for cell in column] for column in zip(*rows, strict=True)]
    floors = [_longest_word(column) + BESIDE_A_WORD for column in columns]
    whole = [max(_typical(column) + BESIDE_A_WORD, floor) for column, floor in zip(columns, floors, strict=True)]
    if sum(whole) <= LINE:
        return [width / sum(whole) for width in whole]
    wants = [(width - floor) ** 0.75 for width, floor in zip(whole, floors, strict=True)]
    spare = max(0.0, LINE - sum(floors))
    widths = [floor + spare * want / (sum(wants) or 1) for floor, want in zip(floors, wants, strict=True)]
    return [width / sum(widths) for width in widths]


class _Cell(NamedTuple):
    node: Node
    words: str

    @property
    def weight(self) -> float:
        return BOLD if self.node.tag == "th" else 1.0

    def unparted(self) -> list[str]:
        found: list[str] = _UNPARTED.findall(self.words)
        return found + [child.words() for child in self.node.nodes() if "rating" in child.classes()]


def _longest_word(column: Sequence[_Cell]) -> float:
    longest = (max(map(len, cell.unparted()), default=0) for cell in column)
    return max((min(WIDEST_WORD, n) * cell.weight for n, cell in zip(longest, column, strict=True)), default=0.0)


def _typical(column: Sequence[_Cell]) -> float:
    lengths = sorted(len(cell.words) * cell.weight for cell in column)
    return lengths[len(lengths) * 3 // 4]
