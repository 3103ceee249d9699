"""Drafting: the position and the record become a brief, the brief becomes a paper. It stores nothing itself."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from config.clock import london
from config.council import Council
from config.council_tables import Board
from flows.office import Office
from governance.brief import facts, write_brief
from governance.flags import raise_flags
from governance.meetings import meetings_between
from governance.position import Position
from governance.record import Cover
from papers.catalogue import PaperType
from papers.rendering import render_paper
from plan_store import cycles, papers
from plan_store.database import Session
from plan_store.position import position_of
from plan_store.record import record_of
from plan_store.tables import Cycle, Plan


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A paper as it would be kept now. files: format → (file name, bytes)."""

    kind: str
    title: str
    facts: dict[str, Any]
    facts_digest: str
    files: dict[str, tuple[str, bytes]]
    template_digest: str
    part: int = 1


def gather(session: Session, office: Office, cycle: Cycle, kind: str, *, at: datetime) -> dict[str, Any]:
    """Everything a paper of this kind may say of this cycle at this instant, as plain facts."""
    council, today = office.council, london(at).date()
    board = council.board(cycles.board_of(session, cycle).key)
    position = position_of(session, cycle, at=at, as_of=today)
    cover = _cover(session, council, board, cycle, office.paper_types[kind])
    cover = replace(cover, input_from=_who_answered(position))
    record = record_of(
        session, cycle, cover, kind=kind, next_meeting_on=_next_meeting(board, council, position.meeting_on)
    )
    brief = write_brief(position, record, raise_flags(position, council.flags), council.scale)
    plain: dict[str, Any] = facts(brief)
    return plain


def render(
    office: Office,
    cycle_reference: str,
    kind: str,
    gathered: dict[str, Any],
    *,
    at: datetime,
    formats: tuple[str, ...] | None = None,
) -> Draft:
    """The paper in each format of the office, or in these. Takes about a second; hold no transaction open meanwhile."""
    paper_type = office.paper_types[kind]
    dated = london(at).date()
    rendered = render_paper(paper_type, gathered, house=office.house, dated=dated, formats=formats or office.formats)
    name = f"{cycle_reference}-{kind.replace('_', '-')}"
    return Draft(
        kind=kind,
        title=gathered["cover"]["title"],
        facts=gathered,
        facts_digest=papers.digest_of_facts(gathered),
        files={format_: (f"{name}.{format_}", content) for format_, content in rendered.files.items()},
        template_digest=rendered.template_digest,
        part=paper_type.part,
    )


def kinds_for(session: Session, office: Office, cycle: Cycle) -> tuple[str, ...]:
    """The paper types that the cycle's board gets, as council.toml says."""
    return office.council.board(cycles.board_of(session, cycle).key).reports


def _cover(session: Session, council: Council, board: Board, cycle: Cycle, paper_type: PaperType) -> Cover:
    plan, choices = session.get_one(Plan, cycle.plan_id), council.paper
    return Cover(
        council=council.name,
        title=choices.titles.get(paper_type.kind) or f"{plan.title}: {paper_type.title.lower()}",
        report_to=board.name,
        meeting_at=cycles.moments(cycle)["meeting_at"][0],
        place=board.place,
        relevant_director=choices.relevant_director,
        wards=choices.wards,
        contacts=choices.contact_officers,
        input_from=(),
        objectives_of=choices.objectives_of,
        objectives=choices.objectives,
    )


def _who_answered(position: Position) -> tuple[str, ...]:
    """Everybody whose update the paper is made of."""
    answers = (line.answer_in(position.cycle) for line in position.lines)
    return tuple(sorted({answer.said_by for answer in answers if answer is not None}))


def _next_meeting(board: Board, council: Council, after: date) -> date | None:
    """The board's next meeting by its rule, within the year that follows."""
    until = min(after.replace(year=after.year + 1, day=min(after.day, 28)), council.calendar.last_on)
    coming = [
        meeting.meeting_on for meeting in meetings_between(board.meeting_rule, after, until, calendar=council.calendar)
    ]
    return next((on for on in coming if on > after), None)
