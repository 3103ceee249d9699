"""The officer's desk: a meeting called beside the rule, moved, cancelled, or its hour and place changed.

Clear days are counted and shown before anything is written. It knows nothing of how they are counted.
"""

import re
from datetime import date, datetime, time

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from config.council_tables import Board as BoardRules
from flows.meetings_by_hand import (
    call_extra,
    check_may_move,
    dates_for,
    follow_the_hour,
    gets_a_cycle,
    move_meeting,
)
from governance.answers import AnswerFault
from governance.calendar_words import say_date
from governance.errors import GovernanceError
from governance.terms import Stage
from governance.timetable import CycleDates
from plan_store import edits, meetings
from plan_store.database import Session, reading, transaction
from plan_store.tables import Board, Meeting
from portal.deps import Visit, Visiting
from portal.desk.forms import Box, Sent, Typed, compare, first_of, read_boxes, shown_as
from portal.desk.history import history_of
from portal.desk.lookup import the_board, the_meeting
from portal.plan_desk.addresses import board_page, meeting_page
from portal.plan_desk.form_page import FormPage, back_to, show_form
from portal.plan_desk.meetings import counted, when
from portal.routes.desk_boards import HERE, rules_of

router = APIRouter()
SHOWN = ["GET", "HEAD"]
COUNTED = "desk_plan/counted.html"
DAY = Box(name="on", label="Day", kind="date", hint="For example, 27 3 2027.", needed="Give the day of the meeting.")
HOUR = Box(name="hour", label="Time", hint="As 14:00, by the 24-hour clock.", width="5", needed="Give the time.")
PLACE = Box(name="place", label="Place (optional)")
WHY = Box(name="why", label="Why", kind="lines", width="short", needed="Write why. It is kept with the meeting.")


@router.api_route("/desk/boards/{key}/call", methods=SHOWN)
def show_call(visit: Visiting, key: str) -> Response:
    with reading(visit.engine) as session:
        board, rules = _with_rules(session, visit, key)
        values = {"hour": f"{rules.meeting_time:%H:%M}", "place": rules.place}
        return show_form(visit, _call_page(board), Typed(values=dict(values)))


@router.post("/desk/boards/{key}/call")
def call_meeting(visit: Visiting, key: str, sent: Sent) -> Response:
    """Count the clear days and show them; called only when the very day that was counted is sent again."""
    with reading(visit.engine) as session:
        board, rules = _with_rules(session, visit, key)
    page = _call_page(board)
    typed = read_boxes(sent, page.boxes)
    held_at = _held_at(typed)
    if typed.faults or held_at is None:
        return show_form(visit, page, typed, faults=typed.faults, status=422)
    try:
        dates = dates_for(visit.office, rules, held_at.date(), held_at.time())
        with transaction(visit.engine) as session:
            called = call_extra(
                session, visit.office, rules, held_at, typed.values["place"].strip(), by=visit.by, at=visit.at
            )
            if first_of(sent, "counted") != held_at.isoformat():
                # Tried, so that whatever refuses it says so now; nothing of it is kept.
                session.rollback()
                return _show_count(visit, _call_page(board, again=True), typed, dates, _say_cycle(visit, rules, dates))
    except GovernanceError as refusal:
        return show_form(visit, page, typed, faults=[AnswerFault("on", str(refusal))], status=422)
    return back_to(board_page(key), called=str(called.meeting.id))


def _call_page(board: Board, *, again: bool = False) -> FormPage:
    return FormPage(
        title=f"Call a meeting of the {board.name}",
        action=board_page(board.key, "call"),
        boxes=(DAY, HOUR, PLACE),
        submit="Call the meeting" if again else "Count the days",
        back=board_page(board.key),
        back_label="Back to the board",
        here=HERE,
        intro=(
            "Nothing has been written yet. Read the days, then call the meeting, or change the day and count again."
            if again
            else "For a meeting beside the board's rule. First the days are counted and shown; nothing is written yet.",
        ),
    )


@router.api_route("/desk/meetings/{meeting_id:int}/move", methods=SHOWN)
def show_move(visit: Visiting, meeting_id: int) -> Response:
    with reading(visit.engine) as session:
        meeting, board, _ = _called(session, visit, meeting_id)
        hour = f"{when(meeting.held_at, meeting.held_on):%H:%M}"
        return show_form(visit, _move_page(meeting, board), Typed(values={"hour": hour}))


