"""Rules about who does what: actions without owner, findings without action, a board that is asked for nothing."""

import re
from collections.abc import Iterator

from papers.checker.findings import Severity
from papers.checker.reading import Passage, Reading, Table
from papers.checker.rulebook import Remark, rule
from papers.checker.structure import under

OWNER_COLUMN = re.compile(r"\b(?:owners?|leads?|who|responsible(?: officer)?|accountable|lead officer|by whom)\b", re.I)
NOBODY = re.compile(
    r"(?:nobody(?: is named)?|none|n/?a|tbc|tbd|vacant|to be (?:confirmed|appointed)|not (?:known|named)|[-–—?]*)\.?",
    re.I,
)
NOBODY_AMONG_OTHERS = re.compile(r"\bnobody is named\b", re.I)
OF_ACTIONS = re.compile(
    r"\b(?:actions?|tasks?|risks?|what|milestones?|ref(?:erence)?|finding|recommendation|measure)\b", re.I
)
FINDING_COLUMN = re.compile(
    r"^(?:findings?|recommendations?|areas?(?: for improvement)?|key areas?|what was found)\b", re.I
)
ACTION_COLUMN = re.compile(r"^(?:actions?|number of actions|what (?:we will do|is being done)|response)$", re.I)
RECOMMENDATIONS = re.compile(r"^(?:\d[\d.]*\s+)?recommend(?:ations?|ed)\b", re.I)
NOTES = re.compile(r"\bnot(?:e|es|ed|ing)\b", re.I)
ASKS = re.compile(
    r"\b(?:agrees?|approves?|endorses?|challenges?|escalates?|decides?|adopts?|requires?|requests?|asks?|instructs?|directs?"
    r"|commissions?|grants?|refuses?|accepts?|supports?|confirms?|authorises?|delegates?|refers?|scrutinises?|comments?"
    r"|recommends?|calls? on|identif(?:y|ies)|considers?|explains?|brings?)\b",
    re.I,
)


@rule(Severity.MUST)
def action_without_owner(reading: Reading) -> Iterator[Remark]:
    """An action is in the paper and nobody is named as its owner."""
    shown: set[str] = set()
    for table in reading.tables:
        columns = [n for n, name in enumerate(table.columns) if OWNER_COLUMN.search(name)]
        if not columns or not any(OF_ACTIONS.search(name) for name in (*table.columns, table.caption)):
            continue
        for n, row in enumerate(table.rows):
            if n not in table.total_rows and row and any(c < len(row) and _is_nobody(row[c]) for c in columns):
                if row[0] not in shown:
                    yield _nobody(reading.at[table.positions[n]], row[0])
                shown.add(row[0])
    for action in reading.facts.get("actions", ()):
        ended = action.get("status") in ("complete", "embedded", "withdrawn")
        if not action.get("owners") and not ended and action["reference"] not in shown:
            yield _nobody(_row_of(reading, action["reference"]), action["reference"])


def _is_nobody(cell: str) -> bool:
    return NOBODY.fullmatch(cell.strip()) is not None or NOBODY_AMONG_OTHERS.search(cell) is not None


def _nobody(passage: Passage | None, reference: str) -> Remark:
    return Remark(
        passage=passage,
        quote=reference,
        because=f"{reference or 'A row without a name'}: nobody is named as owner.",
        suggestion="Name one person who answers for it, or say who will name one and by when.",
    )


def _row_of(reading: Reading, reference: str) -> Passage | None:
    return next((passage for passage in reading.passages if passage.subject == reference), None)


@rule(Severity.MUST)
def finding_without_action(reading: Reading) -> Iterator[Remark]:
    """A finding is in the paper and no action answers it."""
    shown: set[str] = set()
    for table in reading.tables:
        for n, column in _unanswered(table):
            row = table.rows[n]
            shown.add(row[0])
            yield _unmet(
                reading.at[table.positions[n]],
                row[0],
                f"its cell “{table.columns[column]}” is {row[column] or 'empty'}",
            )
    for finding in reading.facts.get("findings", ()):
        if not finding.get("actions") and finding["reference"] not in shown:
            yield _unmet(
                _row_of(reading, finding["reference"]), finding["reference"], "the record holds no action for it"
            )


def _unanswered(table: Table) -> Iterator[tuple[int, int]]:
    if not any(FINDING_COLUMN.search(name) for name in table.columns):
        return
    for column in (n for n, name in enumerate(table.columns) if n and ACTION_COLUMN.fullmatch(name)):
        for n, row in enumerate(table.rows):
            if (
                n not in table.total_rows
                and column < len(row)
                and row[column].strip(" -–—.").lower() in ("", "0", "none")
            ):
                yield n, column


def _unmet(passage: Passage | None, reference: str, why: str) -> Remark:
    return Remark(
        passage=passage,
        quote=reference,
        because=f"Finding {reference}: no action answers it; {why}.",
        suggestion="Add the action that answers it; a statement of action must answer every finding.",
    )


@rule(Severity.SHOULD)
def recommendation_only_notes(reading: Reading) -> Iterator[Remark]:
    """A recommendation asks the board only to note something."""
    for passage in under(reading, RECOMMENDATIONS):
        if NOTES.search(passage.words) and not ASKS.search(passage.words):
            yield Remark(
                passage=passage,
                because=f"“{passage.words}” asks for nothing that could be decided or done.",
                suggestion="Ask for something: “That the board agrees …”, “endorses …”, “challenges the "
                "reasons given for …” or “escalates … to …”; and what is asked of whom, by when.",
            )
