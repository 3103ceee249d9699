"""The director's own pages: what changed, the draft by paragraphs, comments, and the officer who settles them."""

from typing import Any

import pytest
from casts import CYCLE, FACTS, Ashcombe, hidden
from directors_day import PAPER, a_decision, came_in, put_before_director
from fastapi.testclient import TestClient
from sqlmodel import select

from governance.terms import Role, Stage
from plan_store import papers
from plan_store.database import reading
from plan_store.tables import Cycle, Notice, PaperComment

READ = "read/progress_report"


@pytest.fixture
def waiting(town: Ashcombe) -> Ashcombe:
    put_before_director(town)
    redraft(town, PAPER)
    return town


def redraft(town: Ashcombe, page: str, facts: dict[str, Any] | None = None) -> None:
    files = {"html": ("paper.html", page.encode())}
    town.write(
        lambda s, c: papers.keep_draft(
            s, c, "progress_report", "Progress", facts or FACTS, files, template_digest="t", by="P-001", at=town.now
        )
    )


def comment(client: TestClient, address: str, place: int, words: str, **changed: str) -> Any:
    page = client.get(f"{address}/{READ}/paragraph/{place}").text
    typed = {"key": hidden(page, "key"), "version": hidden(page, "version"), "words": words, "initials": "DP"}
    return client.post(f"{address}/{READ}/paragraph/{place}", data=typed | changed, follow_redirects=False)


def comments_kept(town: Ashcombe) -> list[tuple[int, str, str]]:
    with reading(town.office.engine) as session:
        return [(row.place, row.quote, row.words) for row in session.exec(select(PaperComment))]


def notices(town: Ashcombe) -> list[Notice]:
    with reading(town.office.engine) as session:
        found = list(session.exec(select(Notice).where(Notice.kind == "paragraph_commented")))
        session.expunge_all()
    return found


def test_the_draft_is_read_paragraph_by_paragraph_as_words_and_never_as_its_own_markup(waiting: Ashcombe) -> None:
    client, address = came_in(waiting)

    summary = client.get(f"{address}/{READ}/2").text
    actions = client.get(f"{address}/{READ}/3").text

    assert "Four of the 9 actions are on track." in summary
    assert "&lt;b&gt;bold&lt;/b&gt;\n  and a second line" in summary
    assert "<b>bold" not in summary
    assert '<th scope="row" class="govuk-table__header portal-words-plain" dir="auto">A-001</th>' in actions
    assert "Every action" in actions
    assert "One of one" in actions


def test_a_comment_is_kept_beside_its_paragraph_word_for_word(waiting: Ashcombe) -> None:
    client, address = came_in(waiting)
    words = "Which four?\r\n <script>alert(1)</script>"

    sent = comment(client, address, 3, words)

    page = client.get(sent.headers["location"]).text
    assert sent.status_code == 303
    assert sent.headers["location"].endswith(f"{READ}/2?kept=3#p3")
    assert comments_kept(waiting) == [
        (3, "Four of the 9 actions are on track.", "Which four?\n <script>alert(1)</script>")
    ]
    assert "Which four?\n &lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "Your comment on paragraph 3 is kept." in page


def test_a_row_of_a_table_is_a_paragraph_of_its_own(waiting: Ashcombe) -> None:
    client, address = came_in(waiting)

    comment(client, address, 8, "January is over.")

    assert [(place, quote) for place, quote, _ in comments_kept(waiting)] == [(8, "A-002 | 30 June")]


def test_the_same_comment_sent_twice_is_one(waiting: Ashcombe) -> None:
    client, address = came_in(waiting)

    for _ in range(2):
        assert comment(client, address, 3, "Which four?").status_code == 303

    assert len(comments_kept(waiting)) == 1


def test_initials_are_asked_for_once_in_a_browser_and_not_for_every_comment(waiting: Ashcombe) -> None:
    client, address = came_in(waiting)

    first = comment(client, address, 3, "Which four?", initials="")
    comment(client, address, 3, "Which four?")
    second = comment(client, address, 4, "And this?", initials="")

    assert first.status_code == 422
    assert "Which four?" in first.text
    assert second.status_code == 303


def test_a_scanner_leaves_no_comment(waiting: Ashcombe) -> None:
    client, address = came_in(waiting)
    before = waiting.everything()

    for typed in ({"initials": "test"}, {"initials": "DP", "website": "x"}, {"key": "a.b"}):
        assert comment(client, address, 3, "test", **typed).status_code == 422

    assert waiting.everything() == before


def test_a_comment_on_a_version_that_has_gone_is_given_back_with_its_words(waiting: Ashcombe) -> None:
    client, address = came_in(waiting)

    sent = comment(client, address, 3, "Which four?", version="1")

    assert sent.status_code == 422
    assert "The paper has changed since you opened this page." in sent.text
    assert "Which four?" in sent.text
    assert comments_kept(waiting) == []


