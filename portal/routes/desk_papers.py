"""The officer's desk: every type of paper, and any of them made now, as at any day. Nothing is kept."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from flows.papers_made import make_paper
from governance.answers import AnswerFault
from governance.errors import PaperError, RecordError
from papers.catalogue import EXEMPT, PaperType
from plan_store import cycles, plan_view, plans
from plan_store.database import Session, reading
from portal.deps import Visit, Visiting
from portal.desk.forms import Options
from portal.desk.letters import read_day
from portal.desk.turns import standing_of
from portal.paper_files import as_file, part_of

router = APIRouter()
SHOWN = ["GET", "HEAD"]
HERE = "/desk/papers"
NO_SUCH_DAY = "Choose a day up to today, written like 2026-02-09."
FORMATS = {
    "html": "Web page", "pdf": "PDF", "docx": "Word", "pptx": "Slides (PowerPoint)", "mail": "Mail",
}  # fmt: skip
Short = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The form as it was typed. kind: a paper type; cycle: a reference, empty for the next meeting; day: in ISO."""

    kind: str = ""
    cycle: str = ""
    day: str = ""
    theme: str = ""
    made_as: str = "html"


def as_wanted(
    kind: Short = "", cycle: Short = "", day: Short = "", theme: Short = "", made_as: Short = "html"
) -> Wanted:
    return Wanted(kind=kind, cycle=cycle, day=day, theme=theme, made_as=made_as)


Asked = Annotated[Wanted, Depends(as_wanted)]


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What the form offers; each pair is a value and its words."""

    kinds: Options
    cycles: Options
    themes: Options
    formats: Options


@router.api_route("/desk/papers", methods=SHOWN)
def show_papers(visit: Visiting, asked: Asked) -> Response:
    with reading(visit.engine) as session:
        return _show(session, visit, asked, ())


@router.api_route("/desk/papers/made", methods=SHOWN)
def make(visit: Visiting, asked: Asked) -> Response:
    """The paper itself, drawn up anew each time; or the form again, with what is wrong beside each field."""
    with reading(visit.engine) as session:
        if faults := _faults(session, visit, asked):
            return _show(session, visit, asked, faults, status=422)
    day: date | None = read_day(asked.day, today=visit.today) if asked.day.strip() else None
    try:
        made = make_paper(
            visit.office, asked.kind, cycle=asked.cycle, as_at=day, at=visit.at, theme=asked.theme,
            formats=(asked.made_as,),
        )  # fmt: skip
    except (PaperError, RecordError) as fault:
        with reading(visit.engine) as session:
            return _show(session, visit, asked, (AnswerFault("kind", str(fault)),), status=422)
    name, content = made.files[asked.made_as]
    return as_file(name, content, asked.made_as, cache="no-store")


def _types(visit: Visit) -> list[PaperType]:
    """Those that whoever asks may have made: exempt ones only for those who may read them."""
    return [each for each in visit.office.paper_types.values() if each.part <= part_of(visit)]


def _faults(session: Session, visit: Visit, asked: Wanted) -> tuple[AnswerFault, ...]:
    offered, chosen = _choices(session, visit), {each.kind: each for each in _types(visit)}.get(asked.kind)
    faults = []
    if chosen is None:
        faults.append(AnswerFault("kind", "Choose which paper to make."))
    if asked.cycle and asked.cycle not in dict(offered.cycles):
        faults.append(AnswerFault("cycle", "Choose a meeting of the list."))
    if read_day(asked.day, today=visit.today) is None:
        faults.append(AnswerFault("day", NO_SUCH_DAY))
    if asked.theme and asked.theme not in dict(offered.themes):
        faults.append(AnswerFault("theme", "Choose a delivery plan or a finding of the list."))
    if asked.made_as not in FORMATS or (chosen is not None and asked.made_as not in chosen.formats):
        faults.append(AnswerFault("made_as", "This paper is not made in that format. Choose another one."))
    return tuple(faults)


def _choices(session: Session, visit: Visit) -> Choices:
    plan = plans.first(session)
    themes = [(each.reference, each.title) for each in plan_view.areas(session, plan)] if plan is not None else []
    themes += [(each.reference, each.title) for each in plan_view.findings(session, plan)] if plan is not None else []
    standings = [standing_of(session, cycle, as_of=visit.as_of) for cycle in reversed(cycles.every(session))]
    return Choices(
        kinds=tuple((each.kind, each.title) for each in _types(visit)),
        cycles=tuple((each.reference, f"{each.board}, {each.meeting_at:%d.%m.%Y}") for each in standings),
        themes=tuple((reference, f"{reference}: {title}"[:100]) for reference, title in themes),
        formats=tuple(FORMATS.items()),
    )


def _show(
    session: Session, visit: Visit, asked: Wanted, faults: tuple[AnswerFault, ...], *, status: int = 200
) -> Response:
    return visit.show(
        "desk_papers/papers.html",
        status=status,
        here=HERE,
        types=[each for each in visit.office.paper_types.values() if not each.kind.endswith(EXEMPT)],
        offered=_choices(session, visit),
        reads_exempt=part_of(visit) == 2,
        asked=asked,
        formats=FORMATS,
        faults=faults,
        fault_of={fault.field: fault.sentence for fault in faults},
    )
