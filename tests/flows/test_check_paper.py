"""The command that reads a paper made elsewhere, as an officer meets it."""

from pathlib import Path

import pytest
from docx import Document
from typer.testing import CliRunner

from flows.command_line import app
from governance.errors import PaperError


def run(*words: str):
    return CliRunner().invoke(app, ["check-paper", *words, "--as-of", "2027-03-24"])


def test_a_page_with_something_that_must_be_put_right_ends_with_one(tmp_path: Path) -> None:
    paper = tmp_path / "paper.html"
    paper.write_text("<h1>Plan</h1><h2>Law</h2><p>To be scoped [red]later[/red].</p>", encoding="utf-8")

    said = run(str(paper))

    assert said.exit_code == 1
    assert "Must be put right before it is published: 1" in said.output
    assert "put_off" in said.output


def test_a_word_file_with_nothing_grave_ends_with_nought(tmp_path: Path) -> None:
    word = Document()
    word.add_paragraph("Plan", style="Heading 1")
    word.add_paragraph("All is well.")
    word.save(str(tmp_path / "paper.docx"))

    said = run(str(tmp_path / "paper.docx"))

    assert said.exit_code == 0, said.output
    assert "none of which must be put right" in said.output


@pytest.mark.parametrize(("name", "why"), [("paper.pdf", "neither .docx nor .html"), ("gone.docx", "cannot be opened")])
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(tmp_path: Path, name: str, why: str) -> None:
    (tmp_path / "paper.pdf").write_bytes(b"%PDF")

    said = run(str(tmp_path / name))

    assert isinstance(said.exception, PaperError)
    assert why in str(said.exception)
