import re
from datetime import date

import pytest
from drawn import drawn
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.terms import Precision
from plan_store.loading.date_words import LEAD_INS, MONTHS, VAGUE_PARTS
from plan_store.loading.dues import DueKind, read_due_words

# Written ways of one date, and the day they mean. The last day counts: an action is late the day after it.
DATES = """
    written                                | means      | precision
    25/03/2015                             | 2015-03-25 | day
    25.03.2015                             | 2015-03-25 | day
    25-03-15                               | 2015-03-25 | day
    24.09.12                               | 2012-09-24 | day
    3/4/2015                               | 2015-04-03 | day
    2020-09-30                             | 2020-09-30 | day
    2020-09-30 00:00:00                    | 2020-09-30 | day
    2020/09/30                             | 2020-09-30 | day
    September 30, 2020                     | 2020-09-30 | day
    September 30, 2020*                    | 2020-09-30 | day
    30 September 2020                      | 2020-09-30 | day
    30th of September, 2020                | 2020-09-30 | day
    24 th September 2020                   | 2020-09-24 | day
    25 <sup>th</sup> March 2015            | 2015-03-25 | day
    24-Sep-20                              | 2020-09-24 | day
    24Sep2020                              | 2020-09-24 | day
    Wednesday 30 September 2020            | 2020-09-30 | day
    Wed 30 Sept 2020 at 17:00              | 2020-09-30 | day
    30 September 2020 5pm                  | 2020-09-30 | day
    By January 31, 2020                    | 2020-01-31 | day
    no later than 31 March 2025            | 2025-03-31 | day
    w/e 25/03/2015                         | 2015-03-25 | day
    Between January 1 and December 31, 2020 | 2020-12-31 | day
    1 April 2024 – 31 March 2025           | 2025-03-31 | day
    1-5 May 2024                           | 2024-05-05 | day
    29 February 2024                       | 2024-02-29 | day
    Sept 2015                              | 2015-09-30 | month
    Sept. 2015                             | 2015-09-30 | month
    Sept '15                               | 2015-09-30 | month
    February 2024                          | 2024-02-29 | month
    by end March 2016                      | 2016-03-31 | month
    end of March 2016                      | 2016-03-31 | month
    end-March 2016                         | 2016-03-31 | month
    mid-March 2016                         | 2016-03-31 | month
    12/2025                                | 2025-12-31 | month
    June/July 2012                         | 2012-07-31 | month
    June - July 2012                       | 2012-07-31 | month
    Sept 2011 - Mar 2012                   | 2012-03-31 | month
    Q1 2024/25                             | 2024-06-30 | quarter
    Q3 2024/25                             | 2024-12-31 | quarter
    Q4 24/25                               | 2025-03-31 | quarter
    2024-25 Q2                             | 2024-09-30 | quarter
    Quarter 2 of 2024/25                   | 2024-09-30 | quarter
    2nd quarter 2024/25                    | 2024-09-30 | quarter
    end of Q3 (2024/25)                    | 2024-12-31 | quarter
    Summer 2025                            | 2025-08-31 | season
    Spring 2025                            | 2025-05-31 | season
    Winter 2025/26                         | 2026-02-28 | season
    Autumn term 2025                       | 2025-12-31 | season
    end of summer term 2025                | 2025-07-31 | season
    spring term 2024/25                    | 2025-04-30 | season
    autumn term 2024/25                    | 2024-12-31 | season
    2025                                   | 2025-12-31 | year
    end of 2025                            | 2025-12-31 | year
    2024/25                                | 2025-03-31 | year
    FY 2024/25                             | 2025-03-31 | year
    end of financial year 2024-25          | 2025-03-31 | year
    academic year 2024/25                  | 2025-08-31 | year
    2015-2020                              | 2020-12-31 | year
"""

# What people write where a date should be, and what kind of answer it is.
NO_DATES = """
    written                                 | kind
    (See Above)                             | see_above
    as above                                | see_above
    See timeline on the intranet            | see_elsewhere
    12 months                               | duration
    within six weeks                        | duration
    Medium term                             | duration
    Ongoing                                 | ongoing
    on-going                                | ongoing
    asap                                    | asap
    As soon as possible                     | asap
    immediate                               | asap
    TBC                                     | to_be_confirmed
    to be agreed                            | to_be_confirmed
    N/A                                     | not_applicable
    -                                       | not_applicable
    Minimally every 3 months                | recurring
    1 activity per quarter                  | recurring
    Ongoing every 24 months                 | recurring
    Monthly from April 2025                 | recurring
    After the guidance is issued; annually  | dependency
    90 days after the standard is agreed    | dependency
    when funding allows                     | dependency
    Completed                               | done
    24 th September                         | no_year
    March                                   | no_year
    end of summer term                      | no_year
    Autumn                                  | no_year
    Q3                                      | no_year
    Q3 2024                                 | ambiguous
    Winter 2025                             | ambiguous
    Sep-15                                  | ambiguous
    03/25                                   | ambiguous
    2011-12                                 | ambiguous
    early 2025                              | ambiguous
    24 Sept 5                               | ambiguous
    FY 2025                                 | ambiguous
    24.09.98                                | ambiguous
    09/24/2020                              | impossible
    31/09/2020                              | impossible
    29 February 2021                        | impossible
    From April 2025                         | unreadable
    44104                                   | unreadable
    September 2020 and March 2021           | unreadable
    31 March 2025 (phase 1)                 | unreadable
    the twelfth of never                    | unreadable
"""


