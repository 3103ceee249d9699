"""The bank holidays of England: the one-off ones, the rule-made ones, and how long they can be relied on."""

from datetime import date, timedelta

import pytest
from dateutil.easter import easter

from config.bank_holidays import CERTAIN_UNTIL, FIRST_ON, LAST_ON, PROCLAIMED, england_bank_holidays, england_calendar
from config.clock import london, now

KNOWN = england_bank_holidays()
ENOUGH_WARNING = timedelta(days=183)


@pytest.mark.parametrize(
    ("on", "name"),
    [
        (date(1995, 5, 8), "Early May bank holiday"),
        (date(1999, 12, 31), "Millennium Celebrations"),
        (date(2002, 6, 3), "Golden Jubilee of Elizabeth II"),
        (date(2002, 6, 4), "Spring bank holiday"),
        (date(2011, 4, 29), "Wedding of William and Catherine"),
        (date(2012, 6, 4), "Spring bank holiday"),
        (date(2012, 6, 5), "Diamond Jubilee of Elizabeth II"),
        (date(2020, 5, 8), "Early May bank holiday"),
        (date(2022, 6, 2), "Spring bank holiday"),
        (date(2022, 6, 3), "Platinum Jubilee of Elizabeth II"),
        (date(2022, 9, 19), "State Funeral of Queen Elizabeth II"),
        (date(2023, 5, 8), "Coronation of Charles III"),
    ],
)
def test_one_off_and_moved_bank_holidays_are_known(on: date, name: str) -> None:
    assert KNOWN[on] == name


@pytest.mark.parametrize(
    "on", [date(1995, 5, 1), date(2002, 5, 27), date(2012, 5, 28), date(2020, 5, 4), date(2022, 5, 30)]
)
def test_the_day_a_bank_holiday_was_moved_from_is_a_working_day(on: date) -> None:
    assert on not in KNOWN


def test_easter_monday_is_a_holiday_since_this_is_england_and_not_the_whole_kingdom() -> None:
    assert KNOWN[date(2019, 4, 22)] == "Easter Monday"
    assert date(2019, 8, 5) not in KNOWN  # Scotland's summer holiday


def test_a_holiday_at_the_weekend_has_its_substitute_day() -> None:
    assert KNOWN[date(2022, 12, 27)] == "Christmas Day (substitute day)"
    assert KNOWN[date(2026, 12, 28)] == "Boxing Day (substitute day)"
    assert KNOWN[date(2028, 1, 3)] == "New Year's Day (substitute day)"


def test_every_year_has_good_friday_easter_monday_and_the_three_monday_holidays() -> None:
    moved_years = {1995, 2002, 2012, 2020, 2022}

    for year in sorted(set(range(FIRST_ON.year, LAST_ON.year + 1)) - moved_years):
        first_of_may, last_of_may, last_of_august = date(year, 5, 1), date(year, 5, 31), date(year, 8, 31)
        assert KNOWN[easter(year) - timedelta(days=2)] == "Good Friday"
        assert KNOWN[easter(year) + timedelta(days=1)] == "Easter Monday"
        assert KNOWN[first_of_may + timedelta(days=-first_of_may.weekday() % 7)] == "Early May bank holiday"
        assert KNOWN[last_of_may - timedelta(days=last_of_may.weekday())] == "Spring bank holiday"
        assert KNOWN[last_of_august - timedelta(days=last_of_august.weekday())] == "Summer bank holiday"


def test_the_councils_corrections_come_last() -> None:
    corrected = england_bank_holidays(
        2026, 2026, extra={date(2026, 6, 15): "Ashcombe Day"}, not_holidays=[date(2026, 5, 4)]
    )

    assert corrected[date(2026, 6, 15)] == "Ashcombe Day"
    assert date(2026, 5, 4) not in corrected
    assert list(corrected) == sorted(corrected)


def test_the_calendar_refuses_the_years_for_which_the_library_is_silent() -> None:
    calendar = england_calendar()

    assert (calendar.first_on, calendar.last_on) == (FIRST_ON, LAST_ON)
    assert date(2100, 12, 27) in calendar.bank_holidays


def test_our_own_table_holds_only_what_the_library_still_lacks() -> None:
    assert all(KNOWN[on] == name for on, name in PROCLAIMED.items())


def test_the_bank_holidays_are_known_for_half_a_year_to_come() -> None:
    today = london(now()).date()

    assert today + ENOUGH_WARNING <= CERTAIN_UNTIL, (
        f"Bank holidays are only certain until {CERTAIN_UNTIL}. Read https://www.gov.uk/bank-holidays, upgrade the "
        "`holidays` package, put into PROCLAIMED (config/bank_holidays.py) what it lacks, and move CERTAIN_UNTIL to "
        "the end of the last year that GOV.UK lists."
    )
