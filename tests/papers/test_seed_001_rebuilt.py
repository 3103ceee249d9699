"""The board paper of March 2015, recorded and made again: every field and section of it, in its order.

Its words are read from the document itself, which lies beside the checkout; nothing of it is kept here.
"""

import re
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from drawn import a_position, a_scale
from paper_reading import Page, flat
from paper_samples import HOUSE, TEMPLATES, a_record

from governance.brief import facts, write_brief
from governance.flags import raise_flags
from governance.record import Contact, FundingSource, Inspected, Objective
from papers.catalogue import paper_types
from papers.rendering import render_paper

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
PLANS = ("L", "S", "V", "E")
# A section of the record, and the heading under which the document has it; 8 is the number that has lost its title.
TEXTS = {
    "risks": "2. RISKS",
    "financial_implications": "3. FINANCIAL IMPLICATIONS",
    "legal_implications": "4. LEGAL IMPLICATIONS",
    "client_group": "5. CLIENT GROUP",
    "equalities": "6. IMPACT ON EQUALITIES ISSUES",
    "outcomes": "8.",
    "background": "1. BACKGROUND AND PROPOSALS",
    "next_steps": "Next Steps",
}
FIELDS = (
    "Title of paper", "Report to", "Date", "Relevant director", "Wards affected",
    "Contact officers and contact details", "Other officers who have provided input", "Relevant objectives",
)  # fmt: skip
HEADINGS = (
    "Summary of issues", "Recommendations", "1. Background and proposals", "Areas progressing well",
    "Areas still in development", "Next steps", "2. Risks", "3. Financial implications", "4. Legal implications",
    "5. Client group", "6. Impact on equalities issues", "7. Outcomes and priorities affected", "8. Contact details",
)  # fmt: skip


def the_seed() -> str:
    (path,) = SEEDS.glob("001_*.txt")
    return path.read_text(encoding="utf-8")


def under(heading: str) -> list[str]:
    """The paragraphs that the document has under a heading."""
    found = re.search(rf"^#*\s*\**{re.escape(heading)}\**\s*\n(.*?)(?=^#|^\d\.\s|\Z)", the_seed(), re.S | re.M)
    assert found is not None, heading
    return [" ".join(part.split()) for part in found[1].split("\n\n") if part.strip()]


def fields() -> dict[str, str]:
    """The fields of the cover as the document has them."""
    named = "Title of paper|Report to|Date|Relevant Director|Contact Officer\\(s\\)"
    return dict(re.findall(rf"^({named}):?\t(.+?)\t", the_seed(), re.M))


@pytest.fixture(scope="module")
def page() -> Page:
    """The progress report of what the document says, as recorded."""
    field = fields()
    objectives = re.findall(r"^(?:[A-Z][a-z]+ ){1,3}?[a-z ]*– .+", the_seed(), re.M)
    record = a_record()
    cover = replace(
        record.cover,
        title=field["Title of paper"],
        report_to=field["Report to"],
        meeting_at=datetime(2015, 3, 25, 16),
        relevant_director=Contact(name=field["Relevant Director"], job_title="Corporate Director"),
        objectives=tuple(Objective(words=words, relevant="✓" in words) for words in objectives),
        contacts=(Contact(name=field["Contact Officer(s)"]),),
    )
    recorded = replace(
        record,
        cover=cover,
        texts={section: "\n".join(under(heading)) for section, heading in TEXTS.items()},
        funding=(
            FundingSource(words="Post-inspection", amount=383_500, kind="one-off", ends_on=None),
            FundingSource(words="IT system", amount=4_500_000, kind="one-off", ends_on=None),
        ),
        inspected=Inspected(
            title="The Single Inspection",
            held="in March 2014",
            judgement="Requires Improvement",
            summary="",
            priority_actions=0,
            plan_submitted_on=date(2014, 8, 31),
        ),
    )
    rows = ["ref | owner | due | status | said | plan | findings"]
    for n in range(26):
        plan = PLANS[n % 4]
        rows.append(f"{plan}{n // 4 + 1} | Amara | 2016-03-31 | on_track | Done {n}. | {plan} | {n + 1}")
    position = a_position("\n".join(rows), delivery_plans=PLANS)
    brief = write_brief(position, recorded, raise_flags(position), a_scale())
    rendered = render_paper(
        paper_types(TEMPLATES)["progress_report"], facts(brief), house=HOUSE, dated=date(2015, 3, 25), formats=("html",)
    )
    return Page(rendered.files["html"].decode())


def in_order(wanted: tuple[str, ...], said: list[str]) -> list[str]:
    """Those of the wanted that stand in what is said, in the order in which they stand there."""
    return [each for each in said if each in wanted]


def test_the_fields_of_the_cover_stand_in_the_documents_order(page):
    words = " ".join("".join(page.words).split())
    places = [words.find(field) for field in FIELDS]

    assert -1 not in places
    assert places == sorted(places)
    assert len(fields()) == 5
    assert [name for name, said in fields().items() if name != "Date" and said not in words] == []
    assert "Wednesday 25 March 2015" in words


def test_every_section_stands_in_the_documents_order_and_the_lost_title_is_back(page):
    headings = [words.strip() for _, words, _ in page.headings]

    assert tuple(in_order(HEADINGS, headings)) == HEADINGS


@pytest.mark.parametrize("section", TEXTS)
def test_every_paragraph_of_a_section_is_printed_as_it_was_written(page, section):
    printed = flat("".join(page.words))

    assert under(TEXTS[section])
    assert [words for words in under(TEXTS[section]) if flat(words) not in printed] == []


def test_the_26_key_areas_are_26_findings_and_the_money_adds_up(page):
    words = " ".join("".join(page.words).split())

    assert "answers 26 findings" in words
    assert "£383,500" in words
    assert "£4,500,000" in words
    assert "£4,883,500" in words


def test_no_section_is_empty_where_the_document_left_two(page):
    assert [heading for tag, heading, below in page.headings if tag == "h2" and not below.strip()] == []
