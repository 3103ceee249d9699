"""Which glyphs a PDF draws, paragraph by paragraph: the text that a PDF holds can name a sign that nobody sees."""

import io
from dataclasses import replace

from paper_samples import DATED, HOUSE, TEMPLATES
from pypdf import PdfReader
from pypdf.generic import ContentStream

from papers.catalogue import paper_types
from papers.coverage import show_uncovered
from papers.rendering import render_paper

FONTS = TEMPLATES / "house" / "fonts"
EMOJI = "👩"
TEMPLATE = "<h1>Signs</h1>{% for words in said %}<p>{{ words | lines }}</p>{% endfor %}"


def paper_type_of_words(folder, house, template=TEMPLATE):
    """A paper type that prints each of the facts' words as a paragraph. house: the house style's folder."""
    own = folder / "papers" / "signs"
    own.mkdir(parents=True, exist_ok=True)
    (own / "paper.toml").write_text('title = "Signs"\n')
    (own / "body.html").write_text(template)
    if not (folder / "house").exists():
        (folder / "house").symlink_to(house)
    return paper_types(folder)["signs"]


def files_of_words(paper_type, said, formats=("html", "pdf", "docx")):
    house = replace(HOUSE, folder=paper_type.templates / "house")
    return render_paper(paper_type, {"said": said}, house=house, dated=DATED, formats=formats).files


def signs_not_drawn(paper_type, written, *, overlooked):
    """(words, sign) wherever the PDF is drawn just the same without the sign; overlooked: signs that nobody sees.

    The first paragraph is an emoji: without its font the paper was made by the last resort.
    """
    said, without = [EMOJI], []
    for words in written:
        shown = f"z{show_uncovered(words, FONTS)}z"
        whole = len(said)
        said.append(shown)
        for n, sign in enumerate(shown[1:-1], start=1):
            if sign not in overlooked and not sign.isascii():
                without.append((whole, len(said), sign))
                said.append(shown[:n] + shown[n + 1 :])
    drawn = glyphs_of_paragraphs(files_of_words(paper_type, said, ("pdf",))["pdf"])
    assert len(drawn) == len(said)
    assert drawn[0][0][0].startswith("NotoEmoji")
    return [(said[whole], sign) for whole, less, sign in without if drawn[whole] == drawn[less]]


def glyphs_of_paragraphs(pdf):
    """For each tagged paragraph, in the order of reading: the (font, glyph) pairs that it draws."""
    reader = PdfReader(io.BytesIO(pdf))
    of_page = {page.indirect_reference.idnum: _glyphs_by_mark(reader, page) for page in reader.pages}
    paragraphs = []
    _walk(reader.trailer["/Root"]["/StructTreeRoot"], None, None, paragraphs, of_page)
    return [tuple(glyphs) for glyphs in paragraphs]


def _glyphs_by_mark(reader, page):
    fonts = {name: str(font["/BaseFont"]).split("+")[-1] for name, font in page["/Resources"]["/Font"].items()}
    marks, font, glyphs = [], None, {}
    for operands, operator in ContentStream(page.get_contents(), reader, None).operations:
        if operator in (b"BDC", b"BMC"):
            said = operands[1] if len(operands) > 1 else {}
            marks.append(int(said["/MCID"]) if "/MCID" in said else None)
        elif operator == b"EMC":
            marks.pop()
        elif operator == b"Tf":
            font = fonts[operands[0]]
        elif operator in (b"Tj", b"TJ"):
            inside = [mark for mark in marks if mark is not None]
            for part in operands if operator == b"Tj" else operands[0]:
                if inside and not isinstance(part, int | float):
                    drawn = part.original_bytes
                    pairs = ((font, drawn[n : n + 2]) for n in range(0, len(drawn), 2))
                    glyphs.setdefault(inside[-1], []).extend(pairs)
    return glyphs


def _walk(element, page, paragraph, paragraphs, of_page):
    element = element.get_object()
    marked = element if isinstance(element, int) else element.get("/MCID")
    if not isinstance(element, int) and "/Pg" in element:
        page = element.raw_get("/Pg").idnum
    if marked is not None:
        if paragraph is not None:
            paragraph.extend(of_page[page].get(int(marked), []))
        return
    if element.get("/S") == "/P":
        paragraph = []
        paragraphs.append(paragraph)
    inside = element.get("/K", [])
    for child in inside if isinstance(inside, list) else [inside]:
        _walk(child, page, paragraph, paragraphs, of_page)
