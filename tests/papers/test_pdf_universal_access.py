"""Every PDF passes the reference validator of PDF/UA-1, and the validator is one that finds what is wrong."""

import io

from paper_pages import DRESSED, SLIDES, a_document
from paper_samples import ATTACK, DATED, HOUSE, TEMPLATES, paper_facts
from pypdf import PdfReader, PdfWriter
from verapdf import NEEDS_VERAPDF, failures_of, failures_of_each

from papers.catalogue import paper_types
from papers.pack_file import PackItem, write_pack
from papers.pdf_file import write_pdf
from papers.rendering import render_paper

pytestmark = NEEDS_VERAPDF


def test_every_paper_type_is_a_pdf_that_everybody_can_read():
    facts = paper_facts(said=ATTACK)

    pdfs = {
        paper_type.kind: render_paper(paper_type, facts, house=DRESSED, dated=DATED, formats=("pdf",)).files["pdf"]
        for paper_type in paper_types(TEMPLATES).values()
    }

    assert pdfs
    assert failures_of_each(pdfs) == {kind: [] for kind in pdfs}


def test_pictures_slides_and_packs_are_read_by_everybody_too():
    everything, slides = a_document(), a_document(SLIDES)
    items = [(PackItem(number="1", title="Highlights"), everything), (PackItem(number="2", title="Talk"), slides)]
    pack = write_pack(items, DRESSED, dated=DATED, front=a_document("<h1>Agenda</h1>"), supplement=1)

    pdfs = {
        "everything": write_pdf(everything, DRESSED, dated=DATED),
        "slides": write_pdf(slides, DRESSED, dated=DATED),
        "pack": pack.pdf,
    }

    assert failures_of_each(pdfs) == {name: [] for name in pdfs}


def test_a_pdf_whose_structure_or_title_was_lost_is_named():
    whole = write_pdf(a_document(), HOUSE, dated=DATED)

    without_structure = failures_of(_without(whole, "/StructTreeRoot", "/MarkInfo"))
    without_title = failures_of(_without(whole, "/ViewerPreferences"))

    assert any("tagged" in failure or "StructTreeRoot" in failure for failure in without_structure)
    assert any("DisplayDocTitle" in failure or "title" in failure.lower() for failure in without_title)


def _without(pdf, *keys):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    for key in keys:
        del writer.root_object[key]
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()
