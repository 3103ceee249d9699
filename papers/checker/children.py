"""Rules that protect children: nothing by which one could be known, and no count so small that it gives one away."""

import re
from collections.abc import Iterator

from papers.checker.findings import Severity
from papers.checker.reading import Passage, Reading, Table
from papers.checker.rulebook import Remark, rule
from papers.checker.saying import NUMBER, number_said

_DAY = r"\d{1,2}(?:[/.-]\d{1,2}[/.-]\d{2,4}|(?:st|nd|rd|th)? [A-Z][a-z]{2,8},? \d{4})"
TELLING = (
    (re.compile(rf"\b(?:d\.?o\.?b\.?|date of birth)\b:?,? ?{_DAY}", re.I), "a date of birth"),
    (re.compile(rf"\bborn (?:on )?(?:the )?{_DAY}", re.I), "a date of birth"),
    (
        re.compile(r"\b[A-Z]\.? ?[A-Z]\.?,? \(?(?:aged \d{1,2}\)?, )?\d{1,2}/\d{1,2}/\d{2,4}"),
        "initials with a date of birth",
    ),
    (re.compile(r"\b[Rr][Ee]: [A-Z][A-Za-z.]{0,20} [A-Z][a-z’'-]{1,30}\b"), "the name of a person a case is about"),
    (re.compile(r"\b(?:LL|LCS|CF|EHM|ID)[- ]?\d{5,9}\b"), "a case number"),
    (re.compile(r"\b[A-Z]{2,3}\d{6,8}\b"), "a case number"),
    (re.compile(r"\b[A-Z]{2} ?\d\d ?\d\d ?\d\d ?[A-D]\b"), "a National Insurance number"),
)
NHS_NUMBER = re.compile(r"(?<![\d+])\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")
CHILDREN = (
    r"(?:children(?!['’]s)|young people(?!['’]s)|young persons|care leavers(?!['’])|babies|infants|siblings"
    r"|pupils(?!['’])|teenagers)"
)
CHILD = (
    r"(?:child|young person|care leaver|baby|sibling|pupil)"
    r"(?!['’]s| (?:protection|in need|sexual|abuse|care|poverty|health|death|plan))"
)
ADJECTIVES = (
    r"(?:(?:of|the|our|these|those|more|other|new|further|looked[- ]after|cared[- ]for|care[- ]experienced"
    r"|unaccompanied|missing|disabled|vulnerable|unallocated|asylum[- ]seeking|such|very|small|local|placed|all) ){0,4}"
)
FEW = re.compile(rf"(?<![\w.,£%-])(?P<number>{NUMBER}) {ADJECTIVES}(?:{CHILDREN}|{CHILD})\b", re.I)
AFTER = re.compile(rf"\b{CHILDREN}(?: in care| in need)?(?: \(|: )(?P<number>\d{{1,2}})(?:\)|$|[;,.] )", re.I)
# “fewer than five”, “one in five”, “at least one”, “section 2 children”: no count.
NO_COUNT = re.compile(
    r"\b(?:under|fewer than|less than|up to|at least|below|aged?|over|only one in|every|each|any|for|no|part|section"
    r"|phase|stage|group|tier|level|or|in|to|type|category|per)\s$",
    re.I,
)
OF_CHILDREN = re.compile(rf"\b(?:{CHILDREN}|number of child)", re.I)
NO_COUNT_COLUMN = re.compile(
    r"%|per cent|percent|£|week|month|year|day|age|average|target|rate|share|action|ratio|ref|caseload", re.I
)


@rule(Severity.MUST, of_substance=True)
def child_could_be_known(reading: Reading) -> Iterator[Remark]:
    """A name, date of birth or number stands in the paper by which a child or case could be known."""
    names = [_name(name) for name in reading.settings.names if name.strip()]
    for passage in reading.passages:
        found = [(match[0], what) for pattern, what in TELLING for match in pattern.finditer(passage.words)]
        found += [
            (match[0], "an NHS number") for match in NHS_NUMBER.finditer(passage.words) if _is_nhs_number(match[0])
        ]
        found += [
            (match[0], "a name on the council's list") for name in names for match in name.finditer(passage.words)
        ]
        for words, what in found:
            yield Remark(
                passage=passage,
                quote=words,
                because=f"“{words}” looks like {what}; a child or family could be known by it.",
                suggestion="Take it out, or write “Child A”; if the board must have it, it belongs in Part 2.",
            )


def _name(name: str) -> re.Pattern[str]:
    """A name as it is listed, or in capitals as in headings; whatever white space stands between its parts."""
    parts = (rf"(?:{re.escape(part)}|{re.escape(part.upper())})" for part in name.split())
    return re.compile(r"(?<!\w)" + r"\s+".join(parts) + r"(?!\w)")


def _is_nhs_number(words: str) -> bool:
    """Its tenth figure proves the nine before it; a telephone number hardly ever passes."""
    figures = [int(sign) for sign in words if sign.isdigit()]
    left = 11 - sum(figure * (10 - n) for n, figure in enumerate(figures[:9])) % 11
    return len(set(figures)) > 1 and left % 11 == figures[9] and left != 10


@rule(Severity.MUST, of_substance=True)
def few_children(reading: Reading) -> Iterator[Remark]:
    """A count of children is so small that one of them could be known by it."""
    most = reading.settings.threshold
    for passage in reading.passages:
        if passage.tag in ("tr", "dt"):
            continue
        for pattern in (FEW, AFTER):
            for match in pattern.finditer(passage.words):
                no_count = NO_COUNT.search(passage.words[max(0, match.start() - 14) : match.start()])
                if not no_count and 1 <= number_said(match["number"]) <= most:
                    yield _few(passage, match[0], match[0], most)
    for table in reading.tables:
        for n, column in _small_cells(table, most):
            row, name = table.rows[n], table.columns[column] if column < len(table.columns) else ""
            yield _few(
                reading.at[table.positions[n]],
                f"{row[0]}: {row[column]} {name}".strip(),
                f"{row[0]} {name} {row[column]}",
                most,
            )


def _small_cells(table: Table, most: int) -> Iterator[tuple[int, int]]:
    """Cells that count children: by the name of the row, of the column, or of the whole table."""
    for column, name in list(enumerate(table.columns))[1:]:
        if NO_COUNT_COLUMN.search(name):
            continue
        counts_all = OF_CHILDREN.search(name) or OF_CHILDREN.search(table.caption)
        for n, row in enumerate(table.rows):
            counts = counts_all or OF_CHILDREN.search(row[0])
            if counts and column < len(row) and row[column].strip().isdecimal() and 1 <= int(row[column][:9]) <= most:
                yield n, column


def _few(passage: Passage, words: str, quote: str, most: int) -> Remark:
    return Remark(
        passage=passage,
        quote=quote,
        because=f"“{words}” counts so few children that one could be known by it.",
        suggestion=f"In a public paper write “{most} or fewer”, and see that no total gives the number back.",
    )
