"""Boards and meetings at the desk: seats given and taken, meetings called, moved and cancelled with clear days."""

from datetime import date, datetime

import pytest
from casts import BY, CYCLE, Ashcombe
from desk_steps import fill, follow, form_of, send, undo, words_of
from fastapi.testclient import TestClient
from sqlmodel import select

from flows.planning import plan_cycles
from governance.terms import Role, Stage
from plan_store import cycles, plan_view
from plan_store.database import reading, transaction
from plan_store.tables import AccessLink, Board, Cycle, Meeting

BOARD = "/desk/boards/partnership_board"
HOSTILE = '<script>alert("x")</script>'


@pytest.fixture
def officer(town: Ashcombe) -> TestClient:
    return town.signed_in("Carys Bevan")


def on(day: int, month: int, year: int = 2026) -> dict[str, str]:
    return {"on_day": str(day), "on_month": str(month), "on_year": str(year)}


def meeting(town: Ashcombe, held_on: date) -> Meeting:
    with reading(town.office.engine) as session:
        of_board = (Meeting.held_on == held_on, Board.key == "partnership_board")
        return session.exec(select(Meeting).join(Board).where(*of_board)).one()


def count_meetings(town: Ashcombe) -> int:
    with reading(town.office.engine) as session:
        return len(session.exec(select(Meeting)).all())


def the_cycle(town: Ashcombe) -> Cycle:
    with reading(town.office.engine) as session:
        return cycles.require(session, CYCLE)


def offices(town: Ashcombe) -> dict[int, str]:
    with reading(town.office.engine) as session:
        board = session.exec(select(Board).where(Board.key == "partnership_board")).one()
        return plan_view.offices(session, board)


def page_to_move(town: Ashcombe) -> str:
    return f"/desk/meetings/{meeting(town, date(2026, 3, 10)).id}/move"


def planned(town: Ashcombe) -> None:
    """The cycle has not opened yet."""
    with transaction(town.office.engine) as session:
        cycle = cycles.hold_still(session, CYCLE)
        cycle.stage = Stage.PLANNED
        session.add(cycle)


def test_a_seat_is_given_with_its_office_taken_away_and_given_back(town: Ashcombe, officer: TestClient) -> None:
    page = follow(officer, fill(officer, f"{BOARD}/add-member", {"person": "P-003", "office": f"Chair {HOSTILE}"}))
    seated = offices(town)
    removed = follow(officer, officer.post(f"{BOARD}/remove-member", data={"person": "P-003"}, follow_redirects=False))
    gone = offices(town)
    follow(officer, undo(officer, removed))

    assert HOSTILE not in page
    assert (seated, gone) == ({3: f"Chair {HOSTILE}"}, {})
    assert offices(town) == seated
    assert "Seat of Bryn Morgan" in words_of(removed)


def test_a_board_member_who_is_seated_reads_as_one_at_once(town: Ashcombe, officer: TestClient) -> None:
    before = town.signed_in("Bryn Morgan").get("/home", follow_redirects=False)
    follow(officer, fill(officer, f"{BOARD}/add-member", {"person": "P-003"}))

    assert before.status_code in (200, 303)
    assert "Reading room" in town.signed_in("Bryn Morgan").get("/board").text


def test_the_meetings_are_listed_with_the_cycle_that_leads_to_them(town: Ashcombe, officer: TestClient) -> None:
    words = words_of(officer.get("/desk/meetings").text)

    assert "4pm on Tuesday 10 March 2026" in words
    assert f"Cycle {CYCLE} is collecting." in words
    assert words.index("Tuesday 10 March 2026") < words.index("Past") < words.index("Tuesday 9 December 2025")


