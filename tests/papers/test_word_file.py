"""The Word file: real headings, lists, header rows, links and pictures, in the house's styles or a council's own."""

import base64
import io
import os
import shutil
import subprocess
import zipfile
from dataclasses import replace

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Cm
from paper_samples import ATTACK, DATED, HOUSE

from governance.errors import TemplateFault
from papers.charts import draw_standing
from papers.document import parse
from papers.word_file import write_word

BAR = draw_standing(
    {"base": 3, "parts": [{"key": "red", "word": "Red", "count": 1}, {"key": "green", "word": "Green", "count": 2}]}
)
SHORT = """
<h1>Progress</h1><p class="lead">Where the plan stands.</p>
<section id="first"><h2>Where it stands</h2>
<ul class="figures"><li><strong>12</strong> actions red</li></ul>
<p>See <a href="#table">the table</a> or <a href="mailto:carys@ashcombe.example">write</a>
or <a href="javascript:alert(1)">do not</a>.</p>
<figure><img src="bar" alt="One red, two green."><figcaption>Actions by rating</figcaption></figure></section>
<section id="table" class="landscape"><h2>All</h2><table><caption>Every action</caption>
<thead><tr><th scope="col">Action</th><th scope="col" class="number">Days</th></tr></thead>
<tbody><tr><th scope="row">L1</th><td class="number">4</td></tr></tbody></table></section>
<section><h2>After</h2><ol><li>One</li><li>Two</li></ol><ol><li>Again one</li></ol></section>
"""
LOGO = base64.b64encode(
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40" width="40" height="40"/>'
).decode()


def a_document(html=SHORT):
    return parse(html, template="trial", pictures={"bar": BAR})


def read(content):
    return docx.Document(io.BytesIO(content))


@pytest.fixture(scope="module")
def word():
    return read(write_word(a_document(), replace(HOUSE, logo=LOGO, logo_type="svg"), dated=DATED))


def test_its_headings_lists_and_captions_have_real_styles(word):
    styles = [(p.style.name, p.text) for p in word.paragraphs if p.text]

    assert ("Heading 1", "Progress") in styles
    assert ("Lead", "Where the plan stands.") in styles
    assert ("Key Figure", "12 actions red") in styles
    assert ("Figure Caption", "Actions by rating") in styles
    assert ("List Number", "Again one") in styles


def test_each_numbered_list_begins_at_one(word):
    numbers = [p._p.pPr.numPr.numId.val for p in word.paragraphs if p.style.name == "List Number"]

    assert len(set(numbers)) == 2
    assert numbers[0] == numbers[1] != numbers[2]


def test_a_picture_says_in_words_what_it_shows(word):
    pictures = list(word.element.body.iter(qn("wp:docPr")))
    logo = list(word.sections[0].first_page_header._element.iter(qn("wp:docPr")))

    assert [each.get("descr") for each in pictures] == ["One red, two green."]
    assert [each.get("descr") for each in logo] == ["Logo of Ashcombe City Council"]


def test_a_table_has_a_header_row_that_repeats_and_words_of_its_own(word):
    table = word.tables[0]._tbl

    assert len(table.xpath(".//w:tblHeader")) == 1
    assert table.xpath("./w:tblPr/w:tblCaption/@w:val") == ["Every action"]
    assert table.xpath("./w:tblPr/w:tblLook/@w:firstRow") == ["1"]


def test_links_are_real_and_none_runs_anything(word):
    addresses = [rel.target_ref for rel in word.part.rels.values() if rel.reltype.endswith("/hyperlink")]
    anchors = [link.get(qn("w:anchor")) for link in word.element.body.iter(qn("w:hyperlink"))]
    bookmarks = [mark.get(qn("w:name")) for mark in word.element.body.iter(qn("w:bookmarkStart"))]

    assert addresses == ["mailto:carys@ashcombe.example"]
    assert [anchor for anchor in anchors if anchor] == bookmarks == ["p_table"]


