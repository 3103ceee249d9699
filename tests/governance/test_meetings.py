"""When a board meets: the sentences that are understood, the dates they give, and what is reported about them."""

from datetime import date

import pytest

from config.bank_holidays import england_calendar
from governance.errors import CalendarError
from governance.meetings import EveryWeeks, Monthly, OnDates, meetings_between, read_date, read_meeting_rule

ENGLAND = england_calendar(closures={date(2026, 12, 29): "Christmas closure"})


def meeting_dates(sentence: str, from_on: date, to_on: date) -> list[str]:
    rule = read_meeting_rule(sentence)
    return [f"{m.meeting_on:%a %d %b}" for m in meetings_between(rule, from_on, to_on, calendar=ENGLAND)]


@pytest.mark.parametrize(
    ("sentence", "dates"),
    [
        ("second Tuesday of the month", ["Tue 14 Jul", "Tue 11 Aug", "Tue 08 Sep"]),
        ("Second Tuesday of every month except August.", ["Tue 14 Jul", "Tue 08 Sep"]),
        ("the 2nd tue of each month except july, august", ["Tue 08 Sep"]),
        ("first Friday in every month except July and August", ["Fri 04 Sep"]),
        ("last Thursday of March, June, September and December", ["Thu 24 Sep"]),
        ("last Thursday of March, June, August, and December", ["Thu 27 Aug"]),
        ("fourth Monday of August", ["Mon 24 Aug"]),
        ("last Monday of August", ["Mon 31 Aug"]),
        ("every four weeks from Tuesday 13 January 2026", ["Tue 28 Jul", "Tue 25 Aug", "Tue 22 Sep"]),
        ("every 6 weeks from 2026-08-05", ["Wed 05 Aug", "Wed 16 Sep"]),
        ("every week from Friday 11th September 2026", ["Fri 11 Sep", "Fri 18 Sep", "Fri 25 Sep"]),
        ("every fortnight from 15 September 2026", ["Tue 15 Sep", "Tue 29 Sep"]),
    ],
)
def test_a_board_meets_as_the_sentence_says(sentence: str, dates: list[str]) -> None:
    assert meeting_dates(sentence, date(2026, 7, 1), date(2026, 9, 30)) == dates


def test_meetings_on_the_first_and_last_day_asked_for_are_included() -> None:
    assert meeting_dates("every week from Tuesday 13 January 2026", date(2026, 1, 13), date(2026, 1, 20)) == [
        "Tue 13 Jan",
        "Tue 20 Jan",
    ]
    assert meeting_dates("every week from Tuesday 13 January 2026", date(2025, 1, 1), date(2026, 1, 12)) == []


def test_the_last_thursday_of_december_is_found() -> None:
    assert meeting_dates("last Thursday of December", date(2026, 1, 1), date(2027, 12, 31)) == [
        "Thu 31 Dec",
        "Thu 30 Dec",
    ]


def test_dates_written_in_any_order_are_meetings_in_order_and_once() -> None:
    rule = read_meeting_rule([date(2026, 12, 8), date(2026, 9, 8), date(2026, 12, 8)])

    planned = meetings_between(rule, date(2026, 1, 1), date(2026, 12, 31), calendar=ENGLAND)

    assert [meeting.meeting_on for meeting in planned] == [date(2026, 9, 8), date(2026, 12, 8)]


def test_a_meeting_on_a_bank_holiday_or_closure_is_reported_and_stays_where_it_is() -> None:
    mondays = read_meeting_rule("last Monday of August")
    closed = read_meeting_rule([date(2026, 12, 29)])

    (august,) = meetings_between(mondays, date(2026, 8, 1), date(2026, 8, 31), calendar=ENGLAND)
    (december,) = meetings_between(closed, date(2026, 12, 1), date(2026, 12, 31), calendar=ENGLAND)

    assert august.meeting_on == date(2026, 8, 31)
    assert "Monday 31 August 2026 falls on a day the offices are shut: Summer bank holiday" in str(august.caution)
    assert "Christmas closure" in str(december.caution)


def test_a_meeting_on_a_working_day_carries_no_caution() -> None:
    (meeting,) = meetings_between(
        read_meeting_rule([date(2026, 9, 8)]), date(2026, 9, 8), date(2026, 9, 8), calendar=ENGLAND
    )

    assert meeting.caution is None


def test_a_sentence_is_read_into_its_parts() -> None:
    assert read_meeting_rule("last Thursday of March and June") == Monthly(-1, 3, frozenset({3, 6}))
    assert read_meeting_rule("every four weeks from Tuesday 13 January 2026") == EveryWeeks(4, date(2026, 1, 13))
    assert read_meeting_rule([date(2026, 1, 13)]) == OnDates((date(2026, 1, 13),))


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("when the chair likes", "write “second Tuesday of the month”"),
        ("fifth Tuesday of the month", "write “second Tuesday of the month”"),
        ("second Tuesday", "write “second Tuesday of the month”"),
        ("", "write “second Tuesday of the month”"),
        ("second Toosday of the month", "“toosday” in .* is not a weekday"),
        ("second Tuesday of Mar, Jun and Sectember", "“sectember” in .* is not a month"),
        ("second Ma of the month", "“ma” in .* is not a weekday"),
        ("every four weeks from Monday 13 January 2026", "is a Tuesday; correct the weekday or the date"),
        ("every many weeks from 13 January 2026", "write the number in figures"),
        ("every 0 weeks from 13 January 2026", "write the number in figures"),
        ("every two weeks from next Tuesday", "is not a date; write it like 2026-01-13"),
        ("every two weeks from 31 February 2026", "is not in the calendar"),
        (
            "first Monday of every month except January, February, March, April, May, June, July, August, September, "
            "October, November and December",
            "leaves no month",
        ),
    ],
)
def test_a_sentence_that_is_not_understood_says_what_is(sentence: str, why: str) -> None:
    with pytest.raises(CalendarError, match=why):
        read_meeting_rule(sentence)


@pytest.mark.parametrize("written", ["2026-01-13", "13 January 2026", "Tuesday, 13th Jan 2026", " tue 13 jan 2026 "])
def test_a_date_is_read_as_officers_write_it(written: str) -> None:
    assert read_date(written) == date(2026, 1, 13)
