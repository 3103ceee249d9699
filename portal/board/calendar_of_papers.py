"""What the front page lists: each board's published papers, and the meetings to come. No person is named."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from config.council import Council
from governance.terms import Stage
from plan_store import cycles, papers
from plan_store.database import Session
from plan_store.papers import Out
from portal.addresses import paper_address
from portal.paper_files import MEDIA

# What the public is told. That a director has sent a paper back is the council's own affair.
STANDS = {
    Stage.PLANNED: "The meeting has a date; work on its paper has not begun.",
    Stage.COLLECTING: "The owners of the actions are being asked how they are going.",
    Stage.LOCKED: "The paper is being written.",
    Stage.DRAFTING: "The paper is being written.",
    Stage.AWAITING_SIGN_OFF: "The paper is being checked before it is published.",
    Stage.SENT_BACK: "The paper is being checked before it is published.",
    Stage.APPROVED: "The paper is ready and will be published at its hour.",
    Stage.PUBLISHED: "The paper is published; you can read it below.",
}


@dataclass(frozen=True, kw_only=True)
class PaperOut:
    """A published paper. formats: triples (format, address, size in bytes)."""

    title: str
    held_on: date
    formats: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, kw_only=True)
class BoardOut:
    name: str
    papers: tuple[PaperOut, ...]


@dataclass(frozen=True, kw_only=True)
class MeetingToCome:
    """stands: how far the work for it has come, in a sentence. The instants are London wall time."""

    board: str
    place: str
    stands: str
    lock_at: datetime
    publish_by_at: datetime
    meeting_at: datetime


def boards_with_papers(session: Session, council: Council) -> tuple[BoardOut, ...]:
    """Every board that has a published paper, in the council's order of reading; newest meetings first.

    Exempt papers are not even named.
    """
    names: dict[str, str] = {}
    found: dict[str, list[PaperOut]] = {}
    every = papers.published(session)
    kept = papers.formats(session, [out.paper_id for out in every])
    for out in every:
        names[out.board_key] = out.board
        found.setdefault(out.board_key, []).append(_out(out, kept[out.paper_id]))
    order = [board.key for board in council.boards]
    keys = sorted(found, key=lambda key: (order.index(key) if key in order else len(order), key))
    return tuple(BoardOut(name=names[key], papers=tuple(found[key])) for key in keys)


def _out(out: Out, kept: Mapping[str, int]) -> PaperOut:
    formats = tuple(
        (format_, paper_address(out.cycle, out.kind, format_), kept[format_]) for format_ in MEDIA if format_ in kept
    )
    return PaperOut(title=out.title, held_on=out.held_on, formats=formats)


def meetings_to_come(session: Session, *, as_of: datetime) -> tuple[MeetingToCome, ...]:
    """Meetings with a running cycle that have not begun by as_of (London wall time), the next one first."""
    coming = []
    for cycle in cycles.running(session):
        moments, meeting = cycles.moments(cycle), cycles.meeting_of(session, cycle)
        if moments["meeting_at"][0] < as_of:
            continue
        coming.append(
            MeetingToCome(
                board=cycles.board_of(session, cycle).name,
                place=meeting.place,
                stands=STANDS[cycle.stage],
                lock_at=moments["lock_at"][0],
                publish_by_at=moments["publish_by_at"][0],
                meeting_at=moments["meeting_at"][0],
            )
        )
    return tuple(coming)
