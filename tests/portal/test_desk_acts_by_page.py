"""What an officer does with a cycle from its page: told first what will happen, done once, refused where not legal."""

import re
from html import unescape
from pathlib import Path

import pytest
from casts import Ashcombe, TestClient, london
from desk_town import PAGE, a_desk_town, an_officer, banner, mails, not_open_yet, stage_of, the_cycle

from governance.terms import Role, Stage
from plan_store import cycles, moves, people
from portal.desk.offers import ACTS

ROADS = {
    Stage.COLLECTING: (),
    Stage.LOCKED: (Stage.LOCKED,),
    Stage.DRAFTING: (Stage.LOCKED, Stage.DRAFTING),
    Stage.AWAITING_SIGN_OFF: (Stage.LOCKED, Stage.DRAFTING, Stage.AWAITING_SIGN_OFF),
    Stage.SENT_BACK: (Stage.LOCKED, Stage.DRAFTING, Stage.AWAITING_SIGN_OFF, Stage.SENT_BACK),
    Stage.APPROVED: (Stage.LOCKED, Stage.DRAFTING, Stage.AWAITING_SIGN_OFF, Stage.APPROVED),
    Stage.PUBLISHED: (Stage.LOCKED, Stage.DRAFTING, Stage.AWAITING_SIGN_OFF, Stage.APPROVED, Stage.PUBLISHED),
    Stage.CANCELLED: (Stage.CANCELLED,),
}


@pytest.fixture
def town(tmp_path: Path) -> Ashcombe:
    return a_desk_town(tmp_path)


@pytest.fixture
def desk(town: Ashcombe) -> TestClient:
    return an_officer(town)


def offered(page: str) -> set[str]:
    return set(re.findall(rf'href="{PAGE}/do/([a-z-]+)"', page))


def do(desk: TestClient, act: str, **typed: str) -> str:
    """Do an act and follow it to the page one comes back to; returns what its banner says."""
    return banner(desk.post(f"{PAGE}/do/{act}", data=typed).text)


def sign_off(town: Ashcombe) -> None:
    town.write(
        lambda s, c: moves.sign_off(
            s, town.office.telling, c, people.require(s, "Dev Patel"), "", as_of=town.now, at=town.now
        )
    )


@pytest.mark.parametrize("stage", ROADS)
def test_a_cycle_offers_what_is_legal_at_its_stage_and_says_what_each_act_will_do(
    town: Ashcombe, desk: TestClient, stage: Stage
) -> None:
    town.draft()
    town.enter(*ROADS[stage])

    legal = {key for key, act in ACTS.items() if stage in act.during}

    assert offered(desk.get(PAGE).text) == legal
    for act in legal:
        page = desk.get(f"{PAGE}/do/{act}").text
        assert "What will happen" in page
        assert re.search("undone|You can (write|change)", page), act
        assert f'action="{PAGE}/do/{act}"' in page


@pytest.mark.parametrize("stage", ROADS)
def test_what_is_not_legal_is_neither_shown_nor_done_by_force(town: Ashcombe, stage: Stage) -> None:
    town.draft()
    town.enter(*ROADS[stage])
    # Another officer: whoever brought the cycle here would be told that it is done.
    desk = town.signed_in("Grace Tembo", Role.OFFICER)
    before = town.everything()

    for act in (key for key, row in ACTS.items() if stage not in row.during):
        assert desk.get(f"{PAGE}/do/{act}").status_code == 409, act
        forced = desk.post(f"{PAGE}/do/{act}", data={"words": "Because."})
        assert forced.status_code == 409, act
        assert "This cannot be done now" in forced.text

    assert town.everything() == before


def test_a_cycle_is_run_from_its_pages_to_publication(town: Ashcombe, desk: TestClient) -> None:
    said = [do(desk, "lock"), do(desk, "draft"), do(desk, "ask")]
    draft = desk.get(f"{PAGE}/paper/progress_report/1.html")
    sign_off(town)
    said.append(do(desk, "publish"))

    assert said == [
        "Answers are closed. What comes now is recorded as late.",
        "The papers are written. Read them next, then ask for sign-off.",
        "The director has been asked to sign off.",
        "The papers are published. The board’s mails go within a minute.",
    ]
    assert stage_of(town) is Stage.PUBLISHED
    published = town.client().get("/papers/partnership-board-2026-03-10/progress_report")
    assert published.content == draft.content
    assert cycles.moments(the_cycle(town))["publish_at"][0].isoformat() == "2026-02-09T10:00:00"


def test_opening_early_says_how_many_mails_go_and_when_it_was_planned(town: Ashcombe, desk: TestClient) -> None:
    not_open_yet(town)
    town.now = london(2026, 1, 20)
    desk = an_officer(town)

    page = desk.get(f"{PAGE}/do/open").text
    said = do(desk, "open")

    assert offered(desk.get(PAGE).text) == {"nudge", "lock", "late-item", "cancel"}
    assert "Two owners will get a mail with a personal link, about four actions in all." in page
    assert "Planned was 9am on Friday 30 January 2026." in page
    assert said.startswith("The cycle is open.")
    assert [notice.kind for notice in mails(town)] == ["update_request", "update_request"]


