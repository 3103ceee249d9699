"""The director's page: read, then sign off or send back, on the very version that was shown."""

from datetime import timedelta

import pytest
from casts import A_PAPER_PAGE, CYCLE, Ashcombe, hidden
from directors_day import a_decision, came_in, decide, over_https, page_of, put_before_director
from sqlmodel import select

from governance.terms import Stage
from plan_store import papers, people
from plan_store.database import reading, transaction
from plan_store.tables import Cycle, Notice, Person, PersonRole, SignOff


@pytest.fixture
def waiting(town: Ashcombe) -> Ashcombe:
    return put_before_director(town)


def stage_of(town: Ashcombe) -> Stage:
    with reading(town.office.engine) as session:
        return Stage(session.exec(select(Cycle.stage).where(Cycle.reference == CYCLE)).one())


def test_the_director_sees_what_the_paper_says_and_by_when_to_decide(waiting: Ashcombe) -> None:
    page = page_of(waiting)

    assert "decide by" in page
    assert "5pm on Friday 27 February 2026" in page
    assert "10am on Monday 2 March 2026" in page
    assert "Version 1, written at 10am on Tuesday 24 February 2026." in page
    assert "Two of the 9 actions (22%) are past their due date" in page
    assert "agrees or refuses the two new dates asked for" in page
    assert "7 of 9 actions (78%) had an answer" in page
    assert "checked" not in page


def test_the_director_reads_the_paper_in_every_format_with_the_link_alone(waiting: Ashcombe) -> None:
    client, address = came_in(waiting)

    page = client.get(f"{address}/paper/progress_report/1.html")
    pdf = client.get(f"{address}/paper/progress_report/1.pdf")
    word = client.get(f"{address}/paper/progress_report/1.docx")

    assert page.text == A_PAPER_PAGE
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.headers["content-disposition"] == "inline; filename*=UTF-8''Ashcombe%20progress_report.pdf"
    assert word.headers["content-disposition"].startswith("attachment;")
    assert {answer.headers["cache-control"] for answer in (page, pdf, word)} == {"no-store"}


@pytest.mark.parametrize("path", ["paper/progress_report/2.html", "paper/other/1.html", "paper/progress_report/1.exe"])
def test_there_is_nothing_where_there_is_no_such_paper(waiting: Ashcombe, path: str) -> None:
    client, address = came_in(waiting)

    assert client.get(f"{address}/{path}").status_code == 404


def test_a_draft_is_shown_to_nobody_else(waiting: Ashcombe) -> None:
    client = waiting.client()
    _, address = came_in(waiting)

    assert client.get(f"/sign-off/{waiting.tokens['Amara']}").status_code == 404
    assert client.get(f"{address}/paper/progress_report/1.html").status_code == 404
    assert client.get(address).status_code == 404
    assert client.get(f"/papers/{CYCLE}/progress_report").status_code == 404
    assert client.get(f"/papers/{CYCLE}/progress_report.pdf").status_code == 404


def test_signing_off_approves_the_very_bytes_and_says_what_happens_next(waiting: Ashcombe) -> None:
    sent = decide(waiting, "approved")

    page = page_of(waiting)
    assert sent.status_code == 303
    assert stage_of(waiting) is Stage.APPROVED
    assert "You signed off version 1" in page
    assert "will be published at 10am on Monday 2 March 2026" in page
    assert "Send your decision" not in page
    with reading(waiting.office.engine) as session:
        cycle = session.exec(select(Cycle).where(Cycle.reference == CYCLE)).one()
        paper = papers.current(session, cycle)[0]
        assert papers.approved_files(session, paper)["Ashcombe progress_report.html"] == A_PAPER_PAGE.encode()


def test_sending_back_needs_a_reason(waiting: Ashcombe) -> None:
    sent = decide(waiting, "sent_back", "  ")

    assert sent.status_code == 422
    assert '<a href="#comment">Write what has to change' in sent.text
    assert "<title>Error: " in sent.text
    assert stage_of(waiting) is Stage.AWAITING_SIGN_OFF


def test_sending_back_keeps_the_reason_and_tells_the_officer(waiting: Ashcombe) -> None:
    decide(waiting, "sent_back", "Nine actions in the text,\r\nten in the table.")

    page = page_of(waiting)
    assert stage_of(waiting) is Stage.SENT_BACK
    assert "Nine actions in the text,\nten in the table." in page
    with reading(waiting.office.engine) as session:
        assert session.exec(select(SignOff.comment)).one() == "Nine actions in the text,\nten in the table."
        told = session.exec(select(Notice.kind, Person.name).join(Person)).all()
        assert told == [("sent_back", "Carys Bevan")]


def test_neither_choice_made_decides_nothing(waiting: Ashcombe) -> None:
    sent = decide(waiting, "")

    assert sent.status_code == 422
    assert "Choose whether to sign off the paper or to send it back." in sent.text
    assert stage_of(waiting) is Stage.AWAITING_SIGN_OFF


def test_a_version_that_was_not_read_cannot_be_signed_off(waiting: Ashcombe) -> None:
    client, address = came_in(waiting)
    opened = client.get(address).text
    waiting.draft()
    before = waiting.everything()

    sent = client.post(address, data=a_decision(opened, "approved"))

    assert sent.status_code == 422
    assert "The paper has changed since you opened this page. Read the new version below" in sent.text
    assert "Version 2, written" in sent.text
    assert hidden(sent.text, "versions") == "progress_report:2"
    assert "checked" not in sent.text
    assert waiting.everything() == before


