"""Documents that hold everything the vocabulary has, and what their PDFs show, page by page."""

import base64
import io
from dataclasses import replace

import pypdfium2
from paper_samples import HOUSE
from pypdf import PdfReader

from papers.charts import draw_standing, draw_trend
from papers.document import parse

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 60"><rect width="60" height="60" fill="#1d5f5a"/></svg>'
DRESSED = replace(
    HOUSE,
    header="Ashcombe · Children’s Services",
    logo=base64.b64encode(LOGO.encode()).decode(),
    logo_type="svg",
)
PICTURES = {
    "standing": draw_standing(
        {
            "base": 6,
            "parts": [{"key": "red", "word": "Red", "count": 2}, {"key": "green", "word": "Green", "count": 4}],
        }
    ),
    "trend": draw_trend(
        {
            "points": [
                {"on": "2026-01-01", "value": 60.0, "words": "60%", "short_day": "1 Jan"},
                {"on": "2026-02-01", "value": 71.0, "words": "71%", "short_day": "1 Feb"},
            ],
            "lines": [{"word": "Target", "value": 80.0, "words": "80%"}],
            "unit": "%",
        }
    ),
}
TABLE = (
    '<table><caption>Measures</caption><thead><tr><th scope="col">Measure</th><th scope="col" class="number">Now</th>'
    '</tr></thead><tbody><tr><th scope="row">On time</th><td class="number">71%</td></tr>'
    '<tr class="total"><th scope="row">All</th><td class="number">71%</td></tr></tbody></table>'
)
EVERYTHING = f"""<h1>Highlights</h1><p class="lead">Two of six actions are red.</p>
<ul class="figures"><li><strong>12</strong> actions red</li><li><strong>41 days</strong> of slip</li></ul>
<h2 id="where">Where things stand</h2>
<figure><img src="standing" alt="Of six actions two are red.">
<figcaption>The six actions by rating</figcaption></figure>
<p>See <a href="#where">this part</a>, <a href="#nowhere">none</a> or
<a href="https://ashcombe.example">the site</a>.</p>
<figure><img src="trend" alt="It rose from 60% to 71%."><figcaption>Assessments in time</figcaption></figure>
<ol><li>First <span class="rating rating-red">Red</span></li></ol>
<blockquote><p>Words of an owner.</p><p class="source">Amara, 4 March</p></blockquote>
{TABLE}
<section class="landscape"><h2>Appendix</h2>{TABLE}</section>"""
SLIDES = """<section class="slide"><h1>The plan in three slides</h1><p class="lead">For the board</p></section>
<section class="slide"><h2>What turned red</h2><ul class="figures"><li><strong>12</strong> red</li></ul>
<ul><li>Supervision</li><li>Audits</li></ul></section>
<section class="slide"><h2>Assessments</h2><figure><img src="trend" alt="It rose."><figcaption>In time</figcaption>
</figure></section>"""


def a_document(html=EVERYTHING):
    return parse(html, template="trial/body.html", pictures=PICTURES)


def pages_of(pdf):
    """The words of each page."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]


def reader_of(pdf):
    return PdfReader(io.BytesIO(pdf))


def tags_of(pdf):
    """(tag, alternative text) of every structure element, in the order of reading."""
    return list(_tags(reader_of(pdf).trailer["/Root"]["/StructTreeRoot"]))


def _tags(element):
    element = element.get_object()
    if isinstance(element, int):
        return
    if "/S" in element:
        yield str(element["/S"])[1:], element.get("/Alt")
    inside = element.get("/K", [])
    for child in inside if isinstance(inside, list) else [inside]:
        yield from _tags(child)


def bookmarks_of(pdf):
    """(depth, title, page from 0) of each bookmark."""
    reader = reader_of(pdf)
    return list(_bookmarks(reader, reader.outline, 0))


def _bookmarks(reader, outline, depth):
    for entry in outline:
        if isinstance(entry, list):
            yield from _bookmarks(reader, entry, depth + 1)
        else:
            yield depth, entry.title, reader.get_destination_page_number(entry)


def strays_of(pdf):
    """(page, letter) of whatever is not wholly on its page."""
    found = []
    with pypdfium2.PdfDocument(pdf) as document:
        for number, page in enumerate(document):
            wide, high = page.get_size()
            text = page.get_textpage()
            for n in range(text.count_chars()):
                left, bottom, right, top = text.get_charbox(n)
                if left < 0 or bottom < 0 or right > wide or top > high:
                    found.append((number, text.get_text_range(n, 1)))
    return found
