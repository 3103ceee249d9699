"""Planning: meetings come from each board's rule, and each that reads a paper gets a cycle counted back from it.

It opens nothing; a planned cycle waits for its moment.
"""

from datetime import date, datetime, timedelta

from config.clock import london
from config.council_tables import Board
from flows.office import Office
from governance.cycle import moments_of
from governance.meetings import meetings_between
from governance.timetable import CycleDates, count_back_cycle
from governance.timetable_words import late_item_paragraph
from plan_store import cycles, meetings, plans
from plan_store.database import Session
from plan_store.tables import Cycle

# Far enough that a cycle is on the calendar, and can be looked at, well before it opens.
HORIZON = timedelta(days=120)


def plan_cycles(session: Session, office: Office, *, by: str, at: datetime) -> list[Cycle]:
    """Call the coming meetings of every board and plan their cycles; those that are there already are left alone.

    A meeting whose cycle could no longer open and be answered before the papers are due is called without one.
    """
    plan = plans.first(session)
    if plan is None:
        return []
    today, planned = london(at).date(), []
    for board in office.council.boards:
        row = meetings.know_board(session, board.key, board.name, by=by, at=at)
        for dates in upcoming(office, board, today, today + HORIZON):
            meeting = meetings.call(session, row, dates.meeting_at, board.place, by=by, at=at)
            if meeting.state != meetings.CALLED:
                # Cancelled, or moved to another day: the rule does not call it a second time.
                continue
            if not board.reports or dates.publish_at <= london(at):
                continue
            paragraph = late_item_paragraph(dates)
            cycle = cycles.plan(
                session, plan, row, meeting, moments_of(dates), late_item_paragraph=paragraph, by=by, at=at
            )
            if cycle is not None:
                planned.append(cycle)
    return planned


def upcoming(office: Office, board: Board, from_on: date, to_on: date) -> list[CycleDates]:
    """Every cycle's dates for the board's meetings between two days."""
    calendar = office.council.calendar
    return [
        count_back_cycle(
            meeting.meeting_on,
            clear_days=board.clear_days,
            timings=board.timings,
            calendar=calendar,
            meets_at=board.meeting_time,
        )
        for meeting in meetings_between(board.meeting_rule, from_on, to_on, calendar=calendar)
    ]
