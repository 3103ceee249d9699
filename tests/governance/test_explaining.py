"""No colour stands alone: a sentence says why, and how close the action is."""

import pytest
from drawn import a_position, a_scale

from governance.explaining import closeness, explain
from governance.ratings import rate_line


def explained(row):
    position = a_position(row)
    line = position.lines[0]
    return explain(position, line, rate_line(position, line, a_scale()), a_scale())


def test_a_red_says_who_reported_it_when_and_how_late_and_slipped_it_is():
    said = explained(
        "ref | owner | first | due | status | said\n A1 | Amara | 2026-01-01 | 2026-03-01 | off_track | Stuck."
    )

    assert said.startswith("Its owner reported it off track on ")
    assert "it was due on 1 March 2026, nine days ago" in said
    assert "its date has moved once, 59 days in all" in said


def test_silence_is_explained_as_silence():
    said = explained("ref | owner | due | status\n A1 | Amara | 2026-06-30 | on_track")

    assert said == "No update was received (there has never been one)."


def test_what_goes_well_needs_no_explanation():
    assert explained("ref | owner | due | status | said\n A1 | Amara | 2026-06-30 | on_track | Fine.") == ""


@pytest.mark.parametrize(
    ("due", "percent", "words"),
    [
        ("2026-03-31", "60", "60% done, 21 days to go"),
        ("2026-03-10", "60", "60% done, due today"),
        ("2026-03-01", "", "No percentage given, nine days late"),
        ("", "60", "60% done, no date"),
    ],
)
def test_how_close_an_action_is_is_said_in_per_cent_and_days(due, percent, words):
    position = a_position(
        f"ref | owner | due | status | percent | said\n A1 | Amara | {due} | at_risk | {percent} | Soon."
    )

    assert closeness(position.lines[0], as_of=position.as_of) == words
