"""What the documents promise is there: commands, targets, links, settings, words."""

import re
import tomllib
from importlib import import_module
from pathlib import Path

import pytest
import typer
from checkout import CHECKOUT, files, named
from typer.testing import CliRunner

from config.settings import CHECKOUT as HOME
from flows.command_line import app
from flows.minutes import read_minutes

README = CHECKOUT / "README.md"
PAGES = sorted(path for path in files() if path.suffix == ".md")
LINK = re.compile(r"(?<!!)\[[^\]\n]+\]\((?P<to>[^)\s]+)\)")
COMMANDS = set(typer.main.get_command(app).commands)


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def without_fences(page: str) -> str:
    return re.sub(r"^```.*?^```$", "", page, flags=re.M | re.S)


def commands_named(page: str) -> set[str]:
    """The commands in code: “`cleardays tick --dry-run`”, or a line of a fenced block that begins so."""
    return set(re.findall(r"(?:`|^|bin/)cleardays ([a-z][a-z-]+)", page, flags=re.M))


def anchors(page: str) -> set[str]:
    """The names of a page's headings as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", without_fences(page), flags=re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def faulty_links(page: Path) -> list[str]:
    faults = []
    for link in LINK.findall(without_fences(text_of(page))):
        file, _, anchor = link.partition("#")
        if link.startswith(("https://", "mailto:")):
            continue
        to = (page.parent / file).resolve() if file else page
        if not to.exists() or (anchor and anchor not in anchors(text_of(to))):
            faults.append(f"{page.name}: {link}")
    return faults


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_between_the_documents_leads_somewhere(page: Path) -> None:
    assert faulty_links(page) == []


def test_a_link_that_leads_nowhere_would_be_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# One thing\n[here](#one-thing) [gone](gone.md) [lost](#two-things)\n", encoding="utf-8")

    assert faulty_links(page) == ["page.md: gone.md", "page.md: #two-things"]


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_command_a_document_names_is_there(page: Path) -> None:
    unknown = commands_named(text_of(page)) - COMMANDS

    assert unknown == set(), f"{page.name} names a command that cleardays does not have"


@pytest.mark.parametrize("command", sorted(commands_named(text_of(README))))
def test_every_command_of_the_readme_says_what_it_does(command: str) -> None:
    said = CliRunner().invoke(app, [command, "--help"])

    assert said.exit_code == 0, said.output
    assert f"Usage: root {command}" in said.output or f" {command} " in said.output


def test_every_command_can_be_found_in_the_documents() -> None:
    named_somewhere = set().union(*(commands_named(text_of(page)) for page in PAGES))

    assert COMMANDS - named_somewhere - {"demo"} == set(), "“make demo” stands for the demo; the others are named"


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_make_target_a_document_names_is_there(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of(CHECKOUT / "Makefile"), flags=re.M))

    assert set(re.findall(r"(?:`|^)make ([a-z][a-z-]+)", text_of(page), flags=re.M)) <= targets


def test_the_readme_is_read_in_two_minutes() -> None:
    page = text_of(README)

    assert page.count("\n") <= 90
    assert "make demo" in page
    assert "Test: " in page
    assert "make test" in page.partition("Test: ")[0] + page.partition("Test: ")[2][:80]


def test_the_readme_says_what_every_folder_is_for() -> None:
    page = text_of(README)
    folders = {named(path).split("/")[0] for path in files() if "/" in named(path) and not named(path).startswith(".")}

    assert {folder for folder in folders if f"`{folder}/`" not in page} - {"bench"} == set()


def test_what_lands_a_change_runs_the_checks_and_the_tests() -> None:
    run = text_of(CHECKOUT / ".ci" / "run")

    assert "make check" in run
    assert "make test" in run


def test_the_changelog_speaks_of_this_version() -> None:
    version = tomllib.loads(text_of(CHECKOUT / "pyproject.toml"))["project"]["version"]

    headings = re.findall(r"^## (.+)$", text_of(CHECKOUT / "CHANGELOG.md"), flags=re.M)

    assert any(version in heading for heading in headings), f"CHANGELOG.md has no heading for {version}"


def test_every_setting_of_the_environment_is_explained_and_no_other() -> None:
    read = text_of(HOME / "config" / "settings.py")
    known = set(re.findall(r'"(CLEARDAYS_[A-Z_]+)"', read))
    from_files = re.search(r"READ_FROM_FILES = \((.+?)\)", read, flags=re.S)
    assert from_files
    known |= {f"{name}_FILE" for name in re.findall(r"CLEARDAYS_[A-Z_]+", from_files[1])}

    explained = set(re.findall(r"CLEARDAYS_[A-Z_]+[A-Z]", text_of(CHECKOUT / "docs" / "running-it.md")))

    assert explained == known


def test_the_minutes_in_the_document_can_be_recorded() -> None:
    example = re.search(r"^```toml\n(.+?)^```$", text_of(CHECKOUT / "docs" / "minutes.md"), flags=re.M | re.S)
    assert example

    (resolution,) = read_minutes(tomllib.loads(example[1]))

    assert [limb.kind for limb in resolution.limbs] == ["note", "commission", "action"]
    assert resolution.words.startswith("RESOLVED: (1) that the progress reported be noted; (2) that the next")


NAMES_IN_CODE = re.findall(r"\| `([a-z_]+(?:\.\w+)+)` \|$", text_of(CHECKOUT / "docs" / "glossary.md"), flags=re.M)


@pytest.mark.parametrize("name", NAMES_IN_CODE)
def test_every_word_of_the_glossary_stands_where_it_says(name: str) -> None:
    parts = name.split(".")
    place = next(n for n, part in enumerate(parts) if part[0].isupper() or n == len(parts) - 1)

    found = import_module(".".join(parts[:place]))
    for part in parts[place:]:
        fields = getattr(found, "__dataclass_fields__", {})
        found = fields[part] if part in fields else getattr(found, part)

    assert found is not None


def test_the_glossary_has_a_place_in_the_code_for_every_word() -> None:
    rows = re.findall(r"^\| (?!---|word )(.+?) \|", text_of(CHECKOUT / "docs" / "glossary.md"), flags=re.M)

    assert len(rows) == len(NAMES_IN_CODE)


DECISIONS = sorted((CHECKOUT / "docs" / "adr").glob("*.md"))


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.name)
def test_a_decision_on_record_is_half_a_page_in_three_parts(decision: Path) -> None:
    page = text_of(decision)

    assert page.startswith(f"# {decision.name[:4]} ")
    assert re.search(r"^20\d\d-\d\d-\d\d$", page, flags=re.M)
    assert re.findall(r"^## (.+)$", page, flags=re.M) == ["Context", "Decision", "Consequences"]
    assert page.count("\n") <= 45


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(decision.name[:4]) for decision in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def test_every_decision_that_the_code_refers_to_is_there() -> None:
    cited = {
        number
        for path in files()
        if path.suffix in (".py", ".md", ".toml", ".typ", ".css")
        for number in re.findall(r"docs/adr/(\d{4})", text_of(path))
    }

    assert cited <= {decision.name[:4] for decision in DECISIONS}
    assert "0006" in cited


def test_every_document_that_the_code_sends_people_to_is_there() -> None:
    sent_to = {
        name
        for path in files()
        if path.suffix in (".py", ".md", ".toml", ".html", ".txt", ".yaml") and "tests" not in path.parts
        for name in re.findall(r"\bdocs/([\w-]+\.md)", text_of(path))
    }

    assert {name for name in sent_to if not (CHECKOUT / "docs" / name).exists()} == set()
    assert "rules.md" in sent_to
