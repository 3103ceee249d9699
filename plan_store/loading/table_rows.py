"""Builds the rows of one table: which cells belong to which field, with merged and carried-down cells settled.

It does not find tables, and does not read what a cell says.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from plan_store.loading.cells import RawCell, name_column, tidy
from plan_store.loading.columns import Column, Heading, normalise
from plan_store.loading.grid import Grid, Row
from plan_store.loading.headings import KINDS, NOTES, Kind

REFERENCE = re.compile(r"[A-Za-z]{0,6}[ ./-]?\d{1,4}(?:[./-]\d{1,4}){0,4}[a-z]?\.?|[A-Za-z]{1,3}")
LEVEL = re.compile(
    r"(?:very )?(?:high|medium|med|low)|h|m|l|p?[0-9]|critical|urgent|essential|desirable|must|should|could"
    r"|yes|no|y|n|n/?a|-",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class TableRow:
    """cells: field -> (heading, cell) for each column read as the field; extra: heading -> cell."""

    row: int
    area: str
    area_how: str
    cells: Mapping[str, tuple[tuple[str, RawCell], ...]]
    extra: Mapping[str, tuple[RawCell, ...]]
    fills: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """One heading row and the rows that belong to it."""

    heading: Heading
    rows: tuple[TableRow, ...]


def build_table(grid: Grid, heading: Heading, rows: list[tuple[int, str]]) -> Table:
    """The table of these rows, each with the heading of the area it stands under."""
    heading = _settle_columns(heading, [grid.filled(row) for row, _ in rows])
    return Table(heading, tuple(_build_rows(grid, heading, rows)))


def main_field(heading: Heading) -> str:
    """The field without which a row is no row of this kind of table."""
    return next(iter(field for field in KINDS[heading.kind].fields if field in heading.fields))


def _settle_columns(heading: Heading, rows: list[Row]) -> Heading:
    """What only the rows can tell: “Priority” may hold themes, and “Action” may hold numbers."""
    if heading.kind is not Kind.ACTIONS:
        return heading
    by_field = {column.field: column for column in heading.columns if column.field}
    priority, title = by_field.get("priority"), by_field["title"]
    if priority and "area" not in by_field and not _all_match(LEVEL, rows, priority):
        changed = replace(priority, field="area", how="“priority” holds themes here, not levels")
        heading = _swap(heading, priority, changed)
    if "reference" not in by_field and len(rows) > 1 and _all_match(REFERENCE, rows, title):
        spare = [
            column
            for column in heading.columns
            if column.field in (None, "notes") and normalise(column.heading) in NOTES
        ]
        if spare:
            heading = _swap(heading, title, replace(title, field="reference", how="holds numbers, not words"))
            heading = _swap(heading, spare[0], replace(spare[0], field="title", how="holds the words of the action"))
    return heading


def _all_match(pattern: re.Pattern[str], rows: list[Row], column: Column) -> bool:
    texts = [row[column.number].text.strip() for row in rows if column.number in row]
    return bool(texts) and all(map(pattern.fullmatch, texts))


def _swap(heading: Heading, old: Column, new: Column) -> Heading:
    return replace(heading, columns=tuple(new if column is old else column for column in heading.columns))


def _build_rows(grid: Grid, heading: Heading, rows: list[tuple[int, str]]) -> list[TableRow]:
    built: list[TableRow] = []
    main = main_field(heading)
    carried, carried_under = None, ""
    for number, section in rows:
        row = _build_row(grid, heading, number, section)
        cell = row.cells[main][0][1] if main in row.cells else None
        if cell and cell.merged and cell.row != number and built and built[-1].row >= cell.row:
            built[-1] = _append_row(built[-1], row)
            continue
        if "area" in row.cells:
            carried, carried_under = row.area, section
        elif carried is not None and carried_under == section and "area" in heading.fields:
            row = replace(row, area=carried, area_how="blank; carried down from the row above")
        built.append(row)
    return built


def _build_row(grid: Grid, heading: Heading, number: int, section: str) -> TableRow:
    cells: dict[str, tuple[tuple[str, RawCell], ...]] = {}
    extra: dict[str, tuple[RawCell, ...]] = {}
    fills: dict[str, str] = {}
    filled = grid.filled(number)
    for column in heading.columns:
        cell = filled.pop(column.number, None)
        if column.field:
            fills.setdefault(column.field, grid.fill_of(number, column.number))
        if cell is None:
            continue
        if column.field:
            cells[column.field] = (*cells.get(column.field, ()), (column.heading, cell))
        else:
            extra[column.heading] = (*extra.get(column.heading, ()), cell)
    for column_number, cell in filled.items():
        extra[f"column {name_column(column_number)}"] = (cell,)
    area, how = section, "the heading above the row" if section else ""
    if "area" in cells:
        area, how = " ".join(tidy(cells["area"][0][1].standing)[0].split()), "its own column"
    return TableRow(number, area, how, cells, extra, fills)


def _append_row(row: TableRow, more: TableRow) -> TableRow:
    """A row whose action is merged with the one above adds its words to that action."""
    cells, extra = dict(row.cells), dict(row.extra)
    for name, entries in more.cells.items():
        own = tuple(entry for entry in entries if entry[1].row == more.row)
        cells[name] = (*cells.get(name, ()), *own) if own or name in cells else ()
    for heading, kept in more.extra.items():
        extra[heading] = (*extra.get(heading, ()), *(cell for cell in kept if cell.row == more.row))
    return replace(row, cells={name: entries for name, entries in cells.items() if entries}, extra=extra)
