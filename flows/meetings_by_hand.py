"""Meetings called and moved at the desk: the same counting as by the board's rule, on a day that somebody chose.

It asks nobody; the desk shows the counted days and asks.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from config.clock import london
from config.council_tables import Board
from flows.office import Office
from governance.calendar_words import say_date, say_instant
from governance.cycle import FINISHED, moments_of
from governance.errors import RecordError, WrongStage
from governance.terms import Stage
from governance.timetable import CycleDates, count_back_cycle
from governance.timetable_words import late_item_paragraph
from plan_store import cycles, meetings, plans
from plan_store.database import Session
from plan_store.tables import Cycle, Meeting


@dataclass(frozen=True, kw_only=True)
class Called:
    meeting: Meeting
    cycle: Cycle | None


def dates_for(office: Office, board: Board, on: date, meets_at: time) -> CycleDates:
    """Every moment of a cycle that leads to a meeting on that day. Raises CalendarError where it can not be counted."""
    return count_back_cycle(
        on, clear_days=board.clear_days, timings=board.timings, calendar=office.council.calendar, meets_at=meets_at
    )


def gets_a_cycle(board: Board, dates: CycleDates, *, as_of: datetime) -> bool:
    """Whether papers can still be asked for, drafted and published in time. as_of: London wall time."""
    return bool(board.reports) and dates.publish_at > as_of


def call_extra(
    session: Session, office: Office, board: Board, held_at: datetime, place: str, *, by: str, at: datetime
) -> Called:
    """A meeting beside those of the rule, and its cycle where the papers can still be out in time.

    held_at: local wall time. Called a second time it changes nothing. Raises RecordError for a day that is past, or
    a day of which the board's meeting was moved or cancelled.
    """
    if held_at <= london(at):
        raise RecordError("The meeting must be in the future. Give a later day.")
    row = meetings.know_board(session, board.key, board.name, by=by, at=at)
    there = meetings.on_day(session, row, held_at.date())
    if there is not None and there.state != meetings.CALLED:
        raise RecordError(
            f"The board's meeting on {say_date(held_at.date())} was {there.state}. Open that meeting and undo it, or "
            "choose another day."
        )
    meeting = meetings.call(session, row, held_at, place, by=by, at=at)
    dates = dates_for(office, board, held_at.date(), held_at.time())
    plan = plans.first(session)
    if plan is None or not gets_a_cycle(board, dates, as_of=london(at)):
        return Called(meeting=meeting, cycle=None)
    paragraph = late_item_paragraph(dates)
    cycle = cycles.plan(session, plan, row, meeting, moments_of(dates), late_item_paragraph=paragraph, by=by, at=at)
    return Called(meeting=meeting, cycle=cycle or meetings.cycle_of(session, meeting))


def move_meeting(
    session: Session,
    office: Office,
    meeting: Meeting,
    board: Board,
    held_at: datetime,
    why: str,
    *,
    by: str,
    at: datetime,
) -> Meeting:
    """The meeting on another day, its cycle counted back anew. Raises as `check_may_move` does."""
    dates = dates_for(office, board, held_at.date(), held_at.time())
    check_may_move(session, meeting, dates, as_of=london(at))
    cycle = meetings.cycle_of(session, meeting)
    paragraph = late_item_paragraph(dates)
    there = meetings.move(session, meeting, held_at, why=why, late_item_paragraph=paragraph, by=by, at=at)
    if cycle is not None and cycle.stage is not Stage.CANCELLED:
        cycles.set_moments(session, cycle, moments_of(dates), by=by, at=at)
    return there


def follow_the_hour(session: Session, meeting: Meeting, *, by: str, at: datetime) -> None:
    """After another hour was set: the meeting's cycle says the same hour. Of the day itself see `move_meeting`."""
    cycle, held_at = meetings.cycle_of(session, meeting), datetime.fromisoformat(meeting.held_at)
    if cycle is None or cycle.stage in FINISHED:
        return
    moments = dict(cycles.moments(cycle))
    moments["meeting_at"] = (held_at,)
    cycles.set_moments(session, cycle, moments, by=by, at=at)


def check_may_move(session: Session, meeting: Meeting, dates: CycleDates, *, as_of: datetime) -> None:
    """Raises where moving would break a promise.

    WrongStage once the answers are locked: the paper is then counted for its day. While answers are being collected,
    RecordError where owners would have less time than they were told, and always for a day that is past.
    """
    if dates.meeting_at <= as_of:
        raise RecordError("The meeting must be in the future. Give a later day.")
    if meeting.state != meetings.CALLED:
        raise RecordError(f"This meeting was {meeting.state}, so it can not be moved.")
    cycle = meetings.cycle_of(session, meeting)
    if cycle is None or cycle.stage is Stage.CANCELLED:
        return
    if cycle.stage not in (Stage.PLANNED, Stage.COLLECTING):
        raise WrongStage(
            f"Answers for this meeting closed, so its paper is counted for {say_date(meeting.held_on)}. Cancel the "
            "cycle and call a new meeting instead."
        )
    if dates.publish_at <= as_of:
        raise RecordError(
            f"The papers for {say_date(dates.meeting_on)} would have to be out by {say_instant(dates.publish_at)}, "
            "which is past. Choose a later day."
        )
    promised = cycles.moments(cycle)["lock_at"][0]
    if cycle.stage is Stage.COLLECTING and dates.lock_at < promised:
        raise RecordError(
            f"Owners were told that they can answer until {say_instant(promised)}; for {say_date(dates.meeting_on)} "
            f"answers would close at {say_instant(dates.lock_at)}. Choose a later day."
        )
