"""Drafting: the position and the record become a brief, the brief becomes a paper. It stores nothing itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from config.clock import london
from config.council import Council
from config.council_tables import Board
from flows.agenda import paper_name
from flows.office import Office
from flows.stand_ins import files_of, stand_ins
from governance.brief import facts, write_brief
from governance.errors import PaperError
from governance.flags import raise_flags
from governance.meetings import meetings_between
from governance.position import Position
from governance.record import Cover
from papers.catalogue import PaperType
from papers.house import House
from papers.rendering import Rendered, render_paper
from plan_store import cycles, exemptions, papers
from plan_store.database import Session
from plan_store.position import position_of
from plan_store.record import Wanted, record_of
from plan_store.tables import Cycle, Plan

MAIL_NAME = "-mail.html"
NOT_PUBLIC = "NOT FOR PUBLICATION – exempt information"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A paper as it would be kept now. files: format → (file name, bytes).

    remark: what the officer has to know of how it was made. template: the files of the template, where they are worth
    keeping; none where another stood in for it.
    """

    kind: str
    title: str
    facts: dict[str, Any]
    facts_digest: str
    files: dict[str, tuple[str, bytes]]
    template_digest: str
    part: int = 1
    remark: str = ""
    template: Mapping[str, str] = field(default_factory=dict)


def gather(
    session: Session, office: Office, cycle: Cycle, kind: str, *, at: datetime, theme: str = ""
) -> dict[str, Any]:
    """Everything a paper of this kind may say of this cycle at this instant, as plain facts.

    theme: the delivery plan or finding that a paper on one theme speaks of; empty leaves it to the rulebook.
    """
    council, today, paper_type = office.council, london(at).date(), office.paper_types[kind]
    board = council.board(cycles.board_of(session, cycle).key)
    position = position_of(session, cycle, at=at, as_of=today, part=paper_type.part)
    cover = _cover(session, council, board, cycle, paper_type)
    cover = replace(cover, input_from=_who_answered(position))
    wanted = Wanted(
        kind=kind,
        at=at,
        as_of=today,
        part=paper_type.part,
        next_meeting_on=_next_meeting(board, council, position.meeting_on),
        small_numbers=council.paper.small_numbers,
        theme=theme,
    )
    record = record_of(session, cycle, cover, wanted)
    brief = write_brief(position, record, raise_flags(position, council.flags), council.scale)
    # What comes from elsewhere than the record, a late item's reason or the title of a paper, may quote it.
    plain: dict[str, Any] = exemptions.marks_for(session, part=paper_type.part).left_out(facts(brief))
    return plain


def render(
    office: Office,
    cycle_reference: str,
    kind: str,
    gathered: dict[str, Any],
    *,
    at: datetime,
    formats: tuple[str, ...] | None = None,
    named: str = "",
) -> Draft:
    """The paper in each format of the office, or in these. Takes about a second; hold no transaction open meanwhile.

    named: what its files are called, where that is not its usual name.
    """
    paper_type = office.paper_types[kind]
    dated = london(at).date()
    made_in = formats or tuple(format_ for format_ in paper_type.formats if format_ in office.formats)
    rendered, remark = _made(office, paper_type, gathered, dated, made_in)
    name = named or paper_name(office.council, cycle_reference, paper_type, gathered["cover"])
    return Draft(
        kind=kind,
        title=gathered["cover"]["title"],
        facts=gathered,
        facts_digest=papers.digest_of_facts(gathered),
        files={format_: (file_name(name, format_), content) for format_, content in rendered.files.items()},
        template_digest=rendered.template_digest,
        part=paper_type.part,
        remark=remark,
        template={} if remark or paper_type.part == 2 else files_of(paper_type),
    )


def _made(
    office: Office, paper_type: PaperType, gathered: dict[str, Any], dated: date, formats: tuple[str, ...]
) -> tuple[Rendered, str]:
    """The paper, and a remark where another template had to stand in. Raises PaperError where none can."""
    try:
        rendered = render_paper(paper_type, gathered, house=house_for(office, paper_type), dated=dated, formats=formats)
    except PaperError as fault:
        for stand_in, house, called in _instead(office, paper_type):
            try:
                rendered = render_paper(stand_in, gathered, house=house, dated=dated, formats=formats)
            except PaperError:
                continue
            return rendered, f"{fault} The paper was made with {called} instead. Mend the template and draft again."
        raise
    if paper_type.fault:
        return rendered, f"{paper_type.fault} The paper was made with the standard template instead."
    return rendered, ""


def _instead(office: Office, paper_type: PaperType) -> Iterator[tuple[PaperType, House, str]]:
    """What to try in the place of a paper that cannot be made: without the council's Word styles, then other templates.

    Each with how it is called in a sentence.
    """
    house = house_for(office, paper_type)
    plain = replace(house, styled="")
    if house.styled:
        yield paper_type, plain, "the standard Word styles"
    for stand_in, called in stand_ins(office, paper_type):
        yield stand_in, house, called
        if house.styled:
            yield stand_in, plain, f"{called} and the standard Word styles"


def house_for(office: Office, paper_type: PaperType) -> House:
    """The house style; an exempt paper says on every page that it is not for publication."""
    return office.house if paper_type.part == 1 else replace(office.house, marking=NOT_PUBLIC)


def file_name(name: str, format_: str) -> str:
    """The name of a paper's file; a mail is a page of its own kind."""
    return f"{name}{MAIL_NAME}" if format_ == "mail" else f"{name}.{format_}"


def kinds_for(session: Session, office: Office, cycle: Cycle) -> tuple[str, ...]:
    """The paper types that the cycle's board gets, as council.toml says, each with its exempt twin where one is due."""
    reports = office.council.board(cycles.board_of(session, cycle).key).reports
    if not exemptions.standing(session, session.get_one(Plan, cycle.plan_id)):
        return reports
    twins = {kind: office.paper_types[kind].twin.kind for kind in reports if office.paper_types[kind].part == 1}
    return tuple(each for kind in reports for each in ((kind, twins[kind]) if kind in twins else (kind,)))


def _title(plan: str, paper: str) -> str:
    """The plan's name says already what the paper is where the paper is the plan."""
    return plan if plan.lower().endswith(paper) else f"{plan}: {paper}"


def _cover(session: Session, council: Council, board: Board, cycle: Cycle, paper_type: PaperType) -> Cover:
    plan, choices = session.get_one(Plan, cycle.plan_id), council.paper
    return Cover(
        council=council.name,
        title=title_of(council, plan, paper_type),
        report_of=choices.report_of or choices.relevant_director.job_title or choices.relevant_director.name,
        presented_by=choices.presented_by or choices.relevant_director.name,
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


def title_of(council: Council, plan: Plan, paper_type: PaperType) -> str:
    """The standing title of a paper type, as council.toml has it or made of the plan's."""
    return council.paper.titles.get(paper_type.kind) or _title(plan.title, paper_type.title.lower())


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
