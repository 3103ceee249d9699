"""What anybody may read: published papers and meetings to come, and nothing else."""

import pytest
from casts import A_PAPER_PAGE, BY, CYCLE, Ashcombe, london
from sqlmodel import select

from governance.cycle import FINISHED
from governance.terms import Stage
from plan_store import papers
from plan_store.database import transaction
from plan_store.tables import PaperFile
from portal.board.calendar_of_papers import STANDS


@pytest.fixture
def published(town: Ashcombe) -> Ashcombe:
    town.enter(Stage.LOCKED)
    town.draft()
    town.enter(Stage.DRAFTING, Stage.AWAITING_SIGN_OFF, Stage.APPROVED, Stage.PUBLISHED)
    town.write(lambda s, c: papers.mark_published(s, papers.current(s, c)[0], by=BY, at=town.now))
    return town


def test_the_front_page_lists_published_papers_by_board_with_every_format(published: Ashcombe) -> None:
    page = published.client().get("/").text

    assert "Children&#39;s Partnership Board" in page
    assert "Meeting of Tuesday 10 March 2026" in page
    assert f'href="/papers/{CYCLE}/progress_report"' in page
    assert f'href="/papers/{CYCLE}/progress_report.pdf"' in page
    assert f'href="/papers/{CYCLE}/progress_report.docx"' in page


def test_the_front_page_says_how_large_a_file_is_before_it_is_opened(published: Ashcombe) -> None:
    page = published.client().get("/").text

    assert "Read the PDF (92 KB)" in page
    assert "Download for Word (26 KB)" in page
    assert 'href="/sign-in"' in page


def test_the_front_page_lists_meetings_to_come_with_their_dates(town: Ashcombe) -> None:
    page = town.client().get("/").text

    assert "The owners of the actions are being asked how they are going." in page
    assert "midday on Friday 20 February 2026" in page
    assert "5pm on Monday 2 March 2026" in page
    assert "No paper has been published yet." in page


def test_a_meeting_that_is_over_is_no_longer_to_come(published: Ashcombe) -> None:
    published.now = london(2026, 3, 11)

    page = published.client().get("/").text

    assert "No meeting is planned at the moment." in page


def test_the_front_page_names_nobody(published: Ashcombe) -> None:
    page = published.client().get("/").text

    for name in ("Amara", "Bryn", "Carys", "Dev"):
        assert name not in page


def test_every_stage_of_a_running_cycle_has_words_for_the_public() -> None:
    assert set(STANDS) == set(Stage) - FINISHED


def test_a_published_paper_is_given_out_byte_for_byte(published: Ashcombe) -> None:
    client = published.client()

    page = client.get(f"/papers/{CYCLE}/progress_report")
    pdf = client.get(f"/papers/{CYCLE}/progress_report.pdf")
    word = client.get(f"/papers/{CYCLE}/progress_report.docx")

    assert page.content == A_PAPER_PAGE.encode()
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "style-src 'unsafe-inline'" in page.headers["content-security-policy"]
    assert "script-src" not in page.headers["content-security-policy"]
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert pdf.content.startswith(b"%PDF")
    assert pdf.headers["content-disposition"].startswith("inline;")
    assert word.headers["content-type"].endswith("wordprocessingml.document")


@pytest.mark.parametrize("stage", [Stage.DRAFTING, Stage.AWAITING_SIGN_OFF, Stage.APPROVED])
def test_a_paper_that_is_not_published_is_not_there(town: Ashcombe, stage: Stage) -> None:
    way = [Stage.LOCKED, Stage.DRAFTING, Stage.AWAITING_SIGN_OFF, Stage.APPROVED]
    town.enter(Stage.LOCKED)
    town.draft()
    town.enter(*way[1 : way.index(stage) + 1])

    for path in (f"/papers/{CYCLE}/progress_report", f"/papers/{CYCLE}/progress_report.pdf"):
        assert town.client().get(path).status_code == 404
    assert "progress_report" not in town.client().get("/").text


@pytest.mark.parametrize(
    "path",
    [
        "/papers/none/progress_report",
        "/papers/partnership-board-2026-03-10/other",
        "/papers/partnership-board-2026-03-10/progress_report.exe",
        "/papers/a%00b/c",
        "/papers/..%2f..%2fetc/passwd",
        "/static/../app.py",
        "/static/%2e%2e/layout.html",
        "/answer",
        "/openapi.json",
        "/docs",
    ],
)
def test_what_is_not_there_is_a_page_that_helps(town: Ashcombe, path: str) -> None:
    answer = town.client().get(path)

    assert answer.status_code == 404
    assert "<h1" in answer.text
    assert "governance@ashcombe.example" in answer.text


def test_a_paper_whose_bytes_have_changed_in_the_store_is_not_given_out(published: Ashcombe) -> None:
    with transaction(published.office.engine) as session:
        file = session.exec(select(PaperFile).where(PaperFile.format == "html")).one()
        file.content = file.content.replace(b"Four", b"Nine")
        session.add(file)

    answer = published.client().get(f"/papers/{CYCLE}/progress_report")

    assert answer.status_code == 500
    assert "is damaged in the plan store" in answer.text


def test_health_says_whether_the_store_answers(town: Ashcombe) -> None:
    assert town.client().get("/health").json() == {"ok": True}
