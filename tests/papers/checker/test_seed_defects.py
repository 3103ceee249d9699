"""The defects of a real paper, each named where it is; and how little is said of real minutes."""

from datetime import date

import pytest
from paper_samples import TEMPLATES, paper_facts
from written_papers import a_seed

from papers.catalogue import paper_types
from papers.checker import CheckSettings, Finding, Severity, check
from papers.words import semantic_document

READ_ON = date(2015, 3, 25)


@pytest.fixture(scope="module")
def found() -> tuple[Finding, ...]:
    return check(a_seed("001"), None, CheckSettings(as_of=READ_ON))


def of_rule(found: tuple[Finding, ...], rule: str, words: str) -> Finding:
    (one,) = [finding for finding in found if finding.rule == rule and words in finding.place]
    return one


def test_the_two_lengths_of_the_inspection_are_named(found):
    finding = of_rule(found, "one_event_two_lengths", "BACKGROUND AND PROPOSALS")

    assert finding.severity is Severity.MUST
    assert "three-week inspection" in finding.because
    assert "lasted for four weeks" in finding.because


def test_the_number_eight_without_a_title_is_named(found):
    assert "“8.” has no title" in of_rule(found, "orphan_number", "“8.”").because


@pytest.mark.parametrize("heading", ["7. OUTCOMES AND PRIORITIES AFFECTED", "9. CONTACT DETAILS"])
def test_the_empty_sections_seven_and_nine_are_named(found, heading):
    assert f"Nothing stands under “{heading}”" in of_rule(found, "empty_section", heading).because


def test_legal_implications_to_be_scoped_a_year_after_the_inspection_are_named(found):
    finding = of_rule(found, "put_off", "LEGAL IMPLICATIONS")

    assert "To be scoped" in finding.because
    assert "12 months after the inspection of March 2014" in finding.because


def test_the_sentence_on_governance_without_a_full_stop_is_named(found):
    finding = of_rule(found, "no_full_stop", "main governance route")

    assert "Leadership Team” has no full stop" in finding.because


def test_the_heading_that_jumps_three_levels_is_named(found):
    finding = of_rule(found, "heading_jump", "Next Steps")

    assert "level 4, and the level before it is 1" in finding.because


def test_the_summary_that_stands_twice_is_named(found):
    assert "the field at paragraph" in of_rule(found, "heading_twice", "Summary of issues").because


def test_the_recommendation_that_only_notes_is_named(found):
    finding = of_rule(found, "recommendation_only_notes", "The Partnership notes")

    for wording in ("agrees", "endorses", "challenges", "escalates"):
        assert wording in finding.suggestion


def test_the_empty_field_for_other_officers_is_named(found):
    assert of_rule(found, "empty_field", "have provided input").severity is Severity.SHOULD


def test_the_number_that_comes_twice_in_real_minutes_is_named():
    found = check(a_seed("004"), None, CheckSettings(as_of=date(2017, 11, 13)))

    (finding,) = [finding for finding in found if finding.rule == "broken_numbering"]

    assert "38.1 comes twice" in finding.because


@pytest.mark.parametrize(
    ("seed", "as_of"),
    [("000", date(2017, 1, 10)), ("002", date(2025, 2, 1)), ("003", date(2018, 5, 10)), ("004", date(2017, 11, 13))],
)
def test_of_real_minutes_little_is_said_beside_their_long_sentences(seed, as_of):
    found = check(a_seed(seed), None, CheckSettings(as_of=as_of))

    loud = [finding for finding in found if finding.severity is not Severity.CONSIDER]

    assert [finding for finding in loud if finding.severity is Severity.MUST] == []
    assert len(loud) <= 3, [(finding.rule, finding.place) for finding in loud]


def test_the_standard_paper_of_ashcombe_reads_clean():
    facts = paper_facts()
    document = semantic_document(paper_types(TEMPLATES)["progress_report"], facts)

    assert check(document, facts, CheckSettings(as_of=date(2026, 3, 10))) == ()
