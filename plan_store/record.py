"""What a paper says beside the plan's lines: rows → governance.Record, as at an instant. It decides nothing.

The cover's fields are the council's own and are handed in. What is exempt is kept back unless it is drawn for Part 2,
and what is under embargo until its day.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from governance.exempt import WITHHELD
from governance.movement import LineThen, PaperThen
from governance.record import Cover, DateRequest, FundingSource, Inspected, Matter, Record, RiskLine
from governance.terms import DeliveryStatus, Rating
from plan_store import dates, decisions, papers, rewinding
from plan_store.exemptions import Marks, marks_for
from plan_store.record_lines import decisions_of, events_of, evidence_of, measures_of, questions_of, withheld_of
from plan_store.rewinding import Then
from plan_store.tables import (
    Action,
    Cycle,
    FundingLine,
    Inspection,
    Meeting,
    Paper,
    Person,
    Plan,
    Risk,
    StandingText,
)
from plan_store.tables import Board as BoardRow

OF_TEXTS = {"words": rewinding.words}
OF_INSPECTIONS = {
    "title": rewinding.words, "held": rewinding.words, "judgement": rewinding.words, "summary": rewinding.words,
    "priority_actions": rewinding.number, "embargoed_until": rewinding.day,
}  # fmt: skip
OF_RISKS = dict.fromkeys(("words", "likelihood", "impact", "mitigation", "contingency", "owner_words"), rewinding.words)
OF_FUNDING = {
    "words": rewinding.words, "amount": rewinding.number, "kind": rewinding.words, "ends_on": rewinding.day,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which paper the record is drawn for. at, as_of: the instant, and its local day. part: 2 shows what is exempt.

    small_numbers: counts of children up to this are kept back in public. theme: the reference of one, or empty.
    """

    kind: str
    at: datetime
    as_of: date
    part: int = 1
    next_meeting_on: date | None = None
    small_numbers: int = 5
    theme: str = ""


def record_of(session: Session, cycle: Cycle, cover: Cover, wanted: Wanted) -> Record:
    """Everything the store held at that instant for a paper of this kind in this cycle."""
    plan = session.get_one(Plan, cycle.plan_id)
    board = session.get_one(BoardRow, cycle.board_id)
    meeting = session.get_one(Meeting, cycle.meeting_id)
    then, marks = Then(session, wanted.at), marks_for(session, part=wanted.part)
    last = papers.last_published(session, wanted.kind, cycle, by_then=wanted.at)
    return Record(
        cover=cover,
        inspected=_inspected(session, plan, then, marks, wanted.as_of),
        texts=texts(session, plan, then, marks),
        risks=_risks(session, plan, then, marks),
        funding=_funding(session, plan, then, marks),
        matters=_matters(session, plan, board, meeting.held_on, then, marks, wanted.at),
        date_requests=_date_requests(session, plan, marks, wanted.at),
        last_paper=_paper_then(session, last, marks) if last else None,
        next_meeting_on=wanted.next_meeting_on,
        late_item_reason=cycle.late_item_reason,
        part=wanted.part,
        measures=measures_of(session, plan, then, marks, as_of=wanted.as_of),
        small_numbers=wanted.small_numbers,
        evidence=evidence_of(session, plan, marks, at=wanted.at),
        events=events_of(session, plan, marks, as_of=wanted.as_of),
        decisions=decisions_of(session, plan, then, marks, at=wanted.at, as_of=wanted.as_of),
        questions=questions_of(session, plan, marks, at=wanted.at),
        withheld=withheld_of(session, plan),
        theme=wanted.theme,
    )


def texts(session: Session, plan: Plan, then: Then, marks: Marks) -> dict[str, str]:
    """Section → its standing words."""
    rows = session.exec(select(StandingText).where(StandingText.plan_id == plan.id).order_by(col(StandingText.id)))
    return {
        row.section: marks.words("standingtext", row.id, "words", then.row("standingtext", row, OF_TEXTS).words)
        for row in rows
        if then.was_there("standingtext", row.id)
    }


def _inspected(session: Session, plan: Plan, then: Then, marks: Marks, as_of: date) -> Inspected | None:
    if plan.inspection_id is None:
        return None
    kept = session.get_one(Inspection, plan.inspection_id)
    row = then.row("inspection", kept, OF_INSPECTIONS)
    closed = row.embargoed_until is not None and as_of < row.embargoed_until
    return Inspected(
        title=row.title,
        held=row.held,
        judgement="" if closed else marks.words("inspection", row.id, "judgement", row.judgement),
        summary="" if closed else marks.words("inspection", row.id, "summary", row.summary),
        priority_actions=0 if closed else row.priority_actions,
        plan_submitted_on=plan.submitted_on,
        embargoed_until=row.embargoed_until if closed else None,
    )