@pytest.mark.parametrize("row", drawn(DATES), ids=lambda row: row["written"])
def test_a_written_date_means_its_last_day(row: dict[str, str]) -> None:
    due = read_due_words(row["written"])

    assert (due.due_on, due.precision) == (date.fromisoformat(row["means"]), Precision(row["precision"]))
    assert due.kind is DueKind.DATE
    assert due.raw == row["written"]


@pytest.mark.parametrize("row", drawn(NO_DATES), ids=lambda row: row["written"])
def test_words_that_settle_no_date_are_kept_and_told(row: dict[str, str]) -> None:
    due = read_due_words(row["written"])

    assert (due.due_on, due.precision, due.kind) == (None, Precision.NONE, DueKind(row["kind"]))
    assert due.raw == row["written"]
    assert row["written"] in due.problem


def test_an_empty_cell_is_told_as_no_due_date() -> None:
    assert read_due_words("  ").problem == "no due date is written"


@pytest.mark.parametrize(
    ("written", "due_on", "was"),
    [
        ("December 2025 (was June 2025)", date(2025, 12, 31), date(2025, 6, 30)),
        ("Dec 2025 - originally 30/06/2025", date(2025, 12, 31), date(2025, 6, 30)),
        ("June 2025, revised to December 2025", date(2025, 12, 31), date(2025, 6, 30)),
        ("Original: June 2025 Revised: December 2025", date(2025, 12, 31), date(2025, 6, 30)),
        ("June 2025 → Dec 2025", date(2025, 12, 31), date(2025, 6, 30)),
        ("December 2025 (was spring)", date(2025, 12, 31), None),
    ],
)
def test_a_date_that_says_it_moved_keeps_where_it_moved_from(written: str, due_on: date, was: date | None) -> None:
    due = read_due_words(written)

    assert due.due_on == due_on
    assert [old.due_on for old in due.moved_from] == [was]


def test_a_date_that_could_be_american_is_read_day_first_and_says_so() -> None:
    assert "day first" in read_due_words("3/4/2015").how
    assert read_due_words("25/3/2015").how == ""
    assert read_due_words("4/4/2015").how == ""


def test_a_two_figure_year_is_reported() -> None:
    assert "12 read as 2012" in read_due_words("24.09.12").how


def test_a_weekday_that_does_not_fit_its_date_is_told() -> None:
    due = read_due_words("Monday 30 September 2020")

    assert due.due_on == date(2020, 9, 30)
    assert due.problem == "30 September 2020 is not a Monday"


def test_a_council_whose_year_is_the_calendar_year_reads_quarters_by_it() -> None:
    assert read_due_words("Q3 2024", year_starts=1).due_on == date(2024, 9, 30)
    assert read_due_words("Q3 2024/25", year_starts=1).kind is DueKind.AMBIGUOUS


def test_a_very_long_due_cell_is_not_read() -> None:
    assert read_due_words("by 31 March 2025 " * 40).kind is DueKind.UNREADABLE


SCRAPS = st.sampled_from(
    [*MONTHS, *LEAD_INS, *VAGUE_PARTS, "end of", "summer", "autumn term", "winter", "Q3", "quarter 2", "FY", "every",
     "months", "after", "was", "revised to", "now", "between", "and", "to", "-", "/", ".", ",", "–", "th", "'", "*",
     "monday", "17:00", "academic year", "financial year", "ongoing", "(", ")", "today", "next week"]
)  # fmt: skip
NUMBERS = st.one_of(
    st.integers(0, 99).map(lambda number: f"{number:02}"), st.integers(0, 99).map(str), st.integers(1900, 2199).map(str)
)
JUMBLES = st.lists(st.one_of(SCRAPS, NUMBERS), min_size=1, max_size=7).flatmap(
    lambda words: st.sampled_from([" ", "", "/", "-"]).map(lambda joint: joint.join(words))
)


@settings(max_examples=1_500, deadline=None)
@given(written=st.one_of(JUMBLES, st.text(max_size=40)), year_starts=st.sampled_from([1, 4, 9]))
def test_no_words_ever_give_a_date_whose_year_they_do_not_name(written: str, year_starts: int) -> None:
    due = read_due_words(written, year_starts=year_starts)

    assert due.raw == written
    if due.due_on is None:
        assert due.precision is Precision.NONE
        assert due.problem
    else:
        numbers = re.findall(r"[0-9]+", written)
        assert any(number.endswith((str(due.due_on.year), f"{due.due_on.year % 100:02}")) for number in numbers)
        assert due.precision is not Precision.NONE


@settings(max_examples=300, deadline=None)
@given(
    on=st.dates(date(2000, 1, 1), date(2069, 12, 31)),
    form=st.sampled_from(["%d/%m/%Y", "%d.%m.%y", "%d %B %Y", "%B %d, %Y"]),
)
def test_every_whole_date_is_read_as_itself(on: date, form: str) -> None:
    assert read_due_words(on.strftime(form)).due_on == on
