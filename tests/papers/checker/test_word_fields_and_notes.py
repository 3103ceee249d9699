"""Word files made elsewhere: links that are fields, and what stands in notes, heads, feet and boxes."""

import io
import zipfile
from datetime import date

import pytest
from docx import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from test_word_reader import a_word_file, saved, zipped

from papers.checker import CheckSettings, check
from papers.document import every
from papers.word_reader import read_word

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
COMPATIBLE = "http://schemas.openxmlformats.org/markup-compatibility/2006"
WORD = qn("w:p")[1:-2]
RELATION = f'<Relationship Id="{{}}" Type="{OFFICE}/{{}}" Target="{{}}"{{}}/>'
OVERRIDE = (
    '<Override PartName="/word/{0}s.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.{0}s+xml"/>'
)
NOTES = f"""<?xml version="1.0" encoding="UTF-8"?><w:{{0}}s xmlns:w="{WORD}" xmlns:r="{OFFICE}"><w:{{0}} w:id="2"><w:p>
<w:r><w:t>{{1}}, see </w:t></w:r><w:hyperlink r:id="rIdA"><w:r><w:t>the case</w:t></w:r></w:hyperlink>
<w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p></w:{{0}}></w:{{0}}s>"""


def field(paragraph, *parts: str, in_one_run: bool = False) -> None:
    """A field as Word keeps it. parts: marks by their kind, the instruction in braces, and words that are shown."""
    run = paragraph.add_run()
    for part in parts:
        run = run if in_one_run else paragraph.add_run()
        if part in ("begin", "separate", "end"):
            made = OxmlElement("w:fldChar")
            made.set(qn("w:fldCharType"), part)
        else:
            made = OxmlElement("w:instrText" if part.startswith("{") else "w:t")
            made.text = part.strip("{}")
        run._element.append(made)


def links_in(word) -> list[tuple[str, str]]:
    nodes = every(read_word(saved(word), named="paper.docx").document)
    return [(node.attributes["href"], node.words()) for node in nodes if node.tag == "a"]


@pytest.mark.parametrize(
    ("instruction", "leads"),
    [
        (('{ HYPERLINK "https://ashcombe.example/plan" }',), "https://ashcombe.example/plan"),
        (("{ HYPER}", r'{LINK "file:///S:\\Plan" \o "The plan" }'), r"file:///S:\Plan"),
        ((r'{ hyperlink \l "risks" }',), "#risks"),
        ((r'{ HYPERLINK "https://ashcombe.example/" \l "top" \t "_blank" \n }',), "https://ashcombe.example/#top"),
        (("{HYPERLINK mailto:carys}",), "mailto:carys"),
        (('{ HYPERLINK "" }',), ""),
    ],
)
def test_a_link_that_is_a_field_is_read_as_a_link(instruction, leads) -> None:
    word = Document()
    field(word.add_paragraph("See "), "begin", *instruction, "separate", "the", " plan", "end", ", please.")
    field(word.add_paragraph(""), "begin", "{ PAGEREF x }", "separate", "12", "end")

    assert links_in(word) == [(leads, "the plan")]


def test_fields_within_fields_and_those_that_never_end_lose_no_words() -> None:
    word = Document()
    inner = ("begin", r'{ HYPERLINK \l "_Toc1" }', "separate", "Risks", "begin", "{ PAGEREF _Toc1 }", "separate", "3")
    field(word.add_paragraph("A "), "begin", r'{ TOC \o "1-3" }', "separate", *inner, "end", "end")
    field(word.add_paragraph("B "), "begin", '{ HYPERLINK "https://ashcombe.example/" }', "words that stay")
    field(word.add_paragraph("C "), "end", "separate", "more", "end", "and more")
    field(word.add_paragraph("D "), "begin", "{ HYPERLINK x }", "separate", "in one run", "end", in_one_run=True)
    simple = OxmlElement("w:fldSimple")
    simple.set(qn("w:instr"), ' HYPERLINK "https://ashcombe.example/x" ')
    paragraph = word.add_paragraph("E ")
    simple.append(paragraph.add_run("simple")._element)
    paragraph._element.append(simple)

    words = read_word(saved(word), named="paper.docx").document.words()

    for said in ("A Risks3", "B words that stay", "C moreand more", "D in one run", "E simple"):
        assert said in words
    assert links_in(word) == [("#_Toc1", "Risks3"), ("x", "in one run"), ("https://ashcombe.example/x", "simple")]