def test_an_extra_meeting_is_counted_and_shown_before_anything_is_written(town: Ashcombe, officer: TestClient) -> None:
    before = count_meetings(town)
    shown = fill(officer, f"{BOARD}/call", on(21, 7))
    counted = count_meetings(town)
    follow(officer, send(officer, f"{BOARD}/call", form_of(shown.text)))
    follow(officer, send(officer, f"{BOARD}/call", form_of(shown.text)))

    words = words_of(shown.text)
    assert "Mon 20 Jul 2026: clear day one Sun 19 Jul 2026: Sunday" in words
    assert "The papers are published 10am on Monday 13 July 2026" in words
    assert (before, counted, count_meetings(town)) == (2, 2, 3)
    with reading(town.office.engine) as session:
        cycle = cycles.require(session, "partnership-board-2026-07-21")
        assert cycles.moments(cycle)["publish_at"] == (datetime(2026, 7, 13, 10),)


def test_another_day_is_counted_again_before_it_is_called(town: Ashcombe, officer: TestClient) -> None:
    shown = fill(officer, f"{BOARD}/call", on(21, 7))

    again = send(officer, f"{BOARD}/call", form_of(shown.text), on(22, 7))

    assert "Counted back from Wednesday 22 July 2026" in words_of(again.text)
    assert count_meetings(town) == 2


def test_a_meeting_too_soon_for_clear_days_is_called_without_a_cycle_and_says_so(
    town: Ashcombe, officer: TestClient
) -> None:
    shown = fill(officer, f"{BOARD}/call", on(11, 2))
    follow(officer, send(officer, f"{BOARD}/call", form_of(shown.text)))

    assert "It is too late for papers with clear days" in words_of(shown.text)
    with reading(town.office.engine) as session:
        called = session.exec(select(Meeting).where(Meeting.held_on == date(2026, 2, 11))).one()
        assert session.exec(select(Cycle).where(Cycle.meeting_id == called.id)).first() is None


@pytest.mark.parametrize("typed", [on(1, 2), on(31, 2), on(1, 1, 9999), {"on_day": "x"}, on(21, 7) | {"hour": "25:00"}])
def test_a_day_that_can_not_be_is_refused_and_stays_in_the_form(
    town: Ashcombe, officer: TestClient, typed: dict[str, str]
) -> None:
    refused = fill(officer, f"{BOARD}/call", typed | {"place": "Keep me"})

    assert refused.status_code == 422
    assert "<title>Error: " in refused.text
    assert form_of(refused.text)["place"] == ["Keep me"]
    assert count_meetings(town) == 2


def test_a_meeting_moves_with_every_moment_of_its_cycle(town: Ashcombe, officer: TestClient) -> None:
    planned(town)
    shown = fill(officer, page_to_move(town), on(24, 3) | {"why": "No room."})
    follow(officer, send(officer, page_to_move(town), form_of(shown.text)))

    moments = cycles.moments(the_cycle(town))
    assert the_cycle(town).meeting_id == meeting(town, date(2026, 3, 24)).id
    assert moments["meeting_at"] == (datetime(2026, 3, 24, 16),)
    assert moments["publish_at"] == (datetime(2026, 3, 16, 10),)
    assert meeting(town, date(2026, 3, 10)).state == "moved"


def test_a_moved_meeting_is_not_called_a_second_time_by_the_boards_rule(town: Ashcombe, officer: TestClient) -> None:
    planned(town)
    shown = fill(officer, page_to_move(town), on(24, 3) | {"why": "No room."})
    follow(officer, send(officer, page_to_move(town), form_of(shown.text)))

    with transaction(town.office.engine) as session:
        new = plan_cycles(session, town.office, by=BY, at=town.now)

    assert CYCLE not in [cycle.reference for cycle in new]
    assert meeting(town, date(2026, 3, 10)).state == "moved"


def test_owners_who_are_answering_never_get_less_time_than_they_were_told(town: Ashcombe, officer: TestClient) -> None:
    earlier = fill(officer, page_to_move(town), on(3, 3) | {"why": "A clash."})
    later = fill(officer, page_to_move(town), on(31, 3) | {"why": "A clash."})
    follow(officer, send(officer, page_to_move(town), form_of(later.text)))

    assert earlier.status_code == 422
    assert "Owners were told that they can answer until" in words_of(earlier.text)
    assert form_of(earlier.text)["why"] == ["A clash."]
    assert meeting(town, date(2026, 3, 31)).state == "called"


