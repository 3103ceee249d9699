"""What `make demo` makes: a quarter's papers and mails, as anybody would find them."""

import email
import io
from email import policy

import docx
import pytest
from paper_reading import (
    SECTIONS,
    Page,
    bookmarks_of_pdf,
    flat,
    headings_without_words,
    sentences_missing_from_pdf,
    sums_of_page,
    words_of_pdf,
    words_of_word,
)
from pypdf import PdfReader
from rich.console import Console

from flows.demonstration import play
from governance.errors import ConfigError
from plan_store import cycles, papers
from plan_store.database import reading

pytestmark = pytest.mark.full

CYCLES = ("improvement-board-2027-02-09", "partnership-board-2027-03-24")


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The demonstration played once: its folder, and what it printed."""
    folder = tmp_path_factory.mktemp("made") / "demo"
    printed = io.StringIO()
    office = play(folder, Console(file=printed, width=200))
    yield folder, printed.getvalue(), office
    office.engine.dispose()


def published(folder, cycle, kind):
    return (folder / "published" / cycle / f"{cycle}-progress-report.{kind}").read_bytes()


def test_it_ends_by_naming_what_it_made(demo):
    folder, printed, _ = demo

    for cycle in CYCLES:
        for kind in ("html", "pdf", "docx"):
            assert f"{cycle}-progress-report.{kind}" in printed
    assert "outbox" in printed
    assert "http://127.0.0.1:8765/" in printed
    assert (folder / "outbox").is_dir()


@pytest.mark.parametrize("cycle", CYCLES)
def test_its_papers_hold_every_section_in_order_and_none_is_empty(demo, cycle):
    page = Page(published(demo[0], cycle, "html").decode())

    assert [title for tag, title, _ in page.headings if tag == "h2"][: len(SECTIONS)] == SECTIONS
    assert list(headings_without_words(page)) == []


@pytest.mark.parametrize("cycle", CYCLES)
def test_their_sums_add_up_and_silent_actions_are_shown_as_silent(demo, cycle):
    folder, _, office = demo
    html = published(folder, cycle, "html").decode()
    with reading(office.engine) as session:
        facts = papers.current(session, cycles.require(session, cycle))[0].facts

    silent = [action for action in facts["actions"] if action["silent"]]
    sums = list(sums_of_page(html))
    assert len(sums) >= 7
    assert [(parts, total) for parts, total in sums if sum(parts) != total] == []
    assert len(silent) > 5
    assert f"The {len(silent)} actions for which no update was received" in html
    assert all(action["rating"]["key"] == "unreported" and action["percent"] is None for action in silent)


@pytest.mark.parametrize("cycle", CYCLES)
def test_their_pdf_is_tagged_titled_and_has_a_language_and_their_word_file_opens(demo, cycle):
    pdf = published(demo[0], cycle, "pdf")
    root = PdfReader(io.BytesIO(pdf)).trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert "progress report" in PdfReader(io.BytesIO(pdf)).metadata.title
    assert [title for title in bookmarks_of_pdf(pdf) if title in SECTIONS] == SECTIONS
    word = docx.Document(io.BytesIO(published(demo[0], cycle, "docx")))
    assert [p.text for p in word.paragraphs if p.style.name == "Heading 2"][: len(SECTIONS)] == SECTIONS


@pytest.mark.parametrize("cycle", CYCLES)
def test_all_three_formats_say_the_same(demo, cycle):
    page = Page(published(demo[0], cycle, "html").decode())
    pdf = flat(words_of_pdf(published(demo[0], cycle, "pdf")))

    assert flat(words_of_word(published(demo[0], cycle, "docx"))) == flat("".join(page.words))
    assert list(sentences_missing_from_pdf(page, pdf)) == []


def test_the_second_paper_says_what_changed_and_what_became_of_decisions(demo):
    words = "".join(Page(published(demo[0], CYCLES[1], "html").decode()).words)

    assert "Compared with the paper to the Improvement Board" in words
    assert "Matters arising from earlier meetings" in words
    assert "Improvement Board, 9 Feb 2027, resolution" in words
    assert "No decision of an earlier meeting is waiting" not in words


def test_every_mail_can_be_opened_and_each_has_its_own_link(demo):
    mails = [
        email.message_from_bytes(path.read_bytes(), policy=policy.default) for path in (demo[0] / "outbox").iterdir()
    ]

    requests = [mail for mail in mails if mail["Subject"].startswith("Please update your")]
    links = [_link(mail) for mail in requests]
    assert len(mails) > 150
    assert len({mail["Message-ID"] for mail in mails}) == len(mails)
    assert len(set(links)) == len(links) == len(requests) > 50


def _link(mail):
    text = mail.get_body(("plain",)).get_content()
    return next(word for word in text.split() if "/answer/" in word)


def test_a_folder_that_holds_other_things_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")

    with pytest.raises(ConfigError, match="holds other things"):
        play(tmp_path, Console(file=io.StringIO()))
    assert (tmp_path / "mine.txt").read_text() == "mine"
