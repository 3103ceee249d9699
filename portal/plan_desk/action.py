"""One action as the desk shows it: everything the store holds about it, in the order in which it happened.

It knows nothing of forms.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from config.clock import london
from governance.calendar_words import say_date
from governance.wording import day, plural
from plan_store import dates, plan_view
from plan_store.database import Session
from plan_store.exemptions import marks_for
from plan_store.field_texts import read_text
from plan_store.plan_view import ActionRow, EvidenceShown
from plan_store.tables import Action, DateChange, DeliveryPlan, Finding, Person, Plan, Update
from portal.deps import Visit
from portal.desk.forms import BETWEEN
from portal.plan_desk.addresses import person_page, plan_page
from portal.plan_desk.plan_list import ActionLine, lines_of

STATES = {
    "asked": "Asked for",
    "granted": "Moved",
    "refused": "Refused",
    "loaded": "Moved by a spreadsheet",
    "taken_back": "Moved, and taken back",
}


@dataclass(frozen=True, kw_only=True)
class PersonShown:
    """notes: what stands in the way of reaching them, as sentences."""

    name: str
    address: str
    notes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class MoveShown:
    what: str
    came: str
    to: str
    on: date
    asked_by: str
    decided_by: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class AnswerShown:
    """One answer, word for word. on_behalf: who wrote it down, where it was not the owner."""

    on: date
    by: str
    status_word: str
    percent: int | None
    words: str
    reason: str
    would_move: str
    asked_due_on: date | None
    no_change: bool
    late: bool
    on_behalf: str


@dataclass(frozen=True, kw_only=True)
class WholeAction:
    action: Action
    line: ActionLine
    area: tuple[str, str]
    owners: tuple[PersonShown, ...]
    sro: PersonShown | None
    deputy: PersonShown | None
    findings: tuple[tuple[str, str], ...]
    moves: tuple[MoveShown, ...]
    moved: int
    waiting: MoveShown | None
    answers: tuple[AnswerShown, ...]
    evidence: tuple[EvidenceShown, ...]
    decision: str
    decision_words: str


def whole_action(session: Session, visit: Visit, action: Action, row: ActionRow) -> WholeAction:
    """Everything the store holds about an action."""
    names = plan_view.names_by_reference(session)
    changes = dates.changes_of(session, action)
    moves = tuple(_move(change, names) for change in changes)
    area = session.get(DeliveryPlan, action.delivery_plan_id) if action.delivery_plan_id else None
    behind = plan_view.decision_behind(session, action)
    return WholeAction(
        action=action,
        line=lines_of([row], visit.council.scale, plan_view.names(session), visit.today)[0],
        area=(f"{area.reference}: {area.title}", plan_page("areas", area.reference)) if area else ("", ""),
        owners=tuple(show_person(session.get_one(Person, owner), visit.today) for owner in row.owners),
        sro=_named(session, action.sro_id or (area.sro_id if area else None), visit.today),
        deputy=_named(session, action.deputy_id, visit.today),
        findings=_findings(session, action),
        moves=moves,
        moved=sum(change.state in ("granted", "loaded") for change in changes),
        waiting=next((move for change, move in zip(changes, moves, strict=True) if _waits(change, changes)), None),
        answers=tuple(_answer(visit, update, name, names) for update, name in plan_view.answers_of(session, action)),
        evidence=_evidence(session, visit, action),
        decision=f"{behind[1].number} of {say_date(behind[2].held_on)}" if behind else "",
        decision_words=behind[0].words if behind else "",
    )


def _evidence(session: Session, visit: Visit, action: Action) -> tuple[EvidenceShown, ...]:
    """The name of a file says what it is about: whoever may not read of the evidence does not see its files either."""
    marks = marks_for(session, part=visit.part)
    return tuple(
        replace(shown, files=()) if marks.hides("evidence", shown.evidence.id, "shows") else shown
        for shown in plan_view.evidence_of(session, action)
    )


def row_of_action(session: Session, action: Action) -> ActionRow:
    """The action as the list has it: its status worked out by the same rule."""
    rows = plan_view.action_rows(session, session.get_one(Plan, action.plan_id))
    return next(row for row in rows if row.id == action.id)


def show_person(person: Person, today: date) -> PersonShown:
    """Somebody with what an officer must know before relying on them."""
    notes = []
    if person.left_on is not None:
        notes.append(f"{'Left' if person.left_on <= today else 'Leaves'} on {day(person.left_on)}.")
    elif not person.email:
        notes.append("Has no mail address, so no mail reaches them.")
    if person.away_until is not None and person.away_until >= today:
        notes.append(f"Away until {day(person.away_until)}.")
    return PersonShown(name=person.name, address=person_page(person.reference), notes=tuple(notes))


def say_moves(whole: WholeAction) -> str:
    """How often the date has moved since the first one."""
    first = whole.action.first_due_on
    if first is None:
        return ""
    moved = f"; moved {plural(whole.moved, 'time')} since" if whole.moved else ""
    return f"First due on {day(first)}{moved}."


def _named(session: Session, person_id: int | None, today: date) -> PersonShown | None:
    return show_person(session.get_one(Person, person_id), today) if person_id else None


def _findings(session: Session, action: Action) -> tuple[tuple[str, str], ...]:
    written = read_text(session, action, "findings") or ""
    known: dict[str, Finding] = {
        finding.reference: finding for finding in plan_view.findings(session, session.get_one(Plan, action.plan_id))
    }
    return tuple(
        (f"{reference}: {known[reference].title}", plan_page("findings", reference))
        for reference in written.split(BETWEEN)
        if reference in known
    )


def _waits(change: DateChange, changes: list[DateChange]) -> bool:
    """Of several requests only the last one counts, and only until it is decided."""
    asked = [other for other in changes if other.state in ("asked", "granted", "refused")]
    return change.state == "asked" and asked[-1] is change


def _move(change: DateChange, names: dict[str, str]) -> MoveShown:
    return MoveShown(
        what=STATES.get(change.state, change.state),
        came=day(change.from_on) if change.from_on else change.from_words or "no date",
        to=day(change.to_on) if change.to_on else "no date",
        on=_local(change.decided_at or change.asked_at),
        asked_by=names.get(change.asked_by, change.asked_by) if change.state != "loaded" else "",
        decided_by=names.get(change.decided_by, change.decided_by),
        reason=change.reason,
    )


def _answer(visit: Visit, update: Update, name: str, names: dict[str, str]) -> AnswerShown:
    return AnswerShown(
        on=update.said_on,
        by=name,
        status_word=visit.council.scale.statuses[update.status].word if update.status else "",
        percent=update.percent,
        words=update.narrative,
        reason=update.reason,
        would_move=update.would_move,
        asked_due_on=update.asked_due_on,
        no_change=update.no_change,
        late=update.late,
        on_behalf=names.get(update.recorded_by, update.recorded_by),
    )


def _local(at: datetime) -> date:
    return london(at).date()
