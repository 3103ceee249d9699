"""What goes out after the pack: a paper that was to follow, one drafted again, and a pack that was refused."""

import io
import json
import re
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from despatches_played import (
    CANARY,
    CYCLE,
    DIRECTOR,
    LATE,
    OFFICER,
    WHY_LATE,
    Despatched,
    before_sign_off,
    despatched,
    drafted,
    sign,
    supplemented,
)
from pypdf import PdfReader
from quarters import moment

from flows.meeting_papers import MeetingPapers, papers_of
from flows.office import Office
from flows.packs import make_pack, packs_of
from flows.supplements import complete, draft_supplement, follow_up
from flows.tick import run_tick
from governance.errors import NotYourTurn, PaperError, RecordError, WrongStage
from governance.terms import Role
from plan_store import cycles, exemptions, notices, papers, people, plans
from plan_store.database import reading, transaction

pytestmark = pytest.mark.full
AGAIN_AT = moment(date(2027, 2, 4), time(9))
TITLES = ("Improvement plan: exception report", "Children's Services Improvement Plan: progress report")
PAGES = ("index.html", "manifest.json")


def words_of(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def named(files: dict[str, bytes], ending: str) -> bytes:
    (found,) = (content for name, content in files.items() if name.endswith(ending))
    return found


def manifest_in(files: dict[str, bytes]) -> Any:
    return json.loads(files["manifest.json"])


def meeting_of(office: Office) -> MeetingPapers:
    with reading(office.engine) as session:
        return papers_of(session, office, CYCLE)


@pytest.fixture(scope="module")
def told() -> list[list[str]]:
    return []


@pytest.fixture(scope="module")
def seen(
    tmp_path_factory: pytest.TempPathFactory, told: list[list[str]]
) -> tuple[Despatched, list[dict[str, bytes]], str]:
    """The town, what lay in the folder after the pack and after each of two supplements, and the first page of all."""
    town = despatched(tmp_path_factory.mktemp("despatched"))
    after = [town.files()]
    told.append(supplemented(town, "exception_report"))
    after.append(town.files())
    told.append(supplemented(town, "progress_report", at=AGAIN_AT))
    after.append(town.files())
    return town, after, (town.folder.parent / "improvement-board.html").read_text(encoding="utf-8")


Seen = tuple[Despatched, list[dict[str, bytes]], str]


def test_the_pack_and_the_page_say_what_is_to_follow(seen: Seen) -> None:
    files = seen[1][0]

    (front, *_), page = words_of(named(files, "pack.pdf")), files["index.html"].decode()

    assert "2 Improvement plan: exception report To follow" in front
    assert re.search(r"To follow</h2>\s*<ul>\s*<li[^>]*>Item 2: Improvement plan: exception report</li>", page)
    assert manifest_in(files)["to_follow"] == [{"item": "2", "title": "Improvement plan: exception report"}]
    assert not [name for name in files if "exception" in name]


def test_what_came_in_a_supplement_is_no_longer_to_follow(seen: Seen) -> None:
    files = seen[1][1]

    assert "To follow" not in files["index.html"].decode()
    assert manifest_in(files)["to_follow"] == []


def test_a_supplement_changes_nothing_that_was_out_but_the_pages_that_list_it(
    seen: Seen, told: list[list[str]]
) -> None:
    first, second, third = seen[1]

    for before, after in ((first, second), (second, third)):
        assert {name: after[name] for name in before if name not in PAGES} == {
            name: content for name, content in before.items() if name not in PAGES
        }
    assert all(re.fullmatch(r"Published two papers in a supplement and told \d+ people\.", said) for (said,) in told)
    assert len(told) == 2


def test_the_board_and_the_leaders_get_a_mail_with_the_reason_and_no_exempt_word(seen: Seen) -> None:
    with reading(seen[0].office.engine) as session:
        mails = [notice for notice in notices.outbox(session) if notice.kind == "supplement_published"]
        readers = people.members(session, cycles.require(session, CYCLE).board_id)
        readers += people.with_role(session, Role.LEADER)
        told = {(mail.person_id, mail.facts["cycle"]["paper_title"]) for mail in mails}
        expected = {(person.id, title) for person in readers for title in TITLES}

    assert readers
    assert told == expected
    assert all(mail.facts["supplement"]["late"] == WHY_LATE for mail in mails)
    assert [mail for mail in mails if CANARY in str(mail.facts) or "exempt" in str(mail.facts)] == []


def test_each_supplement_carries_on_the_page_numbers_on_paper_and_on_the_screen(seen: Seen) -> None:
    files, number = seen[1][2], 0

    for name in ("pack", "supplement-1", "supplement-2"):
        pdf = named(files, f"{name}.pdf")
        words = words_of(pdf)
        expected = [str(n) for n in range(number + 1, number + len(words) + 1)]
        assert PdfReader(io.BytesIO(pdf)).page_labels == expected
        assert all(f"Page {n}" in page for n, page in zip(expected, words, strict=True))
        number += len(words)


def test_the_front_sheet_of_a_supplement_says_which_it_is_why_it_is_late_and_what_is_in_it(seen: Seen) -> None:
    (front, *_) = words_of(named(seen[1][1], "supplement-1.pdf"))
    first_page = manifest_in(seen[1][1])["supplements"][0]["papers"][0]["pages"][0]

    assert "Supplement 1 to the agenda pack of the meeting on Tuesday 9 February 2027" in front
    assert WHY_LATE in front
    assert f"2 Improvement plan: exception report Corporate Director, Children and Adults {first_page}" in front


def test_a_supplement_has_its_papers_as_bookmarks(seen: Seen) -> None:
    reader = PdfReader(io.BytesIO(named(seen[1][1], "supplement-1.pdf")))

    titles = [mark.title for mark in reader.outline if not isinstance(mark, list)]

    assert [title for title in titles if title and "exception report" in title]


def test_the_manifest_describes_each_supplement_and_its_pages(seen: Seen) -> None:
    said = manifest_in(seen[1][2])

    (first, second) = said["supplements"]
    assert said["pack"]["pages"][1] + 1 == first["pack"]["pages"][0]
    assert first["pack"]["pages"][1] + 1 == second["pack"]["pages"][0]
    assert [paper["item"] for each in said["supplements"] for paper in each["papers"]] == ["2", "1"]
    assert [paper["replaces"] for each in said["supplements"] for paper in each["papers"]] == [False, True]
    assert all(paper["part"] == 1 for each in said["supplements"] for paper in each["papers"])


def test_a_paper_drafted_again_goes_out_under_a_new_name_and_the_portal_leads_to_it(seen: Seen) -> None:
    town, (*_, files), _ = seen

    reports = sorted(name for name in files if "progress-report" in name and name.endswith(".pdf"))
    assert reports == [f"{CYCLE}-progress-report-v3.pdf", f"{CYCLE}-progress-report.pdf"]
    with reading(town.office.engine) as session:
        (current,) = papers.current(session, cycles.require(session, CYCLE), "progress_report")
        assert current.version == 3


def test_the_page_of_the_board_leads_to_the_pack_and_each_supplement(seen: Seen) -> None:
    _, (*_, files), page = seen

    assert all(f'href="{CYCLE}/{name}"' in page for name in files if name != "manifest.json")
    assert "Improvement Board: meetings and papers" in page


def test_no_word_of_an_exempt_paper_reaches_anything_that_is_published(seen: Seen) -> None:
    town, (*_, files), page = seen

    public = {name: content.decode() if name.endswith((".html", ".json")) else "" for name, content in files.items()}
    public |= {name: " ".join(words_of(content)) for name, content in files.items() if name.endswith(".pdf")}
    exempt = " ".join(words_of(make_pack(town.office, meeting_of(town.office), part=2).pdf))

    assert CANARY in exempt
    assert [name for name, words in (public | {"board": page}).items() if CANARY in words or "(exempt)" in words] == []


def test_the_exempt_papers_have_supplements_of_their_own_with_numbers_of_their_own(seen: Seen) -> None:
    packs = list(packs_of(seen[0].office, meeting_of(seen[0].office), part=2))

    assert [pack.name for pack in packs] == [
        f"EXEMPT-{CYCLE}-{which}.pdf" for which in ("pack", "supplement-1", "supplement-2")
    ]
    assert [pack.first_page for pack in packs[1:]] == [pack.last_page + 1 for pack in packs[:-1]]
    assert all("not for publication" in page.lower() for pack in packs for page in words_of(pack.pdf))


def test_the_same_papers_give_the_same_pack_and_supplements(seen: Seen) -> None:
    office, files = seen[0].office, seen[1][2]

    made = {pack.name: pack.pdf for pack in packs_of(office, meeting_of(office))}

    assert made == {name: files[name] for name in made}
    assert len(made) == 3


def test_a_tick_that_finds_nothing_new_writes_nothing(seen: Seen) -> None:
    town = seen[0]
    before = {path.name: path.stat().st_mtime_ns for path in town.folder.iterdir()}

    deeds = [deed for deed in run_tick(town.office, at=AGAIN_AT) if deed.step == "publish_supplement"]

    assert deeds == []
    assert {path.name: path.stat().st_mtime_ns for path in town.folder.iterdir()} == before


def test_a_folder_that_was_lost_is_written_again_as_it_was(seen: Seen, tmp_path: Path) -> None:
    town, (*_, files), _ = seen
    elsewhere = replace(town.office, published=tmp_path)

    assert complete(elsewhere, CYCLE, at=moment(date(2027, 2, 5), time(9))) == "Put out what was lacking."

    assert {path.name: path.read_bytes() for path in (tmp_path / CYCLE).iterdir()} == files


def test_a_pack_that_was_refused_goes_out_once_its_template_is_put_back(seen: Seen, tmp_path: Path) -> None:
    office = replace(seen[0].office, published=tmp_path)
    other = replace(office, council=office.council.model_copy(update={"footer": "Another footer"}))

    with pytest.raises(PaperError, match=r"There is no pack: .* cannot go into the pack.*Put the template back"):
        complete(other, CYCLE, at=AGAIN_AT)
    refused = {path.name for path in (tmp_path / CYCLE).iterdir()}
    deeds = [deed.said for deed in run_tick(office, at=AGAIN_AT) if deed.step == "publish_supplement"]

    assert not [name for name in refused if name.endswith(("pack.pdf", "-1.pdf", "-2.pdf"))]
    assert {f"{CYCLE}-progress-report.pdf", f"{CYCLE}-exception-report.pdf", *PAGES} <= refused
    assert deeds == ["Put out what was lacking."]
    assert {path.name for path in (tmp_path / CYCLE).iterdir()} == set(seen[1][2])
    assert complete(office, CYCLE, at=AGAIN_AT).startswith("Nothing is lacking")


def test_words_marked_exempt_after_they_went_out_are_not_written_out_again(tmp_path: Path) -> None:
    town = despatched(tmp_path, exempt=False)
    taken_down = town.folder / f"{CYCLE}-progress-report.pdf"
    with transaction(town.office.engine) as session:
        plan = plans.require(session)
        action = plans.find_action(session, plan, "S1")
        exemptions.mark(session, plan, action, field="title", paragraph=2, reason="A home.", by="P-001", at=LATE)
    for path in (taken_down, town.folder / f"{CYCLE}-pack.pdf"):
        path.unlink()

    drafted(town.office, "exception_report", at=AGAIN_AT)
    sign(town.office, at=AGAIN_AT)
    followed = follow_up(town.office, CYCLE, at=AGAIN_AT)

    assert followed.sent == 2
    assert "marked exempt since it was drafted" in followed.lacking
    assert not taken_down.exists()
    page = (town.folder / "index.html").read_text(encoding="utf-8")
    assert taken_down.name not in page
    assert f"{CYCLE}-exception-report.pdf" in page


class TestRefused:
    """What cannot be drafted or signed, with the sentence that says why; nothing of it changes the folder."""

    @pytest.mark.parametrize(
        ("kind", "words", "at", "fault", "says"),
        [
            ("exception_report", "", LATE, RecordError, "say why this one is late.*100B"),
            ("exception_report", "Because [reason].", LATE, RecordError, r"in the place of \[reason\]"),
            ("no_such_paper", WHY_LATE, LATE, RecordError, "There is no paper type “no_such_paper”; there are"),
            ("progress_report_exempt", WHY_LATE, LATE, RecordError, "There is no paper type"),
            ("exception_report", WHY_LATE, moment(date(2027, 2, 9), time(14)), WrongStage, "The meeting has begun"),
        ],
    )
    def test_a_supplement_that_cannot_be_is_refused(
        self, seen: Seen, kind: str, words: str, at: datetime, fault: type[Exception], says: str
    ) -> None:
        with pytest.raises(fault, match=says):
            draft_supplement(seen[0].office, CYCLE, kind, words, by=OFFICER, at=at)

    def test_only_an_officer_drafts_a_supplement(self, seen: Seen) -> None:
        with pytest.raises(NotYourTurn):
            draft_supplement(seen[0].office, CYCLE, "exception_report", WHY_LATE, by=DIRECTOR, at=LATE)

    def test_nothing_is_supplemented_before_the_pack_is_out(self, tmp_path: Path) -> None:
        office = before_sign_off(tmp_path, exempt=False, formats=())

        with pytest.raises(WrongStage, match="no pack to supplement"):
            drafted(office, "exception_report")
        with pytest.raises(WrongStage, match="once its papers are published"):
            complete(office, CYCLE, at=LATE)


def test_nothing_new_goes_out_once_the_meeting_has_begun(tmp_path: Path) -> None:
    town = despatched(tmp_path, exempt=False, formats=("html", "pdf"))
    drafted(town.office, "exception_report")
    sign(town.office)
    before = town.files()

    run_tick(town.office, at=moment(date(2027, 2, 9), time(14)))

    assert town.files() == before
