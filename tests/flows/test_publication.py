"""What goes out for a meeting: its papers, its pack, the page that leads to them and the manifest."""

import hashlib
import io
import json
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from pypdf import PdfReader
from quarters import an_office, load_ashcombe, moment, play

from flows.meeting_papers import MeetingPapers, papers_of
from flows.office import Office
from flows.packs import make_pack
from flows.publication_pages import pages_of
from flows.steps.publish_papers import prepare
from governance.errors import ChangedSinceApproval, PaperError
from plan_store.database import reading

pytestmark = pytest.mark.full
CYCLE = "improvement-board-2027-02-09"
AGAIN_AT = moment(date(2027, 2, 3), time(9))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Ashcombe just after its first papers have gone out."""
    folder = tmp_path_factory.mktemp("ashcombe")
    made = an_office(folder, f"sqlite:///{folder / 'plan.db'}", formats=("html", "pdf"))
    load_ashcombe(made)
    play(made, to_on=date(2027, 2, 2), ticks=(time(9, 30), time(12)))
    return made


@pytest.fixture(scope="module")
def folder(office: Office) -> Path:
    assert office.published is not None
    return office.published / CYCLE


@pytest.fixture(scope="module")
def meeting(office: Office) -> MeetingPapers:
    with reading(office.engine) as session:
        return papers_of(session, office, CYCLE)


@pytest.fixture(scope="module")
def manifest(folder: Path) -> Any:
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def test_papers_pack_page_and_manifest_go_out_together(folder: Path) -> None:
    assert {file.name for file in folder.iterdir()} == {
        f"{CYCLE}-progress-report.html",
        f"{CYCLE}-progress-report.pdf",
        f"{CYCLE}-pack.pdf",
        "index.html",
        "manifest.json",
    }


def test_the_manifest_describes_every_file_as_it_lies_there(folder: Path, manifest: Any) -> None:
    described = [manifest["pack"], *(each for paper in manifest["papers"] for each in paper["formats"])]

    for each in described:
        content = (folder / each["file"]).read_bytes()
        assert (each["bytes"], each["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    assert len(described) == 3


def test_the_pages_the_manifest_names_are_those_printed_and_shown_on_the_screen(folder: Path, manifest: Any) -> None:
    reader = PdfReader(io.BytesIO((folder / manifest["pack"]["file"]).read_bytes()))
    (paper,) = manifest["papers"]
    first, last = paper["pages"]

    printed = [" ".join(page.extract_text().split()) for page in reader.pages]

    assert reader.page_labels == [str(n) for n in range(1, len(printed) + 1)]
    assert all(f"Page {n}" in words for n, words in enumerate(printed, start=1))
    assert f"Item {paper['item']}" in printed[first - 1]
    assert last == len(printed)


def test_the_front_sheet_says_which_board_meets_when_and_where(folder: Path, meeting: MeetingPapers) -> None:
    cover = meeting.papers[0].facts["cover"]
    front = " ".join(PdfReader(folder / f"{CYCLE}-pack.pdf").pages[0].extract_text().split())

    assert all(words in front for words in (cover["report_to"], "9 February 2027", cover["meeting_at"][11:16]))
    assert cover["place"] in front


def test_every_link_of_the_page_leads_to_a_file_beside_it(folder: Path) -> None:
    page = (folder / "index.html").read_text(encoding="utf-8")

    led_to = {unquote(piece.partition('"')[0]) for piece in page.split('href="')[1:] if not piece.startswith("#")}

    beside = {file.name for file in folder.iterdir()} - {"index.html", "manifest.json"}
    assert led_to == beside | {"../improvement-board.html"}
    assert (folder.parent / "improvement-board.html").is_file()
    assert "<script" not in page


def test_publishing_again_another_day_leaves_papers_and_pack_untouched(office: Office, folder: Path) -> None:
    before = {file.name: file.stat().st_mtime_ns for file in folder.glob("improvement-*")}

    assert prepare(office, CYCLE, at=AGAIN_AT) == ""

    assert {file.name: file.stat().st_mtime_ns for file in folder.glob("improvement-*")} == before


def test_the_same_papers_give_the_same_pack_and_pages(office: Office, folder: Path, meeting: MeetingPapers) -> None:
    pack = make_pack(office, meeting)

    assert pack.pdf == (folder / pack.name).read_bytes()
    once, again = (pages_of(office, meeting, {0: pack}, there={pack.name}, at=AGAIN_AT) for _ in range(2))
    assert once == again


def test_a_paper_whose_house_style_changed_after_sign_off_is_kept_out_of_the_pack(
    office: Office, meeting: MeetingPapers
) -> None:
    council = office.council.model_copy(update={"footer": "Another footer"})

    with pytest.raises(ChangedSinceApproval, match=r"cannot go into the pack.*mend.*new sign-off"):
        make_pack(replace(office, council=council), meeting)


def test_papers_that_are_due_go_out_though_the_pack_is_refused(office: Office, tmp_path: Path) -> None:
    council = office.council.model_copy(update={"footer": "Another footer"})

    why = prepare(replace(office, council=council, published=tmp_path), CYCLE, at=AGAIN_AT)

    assert "There is no pack" in why
    assert not list(tmp_path.rglob("*pack.pdf"))
    assert len(list(tmp_path.rglob("*progress-report.*"))) == 2
    assert "All papers in one file" not in (tmp_path / CYCLE / "index.html").read_text(encoding="utf-8")


def test_a_meeting_without_an_exempt_paper_has_no_exempt_pack(office: Office, meeting: MeetingPapers) -> None:
    with pytest.raises(PaperError, match="has no exempt paper"):
        make_pack(office, meeting, part=2)


def test_an_exempt_paper_is_in_the_exempt_pack_alone_and_each_page_says_so(
    office: Office, meeting: MeetingPapers
) -> None:
    (public,) = meeting.papers
    exempt = replace(public, title="Placements that failed", part=2)
    both = replace(meeting, papers=(public, exempt))

    packs = {part: make_pack(office, both, part=part) for part in (1, 2)}
    words = {n: [page.extract_text() for page in PdfReader(io.BytesIO(pack.pdf)).pages] for n, pack in packs.items()}

    assert packs[2].name.startswith("EXEMPT-")
    assert all("not for publication" in page.lower() for page in words[2])
    assert not any("Placements that failed" in page for page in words[1])
    assert "Members receive exempt information" in " ".join(words[1][0].split())
    assert b"Placements that failed" not in b"".join(
        pages_of(office, both, {0: packs[1]}, there=(), at=AGAIN_AT).values()
    )
