"""An owner's answer: what is asked, what is refused with which words, and what is recorded."""

from datetime import date

import pytest
from casts import Ashcombe, london
from httpx import Response
from owners_day import answer, came_in, check, fields_of, send_what_is_checked, typed_on
from sqlmodel import select

from governance.answers import OWNERS_MAY_SAY, AnswerGiven
from governance.terms import DeliveryStatus, Stage
from plan_store import cycles, dates, updates
from plan_store.database import reading, transaction
from plan_store.tables import Action, Cycle, Evidence, Person, Update

TO_THE_CLOSE = (
    Stage.LOCKED,
    Stage.DRAFTING,
    Stage.AWAITING_SIGN_OFF,
    Stage.APPROVED,
    Stage.PUBLISHED,
    Stage.CLOSED,
)


def form_of(town: Ashcombe, reference: str = "A-001") -> str:
    client, pages = came_in(town)
    page: str = client.get(f"{pages}/action/{reference}").text
    return page


def check_one(town: Ashcombe, reference: str = "A-001", **typed: str) -> Response:
    client, pages = came_in(town)
    return check(client, pages, reference, **typed)


def test_an_answer_is_recorded_as_it_was_given(town: Ashcombe) -> None:
    sent = answer(
        town,
        status="at_risk",
        percent="70 %",
        narrative="Both posts are filled.",
        reason="Induction takes until March.",
        new_due_day="31",
        new_due_month="March",
        new_due_year="2026",
        evidence_shows="Weekly figures of the front door",
        evidence_link="https://ashcombe.example/figures",
    )

    assert sent.status_code == 303
    update = town.updates()[-1]
    assert (update.status, update.percent) == (DeliveryStatus.AT_RISK, 70)
    assert (update.narrative, update.reason) == ("Both posts are filled.", "Induction takes until March.")
    assert (update.asked_due_on, update.said_on, update.late) == (date(2026, 3, 31), date(2026, 2, 9), False)
    with reading(town.office.engine) as session:
        assert [change.to_on for change, _ in dates.waiting(session)] == [date(2026, 3, 31)]
        evidence = session.exec(select(Evidence)).one()
        assert (evidence.shows, evidence.link) == (
            "Weekly figures of the front door",
            "https://ashcombe.example/figures",
        )


def test_the_record_says_that_the_owner_answered_and_nobody_in_their_place(town: Ashcombe) -> None:
    answer(town)

    assert town.updates()[-1].recorded_by == ""
    assert [verb for verb in town.verbs() if "update" in verb][-1] == "update received"


def test_the_day_of_an_answer_is_the_day_in_london(town: Ashcombe) -> None:
    town.enter(Stage.LOCKED, Stage.DRAFTING, Stage.AWAITING_SIGN_OFF, Stage.APPROVED, Stage.PUBLISHED)
    town.now = london(2026, 3, 23, 0, 30)

    answer(town)

    assert town.updates()[-1].said_on == date(2026, 3, 23)


def test_nothing_has_changed_needs_no_other_word(town: Ashcombe) -> None:
    sent = answer(town, status="no_change", narrative="")

    assert sent.status_code == 303
    assert town.updates()[-1].no_change


def test_the_form_offers_every_status_of_the_council_with_its_meaning_and_chooses_none(town: Ashcombe) -> None:
    page = form_of(town)

    for said in (town.council.scale.statuses[status] for status in OWNERS_MAY_SAY):
        assert said.word in page
        assert said.meaning in page
    assert "checked" not in page


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"status": ""}, "status-1", "Say how the action is going, or choose “Nothing has changed”."),
        ({"status": "splendid"}, "status-1", "Say how the action is going, or choose “Nothing has changed”."),
        ({"narrative": " \n "}, "narrative-1", "Write what has happened since the last update."),
        ({"status": "off_track"}, "reason-1", "Write what is in the way; the board reads it beside the colour."),
        ({"percent": "half"}, "percent-1", "How far it is must be a whole number from 0 to 100."),
        ({"percent": "101"}, "percent-1", "How far it is must be a whole number from 0 to 100."),
        ({"percent": "12.5"}, "percent-1", "How far it is must be a whole number from 0 to 100."),
        ({"new_due_day": "3"}, "new_due_on-1-day", "The new date must include a month and a year."),
        (
            {"new_due_day": "31", "new_due_month": "2", "new_due_year": "2027"},
            "new_due_on-1-day",
            "The new date must be a real date, such as 27 3 2027.",
        ),
        (
            {"new_due_day": "1", "new_due_month": "2", "new_due_year": "27"},
            "new_due_on-1-day",
            "The year of the new date must have four figures, such as 2027.",
        ),
        (
            {"new_due_day": "9", "new_due_month": "2", "new_due_year": "2026", "reason": "late"},
            "new_due_on-1-day",
            "The new date must be after today, 9 February 2026.",
        ),
        (
            {"new_due_day": "1", "new_due_month": "jun", "new_due_year": "2026"},
            "reason-1",
            "Write why another date is needed; the board decides on it.",
        ),
        ({"evidence_link": "https://a.example/"}, "evidence_shows-1", "Write what the evidence shows."),
        (
            {"evidence_shows": "An audit", "evidence_link": "javascript:alert(1)"},
            "evidence_link-1",
            "Give the whole address, starting with https://, or leave it out and say where it is kept.",
        ),
        ({"evidence_shows": "a" * 2_001}, "evidence_shows-1", "Shorten this to 2,000 characters."),
        ({"narrative": "a" * 20_001}, "narrative-1", "Shorten this to 20,000 characters, or link to a document."),
        ({"narrative": "a\x00b"}, "narrative-1", "This text holds an invisible character"),
    ],
)
def test_what_is_wrong_is_said_at_the_head_of_the_page_and_links_to_its_field(
    town: Ashcombe, typed: dict[str, str], field: str, sentence: str
) -> None:
    sent = check_one(town, **typed)

    assert sent.status_code == 422
    assert "<title>Error: Your update on A-001" in sent.text
    assert "There is a problem" in sent.text
    assert f'<a href="#{field}">{sentence}' in sent.text
    assert f'id="{field}"' in sent.text
    assert len(town.updates()) == 1


