"""What makes an owner's answer complete."""

from datetime import date

import pytest

from governance.answers import AnswerGiven, faults_in
from governance.terms import DeliveryStatus

TODAY = date(2026, 3, 10)


def faults(answer, due_on=date(2026, 6, 1)):
    return [fault.field for fault in faults_in(answer, due_on=due_on, as_of=TODAY)]


def test_a_status_and_what_happened_are_enough():
    assert faults(AnswerGiven(status=DeliveryStatus.ON_TRACK, narrative="Training began.")) == []


def test_no_change_alone_is_enough():
    assert faults(AnswerGiven(no_change=True)) == []


def test_an_empty_answer_is_not_an_answer():
    assert faults(AnswerGiven()) == ["status", "narrative"]
    assert faults(AnswerGiven(status=DeliveryStatus.ON_TRACK, narrative="  \n ")) == ["narrative"]


@pytest.mark.parametrize("status", [DeliveryStatus.AT_RISK, DeliveryStatus.OFF_TRACK])
def test_what_is_at_risk_or_off_track_needs_a_reason(status):
    assert faults(AnswerGiven(status=status, narrative="Slow.")) == ["reason"]


@pytest.mark.parametrize("percent", [-1, 101])
def test_how_far_is_a_percentage(percent):
    assert faults(AnswerGiven(status=DeliveryStatus.ON_TRACK, narrative="x", percent=percent)) == ["percent"]


@pytest.mark.parametrize("new_due_on", [TODAY, date(2020, 1, 1), date(2026, 6, 1)])
def test_a_new_date_lies_ahead_and_differs_from_the_one_there_is(new_due_on):
    answer = AnswerGiven(status=DeliveryStatus.AT_RISK, narrative="x", reason="y", new_due_on=new_due_on)

    assert faults(answer) == ["new_due_on"]


def test_a_new_date_needs_a_reason_because_the_board_decides_on_it():
    assert faults(AnswerGiven(status=DeliveryStatus.ON_TRACK, narrative="x", new_due_on=date(2026, 9, 1))) == ["reason"]


def test_an_owner_cannot_withdraw_an_action():
    assert faults(AnswerGiven(status=DeliveryStatus.WITHDRAWN, narrative="No longer needed.")) == ["status"]


def test_every_fault_is_a_sentence_that_says_what_to_do():
    every = faults_in(
        AnswerGiven(percent=200, new_due_on=date(2020, 1, 1), narrative="x" * 20_001), due_on=None, as_of=TODAY
    )

    assert len(every) >= 4
    assert all(fault.sentence.endswith(".") for fault in every)


def test_the_second_time_that_nothing_has_changed_one_question_is_asked():
    def found(**said):
        answer = AnswerGiven(**said)
        return [fault.field for fault in faults_in(answer, due_on=None, as_of=TODAY, unchanged_before=True)]

    assert found(no_change=True) == ["would_move"]
    assert found(no_change=True, would_move=" \n") == ["would_move"]
    assert found(no_change=True, would_move="Somebody to sign the lease.") == []
    assert found(status=DeliveryStatus.ON_TRACK, narrative="The lease is signed.") == []


def test_what_would_have_to_happen_is_no_longer_than_any_other_words():
    assert faults(AnswerGiven(no_change=True, would_move="x" * 20_001)) == ["would_move"]