def test_the_page_turns_for_a_wide_table_and_keeps_its_head_and_foot(word):
    widths = [round(section.page_width.cm, 1) for section in word.sections]

    assert widths == [21.0, 29.7, 21.0]
    assert all("Progress" in section.header.paragraphs[0].text for section in word.sections)
    assert [section.different_first_page_header_footer for section in word.sections] == [True, False, False]


def test_nothing_of_an_empty_file_is_left_in_it():
    with zipfile.ZipFile(io.BytesIO(write_word(a_document(), HOUSE, dated=DATED))) as packed:
        names = packed.namelist()

    assert not [name for name in names if "thumbnail" in name or "customXml" in name or "app.xml" in name]


def test_two_files_of_the_same_words_are_the_same_bytes():
    assert write_word(a_document(), HOUSE, dated=DATED) == write_word(a_document(), HOUSE, dated=DATED)


def test_words_that_attack_stand_in_it_as_they_were_written():
    escaped = ATTACK.replace("&", "&amp;").replace("<", "&lt;")
    made = read(write_word(a_document(f"<h1>T</h1><p>{escaped}</p>"), HOUSE, dated=DATED))

    assert made.paragraphs[1].text == ATTACK


def a_styled_file():
    styled = docx.Document()
    styled.add_paragraph("Old words of the council", style="Normal")
    styled.styles["Heading 2"].font.name = "Georgia"
    styled.sections[0].left_margin = Cm(5)
    styled.sections[0].header.paragraphs[0].text = "Head of the council's own"
    file = io.BytesIO()
    styled.save(file)
    return file.getvalue()


def test_a_councils_own_styles_page_and_head_are_used_and_its_words_are_not():
    made = read(write_word(a_document(), HOUSE, dated=DATED, styled=a_styled_file()))

    assert made.styles["Heading 2"].font.name == "Georgia"
    assert [round(section.left_margin.cm) for section in made.sections] == [5, 5, 5]
    assert made.sections[0].header.paragraphs[0].text == "Head of the council's own"
    assert "Old words" not in "".join(p.text for p in made.paragraphs)
    assert "Key Figure" in {p.style.name for p in made.paragraphs}


def with_part(content, name, words):
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a") as packed:
        packed.writestr(name, words)
    return file.getvalue()


OUTSIDE = '<Relationship Id="r" Type="http://x/{}" Target="http://evil.example/a" TargetMode="External"/>'
BEGIN, REST = '<w:fldChar w:fldCharType="begin"/>', "<w:instrText>deText x</w:instrText>"
INCLUDES = "<w:instrText>INCLUDETEXT x</w:instrText>"


def a_foot(inside):
    return f'<w:ftr xmlns:w="{qn("w:p")[1:-2]}"><w:p><w:r>{inside}</w:r></w:p></w:ftr>'


@pytest.mark.parametrize(
    ("name", "words", "says"),
    [
        ("word/vbaProject.bin", "x", "macros"),
        ("word/embeddings/a.bin", "x", "embedded"),
        ("word/_rels/settings.xml.rels", OUTSIDE.format("attachedTemplate"), "evil.example"),
        ("word/_rels/footer9.xml.rels", OUTSIDE.format("image"), "evil.example"),
        ("word/_rels/a.xml.rels", OUTSIDE.format("image").replace("External", "Ext&#101;rnal"), "evil.example"),
        ("word/footer9.xml", a_foot('<w:instrText>INCLUDETEXT "c:/secret"</w:instrText>'), "INCLUDETEXT"),
        ("word/footer9.xml", a_foot(BEGIN + "<w:instrText> inclu</w:instrText>" + REST), "INCLUDETEXT"),
        ("word/footer9.xml", a_foot("<w:instrText>PAGE</w:instrText>" + BEGIN + INCLUDES), "INCLUDETEXT"),
        ("word/footer9.xml", a_foot("<w:instrText>&#68;DEAUTO c:/x</w:instrText>"), "DDEAUTO"),
        ("word/footer9.xml", a_foot("<w:fldSimple w:instr='INCLUDEPICTURE \"http://x/\"'/>"), "INCLUDEPICTURE"),
        ("word/footer9.xml", a_foot("<w:p>").replace("</w:ftr>", ""), "damaged"),
        ("word/footer9.xml", "<!DOCTYPE a>", "document type"),
        ("word/big.bin", b"\0" * (61 * 1024**2), "megabytes"),
    ],
)
def test_a_file_that_acts_or_reaches_out_is_refused(name, words, says):
    with pytest.raises(TemplateFault, match=says):
        write_word(a_document(), HOUSE, dated=DATED, styled=with_part(a_styled_file(), name, words))