def test_personal_links_live_until_after_a_meeting_that_was_moved_on(town: Ashcombe, officer: TestClient) -> None:
    later = fill(officer, page_to_move(town), on(21, 4) | {"why": "A clash."})
    follow(officer, send(officer, page_to_move(town), form_of(later.text)))

    with reading(town.office.engine) as session:
        assert {link.expires_at.date() for link in session.exec(select(AccessLink))} == {date(2026, 5, 5)}


def test_a_meeting_does_not_move_once_its_answers_are_closed(town: Ashcombe, officer: TestClient) -> None:
    town.enter(Stage.LOCKED)

    refused = fill(officer, page_to_move(town), on(31, 3) | {"why": "A clash."})

    assert refused.status_code == 422
    assert "Answers for this meeting closed" in words_of(refused.text)
    assert meeting(town, date(2026, 3, 10)).state == "called"


def test_a_meeting_does_not_move_onto_another_one(town: Ashcombe, officer: TestClient) -> None:
    called = fill(officer, f"{BOARD}/call", on(24, 3))
    follow(officer, send(officer, f"{BOARD}/call", form_of(called.text)))

    refused = fill(officer, page_to_move(town), on(24, 3) | {"why": "A clash."})

    assert refused.status_code == 422
    assert "has a meeting on 24 March 2026 already" in words_of(refused.text)


def test_a_meeting_with_a_cycle_is_not_cancelled_before_its_cycle(town: Ashcombe, officer: TestClient) -> None:
    refused = officer.get(page_to_move(town).replace("/move", "/cancel"))

    assert refused.status_code == 409
    assert "Cancel the cycle on the desk first" in words_of(refused.text)


def test_a_meeting_without_a_cycle_is_cancelled_with_a_reason_and_called_again(
    town: Ashcombe, officer: TestClient
) -> None:
    shown = fill(officer, f"{BOARD}/call", on(11, 2))
    follow(officer, send(officer, f"{BOARD}/call", form_of(shown.text)))
    page = f"/desk/meetings/{meeting(town, date(2026, 2, 11)).id}"

    asked = fill(officer, f"{page}/cancel")
    listed = follow(officer, fill(officer, f"{page}/cancel", {"why": "Nothing to decide."}))
    state = meeting(town, date(2026, 2, 11)).state
    follow(officer, undo(officer, listed))

    assert asked.status_code == 422
    assert state == "cancelled"
    assert meeting(town, date(2026, 2, 11)).state == "called"


def test_another_hour_and_place_are_kept_and_the_cycle_says_the_same_hour(town: Ashcombe, officer: TestClient) -> None:
    page = page_to_move(town).replace("/move", "/edit")

    follow(officer, fill(officer, page, {"hour": "14.30", "place": "Room 7"}))
    changed = (meeting(town, date(2026, 3, 10)).held_at, cycles.moments(the_cycle(town))["meeting_at"])
    follow(officer, undo(officer, officer.get(page).text))

    assert changed == ("2026-03-10T14:30", (datetime(2026, 3, 10, 14, 30),))
    assert meeting(town, date(2026, 3, 10)).place != "Room 7"
    assert cycles.moments(the_cycle(town))["meeting_at"] == (datetime(2026, 3, 10, 16),)


def test_an_auditor_reads_boards_and_meetings_and_changes_nothing(town: Ashcombe) -> None:
    auditor = town.signed_in("Ann Audit", Role.AUDITOR)

    assert "Move to another day" not in auditor.get("/desk/meetings").text
    assert "Add a member" not in auditor.get(BOARD).text
    assert auditor.post(f"{BOARD}/remove-member", data={"person": "P-003"}).status_code == 403


def test_a_board_or_meeting_nobody_knows_is_a_page_that_says_so(officer: TestClient) -> None:
    for address in ("boards/none", "boards/none/call", "meetings/99/move", "meetings/99999999999999999999/edit"):
        assert officer.get(f"/desk/{address}").status_code == 404
