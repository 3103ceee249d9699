"""Search in what a board may read: actions, findings, owners' words, decisions and the titles of papers.

Neither case nor accents matter. It knows nothing of pages; every hit says where in the words it stands.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, select
from sqlmodel import Session, col

from governance.exempt import MARKABLE
from plan_store.exemptions import Marks, marks_for
from plan_store.tables import (
    Action,
    Board,
    Cycle,
    Decision,
    DeliveryPlan,
    Finding,
    Meeting,
    Paper,
    Person,
    Plan,
    Resolution,
    Update,
)

AROUND = 90
MOST_OF_A_KIND = 100


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One place where the words stand. kind: action, finding, answer, decision or paper.

    reference: of the action, finding or cycle; detail: the paper's kind or the number of the meeting; pieces: the words
    around it, every second one the words found.
    """

    kind: str
    reference: str
    title: str
    detail: str
    by: str
    on: date | None
    pieces: tuple[str, ...]


def fold(words: str) -> str:
    """Words as they are compared: small, and without accents, with exactly as many characters as before."""
    if words.isascii():
        return words.lower()
    return "".join(_fold_sign(sign) for sign in words)


def _fold_sign(sign: str) -> str:
    bare = unicodedata.normalize("NFKD", sign.casefold())
    kept = "".join(part for part in bare if not unicodedata.combining(part))
    # Exactly one for one, so that a place in the folded words is the same place in the words.
    return kept[0] if kept else sign


def find(session: Session, plan: Plan, wanted: str, *, until: datetime, part: int = 1) -> tuple[Hit, ...]:
    """Every hit, actions first; at most MOST_OF_A_KIND of each kind. until: what came later is not found.

    part: 2 for somebody who may read exempt words; nobody else finds anything in them.

    All the words wanted must stand in the same place, next to each other as typed, however they are spaced.
    """
    needle = fold(" ".join(wanted.split()))
    if not needle:
        return ()
    marks = marks_for(session, part=part)
    kinds = (
        _actions(session, plan, needle, until, marks),
        _findings(session, plan, needle, marks),
        _answers(session, plan, needle, until, marks),
        _decisions(session, plan, needle, marks),
        _papers(session, plan, needle),
    )
    return tuple(hit for hits in kinds for hit in _first(hits))


def _first(hits: Iterable[Hit]) -> Iterator[Hit]:
    for count, hit in enumerate(hits):
        if count == MOST_OF_A_KIND:
            return
        yield hit


def cut(words: str, needle: str) -> tuple[str, ...]:
    """The words around the first place where the folded needle stands, in pieces: before, found, after; or nothing."""
    plain = " ".join(words.split())
    at = fold(plain).find(needle)
    if at < 0:
        return ()
    end = at + len(needle)
    start, stop = max(0, at - AROUND), min(len(plain), end + AROUND)
    before = ("…" if start else "") + plain[start:at]
    after = plain[end:stop] + ("…" if stop < len(plain) else "")
    return before, plain[at:end], after


def _rows(session: Session, query: Select[Any]) -> Sequence[Row[Any]]:
    return session.connection().execute(query).all()


def _actions(session: Session, plan: Plan, needle: str, until: datetime, marks: Marks) -> Iterator[Hit]:
    query = (
        select(
            col(Action.id), col(Action.reference), col(Action.title), col(DeliveryPlan.id), col(DeliveryPlan.title)
        )
        .outerjoin(DeliveryPlan, col(Action.delivery_plan_id) == DeliveryPlan.id)
        .where(col(Action.plan_id) == plan.id, col(Action.created_on) <= until.date())
        .order_by(col(Action.place), col(Action.id))
    )  # fmt: skip
    for key, reference, written, area_id, area in _rows(session, query):
        title = marks.words("action", key, "title", written)
        if pieces := cut(f"{reference}: {title}", needle):
            yield _hit(
                "action",
                reference,
                title,
                detail=marks.words("deliveryplan", area_id, "title", area or ""),
                pieces=pieces,
            )


