"""A council's own Word form: its tags filled, its sections put in its own styles, and its faults told by paragraph."""

import base64
import io
import zipfile
from dataclasses import replace

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Cm
from paper_samples import ATTACK, DATED, HOUSE, TEMPLATES, a_paper, paper_facts
from test_word_file import a_document, read

from governance.errors import FactsMissing, TemplateFault
from papers.catalogue import paper_types
from papers.rendering import render_paper
from papers.word_form import fill_form

FACTS = {
    "cover": {"title": "Improvement Plan", "date": "2026-03-25", "report_to": "Children’s Partnership Board"},
    "actions": [{"reference": "L1", "said": "Two posts\nare filled."}, {"reference": "S2", "said": "Nothing yet."}],
}


def a_form(*paragraphs, rows=()):
    """A form of these paragraphs, and beneath them a table of these rows."""
    form = docx.Document()
    form.styles["Heading 2"].font.name = "Georgia"
    form.sections[0].left_margin = Cm(4)
    for words in paragraphs:
        form.add_paragraph(words)
    if rows:
        table = form.add_table(rows=0, cols=len(rows[0]))
        table.style = "Table Grid"
        for row in rows:
            for cell, words in zip(table.add_row().cells, row, strict=True):
                cell.text = words
    return bytes_of(form)


def bytes_of(form):
    file = io.BytesIO()
    form.save(file)
    return file.getvalue()


def filled(form, facts=FACTS, house=HOUSE, document=None):
    return fill_form(form, facts, document or a_document(), house, dated=DATED, named="council-form.docx")


def refusal(form, facts=FACTS, fault=TemplateFault):
    with pytest.raises(fault) as refused:
        filled(form, facts)
    return str(refused.value)


def lines_of(content):
    return [paragraph.text for paragraph in read(content).paragraphs]


def test_its_tags_are_filled_and_its_own_words_stay():
    form = a_form("Report to: {{ cover.report_to }}", "{{ cover.date | day }}", "Signed, the Director")

    assert lines_of(filled(form)) == [
        "Report to: Children’s Partnership Board",
        "Wednesday 25 March 2026",
        "Signed, the Director",
    ]


def test_a_row_is_repeated_for_each_action_and_line_breaks_are_kept():
    rows = [
        ("Action", "Said"),
        ("{%tr for action in actions %}", ""),
        ("{{ action.reference }}", "{{ action.said | lines }}"),
        ("{%tr endfor %}", ""),
    ]

    (table,) = read(filled(a_form(rows=rows))).tables

    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Action", "Said"],
        ["L1", "Two posts\nare filled."],
        ["S2", "Nothing yet."],
    ]


def test_paragraphs_are_left_out_where_there_is_nothing_to_say():
    form = a_form("{%p if actions %}", "There are {{ actions | length }}.", "{%p else %}", "None.", "{%p endif %}")

    assert lines_of(filled(form)) == ["There are 2."]


def test_a_tag_that_word_has_split_into_runs_is_filled():
    form = docx.Document()
    paragraph = form.add_paragraph()
    for piece in ("{", "{ cov", "er.ti", "tle }", "}"):
        paragraph.add_run(piece).bold = piece == "er.ti"

    assert lines_of(filled(bytes_of(form))) == ["Improvement Plan"]


def test_the_head_and_foot_of_the_form_are_filled_too():
    form = docx.Document()
    form.sections[0].header.paragraphs[0].text = "{{ cover.report_to }}"
    form.sections[0].footer.paragraphs[0].text = "{{ cover.title }}"

    section = read(filled(bytes_of(form))).sections[0]

    assert section.header.paragraphs[0].text == "Children’s Partnership Board"
    assert section.footer.paragraphs[0].text == "Improvement Plan"


def test_a_section_of_the_paper_stands_in_the_forms_own_styles():
    form = a_form("Before", '{{p section("first") }}', "Between", '{{p section("table") }}', "After")

    made = read(filled(form))

    styles = [(paragraph.style.name, paragraph.text) for paragraph in made.paragraphs]
    assert ("Heading 2", "Where it stands") in styles
    assert made.styles["Heading 2"].font.name == "Georgia"
    assert [words for _, words in styles if words in ("Before", "Between", "After")] == ["Before", "Between", "After"]
    assert [row.cells[0].text for row in made.tables[0].rows] == ["Action", "L1"]
    assert [picture.get("descr") for picture in made.element.body.iter(qn("wp:docPr"))] == ["One red, two green."]
    links = [link.get(qn("w:anchor")) for link in made.element.body.iter(qn("w:hyperlink"))]
    assert [name for name in links if name] == [
        mark.get(qn("w:name")) for mark in made.element.body.iter(qn("w:bookmarkStart"))
    ]