@pytest.mark.parametrize("act", ["lock", "nudge"])
def test_a_double_click_is_one_act(town: Ashcombe, desk: TestClient, act: str) -> None:
    answers = [desk.post(f"{PAGE}/do/{act}", follow_redirects=False) for _ in range(2)]

    kinds = [notice.kind for notice in mails(town)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert sorted(kinds) == {"lock": ["cycle_locked"], "nudge": ["update_nudge", "update_nudge"]}[act]


def test_what_another_officer_did_a_moment_ago_is_told_and_not_claimed(town: Ashcombe, desk: TestClient) -> None:
    other = town.signed_in("Grace Tembo", Role.OFFICER)
    other.post(f"{PAGE}/do/lock")

    refused = desk.post(f"{PAGE}/do/lock", follow_redirects=False)

    assert refused.status_code == 409
    assert "The cycle is locked and cannot become locked" in refused.text


def test_a_nudge_says_how_many_it_went_to_and_how_many_had_one_today(town: Ashcombe, desk: TestClient) -> None:
    one = do(desk, "nudge", person="P-002")
    rest = do(desk, "nudge")

    assert one == "One person will get a mail within a minute."
    assert rest == "One person will get a mail within a minute. One other had one today already."
    assert [notice.state for notice in mails(town)] == ["due", "due"]


def test_somebody_who_owes_nothing_is_not_nudged(town: Ashcombe, desk: TestClient) -> None:
    assert desk.get(f"{PAGE}/do/nudge", params={"person": "P-004"}).status_code == 404
    assert desk.post(f"{PAGE}/do/nudge", data={"person": "P-004"}).url.params["told"] == "0"
    assert mails(town) == []


@pytest.mark.parametrize("words", ["", "  \r\n "])
def test_a_cycle_is_not_cancelled_without_a_reason(town: Ashcombe, desk: TestClient, words: str) -> None:
    answer = desk.post(f"{PAGE}/do/cancel", data={"words": words})

    assert answer.status_code == 422
    assert "<title>Error: " in answer.text
    assert '<a href="#words">Write why the meeting will not take place.' in answer.text
    assert stage_of(town) is Stage.COLLECTING


def test_a_cancelled_cycle_keeps_the_reason_and_tells_those_who_were_asked(town: Ashcombe, desk: TestClient) -> None:
    said = do(desk, "cancel", words="No quorum <script>alert(1)</script>")

    page = desk.get(PAGE).text
    assert said.startswith("The cycle is cancelled.")
    assert "No quorum &lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert {notice.kind for notice in mails(town)} == {"cycle_cancelled"}


def test_the_late_item_paragraph_is_filled_in_changed_and_taken_out_again(town: Ashcombe, desk: TestClient) -> None:
    town.write(lambda s, c: setattr(c, "late_item_paragraph", "The delay arose because [reason].") or s.add(c))

    form = desk.get(f"{PAGE}/do/late-item").text
    blank = desk.post(f"{PAGE}/do/late-item", data={"words": "The delay arose because [reason]."})
    do(desk, "late-item", words="\r\n  The delay arose because\r\nthe audit came late.")
    kept, again = the_cycle(town).late_item_reason, desk.get(f"{PAGE}/do/late-item").text
    do(desk, "late-item", words="")

    assert "The delay arose because [reason].</textarea>" in form
    assert blank.status_code == 422
    assert "Put your own words in the place of [reason]." in unescape(blank.text)
    assert kept == "\n  The delay arose because\nthe audit came late."
    assert f">\n{kept}</textarea>" in again
    assert the_cycle(town).late_item_reason == ""


def test_papers_that_were_sent_back_are_written_again_and_put_before_the_director(
    town: Ashcombe, desk: TestClient
) -> None:
    town.draft()
    town.enter(*ROADS[Stage.SENT_BACK])

    said = do(desk, "mend")

    assert said.startswith("The papers are written again")
    assert stage_of(town) is Stage.AWAITING_SIGN_OFF
    page = desk.get(PAGE).text
    assert "version 2" in page
    assert "Superseded by a newer version" in page
    assert desk.get(f"{PAGE}/paper/progress_report/1.pdf").status_code == 200


def test_a_paper_that_is_not_what_was_signed_off_is_not_published(town: Ashcombe, desk: TestClient) -> None:
    town.draft()
    town.enter(Stage.LOCKED, Stage.DRAFTING, Stage.AWAITING_SIGN_OFF, Stage.APPROVED)
    town.now = london(2026, 2, 27)
    desk = an_officer(town)

    refused = desk.post(f"{PAGE}/do/publish")

    assert refused.status_code >= 400
    assert stage_of(town) is Stage.APPROVED
