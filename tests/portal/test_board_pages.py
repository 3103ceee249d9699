"""The board's reading room: what is published, how the plan goes, any action's story, search, and questions."""

import re

import pytest
from boards_room import ROOM_FACTS, publish
from casts import BY, CYCLE, Ashcombe, hidden, london
from fastapi.testclient import TestClient
from sqlmodel import select

from governance.answers import AnswerGiven
from governance.terms import DeliveryStatus, Role
from plan_store import cycles, evidence_files, people, plans, updates
from plan_store.database import reading, transaction
from plan_store.tables import EvidenceFile, Meeting, MemberQuestion, Notice

WORDS = "Three teams decide within a day. Café trial <script>alert(1)</script>"


@pytest.fixture
def published(town: Ashcombe) -> Ashcombe:
    answer(town, WORDS)
    publish(town)
    return town


def answer(town: Ashcombe, words: str, reference: str = "A-001") -> None:
    """Amara answers about A-001 with a piece of evidence."""
    given = AnswerGiven(
        status=DeliveryStatus.AT_RISK,
        percent=70,
        narrative=words,
        reason="Two vacancies.",
        evidence=(("A count of a week", "https://a.example/count"),),
    )
    with transaction(town.office.engine) as session:
        cycle = cycles.hold_still(session, CYCLE)
        amara = people.require(session, "Amara Khan")
        action = plans.find_action(session, plans.require(session), reference)
        updates.record_update(
            session, cycle, action, amara, given, once=words, as_of=town.now.replace(tzinfo=None),
            by=amara.reference, at=town.now,
        )  # fmt: skip


def member(town: Ashcombe) -> TestClient:
    return town.signed_in("Ffion Rees", Role.BOARD_MEMBER)


def meeting_id(town: Ashcombe) -> int:
    with reading(town.office.engine) as session:
        return cycles.require(session, CYCLE).meeting_id


def ask(client: TestClient, address: str, words: str, about: str = "") -> str:
    key = hidden(client.get(address).text, "key")
    return str(client.post(f"{address}/questions", data={"key": key, "words": words, "about": about}).text)


def test_the_room_shows_the_next_meeting_with_its_papers_and_their_sizes(published: Ashcombe) -> None:
    page = member(published).get("/board").text

    assert "Children&#39;s Partnership Board" in page
    assert "Read the PDF (92 KB)" in page
    assert "Two of the 9 actions (22%) are past their due date" in page
    assert "That was the first paper on the plan" in page


def test_before_the_first_paper_the_room_says_so_and_what_comes(town: Ashcombe) -> None:
    client = member(town)

    assert "No paper has been published yet." in client.get("/board").text
    assert "No paper has been published yet." in client.get("/board/papers").text
    assert "The actions will stand here" in client.get("/board/actions").text
    assert "The pictures begin with the first published paper." in client.get("/board/state").text


@pytest.mark.parametrize("path", ["", "/papers", "/state", "/actions", "/search?q=canary", "/search?q=onlydrafted"])
def test_a_draft_is_in_no_page_of_the_room(town: Ashcombe, path: str) -> None:
    answer(town, "onlydrafted words")
    publish(town, ROOM_FACTS | {"summary": ["canary"]}, through=False)

    page = member(town).get(f"/board{path}").text

    assert "canary</li>" not in page
    assert "onlydrafted words" not in page
    assert "Progress of the improvement plan after" not in page


def test_every_action_stands_in_the_list_as_the_paper_printed_it(published: Ashcombe) -> None:
    page = member(published).get("/board/actions").text

    assert 'href="/board/actions/B%2F04%20%28ii%29"' in page
    assert "Amber. Due 31 January 2026, moved one time. Amara Khan." in page


def test_a_story_tells_answers_word_for_word_with_evidence_papers_and_first_date(published: Ashcombe) -> None:
    page = member(published).get("/board/actions/A-001").text

    assert "first due on Saturday 31 January 2026" in page
    assert "Three teams decide within a day. Café trial &lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "Two of three teams decide within a day." in page
    assert "answered: At risk, 70% done" in " ".join(page.split())
    assert "A count of a week" in page
    assert "https://a.example/count" in page
    assert "rated <strong>Amber</strong>" in page


def test_what_came_after_the_paper_waits_for_the_next_one_but_not_for_officers(published: Ashcombe) -> None:
    answer(published, "Said after the paper")

    assert "Said after the paper" not in member(published).get("/board/actions/A-001").text
    assert "Said after the paper" in published.signed_in("Carys Bevan").get("/board/actions/A-001").text


def test_a_story_of_an_unknown_action_is_a_page_that_helps(published: Ashcombe) -> None:
    for reference in ("none", "a%00b", "A-001%2F"):
        assert member(published).get(f"/board/actions/{reference}").status_code == 404


