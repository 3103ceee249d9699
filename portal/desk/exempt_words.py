"""What of the record is kept from the public, and what can be: each text with where it stands, in an officer's words.

It knows nothing of forms or HTML.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from config.clock import london
from governance.calendar_words import say_date
from governance.exempt import MARKABLE, PARAGRAPHS
from plan_store import exemptions, plan_view
from plan_store.database import Session
from plan_store.exemptions import TABLES
from plan_store.tables import Action, DateChange, Evidence, Exemption, Plan, Update

KINDS = {
    "action": "Action", "finding": "Finding", "deliveryplan": "Delivery plan", "update": "Answer",
    "datechange": "New date asked for", "evidence": "Evidence", "standingtext": "Standing text", "risk": "Risk",
    "fundingline": "Money", "measure": "Measure", "inspection": "Inspection", "externalevent": "Visit or review",
    "resolution": "Resolution", "decision": "Decision", "memberquestion": "Member’s question",
}  # fmt: skip
FIELDS = {
    "title": "the title", "narrative": "how it is going", "reason": "the reason", "would_move": "what would move it",
    "shows": "what it shows", "link": "where it is kept", "words": "the words", "mitigation": "what is done about it",
    "contingency": "what is done if it happens", "condition": "the condition", "caveat": "what to know when reading it",
    "summary": "the summary", "judgement": "the judgement", "response": "what has been done",
    "about": "what it is about", "question": "the question", "answer": "the answer",
}  # fmt: skip
# Kinds that no page of an action leads to: the plan's own texts, listed on a page of their own.
OF_THE_PLAN = (
    "finding", "deliveryplan", "standingtext", "risk", "fundingline", "measure", "inspection", "externalevent",
    "resolution", "decision", "memberquestion",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class TextShown:
    """One text that can be marked. kept_back: whether it is, by a mark that stands."""

    kind: str
    row_id: int
    field: str
    where: str
    words: str
    kept_back: bool

    @property
    def address(self) -> str:
        return f"/desk/exempt-words/mark/{self.kind}/{self.row_id}/{self.field}"


@dataclass(frozen=True, kw_only=True)
class MarkShown:
    """One mark that stands. texts: what it covers. at: London wall time."""

    id: int
    where: str
    texts: tuple[tuple[str, str], ...]
    paragraph: int
    paragraph_words: str
    reason: str
    by: str
    at: datetime


def marks_shown(session: Session, plan: Plan) -> tuple[MarkShown, ...]:
    """Every mark that stands, the newest first."""
    names = {person.reference: person.name for person in plan_view.everybody(session)}
    return tuple(_mark(session, mark, names) for mark in reversed(exemptions.standing(session, plan)))


def _mark(session: Session, mark: Exemption, names: Mapping[str, str]) -> MarkShown:
    row = session.get(TABLES[mark.kind], mark.row_id)
    fields = [mark.field] if mark.field else MARKABLE[mark.kind]
    said = [(FIELDS[field], getattr(row, field)) for field in fields if row is not None]
    return MarkShown(
        id=mark.id or 0,
        where=where_of(session, mark.kind, row) if row is not None else KINDS[mark.kind],
        texts=tuple((name, words) for name, words in said if words),
        paragraph=mark.paragraph,
        paragraph_words=PARAGRAPHS[mark.paragraph],
        reason=mark.reason,
        by=names.get(mark.marked_by, mark.marked_by),
        at=london(mark.marked_at),
    )


def where_of(session: Session, kind: str, row: Any) -> str:
    """Where a row stands: “Answer about A-001, 9 February 2026”."""
    if isinstance(row, Update | DateChange | Evidence):
        action = session.get_one(Action, row.action_id).reference
        on = row.said_on if isinstance(row, Update) else london(_came_at(row)).date()
        return f"{KINDS[kind]} about {action}, {say_date(on)}"
    name = getattr(row, "reference", "") or getattr(row, "section", "") or getattr(row, "number", "")
    return f"{KINDS[kind]} {str(name).replace('_', ' ')}".strip()


def _came_at(row: DateChange | Evidence) -> datetime:
    return row.added_at if isinstance(row, Evidence) else row.asked_at


def texts_of_action(session: Session, action: Action) -> tuple[TextShown, ...]:
    """The title and every word that was said about an action, the newest last."""
    return _texts(session, exemptions.rows_about(session, action))


def texts_of_plan(session: Session) -> tuple[TextShown, ...]:
    """Every other text that can be marked: risks, standing texts, money, measures, findings, decisions, questions."""
    return _texts(session, [row for kind in OF_THE_PLAN for row in exemptions.rows_of(session, kind)])


def _texts(session: Session, rows: list[Any]) -> tuple[TextShown, ...]:
    marks = exemptions.marks_for(session)

    def every() -> Iterator[TextShown]:
        for row in rows:
            kind = str(row.__tablename__)
            for field in MARKABLE[kind]:
                if words := getattr(row, field):
                    yield TextShown(
                        kind=kind,
                        row_id=row.id,
                        field=field,
                        where=f"{where_of(session, kind, row)}: {FIELDS[field]}",
                        words=words,
                        kept_back=marks.hides(kind, row.id, field),
                    )

    return tuple(every())
