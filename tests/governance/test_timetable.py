"""A whole cycle counted back from its meeting, told in words, and what is left when it is too late."""

from datetime import date, datetime, time

import pytest

from config.bank_holidays import england_calendar
from governance.calendar import ClearDaysRule
from governance.errors import CalendarError
from governance.timetable import CycleDates, Timings, count_back_cycle
from governance.timetable_words import explain, too_late

at = datetime.fromisoformat
ENGLAND = england_calendar(certain_until=date(2027, 12, 31))
FIVE, USUAL = ClearDaysRule(), Timings()
TERMS_OF_REFERENCE = ClearDaysRule(number=2, late_items_under="its terms of reference")


def cycle_of(meeting_on: date, clear_days: ClearDaysRule = FIVE, timings: Timings = USUAL) -> CycleDates:
    return count_back_cycle(meeting_on, clear_days=clear_days, timings=timings, calendar=ENGLAND, meets_at=time(16, 0))


EASTER_2019 = cycle_of(date(2019, 4, 23))  # a Tuesday


def test_the_cycle_before_easter_2019_is_counted_back_to_every_step() -> None:
    assert {milestone.key: f"{milestone.at:%a %d %b %H:%M}" for milestone in EASTER_2019.every()} == {
        "open": "Wed 13 Mar 09:00",
        "reminder_1": "Fri 22 Mar 09:00",
        "reminder_2": "Wed 27 Mar 09:00",
        "reminder_3": "Fri 29 Mar 09:00",
        "escalate": "Mon 01 Apr 09:00",
        "lock": "Wed 03 Apr 12:00",
        "draft": "Thu 04 Apr 09:00",
        "sign_off_asked": "Fri 05 Apr 09:00",
        "sign_off_reminder_1": "Mon 08 Apr 09:00",
        "sign_off_reminder_2": "Tue 09 Apr 09:00",
        "sign_off_due": "Wed 10 Apr 17:00",
        "publish": "Thu 11 Apr 10:00",
        "notify": "Wed 17 Apr 09:00",
        "meeting": "Tue 23 Apr 16:00",
        "close": "Tue 30 Apr 17:00",
    }


def test_every_moment_is_found_by_the_name_of_its_field() -> None:
    assert EASTER_2019.moments("lock_at") == (EASTER_2019.lock_at,) == (at("2019-04-03 12:00"),)
    assert EASTER_2019.moments("reminders_at") == EASTER_2019.reminders_at
    assert len(EASTER_2019.reminders_at) == 3
    assert EASTER_2019.sign_off_reminders_at == (at("2019-04-08 09:00"), at("2019-04-09 09:00"))
    assert EASTER_2019.publish_by_at == at("2019-04-11 17:00")


def test_each_step_shows_the_days_counted_to_reach_it() -> None:
    close = next(milestone for milestone in EASTER_2019.every() if milestone.key == "close")
    due = next(milestone for milestone in EASTER_2019.every() if milestone.key == "sign_off_due")

    assert close.counted_from == "five working days after the meeting"
    assert [line.reason for line in close.lines if not line.counted] == ["Saturday", "Sunday"]
    assert due.counted_from == "one working day before publication"


def test_a_step_on_the_day_of_its_anchor_says_so() -> None:
    dates = cycle_of(date(2019, 6, 11), timings=Timings(notify_before_meeting=0))

    notify = next(milestone for milestone in dates.every() if milestone.key == "notify")
    assert (notify.at, notify.counted_from) == (at("2019-06-11 09:00"), "the day of the meeting")


def test_the_counting_is_explained_line_by_line() -> None:
    lines = explain(EASTER_2019)

    assert lines[0] == (
        "Papers for the meeting on Tuesday 23 April 2019 must be out by 17:00 on Thursday 11 April 2019: "
        "five clear days."
    )
    assert "Mon 22 Apr 2019  Easter Monday, not counted" in lines
    assert "Fri 12 Apr 2019  clear day 5" in lines
    assert "Thu 11 Apr 2019  papers out by 17:00" in lines
    assert "Fri 5 Apr 2019  09:00  sign-off asked (four working days before publication)" in lines


