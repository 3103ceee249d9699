"""The officer edits an action: every field, its date, taking it out and putting it back, each with its history."""

from datetime import date

import pytest
from casts import Ashcombe
from desk_steps import fill, follow, form_of, send, undo, words_of
from fastapi.testclient import TestClient
from sqlmodel import select

from governance.terms import Role
from plan_store import edits
from plan_store.database import reading
from plan_store.field_texts import read_text
from plan_store.tables import Action, DateChange, Evidence, EvidenceFile

PAGE, EDIT = "/desk/plan/actions/A-002", "/desk/plan/edit-action/A-002"
MOVE, CORRECT = "/desk/plan/move-date/A-002", "/desk/plan/correct-date/A-002"
HOSTILE = '</textarea><script>alert("x")</script> {{ 7*7 }} & "quoted" <b>bold</b>'


@pytest.fixture
def officer(town: Ashcombe) -> TestClient:
    return town.signed_in("Carys Bevan")


def an_action(town: Ashcombe, reference: str = "A-002") -> Action:
    with reading(town.office.engine) as session:
        return session.exec(select(Action).where(Action.reference == reference)).one()


def owners(town: Ashcombe) -> str | None:
    with reading(town.office.engine) as session:
        return read_text(session, session.exec(select(Action).where(Action.reference == "A-002")).one(), "owners")


def test_an_edit_is_saved_shown_in_the_history_and_undone_with_one_button(town: Ashcombe, officer: TestClient) -> None:
    was = an_action(town).title

    page = follow(officer, fill(officer, EDIT, {"title": "Managers audit ten files"}))
    saved = an_action(town).title
    after = follow(officer, undo(officer, page))

    assert saved == "Managers audit ten files"
    assert "Changed: title." in words_of(page)
    assert f"before: {was} → after: Managers audit ten files" in words_of(page)
    assert an_action(town).title == was
    assert "Undone by Carys Bevan on Monday 9 February 2026." in words_of(after)


def test_a_form_sent_unchanged_changes_nothing(town: Ashcombe, officer: TestClient) -> None:
    before = town.everything().partition("auditentry")[0]

    page = follow(officer, fill(officer, EDIT))

    assert "Nothing was different" in page
    assert town.everything().partition("auditentry")[0] == before
    assert "action edited" not in town.verbs()


def test_every_field_of_the_form_is_kept_as_it_was_chosen(town: Ashcombe, officer: TestClient) -> None:
    notes = "  Two lines,\nas typed.\n\n"
    typed = {
        "title": "Audit", "owners": ["P-003", "P-002", ""], "sro_id": "4", "deputy_id": "3", "notes": notes,
        "measure_words": "Twelve a month", "funding_ends_on_day": "31", "funding_ends_on_month": "March",
        "funding_ends_on_year": "2027",
    }  # fmt: skip

    follow(officer, fill(officer, EDIT, typed))

    action = an_action(town)
    assert (action.title, action.sro_id, action.deputy_id, action.notes) == ("Audit", 4, 3, notes)
    assert (action.measure_words, action.funding_ends_on) == ("Twelve a month", date(2027, 3, 31))
    assert owners(town) == "P-003, P-002"


def test_markup_in_every_field_comes_out_as_text_on_every_page(town: Ashcombe, officer: TestClient) -> None:
    typed = {"title": HOSTILE, "notes": HOSTILE, "measure_words": HOSTILE}

    page = follow(officer, fill(officer, EDIT, typed))

    for shown in (page, officer.get(EDIT).text, officer.get("/desk/plan").text):
        assert "<script>alert" not in shown
        assert "<b>bold" not in shown
    assert an_action(town).title == HOSTILE
    assert "&lt;/textarea&gt;&lt;script&gt;" in page


def test_words_that_are_shown_and_sent_back_ten_times_stay_as_they_are(town: Ashcombe, officer: TestClient) -> None:
    notes = "\n  one\n\ttwo  \n\nthree\n"
    follow(officer, fill(officer, EDIT, {"notes": notes}))

    for _ in range(10):
        follow(officer, fill(officer, EDIT))

    assert an_action(town).notes == notes


def test_two_officers_who_edit_the_same_field_both_see_both_values(town: Ashcombe, officer: TestClient) -> None:
    mine = form_of(officer.get(EDIT).text)
    fill(town.signed_in("Eleri Rees", Role.OFFICER), EDIT, {"title": "Theirs"})

    clash = send(officer, EDIT, mine, {"title": "Mine", "notes": "A note of mine"})
    kept = an_action(town)
    page = follow(officer, send(officer, EDIT, form_of(clash.text)))

    assert clash.status_code == 409
    assert "“What is to be done” was changed by Eleri Rees while you edited it." in words_of(clash.text)
    assert "What stands there now: Theirs" in words_of(clash.text)
    assert "What you have in the form: Mine" in words_of(clash.text)
    assert (kept.title, kept.notes) == ("Theirs", "")
    assert (an_action(town).title, an_action(town).notes) == ("Mine", "A note of mine")
    assert "before: Theirs → after: Mine" in words_of(page)


