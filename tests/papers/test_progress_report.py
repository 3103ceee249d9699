"""The progress report: its sections in order, its sums, its silence, and three formats that say the same."""

import io
import re

import docx
import pypdfium2
import pytest
from paper_reading import (
    COVER,
    SECTIONS,
    Page,
    bookmarks_of_pdf,
    flat,
    headings_without_words,
    sentences_missing_from_pdf,
    sums_of_page,
    words_of_pdf,
    words_of_word,
)
from paper_samples import ATTACK, a_paper, paper_facts
from pypdf import PdfReader


@pytest.fixture(scope="module")
def facts():
    return paper_facts()


@pytest.fixture(scope="module")
def paper(facts):
    return a_paper(facts)


@pytest.fixture(scope="module")
def page(paper):
    return Page(paper["html"].decode())


def test_it_holds_every_section_in_order(page):
    second = [title.strip() for tag, title, _ in page.headings if tag == "h2"]

    assert second == [*SECTIONS, "Appendix A: every finding", "Appendix B: every action"]


def test_its_cover_has_the_fields_in_order(paper):
    table = re.search(r'<table class="cover">(.*?)</table>', paper["html"].decode(), re.DOTALL)[1]

    assert re.findall(r'<th scope="row">(.*?)</th>', table) == COVER


def test_no_section_is_empty_even_where_nothing_is_recorded(page):
    assert list(headings_without_words(page)) == []
    assert "No impact on equalities has been recorded for this paper." in "".join(page.words)


def test_its_sums_add_up(paper, facts):
    sums = list(sums_of_page(paper["html"].decode()))

    assert len(sums) == 7
    assert all(sum(parts) == total for parts, total in sums)
    assert len(facts["actions"]) == 60


def test_silent_actions_are_shown_as_silent(page, facts):
    words = "".join(page.words)
    silent = [action["reference"] for action in facts["actions"] if action["silent"]]

    assert silent
    assert f"The {len(silent)} actions for which no update was received" in words
    assert words.count("No update received") >= len(silent)


def test_its_pdf_is_tagged_titled_and_has_a_language(paper):
    reader = PdfReader(io.BytesIO(paper["pdf"]))
    root = reader.trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "en-GB"
    assert reader.metadata.title == "Improvement Plan: progress report"
    assert "pdfuaid:part" in reader.xmp_metadata.stream.get_data().decode()
    assert [title for title in bookmarks_of_pdf(paper["pdf"]) if title in SECTIONS] == SECTIONS


def test_its_word_file_has_real_headings_and_header_rows_that_repeat(paper):
    document = docx.Document(io.BytesIO(paper["docx"]))
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 2"]

    assert headings[: len(SECTIONS)] == SECTIONS
    assert document.core_properties.title == "Improvement Plan: progress report"
    assert document.core_properties.language == "en-GB"
    with_header = [table for table in document.tables if table._tbl.xpath(".//w:tblHeader")]
    assert len(with_header) == len(document.tables) - 1


def test_all_three_formats_say_the_same(paper, page):
    html = flat("".join(page.words))
    word = flat(words_of_word(paper["docx"]))
    pdf = flat(words_of_pdf(paper["pdf"]))

    assert word == html
    assert list(sentences_missing_from_pdf(page, pdf)) == []


def test_the_same_facts_give_the_same_bytes(paper, facts):
    assert a_paper(facts) == paper


def test_an_owners_words_come_out_verbatim_in_every_format():
    files = a_paper(paper_facts(said=ATTACK))
    html = "".join(Page(files["html"].decode()).words)
    pdf = pypdfium2.PdfDocument(files["pdf"])
    pages = "".join(page.get_textpage().get_text_range() for page in pdf)
    plain, long_word = ATTACK.rsplit(" ", 1)
    before_arabic = plain.rsplit(" ", 1)[0]

    assert ATTACK in html
    assert "<script>" not in files["html"].decode()
    assert ATTACK in words_of_word(files["docx"]).replace("\n", "")
    assert flat(before_arabic) in flat(pages)
    assert "مرحبا" in pages
    assert _letters(long_word, pages) >= len(long_word)
    pdf.close()


def _letters(word, pages):
    """How many letters of a long word stand in one run, page breaks with their header and footer taken out."""
    unbroken = re.sub(r"Ashcombe City Council[^\n]*\n?|Page \d+ of \d+|Improvement Plan: progress report", "", pages)
    runs = re.findall(r"(?:anhygoel)+", flat(unbroken).replace("\ufffe", ""))
    return max(map(len, runs), default=0)


def test_a_sign_that_no_font_has_is_shown_by_its_number_and_stops_nothing():
    files = a_paper(paper_facts(said="A name in Chinese: 王"), formats=("html", "pdf"))

    assert "王" in files["html"].decode()
    assert "[U+738B]" in words_of_pdf(files["pdf"])
