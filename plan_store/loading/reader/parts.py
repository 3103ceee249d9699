"""A workbook's parts cut down to what is read: sheets, strings and styles.

It does not turn cells into values; openpyxl does, from the cut-down package. Drawings, links to other
workbooks, pivot tables, names and rules for colouring are left out, so they can neither harm nor fail.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from governance.errors import PlanFileError
from plan_store.loading.limits import Limits
from plan_store.loading.reader.archive import CONTENT_TYPES, DAMAGED, find_workbook_part, read_part

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRINGS_AND_STYLES = re.compile(r"xl/(?:styles|sharedstrings)[0-9]*\.xml", re.IGNORECASE)

# A plan pasted into a formatted template has a hundred thousand empty rows with a border round them. They are
# cut out as text, before anything builds objects for them; so are empty cells beyond column Z, whose colour
# tells nothing. Empty cells beside words stay: a status may be a colour only.
EMPTY_ROW = re.compile(
    rb'<((?:\w+:)?)row\s(?=[^<>]*\br=")[^<>]*(?:/>|>(?:\s*<\1c\s[^<>]*(?:/>|>\s*</\1c>))*\s*</\1row>)'
)
FAR_EMPTY_CELL = re.compile(rb'<((?:\w+:)?)c\s(?=[^<>]*\br="[A-Z]{2,3}[0-9])[^<>]*(?:/>|>\s*</\1c>)')
COLOURED_COLUMNS = 26
CELL_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


@dataclass
class SheetPart:
    """One sheet before openpyxl has seen it: where its cells are, and what openpyxl would not tell."""

    name: str
    state: str
    part: str
    content: bytes = b""
    places: list[tuple[int, int]] = field(default_factory=list)
    filled_cells: int = 0
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)


def cut_down(archive: zipfile.ZipFile, limits: Limits) -> tuple[list[SheetPart], list[tuple[str, bytes]]]:
    """The sheets, and the parts of a package small enough to load whole."""
    names = frozenset(archive.namelist())
    workbook_part = find_workbook_part(names)
    relations_part = workbook_part.replace("xl/", "xl/_rels/") + ".rels"
    workbook = _parse(read_part(archive, workbook_part))
    if "purl.oclc.org" in str(workbook.tag):
        raise PlanFileError(
            "The workbook was saved as “Strict Open XML”; in Excel save it as “Excel Workbook (.xlsx)” and load that."
        )
    kept = [CONTENT_TYPES, relations_part, *sorted(filter(STRINGS_AND_STYLES.fullmatch, names))]
    parts = [(name, read_part(archive, name)) for name in kept]
    sheets = list(_list_sheets(workbook, _parse(read_part(archive, relations_part)), names))
    if len(sheets) > limits.sheets:
        raise PlanFileError(
            f"The workbook has more than {limits.sheets} sheets; load a copy with the plan’s sheets only."
        )
    for sheet in sheets:
        if sheet.part:
            _cut_down_sheet(sheet, read_part(archive, sheet.part), limits)
            parts.append((sheet.part, sheet.content))
        if sum(sheet.filled_cells for sheet in sheets) > limits.cells:
            raise PlanFileError(
                f"The workbook has more than {limits.cells:,} filled cells; load a copy with the plan’s sheets only."
            )
    for child in list(workbook):
        if child.tag not in (MAIN + "workbookPr", MAIN + "sheets"):
            workbook.remove(child)
    parts.append((workbook_part, etree.tostring(workbook)))
    return sheets, parts


def locate_cell(place: str) -> tuple[int, int]:
    """(row, column), counted from 1, of a place such as “C5”; PlanFileError for what is no place."""
    match = CELL_PLACE.fullmatch(place)
    if match is None:
        raise PlanFileError(DAMAGED)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column


def _parse(content: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise PlanFileError(DAMAGED) from error
    return root


def _list_sheets(workbook: etree._Element, relations: etree._Element, names: frozenset[str]) -> Iterator[SheetPart]:
    targets = {relation.get("Id"): relation for relation in relations}
    for sheet in workbook.iter(MAIN + "sheet"):
        relation = targets.get(sheet.get(RELATION_ID))
        if relation is None:
            raise PlanFileError(DAMAGED)
        target = relation.get("Target", "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        is_worksheet = relation.get("Type", "").endswith("/worksheet")
        if is_worksheet and part not in names:
            raise PlanFileError(DAMAGED)
        yield SheetPart(sheet.get("name", ""), sheet.get("state", "visible"), part if is_worksheet else "")


def _cut_down_sheet(sheet: SheetPart, content: bytes, limits: Limits) -> None:
    # Counting values in the text is quick; a sheet far over the limit is not worth parsing.
    sheet.filled_cells = content.count(b"<v>") + content.count(b"<is>")
    if sheet.filled_cells > limits.cells:
        return
    sheet.filled_cells = 0
    if b"<!--" not in content and b"<![CDATA[" not in content:
        content = FAR_EMPTY_CELL.sub(b"", EMPTY_ROW.sub(b"", content))
    root = _parse(content)
    for merge in root.iter(MAIN + "mergeCell"):
        first, _, last = merge.get("ref", "").partition(":")
        sheet.merged.append((*locate_cell(first), *locate_cell(last or first)))
    _list_cells(sheet, root, limits)
    for child in list(root):
        if child.tag != MAIN + "sheetData":
            root.remove(child)
    sheet.content = etree.tostring(root)


def _list_cells(sheet: SheetPart, root: etree._Element, limits: Limits) -> None:
    """Every cell's place. Rows and cells may leave their place out: then they follow the one before."""
    row_number = 0
    for row in root.iter(MAIN + "row"):
        row_number = int(row.get("r") or row_number + 1)
        if row.get("hidden") in ("1", "true"):
            sheet.hidden_rows.append(row_number)
        column = 0
        for cell in row.iter(MAIN + "c"):
            place = cell.get("r")
            at_row, column = locate_cell(place) if place else (row_number, column + 1)
            formula = cell.find(MAIN + "f")
            if formula is not None:
                sheet.formulas[at_row, column] = "=" + (formula.text or "")
            elif cell.find(MAIN + "v") is None and cell.find(MAIN + "is") is None:
                if cell.get("s") and column <= COLOURED_COLUMNS:
                    sheet.places.append((at_row, column))
                continue
            sheet.filled_cells += 1
            if at_row > limits.last_row or column > limits.last_column:
                raise PlanFileError(
                    "there is something far outside the plan; delete that cell or move it nearer, save, load again.",
                    sheet=sheet.name,
                    cell=place or f"in row {at_row}, column {column}",
                )
            sheet.places.append((at_row, column))
