"""Workbooks drawn as text, so that a test shows the sheet it speaks of.

    a_workbook(path, {"Plan": '''
        Ref | Action          | Due
        1.1 | Publish the map | ~June 2025~ Dec 2025
    '''})

A cell between tildes is struck out in part; `=A1` is a formula; `>` alone merges a cell into the one before it,
`^` into the one above; a line of dashes is a blank row; a leading `*` on a line makes its cells bold.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from plan_store.loading.plan_file import PlanFile, read_plan

CASES = Path(__file__).parents[3] / "../shared/cases"


def a_case(name: str) -> Path:
    """A real document kept beside the repository; absent elsewhere, but never in continuous integration."""
    path = CASES / name
    if not path.exists():
        reason = f"the shared case {name} is not beside this checkout"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


def a_workbook(path: Path, sheets: Mapping[str, str]) -> Path:
    """A workbook with each sheet drawn as above."""
    workbook = openpyxl.Workbook()
    for title, drawing in sheets.items():
        draw_sheet(workbook.create_sheet(title), drawing)
    del workbook["Sheet"]
    workbook.save(path)
    return path


def a_plan(tmp_path: Path, drawing: str, **options: object) -> PlanFile:
    """The plan read from one drawn sheet called “Plan”."""
    return read_plan(a_workbook(tmp_path / "plan.xlsx", {"Plan": drawing}), **options)  # type: ignore[arg-type]


def draw_sheet(sheet: Worksheet, drawing: str) -> None:
    lines = [line.strip() for line in drawing.strip().splitlines() if line.strip()]
    merges: dict[tuple[int, int], tuple[int, int]] = {}
    for row, line in enumerate(lines, start=1):
        if set(line) == {"-"}:
            continue
        bold = line.startswith("*")
        for column, words in enumerate((cell.strip() for cell in line.removeprefix("*").split("|")), start=1):
            if words in (">", "^"):
                before = (row, column - 1) if words == ">" else (row - 1, column)
                merges[row, column] = merges.get(before, before)
            elif words:
                sheet.cell(row, column).value = _value(words)
                sheet.cell(row, column).font = Font(bold=bold)
    for start in set(merges.values()):
        cells = [cell for cell, first in merges.items() if first == start]
        sheet.merge_cells(
            start_row=start[0],
            start_column=start[1],
            end_row=max(row for row, _ in cells),
            end_column=max(column for _, column in cells),
        )


def _value(words: str) -> str | float | CellRichText:
    if "~" in words:
        parts = re.split(r"~([^~]*)~", words.replace("\\n", "\n"))
        return CellRichText(
            [
                TextBlock(InlineFont(strike=True), part) if place % 2 else part
                for place, part in enumerate(parts)
                if part
            ]
        )
    if re.fullmatch(r"#[0-9.]+", words):
        return float(words[1:])
    return words.replace("\\n", "\n")
