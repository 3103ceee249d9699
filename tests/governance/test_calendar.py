"""The council's days, clear days and response clocks, on dates worked out by hand from the printed calendar."""

from datetime import UTC, date, datetime, time

import pytest

from config.bank_holidays import england_calendar
from governance.calendar import (
    Calendar,
    ClearDaysRule,
    ResponseClock,
    clear_days_between,
    count_back,
    response_due,
)
from governance.errors import CalendarError

ENGLAND = england_calendar()
at = datetime.fromisoformat
CHRISTMAS_CLOSURE = {date(2026, 12, 29 + n): "Christmas closure" for n in range(3)}
ASHCOMBE = england_calendar(closures=CHRISTMAS_CLOSURE)


@pytest.mark.parametrize(
    ("meeting_on", "publish_by"),
    [
        (date(2015, 3, 25), date(2015, 3, 17)),  # Wed ← Tue
        (date(2017, 11, 13), date(2017, 11, 3)),  # Mon ← Fri
        (date(2019, 4, 23), date(2019, 4, 11)),  # Tue after Easter ← Thu
        (date(2019, 4, 25), date(2019, 4, 15)),  # Thu after Easter ← Mon
        (date(2019, 4, 30), date(2019, 4, 18)),  # Tue ← Maundy Thursday
        (date(2019, 5, 2), date(2019, 4, 24)),  # Thu ← Wed
        (date(2022, 9, 20), date(2022, 9, 9)),  # Tue after the state funeral ← Fri
    ],
)
def test_papers_are_out_five_clear_days_before_the_meeting(meeting_on: date, publish_by: date) -> None:
    counting = count_back(meeting_on, ClearDaysRule(), ENGLAND)

    assert counting.publish_by == publish_by
    assert clear_days_between(publish_by, meeting_on, ClearDaysRule(), ENGLAND) == 5


def test_the_counting_shows_why_every_day_did_or_did_not_count() -> None:
    counting = count_back(date(2019, 4, 23), ClearDaysRule(), ENGLAND)

    assert [(line.day.day, line.number, line.reason) for line in counting.lines] == [
        (23, None, "the meeting"),
        (22, None, "Easter Monday"),
        (21, None, "Sunday"),
        (20, None, "Saturday"),
        (19, None, "Good Friday"),
        (18, 1, ""),
        (17, 2, ""),
        (16, 3, ""),
        (15, 4, ""),
        (14, None, "Sunday"),
        (13, None, "Saturday"),
        (12, 5, ""),
        (11, None, "papers out by 17:00"),
    ]


def test_papers_whose_last_day_would_be_a_sunday_go_out_on_the_friday() -> None:
    counting = count_back(date(2026, 6, 13), ClearDaysRule(), ENGLAND)  # a Saturday: Monday to Friday are clear

    assert counting.publish_by == date(2026, 6, 5)
    assert [line.reason for line in counting.lines[-3:]] == ["Sunday", "Saturday", "papers out by 17:00"]


def test_papers_cannot_go_out_on_a_shut_day_even_where_the_board_counts_it() -> None:
    counts_everything = ClearDaysRule(
        number=3, excluded_weekdays=frozenset(), excludes_bank_holidays=False, excludes_closures=False
    )

    counting = count_back(date(2027, 1, 4), counts_everything, ASHCOMBE)  # a Monday; three days back is New Year's Day

    assert counting.publish_by == date(2026, 12, 24)
    assert clear_days_between(counting.publish_by, date(2027, 1, 4), counts_everything, ASHCOMBE) == 10


@pytest.mark.parametrize(
    ("rule", "publish_by"),
    [
        (ClearDaysRule(), date(2026, 12, 21)),
        (ClearDaysRule(excludes_closures=False), date(2026, 12, 24)),
        (ClearDaysRule(excludes_bank_holidays=False), date(2026, 12, 24)),
        (ClearDaysRule(excluded_weekdays=frozenset({6})), date(2026, 12, 22)),
        (ClearDaysRule(number=0), date(2027, 1, 5)),
    ],
)
def test_each_board_sets_what_is_a_clear_day(rule: ClearDaysRule, publish_by: date) -> None:
    assert count_back(date(2027, 1, 6), rule, ASHCOMBE).publish_by == publish_by


def test_papers_out_after_the_cut_off_count_as_out_the_next_day() -> None:
    rule, meeting_on = ClearDaysRule(cut_off=time(17, 0)), date(2017, 11, 14)  # a Tuesday

    assert clear_days_between(at("2017-11-06 17:00"), meeting_on, rule, ENGLAND) == 5
    assert clear_days_between(at("2017-11-06 17:01"), meeting_on, rule, ENGLAND) == 4
    assert clear_days_between(at("2017-11-07 09:00"), meeting_on, rule, ENGLAND) == 4