def test_two_officers_who_edit_different_fields_keep_each_others_work(town: Ashcombe, officer: TestClient) -> None:
    mine = form_of(officer.get(EDIT).text)
    fill(town.signed_in("Eleri Rees", Role.OFFICER), EDIT, {"notes": "Theirs"})

    follow(officer, send(officer, EDIT, mine, {"title": "Mine"}))

    assert (an_action(town).title, an_action(town).notes) == ("Mine", "Theirs")


def test_an_edit_that_was_changed_since_is_not_undone_and_the_page_says_by_whom(
    town: Ashcombe, officer: TestClient
) -> None:
    page = follow(officer, fill(officer, EDIT, {"title": "First"}))
    fill(town.signed_in("Eleri Rees", Role.OFFICER), EDIT, {"title": "Second"})

    refused = undo(officer, page)

    assert refused.status_code == 409
    assert "“Title” has been changed since, by Eleri Rees" in words_of(refused.text)
    assert an_action(town).title == "Second"


def test_an_action_without_a_title_is_not_saved_and_nothing_typed_is_lost(town: Ashcombe, officer: TestClient) -> None:
    refused = fill(officer, EDIT, {"title": " ", "notes": "Keep me"})

    assert refused.status_code == 422
    assert "<title>Error: " in refused.text
    assert "Write what is to be done." in words_of(refused.text)
    assert form_of(refused.text)["notes"] == ["Keep me"]
    assert an_action(town).notes == ""


def test_a_moved_date_is_in_the_record_of_moves_with_who_decided_it(town: Ashcombe, officer: TestClient) -> None:
    typed = {"to_on_day": "30", "to_on_month": "9", "to_on_year": "2026", "why": "Two posts are vacant."}

    page = follow(officer, fill(officer, MOVE, typed | {"decided_by": "Dev Patel"}))

    action = an_action(town)
    with reading(town.office.engine) as session:
        (move,) = session.exec(select(DateChange)).all()
    assert (action.first_due_on, action.due_on) == (date(2026, 6, 30), date(2026, 9, 30))
    assert (move.state, move.decided_by, move.reason) == ("granted", "Dev Patel", "Two posts are vacant.")
    assert "First due on 30 June 2026; moved one time since." in words_of(page)


def test_a_date_is_not_moved_without_saying_who_decided_and_why(town: Ashcombe, officer: TestClient) -> None:
    refused = fill(officer, MOVE, {"to_on_day": "30", "to_on_month": "9", "to_on_year": "2026"})

    assert refused.status_code == 422
    assert "Say who decided it" in refused.text
    assert "Write why." in refused.text
    assert form_of(refused.text)["to_on_month"] == ["9"]
    assert an_action(town).due_on == date(2026, 6, 30)


def test_somebody_who_may_not_decide_on_dates_is_not_named_as_having_decided(
    town: Ashcombe, officer: TestClient
) -> None:
    typed = {
        "to_on_day": "30",
        "to_on_month": "9",
        "to_on_year": "2026",
        "why": "Why not.",
        "decided_by": "Bryn Morgan",
    }

    assert fill(officer, MOVE, typed).status_code == 422
    assert an_action(town).due_on == date(2026, 6, 30)


def test_a_move_is_taken_back_with_the_button_beside_it(town: Ashcombe, officer: TestClient) -> None:
    typed = {"to_on_day": "30", "to_on_month": "9", "to_on_year": "2026", "why": "Posts.", "decided_by": "Dev Patel"}
    page = follow(officer, fill(officer, MOVE, typed))

    after = follow(officer, undo(officer, page))

    assert an_action(town).due_on == date(2026, 6, 30)
    assert "Moved, and taken back" in after


def test_a_date_moved_by_somebody_else_meanwhile_is_not_moved_again_unseen(town: Ashcombe, officer: TestClient) -> None:
    mine = form_of(officer.get(MOVE).text)
    typed = {"to_on_day": "30", "to_on_month": "9", "to_on_year": "2026", "why": "Posts.", "decided_by": "Dev Patel"}
    fill(town.signed_in("Eleri Rees", Role.OFFICER), MOVE, typed | {"to_on_month": "8"})

    clash = send(officer, MOVE, mine, typed)

    assert clash.status_code == 409
    assert an_action(town).due_on == date(2026, 8, 30)


def test_a_corrected_date_is_no_move_and_corrects_the_first_one(town: Ashcombe, officer: TestClient) -> None:
    typed = {"to_on_day": "30", "to_on_month": "7", "to_on_year": "2026", "why": "The plan says July."}

    page = follow(officer, fill(officer, CORRECT, typed))

    assert an_action(town).first_due_on == an_action(town).due_on == date(2026, 7, 30)
    assert "The date has never moved" in words_of(page)
    assert "The plan says July." in words_of(page)


