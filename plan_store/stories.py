"""An action's whole story: every event that concerned it, in one list by time. It decides nothing.

Owners' words come as they were written. What is later than a moment can be left out, since a board reads no drafts.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Row, Select, Text, or_, select, type_coerce
from sqlmodel import Session, col

from governance.exempt import MARKABLE
from plan_store import papers
from plan_store.exemptions import Marks, marks_for, titles_of_measures, without
from plan_store.tables import (
    Action,
    ActionOwner,
    Board,
    Cycle,
    DateChange,
    Decision,
    DeliveryPlan,
    Evidence,
    EvidenceFile,
    FlagRaised,
    Meeting,
    Paper,
    Person,
    Resolution,
    Update,
    UpdateRequest,
)

# What stands first where two things happened on the same day at an unknown hour.
# What is public when it happens; everything else is published by the next paper.
PUBLIC = frozenset({"paper", "decision"})
KINDS = ("began", "decision", "asked", "answer", "date_asked", "moved", "refused", "evidence", "flag", "paper", "ended")


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that concerned the action. kind: one of KINDS. at: in UTC; of what has only a day, its first moment.

    said: what is known of it, by names that its kind gives it; plain values and rows of the store.
    """

    kind: str
    at: datetime
    said: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Story:
    """An action and its events, oldest first. slip_days: from its first date to today's, 0 where either is missing."""

    reference: str
    title: str
    delivery_plan: str
    owners: tuple[str, ...]
    first_due_on: date | None
    due_on: date | None
    due_words: str
    slip_days: int
    moves: int
    events: tuple[Event, ...]


def story_of(session: Session, action: Action, *, until: datetime, part: int = 1) -> Story:
    """The story of an action up to an instant, with the papers and decisions since. Its dates are those of then.

    part: 2 for somebody who may read exempt words; from everybody else they are kept back.
    """
    marks = marks_for(session, part=part)
    events = [event for event in _events(session, action, marks) if event.at <= until or event.kind in PUBLIC]
    events.sort(key=lambda event: (event.at, KINDS.index(event.kind)))
    moved = [event for event in events if event.kind == "moved"]
    due_on, due_words = _due_at(session, action, until)
    owners = _rows(
        session,
        select(col(Person.name))
        .join(ActionOwner, col(ActionOwner.person_id) == Person.id)
        .where(col(ActionOwner.action_id) == action.id)
        .order_by(col(ActionOwner.place)),
    )
    area = session.get(DeliveryPlan, action.delivery_plan_id) if action.delivery_plan_id else None
    return Story(
        reference=action.reference,
        title=marks.words("action", action.id, "title", action.title),
        delivery_plan=marks.words("deliveryplan", area.id, "title", area.title) if area else "",
        owners=tuple(name for (name,) in owners),
        first_due_on=action.first_due_on,
        due_on=due_on,
        due_words=due_words,
        slip_days=_days(action.first_due_on, due_on),
        moves=len(moved),
        events=tuple(events),
    )


def _events(session: Session, action: Action, marks: Marks) -> Iterator[Event]:
    yield Event(
        kind="began",
        at=_start_of(action.created_on),
        said={"due_on": action.first_due_on, "status": action.status_words},
    )
    if action.gone_on is not None:
        yield Event(kind="ended", at=_start_of(action.gone_on))
    yield from _asked(session, action)
    yield from _answers(session, action, marks)
    yield from _moves(session, action, marks)
    yield from _evidence(session, action, marks)
    yield from _flags(session, action, marks)
    yield from _papers(session, action)
    yield from _decisions(session, action, marks)


def _due_at(session: Session, action: Action, until: datetime) -> tuple[date | None, str]:
    """As it was before the moves that were made later."""
    change = DateChange
    later = (
        select(col(change.from_on), col(change.from_words))
        .where(col(change.action_id) == action.id, col(change.state).in_(("granted", "loaded")))
        .where(col(change.decided_at) > until)
        .order_by(col(change.decided_at), col(change.id))
    )
    for from_on, from_words in _rows(session, later):
        return from_on, from_words
    return action.due_on, action.due_words


