"""Reads a progress report kept apart from the plan, and joins it to the plan's actions by reference.

It changes no action: the pairs are handed back, with what found no partner on either side.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from governance.errors import PlanFileError
from governance.terms import DeliveryStatus
from plan_store.loading.actions import read_status_of
from plan_store.loading.cells import CellReading, Notebook
from plan_store.loading.columns import check_mapping
from plan_store.loading.dues import DueCell
from plan_store.loading.headings import Kind
from plan_store.loading.limits import LIMITS, Limits
from plan_store.loading.plan_file import ColumnReading, list_columns, read_sheets
from plan_store.loading.row_reader import RowReader
from plan_store.loading.rows import ActionRow, Place
from plan_store.loading.statuses import StatusCell
from plan_store.loading.tables import Skipped, find_tables

AREA_NUMBER = re.compile(r"(?:[A-Za-z ]{0,30}?)\b(?P<number>[0-9]{1,3})\b(?!\.[0-9])")


@dataclass(frozen=True)
class NumberedAction:
    """An action with the reference it goes by: its own, or its area's number and its place in the area."""

    reference: str
    action: ActionRow
    is_given: bool


@dataclass(frozen=True)
class ProgressRow(Place):
    """What one row of a progress report says about one action."""

    reference: str
    status: StatusCell
    percent_complete: str
    progress: str
    evidence: str
    due: DueCell


@dataclass(frozen=True)
class ProgressFile:
    """A progress report as read."""

    name: str
    digest: str
    rows: tuple[ProgressRow, ...]
    mapping: tuple[ColumnReading, ...]
    readings: tuple[CellReading, ...]
    skipped: tuple[Skipped, ...]
    problems: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class JoinedProgress:
    """pairs: action and report; unknown: reports on no action of the plan; silent: actions without a report."""

    pairs: tuple[tuple[NumberedAction, ProgressRow], ...]
    unknown: tuple[ProgressRow, ...]
    silent: tuple[NumberedAction, ...]
    problems: tuple[str, ...]


def read_progress(
    path: Path,
    *,
    mapping: Mapping[str, str] | None = None,
    status_words: Mapping[str, DeliveryStatus] | None = None,
    year_starts: int = 4,
    limits: Limits = LIMITS,
) -> ProgressFile:
    """A progress report: a reference column and a status, percentage, progress or evidence column at least."""
    name, digest, sheets = read_sheets(path, limits)
    confirmed = check_mapping(mapping)
    found = [find_tables(sheet, mapping=confirmed, kinds=(Kind.PROGRESS,)) for sheet in sheets.sheets]
    if not any(tables.tables for tables in found):
        raise PlanFileError(
            f"No progress was found in {path.name}: it needs a row of headings with a reference and a status or "
            "progress column; rename the headings, or confirm a mapping."
        )
    notebook = Notebook(notes=list(sheets.notes))
    rows = tuple(
        _read_row(RowReader(tables.sheet, row, notebook, year_starts=year_starts), status_words)
        for tables in found
        for table in tables.tables
        for row in table.rows
    )
    return ProgressFile(
        name,
        digest,
        rows,
        tuple(list_columns(found)),
        tuple(notebook.readings),
        tuple(skip for tables in found for skip in tables.skipped),
        tuple(notebook.problems),
        tuple(notebook.notes),
    )


def number_actions(actions: Sequence[ActionRow]) -> tuple[NumberedAction, ...]:
    """Every action with a reference: its own, or “2.3” for the third action of the second area.

    The area's number is the one in its heading (“Action 2: …”) if every area has one of its own, else its place.
    """
    areas = list(dict.fromkeys(action.area for action in actions))
    written = [match["number"] if (match := AREA_NUMBER.match(area)) else "" for area in areas]
    are_numbered = all(written) and len(set(written)) == len(areas)
    numbers = dict(zip(areas, written if are_numbered else map(str, range(1, len(areas) + 1)), strict=True))
    taken = {action.reference.casefold() for action in actions if action.reference}
    places: dict[str, int] = defaultdict(int)
    numbered = []
    for action in actions:
        places[action.area] += 1
        if action.reference:
            numbered.append(NumberedAction(action.reference, action, is_given=False))
            continue
        while f"{numbers[action.area]}.{places[action.area]}" in taken:
            places[action.area] += 1
        numbered.append(NumberedAction(f"{numbers[action.area]}.{places[action.area]}", action, is_given=True))
    return tuple(numbered)


def join_progress(actions: Sequence[ActionRow], rows: Sequence[ProgressRow]) -> JoinedProgress:
    """Pairs each report with the action of its reference. A second report on one action is a problem, not a pair."""
    numbered = number_actions(actions)
    by_reference = {entry.reference.casefold(): entry for entry in reversed(numbered)}
    pairs: dict[str, tuple[NumberedAction, ProgressRow]] = {}
    unknown, problems = [], []
    for row in rows:
        key = row.reference.casefold()
        if key not in by_reference:
            unknown.append(row)
            problems.append(f"Sheet “{row.sheet}”, row {row.row}: the plan has no action {row.reference}.")
        elif key in pairs:
            problems.append(
                f"Sheet “{row.sheet}”, row {row.row}: a second report on action {row.reference} was left out."
            )
        else:
            pairs[key] = (by_reference[key], row)
    silent = tuple(entry for entry in numbered if entry.reference.casefold() not in pairs)
    return JoinedProgress(tuple(pairs.values()), tuple(unknown), silent, tuple(problems))


def _read_row(reader: RowReader, status_words: Mapping[str, DeliveryStatus] | None) -> ProgressRow:
    return ProgressRow(
        sheet=reader.sheet.name,
        row=reader.row.row,
        reference=reader.text("reference").rstrip("."),
        status=read_status_of(reader, status_words),
        percent_complete=reader.text("percent"),
        progress=reader.text("progress"),
        evidence=reader.text("evidence"),
        due=reader.due("revised") if reader.cell("revised") else reader.due("due"),
        extra=reader.extra(),
        problems=reader.finish(),
    )