@router.post("/desk/meetings/{meeting_id:int}/move")
def move(visit: Visiting, meeting_id: int, sent: Sent) -> Response:
    """Count for the new day and show it; moved only when the very day that was counted is sent again."""
    with reading(visit.engine) as session:
        meeting, board, rules = _called(session, visit, meeting_id)
    page = _move_page(meeting, board)
    typed = read_boxes(sent, page.boxes)
    held_at = _held_at(typed)
    if typed.faults or held_at is None:
        return show_form(visit, page, typed, faults=typed.faults, status=422)
    try:
        dates = dates_for(visit.office, rules, held_at.date(), held_at.time())
        with transaction(visit.engine) as session:
            meeting = the_meeting(session, meeting_id)
            check_may_move(session, meeting, dates, as_of=visit.as_of)
            move_meeting(session, visit.office, meeting, rules, held_at, typed.values["why"], by=visit.by, at=visit.at)
            if first_of(sent, "counted") != held_at.isoformat():
                # Tried, so that whatever refuses it says so now; nothing of it is kept.
                again = _move_page(meeting, board, again=True)
                session.rollback()
                return _show_count(visit, again, typed, dates, "The cycle of the meeting moves with it, to these days.")
    except GovernanceError as refusal:
        return show_form(visit, page, typed, faults=[AnswerFault("on", str(refusal))], status=422)
    return back_to(HERE, moved="1")


def _move_page(meeting: Meeting, board: Board, *, again: bool = False) -> FormPage:
    return FormPage(
        title=f"Move the meeting of {say_date(meeting.held_on)}",
        caption=board.name,
        action=meeting_page(meeting.id, "move"),
        boxes=(DAY, HOUR, WHY),
        submit="Move the meeting" if again else "Count the days",
        back=HERE,
        back_label="Back to boards and meetings",
        here=HERE,
        intro=(
            "Nothing has been written yet. Read the days, then move the meeting, or change the day and count again."
            if again
            else "First the days are counted and shown; nothing is written yet.",
            "A meeting can be moved until its answers close. While owners are answering, they may not get less time "
            "than they were told. You can move it back by the same rule.",
        ),
    )


@router.api_route("/desk/meetings/{meeting_id:int}/cancel", methods=SHOWN)
def show_cancel(visit: Visiting, meeting_id: int) -> Response:
    with reading(visit.engine) as session:
        return show_form(visit, _cancel_page(session, visit, meeting_id), Typed(values={}))


@router.post("/desk/meetings/{meeting_id:int}/cancel")
def cancel(visit: Visiting, meeting_id: int, sent: Sent) -> Response:
    """A meeting to which no cycle leads does not take place; it can be undone."""
    with transaction(visit.engine) as session:
        page = _cancel_page(session, visit, meeting_id)
        typed = read_boxes(sent, page.boxes)
        if typed.faults:
            return show_form(visit, page, typed, faults=typed.faults, status=422)
        meeting = the_meeting(session, meeting_id)
        group = meetings.cancel(session, meeting, why=typed.values["why"], by=visit.by, at=visit.at)
    return back_to(HERE, saved=group)


def _cancel_page(session: Session, visit: Visit, meeting_id: int) -> FormPage:
    meeting, board, _ = _called(session, visit, meeting_id, needs_rules=False)
    cycle = meetings.cycle_of(session, meeting)
    if cycle is not None and cycle.stage is not Stage.CANCELLED:
        raise HTTPException(
            409,
            f"The cycle {cycle.reference} leads to this meeting. Cancel the cycle on the desk first: those who were "
            "asked are told then. After that the meeting can be cancelled here.",
        )
    return FormPage(
        title=f"Cancel the meeting of {say_date(meeting.held_on)}?",
        caption=board.name,
        action=meeting_page(meeting_id, "cancel"),
        boxes=(WHY,),
        submit="Cancel the meeting",
        back=HERE,
        back_label="Back to boards and meetings",
        here=HERE,
        intro=("No cycle leads to it, so nobody is told. The board's rule does not call it again. You can undo it.",),
    )


@router.api_route("/desk/meetings/{meeting_id:int}/edit", methods=SHOWN)
def show_meeting_form(visit: Visiting, meeting_id: int) -> Response:
    with reading(visit.engine) as session:
        meeting, page = _load(session, meeting_id)
        typed = shown_as(page.boxes, _fields(meeting))
        return show_form(visit, page, typed, history=history_of(session, "meeting", meeting.id))


