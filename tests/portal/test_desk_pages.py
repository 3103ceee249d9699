"""The desk as an officer finds it: what waits first, then every cycle; and what an auditor reads of it."""

import re
from datetime import date, datetime
from pathlib import Path

import pytest
from casts import BY, Ashcombe, TestClient, london
from desk_town import PAGE, a_desk_town, an_auditor, an_empty_town, an_officer, fail_a_mail
from sqlmodel import select

from governance.answers import AnswerGiven
from governance.terms import DeliveryStatus, Stage
from plan_store import moves, people, referrals, updates
from plan_store.tables import Action

READ_ONLY = (
    "/desk",
    PAGE,
    f"{PAGE}/owners",
    f"{PAGE}/flags",
    f"{PAGE}/preview",
    "/desk/dates",
    "/desk/post",
    "/desk/post/1",
    "/desk/trail",
)


@pytest.fixture
def town(tmp_path: Path) -> Ashcombe:
    return a_desk_town(tmp_path)


@pytest.fixture
def desk(town: Ashcombe) -> TestClient:
    return an_officer(town)


def an_answer_of_amara(town: Ashcombe, reference: str = "A-001", **said: object) -> None:
    answer = AnswerGiven(status=DeliveryStatus.ON_TRACK, narrative="All three teams decide in a day.")
    answer = AnswerGiven(**{**vars(answer), **said})
    town.write(
        lambda s, c: updates.record_update(
            s,
            c,
            s.exec(select(Action).where(Action.reference == reference)).one(),
            people.require(s, "Amara Khan"),
            answer,
            once=f"{reference}{said}",
            as_of=datetime(2026, 2, 9, 10),
            by="P-002",
            at=town.now,
        )
    )


def not_mine(town: Ashcombe) -> None:
    town.write(
        lambda s, c: referrals.say_not_mine(
            s,
            c,
            s.exec(select(Action).where(Action.reference == "A-002")).one(),
            people.require(s, "Amara Khan"),
            "The audits are Bryn's now & <b>always</b>.",
            by=BY,
            at=town.now,
        )
    )


def test_without_a_plan_the_desk_says_what_to_do_first(tmp_path: Path) -> None:
    page = an_officer(an_empty_town(tmp_path)).get("/desk").text

    assert "There is no plan yet." in page
    assert '<a class="govuk-link" href="/desk/load">' in page


def test_a_quiet_desk_says_that_nothing_waits_and_what_happens_next(desk: TestClient) -> None:
    page = desk.get("/desk").text

    assert "Nothing waits for you." in page
    assert "Reminder to owners who have not answered (1 of 3): 9am on Tuesday 10 February 2026 (tomorrow)" in page
    assert "0 of 4 actions (0%)" in page


def test_what_waits_for_the_officer_stands_first_with_the_way_to_do_it(town: Ashcombe, desk: TestClient) -> None:
    an_answer_of_amara(town, new_due_on=date(2026, 9, 30), reason="Vacancies.")
    not_mine(town)
    desk.post(f"{PAGE}/do/nudge")
    fail_a_mail(town)

    page = desk.get("/desk").text

    waiting = page[page.index("Waiting for you (3)") : page.index("Running (1)")]
    assert "Amara Khan says that A-002 is not theirs:" in waiting
    assert "The audits are Bryn&#39;s now &amp; &lt;b&gt;always&lt;/b&gt;." in waiting
    assert "One request for a new date waits for a decision." in waiting
    assert "One mail could not be sent." in waiting
    assert re.findall(r'href="(/desk/[^"]*)"', waiting) == ["/desk/referrals/1", "/desk/dates", "/desk/post"]


def test_a_paper_that_was_sent_back_waits_with_the_directors_words(town: Ashcombe, desk: TestClient) -> None:
    town.enter(Stage.LOCKED)
    town.draft()
    town.enter(Stage.DRAFTING, Stage.AWAITING_SIGN_OFF)
    town.write(
        lambda s, c: moves.send_back(
            s, town.office.telling, c, people.require(s, "Dev Patel"), "Ten, not nine.", as_of=town.now, at=town.now
        )
    )

    page = desk.get("/desk").text

    assert "The director sent back the paper for the Children&#39;s Partnership Board:" in page
    assert "Ten, not nine." in page


def test_the_cycle_shows_who_to_ring_with_number_deputy_and_last_answer(town: Ashcombe, desk: TestClient) -> None:
    town.write(
        lambda s, c: people.describe(
            s,
            people.require(s, "Amara Khan"),
            by=BY,
            at=town.now,
            phone="01632 960 001",
            deputy_id=people.require(s, "Bryn Morgan").id,
        )
    )

    page = desk.get(PAGE).text

    calls = page[page.index("The phone calls (1)") : page.index("Who has not answered")]
    assert '<a class="govuk-link portal-unbroken" href="tel:01632960001">01632 960 001</a>' in calls
    assert "Deputy: Bryn Morgan" in calls
    assert "It was due on 31 January 2026." in calls
    assert "Wednesday 19 November 2025, Amara Khan:" in calls
    assert "Two of three teams decide within a day." in calls


