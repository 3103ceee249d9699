"""The record of a meeting at the desk: attendance, questions and their answers, resolutions, and what followed."""

import re
from html import unescape

import pytest
from casts import BY, CYCLE, Ashcombe, TestClient, london
from httpx import Response
from sqlmodel import Session, col, select

from governance.terms import Role
from plan_store import attendance, cycles, meetings, people, questions
from plan_store.database import reading, transaction
from plan_store.tables import Action, ActionOwner, Attendance, Decision, MemberQuestion, Notice, Person, Resolution

NOTED = {"number": "12.1", "words": "That the Board notes the report.", "limbs": "1", "kind_1": "note"}
TWO_LIMBS = {
    "number": "12.2",
    "words": "That visits be reported on, and that a rota be written.",
    "limbs": "2",
    "kind_1": "commission",
    "words_1": "That visits be reported on.",
    "kind_2": "action",
    "words_2": "That a rota be written.",
    "title_2": "Write a rota for visits",
    "owner_2": "P-002",
    "due_2_day": "31",
    "due_2_month": "5",
    "due_2_year": "2026",
    "area_2": "DP1",
}


@pytest.fixture
def officer(town: Ashcombe):
    return town.signed_in("Carys Bevan", Role.OFFICER)


@pytest.fixture
def record(town: Ashcombe) -> str:
    """The address of the record of the coming meeting, to which Ines and Odile belong."""
    with transaction(town.office.engine) as session:
        meeting = meeting_of(session)
        board = cycles.board_of(session, cycles.require(session, CYCLE))
        for name in ("Ines Ojo", "Odile Brun"):
            person = people.add(session, name, by=BY, at=town.now)
            people.describe(session, person, by=BY, at=town.now, email=f"{name.split()[0].lower()}@ashcombe.example")
            people.seat(session, person, board, by=BY, at=town.now)
        return f"/desk/meetings/{meeting.id}"


def meeting_of(session: Session):
    return cycles.meeting_of(session, cycles.require(session, CYCLE))


def after_the_meeting(town: Ashcombe) -> TestClient:
    """The day after, and the officer who signs in on it."""
    town.now = london(2026, 3, 11)
    return town.signed_in("Carys Bevan", Role.OFFICER)


def post(client, address: str, fields: dict[str, str], **more: str) -> Response:
    return client.post(address, data={**fields, **more}, follow_redirects=True)


def rows(town: Ashcombe, table):
    with reading(town.office.engine) as session:
        return list(session.exec(select(table).order_by(col(table.id))))


def hidden_of(page: Response) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.text)
    return {name: unescape(value) for name, value in found}


def a_question(town: Ashcombe, words: str = "When will visits be daily?") -> int:
    with transaction(town.office.engine) as session:
        asker = people.require(session, "Ines Ojo")
        asked = questions.ask(session, meeting_of(session), asker, words, "A-001", once="q", by=BY, at=town.now)
        return asked.id or 0


def test_who_was_there_is_recorded_and_can_be_put_right(town: Ashcombe, officer, record: str) -> None:
    ines, odile = (person.id for person in rows(town, Person)[-2:])
    address = f"{record}/attendance"

    post(
        officer,
        address,
        {f"member_{ines}": "present", f"member_{odile}": "apologies", "others": "The clerk\n\nA guest"},
    )
    page = post(officer, address, {f"member_{ines}": "absent", "others": "The clerk"})

    assert "Who was there is recorded" in page.text
    assert [(row.name, row.how) for row in rows(town, Attendance)] == [
        ("Ines Ojo", "absent"),
        ("The clerk", "in_attendance"),
    ]


def test_the_attendance_form_shows_what_was_recorded(town: Ashcombe, officer, record: str) -> None:
    with transaction(town.office.engine) as session:
        ines = people.require(session, "Ines Ojo")
        attendance.record(session, meeting_of(session), [(ines, "present")], ["The clerk"], by=BY, at=town.now)

    page = officer.get(f"{record}/attendance").text

    assert re.search(rf'name="member_{ines.id}" type="radio" value="present" checked', page)
    assert "The clerk</textarea>" in page


def test_no_resolution_is_recorded_before_the_meeting_has_begun(town: Ashcombe, officer, record: str) -> None:
    page = officer.get(f"{record}/record")
    refused = post(officer, f"{record}/resolutions/new", NOTED, do="record")

    assert "Resolutions can be recorded once the meeting has begun, from 4pm on Tuesday 10 March 2026." in page.text
    assert officer.get(f"{record}/resolutions/new").status_code == 409
    assert refused.status_code == 409
    assert rows(town, Resolution) == []


