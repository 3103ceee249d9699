"""What members asked, what they were answered, and who was there."""

from datetime import timedelta

import pytest
from stores import AT, a_cycle, a_town

from governance.errors import RecordError
from governance.terms import Stage
from plan_store import attendance, audit, cycles, decisions, questions
from plan_store.database import Engine, Session, transaction
from plan_store.decisions import Limb
from plan_store.tables import Meeting

BY = {"by": "P-003", "at": AT}


def a_meeting(session: Session) -> Meeting:
    return cycles.meeting_of(session, a_cycle(session, Stage.COLLECTING))


def test_a_question_asked_twice_in_the_same_words_is_one_question(store: Engine) -> None:
    with transaction(store) as session:
        town, meeting = a_town(session), a_meeting(session)
        first = questions.ask(session, meeting, town.dev, "When?", "S1", once="a", **BY)
        again = questions.ask(session, meeting, town.dev, "When?", "S1", once="a", **BY)
        other = questions.ask(session, meeting, town.amara, "When?", "S1", once="b", **BY)

        assert first.id == again.id != other.id
        assert first.before_meeting
        assert len(questions.of_meeting(session, meeting)) == 2


def test_questions_put_before_the_meeting_stand_before_those_asked_at_it(store: Engine) -> None:
    with transaction(store) as session:
        town, meeting = a_town(session), a_meeting(session)
        questions.note_asked(session, meeting, "Councillor Lee", None, "At it?", **BY)
        questions.ask(session, meeting, town.dev, "Before it?", "", once="a", **BY)

        assert [row.question for row in questions.of_meeting(session, meeting)] == ["Before it?", "At it?"]


def test_a_question_waits_until_it_is_answered_and_keeps_every_word(store: Engine) -> None:
    with transaction(store) as session:
        town, meeting = a_town(session), a_meeting(session)
        question = questions.ask(session, meeting, town.dev, "  When?\n", "S1", once="a", **BY)
        assert [row.id for row in questions.waiting(session)] == [question.id]

        changed = questions.answer(session, question, "In May.\n", by="P-003", at=AT + timedelta(hours=1))

        assert changed
        assert not questions.answer(session, question, "In May.\n", **BY)
        assert questions.waiting(session) == []
        assert (question.question, question.answer, question.answered_by) == ("  When?\n", "In May.\n", "P-003")


def test_the_trail_of_a_question_holds_none_of_its_words(store: Engine) -> None:
    with transaction(store) as session:
        town, meeting = a_town(session), a_meeting(session)
        question = questions.ask(session, meeting, town.dev, "Zebra?", "Zebra", once="a", **BY)
        questions.answer(session, question, "Zebra.", **BY)
        attendance.record(session, meeting, [(town.dev, "present")], ["Zebra"], **BY)

        assert "Zebra" not in str([(row.subject, row.detail) for row in audit.story(session)])


def test_attendance_recorded_again_takes_the_place_of_what_was_recorded(store: Engine) -> None:
    with transaction(store) as session:
        town, meeting = a_town(session), a_meeting(session)
        members = [(town.dev, "present"), (town.amara, "apologies")]

        assert attendance.record(session, meeting, members, ["The clerk", "The clerk", " "], **BY)
        assert not attendance.record(session, meeting, members, ["The clerk"], **BY)
        assert attendance.record(session, meeting, members[:1], ["A guest"], **BY)

        assert [(row.name, row.how) for row in attendance.of_meeting(session, meeting)] == [
            (town.dev.name, "present"),
            ("A guest", "in_attendance"),
        ]


def test_two_members_of_one_name_are_both_recorded(store: Engine) -> None:
    with transaction(store) as session:
        town, meeting = a_town(session), a_meeting(session)
        town.amara.name = town.dev.name

        attendance.record(session, meeting, [(town.dev, "present"), (town.amara, "absent")], [], **BY)

        assert [row.how for row in attendance.of_meeting(session, meeting)] == ["present", "absent"]


def test_a_way_of_being_there_that_is_none_is_refused(store: Engine) -> None:
    with transaction(store) as session:
        town, meeting = a_town(session), a_meeting(session)

        with pytest.raises(RecordError, match="does not say how a member was there"):
            attendance.record(session, meeting, [(town.dev, "asleep")], [], **BY)


def test_what_asks_for_something_is_open_until_it_is_met_oldest_first(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        meeting = a_meeting(session)
        limbs = [Limb(kind=kind, words=f"To {kind}.") for kind in decisions.KINDS]
        recorded = decisions.record_resolution(session, meeting, "7", "Resolved.", limbs, **BY)
        assert [row[0].kind for row in decisions.still_open(session)] == ["commission", "action"]

        decisions.respond(session, recorded[2], "Done.", met=True, **BY)

        assert [row[0].kind for row in decisions.still_open(session)] == ["action"]
        assert [row[0].kind for row in decisions.met(session)] == ["commission"]
        assert [len(found) for _, found in decisions.resolutions_of(session, meeting)] == [4]