def test_nobody_is_to_be_rung_about_what_has_been_answered(town: Ashcombe, desk: TestClient) -> None:
    an_answer_of_amara(town)

    page = desk.get(PAGE).text

    assert "The phone calls" not in page
    assert "1 of 4 actions (25%)" in page


def test_the_clock_runs_back_from_the_meeting_with_the_rule_and_its_source(desk: TestClient) -> None:
    page = desk.get(PAGE).text

    clock = page[page.index("The clock, back from the meeting") :]
    assert clock.index("Answers close") < clock.index("The papers are published") < clock.index("The board meets")
    assert "midday on Friday 20 February 2026 (in 11 days)" in clock
    assert "Constitution, access to information rules, paragraph 5" in clock
    assert "Sunday 8 March 2026: Sunday, not counted" in clock


def test_flags_are_of_today_until_the_lock_and_then_as_they_were_kept(town: Ashcombe, desk: TestClient) -> None:
    before = desk.get(f"{PAGE}/flags").text
    desk.post(f"{PAGE}/do/lock")
    town.now = london(2026, 2, 23)
    an_answer_of_amara(town)
    after = an_officer(town).get(f"{PAGE}/flags").text

    assert "Flags as of today" in before
    assert "Flags raised at the lock" in after
    assert "It was due on 31 January 2026, nine days ago." in before
    assert "It was due on 31 January 2026, nine days ago." in after


def test_a_late_paper_is_warned_of_on_the_cycle(town: Ashcombe, desk: TestClient) -> None:
    town.now = london(2026, 3, 4)
    desk = an_officer(town)

    page = desk.get(PAGE).text

    assert "The papers for the meeting on Tuesday 10 March 2026 had to be out by" in page
    assert f'href="{PAGE}/do/late-item"' in page


@pytest.mark.parametrize("address", READ_ONLY)
def test_an_auditor_reads_the_desk_and_finds_nothing_to_press(town: Ashcombe, desk: TestClient, address: str) -> None:
    an_answer_of_amara(town, new_due_on=date(2026, 9, 30), reason="Vacancies.")
    not_mine(town)
    desk.post(f"{PAGE}/do/nudge")
    fail_a_mail(town)

    page = an_auditor(town).get(address)

    assert page.status_code == 200
    assert re.findall(r'<form[^>]*method="post"[^>]*action="([^"]*)"', page.text) == ["/sign-out"]
    assert not re.search(r'href="[^"]*(/do/|/answer/|/referrals/|/dates/\d)', page.text)


def test_an_auditor_changes_nothing_even_by_force(town: Ashcombe) -> None:
    auditor = an_auditor(town)
    before = town.verbs()

    refused = {
        auditor.post(address).status_code
        for address in (f"{PAGE}/do/lock", f"{PAGE}/do/nudge", f"{PAGE}/answer/A-001", "/desk/dates/1", "/desk/post/1")
    }

    assert refused == {403}
    assert [verb for verb in town.verbs()[len(before) :] if "refused" not in verb] == []


def test_the_trail_is_read_newest_first_by_cycle_person_and_subject(town: Ashcombe, desk: TestClient) -> None:
    an_answer_of_amara(town)

    everything = desk.get("/desk/trail").text
    of_amara = desk.get("/desk/trail", params={"who": "P-002"}).text
    of_action = desk.get("/desk/trail", params={"subject": "A-001"}).text
    of_nothing = desk.get("/desk/trail", params={"cycle": "no-such"}).text

    assert everything.index("update received") < everything.index("cycle opened")
    assert "update received" in of_amara
    assert "cycle opened" not in of_amara
    assert of_action.count("update received") == 2
    assert "No row fits." in of_nothing
    assert "All three teams decide in a day." not in everything


def test_the_trail_goes_on_where_a_page_of_it_ends(town: Ashcombe, desk: TestClient) -> None:
    for n in range(120):
        an_answer_of_amara(town, percent=n % 100, narrative=f"Word {n}")

    first = desk.get("/desk/trail", params={"cycle": PAGE.rpartition("/")[2]}).text
    older = re.search(r'href="(/desk/trail\?[^"]*before=\d+)">Older rows', first)

    assert older is not None
    assert first.count('<tr class="govuk-table__row"><td') == 100
    assert "cycle opened" in desk.get(older[1].replace("&amp;", "&")).text


@pytest.mark.parametrize(
    "address", ["/desk/cycles/no-such", "/desk/cycles/A!", f"{PAGE}/do/burn", f"{PAGE}/answer/none", "/desk/post/999"]
)
def test_what_is_not_there_is_a_page_that_says_so(desk: TestClient, address: str) -> None:
    assert desk.get(address).status_code == 404


def test_the_desk_speaks_no_word_of_the_machinery(town: Ashcombe, desk: TestClient) -> None:
    for address in READ_ONLY[:-2]:
        assert not re.search("prefect|flow run|tick", desk.get(address).text, re.IGNORECASE), address