def test_a_meeting_on_a_shut_day_and_beyond_the_known_holidays_carries_both_cautions() -> None:
    dates = cycle_of(date(2028, 5, 1))

    assert [caution.split(":")[0] for caution in dates.cautions] == [
        "The meeting on Monday 1 May 2028 falls on a day the offices are shut",
        "One-off bank holidays after Friday 31 December 2027 are not yet known",
    ]
    assert explain(dates)[-2:] == dates.cautions


def test_an_ordinary_cycle_carries_no_caution() -> None:
    assert EASTER_2019.cautions == ()


def test_a_cycle_made_late_knows_what_it_has_missed() -> None:
    made_at = at("2019-03-28 08:00")

    assert [milestone.key for milestone in EASTER_2019.missed(as_of=made_at)] == ["open", "reminder_1", "reminder_2"]
    assert EASTER_2019.missed(as_of=EASTER_2019.open_at) == ()


@pytest.mark.parametrize(
    ("as_of", "left"),
    [
        (at("2019-04-11 17:00"), None),  # the very last moment
        (at("2019-04-11 17:01"), 4),
        (at("2019-04-13 09:00"), 3),  # a Saturday: out on Monday, so Tuesday to Thursday are clear
        (at("2019-04-18 18:00"), 0),
        (at("2019-04-23 15:59"), 0),
        (at("2019-04-23 16:00"), None),  # the meeting has begun
    ],
)
def test_papers_that_are_not_out_in_time_say_how_many_clear_days_are_left(as_of: datetime, left: int | None) -> None:
    late = too_late(EASTER_2019, as_of=as_of)

    assert (late and late.clear_days_left) == left
    assert late is None or late.short_by == 5 - late.clear_days_left


def test_papers_that_are_too_late_come_with_the_paragraph_for_a_late_item() -> None:
    late = too_late(EASTER_2019, as_of=at("2019-04-12 09:00"))

    assert late is not None
    assert "had to be out by 17:00 on Thursday 11 April 2019" in late.sentence
    assert "four clear days instead of five" in late.sentence
    assert "section 100B(4)(b) of the Local Government Act 1972" in late.late_item_paragraph
    assert late.late_item_paragraph.count("[reason]") == 2


def test_a_board_outside_the_act_has_its_own_provision_in_the_paragraph() -> None:
    timings = Timings(notify_before_meeting=1)

    late = too_late(cycle_of(date(2019, 6, 11), TERMS_OF_REFERENCE, timings), as_of=at("2019-06-07 09:00"))

    assert late is not None
    assert "(its terms of reference)" in late.late_item_paragraph
    assert "Local Government Act" not in late.late_item_paragraph


def test_a_board_that_asks_for_no_clear_days_is_never_too_late() -> None:
    dates = cycle_of(date(2019, 6, 11), ClearDaysRule(number=0), Timings(notify_before_meeting=0))

    assert too_late(dates, as_of=at("2019-06-11 08:00")) is None


def test_leaders_are_never_told_before_the_papers_are_out() -> None:
    counts_every_day = ClearDaysRule(
        number=3, excluded_weekdays=frozenset(), excludes_bank_holidays=False, excludes_closures=False
    )

    dates = cycle_of(date(2019, 4, 23), counts_every_day)  # two working days before would be Wednesday

    assert dates.publish_at == at("2019-04-18 10:00")
    assert dates.notify_at == at("2019-04-18 11:00")
    assert "told one hour after publication, at 11:00 on Thursday 18 April 2019" in dates.cautions[0]


def test_timings_in_the_wrong_order_are_refused_by_name() -> None:
    with pytest.raises(CalendarError, match=r"“escalate” \(escalate_before_lock\) before “reminder 3”"):
        cycle_of(date(2019, 6, 11), timings=Timings(escalate_before_lock=9))


def test_a_negative_number_of_days_is_refused_by_name() -> None:
    with pytest.raises(CalendarError, match="reminders_before_lock is -1"):
        Timings(reminders_before_lock=(3, -1))
