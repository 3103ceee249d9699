"""The post and the previews: what failed and what to do, how a mail reads, and never a personal link in any of it."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from casts import Ashcombe, TestClient
from desk_town import (
    PAGE,
    a_desk_town,
    an_auditor,
    an_officer,
    banner,
    fail_a_mail,
    mails,
    not_open_yet,
    without_address,
)
from sqlmodel import select

from flows.deliver_notices import deliver_notices
from governance.answers import AnswerGiven
from governance.terms import DeliveryStatus
from plan_store import links, people, telling, updates
from plan_store.database import reading, transaction
from plan_store.tables import AccessLink, Action


@pytest.fixture
def town(tmp_path: Path) -> Ashcombe:
    return a_desk_town(tmp_path)


@pytest.fixture
def desk(town: Ashcombe) -> TestClient:
    return an_officer(town)


def every_token(town: Ashcombe) -> set[str]:
    with reading(town.office.engine) as session:
        rows = session.exec(select(AccessLink)).all()
        return {links.token(link, secret=town.office.settings.secret) for link in rows}


def test_an_empty_post_says_when_mails_are_written(desk: TestClient) -> None:
    assert "No mail has been written yet." in desk.get("/desk/post").text


def test_a_mail_that_failed_stands_first_with_the_servers_words_and_what_to_do(
    town: Ashcombe, desk: TestClient
) -> None:
    desk.post(f"{PAGE}/do/nudge")
    number = fail_a_mail(town)

    page = desk.get("/desk/post").text

    assert "Failed: 1" in page
    assert "Waiting to go: 1" in page
    failed = page[page.index("Not sent: these need you (1)") : page.index("All mails, newest first")]
    assert "550 5.1.1 &lt;amara@ashcombe.example&gt;: Recipient address rejected" in failed
    assert f'href="/desk/post/{number}"' in failed
    assert 'href="/desk/people/P-002"' in failed


def test_sent_again_it_goes_to_the_address_of_today_with_the_same_message_id(town: Ashcombe, desk: TestClient) -> None:
    desk.post(f"{PAGE}/do/nudge")
    number = fail_a_mail(town)
    message_id = mails(town)[0].message_id
    with transaction(town.office.engine) as session:
        person = people.require(session, "Amara Khan")
        people.describe(session, person, by="P-001", at=town.now, email="amara.khan@ashcombe.example")

    said = [banner(desk.post(f"/desk/post/{number}").text) for _ in range(2)]
    town.now += timedelta(minutes=1)
    deliver_notices(town.office, at=town.now)

    letters = [path.read_text() for path in (town.office.settings.var / "outbox").glob("*.eml")]
    assert said == ["It is back in the post and goes within a minute."] * 2
    assert town.verbs().count("notice to be sent again") == 1
    assert [letter for letter in letters if message_id in letter and "amara.khan@ashcombe.example" in letter]
    assert mails(town)[0].state == "sent"


def test_a_mail_without_an_address_goes_once_there_is_one(town: Ashcombe, desk: TestClient) -> None:
    without_address(town, "Amara Khan")
    desk.post(f"{PAGE}/do/nudge")
    number = next(notice.id for notice in mails(town) if notice.state == "held")

    waiting = desk.get("/desk").text
    refused = desk.post(f"/desk/post/{number}")
    town.person("Amara Khan")
    sent = desk.post(f"/desk/post/{number}")

    assert "One mail could not be sent." in waiting
    assert "could not be sent" not in desk.get("/desk").text
    assert refused.status_code == 409
    assert "No address is recorded for this person." in refused.text
    assert banner(sent.text)


def test_a_mail_that_went_or_is_no_longer_needed_is_not_sent_again(town: Ashcombe, desk: TestClient) -> None:
    desk.post(f"{PAGE}/do/nudge")
    deliver_notices(town.office, at=town.now)

    refused = desk.post("/desk/post/1")

    assert refused.status_code == 409
    assert "is sent; only one that was given up can be sent again" in refused.text
    assert "Send it again" not in desk.get("/desk/post/1").text


def test_a_mail_is_read_as_it_was_written_and_its_personal_link_is_never_shown(
    town: Ashcombe, desk: TestClient
) -> None:
    desk.post(f"{PAGE}/do/nudge")
    readers = (desk, an_auditor(town))

    for address in ("/desk/post/1", "/desk/post/1/page", f"{PAGE}/preview?kind=update_nudge"):
        for reader in readers:
            page = reader.get(address).text
            assert "Every contact with the front door is decided within one working day" in page
            # What can be pressed in the mail's own page leads nowhere; where it is read as text, it says why.
            assert (
                'href="#"' if address.endswith("/page") else "(the personal link, which only its holder sees)"
            ) in page
            assert not [token for token in every_token(town) if token in page]


def test_a_mail_shown_as_a_page_may_load_and_run_nothing(town: Ashcombe, desk: TestClient) -> None:
    desk.post(f"{PAGE}/do/nudge")

    page = desk.get("/desk/post/1/page")

    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert policy.endswith("sandbox")


def test_a_code_is_shown_to_nobody_but_its_reader(town: Ashcombe, desk: TestClient) -> None:
    said = {"code": "12345678", "minutes": 10}
    with transaction(town.office.engine) as session:
        dev = people.require(session, "Dev Patel")
        written = telling.tell_of_act(
            session, town.office.telling, None, dev, "code_asked", said, once="c", by="system", at=town.now
        )

    page = desk.get(f"/desk/post/{mails(town)[-1].id}").text

    assert written == 1
    assert "12345678" not in page
    assert "only Dev Patel may see" in page


def test_a_preview_is_of_whom_it_would_go_to_and_stores_nothing(town: Ashcombe, desk: TestClient) -> None:
    before = town.everything()

    page = desk.get(f"{PAGE}/preview", params={"kind": "update_reminder", "person": "P-003"}).text

    assert "To Bryn Morgan." in page
    assert "B/04 (ii): The housing and leaving-care teams agree one pathway" in page
    assert town.everything() == before


def test_a_preview_before_the_cycle_opens_is_of_whom_would_be_asked(town: Ashcombe, desk: TestClient) -> None:
    not_open_yet(town)

    page = desk.get(f"{PAGE}/preview", params={"kind": "update_request"}).text

    assert "Please update your three actions" in page
    assert re.search("It would go to two people", page)


@pytest.mark.parametrize(("extension", "starts"), [("html", b"<!DOCTYPE html>"), ("pdf", b"%PDF"), ("docx", b"PK")])
def test_a_paper_is_shown_as_it_would_be_today_in_every_format(
    town: Ashcombe, desk: TestClient, extension: str, starts: bytes
) -> None:
    before = town.everything()

    paper = desk.get(f"{PAGE}/preview/paper/progress_report.{extension}")

    assert paper.content.startswith(starts)
    assert "preview-" in paper.headers["content-disposition"]
    assert town.everything() == before


def test_a_paper_of_an_earlier_day_knows_nothing_of_what_came_later(town: Ashcombe, desk: TestClient) -> None:
    answer = AnswerGiven(status=DeliveryStatus.ON_TRACK, narrative="All three teams decide in a day.")
    town.write(
        lambda s, c: updates.record_update(
            s,
            c,
            s.exec(select(Action).where(Action.reference == "A-001")).one(),
            people.require(s, "Amara Khan"),
            answer,
            once="today",
            as_of=datetime(2026, 2, 9, 10),
            by="P-002",
            at=town.now,
        )
    )

    today = desk.get(f"{PAGE}/preview/paper/progress_report.html").text
    yesterday = desk.get(f"{PAGE}/preview/paper/progress_report.html", params={"day": "2026-02-08"}).text

    assert "All three teams decide in a day." in today
    assert "All three teams decide in a day." not in yesterday


@pytest.mark.parametrize("day", ["2026-02-10", "tomorrow", "2026-02-30"])
def test_a_day_to_come_or_no_day_at_all_is_refused_with_the_way_to_write_one(desk: TestClient, day: str) -> None:
    page = desk.get(f"{PAGE}/preview", params={"kind": "update_reminder", "day": day}).text

    assert "<title>Error: " in page
    assert '<a href="#day">Choose a day up to today, written like 2026-02-09.</a>' in page
