"""What goes out for a meeting and when: the papers of the pack, those that are to follow, and each supplement.

The papers that went out at one instant are one despatch: the first is the pack, each later one a supplement.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from governance.errors import RecordError, WrongStage
from governance.terms import Stage
from plan_store import audit, papers
from plan_store.tables import Cycle, Paper, SignOff

DESPATCHED = "papers despatched"
MAY_BE_SET_ASIDE = (Stage.DRAFTING, Stage.AWAITING_SIGN_OFF, Stage.SENT_BACK, Stage.APPROVED)
# Two despatches are never at one instant, since that is how their papers are told apart.
A_MOMENT = timedelta(microseconds=1)


def out(session: Session, cycle: Cycle) -> list[Paper]:
    """Every paper of the cycle that has ever gone out, in the order in which they did."""
    query = select(Paper).where(Paper.cycle_id == cycle.id, col(Paper.published_at).is_not(None))
    return list(session.exec(query.order_by(col(Paper.published_at), col(Paper.id))))


def waiting(session: Session, cycle: Cycle, *, state: str = "") -> list[Paper]:
    """The papers drafted since the pack went out, for a supplement. state: drafted or approved; both where empty."""
    if not papers.is_out(cycle):
        return []
    states = (state,) if state else ("drafted", "approved")
    query = select(Paper).where(Paper.cycle_id == cycle.id, col(Paper.state).in_(states))
    return list(session.exec(query.order_by(col(Paper.id))))


def unsigned(session: Session, cycle: Cycle) -> list[Paper]:
    """The papers that wait for a director's word: those of the meeting, and once they are out those of a supplement.

    What was sent back waits for the officer instead, until it is drafted again.
    """
    if cycle.stage is Stage.AWAITING_SIGN_OFF:
        return papers.heads(session, cycle)
    if cycle.stage is not Stage.PUBLISHED:
        return []
    drafted = waiting(session, cycle, state="drafted")
    decided = {paper_id for paper_id, _ in _words_on(session, drafted)}
    return [paper for paper in drafted if paper.id not in decided]


def sent_back(session: Session, cycle: Cycle) -> list[Paper]:
    """The papers for a supplement that wait for the officer, since the director sent them back."""
    unsigned_ids = {paper.id for paper in unsigned(session, cycle)}
    return [paper for paper in waiting(session, cycle, state="drafted") if paper.id not in unsigned_ids]


def before_director(session: Session, cycle: Cycle) -> list[Paper]:
    """What a director's pages show: the papers that wait for their word, else those of a supplement they decided of.

    Where there is neither, the papers of the meeting as they stand.
    """
    if found := unsigned(session, cycle):
        return found
    if cycle.stage is Stage.PUBLISHED and (words := _words_on(session, on_its_way := waiting(session, cycle))):
        last = {paper_id for paper_id, at in words if at == words[-1][1]}
        return [paper for paper in on_its_way if paper.id in last]
    return papers.heads(session, cycle)


def _words_on(session: Session, said_of: Sequence[Paper]) -> list[tuple[int, datetime]]:
    """On which of these papers a director has said a word, and when, the last one last."""
    query = select(SignOff.paper_id, SignOff.at).where(col(SignOff.paper_id).in_([paper.id for paper in said_of]))
    return list(session.exec(query.order_by(col(SignOff.id))))


def out_at(session: Session, cycle: Cycle, at: datetime) -> datetime:
    """The instant of a despatch that goes out now: the present one, unless another went out at it."""
    before = [paper.published_at for paper in out(session, cycle) if paper.published_at is not None]
    return max([at, *(instant + A_MOMENT for instant in before)])


def signed_off_at(session: Session, paper: Paper) -> datetime | None:
    """When a paper was signed off; none where it has not been."""
    query = select(SignOff.at).where(SignOff.paper_id == paper.id, SignOff.outcome == "approved")
    return session.exec(query.order_by(col(SignOff.id).desc())).first()


def set_aside(session: Session, cycle: Cycle, kind: str, *, by: str, at: datetime) -> list[Paper]:
    """Let the other papers go without this one, which is to follow: it and its exempt twin need no sign-off now.

    Raises WrongStage where nothing is drafted, or the papers are out; RecordError for a paper there is not, or where
    none would be left.
    """
    if cycle.stage not in MAY_BE_SET_ASIDE:
        raise WrongStage(
            f"No paper of {cycle.reference} can be set aside now: it must be drafted and not yet published. See "
            "“cleardays story”."
        )
    current = papers.current(session, cycle)
    aside = [paper for paper in current if paper.kind.removesuffix("_exempt") == kind]
    if not aside:
        known = ", ".join(paper.kind for paper in current if paper.part == 1)
        raise RecordError(f"{cycle.reference} has no paper “{kind}” to set aside; it has: {known}.")
    if not [paper for paper in current if paper.part == 1 and paper not in aside]:
        raise RecordError(
            f"“{aside[0].title}” is the only paper of {cycle.reference} for the public; without it nothing would go "
            "out. Let it be signed off, or explain its lateness with “cleardays late-item”."
        )
    for paper in aside:
        paper.state = "to_follow"
        session.add(paper)
    audit.record(session, "paper set aside", cycle.reference, by=by, at=at, cycle=cycle.reference, kind=kind)
    return aside


def send_out(
    session: Session,
    cycle: Cycle,
    sent: Sequence[Paper],
    *,
    order: Sequence[str] = (),
    to_follow: Mapping[str, str] | None = None,
    by: str,
    at: datetime,
) -> None:
    """These papers have gone out together. at: their own instant (out_at).

    order: the kinds on the agenda; to_follow: kind → title of what is to follow. Both stand in the pack beside its
    papers and are kept, so that it can be made again as it was.
    """
    for paper in sent:
        papers.mark_published(session, paper, by=by, at=at)
    detail: dict[str, Any] = {"papers": len(sent)}
    if order:
        detail |= {"order": list(order), "to_follow": dict(to_follow or {})}
    audit.record(session, DESPATCHED, cycle.reference, by=by, at=at, cycle=cycle.reference, **detail)


def agenda(session: Session, cycle: Cycle) -> Mapping[str, Any] | None:
    """What was kept of the pack that is out: order and to_follow; none where nothing was."""
    kept = papers.trail(session, (DESPATCHED,), cycle=cycle.reference)
    return kept[0].detail if kept else None
