"""Opens a workbook through the sealed reader and hands back its sheets as raw cells.

It does not parse a workbook here: hostile files meet a child with little memory, little time and nothing to take.
"""

import json
import math
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from governance.errors import PlanFileError
from plan_store.loading.cells import CellKind, RawCell, RawSheet, Span, make_visible
from plan_store.loading.containers import Container
from plan_store.loading.limits import LIMITS, Limits

ROOT = Path(__file__).parents[2]
DECIMALS = re.compile(r"0\.(0{1,6})")
FORMAT_PARTS = re.compile(r"d{1,4}|m{1,5}|yyyy|yy")
STRFTIME = {
    "d": "%-d", "dd": "%d", "ddd": "%a", "dddd": "%A",
    "m": "%-m", "mm": "%m", "mmm": "%b", "mmmm": "%B", "mmmmm": "%b",
    "yy": "%y", "yyyy": "%Y",
}  # fmt: skip


@dataclass(frozen=True)
class Sheets:
    """The sheets of one file, with what a person should hear about the file as a whole."""

    sheets: tuple[RawSheet, ...]
    notes: tuple[str, ...]


def read_workbook(container: Container, limits: Limits = LIMITS) -> Sheets:
    """The raw cells of a workbook; PlanFileError in one sentence if it cannot be read within the limits."""
    contents = _ask_reader(container, limits)
    notes = []
    if contents["links"]:
        notes.append(
            "The workbook has links to other workbooks; they were not followed, their last saved results were read."
        )
    if contents["comments"]:
        notes.append("The workbook has comments on cells; comments are not read, only the cells themselves.")
    sheets = tuple(_build_sheet(sheet, counts_from_1904=contents["counts_from_1904"]) for sheet in contents["sheets"])
    return Sheets(sheets, tuple(notes))


def _ask_reader(container: Container, limits: Limits) -> Mapping[str, Any]:
    command = [sys.executable, "-m", "plan_store.loading.reader", json.dumps(asdict(limits))]
    too_long = PlanFileError(
        f"{container.name} takes longer than {limits.processor_seconds} seconds to open, far more than a plan should; "
        "copy the plan’s sheets into a new workbook and load that."
    )
    try:
        # The command is our own module, and the child gets none of our environment.
        finished = subprocess.run(  # noqa: S603
            command, input=container.content, capture_output=True, timeout=limits.elapsed_seconds, cwd=ROOT, env={}
        )
    except subprocess.TimeoutExpired as error:
        raise too_long from error
    if finished.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise too_long
    if finished.returncode != 0:
        raise PlanFileError(
            f"{container.name} could not be opened safely; copy the plan’s sheets into a new workbook and load that."
        )
    answer: Mapping[str, Any] = json.loads(finished.stdout)
    if "refused" in answer:
        raise PlanFileError(**answer["refused"])
    contents: Mapping[str, Any] = answer["contents"]
    return contents


def _build_sheet(told: Mapping[str, Any], *, counts_from_1904: bool) -> RawSheet:
    cells = (_build_cell(cell) for cell in told["cells"])
    return RawSheet(
        name=make_visible(told["name"])[0],
        cells={(cell.row, cell.column): cell for cell in cells if cell.text or cell.formula or cell.fill},
        merged=tuple(Span(*merged) for merged in told["merged"]),
        state=told["state"],
        hidden_rows=frozenset(told["hidden_rows"]),
        counts_from_1904=counts_from_1904,
    )


def _build_cell(told: Mapping[str, Any]) -> RawCell:
    kind, value = CellKind(told["kind"]), told["value"]
    number_format = told["format"]
    date_on = date.fromisoformat(value[:10]) if kind is CellKind.DATE else None
    number = float(value) if kind is CellKind.NUMBER else None
    if kind in (CellKind.TEXT, CellKind.ERROR):
        runs = told["runs"] or [(value, False)]
    else:
        struck = any(is_struck for _, is_struck in told["runs"])
        runs = [(_show_value(kind, value, number_format), struck)]
    text, note = make_visible("".join(words for words, _ in runs))
    return RawCell(
        row=told["row"],
        column=told["column"],
        text=text,
        standing=make_visible("".join(words for words, is_struck in runs if not is_struck))[0],
        struck=tuple(make_visible(words)[0] for words, is_struck in runs if is_struck and words.strip()),
        kind=kind,
        number=number,
        date_on=date_on,
        number_format=number_format,
        bold=told["bold"],
        fill=told["fill"],
        formula=told["formula"],
        notes=(note,) if note else (),
    )


def _show_value(kind: CellKind, value: Any, number_format: str) -> str:
    """The value as the officer sees it, near enough: 0.75 in a percent cell is “75%”, 1.1 with two places “1.10”."""
    if kind is CellKind.DATE:
        return show_date(datetime.fromisoformat(value), number_format)
    if kind is CellKind.TRUTH:
        return "TRUE" if value else "FALSE"
    if kind is CellKind.EMPTY:
        return ""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if "%" in number_format:
        return f"{value * 100:.10g}%"
    decimals = DECIMALS.fullmatch(number_format)
    return f"{value:.{len(decimals[1])}f}" if decimals else f"{value:.15g}"


def show_date(at: datetime, number_format: str) -> str:
    """A date cell as it looks in this country; the number format decides how much of the date is shown."""
    pattern = re.sub(r"\[[^\]]*\]|\\|\"[^\"]*\"|;.*", " ", number_format.lower()).strip()
    parts = FORMAT_PARTS.findall(pattern)
    # Excel stores “the usual short date of this computer” as the American one, and shows 30/09/2020 here.
    if pattern.startswith("mm-dd-yy") or not any(part.startswith("y") for part in parts) or "h" in pattern:
        return f"{at:%d/%m/%Y}"
    return FORMAT_PARTS.sub(lambda part: at.strftime(STRFTIME[part[0]]), pattern).strip()
