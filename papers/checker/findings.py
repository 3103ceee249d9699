"""What the checker hands over: findings with a place and a suggestion, and the settings it reads by.

It knows nothing of how a paper is read.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

Dials = Mapping[str, int | float | bool]
# Long enough that two findings of one paper never share it, short enough to be typed.
KEY_LENGTH = 16
# In letters: a quotation shows the place, it does not repeat the paper.
LONGEST_QUOTE = 90


class Severity(StrEnum):
    """must: not to be published so. should: put right, or say why not. consider: a careful reader would ask."""

    MUST = "must"
    SHOULD = "should"
    CONSIDER = "consider"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing to look at before sign-off.

    place: where a person finds it. position: of the block in the order of reading, from 1, or 0 for the whole paper.
    because: what is wrong, with its facts. suggestion: what now. key: the same while rule and quoted words are.
    """

    rule: str
    severity: Severity
    place: str
    position: int
    because: str
    suggestion: str
    key: str


@dataclass(frozen=True, kw_only=True)
class CheckSettings:
    """How a council wants its papers read.

    as_of: the day the paper is read on. pages, most_pages: what it has, and what its board allows. names: of children,
    never to appear. threshold: counts of children from 1 up to it are small. dials: rule → dial → value.
    """

    as_of: date
    dials: Mapping[str, Dials] = field(default_factory=dict)
    pages: int | None = None
    most_pages: int | None = None
    known_abbreviations: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    threshold: int = 5


@dataclass(frozen=True, kw_only=True)
class WordFacts:
    """What only the Word file itself says. external: addresses that the file fetches from by itself."""

    title: str = ""
    language: str = ""
    authors: tuple[str, ...] = ()
    tracked_changes: int = 0
    comments: int = 0
    hidden: tuple[str, ...] = ()
    external: tuple[str, ...] = ()
    fake_headings: tuple[str, ...] = ()
    tables_without_header: tuple[int, ...] = ()


def key_of(rule: str, quoted: str) -> str:
    """A digest of the rule and the words it speaks of; white space and capitals do not count."""
    folded = " ".join(quoted.casefold().split())
    return hashlib.sha256(f"{rule}\n{folded}".encode("utf-8", "replace")).hexdigest()[:KEY_LENGTH]


def split(
    findings: Iterable[Finding], accepted: Mapping[str, str]
) -> tuple[tuple[Finding, ...], tuple[tuple[Finding, str], ...]]:
    """Those still open, and those accepted, each with its reason. accepted: key → reason; no reason accepts nothing."""
    every = tuple(findings)
    reasons = {key: reason.strip() for key, reason in accepted.items() if reason.strip()}
    still_open = tuple(finding for finding in every if finding.key not in reasons)
    return still_open, tuple((finding, reasons[finding.key]) for finding in every if finding.key in reasons)


def shorten(words: str) -> str:
    """The words on one line, cut at a space where they are long."""
    line = " ".join(words.split())
    if len(line) <= LONGEST_QUOTE:
        return line
    return line[:LONGEST_QUOTE].rsplit(" ", 1)[0] + " …"
