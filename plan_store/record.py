"""What a paper says beside the plan's lines: rows → governance.Record. It decides nothing.

The cover's fields are the council's own and are handed in.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from governance.movement import LineThen, PaperThen
from governance.record import Cover, DateRequest, FundingSource, Inspected, Matter, Record, RiskLine
from governance.terms import DeliveryStatus, Rating
from plan_store import dates, decisions, papers
from plan_store.tables import Action, Cycle, FundingLine, Inspection, Meeting, Paper, Person, Plan, Risk, StandingText
from plan_store.tables import Board as BoardRow


def record_of(session: Session, cycle: Cycle, cover: Cover, *, kind: str, next_meeting_on: date | None) -> Record:
    """Everything the store holds for a paper of this kind in this cycle."""
    plan = session.get_one(Plan, cycle.plan_id)
    board = session.get_one(BoardRow, cycle.board_id)
    meeting = session.get_one(Meeting, cycle.meeting_id)
    last = papers.last_published(session, kind, cycle)
    return Record(
        cover=cover,
        inspected=_inspected(session, plan),
        texts=texts(session, plan),
        risks=_risks(session, plan),
        funding=_funding(session, plan),
        matters=_matters(session, plan, board, meeting.held_on),
        date_requests=_date_requests(session, plan),
        last_paper=_paper_then(session, last) if last else None,
        next_meeting_on=next_meeting_on,
        late_item_reason=cycle.late_item_reason,
    )


def texts(session: Session, plan: Plan) -> dict[str, str]:
    rows = session.exec(select(StandingText).where(StandingText.plan_id == plan.id))
    return {row.section: row.words for row in rows}


def _inspected(session: Session, plan: Plan) -> Inspected | None:
    if plan.inspection_id is None:
        return None
    row = session.get_one(Inspection, plan.inspection_id)
    return Inspected(
        title=row.title,
        held=row.held,
        judgement=row.judgement,
        summary=row.summary,
        priority_actions=row.priority_actions,
        plan_submitted_on=plan.submitted_on,
    )


def _risks(session: Session, plan: Plan) -> tuple[RiskLine, ...]:
    rows = session.exec(select(Risk).where(Risk.plan_id == plan.id).order_by(col(Risk.id)))
    return tuple(
        RiskLine(
            reference=row.reference,
            words=row.words,
            likelihood=row.likelihood,
            impact=row.impact,
            mitigation=row.mitigation,
            contingency=row.contingency,
            owner=row.owner_words,
        )
        for row in rows
    )


def _funding(session: Session, plan: Plan) -> tuple[FundingSource, ...]:
    rows = session.exec(select(FundingLine).where(FundingLine.plan_id == plan.id).order_by(col(FundingLine.id)))
    return tuple(FundingSource(words=row.words, amount=row.amount, kind=row.kind, ends_on=row.ends_on) for row in rows)


def _matters(session: Session, plan: Plan, board: BoardRow, before: date) -> tuple[Matter, ...]:
    return tuple(
        Matter(
            board=session.get_one(BoardRow, meeting.board_id).name,
            decided_on=meeting.held_on,
            number=resolution.number,
            words=decision.words,
            kind=decision.kind,
            response=decision.response,
        )
        for decision, resolution, meeting in decisions.arising(session, plan, board, before)
    )


def _date_requests(session: Session, plan: Plan) -> tuple[DateRequest, ...]:
    asked_by = {person.reference: person.name for person in session.exec(select(Person))}
    return tuple(
        DateRequest(
            action=action.reference,
            title=action.title,
            asked_by=asked_by.get(change.asked_by, change.asked_by),
            from_on=change.from_on,
            to_on=change.to_on,
            reason=change.reason,
        )
        for change, action in dates.waiting(session)
        if change.to_on is not None and action.plan_id == plan.id
    )


def _paper_then(session: Session, paper: Paper) -> PaperThen:
    cycle = session.get_one(Cycle, paper.cycle_id)
    at = paper.published_at or paper.drafted_at
    return PaperThen(
        cycle=cycle.reference,
        board=session.get_one(BoardRow, cycle.board_id).name,
        published_on=at.date(),
        lines={fact["reference"]: _line_then(fact) for fact in paper.facts["actions"]},
    )


def _line_then(fact: Mapping[str, Any]) -> LineThen:
    """One action as the paper's own facts have it."""
    return LineThen(
        reference=fact["reference"],
        title=fact["title"],
        rating=Rating(fact["rating"]["key"]),
        status=DeliveryStatus(fact["status"]) if fact["status"] else None,
        due_on=date.fromisoformat(fact["due_on"]) if fact["due_on"] else None,
        owners=tuple(fact["owners"]),
    )


def actions_of(session: Session, plan: Plan) -> list[Action]:
    query = select(Action).where(Action.plan_id == plan.id, col(Action.gone_on).is_(None))
    return list(session.exec(query.order_by(col(Action.place), col(Action.id))))