def _risks(session: Session, plan: Plan, then: Then, marks: Marks) -> tuple[RiskLine, ...]:
    rows = session.exec(select(Risk).where(Risk.plan_id == plan.id).order_by(col(Risk.id)))
    shown = (then.row("risk", row, OF_RISKS) for row in rows if then.was_there("risk", row.id))
    return tuple(
        RiskLine(
            reference=row.reference,
            words=marks.words("risk", row.id, "words", row.words),
            likelihood=row.likelihood,
            impact=row.impact,
            mitigation=marks.words("risk", row.id, "mitigation", row.mitigation),
            contingency=marks.words("risk", row.id, "contingency", row.contingency),
            owner=row.owner_words,
        )
        for row in shown
    )


def _funding(session: Session, plan: Plan, then: Then, marks: Marks) -> tuple[FundingSource, ...]:
    rows = session.exec(select(FundingLine).where(FundingLine.plan_id == plan.id).order_by(col(FundingLine.id)))
    shown = (then.row("fundingline", row, OF_FUNDING) for row in rows if then.was_there("fundingline", row.id))
    return tuple(
        FundingSource(
            words=marks.words("fundingline", row.id, "words", row.words),
            amount=row.amount or 0,
            kind=row.kind,
            ends_on=row.ends_on,
        )
        for row in shown
    )


def _matters(
    session: Session, plan: Plan, board: BoardRow, before: date, then: Then, marks: Marks, at: datetime
) -> tuple[Matter, ...]:
    return tuple(
        Matter(
            board=session.get_one(BoardRow, meeting.board_id).name,
            decided_on=meeting.held_on,
            number=resolution.number,
            words=marks.words("decision", decision.id, "words", row.words),
            kind=decision.kind,
            response=marks.words("decision", decision.id, "response", row.response),
        )
        for decision, resolution, meeting in decisions.arising(session, plan, board, before, by_then=at)
        for row in [then.row("decision", decision, decisions.AS_KEPT)]
    )


def _date_requests(session: Session, plan: Plan, marks: Marks, at: datetime) -> tuple[DateRequest, ...]:
    names = {person.reference: person.name for person in session.exec(select(Person))}
    return tuple(
        DateRequest(
            action=action.reference,
            title=marks.words("action", action.id, "title", action.title),
            asked_by=names.get(change.asked_by, change.asked_by),
            from_on=change.from_on,
            to_on=change.to_on,
            reason=marks.words("datechange", change.id, "reason", change.reason),
        )
        for change, action in dates.waiting(session, by_then=at)
        if change.to_on is not None and action.plan_id == plan.id
    )


def _paper_then(session: Session, paper: Paper, marks: Marks) -> PaperThen:
    """The last paper as it was, but for titles that have been marked since: no new paper says those again."""
    cycle = session.get_one(Cycle, paper.cycle_id)
    of_plan = select(Action).where(Action.plan_id == cycle.plan_id)
    closed = {action.reference for action in session.exec(of_plan) if marks.hides("action", action.id, "title")}
    at = paper.published_at or paper.drafted_at
    return PaperThen(
        cycle=cycle.reference,
        board=session.get_one(BoardRow, cycle.board_id).name,
        published_on=at.date(),
        lines={fact["reference"]: _line_then(fact, closed) for fact in paper.facts["actions"]},
    )


def _line_then(fact: Mapping[str, Any], closed: Collection[str]) -> LineThen:
    """One action as the paper's own facts have it."""
    return LineThen(
        reference=fact["reference"],
        title=WITHHELD if fact["reference"] in closed else fact["title"],
        rating=Rating(fact["rating"]["key"]),
        status=DeliveryStatus(fact["status"]) if fact["status"] else None,
        due_on=date.fromisoformat(fact["due_on"]) if fact["due_on"] else None,
        owners=tuple(fact["owners"]),
    )


def actions_of(session: Session, plan: Plan) -> list[Action]:
    query = select(Action).where(Action.plan_id == plan.id, col(Action.gone_on).is_(None))
    return list(session.exec(query.order_by(col(Action.place), col(Action.id))))
