"""What is published for a meeting before its judges: veraPDF for pack and supplements, axe-core for the pages."""

import pytest
from despatches_played import Despatched, despatched, supplemented
from in_chromium import NEEDS_CHROMIUM, barriers_by_page
from verapdf import NEEDS_VERAPDF, failures_of_each

from flows.meeting_papers import papers_of
from flows.packs import packs_of
from plan_store.database import reading

pytestmark = pytest.mark.full
WIDTHS = (320, 390, 1280)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Despatched:
    """A pack that names what is to follow, and a supplement, both with exempt twins."""
    return despatched(tmp_path_factory.mktemp("judged_despatch"))


@pytest.fixture(scope="module")
def pages(town: Despatched) -> dict[str, bytes]:
    """The page of the meeting before and after the supplement, and that of the board."""
    before = town.files()["index.html"]
    supplemented(town, "exception_report")
    board = (town.folder.parent / "improvement-board.html").read_bytes()
    return {"to-follow": before, "supplemented": town.files()["index.html"], "board": board}


class TestJudged:
    pytestmark = NEEDS_VERAPDF

    def test_vera_pdf_passes_pack_and_supplement_of_both_parts_as_pdf_ua_1(
        self, town: Despatched, pages: dict[str, bytes]
    ) -> None:
        with reading(town.office.engine) as session:
            meeting = papers_of(session, town.office, town.folder.name)
        pdfs = {pack.name: pack.pdf for part in (1, 2) for pack in packs_of(town.office, meeting, part=part)}

        assert len(pdfs) == 4
        assert {name: found for name, found in failures_of_each(pdfs).items() if found} == {}


class TestSeen:
    pytestmark = NEEDS_CHROMIUM

    def test_axe_finds_no_barrier_on_the_pages_of_meeting_and_board_at_any_width(
        self, town: Despatched, pages: dict[str, bytes]
    ) -> None:
        assert barriers_by_page(pages, town.folder, WIDTHS, shown_as="despatch") == {}
