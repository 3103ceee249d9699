"""Rules about figures: totals that are not their parts, counts that are not what is listed, shares without a base."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from papers.checker.findings import Severity
from papers.checker.reading import Passage, Reading, Table, words_of
from papers.checker.rulebook import Remark, rule
from papers.checker.saying import NUMBER, number_said
from papers.document import Node

FIGURE = re.compile(r"[-–−+]?£?\d{1,3}(?:,\d{3})+(?:\.\d+)?%?|[-–−+]?£?\d{1,12}(?:\.\d{1,6})?%?")
SUBTOTAL = re.compile(r"sub-?\s?total|average|mean|of which", re.I)
THINGS = r"(?:findings|recommendations|key areas|areas for improvement|areas for priority action|areas|actions)"
CAPTION = re.compile(rf"(?:The |All )?(?:the )?(?P<number>{NUMBER}) (?:key |open |priority )?(?P<things>\w+)\b", re.I)
# Only what is said of all of them; “14 findings are red” is a part.
COUNTED = re.compile(
    rf"\b(?:(?:all|the|answers|identified|made|all of the) (?P<after>{NUMBER}) (?:key )?(?P<one>{THINGS})"
    rf"|(?P<before>{NUMBER}) (?:key )?(?P<other>{THINGS})(?: for improvement)?"
    r" (?:were|was|have been) (?:identified|found|made))\b",
    re.I,
)
ACTIONS_IN_PLAN = re.compile(
    rf"\b(?:with|all|of the) (?P<number>{NUMBER}) actions\b(?! (?:asked|due|that|which|for|past))", re.I
)
LIST_AHEAD = re.compile(
    rf"\b(?P<number>{NUMBER}) (?:(?!of\b|per\b|to\b|and\b)[a-z’-]+ ){{0,3}}(?P<things>[a-z’-]+s)"
    r"(?: (?:is|are|were|have been)(?: [a-z]+)?)?:$",
    re.I,
)
UNITS_OF_TIME = frozenset(("days", "weeks", "months", "years", "hours", "minutes"))
SHARE = re.compile(
    rf"\b(?P<count>{NUMBER}) (?:out )?of (?:the |our |these |all )?(?P<base>{NUMBER})\b(?P<things>[^.;:()%\d]{{0,60}})"
    r"(?:\((?P<percent>\d{1,3}(?:\.\d{1,2})?)%\)|, (?:or )?(?P<percent_2>\d{1,3}(?:\.\d{1,2})?)%)"
    rf"|(?P<percent_3>\b\d{{1,3}}(?:\.\d{{1,2}})?)%"
    rf" \((?P<count_3>{NUMBER}) (?:out )?of (?:the )?(?P<base_3>{NUMBER})\b",
    re.I,
)
OF_THE = re.compile(rf"^(?:Of|Among) (?:the |all |our )?(?P<base>{NUMBER}) ", re.I)
PART = re.compile(rf"\b(?P<count>{NUMBER})(?P<things>[^,.;()%\d]{{0,40}})\((?P<percent>\d{{1,3}}(?:\.\d)?)%\)", re.I)
PERCENT = re.compile(
    r"(?<![\d.])\d{1,3}(?:\.\d{1,2})?\s?(?:%|per cent\b|percent\b)(?P<of> of (?:all |the |our )?[a-z])?", re.I
)
NO_BASE_NEEDED = re.compile(
    r"\b(?:targets?|benchmark|national|standard|threshold|at least|no more than|neighbours|England"
    r"|average of all|interest|inflation|discount|complete|pay award|VAT|confidence)\b",
    re.I,
)
COUNT_BESIDE = re.compile(rf"\b{NUMBER} (?:out )?of\b|\b\d[\d,]* (?!per\b|%)[a-z]{{3,}}", re.I)


def figure(cell: str) -> Decimal | None:
    """“£1,204.50”, “34%”, “-3” → a number; None for anything else."""
    words = cell.strip()
    if not FIGURE.fullmatch(words):
        return None
    return Decimal(re.sub(r"[£,%+]", "", words).replace("–", "-").replace("−", "-"))


@rule(Severity.MUST)
def total_not_its_parts(reading: Reading) -> Iterator[Remark]:
    """The total row of a table is not the sum of its column."""
    for table in reading.tables:
        start = 0
        for total in sorted(table.total_rows):
            parts = [table.rows[n] for n in range(start, total)] or list(table.rows[total + 1 :])
            every = [row for n, row in enumerate(table.rows) if n not in table.total_rows]
            for column in range(1, len(table.rows[total])):
                if remark := _faulty_total(reading, table, total, column, (parts, every)):
                    yield remark
            start = total + 1


def _faulty_total(
    reading: Reading, table: Table, total: int, column: int, groups: tuple[list[tuple[str, ...]], list[tuple[str, ...]]]
) -> Remark | None:
    cell, name = table.rows[total][column], _column_name(table, column)
    said = figure(cell)
    sums = [_sum([row for row in rows if not SUBTOTAL.search(row[0])], column) for rows in groups]
    if said is None or sums[0] is None or SUBTOTAL.search(name) or said in sums:
        return None
    if "%" in cell and abs(said - sums[0]) <= Decimal(len(groups[0])) / 2:
        return None
    return Remark(
        passage=reading.at.get(table.positions[total]),
        quote=f"{table.name} {name} {cell} {sums[0]:f}",
        because=f"In the column “{name}” the total is given as {cell}, but the rows above it come to {sums[0]:,f}.",
        suggestion="Correct the total or the row that is wrong; they must come from the same day.",
    )


def _sum(rows: Sequence[tuple[str, ...]], column: int) -> Decimal | None:
    """The sum of a column, an empty cell as nothing; None where a cell is no number, a suppressed one for example."""
    values = [figure(row[column]) if row[column].strip() else Decimal(0) for row in rows if column < len(row)]
    if len(values) < 2 and not values:
        return None
    found = [value for value in values if value is not None]
    if len(found) < len(values) or not any(row[column].strip() for row in rows if column < len(row)):
        return None
    return sum(found, Decimal(0))


def _column_name(table: Table, column: int) -> str:
    return table.columns[column] if column < len(table.columns) else f"column {column + 1}"


@rule(Severity.MUST)
def count_not_what_is_listed(reading: Reading) -> Iterator[Remark]:
    """A number of things is announced, and the table or list that shows them holds another number of them."""
    for table in reading.tables:
        match = CAPTION.match(table.caption)
        if match is None or not match["things"].endswith("s") or match["things"] in UNITS_OF_TIME:
            continue
        said, held = number_said(match["number"]), _held(table)
        if held is not None and held != said:
            passage = next((p for p in reading.passages if p.tag == "caption" and p.words == table.caption), None)
            yield _miscounted(passage, table.caption, f"{match['number']} {match['things']}", f"the table shows {held}")
    yield from _miscounted_lists(reading, reading.document)


def _held(table: Table) -> int | None:
    """What a table shows: its total, or the number of its rows. None where its total is no number."""
    for n in table.total_rows:
        first = next((figure(cell) for cell in table.rows[n][1:] if figure(cell) is not None), None)
        return int(first) if first is not None else None
    return len(table.rows)


def _miscounted_lists(reading: Reading, node: Node) -> Iterator[Remark]:
    before: Node | None = None
    for child in node.nodes():
        if child.tag in ("ul", "ol") and before is not None and before.tag == "p":
            words = words_of(before)
            match = LIST_AHEAD.search(words[-120:])
            items = sum(item.tag == "li" for item in child.nodes())
            if match and match["things"].lower() not in UNITS_OF_TIME and number_said(match["number"]) != items:
                passage = next((p for p in reading.passages if p.node is before), None)
                yield _miscounted(passage, words, f"{match['number']} {match['things']}", f"{items} are listed")
        yield from _miscounted_lists(reading, child)
        before = child


def _miscounted(passage: Passage | None, quote: str, said: str, held: str) -> Remark:
    return Remark(
        passage=passage,
        quote=quote,
        because=f"It says “{said}”, but {held}.",
        suggestion="Count again, and correct the number or what is listed.",
    )


@rule(Severity.MUST)
def number_of_findings_differs(reading: Reading) -> Iterator[Remark]:
    """How many findings or actions there are is said in two ways, or not as the record has it."""
    first: dict[str, tuple[int, Passage]] = {}
    recorded = {"findings": len(reading.facts.get("findings", ())), "actions": len(reading.facts.get("actions", ()))}
    for passage in reading.passages:
        for things, number, words in _counts(passage):
            known = recorded.get(things, 0)
            before = first.setdefault(things, (number, passage))
            if known and number != known:
                yield _differs(passage, words, f"the record the paper was written from holds {known}")
            elif not known and before[0] != number and things != "actions":
                yield _differs(passage, words, f"paragraph {before[1].position} says {before[0]}")


def _counts(passage: Passage) -> Iterator[tuple[str, int, str]]:
    if passage.tag == "tr":
        return
    for match in COUNTED.finditer(passage.words):
        things = (match["one"] or match["other"]).lower()
        number = number_said(match["after"] or match["before"])
        if things != "actions" and number > 1:
            yield "findings" if things != "recommendations" else things, number, match[0]
    for match in ACTIONS_IN_PLAN.finditer(passage.words):
        yield "actions", number_said(match["number"]), match[0]


def _differs(passage: Passage, words: str, other: str) -> Remark:
    return Remark(
        passage=passage,
        quote=words,
        because=f"It says “{words}”, but {other}.",
        suggestion="Find out which is right and say it the same way everywhere.",
    )


@rule(Severity.MUST)
def percentage_not_its_counts(reading: Reading) -> Iterator[Remark]:
    """A percentage is not what the counts beside it come to."""
    for passage in reading.passages:
        for sentence in passage.sentences if "%" in passage.words else ():
            for match in SHARE.finditer(sentence):
                count, base = match["count"] or match["count_3"], match["base"] or match["base_3"]
                percent = match["percent"] or match["percent_2"] or match["percent_3"]
                if fault := _wrong_share(number_said(count), number_said(base), percent):
                    yield _not_its_counts(passage, match[0], fault)
            yield from _parts_of_a_whole(passage, sentence)


def _parts_of_a_whole(passage: Passage, sentence: str) -> Iterator[Remark]:
    """“Of the 60 actions, 9 are red (15%), 51 green (85%)”: each share, and all of them together."""
    whole = OF_THE.match(sentence)
    if whole is None:
        return
    parts = [(number_said(m["count"]), m["percent"], m[0]) for m in PART.finditer(sentence, whole.end())]
    base = number_said(whole["base"])
    for count, percent, words in parts:
        if fault := _wrong_share(count, base, percent):
            yield _not_its_counts(passage, words, fault)
    together, shares = sum(part[0] for part in parts), sum((Decimal(part[1]) for part in parts), Decimal(0))
    if len(parts) > 1 and (together == base) != (abs(shares - 100) <= Decimal(len(parts)) / 2):
        yield Remark(
            passage=passage,
            quote=sentence,
            because=f"The parts come to {together} of {base} and to {shares:f}%; one of them is wrong.",
            suggestion="Give every part, so that the counts come to the whole and the shares to 100%.",
        )


def _wrong_share(count: int, base: int, percent: str) -> str:
    if base == 0 or count > base:
        return f"{count} cannot be a part of {base}"
    # One whole step: rounded parts are made to come to 100 by moving one of them.
    step = Decimal(1).scaleb(-len(percent.partition(".")[2]))
    right = Decimal(100 * count) / Decimal(base)
    return f"{count} of {base} is {right:.1f}%" if abs(Decimal(percent) - right) >= step else ""


def _not_its_counts(passage: Passage, words: str, fault: str) -> Remark:
    return Remark(
        passage=passage,
        quote=words,
        because=f"It says “{words}”, but {fault}.",
        suggestion="Work the share out again from the counts.",
    )


@rule(Severity.SHOULD)
def percentages_not_100(reading: Reading) -> Iterator[Remark]:
    """The shares in a column that is a whole do not come to 100, allowing for rounding."""
    for table in reading.tables:
        parts = [row for n, row in enumerate(table.rows) if n not in table.total_rows]
        for column in range(1, len(table.columns)):
            cells = [row[column].strip() for row in parts if column < len(row)]
            whole = re.search(
                r"\b(?:share|proportion|split|breakdown)\b|% of (?:all|total)", table.columns[column], re.I
            )
            whole_row = any(
                row[column].strip() in ("100%", "100.0%") for row in (table.rows[n] for n in table.total_rows)
            )
            values = [figure(cell) for cell in cells]
            if len(values) < 2 or None in values or not (whole or whole_row) or not all("%" in cell for cell in cells):
                continue
            together = sum((value for value in values if value is not None), Decimal(0))
            if together and abs(together - 100) > Decimal(len(values)) / 2:
                yield Remark(
                    passage=reading.at.get(table.positions[0]),
                    quote=f"{table.name} {table.columns[column]} {together:f}",
                    because=f"The column “{table.columns[column]}” comes to {together:f}%, not to 100%.",
                    suggestion="Work the shares out again from the counts, or say what is left out.",
                )


@rule(Severity.CONSIDER)
def percentage_of_unknown(reading: Reading) -> Iterator[Remark]:
    """A percentage stands in a sentence that does not say of how many."""
    for passage in reading.prose:
        for sentence in passage.sentences if "%" in passage.words or "per" in passage.words else ():
            match = PERCENT.search(sentence)
            if match is None or NO_BASE_NEEDED.search(sentence) or COUNT_BESIDE.search(PERCENT.sub(" ", sentence)):
                continue
            share = match[0].partition(" of ")[0].strip()
            yield Remark(
                passage=passage,
                quote=sentence,
                because=f"“{share}” has no base; a few in ten and thousands in ten thousand look the same.",
                suggestion="Say how many of how many, for example “14 of 60 (23%)”.",
                severity=None if match["of"] else Severity.SHOULD,
            )
