"""People's part of a replayed quarter: what a story file says somebody did on a day, done through the store's verbs.

Only the demonstration and the tests use it; it decides nothing and skips nothing in silence.
"""

import tomllib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from config.clock import london
from flows.mending import mend_papers
from flows.minutes import read_minutes, record_minutes
from flows.office import Office
from governance.answers import AnswerGiven, faults_in
from governance.errors import RecordError
from governance.terms import DeliveryStatus
from plan_store import cycles, dates, decisions, measures, meetings, moves, people, plans, updates
from plan_store.database import Session, transaction
from plan_store.tables import Action, Board, Cycle, Person

Act = Mapping[str, Any]


def read_story(path: Path) -> dict[date, list[Act]]:
    """Day → what people do on it, in the order of the file."""
    days: dict[date, list[Act]] = {}
    for act in tomllib.loads(path.read_text(encoding="utf-8"))["acts"]:
        days.setdefault(act["on"], []).append(act)
    return days


def perform(office: Office, act: Act, *, at: datetime) -> None:
    """Do one act. Raises RecordError, naming it, where the record does not allow it."""
    try:
        if act["does"] == "mend_paper":
            mend_papers(office, _cycle_reference(office, act, at), by=act["who"], at=at)
            return
        with transaction(office.engine) as session:
            ACTS[act["does"]](session, office, act, people.require(session, act["who"]), at)
    except RecordError as error:
        raise RecordError(f"The story of {act['on']}, {act['who']} ({act['does']}): {error}") from error


def _cycle_reference(office: Office, act: Act, at: datetime) -> str:
    with transaction(office.engine) as session:
        return _cycle(session, act, at).reference


def _cycle(session: Session, act: Act, at: datetime) -> Cycle:
    """The board's cycle that is under way: the next meeting to come."""
    for cycle in cycles.running(session):
        board = session.get_one(Board, cycle.board_id)
        if board.key == act["board"] and cycles.meeting_of(session, cycle).held_on >= london(at).date():
            return cycles.hold_still(session, cycle.reference)
    raise RecordError(f"no cycle of the board “{act['board']}” is under way.")


def _action(session: Session, act: Act) -> Action:
    return plans.find_action(session, plans.require(session), act["action"])


def _answer(session: Session, office: Office, act: Act, who: Person, at: datetime) -> None:
    action, cycle = _action(session, act), _cycle(session, act, at)
    answer = AnswerGiven(
        status=DeliveryStatus(act["status"]) if "status" in act else None,
        percent=act.get("percent"),
        narrative=act.get("said", ""),
        reason=act.get("reason", ""),
        new_due_on=act.get("new_date"),
        evidence=tuple(_evidence(given) for given in act.get("evidence", ())),
        no_change=act.get("no_change", False),
    )
    today = london(at).date()
    if faults := faults_in(answer, due_on=action.due_on, as_of=today):
        raise RecordError(f"{action.reference}: {faults[0].sentence}")
    if action not in updates.asked_of(session, cycle, who):
        raise RecordError(f"{who.name} was not asked about {action.reference} in {cycle.reference}.")
    once = f"story {act['on']} {cycle.reference} {action.reference}"
    updates.record_update(session, cycle, action, who, answer, once=once, as_of=london(at), by=who.reference, at=at)


def _evidence(given: str) -> tuple[str, str]:
    return ("", given) if given.startswith("https://") else (given, "")


def _decide_date(session: Session, office: Office, act: Act, who: Person, at: datetime) -> None:
    change = dates.request_for(session, _action(session, act))
    granted = act["does"] == "grant_date"
    dates.decide(session, change, granted=granted, decided_by=act["decided_by"], by=who.reference, at=at)


def _send_back(session: Session, office: Office, act: Act, who: Person, at: datetime) -> None:
    moves.send_back(session, office.telling, _cycle(session, act, at), who, act["comment"], as_of=london(at), at=at)


def _sign_off(session: Session, office: Office, act: Act, who: Person, at: datetime) -> None:
    moves.sign_off(session, office.telling, _cycle(session, act, at), who, "", as_of=london(at), at=at)


def _minutes(session: Session, office: Office, act: Act, who: Person, at: datetime) -> None:
    meeting = meetings.require(session, act["board"], act["meeting"].isoformat())
    written = read_minutes({"resolutions": [{name: act[name] for name in ("number", "words", "limbs")}]})
    record_minutes(session, plans.require(session), meeting, written, today=london(at).date(), by=who.reference, at=at)


def _read_measure(session: Session, office: Office, act: Act, who: Person, at: datetime) -> None:
    measure, written = measures.find(session, plans.require(session), act["measure"]), str(act["value"])
    value = float(act["value"]) if isinstance(act["value"], int | float) else None
    measures.record_reading(session, measure, act["read_on"], value, written, by=who.reference, at=at)


def _respond(session: Session, office: Office, act: Act, who: Person, at: datetime) -> None:
    decision = decisions.find(session, act["board"], act["number"], act["limb"])
    decisions.respond(session, decision, act["words"], met=act.get("met", False), by=who.reference, at=at)


def _go_away(session: Session, office: Office, act: Act, who: Person, at: datetime) -> None:
    people.mark_away(session, who, act["until"], by=who.reference, at=at)


def _leave(session: Session, office: Office, act: Act, who: Person, at: datetime) -> None:
    people.mark_left(session, who, act["on"], by=who.reference, at=at)


ACTS: Mapping[str, Callable[[Session, Office, Act, Person, datetime], None]] = {
    "answer": _answer,
    "grant_date": _decide_date,
    "refuse_date": _decide_date,
    "send_back": _send_back,
    "sign_off": _sign_off,
    "minutes": _minutes,
    "reading": _read_measure,
    "respond": _respond,
    "away": _go_away,
    "leave": _leave,
}