def test_what_was_typed_is_still_there_when_something_is_wrong(town: Ashcombe) -> None:
    sent = check_one(
        town, status="complete", percent="lots", narrative="  <b>First</b>\r\n\r\n  second ", new_due_day="77"
    )

    assert 'value="complete" checked' in sent.text
    assert 'name="percent-1" type="text" value="lots"' in sent.text
    assert "\n  &lt;b&gt;First&lt;/b&gt;\n\n  second </textarea>" in sent.text
    assert 'name="new_due_day-1" type="text" value="77"' in sent.text


def test_a_fault_behind_the_details_opens_them(town: Ashcombe) -> None:
    plain, faulty = form_of(town), check_one(town, status="off_track").text

    assert '<details class="govuk-details" open>' not in plain
    assert '<details class="govuk-details" open>' in faulty


def test_the_faults_are_listed_in_the_order_of_the_page(town: Ashcombe) -> None:
    sent = check_one(town, status="", narrative="", percent="x", evidence_link="y")

    fields = ("status-1", "narrative-1", "percent-1", "evidence_link-1")
    places = [sent.text.index(f'<a href="#{field}">') for field in fields]

    assert places == sorted(places)


def test_an_answer_after_the_lock_is_announced_as_late_and_recorded_as_late(town: Ashcombe) -> None:
    town.now = london(2026, 2, 20, 12, 5)
    town.enter(Stage.LOCKED)
    form = form_of(town)

    answer(town)

    assert "Answers closed at midday on Friday 20 February 2026" in form
    assert "recorded as late" in form
    assert town.updates()[-1].late
    assert "late update received" in town.verbs()


def test_after_the_close_no_answer_is_taken_and_the_words_are_given_back(town: Ashcombe) -> None:
    client, pages = came_in(town)
    fields = fields_of(form_of(town))
    fields |= typed_on(form_of(town), "A-001", narrative="An hour of writing")
    town.enter(*TO_THE_CLOSE)
    before = town.everything()

    sent = client.post(f"{pages}/action/A-001", data=fields)

    assert sent.status_code == 409
    assert "This round is closed" in sent.text
    assert "An hour of writing" in sent.text
    assert client.get(f"{pages}/action/A-001").status_code == 410
    assert town.everything() == before


def test_words_that_were_only_saved_are_shown_again_when_the_round_has_closed_before_they_were_sent(
    town: Ashcombe,
) -> None:
    client, pages = came_in(town)
    check(client, pages, narrative="An hour of writing")
    page = client.get(f"{pages}/check").text
    town.enter(*TO_THE_CLOSE)

    sent = client.post(f"{pages}/check", data=fields_of(page))

    assert sent.status_code == 409
    assert "An hour of writing" in sent.text
    assert len(town.updates()) == 1


def test_a_cancelled_meeting_says_so(town: Ashcombe) -> None:
    town.enter(Stage.CANCELLED)

    assert "This meeting will not take place" in form_of(town)


def test_bryn_cannot_see_or_answer_amaras_action(town: Ashcombe) -> None:
    client, pages = came_in(town, "Bryn")
    fields = fields_of(client.get(pages).text) | {"status-1": "complete", "narrative-1": "Not mine to say"}
    before = town.updates()

    assert client.get(f"{pages}/action/A-001").status_code == 404
    assert client.post(f"{pages}/action/A-001", data=fields).status_code == 404
    client.post(pages, data=fields)

    assert "draft begun" not in town.verbs()
    assert len(town.updates()) == len(before)


def test_a_reference_with_a_slash_in_it_has_a_page_of_its_own(town: Ashcombe) -> None:
    client, pages = came_in(town, "Bryn")
    answer(town, "B%2F04%20%28ii%29", name="Bryn")

    page = client.get(pages).text
    assert f'href="{pages}/action/B%2F04%20%28ii%29"' in page
    assert "B/04 (ii)" in client.get(f"{pages}/action/B%2F04%20%28ii%29").text
    assert "B/04 (ii): On track" in client.get(f"{pages}/sent").text


