"""An answer written down for an owner goes by the owner's own rules; what is not theirs is settled by the officer."""

from html import unescape
from pathlib import Path

import pytest
from casts import BY, Ashcombe, TestClient, hidden, london
from desk_town import PAGE, a_desk_town, an_officer, banner
from sqlmodel import select

from governance.terms import DeliveryStatus, Stage
from plan_store import people, referrals
from plan_store.asked import requests
from plan_store.database import reading
from plan_store.tables import Action, AuditEntry, Notice, Person, Referral, Update

FORM = f"{PAGE}/answer/A-001"


@pytest.fixture
def town(tmp_path: Path) -> Ashcombe:
    return a_desk_town(tmp_path)


@pytest.fixture
def desk(town: Ashcombe) -> TestClient:
    return an_officer(town)


def typed(desk: TestClient, **fields: str) -> dict[str, str]:
    said = {"how": "phone", "status": "on_track", "narrative": "All three teams decide in a day."}
    return {"key": hidden(desk.get(FORM).text, "key")} | said | fields


def test_an_answer_on_the_phone_is_the_owners_and_written_down_by_the_officer(town: Ashcombe, desk: TestClient) -> None:
    answer = desk.post(FORM, data=typed(desk, percent="80"))

    update = town.updates()[-1]
    assert banner(answer.text).startswith("The answer is recorded in the owner’s name")
    assert (update.said_by_id, update.recorded_by, update.late) == (2, "P-001", False)
    assert (update.status, update.percent) == (DeliveryStatus.ON_TRACK, 80)
    with reading(town.office.engine) as session:
        row = session.exec(select(AuditEntry).where(AuditEntry.verb == "answer taken down")).one()
    assert row.detail == {"update": update.id, "how": "phone"}


def test_a_double_click_records_one_answer_and_other_words_are_a_correction(town: Ashcombe, desk: TestClient) -> None:
    fields, before = typed(desk), len(town.updates())

    for _ in range(2):
        desk.post(FORM, data=fields)
    desk.post(FORM, data=fields | {"narrative": "Two of three."})

    assert [update.narrative for update in town.updates()[before:]] == [
        "All three teams decide in a day.",
        "Two of three.",
    ]


def test_what_is_missing_is_said_and_every_word_is_given_back(town: Ashcombe, desk: TestClient) -> None:
    words = "\n\n  <b>three</b> spaces\n\ttab {{ 7*7 }}"
    fields = typed(desk, how="", status="off_track", narrative=words.replace("\n", "\r\n"), percent="x")
    before = len(town.updates())

    answer = desk.post(FORM, data=fields)

    assert answer.status_code == 422
    assert "<title>Error: " in answer.text
    for field, sentence in (
        ("how", "Say how you got the answer"),
        ("reason", "Write what is in the way"),
        ("percent", "How far it is must be a whole number"),
    ):
        assert f'<a href="#{field}">{sentence}' in answer.text
    assert f">\n{words}</textarea>" in unescape(answer.text)
    assert len(town.updates()) == before


def test_after_the_lock_an_answer_is_taken_as_late_and_after_the_end_not_at_all(
    town: Ashcombe, desk: TestClient
) -> None:
    town.enter(Stage.LOCKED)
    page = desk.get(FORM).text
    desk.post(FORM, data=typed(desk))
    town.enter(Stage.CANCELLED)
    refused = desk.post(FORM, data={"how": "phone", "status": "on_track", "narrative": "More."})

    assert "it is recorded as late" in page
    assert town.updates()[-1].late
    assert refused.status_code == 409


def test_a_second_time_that_nothing_has_changed_asks_what_would_move_it(town: Ashcombe, desk: TestClient) -> None:
    before = town.updates()[0]
    said = {"said_on": before.said_on, "at": before.at, "cycle_id": before.cycle_id, "action_id": before.action_id}
    town.write(lambda s, c: s.add(Update(**said, said_by_id=2, no_change=True, once="unchanged before")))

    unasked = desk.post(FORM, data=typed(desk, status="no_change", narrative=""))
    answered = desk.post(FORM, data=typed(desk, status="no_change", narrative="", would_move="A decision on funding."))

    assert unasked.status_code == 422
    assert '<a href="#would_move">Write what would have to happen for this to move.' in unasked.text
    assert banner(answered.text)
    assert town.updates()[-1].would_move == "A decision on funding."


def test_an_action_whose_reference_holds_a_slash_is_answered_too(town: Ashcombe, desk: TestClient) -> None:
    address = f"{PAGE}/answer/B%2F04%20(ii)"
    key = hidden(desk.get(address).text, "key")

    desk.post(address, data={"key": key, "how": "mail", "status": "on_track", "narrative": "Agreed."})

    assert town.updates()[-1].said_by_id == 3


def not_mine(town: Ashcombe) -> None:
    town.write(
        lambda s, c: referrals.say_not_mine(
            s,
            c,
            s.exec(select(Action).where(Action.reference == "A-002")).one(),
            people.require(s, "Amara Khan"),
            "Bryn has it.",
            by=BY,
            at=town.now,
        )
    )


def asked_about(town: Ashcombe, reference: str) -> str:
    found: list[str] = []
    town.write(
        lambda s, c: found.extend(
            s.get_one(Person, row.person_id).name for row in requests(s, c) if row.action == reference
        )
    )
    return found[0]


@pytest.mark.parametrize(
    ("fields", "asked", "outcome"),
    [
        ({"outcome": "passed_on", "to": "P-003"}, "Bryn Morgan", "asked of somebody else"),
        ({"outcome": "stays"}, "Amara Khan", "stays with its owner"),
    ],
)
def test_what_is_not_mine_is_passed_on_or_stays(
    town: Ashcombe, desk: TestClient, fields: dict[str, str], asked: str, outcome: str
) -> None:
    not_mine(town)

    page = desk.get("/desk/referrals/1").text
    answer = desk.post("/desk/referrals/1", data=fields)

    assert "Bryn has it." in page
    assert banner(answer.text).startswith("Settled.")
    assert "Amara Khan says that" not in answer.text
    assert asked_about(town, "A-002") == asked
    with reading(town.office.engine) as session:
        assert session.exec(select(Referral.outcome)).one() == outcome


def test_whoever_is_asked_instead_gets_a_mail_with_a_link_of_their_own(town: Ashcombe, desk: TestClient) -> None:
    not_mine(town)
    desk.post("/desk/referrals/1", data={"outcome": "passed_on", "to": "P-003"})

    with reading(town.office.engine) as session:
        notice = session.exec(select(Notice).where(Notice.kind == "handed_over")).one()
        assert session.get_one(Person, notice.person_id).name == "Bryn Morgan"
        assert notice.link_id is not None
        assert [owed["reference"] for owed in notice.facts["owed"]] == ["A-002"]
        assert (notice.facts["from_name"], notice.facts["words"]) == ("Amara Khan", "Bryn has it.")


@pytest.mark.parametrize("fields", [{}, {"outcome": "passed_on"}, {"outcome": "passed_on", "to": "P-002"}])
def test_a_referral_is_not_settled_by_half(town: Ashcombe, desk: TestClient, fields: dict[str, str]) -> None:
    not_mine(town)
    town.now = london(2026, 2, 9, 11)

    answer = desk.post("/desk/referrals/1", data=fields)

    assert answer.status_code == 422
    assert "<title>Error: " in answer.text
    with reading(town.office.engine) as session:
        assert session.exec(select(Referral.settled_at)).one() is None
