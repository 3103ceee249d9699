"""Reads a CSV file into the same raw cells as a sheet of a workbook.

It guesses neither encoding nor separator in silence: what was used stands in the notes.
"""

import csv
import io

from governance.errors import PlanFileError
from plan_store.loading.cells import RawCell, RawSheet, make_visible
from plan_store.loading.containers import Container
from plan_store.loading.limits import LIMITS, Limits
from plan_store.loading.workbook import Sheets

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "upright bar"}
SAMPLE_ROWS = 50


def read_csv(container: Container, limits: Limits = LIMITS) -> Sheets:
    """The raw cells of a CSV file as one sheet, named after the file; PlanFileError names the line."""
    text, encoding = _decode(container)
    separator = _find_separator(text)
    rows = _split_rows(container, text, separator, limits)
    sheet_name = make_visible(container.name.rsplit(".", 1)[0])[0]
    cells: dict[tuple[int, int], RawCell] = {}
    for number, row in enumerate(rows, start=1):
        for column, words in enumerate(row, start=1):
            if words.strip():
                cells[number, column] = _build_cell(number, column, words, sheet_name, limits)
    if len(cells) > limits.cells:
        raise PlanFileError(f"{container.name} has more than {limits.cells:,} filled cells; load the plan’s rows only.")
    note = f"{container.name} was read as {encoding}, separated by {SEPARATORS[separator]}."
    return Sheets((RawSheet(sheet_name, cells),), (note,))


def _build_cell(row: int, column: int, words: str, sheet: str, limits: Limits) -> RawCell:
    if len(words) > limits.cell_characters:
        raise PlanFileError(
            f"there are more than {limits.cell_characters:,} letters in one cell; shorten it and load again.",
            sheet=sheet,
            row=row,
        )
    if column > limits.last_column or row > limits.last_row:
        raise PlanFileError(
            f"there are words beyond row {limits.last_row:,} or column {limits.last_column}; "
            "delete what does not belong to the plan and load again.",
            sheet=sheet,
            row=row,
        )
    text, note = make_visible(words)
    return RawCell(row, column, text, text, notes=(note,) if note else ())


def _decode(container: Container) -> tuple[str, str]:
    content = container.content
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        tries = [("utf-16", "UTF-16")]
    elif b"\x00" in content[1:64:2] and b"\x00" not in content[0:64:2]:
        tries = [("utf-16-le", "UTF-16 (without its mark)")]
    else:
        tries = [("utf-8-sig", "UTF-8"), ("cp1252", "Windows Western European (cp1252)")]
    for codec, name in tries:
        try:
            return content.decode(codec), name
        except UnicodeDecodeError:
            continue
    raise PlanFileError(
        f"{container.name} is in no encoding that could be read; in Excel save it as “CSV UTF-8 (.csv)” and load that."
    )


def _find_separator(text: str) -> str:
    """The separator that splits the first rows into most columns; a comma where nothing splits."""

    def count_columns(separator: str) -> int:
        lines = text[:100_000].splitlines(keepends=True)
        sample = csv.reader(lines, delimiter=separator)
        widths = []
        try:
            widths = [len(row) for row, _ in zip(sample, range(SAMPLE_ROWS), strict=False)]
        except csv.Error:
            return 0
        return sorted(widths)[len(widths) // 2] if widths else 0

    return max(SEPARATORS, key=count_columns)


def _split_rows(container: Container, text: str, separator: str, limits: Limits) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[list[str]] = []
    started_on = 1
    try:
        for row in reader:
            rows.append(row)
            started_on = reader.line_num + 1
    except csv.Error as error:
        raise PlanFileError(
            f"Line {started_on} of {container.name} has a quotation mark that is not closed, or stands in the "
            f"wrong place ({error}); correct it, or save the plan as .xlsx and load that."
        ) from error
    return rows
