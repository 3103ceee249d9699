"""The checker before sign-off: a draft is read by rules, and what they find is kept beside it, never in it."""

import io
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from config.clock import london
from config.council import Council, read_names
from flows.drafting import Draft
from flows.office import Office
from governance.errors import ConfigError, PaperError
from papers.checker import CheckSettings, Finding, Severity, check
from papers.checker.children import child_could_be_known
from papers.checker.findings import key_of
from papers.checker.page_reader import read_page

# Part 2 is where small counts of children and names belong, so those rules do not read it.
OF_PART_1_ALONE = {"few_children": {"enabled": False}}


def findings_of(office: Office, draft: Draft, *, at: datetime) -> list[dict[str, Any]]:
    """What the checker finds in a draft, as plain values; nothing for one that was not made as a page."""
    if "html" not in draft.files:
        return []
    name, page = draft.files["html"]
    paper_type = office.paper_types[draft.kind]
    names, unread = names_of(office.council, office.settings.council.parent)
    settings = CheckSettings(
        as_of=london(at).date(),
        dials={**office.council.checks, **(OF_PART_1_ALONE if draft.part == 2 else {})},
        pages=_pages(draft),
        most_pages=paper_type.most_pages or None,
        known_abbreviations=office.council.abbreviations,
        names=names,
        threshold=office.council.paper.small_numbers,
    )
    try:
        found = check(read_page(page, named=name), draft.facts, settings)
    except PaperError:
        # A page of ours that the reader refuses is a paper all the same; it must not be late for it.
        return []
    return [asdict(finding) for finding in (*unread, *found)]


def names_of(council: Council, beside: Path) -> tuple[tuple[str, ...], list[Finding]]:
    """The names that must never appear, as the list has them now; or a finding that they were not looked for."""
    if not council.names_file:
        return (), []
    try:
        return read_names(beside / council.names_file), []
    except ConfigError as fault:
        return (), [_unread(str(fault))]


def _unread(because: str) -> Finding:
    """A paper is not late for a list that has gone; but nobody shall think that it was read by it."""
    rule = child_could_be_known.__name__
    return Finding(
        rule=rule,
        severity=Severity.MUST,
        place="The whole paper",
        position=0,
        because=f"No name was looked for. {because}",
        suggestion="Put the list back and draft again, or read the paper for names yourself.",
        key=key_of(rule, because),
    )


def _pages(draft: Draft) -> int | None:
    if "pdf" not in draft.files:
        return None
    return len(PdfReader(io.BytesIO(draft.files["pdf"][1])).pages)
