"""Each rule: what raises it, what does not, and what it says."""

import pytest
from drawn import a_position

from governance.errors import ConfigError
from governance.flags import RULES, Flag, dials_of, raise_flags, rule


def flags_of(name, position, **dials):
    return [flag for flag in raise_flags(position, {name: dials} if dials else None) if flag.rule == name]


@pytest.mark.parametrize(("due", "is_overdue"), [("2026-03-09", True), ("2026-03-10", False), ("2026-03-11", False)])
def test_an_action_is_overdue_from_the_day_after_its_due_date(due, is_overdue):
    position = a_position(f"ref | owner | due | status | said\n A1 | Amara | {due} | on_track | Going well.")

    assert bool(flags_of("overdue", position)) is is_overdue


def test_an_overdue_flag_says_when_it_was_due_and_how_long_ago():
    position = a_position("ref | owner | due | status | said\n A1 | Amara | 2026-03-01 | at_risk | Soon.")

    assert flags_of("overdue", position)[0].because == "It was due on 1 March 2026, nine days ago."


@pytest.mark.parametrize("status", ["complete", "embedded", "withdrawn"])
def test_what_is_finished_is_never_overdue(status):
    position = a_position(f"ref | owner | due | status\n A1 | Amara | 2025-01-01 | {status}")

    assert not flags_of("overdue", position)


def test_moving_a_date_does_not_silence_the_flag_on_slippage():
    position = a_position(
        "ref | owner | first | due | status | said\n A1 | Amara | 2026-01-01 | 2026-06-30 | on_track | Fine."
    )

    assert not flags_of("overdue", position)
    assert flags_of("slipped", position)[0].because == (
        "Its date has moved once, 180 days in all; it was first due on 1 January 2026."
    )


def test_days_of_grace_are_the_councils_to_set():
    position = a_position("ref | owner | due | status | said\n A1 | Amara | 2026-03-05 | at_risk | Soon.")

    assert not flags_of("overdue", position, grace_days=5)
    assert flags_of("overdue", position, grace_days=4)


@pytest.mark.parametrize(("due", "flagged"), [("2026-03-10", True), ("2026-03-25", True), ("2026-03-26", False)])
def test_an_action_due_before_the_board_meets_is_flagged_before_its_date_has_passed(due, flagged):
    position = a_position(f"ref | owner | due | status | said\n A1 | Amara | {due} | on_track | Fine.")

    assert bool(flags_of("due_before_meeting", position)) is flagged


def test_an_action_that_was_asked_about_and_not_answered_is_silent():
    position = a_position(
        """
        ref | owner | due        | status   | said  | before
        A1  | Amara | 2026-06-01 | on_track |       | 0
        A2  | Amara | 2026-06-01 | on_track |       | 1
        A3  | Amara | 2026-06-01 | on_track | Done. | 0
        """
    )

    assert [(flag.subject, flag.because) for flag in flags_of("silent", position)] == [
        ("A1", "No update was received in this cycle; there has never been one."),
        ("A2", "No update was received in this cycle; the last update is of 1 January 2026."),
    ]


def test_no_change_twice_running_is_stale_and_once_is_not():
    position = a_position(
        """
        ref | owner | due        | status   | said | before
        A1  | Amara | 2026-06-01 | on_track | =    | 0
        A2  | Amara | 2026-06-01 | on_track | =    | 1
        A3  | Amara | 2026-06-01 | on_track | New. | 4
        """
    )

    assert [flag.subject for flag in flags_of("stale", position)] == ["A2"]
    assert "“No change” was reported twice running" in flags_of("stale", position)[0].because


def test_green_past_its_date_and_green_with_a_red_measure_are_optimistic():
    position = a_position(
        """
        ref | owner | due        | status    | said   | red
        A1  | Amara | 2026-03-01 | on_track  | Fine.  |
        A2  | Amara | 2026-06-01 | on_track  | Fine.  | Visits in time
        A3  | Amara | 2026-06-01 | on_track  | Fine.  |
        A4  | Amara | 2026-03-01 | off_track | Stuck. |
        """
    )

    assert {flag.subject: flag.because for flag in flags_of("optimistic", position)} == {
        "A1": "It is reported on track, but was due on 1 March 2026.",
        "A2": "It is reported on track, but this measure is red: Visits in time.",
    }


def test_complete_needs_evidence():
    position = a_position(
        """
        ref | owner | due        | status   | evidence
        A1  | Amara | 2026-03-01 | complete | 0
        A2  | Amara | 2026-03-01 | complete | 1
        """
    )

    assert [flag.subject for flag in flags_of("complete_without_evidence", position)] == ["A1"]


def test_an_action_without_owner_or_date_is_flagged_with_what_is_written_there():
    position = a_position("ref | owner | words | status\n A1 | | as soon as possible | on_track")

    assert flags_of("no_owner", position)[0].because == "Nobody is named as its owner."
    assert (
        flags_of("no_date", position)[0].because == "It has no due date: its date is written as “as soon as possible”."
    )


def test_a_finding_that_no_action_answers_is_flagged():
    position = a_position(
        """
        ref | owner | due        | status    | findings
        A1  | Amara | 2026-06-01 | on_track  | F1
        A2  | Amara | 2026-06-01 | withdrawn | F2
        """,
        findings=["F1", "F2", "F3"],
    )

    assert [flag.subject for flag in flags_of("finding_without_action", position)] == ["F2", "F3"]


def test_a_rule_can_be_switched_off_and_an_unknown_rule_or_dial_is_named():
    position = a_position("ref | owner | due | status\n A1 | Amara | 2026-03-01 | on_track")

    assert not flags_of("silent", position, enabled=False)
    with pytest.raises(ConfigError, match="no such rule; the rules are overdue"):
        raise_flags(position, {"overdew": {}})
    with pytest.raises(
        ConfigError, match=r"sets graze_days under \[flags.overdue\]; its dials are enabled, grace_days"
    ):
        raise_flags(position, {"overdue": {"graze_days": 1}})


def test_one_function_adds_a_rule_and_its_defaults_are_its_dials():
    @rule
    def nearly_due(position, *, within_days: int = 7):
        """An action is due within a week."""
        yield Flag(rule="nearly_due", subject=position.lines[0].reference, because=f"within {within_days}")

    try:
        position = a_position("ref | owner | due | status\n A1 | Amara | 2026-03-12 | on_track")

        assert flags_of("nearly_due", position, within_days=3)[0].because == "within 3"
        assert dials_of("nearly_due") == {"within_days": 7}
    finally:
        del RULES["nearly_due"]


@pytest.mark.parametrize("name", RULES)
def test_every_rule_says_in_one_sentence_what_raises_it(name):
    first_line = (RULES[name].__doc__ or "").splitlines()[0]

    assert first_line.endswith(".")
    assert first_line[0].isupper()