def _days(first: date | None, last: date | None) -> int:
    return (last - first).days if first is not None and last is not None else 0


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


def _rows(session: Session, query: Select[Any]) -> list[Row[Any]]:
    return list(session.connection().execute(query))


def _asked(session: Session, action: Action) -> Iterator[Event]:
    query = (
        select(col(UpdateRequest.asked_at), col(Person.name), col(Board.name), col(Meeting.held_on))
        .join(Person, col(UpdateRequest.person_id) == Person.id)
        .join(Cycle, col(UpdateRequest.cycle_id) == Cycle.id)
        .join(Board, col(Cycle.board_id) == Board.id)
        .join(Meeting, col(Cycle.meeting_id) == Meeting.id)
        .where(col(UpdateRequest.action_id) == action.id)
    )
    for at, person, board, held_on in _rows(session, query):
        yield Event(kind="asked", at=at, said={"person": person, "board": board, "held_on": held_on})


def _answers(session: Session, action: Action, marks: Marks) -> Iterator[Event]:
    update = Update
    words = (update.narrative, update.reason, update.would_move, update.percent, update.asked_due_on)
    query = (
        select(
            col(update.id), col(update.at), col(Person.name), col(update.recorded_by), col(update.no_change),
            col(update.late),
            type_coerce(col(update.status), Text).label("status"), *map(col, words), col(Meeting.held_on),
        )
        .select_from(update)
        .join(Person, col(update.said_by_id) == Person.id)
        .join(Cycle, col(update.cycle_id) == Cycle.id)
        .join(Meeting, col(Cycle.meeting_id) == Meeting.id)
        .where(col(update.action_id) == action.id)
        .order_by(col(update.at), col(update.id))
    )  # fmt: skip
    names = _names(session)
    for row in _rows(session, query):
        said = {**row._mapping, "by": row.name, "recorded_by": names.get(row.recorded_by, row.recorded_by)}
        said |= {field: marks.words("update", row.id, field, said[field]) for field in MARKABLE["update"]}
        yield Event(kind="answer", at=row.at, said=said)


def _moves(session: Session, action: Action, marks: Marks) -> Iterator[Event]:
    """Each date asked for, and each that was granted, refused or came with a spreadsheet, with the slip so far."""
    query = select(DateChange.__table__).where(col(DateChange.action_id) == action.id)  # type: ignore[attr-defined]
    names, count = _names(session), 0
    rows = sorted(_rows(session, query), key=lambda row: (row.decided_at or row.asked_at, row.id))
    for row in rows:
        said = {
            "from_on": row.from_on, "from_words": row.from_words, "to_on": row.to_on,
            "reason": marks.words("datechange", row.id, "reason", row.reason),
            "asked_by": names.get(row.asked_by, ""), "decided_by": names.get(row.decided_by, row.decided_by),
        }  # fmt: skip
        if row.state != "loaded":
            yield Event(kind="date_asked", at=row.asked_at, said=said)
        if row.state in ("granted", "loaded") and row.decided_at is not None:
            count += 1
            total = _days(action.first_due_on, row.to_on)
            said |= {"granted": row.state == "granted", "by": _days(row.from_on, row.to_on), "total": total}
            yield Event(kind="moved", at=row.decided_at, said=said | {"number": count})
        elif row.state == "refused" and row.decided_at is not None:
            yield Event(kind="refused", at=row.decided_at, said=said)


