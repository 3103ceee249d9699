"""Reads an improvement plan from a workbook or CSV file into plain values, with a report of how each cell was read.

It writes nothing and knows no database: the same values are shown to an officer first and written after.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from governance.errors import PlanFileError
from governance.terms import DeliveryStatus
from plan_store.loading.actions import read_action
from plan_store.loading.cells import CellReading, Notebook, RawSheet, name_column
from plan_store.loading.columns import check_mapping
from plan_store.loading.containers import open_container
from plan_store.loading.csv_files import read_csv
from plan_store.loading.headings import Kind
from plan_store.loading.limits import LIMITS, Limits
from plan_store.loading.registers import read_register
from plan_store.loading.row_reader import RowReader
from plan_store.loading.rows import (
    ActionRow,
    DeliveryPlanRow,
    FindingRow,
    FundingRow,
    InspectionRow,
    MeasureRow,
    PersonRow,
    RiskRow,
)
from plan_store.loading.tables import SheetTables, Skipped, find_tables
from plan_store.loading.workbook import Sheets, read_workbook

UNREAD_STATES = {
    "hidden": "the sheet is hidden; unhide it if it belongs to the plan",
    "veryHidden": "the sheet is hidden; unhide it if it belongs to the plan",
    "chart": "the sheet is a chart",
}


@dataclass(frozen=True)
class SheetReading:
    """One sheet: the kinds of table found in it (none: ignored), how many rows were read, and why it was ignored."""

    name: str
    kinds: tuple[Kind, ...]
    rows: int
    why: str = ""


@dataclass(frozen=True)
class ColumnReading:
    """One column of one heading row, as it was recognised; field None: kept word for word."""

    sheet: str
    row: int
    column: str
    heading: str
    field: str | None
    how: str


@dataclass(frozen=True)
class PlanFile:
    """Everything read from one file.

    problems: every sentence that asks for a person, those of single rows included; notes: those that only tell.
    """

    name: str
    digest: str
    sheets: tuple[SheetReading, ...]
    mapping: tuple[ColumnReading, ...]
    readings: tuple[CellReading, ...]
    skipped: tuple[Skipped, ...]
    problems: tuple[str, ...]
    notes: tuple[str, ...]
    actions: tuple[ActionRow, ...] = ()
    findings: tuple[FindingRow, ...] = ()
    people: tuple[PersonRow, ...] = ()
    delivery_plans: tuple[DeliveryPlanRow, ...] = ()
    measures: tuple[MeasureRow, ...] = ()
    risks: tuple[RiskRow, ...] = ()
    funding: tuple[FundingRow, ...] = ()
    inspections: tuple[InspectionRow, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)

    def lacks(self, sheet: str, *fields: str) -> bool:
        """Whether a sheet has no column for any of these fields: of those it says nothing, not that they are empty."""
        there = {column.field for column in self.mapping if column.sheet == sheet}
        return bool(there) and there.isdisjoint(fields)


def read_plan(
    path: Path,
    *,
    mapping: Mapping[str, str] | None = None,
    status_words: Mapping[str, DeliveryStatus] | None = None,
    year_starts: int = 4,
    limits: Limits = LIMITS,
) -> PlanFile:
    """The plan in a workbook or CSV file.

    mapping: heading -> field as the officer confirmed it ("" keeps a column word for word); wins over the names
    in headings.py. status_words: the council's own words. year_starts: the month the council's year begins.
    PlanFileError, in one sentence, for a file that cannot be read or holds nothing recognisable.
    """
    confirmed = check_mapping(mapping)
    name, digest, sheets = read_sheets(path, limits)
    found = [find_tables(sheet, mapping=confirmed) for sheet in sheets.sheets if sheet.state not in UNREAD_STATES]
    if not any(tables.tables for tables in found):
        raise PlanFileError(_explain_nothing_found(path, sheets, found))
    notebook = Notebook(notes=list(sheets.notes))
    rows: dict[Kind, list[Any]] = defaultdict(list)
    texts: dict[str, str] = {}
    for tables in found:
        _read_tables(tables, notebook, rows, texts, status_words, year_starts)
    rows[Kind.ACTIONS] = _name_areas_after_sheets(rows[Kind.ACTIONS])
    rows[Kind.ACTIONS] = mark_duplicates(rows[Kind.ACTIONS], notebook)
    by_name = {tables.sheet.name: tables for tables in found}
    return PlanFile(
        name=name,
        digest=digest,
        sheets=tuple(_describe_sheet(sheet, by_name.get(sheet.name)) for sheet in sheets.sheets),
        mapping=tuple(list_columns(found)),
        readings=tuple(notebook.readings),
        skipped=tuple(skip for tables in found for skip in tables.skipped),
        problems=tuple(notebook.problems),
        notes=tuple(notebook.notes),
        texts=texts,
        **{kind.value: tuple(rows[kind]) for kind in Kind if kind not in (Kind.TEXTS, Kind.PROGRESS)},
    )


def read_sheets(path: Path, limits: Limits = LIMITS) -> tuple[str, str, Sheets]:
    """(file name, SHA-256 digest, its sheets)."""
    container = open_container(path, limits)
    sheets = read_workbook(container, limits) if container.is_workbook else read_csv(container, limits)
    return container.name, container.digest, sheets


def list_columns(found: Sequence[SheetTables]) -> list[ColumnReading]:
    """Every heading of every table, with the field it was read as."""
    return [
        ColumnReading(
            tables.sheet.name, table.heading.row, name_column(column.number), column.heading, column.field, column.how
        )
        for tables in found
        for table in tables.tables
        for column in table.heading.columns
    ]


def mark_duplicates(actions: Sequence[ActionRow], notebook: Notebook) -> list[ActionRow]:
    """A reference that stands twice is a problem of both rows."""
    places: dict[str, list[ActionRow]] = defaultdict(list)
    for action in actions:
        if action.reference:
            places[action.reference.casefold()].append(action)
    sentences = {}
    for reference, twins in places.items():
        if len(twins) > 1:
            rows = " and ".join(f"sheet “{twin.sheet}” row {twin.row}" for twin in twins)
            sentences[reference] = (
                f"Reference {twins[0].reference} stands {len(twins)} times: {rows}; give each its own."
            )
    notebook.problems.extend(sentences.values())
    return [
        replace(action, problems=(*action.problems, sentences[action.reference.casefold()]))
        if action.reference and action.reference.casefold() in sentences
        else action
        for action in actions
    ]


def _read_tables(
    found: SheetTables,
    notebook: Notebook,
    rows: dict[Kind, list[Any]],
    texts: dict[str, str],
    status_words: Mapping[str, DeliveryStatus] | None,
    year_starts: int,
) -> None:
    hidden = sum(row.row in found.sheet.hidden_rows for table in found.tables for row in table.rows)
    if hidden:
        rows_were = "row was" if hidden == 1 else "rows were"
        notebook.notes.append(f"{hidden} hidden {rows_were} read like the others on sheet “{found.sheet.name}”.")
    for table in found.tables:
        kind = table.heading.kind
        for row in table.rows:
            reader = RowReader(found.sheet, row, notebook, year_starts=year_starts)
            if kind is Kind.ACTIONS:
                rows[kind].append(read_action(reader, table, council_words=status_words))
            elif kind is Kind.TEXTS:
                _read_text(reader, texts)
            else:
                rows[kind].append(read_register(reader, kind))


def _read_text(reader: RowReader, texts: dict[str, str]) -> None:
    section, words = reader.text("section"), reader.text("words")
    if section in texts:
        reader.complain(None, f"the section “{section}” stands twice; its words were put together")
        words = f"{texts[section]}\n{words}"
    texts[section] = words
    reader.finish()


def _name_areas_after_sheets(actions: Sequence[ActionRow]) -> list[ActionRow]:
    """Where a workbook has a sheet for each workstream, the sheet's name is the area of rows without one."""
    if len({action.sheet for action in actions}) < 2:
        return list(actions)
    return [action if action.area else replace(action, area=action.sheet) for action in actions]


def _describe_sheet(sheet: RawSheet, found: SheetTables | None) -> SheetReading:
    if found is None:
        return SheetReading(sheet.name, (), 0, UNREAD_STATES[sheet.state])
    kinds = tuple(dict.fromkeys(table.heading.kind for table in found.tables))
    why = "" if kinds else found.why or "there are headings but no rows under them"
    return SheetReading(sheet.name, kinds, sum(len(table.rows) for table in found.tables), why)


def _explain_nothing_found(path: Path, sheets: Sheets, found: Sequence[SheetTables]) -> str:
    if not sheets.sheets:
        return f"{path.name} has no sheets; save the plan again as “Excel Workbook (.xlsx)” and load that."
    if not found:
        return (
            f"Every sheet of {path.name} is hidden or a chart; unhide the sheet with the plan, save, and load it again."
        )
    reasons = "; ".join(f"“{tables.sheet.name}”: {tables.why or 'headings without rows'}" for tables in found[:5])
    return (
        f"No plan was found in {path.name} ({reasons}). A plan needs a row of headings with at least an action and "
        "an owner, a date or a status; rename the headings, or confirm a mapping."
    )
