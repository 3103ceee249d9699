"""The progress report: its sections in order, its sums, its silence, and three formats that say the same."""

import io
import re
from html.parser import HTMLParser

import docx
import pypdfium2
import pytest
from paper_samples import ATTACK, a_paper, paper_facts
from pypdf import PdfReader

SECTIONS = [
    "Summary of issues",
    "Recommendations",
    "1. Background and proposals",
    "2. Risks",
    "3. Financial implications",
    "4. Legal implications",
    "5. Client group",
    "6. Impact on equalities issues",
    "7. Outcomes and priorities affected",
    "8. Contact details",
]
COVER = [
    "Title of paper",
    "Report to",
    "Date",
    "Relevant director",
    "Wards affected",
    "Contact officers and contact details",
    "Other officers who have provided input",
    "Relevant objectives of the Children’s Plan",
]


class Page(HTMLParser):
    """The words of a page, its headings, and what stands under each."""

    def __init__(self, html):
        super().__init__()
        self.words, self.headings, self.open, self.in_main = [], [], [], False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.in_main = self.in_main or tag == "main"
        if tag in ("h1", "h2", "h3", "h4") and self.in_main:
            self.headings.append([tag, "", ""])
        if tag in ("br", "p", "li", "td", "th", "caption", "h1", "h2", "h3", "h4"):
            self.words.append(" ")

    def handle_endtag(self, tag):
        if tag == "main":
            self.in_main = False
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data):
        if not self.in_main:
            return
        self.words.append(data)
        if self.headings:
            here = self.headings[-1]
            here[1 if here[0] in self.open else 2] += data


def flat(words):
    """Letters only, so that line ends, bullets and the direction of writing do not count."""
    return re.sub(r"\s+", "", words)


def words_of_pdf(content):
    reader = PdfReader(io.BytesIO(content))
    lines = []
    for page in reader.pages:
        lines.extend(page.extract_text().split("\n"))
    return "\n".join(lines)


def words_of_word(content):
    document = docx.Document(io.BytesIO(content))
    return "\n".join(text.text or "" for text in document.element.body.iter("{*}t"))


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
    for tag, title, words in page.headings[1:]:
        following = [under for under in page.headings if under[1] == title]
        assert words.strip() or _has_part_below(page, tag, title), f"{following} says nothing"
    assert "No impact on equalities has been recorded for this paper." in "".join(page.words)


def _has_part_below(page, tag, title):
    titles = [heading[1] for heading in page.headings]
    after = page.headings[titles.index(title) + 1 :]
    return bool(after) and after[0][0] > tag


def test_its_sums_add_up(paper, facts):
    tables = re.findall(r"<table>(.*?)</table>", paper["html"].decode(), re.DOTALL)
    summed = 0
    for table in tables:
        numbers = [int(number) for number in re.findall(r'<td class="number"[^>]*>(\d+)</td>', table)]
        shares = [int(share) for share in re.findall(r'<td class="number"[^>]*>(\d+)%</td>', table)]
        if shares:
            assert sum(numbers[:-1]) == numbers[-1]
            assert sum(shares[:-1]) == shares[-1] == 100
            summed += 1
    assert summed == 3
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
    assert [item.title for item in _bookmarks(reader.outline) if item.title in SECTIONS] == SECTIONS


def _bookmarks(outline):
    for item in outline:
        yield from _bookmarks(item) if isinstance(item, list) else [item]


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
    for sentence in re.findall(r"[A-Z][^.]{25,200}\.", "".join(page.words)):
        assert flat(sentence) in pdf or _in_a_broken_cell(sentence, pdf), sentence


def _in_a_broken_cell(sentence, pdf):
    """A page end in a cell puts a header between two words of it; every word is there all the same."""
    return all(flat(word) in pdf for word in sentence.split())


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
