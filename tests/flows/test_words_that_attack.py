"""Whatever stands in any field of the record, each type of paper shows it whole, as words, in each of its formats."""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from hostile_record import PLACES, add_what_is_lacking, mark_a_risk, plant
from hostile_words import ATTACKS, Found, found_in
from lxml import etree, html
from paper_samples import DATED, HOUSE
from pptx import Presentation
from pypdf import PdfReader
from quarters import an_office, load_ashcombe, play
from tagged_words import tagged_words
from test_papers_of_every_type import CYCLE, KINDS, at_the_end

from flows.drafting import Draft
from flows.office import Office
from flows.papers_made import make_paper
from papers.coverage import UNPRINTABLE
from papers.rendering import render_paper

pytestmark = pytest.mark.full

TWIN = "progress_report_exempt"
ALL_KINDS = (*KINDS, TWIN)
# So few rows are in it that not every quarter of the attacks has a turn.
ONE_PAGE = "what_changed"
# What stands on a slide beside its own words.
BESIDE_WORDS = ("Footer", "Slide number")
CONTINUED = "(continued)"
OWN_FIELDS = {" PAGE ", " NUMPAGES "}
INSTRUCTION, OUTSIDE = qn("w:instr"), "TargetMode"
NAME = re.compile(r"(?:EXEMPT-)?partnership-board-2027-03-24-[a-z-]+\.(?:html|pdf|docx|pptx)")
# A form of the council's own that says everything by tags, in paragraphs, in a table and as whole sections.
FORM = (
    "{{ cover.title }}",
    "{{ cover.wards }} {{ cover.relevant_director.name }}",
    "{%p for paragraph in summary %}",
    "{{ paragraph }}",
    "{%p endfor %}",
    "{%p for risk in risks %}",
    "{{ risk.words }} {{ risk.mitigation }} {{ risk.owner }}",
    "{%p endfor %}",
    '{{p section("background") }}',
    '{{p section("findings") }}',
)
FORM_ROWS = ("{%tr for action in actions %}", "{{ action.title }} {{ action.owners | join(', ') }}", "{%tr endfor %}")