def test_a_link_to_follow_and_the_fields_of_any_form_are_let_be():
    foot = a_foot(BEGIN + '<w:instrText> HYPERLINK "https://ashcombe.example/LINK DDE" </w:instrText>')

    assert write_word(a_document(), HOUSE, dated=DATED, styled=with_part(a_styled_file(), "word/footer9.xml", foot))


def bomb(*entries, said=None):
    """A zip whose entries say of themselves what they like. said: the size that the first is said to have."""
    file = io.BytesIO(a_styled_file())
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries:
            packed.writestr(name, content)
    content = bytearray(file.getvalue())
    if said is not None:
        at = content.rindex(b"PK\x01\x02", 0, content.rindex(entries[0][0].encode()))
        content[at + 24 : at + 28] = said.to_bytes(4, "little")
    return bytes(content)


@pytest.mark.parametrize(
    "styled",
    [
        bomb(("word/styles9.xml", b" " * (61 * 1024**2))),
        bomb(("word/styles9.xml", b" " * (61 * 1024**2)), said=10),
        bomb(*((f"word/{n}.xml", b"<a/>") for n in range(2_001))),
        bomb(("word/media/a.png", b"\0" * (80 * 1024**2))),
        bomb(("word/deep.xml", b"<a>" * 200_000 + b"</a>" * 200_000)),
    ],
    ids=["one large part", "one that lies", "many parts", "a large picture", "tags without end"],
)
def test_a_file_of_styles_that_unpacks_without_end_is_refused(styled):
    assert len(styled) < 1_000_000

    with pytest.raises(TemplateFault, match=r"unpacks to|cannot be read|damaged"):
        write_word(a_document(), HOUSE, dated=DATED, styled=styled)


def test_a_file_that_is_no_word_file_is_refused_in_a_sentence():
    with pytest.raises(TemplateFault, match="cannot be read as a Word file"):
        write_word(a_document(), HOUSE, dated=DATED, styled=b"%PDF-1.7")


@pytest.mark.full
def test_another_office_opens_it(tmp_path):
    office = shutil.which("soffice")
    if office is None:
        reason = "LibreOffice (soffice) is not installed"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    (tmp_path / "paper.docx").write_bytes(write_word(a_document(), HOUSE, dated=DATED))

    subprocess.run(
        [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf", "paper.docx"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        timeout=120,
    )

    assert (tmp_path / "paper.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("styled", [None, a_styled_file()], ids=["house", "council's styles"])
def test_an_exempt_paper_says_so_at_the_head_of_every_page(styled):
    marked = replace(HOUSE, marking="NOT FOR PUBLICATION – exempt information", logo=LOGO, logo_type="svg")

    sections = read(write_word(a_document(), marked, dated=DATED, styled=styled)).sections

    first = [each.first_page_header for each in sections if each.different_first_page_header_footer]
    heads = [head.paragraphs[0].text for head in (*(each.header for each in sections), *first)]
    assert set(heads) == {"NOT FOR PUBLICATION – exempt information"}
