"""What the vocabulary becomes in a PDF: pictures with words, tiles, slides, the council's logo, header and font."""

import base64
import io
import shutil
from dataclasses import replace

import pytest
from paper_pages import (
    DRESSED,
    EVERYTHING,
    SLIDES,
    TABLE,
    a_document,
    bookmarks_of,
    pages_of,
    reader_of,
    strays_of,
    tags_of,
)
from paper_samples import DATED, HOUSE, TEMPLATES, paper_facts
from PIL import Image

from governance.errors import PaperError
from papers.catalogue import paper_types
from papers.coverage import families
from papers.pdf_file import write_pdf
from papers.words import semantic_document


@pytest.fixture(scope="module")
def everything():
    return write_pdf(a_document(), DRESSED, dated=DATED)


def fonts_of(pdf):
    pages = reader_of(pdf).pages
    fonts = (font["/BaseFont"] for page in pages for font in page["/Resources"].get("/Font", {}).values())
    return {str(name).split("+")[-1] for name in fonts}


def test_a_picture_says_in_words_what_it_shows(everything):
    said = [alt for tag, alt in tags_of(everything) if tag == "Figure"]

    assert "Of six actions two are red." in said
    assert "It rose from 60% to 71%." in said


def test_every_part_of_the_vocabulary_is_printed(everything):
    words = " ".join(" ".join(pages_of(everything)).split())

    for said in (
        "Two of six actions are red.",
        "12 actions red",
        "41 days of slip",
        "The six actions by rating",
        "First Red",
        "Words of an owner.",
        "Measures Measure Now On time 71% All 71%",
        "See this part, none or the site.",
    ):
        assert said in words


def test_owners_words_are_tagged_as_a_quotation_and_a_list_as_a_list(everything):
    tags = [tag for tag, _ in tags_of(everything)]

    assert "BlockQuote" in tags
    assert {"L", "LI", "LBody"} <= set(tags)
    assert tags.count("Table") == 2


def test_a_link_within_the_paper_leads_to_its_place_and_others_to_theirs(everything):
    links = [each.get_object() for page in reader_of(everything).pages for each in page.get("/Annots", [])]

    assert sorted("/URI" in link["/A"] for link in links if "/A" in link).count(True) == 1
    assert len(links) == 2


def test_the_logo_stands_on_the_first_page_and_is_named(everything):
    pictures = [alt for tag, alt in tags_of(everything) if tag == "Figure"]

    assert pictures[0] == "Ashcombe City Council"
    assert pictures.count("Ashcombe City Council") == 1


def test_a_logo_may_be_a_photograph_of_dots():
    dots = io.BytesIO()
    Image.new("RGB", (40, 20), "#1d5f5a").save(dots, "PNG")
    house = replace(HOUSE, logo=base64.b64encode(dots.getvalue()).decode(), logo_type="png")

    pdf = write_pdf(a_document("<h1>T</h1>"), house, dated=DATED)

    assert ("Figure", "Ashcombe City Council") in tags_of(pdf)


def test_a_logo_that_is_no_picture_is_refused_in_words():
    house = replace(HOUSE, logo=base64.b64encode(b"no picture").decode(), logo_type="png")

    with pytest.raises(PaperError, match="The PDF could not be made"):
        write_pdf(a_document("<h1>T</h1>"), house, dated=DATED)


def test_the_councils_header_stands_on_every_page(everything):
    pages = pages_of(everything)

    assert len(pages) == 2
    assert all(DRESSED.header in page for page in pages)


def test_a_slide_is_a_wide_page_of_its_own_with_its_number():
    pdf = write_pdf(a_document(SLIDES), DRESSED, dated=DATED)

    pages = reader_of(pdf).pages
    assert [round(float(page.mediabox.width) / float(page.mediabox.height), 2) for page in pages] == [1.78] * 3
    assert [f"Page {n} of 3" in words for n, words in enumerate(pages_of(pdf), start=1)] == [True] * 3
    assert [title for _, title, _ in bookmarks_of(pdf)] == [
        "The plan in three slides",
        "What turned red",
        "Assessments",
    ]


ROW = '<tr><th scope="row">S{}</th><td>Recruit more fostering households than we lose</td></tr>'
LONG = (
    '<h1>Deck</h1><p class="lead">For the board</p><section class="slide"><h2>Where it stands</h2><figure>'
    '<img src="trend" alt="It rose."><figcaption>In time</figcaption></figure><ul><li>One</li><li>Another</li></ul>'
    '<p class="source">Said with the slide.</p></section><section class="slide"><h2>All of it</h2><table><caption>Red'
    '</caption><thead><tr><th scope="col">Action</th><th scope="col">What</th></tr></thead><tbody>'
    + "".join(ROW.format(n) for n in range(40))
    + "</tbody></table></section>"
)