def test_an_instant_with_a_time_zone_is_not_taken_for_london_time() -> None:
    with pytest.raises(ValueError, match="London wall time"):
        clear_days_between(datetime(2017, 11, 3, 17, 0, tzinfo=UTC), date(2017, 11, 13), ClearDaysRule(), ENGLAND)


def test_papers_published_on_or_after_the_day_of_the_meeting_had_no_clear_day() -> None:
    assert clear_days_between(date(2017, 11, 13), date(2017, 11, 13), ClearDaysRule(), ENGLAND) == 0
    assert clear_days_between(date(2017, 11, 20), date(2017, 11, 13), ClearDaysRule(), ENGLAND) == 0


def test_a_report_due_seven_working_days_before_monday_13_november_2017_is_due_on_thursday_2_november() -> None:
    assert ENGLAND.add_working_days(date(2017, 11, 13), -7) == date(2017, 11, 2)


@pytest.mark.parametrize(
    ("working_days", "due_on"), [(20, date(2022, 10, 4)), (30, date(2022, 10, 18)), (70, date(2022, 12, 13))]
)
def test_a_letter_received_on_5_september_2022_is_answered_in_working_days(working_days: int, due_on: date) -> None:
    response = response_due(date(2022, 9, 5), ResponseClock("answer", working_days), ENGLAND)

    assert response.due_on == due_on
    assert "State Funeral of Queen Elizabeth II" in [line.reason for line in response.lines]
    assert response.lines[0].reason == "received"
    assert response.lines[-1].number == working_days


def test_a_clock_that_counts_the_day_of_receipt_ends_a_working_day_earlier() -> None:
    clock = ResponseClock("answer", 20, first_day="day of receipt")

    response = response_due(date(2022, 9, 5), clock, ENGLAND)

    assert response.due_on == date(2022, 10, 3)
    assert (response.lines[0].day, response.lines[0].number) == (date(2022, 9, 5), 1)


def test_a_councils_own_closure_stops_its_clear_days_but_not_the_clock_of_the_2007_regulations() -> None:
    closed = date(2026, 12, 30)

    assert ClearDaysRule().reason_not_counted(closed, ASHCOMBE) == "Christmas closure"
    assert ResponseClock("answer", 20).reason_not_counted(closed, ASHCOMBE) is None
    assert ResponseClock("answer", 20, excludes_closures=True).reason_not_counted(closed, ASHCOMBE)
    assert "do count" in ResponseClock("answer", 20).source


def test_working_days_are_the_days_the_offices_are_open() -> None:
    assert ASHCOMBE.is_working_day(date(2026, 12, 24))
    assert ASHCOMBE.next_working_day(date(2026, 12, 24)) == date(2027, 1, 4)
    assert ASHCOMBE.previous_working_day(date(2027, 1, 4)) == date(2026, 12, 24)
    assert ASHCOMBE.add_working_days(date(2026, 12, 26), 0) == date(2026, 12, 26)
    assert ASHCOMBE.working_days_between(date(2026, 12, 23), date(2027, 1, 5)) == 2
    assert ASHCOMBE.working_days_between(date(2027, 1, 5), date(2026, 12, 23)) == 2
    assert ASHCOMBE.working_days_between(date(2027, 1, 5), date(2027, 1, 5)) == 0


def test_a_date_beyond_the_proclaimed_holidays_carries_a_caution() -> None:
    calendar = Calendar({}, certain_until=date(2027, 12, 31))

    assert calendar.caution_for(date(2027, 12, 31)) is None
    assert "after Friday 31 December 2027 are not yet known" in str(calendar.caution_for(date(2028, 1, 1)))


@pytest.mark.parametrize("meeting_on", [date(1960, 5, 3), date(2120, 5, 3)])
def test_a_year_whose_holidays_are_not_known_is_refused_instead_of_counted_wrongly(meeting_on: date) -> None:
    with pytest.raises(CalendarError, match="outside the calendar"):
        count_back(meeting_on, ClearDaysRule(), ENGLAND)


def test_a_count_that_runs_over_the_edge_of_the_calendar_is_refused() -> None:
    with pytest.raises(CalendarError, match="runs beyond"):
        count_back(date(1, 1, 2), ClearDaysRule(), Calendar({}))
    with pytest.raises(CalendarError, match="runs beyond"):
        response_due(date(9999, 12, 30), ResponseClock("answer", 20), Calendar({}))


@pytest.mark.parametrize(
    ("number", "weekdays", "why"),
    [(-1, frozenset({5, 6}), "0 or more"), (5, frozenset(range(7)), "at least one"), (5, frozenset({9}), "seven")],
)
def test_a_rule_that_no_day_can_meet_is_refused(number: int, weekdays: frozenset[int], why: str) -> None:
    with pytest.raises(CalendarError, match=why):
        ClearDaysRule(number=number, excluded_weekdays=weekdays)


def test_a_clock_of_no_days_is_refused() -> None:
    with pytest.raises(CalendarError, match="“answer” must run"):
        ResponseClock("answer", 0)