def test_a_section_in_a_cell_is_as_wide_as_the_cell_and_ends_with_a_paragraph():
    made = read(filled(a_form(rows=[("Findings", '{{p section("table") }}')])))
    cell = made.tables[0].rows[0].cells[1]

    inner = cell.tables[0]._tbl
    widths = [int(column.get(qn("w:w"))) for column in inner.iter(qn("w:gridCol"))]
    assert sum(widths) <= cell.width.twips
    assert cell._tc[-1].tag == qn("w:p")


@pytest.mark.parametrize(
    "words",
    [
        ATTACK,
        "{{ 7*7 }} {_{ 7*7 }_} {_% x %_}",
        "{% raw %}{% endraw %}{# no #}",
        "</w:t></w:r></w:p><w:p><w:r><w:t>x",
        "<w:p>&amp;&lt; &#10; ]]>",
        "مرحبا بالعالم",
        "  two  spaces\tand a tab ",
        "one\ntwo\r\nthree\rfour",
    ],
)
def test_words_that_attack_come_out_as_they_were_written(words):
    made = lines_of(filled(a_form("{{ said }}"), {"said": words}))

    assert made == [words.replace("\r\n", "\n").replace("\r", "\n")]


def test_signs_that_a_word_file_cannot_hold_are_shown():
    assert lines_of(filled(a_form("{{ said }}"), {"said": "a\x07b\x0cc\x00d\u202ee"})) == ["a�b�c�d�e"]


def test_a_name_that_is_no_fact_is_told_with_its_paragraph_and_what_is_near():
    said = refusal(a_form("Whatever", "Date: {{ cover.dat }}"), fault=FactsMissing)

    assert said == (
        "The Word form council-form.docx, in the paragraph “Date: {{ cover.dat }}”: “cover.dat” is no fact of the "
        "brief. Near it: cover.date."
    )


def test_a_name_that_is_no_fact_is_told_with_its_cell_in_a_loop():
    rows = [("{%tr for action in actions %}",), ("Ref: {{ action.referenc }}",), ("{%tr endfor %}",)]

    said = refusal(a_form(rows=rows), fault=FactsMissing)

    assert "in the paragraph “Ref: {{ action.referenc }}”" in said
    assert said.endswith("“action.referenc” is no fact of the brief. Near it: action.reference.")


def test_a_list_that_is_no_fact_is_told_with_its_own_paragraph():
    said = refusal(a_form("Before", "{%p for action in actoins %}", "x", "{%p endfor %}"), fault=FactsMissing)

    assert "“actoins” is no fact of the brief. Near it: actions." in said
    assert "Before" not in said


@pytest.mark.parametrize(
    ("paragraphs", "says"),
    [
        (("{{ cover.title | nosuch }}",), "nosuch"),
        (("One", "{% if actions %}"), "endif"),
        (("{{ cover.title ",), "in the paragraph “{{ cover.title"),
        (('{{p section("frist") }}',), "no section “frist”. Its sections are named by id: first"),
        (('Here: {{ section("first") }}',), '{{p section("first") }}'),
        (("Lost words {%p if actions %}", "x", "{%p endif %}"), "would be lost"),
        (("{{ ().__class__.__base__.__subclasses__() }}",), "in the paragraph"),
        (("{{ cover.title + 1 }}",), "in the paragraph “{{ cover.title + 1 }}”"),
        (("{% include '/etc/passwd' %}",), "in the paragraph"),
        (("{% import '../form.docx' as x %}",), "in the paragraph"),
        (("{{ section.__globals__ }}",), "unsafe"),
        (("{{ cover | attr('__class__') }}",), "unsafe"),
        (("{{ self._TemplateReference__context }}",), "unsafe"),
    ],
)
def test_a_faulty_form_says_what_is_wrong_and_where(paragraphs, says):
    said = refusal(a_form(*paragraphs))

    assert said.startswith("The Word form council-form.docx")
    assert says in said