@dataclass(frozen=True)
class Made:
    """A paper, and the marks of planted words that were found in each of its formats."""

    draft: Draft
    found: Mapping[str, list[Found]]

    @property
    def files(self) -> Mapping[str, bytes]:
        return {format_: content for format_, (_, content) in self.draft.files.items()}

    def count(self, format_: str) -> Counter[tuple[int, int]]:
        return Counter((each.place, each.attack) for each in self.found[format_])


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Ashcombe after its quarter, with what its sample lacks."""
    folder = tmp_path_factory.mktemp("attacked")
    made = an_office(folder, f"sqlite:///{folder / 'plan.db'}", formats=("html", "mail", "pdf", "docx", "pptx"))
    load_ashcombe(made)
    play(made, to_on=date(2027, 3, 26))
    add_what_is_lacking(made, CYCLE)
    yield made
    made.engine.dispose()


@pytest.fixture(scope="module")
def papers(office: Office) -> dict[str, Made]:
    """Every type of paper, and one exempt twin, each after the words of the record were planted anew."""
    public = {kind: made_of(plant(office, n), kind) for n, kind in enumerate(KINDS)}
    mark_a_risk(office)
    return public | {TWIN: made_of(plant(office, len(KINDS)), TWIN)}


def made_of(office: Office, kind: str) -> Made:
    draft = make_paper(office, kind, cycle=CYCLE, at=at_the_end(office))
    words = {format_: words_in(format_, content) for format_, (_, content) in draft.files.items()}
    return Made(draft, {format_: list(found_in(format_, said)) for format_, said in words.items()})


def words_in(format_: str, content: bytes) -> str:
    """What a reader of the file is told, in order; neither heads and feet of pages nor the letters in a picture."""
    if format_ == "pdf":
        return tagged_words(content)
    if format_ == "docx":
        return text_of(docx.Document(io.BytesIO(content)).element.body)
    if format_ == "pptx":
        shown = (shape for slide in Presentation(io.BytesIO(content)).slides for shape in slide.shapes)
        told = (text_of(shape._element) for shape in shown if shape.name not in BESIDE_WORDS)
        return "".join(words for words in told if not words.endswith(CONTINUED))
    page = html.fromstring(content.decode())
    for picture in page.xpath("//*[local-name()='svg']"):
        picture.drop_tree()
    return "".join(page.xpath("//main | //*[@role='main']")[0].itertext())


def text_of(element: etree._Element) -> str:
    return "".join(text.text or "" for text in element.iter("{*}t"))


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_words_that_attack_stand_whole_in_every_format(papers: dict[str, Made], kind: str) -> None:
    made = papers[kind]

    assert not made.draft.remark
    for format_, found in made.found.items():
        broken = {(PLACES[each.place], ATTACKS[each.attack].words, each.then) for each in found if not each.whole}
        assert broken == set(), format_
        assert kind == ONE_PAGE or {each.attack for each in found} == set(range(len(ATTACKS))), format_
        assert len({each.attack for each in found}) > len(ATTACKS) // 2, format_


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_every_format_says_all_that_the_page_says(papers: dict[str, Made], kind: str) -> None:
    made = papers[kind]

    page = made.count("html")
    assert made.count("pdf") == made.count("docx") == page
    # A mail says a picture in words, and slides what is said beside them as notes.
    assert {format_: page - made.count(format_) for format_ in made.found if page - made.count(format_)} == {}


def test_every_field_that_somebody_writes_is_in_some_paper(papers: dict[str, Made]) -> None:
    printed = {PLACES[each.place] for made in papers.values() for each in made.found["html"]}

    assert printed == set(PLACES)


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_nothing_in_a_page_or_mail_runs_leads_astray_or_is_fetched(papers: dict[str, Made], kind: str) -> None:
    for format_ in ("html", "mail"):
        page = html.fromstring(papers[kind].files[format_].decode())
        assert page.xpath("//script | //iframe | //object | //form | //base | //link | //meta[@http-equiv]") == []
        values = [(str(name), str(value)) for node in page.iter(etree.Element) for name, value in node.items()]
        assert [name for name, _ in values if name.startswith("on")] == []
        assert [value for name, value in values if name in ("href", "src") and leads_out(value)] == []
        assert [value for _, value in values if UNPRINTABLE.search(value)] == []


def leads_out(address: str) -> bool:
    return not address.startswith(("#", "mailto:", "data:image/svg+xml;base64,"))


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_nothing_in_a_word_file_or_slides_is_a_field_or_leads_out(papers: dict[str, Made], kind: str) -> None:
    for format_ in {"docx", "pptx"} & set(papers[kind].files):
        trees = list(trees_in(papers[kind].files[format_]))
        fields = {each.get(INSTRUCTION) for tree in trees for each in tree.iter("{*}fldSimple")}
        outside = {
            each.get("Target", "") for tree in trees for each in tree.iter("{*}Relationship") if each.get(OUTSIDE)
        }

        assert fields <= OWN_FIELDS
        assert {address for address in outside if not address.startswith("mailto:")} == set()
        assert [each.tag for tree in trees for each in tree.iter("{*}instrText", "{*}altChunk", "{*}object")] == []


def trees_in(packed: bytes) -> Iterator[etree._Element]:
    with zipfile.ZipFile(io.BytesIO(packed)) as file:
        yield from (etree.fromstring(file.read(name)) for name in file.namelist() if name.endswith((".xml", ".rels")))


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_nothing_in_a_pdf_acts_or_leads_out(papers: dict[str, Made], kind: str) -> None:
    reader = PdfReader(io.BytesIO(papers[kind].files["pdf"]))
    notes = [note.get_object() for page in reader.pages for note in page.get("/Annots", [])]
    actions = [note["/A"].get_object() for note in notes if "/A" in note]

    assert {str(action["/S"]) for action in actions} <= {"/URI", "/GoTo"}
    assert {str(action["/URI"])[:7] for action in actions if "/URI" in action} <= {"mailto:"}
    assert not {"/AA", "/OpenAction", "/AcroForm"} & set(reader.trailer["/Root"])
    assert not {"/JavaScript", "/EmbeddedFiles"} & set(reader.trailer["/Root"].get("/Names", {}))


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_the_name_of_a_file_never_comes_from_words(papers: dict[str, Made], kind: str) -> None:
    names = [name for name, _ in papers[kind].draft.files.values()]

    assert [name for name in names if not NAME.fullmatch(name)] == []
    assert len(set(names)) == len(names)


def test_words_that_attack_stand_whole_in_a_councils_own_word_form(office: Office, tmp_path: Path) -> None:
    (tmp_path / "form.docx").write_bytes(a_form_of_every_tag())
    (tmp_path / "body.html").write_text((office.paper_types["progress_report"].folder / "body.html").read_text())
    own = replace(office.paper_types["progress_report"], folder=tmp_path, form="form.docx")
    mark_a_risk(office)
    facts = make_paper(plant(office, 0), TWIN, cycle=CYCLE, at=at_the_end(office), formats=("html",)).facts

    content = render_paper(own, facts, house=HOUSE, dated=DATED, formats=("docx",)).files["docx"]

    found = list(found_in("docx", words_in("docx", content)))
    assert [each for each in found if not each.whole] == []
    assert {each.attack for each in found} == set(range(len(ATTACKS)))
    told = {"Action.title", "Person.name", "Risk.mitigation", "Finding.title", "Update.narrative", "wards", "director"}
    assert told <= {PLACES[each.place] for each in found}


def a_form_of_every_tag() -> bytes:
    form = docx.Document()
    for words in FORM:
        form.add_paragraph(words)
    table = form.add_table(rows=0, cols=1)
    for words in FORM_ROWS:
        table.add_row().cells[0].text = words
    file = io.BytesIO()
    form.save(file)
    return file.getvalue()