def _findings(session: Session, plan: Plan, needle: str, marks: Marks) -> Iterator[Hit]:
    columns = (Finding.id, Finding.reference, Finding.title)
    query = select(*map(col, columns)).where(col(Finding.plan_id) == plan.id)
    for key, reference, written in _rows(session, query.order_by(col(Finding.place))):
        title = marks.words("finding", key, "title", written)
        if pieces := cut(f"{reference}: {title}", needle):
            yield _hit("finding", reference, title, pieces=pieces)


def _answers(session: Session, plan: Plan, needle: str, until: datetime, marks: Marks) -> Iterator[Hit]:
    query = (
        select(
            col(Action.id), col(Action.reference), col(Action.title), col(Person.name), col(Update.said_on),
            col(Update.id), *(col(getattr(Update, field)) for field in MARKABLE["update"]),
        )
        .select_from(Update)
        .join(Action, col(Update.action_id) == Action.id)
        .join(Person, col(Update.said_by_id) == Person.id)
        .where(col(Action.plan_id) == plan.id, col(Update.at) <= until)
        .order_by(col(Update.id).desc())
    )  # fmt: skip
    for action_id, reference, written, by, on, key, *said in _rows(session, query):
        title = marks.words("action", action_id, "title", written)
        fields = zip(MARKABLE["update"], said, strict=True)
        texts = [marks.words("update", key, field, words) for field, words in fields]
        if pieces := next((pieces for words in texts if words and (pieces := cut(words, needle))), ()):
            yield _hit("answer", reference, title, by=by, on=on, pieces=pieces)


def _decisions(session: Session, plan: Plan, needle: str, marks: Marks) -> Iterator[Hit]:
    """A resolution by its own words or those of its limbs; each once."""
    query = (
        select(
            col(Resolution.id), col(Resolution.number), col(Resolution.words), col(Decision.id),
            col(Decision.words), col(Board.name),
            col(Meeting.id), col(Meeting.held_on),
        )
        .select_from(Resolution)
        .join(Meeting, col(Resolution.meeting_id) == Meeting.id)
        .join(Board, col(Meeting.board_id) == Board.id)
        .join(Cycle, col(Cycle.meeting_id) == Meeting.id)
        .outerjoin(Decision, col(Decision.resolution_id) == Resolution.id)
        .where(col(Cycle.plan_id) == plan.id)
        .order_by(col(Meeting.held_on).desc(), col(Resolution.id), col(Decision.limb))
    )  # fmt: skip
    seen: set[int] = set()
    for key, number, whole, limb_id, limb, board, meeting_id, held_on in _rows(session, query):
        texts = (
            marks.words("resolution", key, "words", whole), marks.words("decision", limb_id, "words", limb or "")
        )  # fmt: skip
        pieces = () if key in seen else cut(texts[0], needle) or cut(texts[1], needle)
        if pieces:
            seen.add(key)
            yield _hit("decision", number, board, detail=str(meeting_id), on=held_on, pieces=pieces)


def _papers(session: Session, plan: Plan, needle: str) -> Iterator[Hit]:
    query = (
        select(col(Paper.title), col(Paper.kind), col(Cycle.reference), col(Meeting.held_on))
        .join(Cycle, col(Paper.cycle_id) == Cycle.id)
        .join(Meeting, col(Cycle.meeting_id) == Meeting.id)
        .where(col(Paper.state) == "published", col(Paper.part) == 1, col(Cycle.plan_id) == plan.id)
        .order_by(col(Meeting.held_on).desc(), col(Paper.id))
    )
    for title, kind, cycle, held_on in _rows(session, query):
        if pieces := cut(title, needle):
            yield _hit("paper", cycle, title, detail=kind, on=held_on, pieces=pieces)


def _hit(
    kind: str,
    reference: str,
    title: str,
    *,
    detail: str = "",
    by: str = "",
    on: date | None = None,
    pieces: tuple[str, ...],
) -> Hit:
    return Hit(kind=kind, reference=reference, title=title, detail=detail, by=by, on=on, pieces=pieces)