def test_a_field_that_leads_to_one_machine_is_found_by_the_rules() -> None:
    word = Document()
    field(word.add_paragraph("See "), "begin", '{ HYPERLINK "file:///S:/Plan" }', "separate", "click here", "end", ".")
    read = read_word(saved(word), named="paper.docx")

    found = check(read.document, None, CheckSettings(as_of=date(2027, 3, 24)), word=read.word)

    assert {"link_to_nowhere", "link_says_nothing"} <= {each.rule for each in found}


def with_notes(content: bytes, kind: str, said: str, leads: str) -> bytes:
    """The same file with a footnote or an endnote, as Word keeps it in a part of its own."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    told = {
        "[Content_Types].xml": (b"</Types>", OVERRIDE.format(kind)),
        "word/_rels/document.xml.rels": (
            b"</Relationships>", RELATION.format("rIdN", f"{kind}s", f"{kind}s.xml", "")
        ),
    }  # fmt: skip
    for name, (end, more) in told.items():
        parts[name] = parts[name].replace(end, more.encode() + end)
    parts[f"word/{kind}s.xml"] = NOTES.format(kind, said).encode()
    link = RELATION.format("rIdA", "hyperlink", leads, ' TargetMode="External"')
    relations = f'<Relationships xmlns="{PACKAGE}">{link}</Relationships>'
    return zipped(*parts.items(), (f"word/_rels/{kind}s.xml.rels", relations.encode()))


@pytest.mark.parametrize(("kind", "place"), [("footnote", "Footnotes"), ("endnote", "Endnotes")])
def test_notes_are_read_with_their_links_and_their_tracked_changes(kind, place) -> None:
    content = with_notes(a_word_file(), kind, "A boy, dob 12/3/2011", "file:///S:/cases/1.docx")

    read = read_word(content, named="paper.docx")
    found = check(read.document, None, CheckSettings(as_of=date(2027, 3, 24)), word=read.word)

    said = {each.rule: each for each in found if each.place.startswith(f"{place}: ")}
    assert set(said) >= {"child_could_be_known", "link_to_nowhere"}
    assert "date of birth" in said["child_could_be_known"].because
    assert read.word.tracked_changes == 2


def test_heads_feet_and_text_boxes_are_read_once_and_begin_no_section() -> None:
    word = Document()
    word.add_paragraph("Plan", style="Heading 1")
    word.add_paragraph("Last", style="Heading 2")
    section = word.sections[0]
    section.different_first_page_header_footer = True
    for head in (section.header, section.first_page_header):
        head.paragraphs[0].text = "Case LL123456"
    section.footer.paragraphs[0].text = "Costs TBC"
    box = f'<w:txbxContent xmlns:w="{WORD}"><w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:txbxContent>'
    twice = f'<mc:Choice Requires="wps">{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>'
    either = f'<mc:AlternateContent xmlns:mc="{COMPATIBLE}">{twice}</mc:AlternateContent>'
    word.add_paragraph().add_run()._element.append(parse_xml(either))

    read = read_word(saved(word), named="paper.docx")
    found = check(read.document, None, CheckSettings(as_of=date(2027, 3, 24)), word=read.word)

    assert read.document.words().count("In a box.") == 1
    assert [each.place for each in found if each.rule == "child_could_be_known"] == ["Head of the page: “LL123456”"]
    assert [each.place[:16] for each in found if each.rule == "put_off"] == ["Foot of the page"]
