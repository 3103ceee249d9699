"""The steps of a cycle are in order, whatever the meeting, the holidays and the timings; or the timings are refused."""

from dataclasses import replace
from datetime import date, datetime, time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.calendar import Calendar, ClearDaysRule
from governance.timetable import CycleDates, Timings, count_back_cycle, timings_fault

TWO = time(14, 0)
any_day = st.dates(date(2026, 1, 1), date(2027, 12, 31))
shut_days = st.dictionaries(any_day, st.just("shut"), max_size=60)
rules = st.builds(
    ClearDaysRule,
    number=st.integers(0, 10),
    excluded_weekdays=st.sampled_from([frozenset({5, 6}), frozenset({6}), frozenset()]),
    excludes_bank_holidays=st.booleans(),
    excludes_closures=st.booleans(),
)


@st.composite
def timings(draw: st.DrawFn, least: int) -> Timings:
    """Timings built up from gaps between the steps; with gaps of at least one day they are always in order."""
    gap = st.integers(least, 3)
    due = draw(gap)
    chasing = sorted({due + draw(gap) for _ in range(draw(st.integers(0, 2)))}, reverse=True)
    asked = max([due, *chasing]) + draw(gap)
    draft = asked + draw(st.integers(0, 2))
    escalate = draw(st.integers(0, 3))
    reminders = sorted({escalate + draw(st.integers(least, 9)) for _ in range(draw(st.integers(0, 3)))}, reverse=True)
    return Timings(
        open_before_lock=max([escalate, *reminders]) + draw(gap),
        reminders_before_lock=tuple(reminders),
        escalate_before_lock=escalate,
        lock_before_publication=draft + draw(gap),
        draft_before_publication=draft,
        sign_off_asked_before_publication=asked,
        sign_off_reminders_before_publication=tuple(chasing),
        sign_off_due_before_publication=due,
        notify_before_meeting=draw(st.integers(0, 1 if least else 6)),
        close_after_meeting=draw(gap),
    )


def is_in_order(dates: CycleDates) -> bool:
    """The order as the design states it, written out once more without the code's own table."""
    asking = [dates.open_at, *dates.reminders_at, dates.escalate_at]
    signing = [dates.sign_off_asked_at, *dates.sign_off_reminders_at, dates.sign_off_due_at]
    return (
        rises(asking)
        and dates.escalate_at <= dates.lock_at < dates.draft_at <= dates.sign_off_asked_at
        and rises(signing)
        and dates.sign_off_due_at <= dates.publish_at <= dates.publish_by_at
        and dates.publish_at < dates.notify_at <= dates.meeting_at < dates.close_at
    )


def rises(moments: list[datetime]) -> bool:
    return all(earlier < later for earlier, later in pairwise(moments))


@given(meeting_on=any_day, rule=rules, bank_holidays=shut_days, closures=shut_days)
@settings(max_examples=500, deadline=None)
def test_the_starting_timings_keep_their_order_for_every_rule_and_calendar(
    meeting_on: date, rule: ClearDaysRule, bank_holidays: dict[date, str], closures: dict[date, str]
) -> None:
    dates = count_back_cycle(
        meeting_on, clear_days=rule, timings=Timings(), calendar=Calendar(bank_holidays, closures), meets_at=TWO
    )

    assert is_in_order(dates)
    assert [milestone.at for milestone in dates.every()] == sorted(milestone.at for milestone in dates.every())


@given(meeting_on=any_day, chosen=timings(least=1), bank_holidays=shut_days, closures=shut_days)
@settings(max_examples=300, deadline=None)
def test_timings_with_a_day_between_the_steps_are_accepted_and_keep_their_order(
    meeting_on: date, chosen: Timings, bank_holidays: dict[date, str], closures: dict[date, str]
) -> None:
    calendar = Calendar(bank_holidays, closures)

    assert timings_fault(chosen, ClearDaysRule(), meets_at=TWO) is None
    assert is_in_order(
        count_back_cycle(meeting_on, clear_days=ClearDaysRule(), timings=chosen, calendar=calendar, meets_at=TWO)
    )


@given(meeting_on=any_day, rule=rules, chosen=timings(least=0), shut=shut_days)
@settings(max_examples=500, deadline=None)
def test_any_timings_are_refused_or_keep_their_order_at_every_meeting(
    meeting_on: date, rule: ClearDaysRule, chosen: Timings, shut: dict[date, str]
) -> None:
    if timings_fault(chosen, rule, meets_at=TWO) is None:
        dates = count_back_cycle(meeting_on, clear_days=rule, timings=chosen, calendar=Calendar(shut), meets_at=TWO)
        assert is_in_order(dates)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"open_before_lock": 8}, ("open_before_lock", "reminders_before_lock")),
        ({"reminders_before_lock": (3, 8)}, ("reminder 1", "reminder 2")),
        ({"reminders_before_lock": (3, 2)}, ("reminders_before_lock", "escalate_before_lock")),
        ({"draft_before_publication": 6}, ("lock_before_publication", "draft_before_publication")),
        ({"draft_before_publication": 6, "lock_hour": time(9, 0)}, ("“draft” (draft_before_publication) at the same",)),
        ({"sign_off_asked_before_publication": 6}, ("draft_before_publication", "sign_off_asked_before_publication")),
        ({"sign_off_due_before_publication": 0}, ("sign_off_due_before_publication", "publish_hour")),
        ({"publish_hour": time(18, 0)}, ("publish_hour (18:00)", "cut_off (17:00)")),
        ({"notify_before_meeting": 6, "publish_hour": time(9, 0)}, ("notify_before_meeting (6)", "five clear days")),
        ({"notify_before_meeting": 7}, ("notify_before_meeting (7)", "five clear days")),
        ({"notify_before_meeting": 0, "morning_hour": time(15, 0), "publish_hour": time(16, 0)}, ("meeting_time",)),
        ({"close_after_meeting": 0, "close_hour": time(13, 0)}, ("close_after_meeting", "meeting_time")),
    ],
)
def test_timings_out_of_order_are_refused_naming_the_settings(
    changed: dict[str, object], named: tuple[str, ...]
) -> None:
    fault = timings_fault(replace(Timings(), **changed), ClearDaysRule(), meets_at=TWO)  # type: ignore[arg-type]

    assert fault is not None
    assert all(name in fault for name in named)


@pytest.mark.parametrize(
    "chosen",
    [
        Timings(),
        Timings(escalate_before_lock=0, lock_hour=time(9, 0)),
        Timings(draft_before_publication=4),
        Timings(sign_off_due_before_publication=0, sign_off_due_hour=time(10, 0)),
        Timings(publish_hour=time(17, 0)),
        Timings(notify_before_meeting=0, morning_hour=TWO),
    ],
)
def test_steps_that_may_fall_together_have_no_fault(chosen: Timings) -> None:
    assert timings_fault(chosen, ClearDaysRule(), meets_at=TWO) is None


def test_timings_that_fail_only_for_meetings_on_a_wednesday_are_refused_too() -> None:
    fridays_do_not_count = ClearDaysRule(number=1, excluded_weekdays=frozenset({4, 5, 6}))

    assert timings_fault(Timings(notify_before_meeting=2), fridays_do_not_count, meets_at=TWO) is not None
