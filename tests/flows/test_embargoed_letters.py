"""An inspectors' letter under embargo: what it found is in no paper and published nowhere before its day."""

import json
from datetime import date, time
from pathlib import Path

import openpyxl
import pytest
from despatches_played import LATE, despatched, supplemented
from quarters import EARLY, FROM_ON, an_office, moment, play, tick
from sqlmodel import select

from flows.demonstration import SAMPLE
from flows.loading import load_plan
from flows.office import Office
from flows.papers_made import make_paper
from governance.terms import Origin
from plan_store import cycles, papers
from plan_store.database import reading, transaction
from plan_store.tables import Finding, Inspection

pytestmark = pytest.mark.full
CYCLE = "improvement-board-2027-02-09"
DUE_ON, ITS_DAY = date(2027, 2, 1), date(2027, 2, 3)
JUDGEMENT = "Requires improvement to be good"


def a_workbook(folder: Path, **said: object) -> Path:
    """Ashcombe's plan, with further columns in its sheet of inspections."""
    book = openpyxl.load_workbook(SAMPLE / "improvement-plan.xlsx")
    sheet = next(sheet for sheet in book if sheet.title.lower().startswith("inspection"))
    heads = next(row for row in sheet.iter_rows() if any(str(cell.value).lower() == "judgement" for cell in row))
    for n, (heading, value) in enumerate(said.items(), start=1):
        column = len(heads) + n
        sheet.cell(row=heads[0].row, column=column, value=heading.replace("_", " "))
        sheet.cell(row=heads[0].row + 1, column=column, value=value)
    book.save(folder / "plan.xlsx")
    return folder / "plan.xlsx"


def a_played_office(folder: Path, *, to_on: date, **said: object) -> Office:
    office = an_office(folder, f"sqlite:///{folder / 'plan.db'}", formats=("html",))
    load_plan(office, a_workbook(folder, **said), by="system", at=moment(FROM_ON, EARLY))
    play(office, to_on=to_on, ticks=(time(9, 30), time(12)))
    return office


def published(office: Office) -> list[str]:
    assert office.published is not None
    return sorted(path.name for path in (office.published / CYCLE).glob("*"))


def state_of(office: Office) -> set[str]:
    with reading(office.engine) as session:
        return {paper.state for paper in papers.current(session, cycles.require(session, CYCLE))}


def test_papers_wait_for_the_day_of_the_letter_and_go_out_on_it(tmp_path: Path) -> None:
    office = a_played_office(tmp_path, to_on=date(2027, 2, 2), Embargoed_until=ITS_DAY)

    assert published(office) == []
    assert state_of(office) == {"approved"}

    tick(office, moment(ITS_DAY, time(10, 30)))

    assert f"{CYCLE}-progress-report.html" in published(office)
    assert state_of(office) == {"published"}


def test_nothing_that_the_letter_found_stands_in_a_paper_made_before_its_day(tmp_path: Path) -> None:
    office = a_played_office(tmp_path, to_on=date(2027, 1, 8), Embargoed_until=ITS_DAY)

    for kind in office.paper_types:
        made = make_paper(office, kind, cycle=CYCLE, at=moment(date(2027, 1, 8), time(18)))
        inspected = made.facts["inspected"]
        assert (inspected["judgement"], inspected["summary"], inspected["priority_actions"]) == ("", "", 0)
        assert JUDGEMENT not in json.dumps(made.facts["summary"])


def test_findings_of_the_council_itself_are_its_own_to_publish(tmp_path: Path) -> None:
    office = a_played_office(tmp_path, to_on=date(2027, 1, 29), Embargoed_until=ITS_DAY)
    with transaction(office.engine) as session:
        for finding in session.exec(select(Finding)):
            finding.origin = Origin.SELF

    tick(office, moment(DUE_ON, time(10, 30)))

    assert f"{CYCLE}-progress-report.html" in published(office)


def test_a_supplement_waits_for_its_day_as_well(tmp_path: Path) -> None:
    town = despatched(tmp_path, exempt=False, formats=("html",))
    with transaction(town.office.engine) as session:
        for inspection in session.exec(select(Inspection)):
            inspection.embargoed_until = date(2027, 2, 5)

    said = supplemented(town, "exception_report", at=LATE)
    before = set(town.files())
    tick(town.office, moment(date(2027, 2, 5), time(9)))

    assert said == []
    assert set(town.files()) - before == {f"{CYCLE}-exception-report.html"}


def test_without_an_embargo_they_go_out_on_their_day(tmp_path: Path) -> None:
    office = a_played_office(tmp_path, to_on=DUE_ON)

    assert f"{CYCLE}-progress-report.html" in published(office)
