"""Colours come from statuses and, for areas, from actions by the council's rule."""

import pytest
from drawn import a_position, a_scale
from hypothesis import given
from hypothesis import strategies as st

from governance.measures import is_red
from governance.ratings import AREA_RULES, AreaRule, rate_area, rate_line
from governance.terms import Rating

RED, AMBER, GREEN, BLUE, GREY, NONE = (
    Rating.RED,
    Rating.AMBER,
    Rating.GREEN,
    Rating.BLUE,
    Rating.GREY,
    Rating.UNREPORTED,
)


def test_silence_is_never_shown_as_progress():
    position = a_position(
        """
        ref | owner | due        | status   | said
        A1  | Amara | 2026-06-01 | on_track |
        A2  | Amara | 2026-06-01 | on_track | Going well.
        """
    )

    assert [rate_line(position, line, a_scale()) for line in position.lines] == [NONE, GREEN]


def test_what_was_complete_before_and_is_no_longer_asked_about_stays_complete():
    position = a_position("ref | owner | due | status\n A1 | Amara | 2026-01-01 | complete")

    assert rate_line(position, position.lines[0], a_scale()) is BLUE


@pytest.mark.parametrize(
    ("ratings", "rating"),
    [
        ([GREEN, AMBER, RED], RED),
        ([GREEN, NONE], NONE),
        ([GREEN, AMBER, NONE], AMBER),
        ([BLUE, BLUE], BLUE),
        ([BLUE, GREY], GREY),
        ([], NONE),
    ],
)
def test_by_default_an_area_is_as_its_worst_action(ratings, rating):
    assert rate_area(ratings, AreaRule()) is rating


def test_an_area_can_be_rated_as_most_of_its_actions_the_worse_of_two_equals():
    assert rate_area([GREEN, GREEN, RED], AreaRule(name="most_common")) is GREEN
    assert rate_area([GREEN, RED], AreaRule(name="most_common")) is RED


def test_an_area_can_be_rated_by_the_share_that_is_red_or_amber():
    rule = AreaRule(name="worst_share", dials={"red_share": 0.5, "amber_share": 0.25})

    assert rate_area([RED, RED, GREEN, GREEN], rule) is RED
    assert rate_area([RED, GREEN, GREEN, GREEN], rule) is AMBER
    assert rate_area([AMBER, GREEN, GREEN, GREEN, GREEN], rule) is GREEN
    assert rate_area([], rule) is NONE


@given(st.sampled_from(sorted(AREA_RULES)), st.lists(st.sampled_from(Rating), min_size=1))
def test_no_rule_gives_an_area_a_colour_that_is_better_than_all_its_actions(name, ratings):
    order = [RED, AMBER, NONE, GREEN, GREY, BLUE]

    rated = rate_area(ratings, AreaRule(name=name))

    assert order.index(rated) <= max(order.index(rating) for rating in ratings)


def test_a_measure_is_red_beyond_the_tolerance_and_a_missing_value_is_not_zero():
    assert is_red(89.0, 100.0, more_is_better=True, tolerance=10)
    assert not is_red(90.0, 100.0, more_is_better=True, tolerance=10)
    assert is_red(23.0, 20.0, more_is_better=False, tolerance=10)
    assert not is_red(None, 100.0, more_is_better=True, tolerance=10)
    assert not is_red(0.0, None, more_is_better=True, tolerance=10)
