"""What the officer is told when words are marked that are on their way, and what an auditor may read of them."""

import pytest
from boards_room import ROOM_FACTS, publish
from casts import BY, CYCLE, Ashcombe
from desk_steps import words_of
from fastapi.testclient import TestClient
from sqlmodel import Session, select

from governance.exempt import WITHHELD
from governance.terms import Role, Stage
from plan_store import cycles, exemptions, notices, people, plans, telling
from plan_store.database import reading, transaction
from plan_store.tables import Notice, Plan

TITLE = "Every contact with the front door is decided within one working day"
HERE = "/desk/exempt-words"


@pytest.fixture
def officer(town: Ashcombe) -> TestClient:
    return town.signed_in("Carys Bevan", Role.OFFICER)


@pytest.fixture
def auditor(town: Ashcombe) -> TestClient:
    return town.signed_in("Amal Iqbal", Role.AUDITOR)


def mark_the_title(town: Ashcombe) -> None:
    with transaction(town.office.engine) as session:
        plan = session.exec(select(Plan)).one()
        action = plans.find_action(session, plan, "A-001")
        why = "It would let a family be recognised."
        exemptions.mark(session, plan, action, field="title", paragraph=2, reason=why, by=BY, at=town.now)


def nudge_amara(town: Ashcombe) -> int:
    """A mail that names the title, and waits for the next round of the post."""

    def nudge(session: Session) -> None:
        cycle = cycles.require(session, CYCLE)
        amara = people.require(session, "P-002")
        telling.nudge(session, town.office.telling, cycle, [amara], as_of=town.now, by=BY, at=town.now)

    with transaction(town.office.engine) as session:
        nudge(session)
        notice = session.exec(select(Notice)).one()
        assert TITLE in str(notice.facts)
        return notice.id or 0


def test_the_officer_reads_which_mails_waited_when_words_in_them_were_marked(
    town: Ashcombe, officer: TestClient
) -> None:
    number = nudge_amara(town)
    before = words_of(officer.get(HERE).text)
    mark_the_title(town)

    page = officer.get(HERE).text
    with transaction(town.office.engine) as session:
        notices.take(session, limit=9, by="system", at=town.now)
    after = words_of(officer.get(HERE).text)

    assert "These mails" not in before
    assert f"mail {number}" in words_of(page)
    assert f'href="/desk/post/{number}"' in page
    assert "These mails" not in after
    assert "marked words left out" in officer.get(f"/desk/trail?subject=notice {number}").text.lower()


def test_a_mail_that_may_have_arrived_with_the_words_waits_on_the_desk(town: Ashcombe, officer: TestClient) -> None:
    number = nudge_amara(town)
    with transaction(town.office.engine) as session:
        (taken,) = notices.take(session, limit=9, by="system", at=town.now)
        notices.mark_in_doubt(session, number, taken.lease, TITLE.encode(), "letter", by="system", at=town.now)
        notices.record_doubt(session, number, taken.lease, "no answer", by="system", at=town.now)
    mark_the_title(town)
    town.now = town.now.replace(hour=23)
    with transaction(town.office.engine) as session:
        assert notices.take(session, limit=9, by="system", at=town.now) == []

    officer = town.signed_in("Carys Bevan", Role.OFFICER)
    desk, sent = words_of(officer.get("/desk").text), officer.post(f"/desk/post/{number}", follow_redirects=False)

    assert "One mail may have arrived with words that were marked exempt since." in desk
    assert sent.status_code == 303
    with transaction(town.office.engine) as session:
        (again,) = notices.take(session, limit=9, by="system", at=town.now)
    assert TITLE not in str(again.facts)


def test_the_officer_reads_which_papers_are_out_with_words_that_were_marked_since(
    town: Ashcombe, officer: TestClient
) -> None:
    publish(town, ROOM_FACTS)
    mark_the_title(town)

    page = town.signed_in("Carys Bevan", Role.OFFICER).get(HERE).text

    assert "These papers are out and hold words that were marked since." in words_of(page)
    assert f'href="/papers/{CYCLE}/progress_report"' in page


def test_an_auditor_reads_neither_a_title_that_is_marked_nor_its_history_nor_a_mail_that_named_it(
    town: Ashcombe, auditor: TestClient
) -> None:
    number = nudge_amara(town)
    pages = ("/desk/plan/actions/A-001", "/desk/plan", f"/desk/post/{number}", f"/desk/post/{number}/page")
    before = [TITLE in auditor.get(page).text for page in pages]
    mark_the_title(town)

    after = [auditor.get(page).text for page in pages]

    assert before == [True] * 4
    assert [TITLE in page for page in after] == [False] * 4
    assert all(WITHHELD in page for page in after)


def test_an_auditor_gets_no_draft_with_words_that_were_marked_after_it_was_written(
    town: Ashcombe, auditor: TestClient
) -> None:
    publish(town, ROOM_FACTS, through=False)
    draft = f"/desk/cycles/{CYCLE}/paper/progress_report/1.html"
    before = auditor.get(draft).status_code
    town.now = town.now.replace(hour=12)
    mark_the_title(town)

    auditor, officer = (town.signed_in(name, role) for name, role in (("Amal", Role.AUDITOR), ("Ola", Role.OFFICER)))

    assert (before, auditor.get(draft).status_code, officer.get(draft).status_code) == (200, 403, 200)


def test_a_board_reads_a_list_without_the_title_that_its_last_paper_printed(town: Ashcombe) -> None:
    publish(town, ROOM_FACTS)
    mark_the_title(town)
    member = town.signed_in("Ffion Rees", Role.BOARD_MEMBER)
    with reading(town.office.engine) as session:
        meeting = cycles.meeting_of(session, cycles.require(session, CYCLE)).id
        assert cycles.require(session, CYCLE).stage is Stage.PUBLISHED

    pages = [member.get(path).text for path in ("/board", "/board/actions", f"/board/meetings/{meeting}")]

    assert [TITLE in page for page in pages] == [False] * 3
    assert WITHHELD in pages[1]