def test_a_second_click_finds_it_signed_off_and_changes_nothing(waiting: Ashcombe) -> None:
    client, address = came_in(waiting)
    fields = a_decision(client.get(address).text, "approved")
    client.post(address, data=fields)
    before = waiting.everything()

    again = client.post(address, data=fields)

    assert again.status_code == 200
    assert "You signed off version 1" in again.text
    assert waiting.everything() == before


def test_a_decision_that_comes_after_another_is_not_taken_silently(waiting: Ashcombe) -> None:
    client, address = came_in(waiting)
    opened = client.get(address).text
    decide(waiting, "approved")
    before = waiting.everything()

    sent = client.post(address, data=a_decision(opened, "sent_back", "Too late"))

    assert sent.status_code == 409
    assert "Your decision was not recorded" in sent.text
    assert waiting.everything() == before


def test_a_paper_sent_back_comes_again_under_the_same_link(waiting: Ashcombe) -> None:
    decide(waiting, "sent_back", "The table is wrong.")
    waiting.now += timedelta(days=1)
    waiting.draft()
    waiting.enter(Stage.AWAITING_SIGN_OFF)

    decide(waiting, "approved")

    assert "You signed off version 2" in page_of(waiting)


def test_several_papers_are_decided_together(town: Ashcombe) -> None:
    town.enter(Stage.LOCKED)
    town.draft("progress_report")
    town.draft("highlight_report")
    town.enter(Stage.DRAFTING, Stage.AWAITING_SIGN_OFF)

    page = page_of(town)
    decide(town, "approved")

    assert "Your decision holds for all of them together." in page
    assert hidden(page, "versions") == "progress_report:1,highlight_report:1"
    with reading(town.office.engine) as session:
        assert len(session.exec(select(SignOff)).all()) == 2


def test_before_the_paper_is_ready_there_is_nothing_to_sign_off(town: Ashcombe) -> None:
    page = page_of(town)

    assert "There is nothing to sign off yet" in page
    assert "Send your decision" not in page


def test_somebody_who_is_no_director_any_more_signs_off_nothing(waiting: Ashcombe) -> None:
    client, address = came_in(waiting)
    with transaction(waiting.office.engine) as session:
        dev = people.require(session, "Dev Patel")
        session.delete(session.exec(select(PersonRole).where(PersonRole.person_id == dev.id)).one())

    for answer in (client.get(address), client.get(f"/sign-off/{waiting.tokens['Dev']}")):
        assert answer.status_code == 409
        assert "You are no longer recorded as a director" in answer.text


def test_a_form_that_was_not_shown_by_us_decides_nothing(waiting: Ashcombe) -> None:
    client, address = came_in(waiting)
    page = client.get(address).text

    sent = client.post(address, data=a_decision(page, "approved") | {"key": "a.b"})

    assert sent.status_code == 422
    assert stage_of(waiting) is Stage.AWAITING_SIGN_OFF


def test_a_cancelled_meeting_has_nothing_to_sign_off(waiting: Ashcombe) -> None:
    waiting.enter(Stage.CANCELLED)

    page = page_of(waiting)

    assert "will not take place" in page
    assert "Send your decision" not in page


def test_opening_the_link_changes_nothing_and_takes_it_out_of_the_address(waiting: Ashcombe) -> None:
    before, client = waiting.everything(), over_https(waiting)

    sent = client.get(f"/sign-off/{waiting.tokens['Dev']}", follow_redirects=False)

    cookie = sent.headers["set-cookie"]
    assert sent.status_code == 303
    assert waiting.tokens["Dev"] not in sent.headers["location"]
    assert f"Path={sent.headers['location']}" in cookie
    assert {"HttpOnly", "SameSite=lax", "Secure"} <= set(cookie.split("; "))
    assert waiting.everything() == before


def test_a_scanner_that_sends_the_form_it_sees_decides_nothing(waiting: Ashcombe) -> None:
    client, address = came_in(waiting)
    shown = a_decision(client.get(address).text, "")
    before = waiting.everything()

    for typed in (
        {"decision": "", "initials": ""},
        {"decision": "approved", "initials": ""},
        {"decision": "approved", "initials": "test", "website": "test"},
        {"decision": "sent_back", "comment": "test", "initials": "test"},
        {"decision": "approved", "initials": "DP", "website": "http://a.example"},
    ):
        assert client.post(address, data=shown | typed).status_code == 422

    assert waiting.everything() == before


def test_initials_that_are_not_the_directors_are_asked_for_again_and_nothing_typed_is_lost(waiting: Ashcombe) -> None:
    client, address = came_in(waiting)
    fields = a_decision(client.get(address).text, "sent_back", "Which nine?", initials="XY")

    sent = client.post(address, data=fields)

    assert sent.status_code == 422
    assert '<a href="#initials">Type the initials of your name, Dev Patel' in sent.text
    assert "Which nine?" in sent.text
    assert stage_of(waiting) is Stage.AWAITING_SIGN_OFF


def test_the_form_asks_which_way_to_decide_and_answers_nothing_itself(waiting: Ashcombe) -> None:
    page = page_of(waiting)

    assert "checked" not in page
    assert 'name="initials"' in page
    assert "Type your initials" in page
