"""The slides: a title on each, nothing that runs off, what does not fit continued, and words as they were written."""

import io
import os
import shutil
import subprocess
from dataclasses import replace

import pytest
from paper_samples import ATTACK, DATED, HOUSE
from pptx import Presentation
from pptx.util import Emu

from governance.errors import PaperError
from papers.charts import draw_standing
from papers.document import parse
from papers.slides_file import write_slides

BAR = draw_standing({"base": 1, "parts": [{"key": "red", "word": "Red", "count": 1}]})
ROWS = "".join(f'<tr><th scope="row">L{n}</th><td>Words about action {n}.</td></tr>' for n in range(40))
TABLE = f"""<table><caption>All</caption><thead><tr><th scope="col">Action</th><th scope="col">What</th></tr></thead>
<tbody>{ROWS}</tbody></table>"""
SHORT = f"""
<h1>Progress</h1><p class="lead">To the Board</p><dl class="cover"><dt>Presenter</dt><dd>Dev Malhotra</dd></dl>
<section class="slide"><h2>Where it stands</h2><ul class="figures"><li><strong>12</strong> actions red</li></ul>
<figure><img src="bar" alt="One action is red."><figcaption>By rating</figcaption></figure>
<p class="source">From the record.</p><section class="notes"><p>Say why.</p></section></section>
<section class="slide"><h2>Every action</h2>{TABLE}</section>
"""


def a_deck(html=SHORT):
    content = write_slides(parse(html, template="trial", pictures={"bar": BAR}), HOUSE, dated=DATED)
    return Presentation(io.BytesIO(content))


def attacked(where):
    escaped = ATTACK.replace("&", "&amp;").replace("<", "&lt;")
    return a_deck(f'<h1>T</h1><section class="slide"><h2>S</h2>{where.format(escaped)}</section>')


@pytest.fixture(scope="module")
def deck():
    return a_deck()


def test_every_slide_has_a_title_that_is_read_first(deck):
    titles = [slide.shapes.title.text for slide in deck.slides]

    assert titles[:3] == ["Progress", "Where it stands", "Every action"]
    assert set(titles[3:]) == {"Every action (continued)"}
    assert all(slide.shapes[0] == slide.shapes.title for slide in deck.slides)


def test_a_long_table_goes_on_with_its_headings_and_loses_no_row(deck):
    tables = [shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table]
    first = [row.cells[0].text for table in tables for row in list(table.rows)[1:]]

    assert all(table.first_row and table.cell(0, 0).text == "Action" for table in tables)
    assert first == [f"L{n}" for n in range(40)]


def test_a_picture_says_in_words_what_it_shows(deck):
    pictures = [shape for shape in deck.slides[1].shapes if shape.name == "Picture"]

    assert [shape._element.nvPicPr.cNvPr.get("descr") for shape in pictures] == ["One action is red."]


def test_what_the_presenter_says_stands_in_the_notes(deck):
    assert deck.slides[1].notes_slide.notes_text_frame.text == "From the record.\nSay why."


def test_no_place_for_words_is_left_empty(deck):
    empty = [shape.name for slide in deck.slides for shape in slide.placeholders if not shape.has_text_frame]

    assert empty == []
    assert all(shape.text_frame.text for slide in deck.slides for shape in slide.placeholders)


@pytest.mark.parametrize("html", [None, "<p>{}</p>", "<ul><li>{}</li></ul>"], ids=["short", "paragraph", "list"])
def test_nothing_runs_off_a_slide(html):
    deck = a_deck() if html is None else attacked(html)

    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height


def test_words_that_attack_stand_on_the_slides_as_they_were_written():
    deck = attacked("<p>{}</p>")
    boxes = [shape for slide in deck.slides for shape in slide.shapes if shape.name == "Words"]

    assert len(deck.slides) > 2
    assert "".join(shape.text_frame.text for shape in boxes) == ATTACK


def test_words_that_attack_stand_in_a_table_as_they_were_written():
    head = '<table><caption>C</caption><thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead><tbody><tr>'
    deck = attacked(head + '<th scope="row">x</th><td>{}</td></tr></tbody></table>')
    tables = [shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table]

    assert "".join(row.cells[1].text for table in tables for row in list(table.rows)[1:]) == ATTACK
    assert all(sum(row.height for row in table.rows) <= Emu(deck.slide_height) for table in tables)


def test_a_document_without_slides_is_refused_in_a_sentence():
    with pytest.raises(PaperError, match="sections of class slide"):
        a_deck("<h1>T</h1><section><h2>S</h2><p>x</p></section>")


def test_two_decks_of_the_same_words_are_the_same_bytes():
    document = parse(SHORT, template="trial", pictures={"bar": BAR})

    assert write_slides(document, HOUSE, dated=DATED) == write_slides(document, HOUSE, dated=DATED)


def test_the_file_says_whose_it_is_and_in_which_language(deck):
    assert deck.core_properties.title == "Progress"
    assert deck.core_properties.author == "Ashcombe City Council"
    assert deck.core_properties.language == "en-GB"


def test_an_exempt_deck_says_so_on_every_slide():
    marked = replace(HOUSE, marking="NOT FOR PUBLICATION – exempt information")
    document = parse(SHORT, template="trial", pictures={"bar": BAR})

    deck = Presentation(io.BytesIO(write_slides(document, marked, dated=DATED)))

    said = [" ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame) for slide in deck.slides]
    assert said
    assert all("NOT FOR PUBLICATION – exempt information" in words for words in said)


@pytest.mark.full
def test_another_office_opens_the_slides(tmp_path):
    office = shutil.which("soffice")
    if office is None:
        reason = "LibreOffice (soffice) is not installed"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    a_deck().save(tmp_path / "slides.pptx")

    subprocess.run(
        [
            office,
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            "pdf",
            "slides.pptx",
        ],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        timeout=120,
    )

    assert (tmp_path / "slides.pdf").read_bytes().startswith(b"%PDF")
