"""One deed for each verb that only the portal calls, for the test that every verb leaves a trail."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from owners_deeds import OWNERS_DEEDS
from sqlmodel import Session
from stores import TELLING, a_board, an_action

from plan_store import (
    attendance,
    codes,
    comments,
    cycles,
    dates_by_hand,
    decisions,
    edits,
    leaving,
    mappings,
    meetings,
    notices,
    people,
    plans,
    questions,
    rates,
    telling,
    uploads,
    visits,
)
from plan_store.tables import PaperComment

WHEN = datetime(2026, 2, 10, 15, 30, tzinfo=UTC)
BY: dict[str, Any] = {"by": "P-001", "at": WHEN}


def _session_ended(session: Session, scene: Any) -> None:
    token = visits.begin_session(session, scene.town.amara, "code", **BY)
    visits.end_session(session, token, **BY)


def _sessions_ended(session: Session, scene: Any) -> None:
    visits.begin_session(session, scene.town.amara, "code", **BY)
    visits.end_every_session(session, scene.town.amara, **BY)


def an_upload(session: Session, scene: Any, *, loaded: bool = False, dropped: bool = False) -> Any:
    upload = uploads.keep(session, "plan.xlsx", b"PK, but not a workbook", scene.town.carys, **BY)
    if loaded:
        uploads.mark_loaded(session, upload, **BY)
    if dropped:
        uploads.drop(session, upload, **BY)
    return upload


def a_question(session: Session, scene: Any) -> Any:
    return questions.ask(session, scene.meeting, scene.town.dev, "When will it be done?", "S1", once="q", **BY)


def _resolution_corrected(session: Session, scene: Any) -> None:
    resolution = decisions.find_resolution(session, scene.decision.resolution_id)
    decisions.correct(session, resolution, "That visits be reported on monthly.", {1: "Report monthly."}, **BY)


def _heading_forgotten(session: Session, _: Any) -> None:
    mappings.confirm(session, {"Whose": "owner", "When": "due"}, **BY)
    mappings.forget(session, "Whose", **BY)


def _code_used(session: Session, scene: Any) -> None:
    code = codes.issue_code(session, scene.town.amara, **BY)
    codes.use_code(session, scene.town.amara, codes.digits(code, secret="secret"), secret="secret", **BY)


def _invitation_used(session: Session, scene: Any) -> None:
    token = codes.invitation_token(codes.invite(session, scene.town.amara, **BY), secret="secret")
    codes.use_invitation(session, token, secret="secret", **BY)


def _sent_again(session: Session, scene: Any) -> None:
    notices.hold(session, scene.notice, notices.NO_ADDRESS, **BY)
    notices.send_again(session, scene.notice.id, **BY)


def a_comment(session: Session, scene: Any) -> PaperComment:
    return comments.comment(session, scene.paper, scene.town.dev, 4, "Four of", "Which four?", **BY)


def _comment_taken_back(session: Session, scene: Any) -> None:
    """One of two, for a comment that comes and goes in one transaction leaves nothing to see."""
    a_comment(session, scene)
    other = comments.comment(session, scene.paper, scene.town.dev, 5, "Two", "Which two?", **BY)
    comments.take_back(session, other, scene.town.dev, **BY)


def _comment_opened_again(session: Session, scene: Any) -> None:
    row = a_comment(session, scene)
    comments.settle(session, row, **BY)
    comments.reopen(session, row, **BY)


def _an_edit(session: Session, scene: Any) -> str:
    group = edits.edit(session, an_action(session, "S2"), {"title": "Visit every week"}, **BY)
    assert group is not None
    return group


def _added_and_noted(session: Session, scene: Any) -> None:
    edits.note_added(session, people.add(session, "Grace Tembo", **BY), "key", **BY)


def _added_and_kept(session: Session, scene: Any) -> None:
    edits.keep_added(session, people.add(session, "Grace Tembo", **BY), group="kept-1", **BY)


def _meeting_noted(session: Session, scene: Any) -> None:
    was = meetings.call(session, a_board(session), datetime(2026, 5, 12, 16), "Hall", **BY)
    now = meetings.call(session, a_board(session), datetime(2026, 5, 13, 16), "Hall", **BY)
    edits.note_moved(session, was, now, why="No room.", **BY)


def _meeting_cancelled(session: Session, scene: Any) -> None:
    meeting = meetings.call(session, a_board(session), datetime(2026, 5, 12, 16), "Hall", **BY)
    meetings.cancel(session, meeting, why="No room.", **BY)


def _put_back(session: Session, scene: Any) -> None:
    action = an_action(session, "S2")
    plans.take_out(session, action, WHEN.date(), why="Done elsewhere.", decided_by="The Board", **BY)
    plans.put_back(session, action, why="It is not.", **BY)


def _seat_taken(session: Session, scene: Any) -> None:
    people.set_seat(session, scene.town.amara, a_board(session), "Chair", **BY)
    people.unseat(session, scene.town.amara, a_board(session), **BY)


PORTAL_DEEDS: dict[str, Callable[[Session, Any], Any]] = {
    # Signing in.
    "visits.begin_session": lambda s, x: visits.begin_session(s, x.town.amara, "code", **BY),
    "visits.end_session": _session_ended,
    "visits.end_every_session": _sessions_ended,
    "rates.allow": lambda s, x: rates.allow(s, "codes tried", "10.0.0.9", most=0, within=timedelta(minutes=5), **BY),
    "visits.note_refusal": lambda s, x: visits.note_refusal(s, "GET /desk", **BY),
    "codes.issue_code": lambda s, x: codes.issue_code(s, x.town.amara, **BY),
    "codes.invite": lambda s, x: codes.invite(s, x.town.amara, **BY),
    "codes.use_code": _code_used,
    "codes.use_invitation": _invitation_used,
    # Owners.
    **OWNERS_DEEDS,
    # The officer's desk: the cycle.
    "cycles.came_early": lambda s, x: cycles.came_early(s, x.cycle, "close_at", datetime(2026, 2, 10, 15, 30), **BY),
    "notices.send_again": _sent_again,
    "telling.nudge": lambda s, x: telling.nudge(
        s, TELLING, x.cycle, [x.town.bryn, x.town.amara], as_of=datetime(2026, 2, 10, 15, 30), **BY
    ),
    # The officer's desk: the plan and its people.
    "edits.edit": _an_edit,
    "edits.undo": lambda s, x: edits.undo(s, _an_edit(s, x), **BY),
    "edits.keep_added": _added_and_kept,
    "edits.keep_before": lambda s, x: people.describe(s, x.town.amara, job_title="Head of Service", **BY),
    "edits.note_added": _added_and_noted,
    "edits.note_moved": _meeting_noted,
    "plans.add_finding": lambda s, x: plans.add_finding(s, x.town.plan, "F9", "Visits are late", once="k", **BY),
    "plans.add_delivery_plan": lambda s, x: plans.add_delivery_plan(s, x.town.plan, "D9", "Visits", once="k", **BY),
    "plans.take_out": lambda s, x: plans.take_out(
        s, an_action(s, "S2"), WHEN.date(), why="Done elsewhere.", decided_by="The Board", **BY
    ),
    "plans.put_back": _put_back,
    "dates_by_hand.move": lambda s, x: dates_by_hand.move(
        s, an_action(s, "S2"), date(2026, 12, 1), decided_by="The Board", reason="Vacancies.", **BY
    ),
    "dates_by_hand.correct": lambda s, x: dates_by_hand.correct(
        s, an_action(s, "S2"), date(2026, 1, 2), reason="A slip of the pen.", **BY
    ),
    "people.set_roles": lambda s, x: people.set_roles(s, x.town.dev, ["leader"], **BY),
    "people.set_seat": lambda s, x: people.set_seat(s, x.town.amara, a_board(s), "Chair", **BY),
    "people.unseat": _seat_taken,
    "leaving.leave": lambda s, x: leaving.leave(s, x.town.amara, date(2026, 3, 1), x.town.bryn, **BY),
    "leaving.withdraw_links": lambda s, x: leaving.withdraw_links(s, x.town.amara, **BY),
    "meetings.cancel": _meeting_cancelled,
    "meetings.move": lambda s, x: meetings.move(s, x.meeting, datetime(2026, 3, 12, 16), why="No room.", **BY),
    # The officer's desk: spreadsheets and meetings.
    "uploads.keep": lambda s, x: uploads.keep(s, "plan.xlsx", b"PK", x.town.carys, **BY),
    "uploads.take_again": lambda s, x: uploads.take_again(s, an_upload(s, x, loaded=True), x.town.carys, **BY),
    "uploads.give_meanings": lambda s, x: uploads.give_meanings(s, an_upload(s, x), {"Whose": "owner"}, **BY),
    "uploads.drop": lambda s, x: uploads.drop(s, an_upload(s, x), **BY),
    "uploads.take_back": lambda s, x: uploads.take_back(s, an_upload(s, x, dropped=True), **BY),
    "uploads.mark_loaded": lambda s, x: uploads.mark_loaded(s, an_upload(s, x), **BY),
    "mappings.forget": _heading_forgotten,
    "questions.ask": lambda s, x: a_question(s, x),
    "questions.note_asked": lambda s, x: questions.note_asked(s, x.meeting, "Councillor Lee", None, "Why?", **BY),
    "questions.answer": lambda s, x: questions.answer(s, a_question(s, x), "Because of the vacancies.", **BY),
    "decisions.correct": _resolution_corrected,
    "attendance.record": lambda s, x: attendance.record(s, x.meeting, [(x.town.dev, "present")], ["Clerk"], **BY),
    # The board and the director.
    "comments.comment": lambda s, x: a_comment(s, x),
    "comments.take_back": _comment_taken_back,
    "comments.settle": lambda s, x: comments.settle(s, a_comment(s, x), **BY),
    "comments.reopen": _comment_opened_again,
}
