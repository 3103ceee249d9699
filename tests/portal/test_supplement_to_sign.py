"""Papers that go out after the pack: the director reads them and decides, by the link or signed in."""

from typing import Any

import pytest
from casts import CYCLE, FACTS, Ashcombe, hidden, london
from directors_day import a_decision, came_in, decide, page_of, papers_are_out
from fastapi.testclient import TestClient
from sqlmodel import select

from governance.terms import Role, Stage
from plan_store import cycles, despatches, moves, papers
from plan_store.database import reading
from plan_store.tables import Notice, PaperComment, Person

LATE = "exception_report"
WHY_LATE = "It was not open to inspection for five clear days: two visits had to be checked again."
MUST = dict.fromkeys(("rule", "place", "because", "suggestion", "key"), "A tag is left.") | {"severity": "must"}


@pytest.fixture
def out(town: Ashcombe) -> Ashcombe:
    papers_are_out(town)
    return town


@pytest.fixture
def waiting(out: Ashcombe) -> Ashcombe:
    out.draft(LATE, {**FACTS, "late_item_reason": WHY_LATE})
    return out


def states(town: Ashcombe) -> list[tuple[str, int, str]]:
    with reading(town.office.engine) as session:
        cycle = cycles.require(session, CYCLE)
        assert cycle.stage is Stage.PUBLISHED
        return sorted((paper.kind, paper.version, paper.state) for paper in papers.versions(session, cycle))


def seated(town: Ashcombe, way: str) -> tuple[TestClient, str]:
    return came_in(town) if way == "link" else (town.signed_in("Dev Patel"), f"/director/{CYCLE}")


BOTH_WAYS = pytest.mark.parametrize("way", ["link", "signed in"])


@BOTH_WAYS
def test_the_director_reads_why_it_is_late_and_signs_it_off(waiting: Ashcombe, way: str) -> None:
    client, address = seated(waiting, way)
    page = client.get(address).text

    sent = client.post(address, data=a_decision(page, "approved"), follow_redirects=False)

    assert "Sign off a supplement for the" in page
    assert "are out and stay as they are" in page
    assert WHY_LATE in page
    assert "It is published as soon as you have." in page
    assert hidden(page, "versions") == f"{LATE}:1"
    assert client.get(f"{address}/paper/{LATE}/1.html").status_code == 200
    assert sent.status_code == 303
    assert states(waiting) == [(LATE, 1, "approved"), ("progress_report", 1, "published")]
    assert "The supplement for the Children&#39;s Partnership Board is signed off" in client.get(address).text


@BOTH_WAYS
def test_sending_it_back_needs_a_reason_which_the_officer_is_told(waiting: Ashcombe, way: str) -> None:
    client, address = seated(waiting, way)
    page = client.get(address).text

    bare = client.post(address, data=a_decision(page, "sent_back", " "))
    sent = client.post(address, data=a_decision(page, "sent_back", "Say which visits."), follow_redirects=False)

    assert (bare.status_code, sent.status_code) == (422, 303)
    assert "Say which visits." in client.get(address).text
    assert "Send your decision" not in client.get(address).text
    with reading(waiting.office.engine) as session:
        query = select(Notice, Person.name).join(Person).where(Notice.kind == "supplement_sent_back")
        ((mail, name),) = session.exec(query).all()
    assert (name, mail.facts["cycle"]["comment"]) == ("Carys Bevan", "Say which visits.")


def test_one_sent_back_is_decided_of_again_only_once_it_is_drafted_again(waiting: Ashcombe) -> None:
    client, address = came_in(waiting)
    first = client.get(address).text
    decide(waiting, "sent_back", "Say which visits.")

    too_late = client.post(address, data=a_decision(first, "approved"))
    waiting.draft(LATE)
    old = client.post(address, data=a_decision(first, "approved"))
    decide(waiting, "approved")

    assert too_late.status_code == 409
    assert "Your decision was not recorded" in too_late.text
    assert "The paper has changed since you opened this page." in old.text
    assert [state for kind, _, state in states(waiting) if kind == LATE] == ["superseded", "approved"]


def test_a_second_click_signs_off_once(waiting: Ashcombe) -> None:
    client, address = came_in(waiting)
    fields = a_decision(client.get(address).text, "approved")
    client.post(address, data=fields)
    before = waiting.everything()

    again = client.post(address, data=fields)

    assert again.status_code == 200
    assert "You signed off version 1" in again.text
    assert waiting.everything() == before