def test_a_resolution_can_be_recorded_from_the_minute_the_meeting_begins(town: Ashcombe, record: str) -> None:
    town.now = london(2026, 3, 10, 16)
    officer = town.signed_in("Carys Bevan", Role.OFFICER)

    assert officer.get(f"{record}/resolutions/new").status_code == 200


def test_a_resolution_is_checked_before_it_is_recorded_and_then_stands_word_for_word(
    town: Ashcombe, record: str
) -> None:
    officer = after_the_meeting(town)
    words = "That the Board:\n  (a) notes <b>the report</b> & thanks {{ 7*7 }} officers.\n"

    check = post(officer, f"{record}/resolutions/new", {**NOTED, "words": words}, do="check")
    before = rows(town, Resolution)
    page = post(officer, f"{record}/resolutions/new", hidden_of(check), do="record")

    assert "cannot be taken back" in check.text
    assert before == []
    assert rows(town, Resolution)[0].words == words
    assert "notes &lt;b&gt;the report&lt;/b&gt; &amp; thanks {{ 7*7 }} officers" in page.text


def test_a_resolution_with_an_action_adds_it_to_the_plan_with_owner_and_date(town: Ashcombe, record: str) -> None:
    officer = after_the_meeting(town)
    check = post(officer, f"{record}/resolutions/new", TWO_LIMBS, do="check")

    page = post(officer, f"{record}/resolutions/new", hidden_of(check), do="record")

    action = rows(town, Action)[-1]
    with reading(town.office.engine) as session:
        owner = session.exec(select(Person).join(ActionOwner).where(ActionOwner.action_id == action.id)).one()
    assert "Amara Khan" in check.text
    assert (action.title, str(action.due_on), owner.name) == ("Write a rota for visits", "2026-05-31", "Amara Khan")
    assert f"In the plan as <strong>{action.reference}</strong>" in page.text
    assert [decision.kind for decision in rows(town, Decision)] == ["commission", "action"]


def test_a_resolution_recorded_with_two_presses_is_recorded_once(town: Ashcombe, record: str) -> None:
    officer = after_the_meeting(town)

    for _ in range(2):
        page = post(officer, f"{record}/resolutions/new", TWO_LIMBS, do="record")

    assert page.status_code == 200
    assert len(rows(town, Resolution)) == 1
    assert len(rows(town, Decision)) == 2
    assert len(rows(town, Action)) == 5


def test_a_number_that_is_taken_is_told_and_every_word_kept(town: Ashcombe, record: str) -> None:
    officer = after_the_meeting(town)
    post(officer, f"{record}/resolutions/new", NOTED, do="record")

    refused = post(officer, f"{record}/resolutions/new", {**NOTED, "words": "Other words."}, do="record")

    assert refused.status_code == 422
    assert "Resolution 12.1 of this meeting is recorded with other words" in refused.text
    assert "Other words.</textarea>" in refused.text
    assert len(rows(town, Resolution)) == 1


def test_another_limb_is_added_and_taken_out_with_everything_typed_kept(town: Ashcombe, record: str) -> None:
    officer = after_the_meeting(town)
    address = f"{record}/resolutions/new"

    three = post(officer, address, TWO_LIMBS, do="add")
    fewer = post(officer, address, {**TWO_LIMBS, "limbs": "3", "words_3": "The third."}, do="take-out-1")

    assert 'name="limbs" value="3"' in three.text
    assert 'value="Write a rota for visits"' in three.text
    assert 'id="limb-3"' in three.text
    assert 'name="limbs" value="2"' in fewer.text
    assert 'name="title_1" type="text" value="Write a rota for visits"' in fewer.text
    assert re.search(r'name="due_1_year" type="text" value="2026"', fewer.text)
    assert "The third.</textarea>" in fewer.text
    assert "That visits be reported on.</textarea>" not in fewer.text


