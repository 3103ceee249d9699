"""What a paper says of a measure: how far it is, which way it goes, how old it is; never more than is known."""

from datetime import date

import pytest

from governance.measures import MeasureRead, show_measures


def shown(*readings, as_of=date(2027, 3, 9), **fields):
    measure = MeasureRead(
        **{
            "reference": "M3",
            "title": "Visits made on time",
            "action": "S9",
            "unit": "%",
            "more_is_better": True,
            "baseline": 64.0,
            "target": 90.0,
            "national_standard": 87.0,
            "comparator": None,
            "tolerance": 10.0,
            "caveat": "",
            "readings": tuple((date.fromisoformat(on), value, words) for on, value, words in readings),
            **fields,
        }
    )
    (answer,) = show_measures([measure], as_of=as_of, public=True)
    return answer


def test_the_sentence_says_how_far_it_is_from_target_and_how_far_it_has_come():
    measure = shown(("2026-12-31", 82.0, "82"))

    assert measure.sentence == (
        "Visits made on time: 82% on 31 December 2026, 8 percentage points from the target of 90%. "
        "It was 64% at the start, so it has gone up by 18 percentage points. It is getting better."
    )


def test_a_figure_older_than_a_quarter_says_its_age():
    assert shown(("2026-12-08", 82.0, "82")).age_days == 91
    assert not shown(("2026-12-08", 82.0, "82")).is_old
    assert "The figure is 98 days old." in shown(("2026-12-01", 82.0, "82")).sentence


@pytest.mark.parametrize(
    ("before", "now", "more_is_better", "trend"),
    [
        (70.0, 82.0, True, "better"),
        (82.0, 70.0, True, "worse"),
        (82.0, 70.0, False, "better"),
        (5.0, 5.0, True, "level"),
    ],
)
def test_better_and_worse_depend_on_what_is_wanted(before, now, more_is_better, trend):
    measure = shown(("2026-09-30", before, ""), ("2026-12-31", now, ""), more_is_better=more_is_better)

    assert measure.trend == trend


def test_a_value_that_was_not_given_is_neither_zero_nor_red_nor_a_trend():
    measure = shown(("2026-09-30", 70.0, "70"), ("2026-12-31", None, "c"))

    assert (measure.latest, measure.is_red, measure.trend) == ("c", False, "unknown")
    assert "c on 31 December 2026; the target is 90%." in measure.sentence


def test_a_measure_without_a_reading_says_so():
    measure = shown()

    assert measure.sentence == "Visits made on time: no figure has been given yet."
    assert measure.picture_words == "Visits made on time: there is no figure to draw."


def test_the_words_of_a_picture_name_its_ends_its_extremes_and_what_it_is_compared_with():
    measure = shown(("2026-06-30", 67.0, ""), ("2026-09-30", 61.5, ""), ("2026-12-31", 82.0, ""))

    assert measure.picture_words == (
        "Visits made on time: from 67% on 30 June 2026 to 82% on 31 December 2026; lowest 61.5%, highest 82%. "
        "Target 90%, national 87%, baseline 64%."
    )


def test_meeting_the_target_is_said_as_such():
    assert "which meets the target of 90%" in shown(("2026-12-31", 93.0, "")).sentence
    assert (
        "which meets the target of 5"
        in shown(("2026-12-31", 4.0, ""), unit="days", more_is_better=False, target=5.0, baseline=None).sentence
    )
