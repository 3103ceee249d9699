"""Every paper of the played quarter before its judges: veraPDF for each PDF, axe-core for each page and mail."""

from datetime import date, datetime
from pathlib import Path

import pytest
from in_chromium import NEEDS_CHROMIUM, barriers_by_page
from quarters import an_office, load_ashcombe, play
from verapdf import NEEDS_VERAPDF, failures_of_each

from config.clock import instant
from flows.papers_made import make_paper

pytestmark = pytest.mark.full

CYCLE, AT = "partnership-board-2027-03-24", instant(datetime(2027, 3, 24, 18))
WIDTHS = (320, 1280)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """“kind.format” → bytes, of every type; the exempt twins too."""
    folder = tmp_path_factory.mktemp("judged")
    office = an_office(folder, f"sqlite:///{folder / 'plan.db'}", formats=("html", "mail", "pdf"))
    load_ashcombe(office)
    play(office, to_on=date(2027, 3, 24))
    return {
        f"{kind}.{format_}": content
        for kind in office.paper_types
        for format_, (_, content) in make_paper(office, kind, cycle=CYCLE, at=AT).files.items()
    }


class TestJudged:
    pytestmark = NEEDS_VERAPDF

    def test_vera_pdf_passes_every_pdf_as_pdf_ua_1(self, files: dict[str, bytes]) -> None:
        pdfs = {name: content for name, content in files.items() if name.endswith(".pdf")}

        assert len(pdfs) >= 20
        assert {name: found for name, found in failures_of_each(pdfs).items() if found} == {}


class TestSeen:
    pytestmark = NEEDS_CHROMIUM

    def test_axe_finds_no_barrier_on_any_page_or_mail_at_phone_and_desk_width(
        self, files: dict[str, bytes], tmp_path: Path
    ) -> None:
        pages = {
            name.replace(".", "-"): content
            for name, content in files.items()
            if name.rpartition(".")[2] in ("html", "mail")
        }

        assert len(pages) >= 40
        assert barriers_by_page(pages, tmp_path, WIDTHS, shown_as="paper") == {}
