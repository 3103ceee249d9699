"""An owner who cannot answer: hands over, says that an action is not theirs, is away, and comes back."""

from pathlib import Path

import pytest
from casts import Ashcombe, found_ashcombe
from httpx import Response
from owners_day import answer, came_in, check, fields_of
from sqlmodel import col, select

from delivery.rendering import write_notice
from flows.deliver_notices import facts_for
from governance.terms import Stage
from plan_store import people, referrals
from plan_store.database import reading, transaction
from plan_store.tables import AccessLink, Action, Notice, Person, Referral, UpdateRequest


@pytest.fixture
def town(tmp_path: Path) -> Ashcombe:
    """Bryn is Amara's deputy."""
    town = found_ashcombe(tmp_path)
    with transaction(town.office.engine) as session:
        amara, bryn = people.require(session, "Amara Khan"), people.require(session, "Bryn Morgan")
        people.describe(session, amara, by="P-001", at=town.now, deputy_id=bryn.id)
    return town


def press(town: Ashcombe, path: str, *, name: str = "Amara", **typed: str | list[str]) -> Response:
    client, pages = came_in(town, name)
    fields = fields_of(client.get(f"{pages}/{path}").text) | {"initials": "AK" if name == "Amara" else "BM"}
    sent: Response = client.post(f"{pages}/{path}", data=fields | typed, follow_redirects=False)
    return sent


def hand_over(town: Ashcombe, *actions: str) -> Response:
    return press(town, "hand-over", action=list(actions), to="P-003", words="I am in court that week.")


def asked(town: Ashcombe) -> dict[str, str]:
    """Who is asked about which action now."""
    with reading(town.office.engine) as session:
        query = select(Action.reference, Person.name).select_from(UpdateRequest)
        query = query.join(Action, col(UpdateRequest.action_id) == Action.id)
        query = query.join(Person, col(UpdateRequest.person_id) == Person.id)
        rows = session.exec(query.where(UpdateRequest.cycle_id == 2)).all()
    return dict(rows)


def notices(town: Ashcombe, kind: str) -> list[tuple[str, str]]:
    """To whom, and the text as it will be sent."""
    with reading(town.office.engine) as session:
        found = session.exec(select(Notice).where(Notice.kind == kind).order_by(col(Notice.id))).all()
        return [
            (
                (person := session.get_one(Person, notice.person_id)).name,
                write_notice(
                    kind,
                    facts_for(
                        town.office,
                        town.office.notice_kinds[kind],
                        dict(notice.facts),
                        person,
                        session.get(AccessLink, notice.link_id) if notice.link_id else None,
                    ),
                    town.office.templates,
                ).text,
            )
            for notice in found
        ]


def test_an_action_handed_over_is_asked_of_the_deputy_who_gets_a_link_of_their_own(town: Ashcombe) -> None:
    sent = hand_over(town, "1", "2")

    assert sent.status_code == 303
    assert asked(town) == {
        "A-001": "Bryn Morgan",
        "A-002": "Bryn Morgan",
        "A-003": "Amara Khan",
        "B/04 (ii)": "Bryn Morgan",
    }
    ((to, text),) = notices(town, "handed_over")
    assert to == "Bryn Morgan"
    assert "I am in court that week." in text
    assert town.tokens["Bryn"] in text
    assert town.tokens["Amara"] not in text


def test_the_deputy_sees_who_handed_the_action_over_and_answers_it(town: Ashcombe) -> None:
    hand_over(town, "1")

    client, pages = came_in(town, "Bryn")
    page = client.get(pages).text
    answer(town, "A-001", name="Bryn")

    assert "Amara Khan handed this over to you for this round." in page
    assert town.updates()[-1].said_by_id == 3
    assert "It has been answered or passed on" in came_in(town)[0].get("/answers/1").text


def test_what_was_handed_over_can_be_taken_back_until_it_is_answered(town: Ashcombe) -> None:
    hand_over(town, "1", "2")
    answer(town, "A-002", name="Bryn")

    back, too_late = press_back(town, 1), press_back(town, 2)

    assert (back.status_code, too_late.status_code) == (303, 422)
    assert asked(town)["A-001"] == "Amara Khan"
    assert asked(town)["A-002"] == "Bryn Morgan"


def press_back(town: Ashcombe, number: int) -> Response:
    client, pages = came_in(town)
    key = fields_of(client.get(f"{pages}/away").text)["key"]
    sent: Response = client.post(
        f"{pages}/take-back/{number}", data={"key": key, "initials": "AK"}, follow_redirects=False
    )
    return sent


def test_a_draft_waits_for_its_owner_while_the_action_is_with_the_deputy(town: Ashcombe) -> None:
    check(*came_in(town), "A-001", narrative="Amara's half-finished words.")
    hand_over(town, "1")

    client, pages = came_in(town, "Bryn")
    at_bryns = client.get(pages).text
    press_back(town, 1)

    assert "half-finished" not in at_bryns
    assert "half-finished words.</textarea>" in came_in(town)[0].get("/answers/1").text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"action": []}, "Choose at least one action."),
        ({"action": ["4"]}, "Choose at least one action."),
        ({"to": ""}, "Choose who answers instead of you."),
        ({"to": "P-004"}, "Choose who answers instead of you."),
        ({"words": " \n"}, "Write in a few words why."),
        ({"words": "a\x00b"}, "This text holds an invisible character"),
        ({"initials": "BM"}, "Type the initials of Amara Khan"),
        ({"key": "made-up"}, "This form was out of date"),
    ],
)
def test_what_is_missing_to_hand_over_is_said_and_changes_nothing(
    town: Ashcombe, typed: dict[str, str | list[str]], sentence: str
) -> None:
    before = town.everything()
    given: dict[str, str | list[str]] = {"action": ["1"], "to": "P-003", "words": "Court"}

    sent = press(town, "hand-over", **(given | typed))

    assert sent.status_code == 422
    assert sentence in sent.text
    assert town.everything() == before


