"""What the files of a meeting's papers are called: a pattern of the council's own, filled in, in safe characters only.

Pure. A name has letters, figures, “-” and “_” and nothing else, so that every system can take it.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from string import Formatter

from governance.wording import listed

DEFAULT = "{cycle}-{paper}"
LONGEST_TITLE, LONGEST_PAPER, LONGEST_NAME = 50, 50, 180


@dataclass(frozen=True, kw_only=True)
class NameFields:
    """What a pattern may name. cycle: its reference; board: its key; meeting_on: 2027-02-09; item: its number on the
    agenda, 0 for a pack; paper: its type, “pack” or “supplement-1”; title: of the paper.
    """

    cycle: str
    board: str
    meeting_on: str
    item: str
    paper: str
    title: str


FIELDS = tuple(NameFields.__dataclass_fields__)
# One of these tells the papers of a meeting apart; titles may be the same.
TELLS_APART = ("item", "paper")


def pattern_fault(pattern: str) -> str:
    """What is wrong with a pattern, as the end of a sentence that names it; empty where nothing is."""
    try:
        parts = list(Formatter().parse(pattern))
    except ValueError:
        return "has a brace without its other half; a field is written like {title}"
    literals, fields = "".join(words for words, *_ in parts), list(_fields(parts))
    if strangers := [field for field in fields if field not in FIELDS]:
        known = listed(["{" + field + "}" for field in FIELDS])
        return f"names “{{{strangers[0]}}}”, which is not known here; the fields are {known}"
    if unsafe := re.search(r"[^A-Za-z0-9_-]", literals):
        return f"holds “{unsafe[0]}”; between the fields use letters, figures, “-” and “_” only"
    if not set(fields) & set(TELLS_APART):
        return "must hold {paper} or {item}, so that no two papers have one name"
    if pattern[:1] in "-_":
        return "must begin with a letter, a figure or a field"
    return ""


def _fields(parts: list[tuple[str, str | None, str | None, str | None]]) -> Iterator[str]:
    for _, field, how, conversion in parts:
        if field is not None:
            yield field + (f"!{conversion}" if conversion else "") + (f":{how}" if how else "")


def file_name(pattern: str, fields: NameFields) -> str:
    """The name without its ending, like “improvement-board-2027-02-09-progress-report”."""
    safe = {name: _safe(words) or "none" for name, words in asdict(fields).items()}
    safe["title"] = safe["title"][:LONGEST_TITLE].strip("-")
    return pattern.format(**safe).rstrip("-_")


def is_too_long(pattern: str, board: str) -> bool:
    """Whether a name could grow longer than every system takes. board: its key."""
    longest = NameFields(
        cycle=f"{board}-2027-02-09",
        board=board,
        meeting_on="2027-02-09",
        item="10",
        paper="p" * LONGEST_PAPER,
        title="t" * LONGEST_TITLE,
    )
    return len(file_name(pattern, longest)) > LONGEST_NAME


def _safe(words: str) -> str:
    """Accents fall away, and whatever is neither letter nor figure becomes one hyphen."""
    plain = unicodedata.normalize("NFKD", words.replace("’", "").replace("'", "")).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")
