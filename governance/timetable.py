"""The timetable of one cycle: every step counted back from its meeting, with the days counted shown.

It knows neither the time now nor which steps were taken. All instants are naive London wall-clock
datetimes; config/clock.py turns them into UTC and back.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Literal

from governance.calendar import Calendar, ClearDaysRule, CountedDay, Counting, check_hour, count_back, walk
from governance.calendar_words import say_date, say_hour, say_instant
from governance.errors import CalendarError
from governance.wording import plural, sentence


@dataclass(frozen=True, kw_only=True)
class Timings:
    """How far before or after its anchor each step of a board's cycle lies, in the council's working days.

    Reminders are listed from the first sent to the last. Hours are London wall time; morning_hour is the hour
    of everything that has no hour of its own. The defaults make a cycle of six to seven weeks and are ours,
    not anybody's rule.
    """

    open_before_lock: int = 15
    reminders_before_lock: tuple[int, ...] = (8, 5, 3)
    escalate_before_lock: int = 2
    lock_before_publication: int = 6
    draft_before_publication: int = 5
    sign_off_asked_before_publication: int = 4
    sign_off_reminders_before_publication: tuple[int, ...] = (3, 2)
    sign_off_due_before_publication: int = 1
    notify_before_meeting: int = 2
    close_after_meeting: int = 5
    morning_hour: time = time(9, 0)
    lock_hour: time = time(12, 0)
    sign_off_due_hour: time = time(17, 0)
    publish_hour: time = time(10, 0)
    close_hour: time = time(17, 0)

    def __post_init__(self) -> None:
        for setting, value in vars(self).items():
            if isinstance(value, time):
                check_hour(setting, value)
            for days in value if isinstance(value, tuple) else (value,):
                if isinstance(days, int) and days < 0:
                    raise CalendarError(f"{setting} is {days}; working days are counted from 0 upwards.")


@dataclass(frozen=True)
class Milestone:
    """One moment of the cycle.

    at: London wall time. setting: the name in Timings that put it there.
    counted_from: “three working days before publication”. lines: the days counted to reach it.
    """

    key: str
    at: datetime
    setting: str
    counted_from: str = ""
    lines: tuple[CountedDay, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CycleDates:
    """All moments of one cycle, as naive London wall time.

    publish_at is when we aim to publish, publish_by_at the last moment the rule allows.
    milestones: the same moments in order, with how they were counted. cautions: sentences for people.
    """

    meeting_on: date
    meeting_at: datetime
    open_at: datetime
    reminders_at: tuple[datetime, ...]
    escalate_at: datetime
    lock_at: datetime
    draft_at: datetime
    sign_off_asked_at: datetime
    sign_off_reminders_at: tuple[datetime, ...]
    sign_off_due_at: datetime
    publish_at: datetime
    publish_by_at: datetime
    notify_at: datetime
    close_at: datetime
    counting: Counting
    milestones: tuple[Milestone, ...]
    cautions: tuple[str, ...] = ()

    def every(self) -> Iterator[Milestone]:
        """The named moments in order: open, reminder_1, …, lock, draft, …, publish, notify, meeting, close."""
        yield from self.milestones

    def moments(self, name: str) -> tuple[datetime, ...]:
        """The moments behind a field: one for `lock_at`, several for `reminders_at`."""
        moments: datetime | tuple[datetime, ...] = getattr(self, name)
        return moments if isinstance(moments, tuple) else (moments,)

    def missed(self, *, as_of: datetime) -> tuple[Milestone, ...]:
        """The moments already past: what a cycle that is made late has to catch up or leave out."""
        return tuple(milestone for milestone in self.milestones if milestone.at < as_of)


Anchor = Literal["lock", "publication", "meeting"]


@dataclass(frozen=True)
class _Row:
    """One row of the counting table: which setting counts from which anchor, and at whose hour."""

    key: str
    setting: str
    anchor: Anchor
    hour: str = "morning_hour"
    after: bool = False


# In the order in which they must come; publication and the meeting itself stand between the two tables.
BEFORE_PUBLICATION = (
    _Row("open", "open_before_lock", "lock"),
    _Row("reminder", "reminders_before_lock", "lock"),
    _Row("escalate", "escalate_before_lock", "lock"),
    _Row("lock", "lock_before_publication", "publication", "lock_hour"),
    _Row("draft", "draft_before_publication", "publication"),
    _Row("sign_off_asked", "sign_off_asked_before_publication", "publication"),
    _Row("sign_off_reminder", "sign_off_reminders_before_publication", "publication"),
    _Row("sign_off_due", "sign_off_due_before_publication", "publication", "sign_off_due_hour"),
)
NOTIFY = _Row("notify", "notify_before_meeting", "meeting")
CLOSE = _Row("close", "close_after_meeting", "meeting", "close_hour", after=True)

# These may fall at the same instant as the moment before them; all others must be later.
MAY_COINCIDE = frozenset({"lock", "sign_off_asked", "publish", "meeting"})
AFTER_PUBLICATION = "one hour after publication"


def count_back_cycle(
    meeting_on: date,
    *,
    clear_days: ClearDaysRule,
    timings: Timings,
    calendar: Calendar,
    meets_at: time = time(14, 0),
) -> CycleDates:
    """Every moment of the cycle that leads to a meeting.

    Working days are the council's own (the offices are open); only the clear days follow the board's rule.
    Raises CalendarError where the timings put the steps out of order, naming the two settings.
    """
    counting = count_back(meeting_on, clear_days, calendar)
    publish_on = counting.publish_by
    lock_on = calendar.add_working_days(publish_on, -timings.lock_before_publication)
    anchors: dict[Anchor, date] = {"lock": lock_on, "publication": publish_on, "meeting": meeting_on}

    def counted(row: _Row) -> Iterator[Milestone]:
        return _milestones(row, timings, anchors[row.anchor], calendar)

    publish = Milestone("publish", datetime.combine(publish_on, timings.publish_hour), "publish_hour")
    milestones = (
        *(milestone for row in BEFORE_PUBLICATION for milestone in counted(row)),
        publish,
        *(_not_before(publish, milestone) for milestone in counted(NOTIFY)),
        Milestone("meeting", datetime.combine(meeting_on, meets_at), "meeting_time"),
        *counted(CLOSE),
    )
    publish_by_at = datetime.combine(publish_on, clear_days.cut_off)
    if (fault := _order_fault(milestones, publish_by_at)) is not None:
        raise CalendarError(fault)
    return _dated(counting, publish_by_at, milestones, _cautions(milestones, calendar))


def timings_fault(timings: Timings, clear_days: ClearDaysRule, *, meets_at: time) -> str | None:
    """The sentence that says which settings put the steps out of order, or None.

    Tried in seven plain weeks without holidays, a meeting on each weekday: what fails there fails always.
    """
    plain, monday = Calendar({}), date(2018, 6, 11)
    for days in range(7):
        meeting_on = monday + timedelta(days=days)
        try:
            dates = count_back_cycle(
                meeting_on, clear_days=clear_days, timings=timings, calendar=plain, meets_at=meets_at
            )
        except CalendarError as fault:
            return str(fault)
        if any(milestone.counted_from == AFTER_PUBLICATION for milestone in dates.every()):
            return (
                f"notify_before_meeting ({timings.notify_before_meeting}) would tell leaders before the papers "
                f"are out: with {plural(clear_days.number, 'clear day')} it must be smaller."
            )
    return None


def _milestones(row: _Row, timings: Timings, anchor_on: date, calendar: Calendar) -> Iterator[Milestone]:
    value: int | tuple[int, ...] = getattr(timings, row.setting)
    hour: time = getattr(timings, row.hour)
    recurs = isinstance(value, tuple)
    for n, days in enumerate(value if isinstance(value, tuple) else (value,), start=1):
        lines = walk(anchor_on, days if row.after else -days, calendar.reason_not_counted, calendar)
        on = lines[-1].day if lines else anchor_on
        yield Milestone(
            key=f"{row.key}_{n}" if recurs else row.key,
            at=datetime.combine(on, hour),
            setting=row.setting,
            counted_from=_say_anchor(row, days),
            lines=lines,
        )


def _say_anchor(row: _Row, days: int) -> str:
    anchor = {"lock": "the lock", "publication": "publication", "meeting": "the meeting"}[row.anchor]
    if days == 0:
        return f"the day of {anchor}"
    return f"{plural(days, 'working day')} {'after' if row.after else 'before'} {anchor}"


def _not_before(publish: Milestone, notify: Milestone) -> Milestone:
    """Leaders are never told before the papers are out.

    A board that counts Saturdays or closures can leave fewer working days than the setting asks for, at some
    meetings only. Refusing those meetings would help nobody, so leaders are told an hour after publication.
    """
    if notify.at > publish.at:
        return notify
    return Milestone(notify.key, publish.at + timedelta(hours=1), notify.setting, AFTER_PUBLICATION)


def _order_fault(milestones: tuple[Milestone, ...], publish_by_at: datetime) -> str | None:
    for earlier, later in pairwise(milestones):
        if earlier.at > later.at or (earlier.at == later.at and later.key not in MAY_COINCIDE):
            where = "at the same time as" if earlier.at == later.at else "before"
            return (
                f"These settings put {_say_moment(later)} {where} {_say_moment(earlier)}, which must come first. "
                "Change one of the two."
            )
        if later.key == "publish" and later.at > publish_by_at:
            return (
                f"publish_hour ({say_hour(later.at.time())}) is later than cut_off "
                f"({say_hour(publish_by_at.time())}), so papers would count as out the next day. Change one of the two."
            )
    return None


def _say_moment(milestone: Milestone) -> str:
    return f"“{milestone.key.replace('_', ' ')}” ({milestone.setting})"


def _cautions(milestones: tuple[Milestone, ...], calendar: Calendar) -> tuple[str, ...]:
    cautions: list[str | None] = []
    for milestone in milestones:
        if milestone.counted_from == AFTER_PUBLICATION:
            cautions.append(
                "By the setting notify_before_meeting leaders would be told before the papers are out; "
                f"they are told one hour after publication, at {say_instant(milestone.at)}."
            )
        if milestone.key == "meeting":
            cautions.append(shut_caution(milestone.at.date(), calendar))
    cautions.append(calendar.caution_for(milestones[-1].at.date()))
    return tuple(caution for caution in cautions if caution)


def shut_caution(meeting_on: date, calendar: Calendar) -> str | None:
    """A sentence when a meeting falls on a day on which the offices are shut; it is never moved silently."""
    reason = calendar.reason_not_counted(meeting_on)
    if reason is None:
        return None
    return sentence(f"the meeting on {say_date(meeting_on)} falls on a day the offices are shut: {reason}")


def _dated(
    counting: Counting, publish_by_at: datetime, milestones: tuple[Milestone, ...], cautions: tuple[str, ...]
) -> CycleDates:
    at = {milestone.key: milestone.at for milestone in milestones}
    return CycleDates(
        meeting_on=counting.meeting_on,
        meeting_at=at["meeting"],
        open_at=at["open"],
        reminders_at=tuple(when for key, when in at.items() if key.startswith("reminder_")),
        escalate_at=at["escalate"],
        lock_at=at["lock"],
        draft_at=at["draft"],
        sign_off_asked_at=at["sign_off_asked"],
        sign_off_reminders_at=tuple(when for key, when in at.items() if key.startswith("sign_off_reminder_")),
        sign_off_due_at=at["sign_off_due"],
        publish_at=at["publish"],
        publish_by_at=publish_by_at,
        notify_at=at["notify"],
        close_at=at["close"],
        counting=counting,
        milestones=milestones,
        cautions=cautions,
    )