def test_handed_over_twice_by_a_double_click_is_handed_over_once(town: Ashcombe) -> None:
    client, pages = came_in(town)
    fields = fields_of(client.get(f"{pages}/hand-over").text)
    given = fields | {"action": "1", "to": "P-003", "words": "Court", "initials": "AK"}
    client.post(f"{pages}/hand-over", data=given)
    before = town.everything()

    again = client.post(f"{pages}/hand-over", data=given, follow_redirects=False)

    assert again.status_code == 303
    assert town.everything() == before


def test_not_mine_goes_to_the_officer_with_the_owners_words_and_stays_asked(town: Ashcombe) -> None:
    sent = press(town, "not-mine", action=["3"], words="It went to housing in May.")

    page = came_in(town)[0].get("/answers/1").text
    ((to, text),) = notices(town, "not_mine")
    assert sent.status_code == 303
    assert (to, "It went to housing in May." in text) == ("Carys Bevan", True)
    assert "You said these are not yours (1)" in page
    assert asked(town)["A-003"] == "Amara Khan"
    with reading(town.office.engine) as session:
        ((referral, action, said_by),) = referrals.waiting(session)
        assert (referral.words, action.reference, said_by.name) == (
            "It went to housing in May.",
            "A-003",
            "Amara Khan",
        )


def test_what_was_said_not_to_be_theirs_can_be_answered_anyway(town: Ashcombe) -> None:
    press(town, "not-mine", action=["3"], words="It went to housing in May.")

    answer(town, "A-003")

    assert town.updates()[-1].action_id == 3


def test_somebody_away_is_stood_in_for_and_gets_back_what_is_not_answered(town: Ashcombe) -> None:
    press(town, "away", day="1", month="march", year="2026")
    meanwhile = asked(town)
    answer(town, "A-001", name="Bryn")

    client, pages = came_in(town)
    fields = fields_of(client.get(f"{pages}/away").text) | {"initials": "AK"}
    back = client.post(f"{pages}/back", data=fields, follow_redirects=False)

    assert set(meanwhile.values()) == {"Bryn Morgan"}
    assert "is away, and you are recorded" in notices(town, "handed_over")[0][1]
    assert back.status_code == 303
    assert [asked(town)[reference] for reference in ("A-001", "A-002", "A-003")] == [
        "Bryn Morgan",
        "Amara Khan",
        "Amara Khan",
    ]
    with reading(town.office.engine) as session:
        assert people.require(session, "Amara Khan").away_until is None


def test_the_officer_is_told_where_nobody_stands_in(town: Ashcombe) -> None:
    press(town, "away", name="Bryn", day="1", month="3", year="2026")

    ((to, text),) = notices(town, "not_mine")
    assert to == "Carys Bevan"
    assert "Bryn Morgan is away until Sunday 1 March 2026" in text
    assert "B/04 (ii)" in text
    assert asked(town)["B/04 (ii)"] == "Bryn Morgan"


@pytest.mark.parametrize(
    ("day", "month", "year", "sentence"),
    [
        ("", "", "", "Give the last day on which you are away."),
        ("31", "2", "2026", "The last day must be a real date"),
        ("1", "2", "2026", "must be today or later"),
        ("1", "2", "2036", "must be within a year"),
    ],
)
def test_a_day_that_cannot_be_the_last_one_away_is_refused(
    town: Ashcombe, day: str, month: str, year: str, sentence: str
) -> None:
    before = town.everything()

    sent = press(town, "away", day=day, month=month, year=year)

    assert sent.status_code == 422
    assert sentence in sent.text
    assert town.everything() == before


def test_the_receipt_says_what_was_sent_when_it_came_and_what_to_do_if_it_was_somebody_else(town: Ashcombe) -> None:
    answer(town, "A-001", status="at_risk", reason="Two vacancies.", percent="40")

    ((to, text),) = notices(town, "answers_received")
    assert to == "Amara Khan"
    for said in (
        "We received your answer on your action on Monday 9 February 2026 at 10am",
        "You said: At risk, 40% done",
        "All three teams decide within a day.",
        "Two vacancies.",
        "If this was not you, tell us straight away",
        town.tokens["Amara"],
    ):
        assert said in text


def test_the_receipt_of_a_late_answer_says_that_it_is_late(town: Ashcombe) -> None:
    town.enter(Stage.LOCKED)
    answer(town)

    assert "so they are recorded as late" in notices(town, "answers_received")[0][1]


def test_what_is_settled_for_another_is_asked_of_them(town: Ashcombe) -> None:
    press(town, "not-mine", action=["3"], words="It is Bryn's.")
    with transaction(town.office.engine) as session:
        ((referral, _, _),) = referrals.waiting(session)
        bryn = people.require(session, "Bryn Morgan")
        referrals.settle(session, referral, to=bryn, outcome="given to another", by="P-001", at=town.now)

    assert asked(town)["A-003"] == "Bryn Morgan"
    with reading(town.office.engine) as session:
        assert referrals.waiting(session) == []
        assert session.get_one(Referral, 1).outcome == "given to another"