def test_a_correction_is_another_answer_that_starts_from_the_words_before(town: Ashcombe) -> None:
    answer(town, narrative="The frist words", percent="40")

    form = form_of(town)
    answer(town, narrative="The first words")

    assert "The frist words</textarea>" in form
    assert "checked" not in form
    assert [update.narrative for update in town.updates()[1:]] == ["The frist words", "The first words"]


def test_a_form_that_no_page_of_ours_has_shown_is_refused_with_its_words_kept(town: Ashcombe) -> None:
    client, pages = came_in(town)
    _, bryns = came_in(town, "Bryn")
    before = town.everything()

    for key in ("", "made-up.key", "x" * 500, "ż.ż", fields_of(came_in(town, "Bryn")[0].get(bryns).text)["key"]):
        fields = fields_of(client.get(pages).text) | {"status-1": "on_track", "narrative-1": "Mine", "key": key}
        sent = client.post(pages, data=fields)
        assert sent.status_code == 422
        assert "Mine</textarea>" in sent.text

    assert town.everything() == before


def test_a_mail_scanner_that_sends_the_empty_form_records_nothing(town: Ashcombe) -> None:
    client, pages = came_in(town)
    before = town.everything()
    fields = fields_of(client.get(pages).text)

    sent = client.post(pages, data=fields)
    all_empty = client.post(pages, data=dict.fromkeys(fields, "") | {"key": fields["key"]})

    assert (sent.status_code, all_empty.status_code) == (422, 422)
    assert "Answer at least one action" in sent.text
    assert town.everything() == before


def test_the_second_time_that_nothing_has_changed_one_question_is_asked(town: Ashcombe) -> None:
    unchanged_last_time(town, "A-002")

    first = form_of(town, "A-002")
    without = check_one(town, "A-002", status="no_change", narrative="")
    answer(town, "A-002", status="no_change", narrative="", would_move="Somebody to sign the lease.")

    question = "what would have to happen for this to move?"
    assert question in first
    assert question not in form_of(town, "A-001")
    assert '<a href="#would_move-2">Write what would have to happen for this to move.' in without.text
    assert town.updates()[-1].would_move == "Somebody to sign the lease."


def test_what_would_have_to_happen_is_not_asked_where_something_has_changed(town: Ashcombe) -> None:
    unchanged_last_time(town, "A-002")

    sent = answer(town, "A-002", status="on_track", narrative="The lease is signed.", would_move="A signature")

    assert sent.status_code == 303
    assert town.updates()[-1].would_move == ""


def unchanged_last_time(town: Ashcombe, reference: str) -> None:
    """In the cycle before, Amara said of it that nothing had changed."""
    with transaction(town.office.engine) as session:
        cycle = session.exec(select(Cycle).where(Cycle.reference == "partnership-board-2025-12-09")).one()
        action = session.exec(select(Action).where(Action.reference == reference)).one()
        amara = session.exec(select(Person).where(Person.name == "Amara Khan")).one()
        cycle.stage = Stage.COLLECTING
        at = london(2025, 11, 20)
        updates.record_update(
            session,
            cycle,
            action,
            amara,
            AnswerGiven(no_change=True),
            once="unchanged",
            as_of=at.replace(tzinfo=None),
            by=amara.reference,
            at=at,
        )
        cycle.stage = Stage.CLOSED


def test_what_is_sent_is_what_was_checked(town: Ashcombe) -> None:
    client, pages = came_in(town)
    check(client, pages, narrative="As it was checked.")
    page = client.get(f"{pages}/check").text
    check(client, pages, narrative="Written since, in another window.")

    sent = client.post(f"{pages}/check", data=fields_of(page))

    assert sent.status_code == 422
    assert "Your answers have changed since this page was shown." in sent.text
    assert "Written since, in another window." in sent.text
    assert len(town.updates()) == 1


def test_an_officer_who_answers_meanwhile_does_not_make_the_owners_draft_vanish(town: Ashcombe) -> None:
    client, pages = came_in(town)
    check(client, pages, narrative="Amara's own words.")
    said_by_carys(town)

    page = client.get(f"{pages}/action/A-001").text
    send_what_is_checked(client, pages)

    assert "Amara&#39;s own words.</textarea>" in page
    assert [update.narrative for update in town.updates()[1:]] == ["On the phone.", "Amara's own words."]


def said_by_carys(town: Ashcombe) -> Update:
    with transaction(town.office.engine) as session:
        cycle = cycles.hold_still(session, "partnership-board-2026-03-10")
        action = session.exec(select(Action).where(Action.reference == "A-001")).one()
        amara = session.exec(select(Person).where(Person.name == "Amara Khan")).one()
        said = AnswerGiven(status=DeliveryStatus.ON_TRACK, narrative="On the phone.")
        as_of = town.now.replace(tzinfo=None)
        return updates.record_update(
            session, cycle, action, amara, said, once="phone", as_of=as_of, by="P-001", at=town.now
        )
