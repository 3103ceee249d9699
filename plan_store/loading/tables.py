"""Finds the tables of a sheet: heading rows, the rows under them, and the area each row stands under.

It does not read what a row means. Every row with words ends in a table, in an area's name, or among the
skipped with the reason.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from plan_store.loading.cells import RawCell, RawSheet, tidy
from plan_store.loading.columns import NAMES, PLAN_KINDS, Heading, normalise, recognise_heading
from plan_store.loading.grid import Grid
from plan_store.loading.headings import Kind
from plan_store.loading.table_rows import REFERENCE, Table, build_table, main_field

LEGEND = re.compile(r"(?:b?rag )?(?:status )?(?:key|legend)(?: to .{1,30})?\s*[:.]?", re.IGNORECASE)
LEGEND_START = re.compile(r"(?:b?rag )?(?:status )?(?:key|legend)(?: to [^:]{1,30})?\s*:", re.IGNORECASE)
TOTAL = re.compile(
    r"(?:grand |sub-?\s?)?totals?(?: (?:number )?(?:of )?(?:actions?|complete[d]?|red|amber|green|blue))?\s*:?\s*\d*",
    re.IGNORECASE,
)
NOTE = re.compile(
    r"(?:\*|†|notes?\b\s*[:.\d]|source\s*:|n\.?b\.?\b|please note\b|last updated|version \d|page \d|author\s*:)",
    re.IGNORECASE,
)
NAMED_AREA = re.compile(
    r"(?:action|theme|priority|work ?stream|delivery plan|section|part|objective|area|strand|outcome|pillar|aim|goal"
    r"|standard|domain|recommendation|phase|programme)\s*(?:no\.?\s*)?(?:[0-9]{1,3}|[A-Z]|[ivx]{1,4})\b\s*(?:[:.)–-]|$)"
    r"|.{3,80}\b(?:delivery plan|work ?stream)$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Skipped:
    """A row with words that is not in any table, and why."""

    sheet: str
    row: int
    words: str
    why: str


@dataclass(frozen=True)
class SheetTables:
    """What one sheet holds. why: what is missing, where there is no table."""

    sheet: RawSheet
    tables: tuple[Table, ...]
    skipped: tuple[Skipped, ...]
    why: str = ""


class Sort(Enum):
    """What a row under a heading is."""

    ROW = auto()
    AREA = auto()
    TOTAL = auto()
    LEGEND = auto()
    NOTE = auto()


WHY_SKIPPED = {
    Sort.TOTAL: "a row of totals",
    Sort.LEGEND: "the key to the colours",
    Sort.NOTE: "a note",
    Sort.AREA: "a heading with no rows under it",
}


def find_tables(sheet: RawSheet, *, mapping: Mapping[str, str], kinds: Sequence[Kind] | None = None) -> SheetTables:
    """Every table of the sheet. `mapping` as check_mapping returns it."""
    return _Scan(sheet, mapping, kinds).run()


class _Scan:
    """One walk down a sheet."""

    def __init__(self, sheet: RawSheet, mapping: Mapping[str, str], kinds: Sequence[Kind] | None) -> None:
        self.grid = Grid(sheet)
        self.name = sheet.name
        wanted = kinds or PLAN_KINDS
        self.headings: dict[int, Heading] = {}
        for row in self.grid.rows:
            texts = {column: cell.standing for column, cell in self.grid.filled(row).items() if cell.standing.strip()}
            heading = recognise_heading(row, texts, mapping=mapping, sheet_name=self.name, kinds=wanted)
            if heading:
                self.headings[row] = heading
        self.skipped: list[Skipped] = []
        self.gathered: list[tuple[Heading, list[tuple[int, str]]]] = []
        self.area = ""
        self.unused_area: int | None = None
        self.legend_row: int | None = None

    def run(self) -> SheetTables:
        for row in self.grid.rows:
            if row in self.headings:
                self._start_table(self.headings[row])
            elif not self.gathered:
                continue
            else:
                self._take_row(row, self.gathered[-1][0])
        self._drop_unused_area()
        tables = tuple(build_table(self.grid, heading, rows) for heading, rows in self.gathered if rows)
        skipped = tuple(sorted(self.skipped, key=lambda skip: skip.row))
        return SheetTables(self.grid.sheet, tables, skipped, "" if self.gathered else self._explain_no_heading())

    def _start_table(self, heading: Heading) -> None:
        if not self.gathered:
            self._take_rows_above(heading.row)
        self.legend_row = None
        self.gathered.append((heading, []))

    def _take_rows_above(self, first_heading: int) -> None:
        """Titles stand above the first headings; so does the first area, where every area has its own headings."""
        above = [row for row in self.grid.rows if row < first_heading]
        last = above[-1] if above else None
        if last is not None and len(self.grid.own(last)) == 1:
            words = self._words_alone(last)
            if NAMED_AREA.match(words) or (self._areas_stand_above_headings() and not NOTE.match(words)):
                self._open_area(last, words)
                above.pop()
        self.skipped += [Skipped(self.name, row, self.grid.words_of(row), "above the headings") for row in above]

    def _areas_stand_above_headings(self) -> bool:
        later = sorted(self.headings)[1:]
        rows_before = [before for row in later if (before := self.grid.before(row)) and before not in self.headings]
        return any(len(self.grid.own(row)) == 1 and self._looks_like_area(row) for row in rows_before)

    def _take_row(self, row: int, heading: Heading) -> None:
        sort = self._sort_row(row, heading)
        if sort is Sort.ROW:
            if self._title_of(row, heading) is None:
                missing = next(column.heading for column in heading.columns if column.field == main_field(heading))
                self._skip(row, f"nothing stands in the column “{missing}”")
                return
            self.gathered[-1][1].append((row, self.area))
            self.unused_area = None
        elif sort is Sort.AREA:
            reference = self._reference_of(row, heading)
            words = " ".join(filter(None, (reference, self._words_alone(row, without=reference))))
            self._open_area(row, words)
        else:
            if sort is Sort.LEGEND:
                self.legend_row = row
            self._skip(row, WHY_SKIPPED[sort])

    def _sort_row(self, row: int, heading: Heading) -> Sort:
        own = self.grid.own(row)
        first = next(iter(own.values()))
        words = " ".join(first.text.split())
        few = len(own) <= 2
        if heading.kind is Kind.TEXTS:
            return Sort.ROW
        if LEGEND.fullmatch(words) or (few and LEGEND_START.match(words)):
            return Sort.LEGEND
        if TOTAL.fullmatch(words):
            return Sort.TOTAL
        if len(own) == 1 and NOTE.match(words):
            return Sort.NOTE
        is_area = heading.kind is Kind.ACTIONS and self._is_area(row, heading)
        if self.legend_row == row - 1 and few and len(words) <= 30 and self.grid.width(first) == 1:
            return Sort.LEGEND
        return Sort.AREA if is_area else Sort.ROW

    def _is_area(self, row: int, heading: Heading) -> bool:
        own = self.grid.own(row)
        places = {column.field: column.number for column in heading.columns if column.field}
        title = places[main_field(heading)]
        if set(own) == {places.get("reference"), title}:
            return self._numbers_the_next(row, places["reference"])
        if len(own) != 1:
            return False
        (cell,) = own.values()
        if cell.formula or cell.kind.value in ("date", "number", "error"):
            return False
        if self.grid.width(cell) > 1:
            return True
        if cell.column != title:
            return (
                title not in self.grid.filled(row)
                and cell.column < title
                and not REFERENCE.fullmatch(cell.text.strip())
            )
        return self._looks_like_area(row)

    def _numbers_the_next(self, row: int, reference_column: int) -> bool:
        """“1 Leadership” above “1.1 …” is a heading, not an action without an owner."""
        after = self.grid.after(row)
        below = self.grid.own(after).get(reference_column) if after else None
        number = self.grid.own(row)[reference_column].text.strip().rstrip(".")
        return below is not None and below.text.strip().startswith(f"{number}.") and below.text.strip() != f"{number}."

    def _looks_like_area(self, row: int) -> bool:
        (cell,) = self.grid.own(row).values()
        words = " ".join(cell.text.split())
        is_shouted = len(words) > 3 and words == words.upper() and words != words.lower()
        return self.grid.width(cell) > 1 or cell.bold or is_shouted or bool(NAMED_AREA.match(words))

    def _title_of(self, row: int, heading: Heading) -> RawCell | None:
        number = next(column.number for column in heading.columns if column.field == main_field(heading))
        return self.grid.filled(row).get(number)

    def _reference_of(self, row: int, heading: Heading) -> str:
        number = next((column.number for column in heading.columns if column.field == "reference"), 0)
        own = self.grid.own(row)
        return own[number].text.strip() if number in own and len(own) > 1 else ""

    def _words_alone(self, row: int, *, without: str = "") -> str:
        words = [" ".join(tidy(cell.standing)[0].split()) for cell in self.grid.own(row).values()]
        return " ".join(word for word in words if word and word != without)

    def _open_area(self, row: int, words: str) -> None:
        self._drop_unused_area()
        self.area, self.unused_area = words, row
        self.legend_row = None

    def _drop_unused_area(self) -> None:
        if self.unused_area is not None:
            self._skip(self.unused_area, WHY_SKIPPED[Sort.AREA])
            self.unused_area = None

    def _skip(self, row: int, why: str) -> None:
        self.skipped.append(Skipped(self.name, row, self.grid.words_of(row), why))

    def _explain_no_heading(self) -> str:
        if not self.grid.rows:
            return "the sheet is empty"
        for row in self.grid.rows:
            texts = [" ".join(cell.text.split()) for cell in self.grid.own(row).values()]
            if sum(normalise(text) in NAMES[Kind.ACTIONS] for text in texts) > 1:
                headings = ", ".join(f"“{text[:40]}”" for text in texts[:6])
                return f"row {row} may be the headings, {headings}, but none of them names the action"
        return "no row of headings was recognised"
