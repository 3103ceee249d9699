"""The checker before sign-off: a draft is read by rules, and what they find is kept beside it, never in it."""

import io
from dataclasses import asdict
from datetime import datetime
from typing import Any

from pypdf import PdfReader

from config.clock import london
from flows.drafting import Draft
from flows.office import Office
from governance.errors import PaperError
from papers.checker import CheckSettings, check
from papers.checker.page_reader import read_page

# Part 2 is where small counts of children and names belong, so those rules do not read it.
OF_PART_1_ALONE = {"few_children": {"enabled": False}}


def findings_of(office: Office, draft: Draft, *, at: datetime) -> list[dict[str, Any]]:
    """What the checker finds in a draft, as plain values; nothing for one that was not made as a page."""
    if "html" not in draft.files:
        return []
    name, page = draft.files["html"]
    paper_type = office.paper_types[draft.kind]
    settings = CheckSettings(
        as_of=london(at).date(),
        dials={**office.council.checks, **(OF_PART_1_ALONE if draft.part == 2 else {})},
        pages=_pages(draft),
        most_pages=paper_type.most_pages or None,
        known_abbreviations=office.council.paper.abbreviations,
        threshold=office.council.paper.small_numbers,
    )
    try:
        found = check(read_page(page, named=name), draft.facts, settings)
    except PaperError:
        # A page of ours that the reader refuses is a paper all the same; it must not be late for it.
        return []
    return [asdict(finding) for finding in found]


def _pages(draft: Draft) -> int | None:
    if "pdf" not in draft.files:
        return None
    return len(PdfReader(io.BytesIO(draft.files["pdf"][1])).pages)