def _evidence(session: Session, action: Action, marks: Marks) -> Iterator[Event]:
    file = EvidenceFile
    columns = (file.evidence_id, file.id, file.name, file.size)
    files: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    of_action = (
        select(*map(col, columns))
        .join(Evidence, col(file.evidence_id) == Evidence.id)
        .where(col(Evidence.action_id) == action.id)
        .order_by(col(file.id))
    )
    for row in _rows(session, of_action):
        files[row.evidence_id].append(row)
    names, evidence = _names(session), Evidence
    wanted = (evidence.id, evidence.shows, evidence.link, evidence.added_at, evidence.added_by)
    query = select(*map(col, wanted)).where(col(evidence.action_id) == action.id).order_by(col(evidence.id))
    for row in _rows(session, query):
        closed = marks.hides("evidence", row.id, "shows")
        said = {"by": names.get(row.added_by, ""), "files": [] if closed else files[row.id]}
        said |= {field: marks.words("evidence", row.id, field, getattr(row, field)) for field in MARKABLE["evidence"]}
        yield Event(kind="evidence", at=row.added_at, said=said)


def _flags(session: Session, action: Action, marks: Marks) -> Iterator[Event]:
    """What the rules raised at a lock; the store keeps the moment of the lock."""
    query = (
        select(col(Cycle.locked_at), col(FlagRaised.because), col(Board.name))
        .join(Cycle, col(FlagRaised.cycle_id) == Cycle.id)
        .join(Board, col(Cycle.board_id) == Board.id)
        .where(col(FlagRaised.subject) == action.reference, col(Cycle.plan_id) == action.plan_id)
        .where(col(Cycle.locked_at).is_not(None))
        .order_by(col(FlagRaised.place))
    )
    closed = titles_of_measures(session, marks)
    for at, because, board in _rows(session, query):
        yield Event(kind="flag", at=at, said={"because": without(because, closed), "board": board})


def _papers(session: Session, action: Action) -> Iterator[Event]:
    """The published papers it stood in, with the colour that they printed."""
    paper = Paper
    columns = (paper.id, paper.title, paper.kind, paper.published_at)
    query = (
        select(*map(col, columns), col(Cycle.reference), col(Board.name))
        .join(Cycle, col(paper.cycle_id) == Cycle.id)
        .join(Board, col(Cycle.board_id) == Board.id)
        .where(col(paper.state) == "published", col(paper.part) == 1, col(Cycle.plan_id) == action.plan_id)
        .order_by(col(paper.id))
    )
    for paper_id, title, kind, published_at, cycle, board in _rows(session, query):
        printed = papers.facts(session, paper_id).get("actions", ())
        shown = next((line for line in printed if line["reference"] == action.reference), None)
        if shown is not None and published_at is not None:
            said = {"title": title, "kind": kind, "cycle": cycle, "board": board, "rating": shown["rating"]}
            yield Event(kind="paper", at=published_at, said=said)


def _decisions(session: Session, action: Action, marks: Marks) -> Iterator[Event]:
    """What a board decided that made the action, or that names it by its reference."""
    named = re.compile(rf"(?<!\w){re.escape(action.reference)}(?!\w)")
    query = (
        select(
            col(Meeting.held_on),
            col(Board.name),
            col(Resolution.number),
            col(Decision.words),
            col(Decision.response),
            col(Decision.id),
            col(Decision.met_at),
        )
        .select_from(Decision)
        .join(Resolution, col(Decision.resolution_id) == Resolution.id)
        .join(Meeting, col(Resolution.meeting_id) == Meeting.id)
        .join(Board, col(Meeting.board_id) == Board.id)
        .where(
            or_(
                col(Decision.id) == action.source_decision_id,
                col(Decision.words).contains(action.reference, autoescape=True),
            )
        )
        .order_by(col(Decision.id))
    )
    for held_on, board, number, words, response, key, met_at in _rows(session, query):
        if key != action.source_decision_id and not named.search(words):
            continue
        said = {"board": board, "number": number, "met_at": met_at}
        said |= {
            "words": marks.words("decision", key, "words", words),
            "response": marks.words("decision", key, "response", response),
        }
        yield Event(kind="decision", at=_start_of(held_on), said=said)


def _names(session: Session) -> dict[str, str]:
    return dict(_rows(session, select(col(Person.reference), col(Person.name))))  # type: ignore[arg-type]
