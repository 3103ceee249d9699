"""Reads the cells of one table row, noting how each was read and what a person should look at.

It does not know what kind of row it reads; actions and registers ask it field by field.
"""

from collections.abc import Iterable

from plan_store.loading.cells import CellKind, CellReading, Notebook, RawCell, RawSheet, tidy
from plan_store.loading.dues import DueCell, read_due
from plan_store.loading.table_rows import TableRow


class RowReader:
    """One row's cells by field. Problems are kept for the row and for the file."""

    def __init__(self, sheet: RawSheet, row: TableRow, notebook: Notebook, *, year_starts: int) -> None:
        self.sheet, self.row, self.notebook, self.year_starts = sheet, row, notebook, year_starts
        self.problems: list[str] = []

    def text(self, field: str) -> str:
        """The field's words, tidied; several columns for one field each under its own heading."""
        entries = self.row.cells.get(field, ())
        words = [(heading, self._read_words(field, cell)) for heading, cell in entries]
        if len({heading for heading, _ in entries}) > 1:
            return "\n".join(f"{heading}: {text}" for heading, text in words if text)
        return "\n".join(text for _, text in words if text)

    def raw(self, field: str) -> str:
        """The field's words exactly as written."""
        return "\n".join(cell.text for _, cell in self.row.cells.get(field, ()))

    def standing(self, field: str) -> str:
        """The same without what is struck out."""
        return "\n".join(cell.standing for _, cell in self.row.cells.get(field, ()) if self.is_sound(cell))

    def cell(self, field: str) -> RawCell | None:
        """The field's first cell with words in it."""
        entries = self.row.cells.get(field, ())
        return next((cell for _, cell in entries if cell.text.strip()), entries[0][1] if entries else None)

    def due(self, field: str) -> DueCell:
        """The date a field holds; an absent column and an empty cell read alike."""
        cell = self.cell(field)
        if cell is None:
            return DueCell("")
        self.is_sound(cell)
        due = read_due(cell, year_starts=self.year_starts, counts_from_1904=self.sheet.counts_from_1904)
        value = due.due_on.isoformat() if due.due_on else ""
        self.note(cell, field, value, due.how or ("as written" if due.due_on else "no date was read"))
        for _, other in self.row.cells[field]:
            if other is not cell and other.text.strip() and other.text != cell.text:
                self.complain(other, f"a second {field} date, “{other.text}”, was not read")
        return due

    def extra(self) -> dict[str, str]:
        """heading -> words, verbatim, of columns nobody recognised."""
        return {heading: "\n".join(cell.text for cell in cells) for heading, cells in self.row.extra.items()}

    def is_sound(self, cell: RawCell) -> bool:
        """Whether the cell holds a value at all; says so, once, where it does not."""
        if cell.notes:
            self.complain(cell, "; ".join(cell.notes))
        if cell.kind is CellKind.ERROR:
            self.complain(cell, f"holds the spreadsheet error {cell.text}; mend the formula or type the value")
        elif cell.formula and not cell.text:
            self.complain(
                cell, "holds a formula without a saved result; open the workbook in Excel, save it, load it again"
            )
        else:
            return True
        return False

    def note(self, cell: RawCell, field: str, value: str, how: str) -> None:
        """One reading of one cell, with what the cell itself adds to how it was read."""
        hows = [how]
        if cell.formula and cell.text:
            hows.append("the formula’s last saved result")
        if cell.merged:
            hows.append(f"merged over {cell.merged}")
        if cell.struck:
            hows.append("struck out: " + "; ".join(f"“{words.strip()}”" for words in cell.struck))
        self.notebook.readings.append(
            CellReading(self.sheet.name, cell.name, field, cell.text, value, "; ".join(filter(None, hows)))
        )

    def complain(self, cell: RawCell | None, clause: str) -> None:
        """A sentence with its place, once."""
        place = f"cell {cell.name}" if cell else f"row {self.row.row}"
        sentence = f"Sheet “{self.sheet.name}”, {place}: {clause}."
        if sentence not in self.problems:
            self.problems.append(sentence)

    def finish(self, more: Iterable[str] = ()) -> tuple[str, ...]:
        """The row's problems, handed to the file as well."""
        problems = (*self.problems, *more)
        self.notebook.problems.extend(problems)
        return problems

    def _read_words(self, field: str, cell: RawCell) -> str:
        if not self.is_sound(cell):
            return ""
        words, notes = tidy(cell.standing)
        self.note(cell, field, words, "; ".join(notes) or "as written")
        return words
