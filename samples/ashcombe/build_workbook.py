"""Writes Ashcombe's improvement plan as officers keep it: one workbook, from the words in words/*.toml.

It does not know how the workbook is read; plan_store/loading must cope with it as it is.
"""

import tomllib
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Border, Color, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

HERE = Path(__file__).parent
WORKBOOK = HERE / "improvement-plan.xlsx"
ACTION_SHEETS = ("leadership", "social_care", "vulnerable", "education")
LISTS = ("findings", "delivery_plans", "people", "measures", "risks", "funding", "inspections")

# What each sheet's headings mean, in the order of the fields in words/*.toml.
FIELDS = ("ref", "what", "findings", "owner", "sro", "due", "original", "status", "progress", "success", "evidence")
FIELDS_WITHOUT_ORIGINAL = tuple(field for field in FIELDS if field != "original")

WIDTHS = {
    "ref": 8,
    "what": 46,
    "findings": 11,
    "owner": 20,
    "sro": 20,
    "due": 16,
    "original": 13,
    "status": 12,
    "progress": 40,
    "success": 34,
    "evidence": 34,
}
LIST_WIDTHS = {
    "Ref": 6,
    "Key area for improvement": 90,
    "Name": 28,
    "Job title": 46,
    "Email": 36,
    "Part in the cycle": 38,
    "Measure": 46,
    "Risk": 44,
    "Mitigation": 44,
    "Contingency": 44,
    "Source": 44,
    "Condition": 50,
    "Inspection": 34,
    "Summary": 60,
    "Held": 22,
    "Caveat": 40,
    "Words": 120,
    "Section": 24,
    "Amount (£)": 14,
}

COUNCIL_GREEN = "1F5C4D"
FILLS = {"b": "9DC3E6", "g": "A9D08E", "a": "FFD966", "r": "F4A6A0"}
STATUS_LETTERS = {
    "complete": "b",
    "blue": "b",
    "on track": "g",
    "green": "g",
    "at risk": "a",
    "amber": "a",
    "off track": "r",
    "red": "r",
}
THIN = Side(style="thin", color="BFBFBF")
GRID = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
WRAPPED = Alignment(vertical="top", wrap_text=True)
UK_DATE = "DD/MM/YYYY"


def build_workbook() -> Workbook:
    """The whole workbook, in memory."""
    plan = read_words("plan")
    accountable = {row[0]: row[3] for row in plan["delivery_plans"]["rows"]}
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = "Carys Bevan"
    book.properties.title = plan["title"]
    for name in ACTION_SHEETS:
        words = read_words(name)
        write_actions(book.create_sheet(words["sheet"]), words, plan, accountable[words["delivery_plan"]])
    for name in LISTS:
        listed = people_list() if name == "people" else plan[name]
        write_list(book.create_sheet(listed["sheet"]), listed["headings"], listed["rows"])
    texts = plan["paper_text"]
    rows = [[section, words.strip()] for section, words in texts["sections"].items()]
    write_list(book.create_sheet(texts["sheet"]), texts["headings"], rows)
    return book


def read_words(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / "words" / f"{name}.toml").read_text(encoding="utf-8"))


def people_list() -> dict[str, Any]:
    """The sheet of people; addresses and telephone numbers are written short in the words."""
    people = read_words("people")
    rows = [
        [name, title, f"{mailbox}@ashcombe.example", f"01632 960{phone}", *rest]
        for name, title, mailbox, phone, *rest in people["rows"]
    ]
    return {"sheet": "People", "headings": people["headings"], "rows": rows}


def write_actions(sheet: Worksheet, words: dict[str, Any], plan: dict[str, Any], accountable: str) -> None:
    """One delivery plan: three title rows, a gap, the headings, then a merged row above each group."""
    headings = words["headings"]
    fields = FIELDS if len(headings) == len(FIELDS) else FIELDS_WITHOUT_ORIGINAL
    titles = ("Ashcombe City Council · " + plan["title"], words["title"], plan["version"])
    for row, title in enumerate(titles, start=1):
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(headings))
        sheet.cell(row, 1, title).font = Font(bold=row < 3, italic=row == 3, size=(16, 13, 10)[row - 1])
    write_headings(sheet, 5, headings)
    row = 5
    for group in words["groups"]:
        row += 1
        write_group(sheet, row, group["title"], len(headings))
        for action in group["actions"]:
            row += 1
            write_action(sheet, row, {"sro": accountable, **action}, fields)
    for column, field in enumerate(fields, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = WIDTHS[field]
    set_for_print(sheet, heading_row=5)


def write_headings(sheet: Worksheet, row: int, headings: Sequence[str]) -> None:
    for column, heading in enumerate(headings, start=1):
        cell = sheet.cell(row, column, heading)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor=COUNCIL_GREEN)
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        cell.border = GRID


def write_group(sheet: Worksheet, row: int, title: str, columns: int) -> None:
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=columns)
    cell = sheet.cell(row, 1, title)
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", fgColor="DDE8E4")


def write_action(sheet: Worksheet, row: int, action: dict[str, Any], fields: Iterable[str]) -> None:
    for column, field in enumerate(fields, start=1):
        cell = sheet.cell(row, column, with_strike(action.get(field)))
        cell.alignment = WRAPPED
        cell.border = GRID
        if isinstance(cell.value, date):
            cell.number_format = UK_DATE
        if field == "status" and (fill := fill_of(str(cell.value))):
            cell.fill = PatternFill("solid", fgColor=fill)


def with_strike(written: Any) -> Any:
    """“~~31 October 2026~~ 29 January 2027” as rich text with the old date struck out; anything else as it is."""
    if not isinstance(written, str) or "~~" not in written:
        return written
    _, old, new = written.split("~~")
    return CellRichText(TextBlock(InlineFont(strike=True, color=Color("FF7F7F7F")), old), new)


def fill_of(status: str) -> str | None:
    word = status.lower()
    return FILLS.get(STATUS_LETTERS.get(word, word))


def write_list(sheet: Worksheet, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A plain list with its headings in the first row; an empty string in the words is an empty cell."""
    write_headings(sheet, 1, headings)
    for row, values in enumerate(rows, start=2):
        for column, value in enumerate(values, start=1):
            cell = sheet.cell(row, column, None if value == "" else value)
            cell.alignment = WRAPPED
            cell.border = GRID
            if isinstance(value, date):
                cell.number_format = UK_DATE
            if headings[column - 1].startswith("Amount"):
                cell.number_format = "#,##0"
    for column, heading in enumerate(headings, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = LIST_WIDTHS.get(heading, 18)
    set_for_print(sheet, heading_row=1)


def set_for_print(sheet: Worksheet, *, heading_row: int) -> None:
    sheet.freeze_panes = f"B{heading_row + 1}"
    sheet.print_title_rows = f"{heading_row}:{heading_row}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A3
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


if __name__ == "__main__":
    build_workbook().save(WORKBOOK)
