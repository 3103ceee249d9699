"""An exempt paper (Part 2) goes through the same cycle, and nothing of it leaves the store."""

from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest
from quarters import an_office, load_ashcombe, play

from flows.office import Office
from governance.errors import ConfigError
from papers.catalogue import paper_types
from plan_store import cycles, notices, papers
from plan_store.database import reading
from plan_store.tables import Paper

CYCLE = "improvement-board-2027-02-09"
SECRET_TITLE = "Placements that failed: exempt report"


def an_office_with_both_parts(folder: Path) -> Office:
    """The Improvement Board gets the public progress report and an exempt one from the same facts."""
    office = an_office(folder, f"sqlite:///{folder / 'plan.db'}", formats=("html",))
    exempt = replace(office.paper_types["progress_report"], kind="exempt_report", part=2)
    choices = office.council.paper.model_copy(
        update={"titles": {**office.council.paper.titles, "exempt_report": SECRET_TITLE}}
    )
    boards = tuple(
        board.model_copy(update={"reports": ("exempt_report", "progress_report")}) for board in office.council.boards
    )
    council = office.council.model_copy(update={"paper": choices, "boards": boards})
    return replace(office, council=council, paper_types={**office.paper_types, "exempt_report": exempt})


@pytest.mark.full
def test_an_exempt_paper_is_signed_off_with_the_others_and_nothing_of_it_leaves_the_store(tmp_path: Path) -> None:
    office = an_office_with_both_parts(tmp_path)
    load_ashcombe(office)
    play(office, to_on=date(2027, 2, 10), ticks=(time(9, 30), time(12)))

    with reading(office.engine) as session:
        found: list[Paper] = papers.current(session, cycles.require(session, CYCLE))
        states = {(paper.kind, paper.part): paper.state for paper in found}
        told = [str(notice.facts) for notice in notices.outbox(session)]
    out = [path for path in tmp_path.rglob("*") if path.is_file() and "plan.db" not in path.name]

    assert states == {("exempt_report", 2): "published", ("progress_report", 1): "published"}
    pages = {path.name for path in (tmp_path / "published").rglob("*.html")}
    assert pages == {f"{CYCLE}-progress-report.html", "index.html", "improvement-board.html"}
    assert told
    assert [facts for facts in told if SECRET_TITLE in facts] == []
    assert [path for path in out if SECRET_TITLE.encode() in path.read_bytes()] == []


def test_a_paper_says_its_part_in_its_folder_and_no_other_part_exists(tmp_path: Path) -> None:
    folder = tmp_path / "papers" / "exempt_report"
    folder.mkdir(parents=True)
    (folder / "body.html").write_text("<h1>Exempt</h1>", encoding="utf-8")
    (folder / "paper.toml").write_text('title = "Exempt report"\npart = 2\n', encoding="utf-8")

    assert paper_types(tmp_path)["exempt_report"].part == 2

    (folder / "paper.toml").write_text('title = "Exempt report"\npart = 3\n', encoding="utf-8")
    with pytest.raises(ConfigError, match="part must be 1, for a paper that is published, or 2"):
        paper_types(tmp_path)
