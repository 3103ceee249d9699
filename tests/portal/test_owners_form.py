"""An owner's answer: what is asked, what is refused with which words, and what is recorded."""

from datetime import date

import pytest
from casts import Ashcombe, an_answer, london
from httpx import Response
from sqlmodel import select

from governance.answers import OWNERS_MAY_SAY
from governance.terms import DeliveryStatus, Stage
from plan_store import dates
from plan_store.database import reading
from plan_store.tables import Evidence


def address_of(town: Ashcombe, reference: str = "A-001", name: str = "Amara") -> str:
    return f"/answer/{town.tokens[name]}/{reference}"


def send(town: Ashcombe, reference: str = "A-001", **typed: str) -> Response:
    """Open the form, fill it in and send it, without following to the list."""
    client, address = town.client(), address_of(town, reference)
    form = client.get(address).text
    sent: Response = client.post(address, data=an_answer(form, **typed), follow_redirects=False)
    return sent


def test_an_answer_is_recorded_as_it_was_given(town: Ashcombe) -> None:
    sent = send(
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
    send(town)

    assert town.updates()[-1].recorded_by == ""
    assert town.verbs()[-1] == "update received"


def test_the_day_of_an_answer_is_the_day_in_london(town: Ashcombe) -> None:
    town.enter(Stage.LOCKED, Stage.DRAFTING, Stage.AWAITING_SIGN_OFF, Stage.APPROVED, Stage.PUBLISHED)
    town.now = london(2026, 3, 23, 0, 30)

    send(town)

    assert town.updates()[-1].said_on == date(2026, 3, 23)


def test_nothing_has_changed_needs_no_other_word(town: Ashcombe) -> None:
    sent = send(town, status="no_change", narrative="")

    assert sent.status_code == 303
    assert town.updates()[-1].no_change


def test_the_form_offers_every_status_of_the_council_with_its_meaning_and_chooses_none(town: Ashcombe) -> None:
    page = town.client().get(address_of(town)).text

    for said in (town.council.scale.statuses[status] for status in OWNERS_MAY_SAY):
        assert said.word in page
        assert said.meaning in page
    assert "checked" not in page


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"status": ""}, "status", "Say how the action is going, or choose “Nothing has changed”."),
        ({"status": "splendid"}, "status", "Say how the action is going, or choose “Nothing has changed”."),
        ({"narrative": " \n "}, "narrative", "Write what has happened since the last update."),
        ({"status": "off_track"}, "reason", "Write what is in the way; the board reads it beside the colour."),
        ({"percent": "half"}, "percent", "How far it is must be a whole number from 0 to 100."),
        ({"percent": "101"}, "percent", "How far it is must be a whole number from 0 to 100."),
        ({"percent": "12.5"}, "percent", "How far it is must be a whole number from 0 to 100."),
        ({"new_due_day": "3"}, "new_due_on-day", "The new date must include a month and a year."),
        (
            {"new_due_day": "31", "new_due_month": "2", "new_due_year": "2027"},
            "new_due_on-day",
            "The new date must be a real date, such as 27 3 2027.",
        ),
        (
            {"new_due_day": "1", "new_due_month": "2", "new_due_year": "27"},
            "new_due_on-day",
            "The year of the new date must have four figures, such as 2027.",
        ),
        (
            {"new_due_day": "9", "new_due_month": "2", "new_due_year": "2026", "reason": "late"},
            "new_due_on-day",
            "The new date must be after today, 9 February 2026.",
        ),
        (
            {"new_due_day": "1", "new_due_month": "jun", "new_due_year": "2026"},
            "reason",
            "Write why another date is needed; the board decides on it.",
        ),
        ({"evidence_link": "https://a.example/"}, "evidence_shows", "Write what the evidence shows."),
        (
            {"evidence_shows": "An audit", "evidence_link": "javascript:alert(1)"},
            "evidence_link",
            "Give the whole address, starting with https://, or leave it out and say where it is kept.",
        ),
        ({"evidence_shows": "a" * 2_001}, "evidence_shows", "Shorten this to 2,000 characters."),
        ({"narrative": "a" * 20_001}, "narrative", "Shorten this to 20,000 characters, or link to a document."),
        ({"narrative": "a\x00b"}, "narrative", "This text holds an invisible character"),
    ],
)
def test_what_is_wrong_is_said_at_the_head_of_the_page_and_links_to_its_field(
    town: Ashcombe, typed: dict[str, str], field: str, sentence: str
) -> None:
    before = town.everything()

    sent = send(town, **typed)

    assert sent.status_code == 422
    assert "<title>Error: Your update on A-001" in sent.text
    assert "There is a problem" in sent.text
    assert f'<a href="#{field}">{sentence}' in sent.text
    assert f'id="{field}"' in sent.text
    assert town.everything() == before


