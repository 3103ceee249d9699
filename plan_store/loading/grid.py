"""A sheet as rows of cells, with merged cells spread over the rows they cover.

It knows nothing of headings or actions.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import replace

from plan_store.loading.cells import RawCell, RawSheet, Span

Row = dict[int, RawCell]


class Grid:
    """rows: the numbers of the rows that hold words of their own, in order."""

    def __init__(self, sheet: RawSheet) -> None:
        self.sheet = sheet
        self._own: dict[int, Row] = defaultdict(dict)
        for (row, column), cell in sorted(sheet.cells.items()):
            if cell.text.strip() or cell.formula:
                self._own[row][column] = cell
        self.rows = sorted(self._own)
        self._spread: dict[int, Row] = defaultdict(dict)
        self._spans: dict[tuple[int, int], Span] = {}
        for span in sheet.merged:
            self._spans[span.top, span.left] = span
            self._spread_down(span)

    def own(self, row: int) -> Row:
        """The cells written in this row, by column."""
        return self._own.get(row, {})

    def filled(self, row: int) -> Row:
        """The same, with cells merged down into this row from above."""
        return self._spread.get(row, {}) | self.own(row)

    def width(self, cell: RawCell) -> int:
        """How many columns the cell is merged across."""
        span = self._spans.get((cell.row, cell.column))
        return span.right - span.left + 1 if span else 1

    def before(self, row: int) -> int | None:
        """The nearest row above with words in it."""
        place = bisect_left(self.rows, row)
        return self.rows[place - 1] if place else None

    def after(self, row: int) -> int | None:
        """The nearest row below with words in it."""
        place = bisect_right(self.rows, row)
        return self.rows[place] if place < len(self.rows) else None

    def fill_of(self, row: int, column: int) -> str:
        """The colour of a cell, which may be coloured and empty."""
        cell = self.sheet.cells.get((row, column))
        return cell.fill if cell else ""

    def words_of(self, row: int) -> str:
        """Everything the row says, on one line."""
        return " | ".join(" ".join(cell.text.split()) for cell in self.own(row).values())

    def _spread_down(self, span: Span) -> None:
        cell = self._own.get(span.top, {}).get(span.left)
        if cell is None or span.bottom == span.top:
            return
        merged = replace(cell, merged=span)
        self._own[span.top][span.left] = merged
        # Only rows that hold something: a whole merged column has a million rows.
        for row in self.rows[bisect_right(self.rows, span.top) : bisect_right(self.rows, span.bottom)]:
            self._spread[row][span.left] = merged
