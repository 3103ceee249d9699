"""The lists of a paper: measures, evidence, events, decisions, questions and what is exempt, as at an instant.

Rows in, values of the rulebook out; it decides nothing.
"""

from collections import defaultdict
from datetime import date, datetime

from sqlmodel import Session, col, select

from governance.measures import MeasureRead
from governance.record import DecisionLogged, EventShown, EvidenceShown, QuestionLogged, Withheld
from plan_store import decisions, exemptions, rewinding
from plan_store.exemptions import Marks
from plan_store.rewinding import Then
from plan_store.tables import (
    Action,
    Board,
    Evidence,
    ExternalEvent,
    Measure,
    Meeting,
    MemberQuestion,
    Person,
    Plan,
    Reading,
)

OF_MEASURES = {
    "title": rewinding.words, "action_id": rewinding.number, "unit": rewinding.words, "direction": rewinding.words,
    "baseline": rewinding.amount, "target": rewinding.amount, "national_standard": rewinding.amount,
    "comparator": rewinding.amount, "caveat": rewinding.words, "counts_children": rewinding.flag,
    "part_of_id": rewinding.number,
}  # fmt: skip
OF_READINGS = {"value": rewinding.amount, "words": rewinding.words}


def measures_of(session: Session, plan: Plan, then: Then, marks: Marks, *, as_of: date) -> tuple[MeasureRead, ...]:
    """Every measure of the plan with its readings of that day and before."""
    readings: defaultdict[int, list[tuple[date, float | None, str]]] = defaultdict(list)
    taken = select(Reading).where(col(Reading.read_on) <= as_of).order_by(col(Reading.read_on))
    for kept in session.exec(taken):
        if then.was_there("reading", kept.id):
            row = then.row("reading", kept, OF_READINGS)
            readings[kept.measure_id].append((kept.read_on, row.value, row.words))
    actions = {row.id: row.reference for row in session.exec(select(Action).where(Action.plan_id == plan.id))}
    query = select(Measure).where(Measure.plan_id == plan.id).order_by(col(Measure.id))
    rows = [then.row("measure", row, OF_MEASURES) for row in session.exec(query) if then.was_there("measure", row.id)]
    references = {row.id: row.reference for row in rows}
    return tuple(
        MeasureRead(
            reference=row.reference,
            title=marks.words("measure", row.id, "title", row.title),
            action=actions.get(row.action_id, ""),
            unit=row.unit,
            more_is_better=row.direction == "up",
            baseline=row.baseline,
            target=row.target,
            national_standard=row.national_standard,
            comparator=row.comparator,
            tolerance=row.tolerance,
            caveat=marks.words("measure", row.id, "caveat", row.caveat),
            counts_children=bool(row.counts_children),
            part_of=references.get(row.part_of_id, ""),
            readings=tuple(readings[row.id]),
        )
        for row in rows
    )


def evidence_of(session: Session, plan: Plan, marks: Marks, *, at: datetime) -> tuple[EvidenceShown, ...]:
    """What was put forward by then, in the order it came; who has looked at it by then."""
    names = _names(session)
    query = (
        select(Evidence, Action)
        .join(Action, col(Evidence.action_id) == Action.id)
        .where(Action.plan_id == plan.id, col(Evidence.added_at) <= at)
        .order_by(col(Evidence.id))
    )
    shown = []
    for row, action in session.exec(query):
        reviewed_at = row.reviewed_at if row.reviewed_at and row.reviewed_at <= at else None
        shown.append(
            EvidenceShown(
                action=action.reference,
                shows=marks.words("evidence", row.id, "shows", row.shows),
                link=marks.words("evidence", row.id, "link", row.link),
                added_on=row.added_at.date(),
                added_by=names.get(row.added_by, row.added_by),
                reviewed_by=names.get(row.reviewed_by, row.reviewed_by) if reviewed_at else "",
                reviewed_on=reviewed_at.date() if reviewed_at else None,
            )
        )
    return tuple(shown)


def events_of(session: Session, plan: Plan, marks: Marks, *, as_of: date) -> tuple[EventShown, ...]:
    """Visits and reviews, past and to come; the words of one under embargo are left out until its day."""
    query = select(ExternalEvent).where(ExternalEvent.plan_id == plan.id).order_by(col(ExternalEvent.held_on))
    return tuple(
        EventShown(
            kind=row.kind,
            title=marks.words("externalevent", row.id, "title", row.title),
            held_on=row.held_on,
            words="" if closed else marks.words("externalevent", row.id, "words", row.words),
            embargoed_until=row.embargoed_until if closed else None,
        )
        for row in session.exec(query)
        for closed in [row.embargoed_until is not None and as_of < row.embargoed_until]
    )


def decisions_of(
    session: Session, plan: Plan, then: Then, marks: Marks, *, at: datetime, as_of: date
) -> tuple[DecisionLogged, ...]:
    """Every decision of every board about the plan that was recorded by then, oldest first."""
    return tuple(
        DecisionLogged(
            board=board.name,
            decided_on=meeting.held_on,
            number=resolution.number,
            words=marks.words("decision", decision.id, "words", row.words),
            kind=decision.kind,
            response=marks.words("decision", decision.id, "response", row.response),
            met_on=decision.met_at.date() if decision.met_at and decision.met_at <= at else None,
            actions=tuple(_actions_by(session, decision.id or 0, as_of)),
        )
        for decision, resolution, meeting, board in decisions.every(session, plan, by_then=at)
        for row in [then.row("decision", decision, decisions.AS_KEPT)]
    )


def _actions_by(session: Session, decision_id: int, as_of: date) -> list[str]:
    query = select(Action.reference).where(Action.source_decision_id == decision_id, col(Action.created_on) <= as_of)
    return list(session.exec(query.order_by(col(Action.id))))


def questions_of(session: Session, plan: Plan, marks: Marks, *, at: datetime) -> tuple[QuestionLogged, ...]:
    """Members' questions put by then; an answer that came later is not there yet."""
    query = (
        select(MemberQuestion, Meeting, Board)
        .join(Meeting, col(MemberQuestion.meeting_id) == Meeting.id)
        .join(Board, col(Meeting.board_id) == Board.id)
        .order_by(col(Meeting.held_on), col(MemberQuestion.id))
    )
    return tuple(
        QuestionLogged(
            board=board.name,
            asked_on=row.asked_at.date() if row.asked_at else meeting.held_on,
            asked_by=row.asked_by,
            about=marks.words("memberquestion", row.id, "about", row.about),
            question=marks.words("memberquestion", row.id, "question", row.question),
            answer=marks.words("memberquestion", row.id, "answer", row.answer) if answered else "",
            answered_by=row.answered_by if answered else "",
        )
        for row, meeting, board in session.exec(query)
        for answered in [row.answered_at is not None and row.answered_at <= at]
        if row.asked_at is None or row.asked_at <= at
    )


def withheld_of(session: Session, plan: Plan) -> tuple[Withheld, ...]:
    """The paragraphs and reasons of every mark that stands, each said once, with what kinds of words it covers."""
    found: dict[tuple[int, str], list[str]] = {}
    for mark in exemptions.standing(session, plan):
        about = found.setdefault((mark.paragraph, mark.reason), [])
        if mark.kind not in about:
            about.append(mark.kind)
    return tuple(
        Withheld(paragraph=paragraph, reason=reason, about=tuple(about))
        for (paragraph, reason), about in sorted(found.items())
    )


def _names(session: Session) -> dict[str, str]:
    return {person.reference: person.name for person in session.exec(select(Person))}
