"""What boards decide: kept word for word, answered in the next paper, and gone from it once it is met."""

from datetime import date

import pytest
from stores import AT, BY, a_cover, a_cycle, a_town, all_of, dump, moment

from governance.errors import RecordError
from governance.terms import Stage
from plan_store import cycles, decisions, plans
from plan_store.database import Engine, Session, reading, transaction
from plan_store.decisions import Limb
from plan_store.record import Wanted, record_of
from plan_store.tables import Cycle, Decision, Resolution

WORDS = "RESOLVED – That (a) the report be noted; and (b) the Director report “on visits”, child by child."


def decide(session: Session, cycle: Cycle, number: str, *limbs: tuple[str, str]) -> list[Decision]:
    """Minutes of the cycle's meeting: limbs as (kind, words)."""
    given = [Limb(kind=kind, words=words) for kind, words in limbs]
    meeting = cycles.meeting_of(session, cycle)
    return decisions.record_resolution(session, meeting, number, f"RESOLVED {number}", given, by=BY, at=AT)


def arising_for(session: Session, cycle: Cycle) -> list[str]:
    meeting = cycles.meeting_of(session, cycle)
    rows = decisions.arising(session, plans.require(session), cycles.board_of(session, cycle), meeting.held_on)
    return [decision.words for decision, _, _ in rows]


def a_closed(session: Session, on: str, board: str = "improvement_board") -> Cycle:
    return a_cycle(session, Stage.CLOSED, board=board, meeting_on=date.fromisoformat(on))


def test_a_resolution_is_kept_word_for_word_with_each_of_its_limbs(store: Engine) -> None:
    limbs = [Limb(kind="note", words="the report be noted"), Limb(kind="commission", words="report “on visits”")]
    with transaction(store) as session:
        a_town(session)
        meeting = cycles.meeting_of(session, a_closed(session, "2025-12-09"))
        decisions.record_resolution(session, meeting, "12", WORDS, limbs, by=BY, at=AT)

    with reading(store) as session:
        assert [row.words for row in all_of(session, Resolution)] == [WORDS]
        assert [(row.limb, row.kind, row.words) for row in decisions.of_meeting(session, meeting)] == [
            (1, "note", "the report be noted"), (2, "commission", "report “on visits”"),
        ]  # fmt: skip
        assert decisions.count(session, meeting) == 2


def test_minutes_recorded_a_second_time_change_nothing(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_closed(session, "2025-12-09")
        first = decide(session, cycle, "12", ("note", "Noted."))
    before = dump(store)

    with transaction(store) as session:
        again = decide(session, cycle, "12", ("note", "Noted."))

    assert [row.id for row in again] == [row.id for row in first]
    assert dump(store) == before


def test_the_same_number_with_other_words_is_refused(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        meeting = cycles.meeting_of(session, a_closed(session, "2025-12-09"))
        decisions.record_resolution(session, meeting, "12", WORDS, [], by=BY, at=AT)

        with pytest.raises(RecordError, match="Resolution 12 of this meeting is recorded with other words"):
            decisions.record_resolution(session, meeting, "12", WORDS.lower(), [], by=BY, at=AT)


def test_a_kind_of_decision_that_nobody_knows_is_refused(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_closed(session, "2025-12-09")

        with pytest.raises(RecordError, match="“wish” is no kind of decision; use note, agree, commission, action"):
            decide(session, cycle, "12", ("note", "Noted."), ("wish", "More."))
        assert all_of(session, Resolution) == []


def test_a_decision_is_found_by_board_number_and_limb(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        _, second = decide(session, a_closed(session, "2025-12-09"), "12", ("note", "Noted."), ("agree", "Agreed."))

        assert decisions.find(session, "improvement_board", "12", 2) == second
        with pytest.raises(RecordError, match="The board “improvement_board” has no resolution 12, limb 3"):
            decisions.find(session, "improvement_board", "12", 3)


def test_a_paper_answers_everything_its_own_boards_last_meeting_decided(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        decide(session, a_closed(session, "2025-09-09"), "5", ("note", "Old and noted."), ("agree", "Old and agreed."))
        decide(session, a_closed(session, "2025-12-09"), "12", ("note", "Noted."), ("agree", "Agreed."))

        assert arising_for(session, a_cycle(session, Stage.PLANNED)) == ["Noted.", "Agreed."]


def test_what_a_board_commissioned_stays_until_it_is_met(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        (commission,) = decide(session, a_closed(session, "2025-06-10"), "1", ("commission", "Report on visits."))
        decide(session, a_closed(session, "2025-12-09"), "12", ("note", "Noted."))
        march = a_cycle(session, Stage.PLANNED)

        assert arising_for(session, march) == ["Report on visits.", "Noted."]

        decisions.respond(session, commission, "It comes in June.", met=False, by=BY, at=AT)
        assert arising_for(session, march) == ["Report on visits.", "Noted."]

        decisions.respond(session, commission, "See section 4.", met=True, by=BY, at=moment("2025-11-20 10:00"))
        assert arising_for(session, march) == ["Noted."]


def test_what_was_met_since_the_last_meeting_is_reported_once_more(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        (commission,) = decide(session, a_closed(session, "2025-06-10"), "1", ("commission", "Report on visits."))
        decide(session, a_closed(session, "2025-12-09"), "12", ("note", "Noted."))
        decisions.respond(session, commission, "See section 4.", met=True, by=BY, at=moment("2026-01-20 10:00"))

        assert "Report on visits." in arising_for(session, a_cycle(session, Stage.PLANNED))


def test_of_another_board_only_what_it_asked_for_and_has_not_had_is_answered(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        noted, asked, met = decide(
            session, a_closed(session, "2025-11-12", "partnership_board"), "7",
            ("note", "Theirs, noted."), ("action", "Theirs, an action."), ("commission", "Theirs, met."),
        )  # fmt: skip
        decide(session, a_closed(session, "2025-12-09"), "12", ("note", "Ours, noted."))
        decisions.respond(session, met, "Done.", met=True, by=BY, at=moment("2025-11-20 10:00"))

        assert arising_for(session, a_cycle(session, Stage.PLANNED)) == ["Theirs, an action.", "Ours, noted."]
        assert noted.met_at is None
        assert asked.met_at is None


def test_a_paper_answers_nothing_that_was_decided_after_it_or_about_another_plan(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        march = a_cycle(session, Stage.PLANNED)
        decide(session, a_closed(session, "2026-05-12"), "20", ("commission", "Later."))

        assert arising_for(session, march) == []


def test_the_papers_record_names_board_day_number_and_response(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        (commission,) = decide(session, a_closed(session, "2025-12-09"), "12", ("commission", "Report on visits."))
        decisions.respond(session, commission, "See section 4.", met=True, by=BY, at=AT)

        wanted = Wanted(kind="progress_report", at=AT, as_of=AT.date())
        record = record_of(session, a_cycle(session, Stage.PLANNED), a_cover(), wanted)

    (matter,) = record.matters
    assert (matter.board, matter.decided_on, matter.number) == ("Improvement Board", date(2025, 12, 9), "12")
    assert (matter.words, matter.kind, matter.response) == ("Report on visits.", "commission", "See section 4.")
