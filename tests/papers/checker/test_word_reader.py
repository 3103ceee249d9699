"""Word files made elsewhere: what is read of them, what they hide, and that no bytes at all do harm."""

import io
import signal
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from paper_samples import DATED, HOUSE, TEMPLATES, paper_facts

from governance.errors import PaperError
from papers.catalogue import paper_types
from papers.checker import CheckSettings, check
from papers.checker.page_reader import read_page
from papers.document import Node, every
from papers.word_file import write_word
from papers.word_reader import read_word
from papers.words import semantic_document

PATTERNS_MEET = st.lists(
    st.sampled_from(["26 ", "of ", "the ", "%", "(", "\u201c", "a.", "March ", "2026", "three-", "N", "a b "])
)


def a_word_file() -> bytes:
    """A small paper with most of what can be wrong with one."""
    word = Document()
    word.core_properties.title, word.core_properties.author = "", "Carys Bevan"
    word.add_paragraph("Progress", style="Heading 1")
    word.add_paragraph("Deep down", style="Heading 4")
    word.add_paragraph().add_run("Looks like a heading").bold = True
    paragraph = word.add_paragraph("The board has met. ")
    paragraph.add_run("Seen by nobody.").font.hidden = True
    inserted = OxmlElement("w:ins")
    inserted.append(paragraph.add_run("Added later.")._element)
    paragraph._element.append(inserted)
    word.add_paragraph("First", style="List Bullet")
    word.add_paragraph("Second", style="List Bullet")
    table = word.add_table(rows=2, cols=2)
    for cell, words in zip(table._cells, ("Action", "Owner", "L1", ""), strict=True):
        cell.text = words
    return saved(word)


def saved(word) -> bytes:
    file = io.BytesIO()
    word.save(file)
    return file.getvalue()


@contextmanager
def ended_after(*, minutes: int) -> Iterator[None]:
    """What is still at it by then is stopped, and fails: a rule that never ends, not a slow machine."""

    def stop(*_: object) -> None:
        raise TimeoutError(f"The rules were still busy after {minutes} minutes.")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(minutes * 60)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def zipped(*entries: tuple[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries:
            made.writestr(name, content)
    return file.getvalue()


A_FILE = a_word_file()


def rules_of(content: bytes) -> set[str]:
    read = read_word(content, named="paper.docx")
    return {f.rule for f in check(read.document, None, CheckSettings(as_of=date(2027, 3, 24)), word=read.word)}


def test_a_word_file_is_read_with_its_headings_lists_and_tables():
    document = read_word(A_FILE, named="paper.docx").document

    tags = [node.tag for node in every(document)]

    assert tags[:4] == ["document", "h1", "h4", "p"]
    assert [tags.count(tag) for tag in ("ul", "li", "table", "th", "td")] == [1, 2, 1, 2, 2]


def test_what_only_the_file_knows_is_said():
    word = read_word(A_FILE, named="paper.docx").word

    assert word.hidden == ("Seen by nobody.",)
    assert word.tracked_changes == 1
    assert word.fake_headings == ("Looks like a heading",)
    assert word.tables_without_header == (0,)
    assert word.authors == ("Carys Bevan",)


def test_the_checker_names_the_faults_of_a_word_file():
    wanted = {"history_inside", "author_in_properties", "heading_only_bold", "table_without_header", "heading_jump"}

    assert wanted | {"title_or_language_missing", "action_without_owner"} <= rules_of(A_FILE)


def test_hidden_words_are_no_words_of_the_paper():
    assert "Seen by nobody" not in read_word(A_FILE, named="paper.docx").document.words()


def test_a_picture_that_is_fetched_from_elsewhere_is_named():
    word = Document()
    word.part.relate_to("https://ashcombe.example/x.png", f"{qn('r:x')[1:].split('}')[0]}/image", is_external=True)

    assert "fetches_from_outside" in rules_of(saved(word))


def test_our_own_word_file_has_its_headings_and_tables_marked():
    document = semantic_document(paper_types(TEMPLATES)["progress_report"], paper_facts())

    found = rules_of(write_word(document, HOUSE, dated=DATED))

    assert not found & {"heading_only_bold", "table_without_header", "title_or_language_missing", "heading_jump"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is not a Word file"),
        (b"%PDF-1.7", "is not a Word file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "protected by a password"),
        (zipped(("xl/workbook.xml", b"<a/>")), "is not a Word file"),
        (zipped(*((f"{n}.xml", b"") for n in range(2_001))), "would unpack to more"),
        (zipped(("word/document.xml", bytes(101_000_000))), "would unpack to more"),
        (zipped(("[Content_Types].xml", b"macroEnabled"), ("word/document.xml", b"")), "macros"),
        (zipped(("[Content_Types].xml", b""), ("word/document.xml", b"<!DOCTYPE a>")), "entities"),
        (zipped(("[Content_Types].xml", b"<a/>"), ("word/document.xml", b"<a/>")), "cannot be read"),
    ],
    ids=("empty", "pdf", "locked", "spreadsheet", "many", "large", "macros", "entities", "hollow"),
)
def test_a_file_that_cannot_be_trusted_is_refused_in_a_sentence(content, said):
    with pytest.raises(PaperError, match=said) as refused:
        read_word(content, named="paper.docx")

    assert "paper.docx" in str(refused.value)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(A_FILE) - 1), st.integers(0, 255)), min_size=1, max_size=12), st.booleans()
)
def test_a_damaged_file_is_read_or_refused_and_never_breaks_the_reader(changes, cut):
    damaged = bytearray(A_FILE)
    for at, value in changes:
        damaged[at] = value

    try:
        read = read_word(bytes(damaged[: changes[0][0]] if cut else damaged), named="paper.docx")
    except PaperError:
        return
    else:
        check(read.document, None, CheckSettings(as_of=date(2027, 3, 24)), word=read.word)


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from('<>/"= &;ptdhrableoul123'), max_size=200))
def test_any_page_at_all_is_read_or_refused(words):
    try:
        document = read_page(words.encode(), named="page.html")
    except PaperError:
        return
    check(document, None, CheckSettings(as_of=date(2027, 3, 24)))


@settings(max_examples=25, deadline=None)
@given(PATTERNS_MEET, st.integers(1, 2_000))
def test_no_words_at_all_keep_the_rules_busy_for_ever(pieces, times):
    words = ("".join(pieces) * times)[:60_000]
    document = Node("document", {}, [Node("h1", {}, ["Title"]), Node("p", {}, [words])])

    with ended_after(minutes=2):
        check(document, None, CheckSettings(as_of=date(2027, 3, 24)))
