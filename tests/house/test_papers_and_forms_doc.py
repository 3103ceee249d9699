"""docs/papers-and-forms.md, followed word for word: what it promises appears in the papers."""

import io
import re
from collections.abc import Mapping
from pathlib import Path

import docx
import pytest
from papers_page import PAGE, PICTURES, blocks, follow, made
from PIL import Image

MOST_BYTES = 80_000


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("council")
    follow(folder)
    return folder


@pytest.fixture(scope="module")
def report(council: Path) -> Mapping[str, bytes]:
    return made(council, "progress_report")


def words_of(content: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs]


def test_the_page_shows_every_step_as_text_to_type() -> None:
    files = {block.file for block in blocks() if block.file}

    assert files == {
        "papers/progress_report/body.html",
        "papers/progress_report/council-form.docx",
        "papers/progress_report/paper.toml",
        "papers/late_note/paper.toml",
        "papers/late_note/body.html",
    }


@pytest.mark.full
def test_the_new_words_and_the_new_section_are_in_the_paper(report: Mapping[str, bytes]) -> None:
    page = report["html"].decode()

    assert "2. What could go wrong" in page
    assert "2. Risks" not in page
    assert "What is past its date" in page
    assert page.index("What could go wrong") < page.rindex("What is past its date") < page.rindex("3. Financial")


@pytest.mark.full
def test_the_word_file_is_the_councils_own_form_filled(report: Mapping[str, bytes]) -> None:
    words = words_of(report["docx"])

    assert words[0] == "Report to Children’s Partnership Board"
    assert words[1] == "Date of meeting: Wednesday 25 March 2026"
    assert words[-1] == "Signed: the Corporate Director"
    assert "Something in this plan is past its date." in words
    assert "What is past its date" in words
    assert "2. What could go wrong" in words
    assert not [line for line in words if "{{" in line or "{%" in line]


@pytest.mark.full
def test_the_new_type_of_paper_is_made_in_its_formats(council: Path) -> None:
    late = made(council, "late_note")

    assert "Actions that are late on Tuesday 10 March 2026" in late["html"].decode()
    assert late["pdf"].startswith(b"%PDF")
    assert "Past the due date" in words_of(late["docx"])


def test_every_picture_of_the_page_is_there_and_small() -> None:
    shown = re.findall(r"!\[[^\]]+\]\(pictures/([^)]+)\)", PAGE.read_text(encoding="utf-8"))

    assert set(shown) == {path.name for path in PICTURES.glob("*.png")}
    for name in shown:
        assert (PICTURES / name).stat().st_size < MOST_BYTES
        with Image.open(PICTURES / name) as picture:
            assert picture.width > picture.height > 0