def test_slides_are_all_wide_and_what_a_slide_says_fits_on_it():
    pdf = write_pdf(a_document(LONG), DRESSED, dated=DATED)

    pages = pages_of(pdf)
    assert {round(float(p.mediabox.width) / float(p.mediabox.height), 2) for p in reader_of(pdf).pages} == {1.78}
    assert "Deck" in pages[0]
    assert "For the board" in pages[0]
    assert [words in pages[1] for words in ("Where it stands", "Another", "Said with the slide.")] == [True] * 3
    assert strays_of(pdf) == []


def test_a_table_longer_than_a_slide_goes_on_under_its_header_and_leaves_no_title_alone():
    pages = pages_of(write_pdf(a_document(LONG), DRESSED, dated=DATED))[2:]

    assert len(pages) > 1
    assert "All of it" in pages[0]
    assert "S0" in pages[0]
    assert all("Action" in page for page in pages)
    assert sum(page.count("Recruit more") for page in pages) == 40


def test_what_is_said_with_a_slide_is_read_after_what_it_shows():
    html = '<h1>T</h1><section class="slide"><h2>A</h2><p class="source">Notes</p><p>Shown</p></section>'

    words = pages_of(write_pdf(a_document(html), DRESSED, dated=DATED))[1]

    assert words.index("Shown") < words.index("Notes")


@pytest.mark.parametrize("html", [EVERYTHING, SLIDES, LONG], ids=["paper", "slides", "long slides"])
def test_an_exempt_paper_says_so_at_the_head_of_every_page(html):
    marked = replace(DRESSED, marking="NOT FOR PUBLICATION – exempt information")

    pages = pages_of(write_pdf(a_document(html), marked, dated=DATED))

    assert pages
    assert all("NOT FOR PUBLICATION – exempt information" in page for page in pages)


def test_headings_are_bookmarks_in_their_order(everything):
    assert bookmarks_of(everything) == [
        (0, "Highlights", 0),
        (1, "Where things stand", 0),
        (1, "Appendix", 1),
    ]


def test_a_councils_own_font_is_tried_first(tmp_path):
    shutil.copytree(TEMPLATES / "house", tmp_path / "house")
    house = replace(HOUSE, folder=tmp_path / "house", font="Noto Sans")

    pdf = write_pdf(a_document("<h1>Words</h1><p>Words مرحبا</p>"), house, dated=DATED)

    assert {name.split("-")[0] for name in fonts_of(pdf)} == {"NotoSans", "NotoSansArabic"}


def test_a_font_that_is_not_there_leaves_the_house_as_it_is():
    assert families(HOUSE.fonts, "No Such Font") == families(HOUSE.fonts)


def test_no_letter_of_a_paper_stands_off_its_page(everything):
    facts = paper_facts(said="Long words " + "anhygoel" * 60 + "\n" * 90 + "and many lines.", actions=30)
    paper = semantic_document(paper_types(TEMPLATES)["progress_report"], facts)

    assert strays_of(everything) == []
    assert strays_of(write_pdf(paper, DRESSED, dated=DATED)) == []


def test_a_short_table_is_not_parted_and_stays_with_its_caption():
    filling = "<p>One line.</p>"

    for count in range(24, 36):
        pages = pages_of(write_pdf(a_document(f"<h1>T</h1>{filling * count}{TABLE}"), HOUSE, dated=DATED))
        (holding,) = (page for page in pages if "Measures" in page)
        assert "On time" in holding
        assert "All" in holding


def test_no_heading_stands_alone_at_the_foot_of_a_page():
    for count in range(24, 36):
        html = f"<h1>T</h1>{'<p>One line.</p>' * count}<h2>Head</h2><p>First words beneath.</p>"
        pages = pages_of(write_pdf(a_document(html), HOUSE, dated=DATED))
        (holding,) = (page for page in pages if "Head" in page)
        assert "First words beneath." in holding


def test_nobodys_words_are_read_as_typst():
    words = '#read("/etc/passwd") #w.at(0) ] } ) $x$ "quoted" \\u{41} // no comment /* nor this */ @here &lt;label&gt;'

    pages = pages_of(write_pdf(a_document(f"<h1>{words}</h1><p>{words}</p>"), HOUSE, dated=DATED))

    assert " ".join(pages[0].split()).count(words.replace("&lt;", "<").replace("&gt;", ">")) == 2
