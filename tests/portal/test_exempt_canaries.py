"""Words that are marked as exempt occur in nothing the public, a board or another owner can read; Part 2 holds them.

A canary, a word that exists nowhere else, stands in every text of the record that can be marked, and in what people say
of them while a whole cycle goes by; then everything that came out is searched for all of them, byte by byte. What each
place claims stands in canary_words.py.
"""

import logging
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from canaries import CYCLE, NEXT_CYCLE, action_marked, finding_marked, planted_town, played_on
from canary_deeds import DEEDS, MEMBER
from canary_words import ACTED, ACTED_CLAIMS, CANARIES, CARRIED, CLAIMS, PLANTED, PRINTED_NOWHERE, canaries_in
from casts import Ashcombe
from crawler import Walk
from sqlmodel import col, select

from flows.papers_made import make_paper
from flows.report import write_report
from governance.exempt import MARKABLE, WITHHELD
from governance.terms import Role
from plan_store import links, papers
from plan_store.database import reading
from plan_store.tables import AccessLink, ActionOwner, Cycle, Exemption, Notice

pytestmark = pytest.mark.full
# Nobody of these may read Part 2.
READERS = (None, Role.BOARD_MEMBER, Role.LEADER, Role.AUDITOR, Role.ADMINISTRATOR, Role.OWNER, Role.SRO)
# Where each begins to walk: pages that lead on, and those of the very things that are marked.
DOORS = {None: "/", Role.ADMINISTRATOR: "/desk/people", Role.OWNER: "/", Role.SRO: "/", Role.AUDITOR: "/desk"}


@dataclass(frozen=True)
class Played:
    """The town after its cycle, what was logged meanwhile, and the folder in which temporary files were made."""

    town: Ashcombe
    logged: list[str]
    temporary: Path