def test_a_comment_can_be_taken_back_by_whoever_wrote_it(waiting: Ashcombe) -> None:
    client, address = came_in(waiting)
    comment(client, address, 3, "Which four?")
    page = client.get(address).text

    sent = client.post(f"{address}/comments/1/take-back", data={"key": hidden(page, "key")})

    assert "Your comment was taken back." in sent.text
    assert comments_kept(waiting) == []


def test_the_officer_is_told_of_all_comments_together_and_once(waiting: Ashcombe) -> None:
    client, address = came_in(waiting)
    comment(client, address, 3, "Which four?")
    comment(client, address, 4, "Bold?")
    key = hidden(client.get(address).text, "key")

    for _ in range(2):
        client.post(f"{address}/comments", data={"key": key})

    told = notices(waiting)
    assert [[said["words"] for said in notice.facts["comments"]] for notice in told] == [["Which four?", "Bold?"]]


def test_a_paper_sent_back_takes_the_comments_to_the_officer(waiting: Ashcombe) -> None:
    client, address = came_in(waiting)
    comment(client, address, 3, "Which four?")

    client.post(address, data=a_decision(client.get(address).text, "sent_back", "See my comments."))

    assert [notice.facts["comments"][0]["words"] for notice in notices(waiting)] == ["Which four?"]


def test_the_officer_settles_a_comment_and_can_open_it_again(waiting: Ashcombe) -> None:
    client, address = came_in(waiting)
    comment(client, address, 3, "Which four?")
    officer = waiting.signed_in("Carys Bevan")
    list_page = f"/desk/cycles/{CYCLE}/comments"

    settled = officer.post(f"{list_page}/1", data={"do": "settle"}).text
    beside = client.get(f"{address}/{READ}/2").text
    opened = officer.post(f"{list_page}/1", data={"do": "reopen"}).text

    assert "The comment is settled." in settled
    assert "Settled</strong>" in beside
    assert "The comment is open again." in opened
    assert {"comment settled", "comment opened again"} <= set(waiting.verbs())


def test_an_auditor_reads_the_comments_and_settles_none(waiting: Ashcombe) -> None:
    client, address = came_in(waiting)
    comment(client, address, 3, "Which four?")
    auditor = waiting.signed_in("Some Auditor", Role.AUDITOR)

    page = auditor.get(f"/desk/cycles/{CYCLE}/comments").text

    assert "Which four?" in page
    assert "Settle<" not in page
    assert auditor.post(f"/desk/cycles/{CYCLE}/comments/1", data={"do": "settle"}).status_code == 403


def test_a_director_who_signed_in_reads_and_signs_off_without_a_link(waiting: Ashcombe) -> None:
    client = waiting.signed_in("Dev Patel")
    waits = client.get("/director").text
    page = client.get(f"/director/{CYCLE}").text

    client.post(f"/director/{CYCLE}", data=a_decision(page, "approved", initials=""))

    decided = client.get("/director").text
    assert "Waiting for you" in waits
    assert f'href="/director/{CYCLE}">Read and decide' in waits
    assert 'name="initials"' not in page
    assert "You signed off version 2" in client.get(f"/director/{CYCLE}").text
    assert "signed off version 2" in decided
    with reading(waiting.office.engine) as session:
        assert session.exec(select(Cycle.stage).where(Cycle.reference == CYCLE)).one() is Stage.APPROVED


def test_the_director_sees_what_has_changed_since_the_last_paper(waiting: Ashcombe) -> None:
    def change(reference: str, because: str) -> dict[str, str]:
        return {"reference": reference, "title": "Something", "because": because}

    empty: dict[str, Any] = {key: [] for key in ("recovered", "completed", "new", "owner_changed", "vanished")}
    movement = empty | {
        "since": "2025-12-01",
        "to": "Children's Partnership Board",
        "newly_red": [change("A-001", "It was green and it is now red.")],
        "dates_moved": [change("A-002", "From 1 May 2026 to 30 June 2026, 60 days later.")],
    }
    redraft(waiting, PAPER, FACTS | {"movement": movement})
    client, address = came_in(waiting)

    page = client.get(address).text

    assert "Compared with the paper to the Children&#39;s Partnership Board of Monday 1 December 2025" in page
    assert "Turned red: one action" in page
    assert "It was green and it is now red." in page
    assert "Date moved: one action" in page
    assert "Completed" not in page


@pytest.mark.parametrize("path", ["read/progress_report/99", "read/other/1", "read/progress_report/paragraph/99"])
def test_a_part_that_does_not_exist_is_a_page_that_helps(waiting: Ashcombe, path: str) -> None:
    client, address = came_in(waiting)

    answer = client.get(f"{address}/{path}")

    assert answer.status_code == 404
    assert "<h1" in answer.text