def test_an_action_is_taken_out_with_a_reason_and_put_back(town: Ashcombe, officer: TestClient) -> None:
    out = "/desk/plan/withdraw/A-002"
    asked = fill(officer, out, {"why": "", "decided_by": ""})
    page = follow(officer, fill(officer, out, {"why": "Merged with A-001.", "decided_by": "Dev Patel"}))
    gone = an_action(town).gone_on
    follow(officer, fill(officer, "/desk/plan/restore/A-002", {"why": "It was not."}))

    assert asked.status_code == 422
    assert gone == date(2026, 2, 9)
    assert "Taken out of the plan on Monday 9 February 2026" in words_of(page)
    assert an_action(town).gone_on is None


def test_a_double_click_adds_one_action(town: Ashcombe, officer: TestClient) -> None:
    address = "/desk/plan/add-action?area=DP1"
    shown = form_of(officer.get(address).text)
    typed = {"title": "Visit every week", "owner": "3", "due_on_day": "1", "due_on_month": "9", "due_on_year": "2026"}

    pages = [follow(officer, send(officer, "/desk/plan/add-action", shown, typed)) for _ in range(2)]

    with reading(town.office.engine) as session:
        (added,) = session.exec(select(Action).where(Action.title == "Visit every week")).all()
    assert (added.due_on, added.first_due_on) == (date(2026, 9, 1), date(2026, 9, 1))
    assert all(f"{added.reference}: Visit every week" in words_of(page) for page in pages)
    assert "Added" in words_of(pages[0])


def test_an_action_without_an_owner_says_so_in_a_sentence(town: Ashcombe, officer: TestClient) -> None:
    page = follow(officer, fill(officer, EDIT, {"owners": ["", "", ""]}))

    assert "Nobody owns it, so nobody is asked about it." in words_of(page)


def test_the_findings_of_an_action_are_chosen_and_put_back(town: Ashcombe, officer: TestClient) -> None:
    follow(officer, fill(officer, "/desk/plan/add-finding", {"reference": "F1", "title": "Visits are late"}))
    follow(officer, fill(officer, "/desk/plan/add-finding", {"reference": "F2", "title": "Audits are few"}))

    page = follow(officer, fill(officer, EDIT, {"findings": ["F2", "F1"]}))
    chosen = "F1: Visits are late" in words_of(page)
    after = follow(officer, undo(officer, page))

    assert chosen
    assert "It answers no finding" in words_of(after)


def test_evidence_files_come_as_downloads_and_never_as_pages(town: Ashcombe, officer: TestClient) -> None:
    action = an_action(town)
    town.write(lambda s, _: s.add(Evidence(id=7, action_id=action.id, shows="Audit", added_at=town.now)))
    file = EvidenceFile(
        id=9, evidence_id=7, name='au"dit <b>.html', media_type="text/html", content=b"<script>1</script>", size=18,
        added_at=town.now,
    )  # fmt: skip
    town.write(lambda s, _: s.add(file))

    page, got = officer.get(PAGE).text, officer.get("/desk/files/9")

    assert 'href="/desk/files/9"' in page
    assert "<b>.html" not in page
    assert got.content == b"<script>1</script>"
    assert got.headers["content-type"] == "application/octet-stream"
    assert got.headers["content-disposition"].startswith("attachment;")


def test_an_auditor_reads_the_action_and_finds_no_form_on_it(town: Ashcombe) -> None:
    fill(town.signed_in("Carys Bevan"), EDIT, {"title": "Edited"})
    auditor = town.signed_in("Ann Audit", Role.AUDITOR)

    page = auditor.get(PAGE).text

    assert "Edited" in page
    assert "Undo" not in page
    assert "Edit this action" not in page
    assert auditor.get(EDIT).status_code == 403


def test_an_action_nobody_knows_is_a_page_that_says_so(officer: TestClient) -> None:
    for address in ("actions/X-1", "edit-action/X-1", "move-date/X-1", "actions/%00"):
        response = officer.get(f"/desk/plan/{address}")
        assert response.status_code == 404
        assert "There is no action" in response.text


def test_a_reference_with_a_slash_and_brackets_opens_its_page(officer: TestClient) -> None:
    page = officer.get("/desk/plan").text

    assert 'href="/desk/plan/actions/B%2F04%20%28ii%29"' in page
    assert officer.get("/desk/plan/actions/B%2F04%20%28ii%29").status_code == 200


def test_the_audit_trail_of_an_edit_names_no_words(town: Ashcombe, officer: TestClient) -> None:
    fill(officer, EDIT, {"title": "Very private words", "owners": ["P-003"]})

    with reading(town.office.engine) as session:
        found = edits.history(session, "action", an_action(town).id or 0)
    assert found
    assert "Very private words" not in town.everything().partition("auditentry: ")[2].partition("\n")[0]
