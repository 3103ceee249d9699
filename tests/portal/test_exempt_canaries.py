"""Words that are marked as exempt occur in nothing the public, a board or another owner can read; Part 2 holds them.

A canary, a word that exists nowhere else, stands in every text of the record that can be marked.
"""

import logging
from pathlib import Path

import pytest
from canaries import (
    CANARIES,
    CYCLE,
    PRINTED_NOWHERE,
    action_marked,
    canaries_in,
    finding_marked,
    planted_town,
    played_on,
    words_of_mail,
)
from casts import Ashcombe
from crawler import Walk
from sqlmodel import col, select

from flows.papers_made import make_paper
from governance.exempt import WITHHELD
from governance.terms import Role
from plan_store import links, papers
from plan_store.database import reading
from plan_store.tables import AccessLink, ActionOwner, Cycle, Notice

pytestmark = pytest.mark.full


@pytest.fixture(scope="module")
def logged() -> list[str]:
    """Every line that any part of the program writes to a log, at whatever level."""
    lines: list[str] = []

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            # The browser of these tests notes what it asks for, and it asks for the canaries.
            if not record.name.startswith("http"):
                lines.append(record.getMessage())

    root = logging.getLogger()
    root.addHandler(Keeping())
    root.setLevel(logging.DEBUG)
    return lines


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, logged: list[str]) -> Ashcombe:
    """Canaries planted while answers were collected; then closed, drafted, signed off, published and told of."""
    return played_on(planted_town(tmp_path_factory.mktemp("canaries")))


def test_there_is_a_canary_in_more_than_twenty_places_and_each_is_found_where_it_is(town: Ashcombe) -> None:
    store = Path(str(town.office.engine.url.database)).read_bytes()

    assert len(CANARIES) >= 20
    assert {place for place, word in CANARIES.items() if word.encode() in store} == set(CANARIES)


def test_no_published_file_holds_one_in_any_format(town: Ashcombe) -> None:
    files = [path for path in (town.office.published or Path()).rglob("*") if path.is_file()]

    formats = {path.suffix for path in files}
    assert {".html", ".pdf", ".docx"} <= formats
    assert {path.name: found for path in files if (found := canaries_in(path.read_bytes()))} == {}
    assert {path.name for path in files if canaries_in(path.name)} == set()


def test_no_public_paper_of_any_type_holds_one_whenever_it_is_made(town: Ashcombe) -> None:
    found = {}
    for kind, paper_type in town.office.paper_types.items():
        if paper_type.part == 1:
            made = make_paper(town.office, kind, cycle=CYCLE, at=town.now, formats=paper_type.formats)
            found |= {name: seen for name, content in made.files.values() if (seen := canaries_in(content))}
            found |= {f"facts of {kind}": seen for seen in [canaries_in(str(made.facts))] if seen}

    assert found == {}


def test_the_exempt_twins_hold_them(town: Ashcombe) -> None:
    found: set[str] = set()
    theme = finding_marked(town)
    for kind, paper_type in town.office.paper_types.items():
        if paper_type.part == 2:
            made = make_paper(town.office, kind, cycle=CYCLE, at=town.now, theme=theme, formats=("html",))
            found |= canaries_in(made.files["html"][1])

    assert found == set(CANARIES) - PRINTED_NOWHERE


def test_the_twin_of_the_published_paper_was_published_apart_and_holds_the_owners_words(town: Ashcombe) -> None:
    with reading(town.office.engine) as session:
        cycle = session.exec(select(Cycle).where(Cycle.reference == CYCLE)).one()
        kept = {paper.part: (paper.state, papers.files(session, paper)) for paper in papers.current(session, cycle)}

    assert {part: state for part, (state, _) in kept.items()} == {1: "published", 2: "published"}
    assert {"update.narrative", "action.title"} <= canaries_in(kept[2][1]["html"].content)
    assert [format_ for format_, file in kept[1][1].items() if canaries_in(file.content)] == []


def test_no_mail_holds_one_neither_sent_nor_waiting(town: Ashcombe) -> None:
    outbox = list((town.office.settings.var / "outbox").rglob("*.eml"))
    with reading(town.office.engine) as session:
        written = [(notice.kind, canaries_in(str(notice.facts))) for notice in session.exec(select(Notice))]
    sent = [(path.name, canaries_in(words_of_mail(path))) for path in outbox]

    assert len(outbox) > 10
    assert [mail for mail in sent if mail[1]] == []
    assert [notice for notice in written if notice[1]] == []


@pytest.mark.parametrize("role", [None, Role.BOARD_MEMBER, Role.LEADER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_no_page_outside_the_desk_shows_one_to_whoever_may_not_read_them(town: Ashcombe, role: Role | None) -> None:
    client = town.signed_in(f"Some {role.value}", role) if role else town.client()
    walk = Walk(client, most=400).from_page("/board" if role in (Role.BOARD_MEMBER, Role.LEADER, Role.AUDITOR) else "/")
    opened = [page for page in walk.pages if not page.path.startswith("/desk")]

    assert opened
    assert {page.path: found for page in opened if (found := canaries_in(page.body))} == {}


def test_the_board_reads_that_something_is_withheld_in_the_very_places(town: Ashcombe) -> None:
    client = town.signed_in("Ffion Rees", Role.BOARD_MEMBER)

    story = client.get(f"/board/actions/{action_marked(town)}").text

    assert WITHHELD in story
    assert canaries_in(story) == set()


def test_the_search_finds_none_of_them_for_a_board_member(town: Ashcombe) -> None:
    client = town.signed_in("Ffion Rees", Role.BOARD_MEMBER)

    answers = {place: client.get("/board/search", params={"q": word}).text for place, word in CANARIES.items()}

    assert {
        place for place, page in answers.items() if "/board/actions/" in page or "/board/meetings/" in page
    } == set()


def test_an_owner_of_something_else_sees_none(town: Ashcombe) -> None:
    with reading(town.office.engine) as session:
        owned = select(ActionOwner.person_id).where(ActionOwner.place == 0)
        found = session.exec(
            select(AccessLink).where(AccessLink.opens == "answer", col(AccessLink.person_id).in_(owned))
        ).all()
        tokens = [links.token(link, secret=town.office.settings.secret) for link in found]
    seen: dict[str, set[str]] = {}
    pages = 0
    for token in tokens:
        walk = Walk(town.client(), most=30).from_page(f"/answer/{token}")
        pages += len(walk.pages)
        seen |= {page.path: marked for page in walk.pages if (marked := canaries_in(page.body))}

    assert pages > len(tokens) > 1
    assert seen == {}


def test_no_line_of_any_log_holds_one(town: Ashcombe, logged: list[str]) -> None:
    assert logged
    assert canaries_in("\n".join(logged)) == set()