def test_changing_something_after_the_check_brings_back_every_field(town: Ashcombe, record: str) -> None:
    officer = after_the_meeting(town)
    check = post(officer, f"{record}/resolutions/new", TWO_LIMBS, do="check")

    form = post(officer, f"{record}/resolutions/new", hidden_of(check), do="change")

    assert {name: hidden_of(check)[name] for name in TWO_LIMBS} == TWO_LIMBS
    assert "That a rota be written.</textarea>" in form.text
    assert '<option value="P-002" selected>' in form.text


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"number": " "}, "Give the number of the resolution"),
        ({"words": ""}, "Write what was resolved, word for word."),
        ({"kind_1": ""}, "Limb 1: choose what it does."),
        ({"title_2": ""}, "Limb 2: write what will be done."),
        ({"area_2": ""}, "Limb 2: choose the delivery plan"),
        ({"due_2_month": "13"}, "give a real date"),
        ({"findings_2": "99"}, "Limb 2: the plan has no finding 99"),
        ({"words_1": ""}, "Limb 1: write its words"),
        ({"kind_2": "note"}, "Limb 2: an action is described below"),
        ({"words": "a\x00b"}, "an invisible character"),
    ],
)
def test_what_is_missing_of_a_resolution_is_said_and_nothing_recorded(
    town: Ashcombe, record: str, changed: dict[str, str], sentence: str
) -> None:
    officer = after_the_meeting(town)
    before = town.everything()

    for do in ("check", "record"):
        refused = post(officer, f"{record}/resolutions/new", {**TWO_LIMBS, **changed}, do=do)

        assert refused.status_code == 422
        assert sentence in unescape(refused.text)
        assert "<title>Error: " in refused.text
    assert town.everything() == before


def test_a_form_with_a_thousand_limbs_is_answered_with_twenty(town: Ashcombe, record: str) -> None:
    officer = after_the_meeting(town)

    page = post(officer, f"{record}/resolutions/new", {"limbs": "999"}, do="check")

    assert 'name="limbs" value="20"' in page.text


def test_nothing_is_recorded_of_a_meeting_that_does_not_take_place(town: Ashcombe, record: str) -> None:
    officer = after_the_meeting(town)
    with transaction(town.office.engine) as session:
        meeting = meeting_of(session)
        meeting.state = meetings.CANCELLED
        session.add(meeting)

    assert "does not take place" in officer.get(f"{record}/record").text
    assert post(officer, f"{record}/resolutions/new", NOTED, do="record").status_code == 409


def test_a_question_put_before_the_meeting_is_answered_and_its_asker_told_once(
    town: Ashcombe, officer, record: str
) -> None:
    number = a_question(town)
    form = officer.get(f"/desk/questions/{number}")
    answer = {"answer": "From May.\nThe rota is written.", "over": hidden_of(form)["over"]}

    page = post(officer, f"/desk/questions/{number}", answer)
    post(officer, f"/desk/questions/{number}", answer)

    letters = [notice for notice in rows(town, Notice) if notice.kind == "question_answered"]
    assert "told by mail" in page.text
    assert rows(town, MemberQuestion)[0].answer == "From May.\nThe rota is written."
    assert [letter.facts["reply"]["answer"] for letter in letters] == ["From May.\nThe rota is written."]


def test_an_answer_is_not_written_over_another_that_was_not_seen(town: Ashcombe, officer, record: str) -> None:
    number = a_question(town)
    over = hidden_of(officer.get(f"/desk/questions/{number}"))["over"]
    post(officer, f"/desk/questions/{number}", {"answer": "The first.", "over": over})

    refused = post(officer, f"/desk/questions/{number}", {"answer": "The second.", "over": over})
    post(officer, f"/desk/questions/{number}", {"answer": "The second.", "over": hidden_of(refused)["over"]})

    assert refused.status_code == 422
    assert "The first." in refused.text
    assert "The second.</textarea>" in refused.text
    assert rows(town, MemberQuestion)[0].answer == "The second."


def test_a_question_asked_at_the_meeting_is_noted_once_and_answered_later(town: Ashcombe, officer, record: str) -> None:
    with reading(town.office.engine) as session:
        odile = people.require(session, "Odile Brun").reference
    asked = {"member": odile, "question": "Who pays for it?", "other": "", "answer": ""}

    for _ in range(2):
        page = post(officer, f"{record}/questions/new", asked)
    post(officer, f"{record}/questions/new", {"other": "Councillor Lee", "question": "Why?", "answer": "As agreed."})

    assert "Odile Brun asked at the meeting" in page.text
    assert [(row.asked_by, row.answer) for row in rows(town, MemberQuestion)] == [
        ("Odile Brun", ""),
        ("Councillor Lee", "As agreed."),
    ]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"question": "Why?"}, "Choose the member who asked"),
        ({"other": "Lee"}, "Write what was asked"),
        ({"member": "both", "other": "Lee", "question": "Why?"}, "not both"),
    ],
)
def test_a_question_without_words_or_asker_is_not_noted(
    town: Ashcombe, officer, record: str, typed: dict[str, str], sentence: str
) -> None:
    with reading(town.office.engine) as session:
        odile = people.require(session, "Odile Brun").reference

    refused = post(officer, f"{record}/questions/new", {k: odile if v == "both" else v for k, v in typed.items()})

    assert refused.status_code == 422
    assert sentence in refused.text
    assert rows(town, MemberQuestion) == []