@pytest.fixture(scope="module", params=("sqlite", "postgresql"))
def played(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """Canaries planted while answers were collected; then the cycle goes on by its people, to the next one."""
    folder, temporary = tmp_path_factory.mktemp("canaries"), tmp_path_factory.mktemp("temporary")
    address = "" if request.param == "sqlite" else request.getfixturevalue("postgres_database")
    lines: list[str] = []
    written = logging.Formatter()

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            # The browser of these tests notes what it asks for, and it asks for the canaries.
            if not record.name.startswith("http"):
                lines.append(written.format(record))

    root, keeping = logging.getLogger(), Keeping()
    before, level = tempfile.tempdir, root.level
    root.addHandler(keeping)
    root.setLevel(logging.DEBUG)
    tempfile.tempdir = str(temporary)
    town = played_on(planted_town(folder, address), DEEDS)
    yield Played(town, lines, temporary)
    town.office.engine.dispose()
    tempfile.tempdir = before
    root.setLevel(level)
    root.removeHandler(keeping)


@pytest.fixture
def town(played: Played) -> Ashcombe:
    return played.town


def published_files(town: Ashcombe) -> Iterator[tuple[str, bytes]]:
    """Papers in every format, the pack, the page that lists them and the manifest, as they lie in their folder."""
    folder = town.office.published or Path()
    for path in folder.rglob("*"):
        if path.is_file():
            yield str(path.relative_to(folder)), path.read_bytes()


def other_files(town: Ashcombe) -> Iterator[tuple[str, bytes]]:
    """Everything else that the program leaves on the disk but the store: mails, caches, whatever there may be."""
    var, published = town.office.settings.var, town.office.published or Path()
    for path in var.rglob("*"):
        if path.is_file() and not path.name.startswith("cleardays.db") and not path.is_relative_to(published):
            yield str(path.relative_to(var)), path.read_bytes()


def waiting_mails(town: Ashcombe) -> Iterator[tuple[str, str]]:
    """What the outbox keeps of every mail, sent, waiting or held: its facts and, of one in doubt, its bytes."""
    with reading(town.office.engine) as session:
        for notice in session.exec(select(Notice)):
            yield f"{notice.kind} {notice.id}", f"{notice.facts} {notice.written!r}"


def papers_made(town: Ashcombe, part: int) -> Iterator[tuple[str, bytes | str]]:
    """Every type of paper in every format, and as a page for the next cycle too, which looks back at this one."""
    for reference in (CYCLE, NEXT_CYCLE):
        for kind, paper_type in town.office.paper_types.items():
            if paper_type.part == part:
                theme = finding_marked(town) if part == 2 else ""
                formats = paper_type.formats if reference == CYCLE else ("html",)
                made = make_paper(town.office, kind, cycle=reference, at=town.now, theme=theme, formats=formats)
                yield from made.files.values()
                yield f"facts of {kind}", str(made.facts)


def pages_of(town: Ashcombe, role: Role | None) -> dict[str, bytes]:
    """Everything that somebody of this role can open, pages and files, with its headers."""
    client = town.signed_in(f"Some {role.value}", role) if role else town.client()
    walk = Walk(client, most=400 if role in (None, Role.BOARD_MEMBER) else 12)
    walk.from_page(DOORS.get(role, "/board"))
    for path in (f"/board/actions/{action_marked(town)}", f"/desk/plan/actions/{action_marked(town)}", "/board/state"):
        walk.from_page(path)
    return walk.came


def test_every_text_that_can_be_marked_is_a_place_with_a_claim_of_its_own() -> None:
    assert set(CLAIMS) == {f"{kind}.{field}" for kind, fields in MARKABLE.items() for field in fields}
    assert len(CANARIES) == len(CLAIMS) + len(ACTED_CLAIMS) + 1 >= 20
    assert [one for one in CANARIES.values() for other in CANARIES.values() if one != other and one in other] == []


def test_every_canary_is_in_the_store_and_was_put_there_before_it_was_searched_for(town: Ashcombe) -> None:
    stored = town.everything()

    assert {place for place, word in CANARIES.items() if word in stored} == set(CANARIES)
    with reading(town.office.engine) as session:
        marked = {mark.kind for mark in session.exec(select(Exemption))}
    assert marked == set(MARKABLE)


def test_no_published_file_holds_one_but_the_title_that_was_marked_after_it_was_out(town: Ashcombe) -> None:
    files = dict(published_files(town))

    found = {name: seen - {CARRIED} for name, content in files.items() if (seen := canaries_in(content))}
    assert {Path(name).suffix for name in files} >= {".html", ".pdf", ".docx", ".json"}
    assert any(name.endswith("-pack.pdf") for name in files)
    assert {name: seen for name, seen in found.items() if seen} == {}
    # It was printed: the mark came two days later, and what is made from then on is held to it below.
    assert found
    assert canaries_in("\n".join(files)) == set()


def test_no_public_paper_of_any_type_holds_one_whenever_it_is_made(town: Ashcombe) -> None:
    assert {name: seen for name, content in papers_made(town, 1) if (seen := canaries_in(content))} == {}


def test_the_exempt_twins_hold_them_in_every_format_so_the_search_would_have_found_them(town: Ashcombe) -> None:
    by_format: dict[str, set[str]] = {}
    for name, content in papers_made(town, 2):
        by_format.setdefault(Path(name).suffix, set()).update(canaries_in(content))

    minuted = {"limb.words", "action made of it.title", CARRIED}
    assert by_format[".html"] >= set(PLANTED) - PRINTED_NOWHERE | minuted
    assert by_format[".docx"] >= set(PLANTED) - PRINTED_NOWHERE | minuted
    assert by_format[".pdf"] >= set(PLANTED) - PRINTED_NOWHERE | minuted


def test_the_twin_of_the_published_paper_was_published_apart_and_holds_the_owners_words(town: Ashcombe) -> None:
    with reading(town.office.engine) as session:
        cycle = session.exec(select(Cycle).where(Cycle.reference == CYCLE)).one()
        kept = {paper.part: (paper.state, papers.files(session, paper)) for paper in papers.current(session, cycle)}

    assert {part: state for part, (state, _) in kept.items()} == {1: "published", 2: "published"}
    assert {"update.narrative", "action.title"} <= canaries_in(kept[2][1]["html"].content)
    assert {place for file in kept[1][1].values() for place in canaries_in(file.content)} == {CARRIED}


def test_no_mail_holds_one_neither_sent_nor_waiting_nor_held(town: Ashcombe) -> None:
    sent = {name: canaries_in(content) for name, content in other_files(town) if name.endswith(".eml")}
    kept = {name: canaries_in(content) for name, content in waiting_mails(town)}

    assert len(sent) > 40
    assert {kind.split()[0] for kind in kept} >= {
        "answers_received", "question_asked", "question_answered", "paragraph_commented", "paper_sent_back",
        "paper_published", "leaders_brief", "update_request",
    }  # fmt: skip
    # The title that the first paper printed went out in mails of those days, before its mark.
    assert {name: seen for name, seen in sent.items() if seen - {CARRIED}} == {}
    assert {name: seen for name, seen in kept.items() if seen - {CARRIED}} == {}


def test_nothing_else_on_the_disk_holds_one_nor_any_temporary_file(played: Played) -> None:
    left = [(path.name, path.read_bytes()) for path in played.temporary.rglob("*") if path.is_file()]
    others = [(name, content) for name, content in other_files(played.town) if not name.endswith(".eml")]

    assert {name: seen for name, content in [*left, *others] if (seen := canaries_in(content))} == {}


@pytest.mark.parametrize("role", READERS)
def test_no_page_or_file_of_the_portal_gives_one_to_who_may_not_read_them(town: Ashcombe, role: Role | None) -> None:
    came = pages_of(town, role)

    printed = {path for path in came if path.startswith(f"/papers/{CYCLE}") or "/paper/" in path}
    assert came
    assert {path: seen for path, body in came.items() if (seen := canaries_in(body)) - {CARRIED}} == {}
    # The paper that is out stays as it was; every page about it, and every list, is drawn without the title.
    assert {path for path, body in came.items() if CARRIED in canaries_in(body)} <= printed


def test_the_officer_reads_them_at_the_desk_and_no_browser_keeps_the_page(town: Ashcombe) -> None:
    client = town.signed_in("Carys Bevan", Role.OFFICER)
    shown = [client.get(path) for path in ("/desk/exempt-words", f"/desk/plan/actions/{action_marked(town)}")]

    assert all(canaries_in(page.text) for page in shown)
    assert [page.headers["cache-control"] for page in shown] == ["no-store", "no-store"]


def test_the_board_and_the_auditor_read_that_something_is_withheld_in_the_very_places(town: Ashcombe) -> None:
    action = action_marked(town)
    board = town.signed_in(MEMBER, Role.BOARD_MEMBER).get(f"/board/actions/{action}").text
    auditor = town.signed_in("Amal Iqbal", Role.AUDITOR).get(f"/desk/plan/actions/{action}").text

    assert board.count(WITHHELD) > 3
    assert auditor.count(WITHHELD) > 3


def test_an_auditor_who_is_an_exempt_reader_too_reads_them(town: Ashcombe) -> None:
    client = town.signed_in("Amal Iqbal", Role.AUDITOR, Role.EXEMPT_READER)

    assert "action.title" in canaries_in(client.get(f"/desk/plan/actions/{action_marked(town)}").text)


def test_no_search_finds_one_or_tells_whether_a_guess_was_right(town: Ashcombe) -> None:
    board, auditor = town.signed_in(MEMBER, Role.BOARD_MEMBER), town.signed_in("Amal Auditor", Role.AUDITOR)
    nowhere = "Kanariewhichisnowhere"

    answers = {place: board.get("/board/search", params={"q": word}).text for place, word in CANARIES.items()}
    listed = {place: auditor.get("/desk/plan", params={"q": word}).text for place, word in CANARIES.items()}

    for pages, unknown in (
        (answers, board.get("/board/search", params={"q": nowhere}).text),
        (listed, auditor.get("/desk/plan", params={"q": nowhere}).text),
    ):
        assert {place for place, page in pages.items() if page.replace(CANARIES[place], nowhere) != unknown} == set()


def test_an_owner_of_something_else_sees_none(town: Ashcombe) -> None:
    with reading(town.office.engine) as session:
        owned = select(ActionOwner.person_id).where(ActionOwner.place == 0)
        found = session.exec(
            select(AccessLink).where(AccessLink.opens == "answer", col(AccessLink.person_id).in_(owned))
        ).all()
        tokens = [links.token(link, secret=town.office.settings.secret) for link in found]
    public = set(Walk(town.client()).from_page("/").came)
    came: dict[str, bytes] = {}
    for token in tokens:
        came |= Walk(town.client(), most=30, _seen=set(public)).from_page(f"/answer/{token}").came

    assert len(came) > len(tokens) > 1
    seen = {path: marked for path, body in came.items() if (marked := canaries_in(body))}
    # Whoever gave an answer finds it on their own page, as they typed it.
    assert {place for marked in seen.values() for place in marked} <= {"answer sent.narrative"}
    assert len(seen) <= 2


def test_no_line_of_any_log_and_nothing_that_prefect_is_told_holds_one(played: Played) -> None:
    assert played.logged
    assert canaries_in("\n".join(played.logged)) == set()
    assert canaries_in(write_report(played.town.office, at=played.town.now)) == set()


@pytest.mark.parametrize("place", sorted(ACTED))
def test_what_people_did_with_the_words_is_on_record(town: Ashcombe, place: str) -> None:
    assert ACTED[place] in town.everything(), ACTED_CLAIMS[place]
