"""The paper as a mail: nothing that is blocked or fetched, real headings and headers, and the same words as text."""

import re
from dataclasses import replace

import pytest
from lxml import html as reading
from paper_reading import flat
from paper_samples import ATTACK, HOUSE, TEMPLATES, paper_facts

from papers.catalogue import paper_types
from papers.charts import draw_standing
from papers.document import parse
from papers.mail_page import as_plain_text, write_mail
from papers.words import semantic_document

BAR = draw_standing({"base": 1, "parts": [{"key": "red", "word": "Red", "count": 1}]})
SHORT = """
<h1>Progress</h1><p>Where the plan stands.</p><section><h2>All</h2>
<p><span class="rating rating-red">Red</span>
<a href="https://ashcombe.example/p">more</a> <a href="javascript:x">no</a></p>
<figure><img src="bar" alt="One action is red."><figcaption>By rating</figcaption></figure>
<table><caption>Actions</caption><thead><tr><th scope="col">Action</th><th scope="col">Due</th></tr></thead>
<tbody><tr><th scope="row">L1</th><td>4 May</td></tr></tbody></table></section>
"""


@pytest.fixture(scope="module")
def document():
    return parse(SHORT, template="trial", pictures={"bar": BAR})


@pytest.fixture(scope="module")
def mail(document):
    return write_mail(document, HOUSE)


def test_it_holds_nothing_that_a_mail_program_blocks(mail):
    words = mail.decode()

    assert not re.search(r"<(?:style|svg|img|script|link)\b|url\(|flex|grid|javascript", words)
    assert re.findall(r'href="([^"]*)"', words) == ["https://ashcombe.example/p"]


def test_its_headings_header_cells_and_language_are_real(mail):
    page = reading.fromstring(mail)

    assert page.get("lang") == "en-GB"
    assert [h.text for h in page.iter("h1", "h2")] == ["Progress", "All"]
    assert [th.get("scope") for th in page.iter("th")] == ["col", "col", "row"]
    assert {table.get("role") for table in page.iter("table") if table.find("caption") is None} == {"presentation"}


def test_a_picture_is_said_in_words(mail, document):
    assert "In the picture: One action is red." in mail.decode()
    assert "In the picture: One action is red." in as_plain_text(document)


def test_the_way_to_the_page_stands_in_it_only_where_there_is_one(mail, document):
    linked = write_mail(document, HOUSE, link="https://ashcombe.example/page?a=1&b=2").decode()

    assert "Read this as a web page" not in mail.decode()
    assert 'href="https://ashcombe.example/page?a=1&amp;b=2"' in linked


def test_words_that_attack_stand_in_it_as_they_were_written():
    escaped = ATTACK.replace("&", "&amp;").replace("<", "&lt;")
    document = parse(f"<h1>T</h1><p>{escaped}</p>", template="trial")

    assert reading.fromstring(write_mail(document, HOUSE).decode()).xpath('//p[@dir="auto"]')[0].text == ATTACK
    assert flat(ATTACK) in flat(as_plain_text(document))


def test_the_text_says_every_word_of_the_paper():
    document = semantic_document(paper_types(TEMPLATES)["progress_report"], paper_facts())
    text = flat(as_plain_text(document)).replace(">", "")
    paragraphs = [node for node in _every(document) if node.tag in ("p", "td", "th", "dd", "dt", "caption", "h2", "h4")]

    assert [node.words() for node in paragraphs if flat(node.words()).replace(">", "") not in text] == []


def _every(node):
    yield node
    for child in node.nodes():
        yield from _every(child)


def test_a_table_in_text_names_the_column_of_each_cell(document):
    assert "Action: L1\nDue: 4 May" in as_plain_text(document)


def test_no_line_of_the_text_is_longer_than_78_letters():
    document = semantic_document(paper_types(TEMPLATES)["progress_report"], paper_facts())

    assert max(map(len, as_plain_text(document).split("\n"))) <= 78


def test_the_same_paper_gives_the_same_mail(mail, document):
    assert write_mail(document, HOUSE) == mail


def test_a_picture_whose_words_the_paper_says_anyway_is_not_told_twice(document):
    twice = parse(
        SHORT.replace("Where the plan", "One action is red. Where the plan"), template="t", pictures={"bar": BAR}
    )

    assert write_mail(document, HOUSE).count(b"In the picture: One action is red.") == 1
    assert b"In the picture" not in write_mail(twice, HOUSE)


def test_an_exempt_paper_says_so_at_the_head_of_its_mail(document, mail):
    marked = write_mail(document, replace(HOUSE, marking="NOT FOR PUBLICATION – exempt information")).decode()

    assert marked.index("NOT FOR PUBLICATION") < marked.index("<h1")
    assert "NOT FOR PUBLICATION" not in mail.decode()


def test_the_highlight_report_is_a_mail_of_less_than_100_kilobytes():
    document = semantic_document(paper_types(TEMPLATES)["highlight_report"], paper_facts())

    assert len(write_mail(document, HOUSE)) < 100_000