def test_a_row_that_is_opened_and_not_closed_in_its_table_is_refused_rather_than_mended():
    rows = [("{%tr if actions %}",), ("words",)]
    form = docx.Document(io.BytesIO(a_form(rows=rows)))
    form.add_paragraph("{%p endif %}")

    said = refusal(bytes_of(form), {"actions": []})

    assert "no Word document" in said


def test_a_form_that_is_none_or_holds_macros_is_refused():
    with_macros = io.BytesIO(a_form("x"))
    with zipfile.ZipFile(with_macros, "a") as packed:
        packed.writestr("word/vbaProject.bin", "x")

    assert "cannot be read" in refusal(b"no form")
    assert "macros" in refusal(with_macros.getvalue())


def test_facts_cannot_be_changed_by_a_form():
    assert "append" in refusal(a_form("{{ actions.append(1) }}"), fault=FactsMissing)


def test_two_filled_forms_of_the_same_facts_are_the_same_bytes():
    form = a_form("{{ cover.title }}", '{{p section("first") }}')

    assert filled(form) == filled(form)


def test_a_filled_form_says_nothing_of_who_made_the_form():
    form = docx.Document(io.BytesIO(a_form("x")))
    form.core_properties.author, form.core_properties.comments = "A Former Officer", "draft 3"

    content = filled(bytes_of(form))

    assert read(content).core_properties.author == "Ashcombe City Council"
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        whole = b"".join(packed.read(name) for name in packed.namelist())
    assert b"A Former Officer" not in whole
    assert b"draft 3" not in whole


def test_an_exempt_paper_says_so_at_the_head_of_every_page_of_the_form():
    form = docx.Document()
    form.sections[0].different_first_page_header_footer = True
    form.add_section()
    marked = replace(HOUSE, marking="NOT FOR PUBLICATION – exempt information")

    sections = read(filled(bytes_of(form), house=marked)).sections

    heads = [head.paragraphs[0].text for each in sections for head in (each.header, each.first_page_header)]
    assert set(heads) == {"NOT FOR PUBLICATION – exempt information"}


def a_type_with(form, folder):
    shipped = paper_types(TEMPLATES)["progress_report"]
    (folder / "council-form.docx").write_bytes(form)
    (folder / "body.html").write_bytes((shipped.folder / "body.html").read_bytes())
    return replace(shipped, folder=folder, form="council-form.docx")


def made_by_the_press(form, folder):
    plain = paper_facts()
    return render_paper(a_type_with(form, folder), plain, house=HOUSE, dated=DATED, formats=("html", "docx")).files


@pytest.mark.full
def test_a_paper_type_with_a_form_is_made_with_it(tmp_path):
    made = made_by_the_press(a_form("Our own form", "{{ cover.title }}", '{{p section("risks") }}'), tmp_path)

    assert lines_of(made["docx"])[:2] == ["Our own form", "Improvement Plan: progress report"]
    assert any("Staff leave faster" in cell.text for table in read(made["docx"]).tables for cell in table._cells)
    assert b"Our own form" not in made["html"]


@pytest.mark.full
@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}", "does not end"),
        ("{{ 'a' * 9999999999 }}", "gigabyte"),
        ("{{ ([1] * 9999999999) | length }}", "gigabyte"),
        ("{{ 'a' | center(9999999999) }}", "gigabyte"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "calls itself without end"),
        ("{{ range(999999999) | length }}", "Range too big"),
    ],
)
def test_a_form_without_end_is_stopped(words, says, tmp_path):
    with pytest.raises(TemplateFault, match=says) as refused:
        made_by_the_press(a_form(words), tmp_path)

    assert "council-form.docx" in str(refused.value)


def styles_in(content):
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return packed.read("word/styles.xml")


@pytest.mark.full
def test_a_councils_file_of_styles_is_used_for_every_paper():
    styled = docx.Document()
    styled.styles["Heading 2"].font.name = "Georgia"
    house = replace(HOUSE, styled=base64.b64encode(bytes_of(styled)).decode())
    made = render_paper(
        paper_types(TEMPLATES)["progress_report"], paper_facts(), house=house, dated=DATED, formats=("docx",)
    )

    assert b"Georgia" in styles_in(made.files["docx"])
    assert b"Georgia" not in styles_in(a_paper(paper_facts(), formats=("docx",))["docx"])