def test_what_must_be_mended_is_asked_of_once_more(out: Ashcombe) -> None:
    files = {"html": ("late.html", b"<main><p>Late.</p></main>")}
    kept: dict[str, Any] = {"template_digest": "t", "checked": [MUST], "by": "P-001", "at": out.now}
    out.write(lambda s, c: papers.keep_draft(s, c, LATE, "Late paper", FACTS, files, **kept))
    client, address = came_in(out)
    fields = a_decision(client.get(address).text, "approved")

    asked = client.post(address, data=fields)
    sent = client.post(address, data=fields | {"despite": "yes"}, follow_redirects=False)

    assert "Findings that must be mended are still open." in asked.text
    assert (asked.status_code, sent.status_code) == (422, 303)


def test_a_paragraph_of_it_takes_comments_until_it_is_decided_of(waiting: Ashcombe) -> None:
    client, address = came_in(waiting)
    form = f"{address}/read/{LATE}/paragraph/2"
    page = client.get(form).text
    typed = {"key": hidden(page, "key"), "version": "1", "words": "Which visits?", "initials": "DP"}

    sent = client.post(form, data=typed, follow_redirects=False)
    decide(waiting, "approved")
    late = client.post(form, data=typed | {"words": "And when?"})

    assert (sent.status_code, late.status_code) == (303, 422)
    with reading(waiting.office.engine) as session:
        assert [row.words for row in session.exec(select(PaperComment))] == ["Which visits?"]
        assert len(session.exec(select(Notice).where(Notice.kind == "paragraph_commented")).all()) == 1


def test_the_list_says_that_a_supplement_waits_and_what_became_of_it(waiting: Ashcombe) -> None:
    client = waiting.signed_in("Dev Patel")
    pages = [client.get("/director").text]
    for decision, comment in (("sent_back", "Say which visits."), ("approved", "")):
        decide(waiting, decision, comment)
        pages.append(client.get("/director").text)
        waiting.draft(LATE)

    assert "Supplement</strong> The papers of this meeting are out." in pages[0]
    assert "Nothing is waiting for you" not in pages[0]
    assert "The officer drafts it again" in pages[1]
    assert "Nothing is waiting for you" in pages[1]


def test_once_it_is_out_or_the_cycle_is_closed_nothing_waits(waiting: Ashcombe) -> None:
    decide(waiting, "approved")
    sent_at = london(2026, 3, 4, 12)
    waiting.write(lambda s, c: despatches.send_out(s, c, despatches.waiting(s, c), by="P-001", at=sent_at))
    published = page_of(waiting)
    waiting.draft(LATE)
    waiting.write(
        lambda s, c: moves.send_back(
            s, waiting.office.telling, c, s.get_one(Person, 4), "No.", as_of=sent_at.replace(tzinfo=None), at=sent_at
        )
    )
    waiting.enter(Stage.CLOSED)
    closed = page_of(waiting)

    for page in (published, closed):
        assert "are signed off" in page
        assert "You signed off version 1 at\n      10am on Wednesday 4 March 2026." in page
        assert "It has been published" in page
        assert "Send your decision" not in page


def test_an_exempt_paper_waits_beside_its_public_one_and_is_named_as_exempt(waiting: Ashcombe) -> None:
    files = {"html": ("exempt.html", b"<main><p>A home.</p></main>")}
    kept: dict[str, Any] = {"template_digest": "t", "part": 2, "by": "P-001", "at": waiting.now}
    waiting.write(lambda s, c: papers.keep_draft(s, c, f"{LATE}_exempt", "Exempt one", FACTS, files, **kept))

    page = page_of(waiting)
    decide(waiting, "approved")

    assert "Exempt (Part 2)" in page
    assert hidden(page, "versions") == f"{LATE}:1,{LATE}_exempt:1"
    assert {state for kind, _, state in states(waiting) if kind.startswith(LATE)} == {"approved"}


@pytest.mark.parametrize("role", [Role.BOARD_MEMBER, Role.LEADER, Role.OWNER])
def test_nobody_else_reads_it_before_it_is_out(waiting: Ashcombe, role: Role) -> None:
    client = waiting.signed_in("Elin Rees", role)

    assert client.get(f"/papers/{CYCLE}/{LATE}").status_code == 404
    assert client.get(f"/director/{CYCLE}").status_code in (403, 404)
    assert client.get(f"/director/{CYCLE}/paper/{LATE}/1.html").status_code in (403, 404)
