"""A workbook's cells as plain JSON values: value, kind, number format, struck-out words, fill.

It does not know what a plan is, and never works out a formula: the result saved last is what is read.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from governance.errors import PlanFileError
from plan_store.loading.limits import Limits
from plan_store.loading.reader.archive import DAMAGED, open_archive, rebuild_archive
from plan_store.loading.reader.parts import SheetPart, cut_down

KIND_OF_VALUE = {str: "text", bool: "truth", int: "number", float: "number"}


@dataclass(frozen=True)
class Look:
    """What a cell's style says that could matter to a reader."""

    number_format: str
    struck: bool
    bold: bool
    fill: str


def read_contents(content: bytes, limits: Limits) -> dict[str, Any]:
    """{"sheets": [...], "links": bool, "comments": int, "counts_from_1904": bool}, ready for JSON."""
    archive = open_archive(content, limits)
    sheets, parts = cut_down(archive, limits)
    names = archive.namelist()
    workbook = load_workbook(rebuild_archive(parts), rich_text=True, data_only=True, keep_links=False)
    if len(workbook.worksheets) != sum(bool(sheet.part) for sheet in sheets):
        raise PlanFileError(DAMAGED)  # a sheet was passed over: names and cells would no longer belong together
    worksheets = iter(workbook.worksheets)
    looks: dict[int, Look] = {}
    budget = limits.characters
    told: list[dict[str, Any]] = []
    for sheet in sheets:
        cells: list[dict[str, Any]] = []
        if sheet.part:
            worksheet = next(worksheets)
            for place in sheet.places:
                cell = _tell_cell(worksheet.cell(*place), place, sheet, looks, limits)
                if cell["kind"] == "empty" and not (cell["fill"] or cell["formula"]):
                    continue
                budget -= len(str(cell["value"]))
                if budget < 0:
                    raise PlanFileError(
                        f"The workbook holds more than {limits.characters:,} letters; "
                        "load a copy with the plan’s sheets only."
                    )
                cells.append(cell)
        told.append(_tell_sheet(sheet, cells))
    return {
        "sheets": told,
        "links": any(name.startswith("xl/externalLinks/") for name in names),
        "comments": sum("comments" in name.lower() and name.endswith(".xml") for name in names),
        "counts_from_1904": workbook.epoch == CALENDAR_MAC_1904,
    }


def _tell_sheet(sheet: SheetPart, cells: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": sheet.name,
        "state": sheet.state if sheet.part else "chart",
        "cells": cells,
        "merged": sheet.merged,
        "hidden_rows": sheet.hidden_rows,
    }


def _tell_cell(
    cell: Cell | MergedCell, place: tuple[int, int], sheet: SheetPart, looks: dict[int, Look], limits: Limits
) -> dict[str, Any]:
    look = looks.get(cell.style_id)
    if look is None:
        look = looks[cell.style_id] = _look_at(cell)
    kind, value, runs = _tell_value(cell, struck=look.struck)
    if len(str(value)) > limits.cell_characters:
        raise PlanFileError(
            f"there are more than {limits.cell_characters:,} letters in one cell; shorten it, save, and load again.",
            sheet=sheet.name,
            cell=cell.coordinate,
        )
    return {
        "row": place[0],
        "column": place[1],
        "kind": kind,
        "value": value,
        "runs": runs,
        "format": look.number_format,
        "bold": look.bold,
        "fill": look.fill,
        "formula": sheet.formulas.get(place, ""),
    }


def _tell_value(cell: Cell | MergedCell, *, struck: bool) -> tuple[str, Any, list[tuple[str, bool]]]:
    """(kind, value, runs of text with whether each is struck out)."""
    value = cell.value
    if isinstance(value, CellRichText):
        runs = [
            (run.text, bool(run.font.strike)) if isinstance(run, TextBlock) else (str(run), struck) for run in value
        ]
        return "text", "".join(text for text, _ in runs), runs
    if value is None:
        return "empty", "", []
    if cell.data_type == "e":
        return "error", str(value), []
    if isinstance(value, datetime | date):
        return "date", value.isoformat(), [(value.isoformat(), struck)]
    if isinstance(value, time | timedelta):
        return "text", str(value), [(str(value), struck)]
    return KIND_OF_VALUE.get(type(value), "text"), value, [(str(value), struck)]


def _look_at(cell: Cell | MergedCell) -> Look:
    fill = cell.fill
    colour = fill.fgColor.rgb if fill.fill_type == "solid" and fill.fgColor.type == "rgb" else ""
    return Look(
        number_format=cell.number_format,
        struck=bool(cell.font.strike),
        bold=bool(cell.font.b),
        fill=colour if isinstance(colour, str) else "",
    )