def test_evidence_is_handed_out_as_a_download_and_only_what_the_board_may_know(published: Ashcombe) -> None:
    with transaction(published.office.engine) as session:
        early, late = (
            EvidenceFile(evidence_id=1, name="week é.pdf", media_type="application/pdf", size=4, digest="d",
                         added_at=published.now, content=b"%PDF"),
            EvidenceFile(name="draft.pdf", media_type="application/pdf", size=4, digest="d",
                         added_at=published.now, content=b"%PDF"),
        )  # fmt: skip
        session.add_all([early, late])
    client = member(published)

    handed = client.get("/board/evidence/1")

    assert "Download week é.pdf (1 KB)" in client.get("/board/actions/A-001").text
    assert handed.content == b"%PDF"
    assert handed.headers["content-disposition"] == "attachment; filename*=UTF-8''week%20%C3%A9.pdf"
    assert handed.headers["content-type"] == "application/octet-stream"
    assert client.get("/board/evidence/2").status_code == 404
    assert client.get("/board/evidence/99").status_code == 404
    assert evidence_files.LARGEST_ID


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("CAFE trial", "<mark>Café trial</mark>"),
        ("front door", "<mark>front door</mark>"),
        ("improvement plan after", "<mark>improvement plan after</mark>"),
    ],
)
def test_search_finds_actions_words_and_papers_and_marks_where(published: Ashcombe, wanted: str, found: str) -> None:
    assert found in member(published).get("/board/search", params={"q": wanted}).text


def test_a_search_is_shown_as_it_was_typed_and_never_as_markup(published: Ashcombe) -> None:
    page = member(published).get("/board/search", params={"q": "<img src=x> \x00'\""}).text

    assert "<img src=x>" not in page
    assert "was not found" in page


def test_a_question_reaches_the_officer_and_the_record_word_for_word(published: Ashcombe) -> None:
    client, address = member(published), f"/board/meetings/{meeting_id(published)}"

    page = ask(client, address, "How many?\r\n<b>Now</b>", "B/04 (ii)")

    assert "Your question is in the record of the meeting" in page
    assert "How many?\n&lt;b&gt;Now&lt;/b&gt;" in page
    with reading(published.office.engine) as session:
        kept = session.exec(select(MemberQuestion)).one()
        told = session.exec(select(Notice).where(Notice.kind == "question_asked")).one()
    assert (kept.asked_by, kept.question, kept.before_meeting) == ("Ffion Rees", "How many?\n<b>Now</b>", True)
    assert told.facts["question"]["words"] == "How many?\n<b>Now</b>"
    assert told.facts["question"]["about"].startswith("B/04 (ii): ")


def test_a_question_sent_twice_is_asked_once(published: Ashcombe) -> None:
    client, address = member(published), f"/board/meetings/{meeting_id(published)}"
    key = hidden(client.get(address).text, "key")

    for _ in range(2):
        client.post(f"{address}/questions", data={"key": key, "words": "How many?"})

    with reading(published.office.engine) as session:
        assert len(session.exec(select(MemberQuestion)).all()) == 1
        assert len(session.exec(select(Notice).where(Notice.kind == "question_asked")).all()) == 1


def test_once_the_meeting_has_begun_no_question_is_taken_and_its_words_are_given_back(published: Ashcombe) -> None:
    client, address = member(published), f"/board/meetings/{meeting_id(published)}"
    key = hidden(client.get(address).text, "key")
    published.now = london(2026, 3, 10, 23)

    sent = client.post(f"{address}/questions", data={"key": key, "words": "Too late?"})

    assert sent.status_code in (401, 422)
    with reading(published.office.engine) as session:
        assert session.exec(select(MemberQuestion)).all() == []
    assert "takes no more questions" in member(published).get(address).text


@pytest.mark.parametrize("words", ["", "   ", "a\x00b", "x" * 4001])
def test_a_question_that_cannot_be_kept_is_given_back_with_a_sentence(published: Ashcombe, words: str) -> None:
    client, address = member(published), f"/board/meetings/{meeting_id(published)}"
    key = hidden(client.get(address).text, "key")

    sent = client.post(f"{address}/questions", data={"key": key, "words": words})

    assert sent.status_code == 422
    assert '<a href="#words">' in sent.text
    assert "<title>Error: " in sent.text


def test_an_officer_reads_the_questions_and_puts_none(published: Ashcombe) -> None:
    officer, address = published.signed_in("Carys Bevan"), f"/board/meetings/{meeting_id(published)}"

    assert "Put this question" not in officer.get(address).text
    assert officer.post(f"{address}/questions", data={"words": "?"}).status_code == 403


def test_the_pictures_say_in_words_and_numbers_what_they_draw(published: Ashcombe) -> None:
    page = member(published).get("/board/state").text

    drawn = re.findall(r'<svg class="portal-picture".*?</svg>', page, re.DOTALL)
    assert len(drawn) >= 3
    assert all('role="img"' in svg and "<title id=" in svg and "<desc id=" in svg for svg in drawn)
    assert "style=" not in "".join(drawn)
    assert "<script" not in "".join(drawn)
    assert "On 24 February 2026, of four actions:" in page


def test_no_address_of_anybody_stands_in_the_room(published: Ashcombe) -> None:
    client = member(published)
    with reading(published.office.engine) as session:
        pages = [f"/board/meetings/{key}" for key in session.exec(select(Meeting.id))]

    for path in ("/board", "/board/papers", "/board/actions", "/board/actions/A-001", "/board/state", *pages):
        text = client.get(path).text
        for first in ("amara", "bryn", "carys", "dev"):
            assert f"{first}@" not in text
    assert BY
