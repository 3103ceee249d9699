"""What boards said about an action: the decision it comes from, limbs that name it, dates granted or refused.

It is said to owners, on pages and by mail, so exempt words are kept back. It only reads, and knows nothing of pages.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from plan_store import cycles, decisions
from plan_store.exemptions import marks_for
from plan_store.tables import Action, Board, Cycle, DateChange, Plan


@dataclass(frozen=True, kw_only=True)
class BoardSaid:
    """by: the board, or whoever decided, as the paper names them. words: verbatim, empty for a date decided.

    date_asked: the new date that was granted or refused, None where this is no such decision.
    """

    on: date
    by: str
    words: str = ""
    date_asked: date | None = None
    granted: bool = False


def said_of(session: Session, cycle: Cycle, actions: Collection[Action]) -> Mapping[int, tuple[BoardSaid, ...]]:
    """Action id → what concerns it, oldest first; actions of which nothing was said are left out."""
    found: defaultdict[int, list[BoardSaid]] = defaultdict(list)
    plan, held_on = session.get_one(Plan, cycle.plan_id), cycles.meeting_of(session, cycle).held_on
    marks = marks_for(session)
    arising = decisions.arising(session, plan, cycles.board_of(session, cycle), held_on)
    for decision, _, meeting in arising:
        for action in actions:
            if action.source_decision_id == decision.id or _names(decision.words, action.reference):
                words = marks.words("decision", decision.id, "words", decision.words)
                said = BoardSaid(on=meeting.held_on, by=_board(session, meeting.board_id), words=words)
                found[action.id or 0].append(said)
    for change in _dates_decided(session, actions):
        assert change.decided_at is not None  # noqa: S101 - the query asks for it
        said = BoardSaid(
            on=change.decided_at.date(),
            by=change.decided_by,
            date_asked=change.to_on,
            granted=change.state == "granted",
        )
        found[change.action_id].append(said)
    return {key: tuple(sorted(said, key=lambda one: one.on)) for key, said in found.items()}


def _names(words: str, reference: str) -> bool:
    """Whether a decision names an action: “A-1” stands in “A-1 and A-2”, not in “A-12”."""
    return re.search(rf"(?<![\w-]){re.escape(reference)}(?![\w-])", words) is not None


def _board(session: Session, board_id: int) -> str:
    return session.get_one(Board, board_id).name


def _dates_decided(session: Session, actions: Collection[Action]) -> list[DateChange]:
    """The last request for each action that somebody decided."""
    query = select(DateChange).where(
        col(DateChange.action_id).in_([action.id for action in actions]),
        col(DateChange.state).in_(("granted", "refused")),
        col(DateChange.decided_at).is_not(None),
        col(DateChange.update_id).is_not(None),
    )
    latest = {change.action_id: change for change in session.exec(query.order_by(col(DateChange.id)))}
    return list(latest.values())
