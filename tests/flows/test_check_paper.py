"""The command that reads a paper made elsewhere, as an officer meets it."""

import re
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from typer.testing import CliRunner

from config.council import load_council
from config.settings import CHECKOUT
from flows.checking import names_of
from flows.command_line import app
from flows.commands.check_paper import findings_of
from governance.errors import ConfigError, PaperError


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


def a_council(folder: Path, monkeypatch: pytest.MonkeyPatch, checks: str) -> Path:
    """The example's council with these checks, as the one of this machine."""
    path = folder / "council.toml"
    example = (CHECKOUT / "config" / "council.example.toml").read_text(encoding="utf-8")
    path.write_text(re.sub(r"(?ms)^\[checks\]\n.*?^\n", f"[checks]\n{checks}\n\n", example), encoding="utf-8")
    monkeypatch.setenv("CLEARDAYS_COUNCIL", str(path))
    return folder


PAPER = "<h1>Plan</h1><h2>Law</h2><p>Llinos Puw was seen by the NQSW.</p>"


def test_words_that_the_council_knows_pass_and_names_that_it_lists_do_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "names.txt").write_text("# known to the team\nLlinos Puw\n\n", encoding="utf-8")
    (tmp_path / "paper.html").write_text(PAPER, encoding="utf-8")
    before = findings_of(tmp_path / "paper.html", as_of=date(2027, 3, 24))
    a_council(tmp_path, monkeypatch, 'names = "names.txt"\nabbreviations = ["NQSW"]')

    found = findings_of(tmp_path / "paper.html", as_of=date(2027, 3, 24))

    assert [each.rule for each in before] == ["abbreviation_not_explained"]
    assert [(each.rule, "Llinos Puw" in each.because) for each in found] == [("child_could_be_known", True)]


@pytest.mark.parametrize(
    ("checks", "why"),
    [
        ('names = "gone.txt"', "The list of names .*gone.txt cannot be read"),
        ('names = "../names.txt"', "must be the name of a file beside council.toml"),
        ("names = 3", "must be text in quotation marks"),
        ("nosuch = 3", "nosuch"),
    ],
)
def test_a_list_that_cannot_be_read_is_refused_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, checks: str, why: str
) -> None:
    (tmp_path / "paper.html").write_text(PAPER, encoding="utf-8")
    a_council(tmp_path, monkeypatch, checks)

    with pytest.raises(ConfigError, match=why):
        findings_of(tmp_path / "paper.html", as_of=date(2027, 3, 24))


def test_a_list_that_has_gone_since_is_named_and_does_not_pass_for_a_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "names.txt").write_text("Llinos Puw", encoding="utf-8")
    council = load_council(a_council(tmp_path, monkeypatch, 'names = "names.txt"') / "council.toml")
    (tmp_path / "names.txt").unlink()

    names, unread = names_of(council, tmp_path)

    assert names == ()
    assert [(each.severity, each.because[:23]) for each in unread] == [("must", "No name was looked for.")]
