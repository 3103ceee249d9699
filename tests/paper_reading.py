"""Reading a paper back from each of its formats, as a reader or a machine would."""

import io
import re
from html.parser import HTMLParser

import docx
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
        # The letters in a picture are said by its table and its words as well.
        if not self.in_main or "svg" in self.open:
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


def bookmarks_of_pdf(content):
    return [item.title for item in _flattened(PdfReader(io.BytesIO(content)).outline)]


def _flattened(outline):
    for item in outline:
        yield from _flattened(item) if isinstance(item, list) else [item]


def headings_without_words(page):
    """Headings with nothing under them: neither words nor a part of their own."""
    for n, (tag, title, words) in enumerate(page.headings):
        following = page.headings[n + 1][0] if n + 1 < len(page.headings) else ""
        if not words.strip() and not following > tag:
            yield title


def sums_of_page(html):
    """(parts, total) of every column of figures in a table with a total row: numbers, shares, pounds."""
    for table in re.findall(r"<table>(.*?)</table>", html, re.DOTALL):
        if '<tr class="total">' not in table:
            continue
        figures = re.findall(r'<td class="number"[^>]*>(£?)([\d,]+)(%?)</td>', table)
        for unit in sorted({(pound, percent) for pound, _, percent in figures}):
            column = [int(amount.replace(",", "")) for pound, amount, percent in figures if (pound, percent) == unit]
            yield column[:-1], column[-1]


def sentences_missing_from_pdf(page, pdf):
    """Sentences of the page that the PDF does not hold; a page end inside a cell may stand between two words."""
    for sentence in re.findall(r"[A-Z][^.]{25,200}\.", "".join(page.words)):
        if flat(sentence) not in pdf and not all(flat(word) in pdf for word in sentence.split()):
            yield sentence
