"""Names of published files: by the council's pattern, in safe characters, and never two alike."""

import re

import pytest

from governance.file_names import DEFAULT, FIELDS, NameFields, file_name, is_too_long, pattern_fault

PROGRESS = NameFields(
    cycle="improvement-board-2027-02-09",
    board="improvement_board",
    meeting_on="2027-02-09",
    item="7",
    paper="progress_report",
    title="Children’s Plan: ŵythnos / “progress” report",
)


def test_the_usual_name_is_the_cycle_and_the_type_of_paper() -> None:
    assert file_name(DEFAULT, PROGRESS) == "improvement-board-2027-02-09-progress-report"


def test_a_council_names_its_files_by_day_item_and_title() -> None:
    name = file_name("{meeting_on}_Item{item}_{title}", PROGRESS)

    assert name == "2027-02-09_Item7_Childrens-Plan-wythnos-progress-report"


@pytest.mark.parametrize("title", ["../../etc/passwd", "a\x00b\n", "Ⅷ ½ · 報告", "", "CON:", "x" * 400, "-rf *"])
def test_whatever_a_title_holds_the_name_has_letters_figures_and_hyphens_only(title: str) -> None:
    fields = NameFields(**{**dict.fromkeys(FIELDS, "x"), "title": title})

    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,180}", file_name("{title}_{paper}", fields))


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        ("{cycle}", "must hold {paper} or {item}"),
        ("", "must hold {paper} or {item}"),
        ("{title}-{day}-{paper}", "names “{day}”, which is not known here; the fields are {cycle}, {board}"),
        ("{paper.__class__}", "names “{paper.__class__}”"),
        ("{paper!r}", "names “{paper!r}”"),
        ("{paper:>400}", "names “{paper:>400}”"),
        ("{}", "names “{}”"),
        ("{paper", "a brace without its other half"),
        ("../{paper}", "holds “.”"),
        ("{paper} {title}", "holds “ ”"),
        ("{{{paper}}}", "holds “{”"),
        ("-{paper}", "must begin with a letter, a figure or a field"),
    ],
)
def test_a_pattern_that_will_not_do_is_refused_with_what_is_wrong(pattern: str, fault: str) -> None:
    assert fault in pattern_fault(pattern)


@pytest.mark.parametrize("pattern", [DEFAULT, "{meeting_on}-{board}-{item}-{title}", "Papers_{paper}"])
def test_a_pattern_that_will_do_has_no_fault(pattern: str) -> None:
    assert pattern_fault(pattern) == ""


def test_a_pattern_that_makes_names_too_long_is_known_before_a_paper_has_one() -> None:
    assert is_too_long("{title}-{paper}-{cycle}-{title}", "improvement_board")
    assert not is_too_long("{meeting_on}-{board}-{item}-{title}-{paper}", "improvement_board")
