"""Small numbers of children stay out of public papers, and nothing there gives them back."""

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.measures import MeasureRead, show_measures
from governance.suppression import is_small, small_words, total_gives_back, withheld

KPI = Path(__file__).parents[3] / "shared" / "cases" / "kpi"


@pytest.mark.parametrize(("value", "small"), [(0, False), (1, True), (5, True), (6, False), (None, False)])
def test_one_to_five_children_are_a_small_number_and_none_is_not(value, small):
    assert is_small(value) is small


def test_the_council_sets_up_to_which_number_counts_are_kept_back():
    assert is_small(9, threshold=10)
    assert not is_small(1, threshold=0)
    assert small_words(threshold=10) == "fewer than 11"


def test_a_single_small_part_takes_the_next_smallest_with_it():
    assert withheld({"neglect": 40, "physical": 3, "sexual": 9}, total=52) == {"physical", "sexual"}


def test_without_a_total_a_single_small_part_is_kept_back_alone():
    assert withheld({"neglect": 40, "physical": 3, "sexual": 9}, total=None) == {"physical"}


@given(st.lists(st.integers(0, 30), min_size=2, max_size=8))
def test_no_total_ever_gives_a_small_part_back(parts):
    counted = {str(n): float(part) for n, part in enumerate(parts)}

    hidden = withheld(counted, total=float(sum(parts)))

    left = [None if key in hidden else value for key, value in counted.items()]
    others = [value for value in left if value]
    # Where everything else is zero there is nothing left to hide it behind: the total itself is the small number.
    assert not total_gives_back(left, sum(parts)) or not others


def a_measure(reference="M6", *, readings, part_of="", baseline=None, target=0.0, children=True, unit="children"):
    return MeasureRead(
        reference=reference,
        title=f"Children counted as {reference}",
        action="",
        unit=unit,
        more_is_better=False,
        baseline=baseline,
        target=target,
        national_standard=None,
        comparator=None,
        tolerance=10,
        caveat="",
        counts_children=children,
        part_of=part_of,
        readings=tuple((date(2026, month, 28), value, str(value)) for month, value in readings),
    )


def everything_said(shown):
    points = [(point.words, point.value) for point in shown.points]
    return f"{shown.sentence} {shown.picture_words} {shown.latest} {shown.baseline} {points}"


def test_no_word_or_picture_of_a_public_paper_says_a_small_count_of_children():
    measures = [a_measure(readings=[(3, 7), (6, 3)], baseline=4.0)]

    (public,) = show_measures(measures, as_of=date(2026, 7, 1), public=True)
    (exempt,) = show_measures(measures, as_of=date(2026, 7, 1), public=False)

    assert "3" not in everything_said(public).replace("28 March", "")
    assert "4" not in everything_said(public)
    assert "fewer than 6 children on 28 June 2026" in public.sentence
    assert public.trend == "unknown"
    assert "3 children on 28 June 2026" in exempt.sentence


def test_a_part_kept_back_to_guard_another_is_not_called_small():
    parts = [
        a_measure("ALL", readings=[(3, 52)]),
        a_measure("A", readings=[(3, 3)], part_of="ALL"),
        a_measure("B", readings=[(3, 9)], part_of="ALL"),
        a_measure("C", readings=[(3, 40)], part_of="ALL"),
    ]

    total, small, guard, other = show_measures(parts, as_of=date(2026, 4, 1), public=True)

    assert [each.latest for each in (total, small, guard, other)] == ["52", "fewer than 6", "not shown", "40"]


def test_the_suppressed_counts_of_the_published_table_are_never_read_as_zero():
    with (KPI / "d6_cpps_reviewed_within_timescales_selected.csv").open(encoding="utf-8-sig", newline="") as table:
        rows = [row for row in csv.DictReader(table) if row["la_name"] == "Rutland"]
    written = sorted((int(row["time_period"]), row["CPP_At31_3Months"]) for row in rows)
    readings = tuple((date(year, 3, 31), float(cell) if cell.isdigit() else None, cell) for year, cell in written)
    measure = replace(a_measure(readings=[]), readings=readings)

    (shown,) = show_measures([measure], as_of=date(2025, 4, 1), public=True)

    kept_back = [point for point in shown.points if point.words == "c"]
    assert len(kept_back) == sum(cell == "c" for _, cell in written) >= 2
    assert {point.value for point in kept_back} == {None}
