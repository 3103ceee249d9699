"""Reads a row of an action table into an ActionRow.

It guesses nothing: what a cell does not say plainly is kept in its words and put into the row's problems.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from governance.terms import DONE, DeliveryStatus
from plan_store.loading.cells import CellKind
from plan_store.loading.dues import DueCell, DueKind, OldDate
from plan_store.loading.owners import OwnersCell, split_owners
from plan_store.loading.row_reader import RowReader
from plan_store.loading.rows import ActionRow
from plan_store.loading.statuses import StatusCell, read_status
from plan_store.loading.table_rows import REFERENCE, Table

PERCENT = re.compile(r"(?P<number>[0-9]{1,3}(?:\.[0-9]+)?)\s?(?:%|per ?cent)?(?: complete)?", re.IGNORECASE)


def read_action(reader: RowReader, table: Table, *, council_words: Mapping[str, DeliveryStatus] | None) -> ActionRow:
    """The action in one row."""
    row, fields = reader.row, table.heading.fields
    owners = _read_owners(reader, has_column="owner" in fields)
    due, baseline = _read_dates(reader, has_column=bool(fields & {"due", "revised"}))
    return ActionRow(
        sheet=reader.sheet.name,
        row=row.row,
        reference=_read_reference(reader),
        area=_read_area(reader),
        findings=_read_findings(reader),
        title=_read_title(reader),
        owners=owners.names,
        owner_raw=reader.raw("owner"),
        sro=reader.text("sro"),
        deputy=reader.text("deputy"),
        due=due,
        baseline=baseline,
        status=read_status_of(reader, council_words),
        percent_complete=_read_percent(reader),
        priority=reader.text("priority"),
        measure=reader.text("measure"),
        progress=reader.text("progress"),
        evidence=reader.text("evidence"),
        notes=reader.text("notes"),
        extra=reader.extra(),
        problems=reader.finish(),
    )


def _read_reference(reader: RowReader) -> str | None:
    cell = reader.cell("reference")
    if cell is None or not reader.is_sound(cell):
        return None
    if cell.merged and cell.row != reader.row.row:
        reader.complain(
            None,
            f"stands under the merged reference “{cell.text}”, which belongs to the row above; no reference was read",
        )
        return None
    if cell.kind is CellKind.DATE:
        reader.complain(cell, f"the reference has been turned into the date {cell.text}; type it again as text")
        return None
    words = reader.text("reference").rstrip(".").strip()
    return words or None


def _read_area(reader: RowReader) -> str:
    cell = reader.cell("area")
    if cell is not None and reader.row.area_how == "its own column":
        reader.note(cell, "area", reader.row.area, "as written")
    return reader.row.area


def _read_title(reader: RowReader) -> str:
    title = reader.text("title")
    cell = reader.cell("title")
    if title or cell is None:
        return title
    if cell.struck:
        reader.complain(cell, "the action is struck out; say whether it is withdrawn or done")
    return cell.text.strip()


def _read_findings(reader: RowReader) -> tuple[str, ...]:
    """“1, 3 and 7” is three references; a sentence is one finding in its own words."""
    words = reader.text("finding")
    parts = [part.strip() for part in re.split(r"[,;/\n&]|\band\b", words) if part.strip()]
    if parts and all(REFERENCE.fullmatch(part) for part in parts):
        return tuple(parts)
    return (words,) if words else ()


def _read_owners(reader: RowReader, *, has_column: bool) -> OwnersCell:
    if not has_column:
        reader.complain(None, "has no owner: the table has no column for one")
        return OwnersCell("", ())
    cell = reader.cell("owner")
    owners = split_owners(reader.standing("owner"))
    for problem in owners.problems:
        reader.complain(cell, problem)
    if cell is not None:
        reader.note(cell, "owner", "; ".join(owners.names), owners.how or "as written")
    return owners


def _read_dates(reader: RowReader, *, has_column: bool) -> tuple[DueCell, DueCell | None]:
    """(due, baseline). A revised date, where there is one, is the due date, and the due date before it is history."""
    baseline = _keep_if_written(reader.due("baseline"))
    due, revised = reader.due("due"), _keep_if_written(reader.due("revised"))
    if revised is not None and revised.kind is not DueKind.NOT_APPLICABLE:
        if due.raw.strip():
            old = OldDate(due.raw, due.due_on, due.precision)
            revised = replace(revised, moved_from=(*due.moved_from, old, *revised.moved_from))
            baseline = baseline or due
        due, cell = revised, reader.cell("revised")
    else:
        cell = reader.cell("due")
    if not due.raw.strip():
        absent = "no due date is written" if has_column else "has no due date: the table has no column for one"
        due = replace(due, kind=DueKind.EMPTY, problem=absent)
    if due.problem:
        reader.complain(cell, due.problem + ("" if due.due_on or not due.raw.strip() else "; no date was read"))
    return due, baseline


def _keep_if_written(due: DueCell) -> DueCell | None:
    return due if due.raw.strip() else None


def read_status_of(reader: RowReader, council_words: Mapping[str, DeliveryStatus] | None) -> StatusCell:
    """The status in words, made sharper by a RAG column beside it while the action is under way."""
    status = _read_status_column(reader, "status", council_words)
    rating = _read_status_column(reader, "rating", council_words)
    if status is None or rating is None or not rating.raw.strip():
        return status or rating or StatusCell("", None)
    if not status.raw.strip():
        return rating
    if status.value is DeliveryStatus.ON_TRACK and rating.value in (DeliveryStatus.AT_RISK, DeliveryStatus.OFF_TRACK):
        return replace(status, raw=f"{status.raw} / {rating.raw}", value=rating.value, how="the rating beside it")
    if status.value in DONE and rating.value not in (None, *DONE):
        reader.complain(reader.cell("rating"), f"the rating “{rating.raw}” does not go with the status “{status.raw}”")
    return status


def _read_status_column(
    reader: RowReader, field: str, council_words: Mapping[str, DeliveryStatus] | None
) -> StatusCell | None:
    cell, fill = reader.cell(field), reader.row.fills.get(field, "")
    if cell is None and not fill:
        return None
    raw = reader.standing(field)
    status = read_status(raw, fill=fill, council_words=council_words)
    if status.problem:
        reader.complain(cell, status.problem)
    if cell is not None:
        reader.note(cell, field, status.value or "", status.how or "as written")
    return status


def _read_percent(reader: RowReader) -> float | None:
    cell = reader.cell("percent")
    if cell is None or not reader.is_sound(cell) or not cell.standing.strip():
        return None
    match = PERCENT.fullmatch(cell.standing.strip())
    number = float(match["number"]) if match else -1.0
    # A bare 0.75 may be three quarters or less than one per cent.
    is_bare_fraction = cell.number is not None and "%" not in cell.number_format and 0 < number <= 1
    if not 0 <= number <= 100 or is_bare_fraction:
        reader.complain(cell, f"“{cell.text}” could not be read as a percentage")
        return None
    reader.note(cell, "percent", f"{number:g}", "as written")
    return number
