"""What the board's pages show: the plan as its last paper printed it, and the meetings with their papers and questions.

Nothing that has not been published comes in here. It knows nothing of HTML.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from config.clock import london
from governance.terms import Stage
from plan_store import cycles, decisions, meetings, papers, questions
from plan_store.database import Session
from plan_store.exemptions import covered, marks_for
from plan_store.papers import Out
from plan_store.tables import Board, Cycle, Meeting
from portal.addresses import paper_address
from portal.board.calendar_of_papers import STANDS
from portal.director.papers_to_sign import Changes, changes_in
from portal.paper_files import MEDIA


@dataclass(frozen=True, kw_only=True)
class FormatOut:
    """One format of a published paper. size: in bytes."""

    format: str
    address: str
    size: int


@dataclass(frozen=True, kw_only=True)
class PaperOut:
    title: str
    kind: str
    cycle: str
    formats: tuple[FormatOut, ...]


@dataclass(frozen=True, kw_only=True)
class LastPaper:
    """The newest published paper that tells of every action. facts: as it printed them. until: what it knew."""

    out: Out
    facts: Mapping[str, Any]
    until: datetime
    changes: Changes | None

    @property
    def as_of(self) -> date:
        return london(self.until).date()

    @property
    def actions(self) -> tuple[Mapping[str, Any], ...]:
        return tuple(self.facts.get("actions", ()))


@dataclass(frozen=True, kw_only=True)
class MeetingShown:
    """One meeting of a board. cycle: the reference of the work for it, or empty. state: called or cancelled.

    stands: how far its paper has come. The instants are London wall time.
    """

    id: int
    cycle: str
    board: str
    held_at: datetime
    place: str
    state: str
    stands: str
    lock_at: datetime | None
    publish_by_at: datetime | None
    papers: tuple[PaperOut, ...]


def papers_out(session: Session) -> dict[int, tuple[PaperOut, ...]]:
    """Meeting id → its published papers that anybody may read, of the newest meeting first."""
    every = papers.published(session)
    kept = papers.formats(session, [out.paper_id for out in every])
    found: dict[int, tuple[PaperOut, ...]] = {}
    for out in every:
        found[out.meeting_id] = (*found.get(out.meeting_id, ()), _paper_out(out, kept[out.paper_id]))
    return found


def _paper_out(out: Out, kept: Mapping[str, int]) -> PaperOut:
    return PaperOut(
        title=out.title,
        kind=out.kind,
        cycle=out.cycle,
        formats=tuple(
            FormatOut(format=format_, address=paper_address(out.cycle, out.kind, format_), size=kept[format_])
            for format_ in MEDIA
            if format_ in kept
        ),
    )


def last_paper(session: Session) -> LastPaper | None:
    """The newest published paper by when it was written; None before the first."""
    every = sorted(papers.published(session), key=lambda out: (out.drafted_at, out.paper_id))
    if not every:
        return None
    facts = papers.facts(session, every[-1].paper_id)
    return LastPaper(out=every[-1], facts=facts, until=every[-1].drafted_at, changes=changes_in(facts, None))


def every_meeting(session: Session) -> tuple[MeetingShown, ...]:
    """Every meeting that takes place or was cancelled, the latest first; one that was moved stands at its new day."""
    out = papers_out(session)
    return tuple(
        _shown(meeting, board, cycle, out.get(meeting.id or 0, ()))
        for meeting, board, cycle in meetings.every(session)
        if meeting.state != meetings.MOVED
    )


def _shown(meeting: Meeting, board: Board, cycle: Cycle | None, out: tuple[PaperOut, ...]) -> MeetingShown:
    called_off = cycle is not None and cycle.stage is Stage.CANCELLED
    return MeetingShown(
        id=meeting.id or 0,
        cycle=cycle.reference if cycle is not None else "",
        board=board.name,
        held_at=_held_at(meeting),
        place=meeting.place,
        state=meetings.CANCELLED if called_off else meeting.state,
        stands=STANDS.get(cycle.stage, "") if cycle is not None else "",
        lock_at=_moment(cycle, "lock_at"),
        publish_by_at=_moment(cycle, "publish_by_at"),
        papers=out,
    )


def _held_at(meeting: Meeting) -> datetime:
    """A meeting of which only the day is known begins with it."""
    return datetime.fromisoformat(meeting.held_at) if meeting.held_at else datetime.combine(meeting.held_on, time())


def _moment(cycle: Cycle | None, name: str) -> datetime | None:
    return cycles.moments(cycle).get(name, (None,))[0] if cycle is not None else None


def takes_questions(shown: MeetingShown, *, as_of: datetime) -> bool:
    """Questions may be put until the meeting begins."""
    return shown.state == meetings.CALLED and as_of < shown.held_at


def next_meeting(every: Sequence[MeetingShown], *, as_of: datetime) -> MeetingShown | None:
    """The next meeting that has not begun and takes place."""
    coming = [shown for shown in every if takes_questions(shown, as_of=as_of)]
    return min(coming, key=lambda shown: shown.held_at, default=None)


def questions_of(session: Session, meeting_id: int, *, part: int) -> list[Mapping[str, Any]]:
    """Every question of a meeting with its answer, as the record names people. part: 2 with exempt words in them."""
    marks = marks_for(session, part=part)
    return [
        {
            "asked_by": row.asked_by,
            "asked_at": london(row.asked_at) if row.asked_at else None,
            "before": row.before_meeting,
            "about": marks.words("memberquestion", row.id, "about", row.about),
            "words": marks.words("memberquestion", row.id, "question", row.question),
            "answer": marks.words("memberquestion", row.id, "answer", row.answer),
            "answered_at": london(row.answered_at) if row.answered_at else None,
        }
        for row in questions.of_meeting(session, meetings.find(session, meeting_id))
    ]


def resolutions_of(session: Session, meeting: Meeting, *, part: int) -> list[tuple[Mapping[str, str], list[Any]]]:
    """Every resolution of a meeting with its limbs, as it may be shown. part: 2 with exempt words in them."""
    marks = marks_for(session, part=part)
    return [
        (
            {"number": resolution.number, **covered("resolution", resolution, marks)},
            [{"met_at": limb.met_at, **covered("decision", limb, marks)} for limb in limbs],
        )
        for resolution, limbs in decisions.resolutions_of(session, meeting)
    ]