def test_a_resolution_is_corrected_with_its_history_kept_and_put_back(town: Ashcombe, record: str) -> None:
    officer = after_the_meeting(town)
    post(officer, f"{record}/resolutions/new", TWO_LIMBS, do="record")
    address = f"/desk/resolutions/{rows(town, Resolution)[0].id}/correct"
    shown = hidden_of(officer.get(address))
    typed = {"words": "That visits be counted.", "limb_1": "Count visits.", "limb_2": TWO_LIMBS["words_2"]}

    post(officer, address, {**shown, **typed})
    corrected = (rows(town, Resolution)[0].words, rows(town, Decision)[0].words)
    history = officer.get(address).text
    officer.post(re.findall(r'action="(/desk/history/\w+/undo)"', history)[0])

    assert corrected == ("That visits be counted.", "Count visits.")
    assert TWO_LIMBS["words"] in unescape(history)
    assert (rows(town, Resolution)[0].words, rows(town, Decision)[0].words) == (
        TWO_LIMBS["words"],
        TWO_LIMBS["words_1"],
    )


def test_a_correction_is_not_written_over_another_that_was_not_seen(town: Ashcombe, record: str) -> None:
    officer = after_the_meeting(town)
    post(officer, f"{record}/resolutions/new", NOTED, do="record")
    address = f"/desk/resolutions/{rows(town, Resolution)[0].id}/correct"
    typed = {**hidden_of(officer.get(address)), "limb_1": NOTED["words"]}
    post(officer, address, {**typed, "words": "The first."})

    refused = post(officer, address, {**typed, "words": "The second."})
    post(officer, address, {**hidden_of(refused), "limb_1": NOTED["words"], "words": "The second."})

    assert refused.status_code == 422
    assert "corrected meanwhile to “The first.”" in refused.text
    assert rows(town, Resolution)[0].words == "The second."


def test_a_commission_waits_until_it_is_met_and_can_be_opened_again(town: Ashcombe, record: str) -> None:
    officer = after_the_meeting(town)
    post(officer, f"{record}/resolutions/new", TWO_LIMBS, do="record")
    number = rows(town, Decision)[0].id
    address = f"/desk/decisions/{number}"

    waiting = officer.get("/desk/decisions").text
    met = post(officer, address, {"response": "A table of visits is in the paper.", "met": "met"}).text
    again = post(officer, address, {"response": "Only half of it.", "met": "open"}).text

    assert "Two decisions wait" in waiting
    assert "One decision waits" in met
    assert "Two decisions wait" in again
    assert rows(town, Decision)[0].response == "Only half of it."
    assert rows(town, Decision)[0].met_at is None


def test_an_answer_to_a_decision_says_what_and_whether(town: Ashcombe, record: str) -> None:
    officer = after_the_meeting(town)
    post(officer, f"{record}/resolutions/new", TWO_LIMBS, do="record")

    refused = post(officer, f"/desk/decisions/{rows(town, Decision)[0].id}", {"response": "Half."})

    assert refused.status_code == 422
    assert "Choose whether it is done." in refused.text
    assert "Half.</textarea>" in refused.text


def test_looking_at_the_record_and_its_forms_changes_nothing(town: Ashcombe, record: str) -> None:
    officer = after_the_meeting(town)
    number = a_question(town)
    post(officer, f"{record}/resolutions/new", TWO_LIMBS, do="record")
    before = town.everything()

    for address in (
        f"{record}/record",
        f"{record}/attendance",
        f"{record}/questions/new",
        f"{record}/resolutions/new",
        f"/desk/questions/{number}",
        "/desk/decisions",
        f"/desk/decisions/{rows(town, Decision)[0].id}",
    ):
        assert officer.get(address).status_code == 200, address

    assert town.everything() == before


def test_an_auditor_reads_the_record_and_the_decisions_and_writes_nothing(town: Ashcombe, record: str) -> None:
    after_the_meeting(town)
    auditor = town.signed_in("Una Reid", Role.AUDITOR)

    page = auditor.get(f"{record}/record")

    assert page.status_code == 200
    assert "Record a resolution" not in page.text
    assert auditor.get("/desk/decisions").status_code == 200
    assert auditor.post(f"{record}/resolutions/new", data={**NOTED, "do": "record"}).status_code == 403
    assert auditor.post(f"{record}/attendance", data={"others": "Me"}).status_code == 403
    assert rows(town, Resolution) == []


def test_a_meeting_or_question_nobody_knows_is_a_page_not_found(officer) -> None:
    for address in ("/desk/meetings/999/record", "/desk/questions/999", "/desk/decisions/999"):
        assert officer.get(address).status_code == 404
