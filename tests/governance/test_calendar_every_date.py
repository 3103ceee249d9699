"""Counting back from every date of 400 years and under thousands of invented rules, against another algorithm.

The other algorithm never walks: it lists the clear days and the open days once and looks positions up in them.
"""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date, timedelta

from dateutil.easter import easter
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.calendar import Calendar, ClearDaysRule, clear_days_between, count_back

FIRST, LAST = date(1900, 1, 1), date(2299, 12, 31)
ONE_DAY = timedelta(days=1)


def rule_made_holidays(year: int) -> Iterator[date]:
    """Today's eight bank holidays with their substitute days, applied to any year."""
    yield easter(year) - timedelta(days=2)
    yield easter(year) + ONE_DAY
    yield date(year, 5, 1) + timedelta(days=-date(year, 5, 1).weekday() % 7)
    for month in (5, 8):
        yield date(year, month, 31) - timedelta(days=date(year, month, 31).weekday())
    new_year, christmas = date(year, 1, 1), date(year, 12, 25)
    yield from (new_year, christmas, christmas + ONE_DAY)
    if new_year.weekday() >= 5:
        yield new_year + timedelta(days=7 - new_year.weekday())
    if christmas.weekday() in (4, 5, 6):
        yield date(year, 12, 28 if christmas.weekday() < 6 else 27)
    if christmas.weekday() == 5:
        yield date(year, 12, 27)


def test_every_meeting_date_of_400_years_has_its_papers_out_on_the_right_day() -> None:
    holidays = {day: "bank holiday" for year in range(1899, 2301) for day in rule_made_holidays(year)}
    calendar, rule = Calendar(holidays), ClearDaysRule()
    days = range(date(1899, 11, 1).toordinal(), LAST.toordinal() + 1)
    shut = {day.toordinal() for day in holidays}
    open_days = [day for day in days if (day - 1) % 7 < 5 and day not in shut]

    wrong, counted = [], 0
    for meeting in range(FIRST.toordinal(), LAST.toordinal() + 1):
        # Here the clear days are the open days: the sixth open day before the meeting is the last for papers.
        expected = open_days[bisect_left(open_days, meeting) - 6]
        counted += 1
        if count_back(date.fromordinal(meeting), rule, calendar).publish_by.toordinal() != expected:
            wrong.append(date.fromordinal(meeting))

    assert counted == 146_097
    assert wrong == []


some_days = st.dates(date(2026, 9, 1), date(2027, 4, 30))
day_names = st.dictionaries(some_days, st.sampled_from(["a holiday", "a closure"]), max_size=40)
rules = st.builds(
    ClearDaysRule,
    number=st.integers(0, 15),
    excluded_weekdays=st.frozensets(st.integers(0, 6), max_size=6),
    excludes_bank_holidays=st.booleans(),
    excludes_closures=st.booleans(),
)


@given(meeting_on=some_days, rule=rules, bank_holidays=day_names, closures=day_names)
@settings(max_examples=1_000, deadline=None)
def test_under_any_rule_papers_go_out_on_the_last_open_day_that_leaves_the_clear_days(
    meeting_on: date, rule: ClearDaysRule, bank_holidays: dict[date, str], closures: dict[date, str]
) -> None:
    calendar = Calendar(bank_holidays, closures)

    counting = count_back(meeting_on, rule, calendar)

    before = [meeting_on - timedelta(days=n) for n in range(1, 260)]
    open_days = [d for d in before if d.weekday() < 5 and d not in bank_holidays and d not in closures]
    clear = [
        d
        for d in before
        if d.weekday() not in rule.excluded_weekdays
        and not (rule.excludes_bank_holidays and d in bank_holidays)
        and not (rule.excludes_closures and d in closures)
    ]
    left_by = {day: sum(day < each for each in clear) for day in open_days}
    assert counting.publish_by == next(day for day in open_days if left_by[day] >= rule.number)
    assert clear_days_between(counting.publish_by, meeting_on, rule, calendar) == left_by[counting.publish_by]


@given(meeting_on=some_days, rule=rules, closures=day_names)
@settings(max_examples=300, deadline=None)
def test_the_lines_of_a_count_are_every_day_once_and_number_the_clear_days(
    meeting_on: date, rule: ClearDaysRule, closures: dict[date, str]
) -> None:
    lines = count_back(meeting_on, rule, Calendar({}, closures)).lines

    assert [line.day for line in lines] == [meeting_on - timedelta(days=n) for n in range(len(lines))]
    assert [line.number for line in lines if line.counted] == list(range(1, rule.number + 1))
    assert all(line.reason for line in lines if not line.counted)