def test_what_was_typed_is_still_there_when_something_is_wrong(town: Ashcombe) -> None:
    sent = send(town, status="complete", percent="lots", narrative="  <b>First</b>\r\n\r\n  second ", new_due_day="77")

    assert 'value="complete" checked' in sent.text
    assert 'name="percent" type="text" value="lots"' in sent.text
    assert "\n  &lt;b&gt;First&lt;/b&gt;\n\n  second </textarea>" in sent.text
    assert 'name="new_due_day" type="text" value="77"' in sent.text


def test_the_faults_are_listed_in_the_order_of_the_page(town: Ashcombe) -> None:
    sent = send(town, status="", narrative="", percent="x", evidence_link="y")

    places = [sent.text.index(f'<a href="#{field}">') for field in ("status", "narrative", "percent", "evidence_link")]

    assert places == sorted(places)


def test_an_answer_after_the_lock_is_announced_as_late_and_recorded_as_late(town: Ashcombe) -> None:
    town.now = london(2026, 2, 20, 12, 5)
    town.enter(Stage.LOCKED)
    form = town.client().get(address_of(town)).text

    send(town)

    assert "Answers closed at midday on Friday 20 February 2026" in form
    assert "recorded as late" in form
    assert town.updates()[-1].late
    assert town.verbs()[-1] == "late update received"


def test_after_the_close_no_answer_is_taken_and_the_words_are_given_back(town: Ashcombe) -> None:
    form = town.client().get(address_of(town)).text
    close = (Stage.LOCKED, Stage.DRAFTING, Stage.AWAITING_SIGN_OFF, Stage.APPROVED, Stage.PUBLISHED, Stage.CLOSED)
    town.enter(*close)
    before = town.everything()

    sent = town.client().post(address_of(town), data=an_answer(form, narrative="An hour of writing"))

    assert sent.status_code == 409
    assert "This round is closed" in sent.text
    assert "An hour of writing" in sent.text
    assert town.client().get(address_of(town)).status_code == 410
    assert town.everything() == before


def test_a_cancelled_meeting_says_so(town: Ashcombe) -> None:
    town.enter(Stage.CANCELLED)

    assert "This meeting will not take place" in town.client().get(address_of(town)).text


def test_bryn_cannot_see_or_answer_amaras_action(town: Ashcombe) -> None:
    form = town.client().get(address_of(town)).text
    hers = address_of(town, "A-001", name="Bryn")
    before = town.everything()

    assert town.client().get(hers).status_code == 404
    assert town.client().post(hers, data=an_answer(form)).status_code == 404
    assert town.everything() == before


def test_a_reference_with_a_slash_in_it_has_a_page_of_its_own(town: Ashcombe) -> None:
    client, token = town.client(), town.tokens["Bryn"]
    page = client.get(f"/answer/{token}").text
    assert f'href="/answer/{token}/B%2F04%20%28ii%29"' in page

    form = client.get(f"/answer/{token}/B%2F04%20%28ii%29")
    sent = client.post(f"/answer/{token}/B%2F04%20%28ii%29", data=an_answer(form.text))

    assert "We have your update on B/04 (ii)." in sent.text


def test_a_correction_is_another_answer_that_starts_from_the_words_before(town: Ashcombe) -> None:
    send(town, narrative="The frist words", percent="40")

    form = town.client().get(address_of(town)).text
    send(town, narrative="The first words")

    assert "The frist words</textarea>" in form
    assert "checked" not in form
    assert [update.narrative for update in town.updates()[1:]] == ["The frist words", "The first words"]


def test_a_form_that_no_page_of_ours_has_shown_is_refused_with_its_words_kept(town: Ashcombe) -> None:
    form = town.client().get(address_of(town)).text
    before = town.everything()

    for key in ("", "made-up.key", "x" * 500, "ż.ż"):
        sent = town.client().post(address_of(town), data=an_answer(form, narrative="Mine", key=key))
        assert sent.status_code == 422
        assert "Mine</textarea>" in sent.text
    other = town.client().post(address_of(town, "A-002"), data=an_answer(form))

    assert other.status_code == 422
    assert town.everything() == before


def test_a_mail_scanner_that_sends_the_empty_form_records_nothing(town: Ashcombe) -> None:
    form = town.client().get(address_of(town)).text
    before = town.everything()
    empty = dict.fromkeys(an_answer(form), "") | {"key": an_answer(form)["key"]}

    sent = town.client().post(address_of(town), data=empty)

    assert sent.status_code == 422
    assert town.everything() == before
