"""Every paper type from the played quarter, in every format; as at the day a paper was kept, it is that paper."""

import io
import zipfile
from datetime import date, datetime

import docx
import pypdfium2
import pytest
from pptx import Presentation
from quarters import an_office, load_ashcombe, play

from config.clock import instant, london
from flows.office import Office
from flows.papers_made import make_paper
from governance.errors import PaperError, RecordError
from papers.catalogue import EXEMPT
from plan_store import cycles, papers
from plan_store.database import reading

pytestmark = pytest.mark.full

CYCLE = "partnership-board-2027-03-24"
KINDS = (
    "progress_report", "highlight_report", "exception_report", "scrutiny_report", "position_statement",
    "statement_of_action", "what_changed", "action_log", "presentation", "public_plan",
)  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Ashcombe after its quarter; its own papers were kept as pages only, which is what makes it quick."""
    folder = tmp_path_factory.mktemp("every")
    made = an_office(folder, f"sqlite:///{folder / 'plan.db'}", formats=("html", "mail", "pdf", "docx", "pptx"))
    load_ashcombe(made)
    play(made, to_on=date(2027, 3, 26))
    return made


def at_the_end(office: Office) -> datetime:
    """When the board has just met."""
    with reading(office.engine) as session:
        return instant(cycles.moments(cycles.require(session, CYCLE))["meeting_at"][0])


@pytest.mark.parametrize("kind", KINDS)
def test_every_type_is_made_in_every_format_with_the_same_title(office: Office, kind: str) -> None:
    made = make_paper(office, kind, cycle=CYCLE, at=at_the_end(office))

    formats = {format_: content for format_, (_, content) in made.files.items()}
    title = made.title
    assert set(formats) == set(office.paper_types[kind].formats)
    assert title in formats["html"].decode()
    assert title in formats["mail"].decode()
    assert docx.Document(io.BytesIO(formats["docx"])).core_properties.title == title
    assert pypdfium2.PdfDocument(formats["pdf"]).get_metadata_dict()["Title"] == title
    if "pptx" in formats:
        assert Presentation(io.BytesIO(formats["pptx"])).core_properties.title == title


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_facts_give_the_same_bytes_in_every_format(office: Office, kind: str) -> None:
    first, second = (make_paper(office, kind, cycle=CYCLE, at=at_the_end(office)).files for _ in range(2))

    assert first == second


def test_a_paper_made_as_at_a_past_day_is_the_one_kept_from_that_day(office: Office) -> None:
    with reading(office.engine) as session:
        every = [
            (
                cycle.reference,
                paper.kind,
                london(paper.drafted_at).date(),
                paper.facts_digest,
                papers.files(session, paper),
            )
            for cycle in cycles.every(session)
            for paper in papers.current(session, cycle)
        ]
    assert len(every) >= 2

    for reference, kind, day, digest, files in every:
        made = make_paper(office, kind, cycle=reference, as_at=day, at=at_the_end(office))

        assert made.facts_digest == digest
        assert dict(made.files.values()) == {file.name: file.content for file in files.values()}


def test_a_day_to_come_a_strange_type_and_a_strange_theme_are_refused_with_what_there_is(office: Office) -> None:
    at = at_the_end(office)

    with pytest.raises(RecordError, match="still to come"):
        make_paper(office, "progress_report", cycle=CYCLE, as_at=date(2030, 1, 1), at=at)
    with pytest.raises(PaperError, match=r"no paper type “minutes”; there are progress_report, "):
        make_paper(office, "minutes", cycle=CYCLE, at=at)
    with pytest.raises(RecordError, match="no delivery plan and no finding “Z”"):
        make_paper(office, "position_statement", cycle=CYCLE, at=at, theme="Z")


def test_a_theme_is_followed_with_every_update_and_nothing_of_another(office: Office) -> None:
    made = make_paper(office, "position_statement", cycle=CYCLE, at=at_the_end(office), theme="E", formats=("html",))

    followed = made.facts["theme"]["actions"]
    assert {action["reference"][0] for action in followed} == {"E"}
    page = made.files["html"][1].decode()
    said = [update["words"] for action in followed for update in action["updates"] if update["words"]]
    assert said
    assert all(words.split("\n")[0].split("&")[0].split("'")[0][:40] in page for words in said)


def test_no_word_file_keeps_who_edited_it_when(office: Office) -> None:
    made = make_paper(office, "progress_report", cycle=CYCLE, at=at_the_end(office), formats=("docx",))

    with zipfile.ZipFile(io.BytesIO(made.files["docx"][1])) as parts:
        assert {info.date_time for info in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in parts.namelist() if "thumbnail" in name or "comments" in name]


def test_every_shipped_type_is_among_these(office: Office) -> None:
    assert {kind for kind in office.paper_types if not kind.endswith(EXEMPT)} == set(KINDS)
