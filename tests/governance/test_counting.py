"""Counts name their base and add up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.counting import Share, break_down, share_in_words, whole_percents

WORDS = [("red", "Red"), ("amber", "Amber"), ("green", "Green")]


def test_a_share_says_its_base():
    assert Share(count=14, base=60, of="action").words == "14 of 60 actions (23%)"
    assert Share(count=1, base=1, of="action").words == "1 of 1 action (100%)"
    assert Share(count=0, base=0, of="action").words == "no actions"


def test_all_but_one_is_never_a_hundred_per_cent_and_one_is_never_none():
    assert Share(count=999, base=1000, of="action").percent == 99
    assert Share(count=1, base=1000, of="action").percent == 1
    assert Share(count=0, base=1000, of="action").percent == 0


def test_a_breakdown_shows_the_parts_with_none_too():
    counted = break_down(["red", "green", "green"], WORDS, of="action")

    assert [(part.word, part.count, part.percent) for part in counted.parts] == [
        ("Red", 1, 33),
        ("Amber", 0, 0),
        ("Green", 2, 67),
    ]
    assert counted.count("red", "green") == counted.base == 3


def test_a_value_without_a_part_is_refused_not_lost():
    with pytest.raises(KeyError, match="purple"):
        break_down(["red", "purple"], WORDS, of="action")


@given(st.lists(st.integers(0, 500), min_size=1, max_size=8))
def test_whole_percentages_add_up_to_a_hundred_and_are_never_off_by_one_or_more(counts):
    percents = whole_percents(counts)

    base = sum(counts)
    assert sum(percents) == (100 if base else 0)
    if base:
        assert all(abs(percent - 100 * count / base) < 1 for percent, count in zip(percents, counts, strict=True))


def test_a_share_starts_a_sentence():
    assert share_in_words(Share(count=9, base=60, of="action")) == "Nine of the 60 actions (15%)"
    assert share_in_words(Share(count=0, base=60, of="action")) == "None of the 60 actions (0%)"
    assert share_in_words(Share(count=14, base=60, of="action")) == "14 of the 60 actions (23%)"
