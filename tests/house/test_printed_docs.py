"""The printed parts of the documents are what the tables say."""

from pathlib import Path

import pytest
from checkout import CHECKOUT, files

from flows.commands.printed import COMMAND, OPENING, PARTS, out_of_date, print_into
from governance.cycle import STAGES, STEPS
from governance.errors import ConfigError
from governance.flags import RULES, dials_of
from governance.ratings import AREA_RULES

DOCS = CHECKOUT / "docs"


def test_what_is_printed_in_the_documents_is_up_to_date() -> None:
    stale = sorted(path.name for path in out_of_date(DOCS))

    assert stale == [], f"run “{COMMAND}”: a table that is printed into {', '.join(stale)} has changed"


def test_every_part_that_can_be_printed_stands_in_a_document_once() -> None:
    printed = [name for path in files() if path.suffix == ".md" for name in OPENING.findall(path.read_text("utf-8"))]

    assert sorted(printed) == sorted(PARTS)


def test_every_stage_and_step_has_its_row_in_the_document_of_the_cycle() -> None:
    page = (DOCS / "cycle.md").read_text("utf-8")

    for name in [*STAGES, *(step.name for step in STEPS)]:
        assert f"| `{name}` |" in page


def test_every_rule_stands_in_the_document_of_rules_with_its_sentence_and_dials() -> None:
    page = (DOCS / "rules.md").read_text("utf-8")

    for name, rule in {**RULES, **AREA_RULES}.items():
        assert f"### `{name}`\n\n{(rule.__doc__ or '').splitlines()[0]}\n" in page
    for name in RULES:
        for dial, default in dials_of(name).items():
            assert f"- `{dial}` in `[flags.{name}]`: {str(default).lower()}\n" in page


def test_every_rule_says_what_it_looks_for_in_one_sentence() -> None:
    for name, rule in RULES.items():
        assert (rule.__doc__ or "").splitlines()[0].endswith("."), (
            f"the first line of {name} is printed in docs/rules.md"
        )


def test_only_the_printed_part_of_a_document_changes() -> None:
    page = "Before.\n\n<!-- printed: severity -->\nold\n<!-- end: severity -->\n\nAfter."

    printed = print_into(page, named="page.md")

    assert printed.startswith("Before.\n\n<!-- printed: severity -->\n\nFrom worst to best: `red`")
    assert printed.endswith("\n\n<!-- end: severity -->\n\nAfter.")
    assert "old" not in printed
    assert print_into(printed, named="page.md") == printed


def test_a_document_out_of_date_is_found(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text("<!-- printed: severity -->\nold\n<!-- end: severity -->\n", "utf-8")
    (tmp_path / "prose.md").write_text("Nothing is printed here.\n", "utf-8")

    assert [path.name for path in out_of_date(tmp_path)] == ["page.md"]


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("<!-- printed: stages -->\n<!-- end: stages -->", "page.md asks for “stages” to be printed"),
        ("<!-- printed: severity -->\n", "Write <!-- end: severity --> under it."),
    ],
)
def test_a_document_that_asks_for_what_cannot_be_printed_is_refused(page: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        print_into(page, named="page.md")