@router.post("/desk/meetings/{meeting_id:int}/edit")
def edit_meeting(visit: Visiting, meeting_id: int, sent: Sent) -> Response:
    """Another hour or place on the same day; the cycle says the same hour."""
    with transaction(visit.engine) as session:
        meeting, page = _load(session, meeting_id)
        typed = read_boxes(sent, page.boxes)
        held_at = _held_at(typed, on=meeting.held_on)
        if typed.faults or held_at is None:
            return show_form(visit, page, typed, faults=typed.faults, status=422)
        changes, clashes = compare(page.boxes, typed, _fields(meeting))
        if clashes:
            for clash in clashes:
                typed.was[clash.box.name] = clash.now
            return show_form(visit, page, typed, clashes=clashes, status=409)
        wanted = {"place": changes["place"]} if "place" in changes else {}
        if "hour" in changes:
            wanted["held_at"] = held_at.isoformat(timespec="minutes")
        group = edits.edit(session, meeting, wanted, by=visit.by, at=visit.at)
        follow_the_hour(session, meeting, by=visit.by, at=visit.at)
    return back_to(HERE, **({"saved": group} if group else {"unchanged": "1"}))


def _load(session: Session, meeting_id: int) -> tuple[Meeting, FormPage]:
    meeting = the_meeting(session, meeting_id)
    return meeting, FormPage(
        title=f"Time and place of the meeting of {say_date(meeting.held_on)}",
        caption=session.get_one(Board, meeting.board_id).name,
        action=meeting_page(meeting_id, "edit"),
        boxes=(HOUR, PLACE),
        submit="Save",
        back=HERE,
        back_label="Back to boards and meetings",
        here=HERE,
        intro=(
            "The next mails and papers say the new time and place. To choose another day, move the meeting instead.",
        ),
    )


def _fields(meeting: Meeting) -> dict[str, str | None]:
    return {"hour": f"{when(meeting.held_at, meeting.held_on):%H:%M}", "place": meeting.place}


def _held_at(typed: Typed, *, on: date | None = None) -> datetime | None:
    """The day and the hour as one; None, and a fault for what cannot be read, where they make none."""
    written = typed.values.get("hour", "").strip().replace(".", ":")
    if any(fault.field in ("on", "hour") for fault in typed.faults):
        return None
    if not re.fullmatch(r"([01]?[0-9]|2[0-3]):[0-5][0-9]", written):
        typed.faults.append(AnswerFault("hour", "Give the time by the 24-hour clock, such as 14:00."))
        return None
    hour, minute = written.split(":")
    return datetime.combine(on or date.fromisoformat(typed.values["on"]), time(int(hour), int(minute)))


def _show_count(visit: Visit, page: FormPage, typed: Typed, dates: CycleDates, cycle: str) -> Response:
    return show_form(visit, page, typed, template=COUNTED, counted=counted(dates, cycle=cycle))


def _say_cycle(visit: Visit, rules: BoardRules, dates: CycleDates) -> str:
    if not rules.reports:
        return "This board reads no paper of ours, so the meeting is called without a cycle of updates."
    if not gets_a_cycle(rules, dates, as_of=visit.as_of):
        return (
            "It is too late for papers with clear days, so the meeting is called without a cycle: owners are asked "
            "nothing and no paper is drafted for it."
        )
    if dates.open_at <= visit.as_of:
        return "A cycle is planned with it. Owners are asked at once, for the day on which they should be is past."
    return "A cycle is planned with it, and everything below happens by itself. You can cancel the cycle on the desk."


def _with_rules(session: Session, visit: Visit, key: str) -> tuple[Board, BoardRules]:
    board, rules = the_board(session, key), rules_of(visit, key)
    if rules is None:
        raise HTTPException(409, f"council.toml names the {board.name} no more, so its clear days are not known.")
    return board, rules


def _called(
    session: Session, visit: Visit, meeting_id: int, *, needs_rules: bool = True
) -> tuple[Meeting, Board, BoardRules]:
    """A meeting that is still to take place as called. 409, with the reason, where it is not."""
    meeting = the_meeting(session, meeting_id)
    board = session.get_one(Board, meeting.board_id)
    if meeting.state != meetings.CALLED:
        raise HTTPException(409, f"This meeting was {meeting.state} already, so there is nothing to change.")
    rules = rules_of(visit, board.key)
    if rules is None and needs_rules:
        raise HTTPException(409, f"council.toml names the {board.name} no more, so its clear days are not known.")
    return meeting, board, rules or BoardRules(key=board.key, name=board.name, kind="partnership")
