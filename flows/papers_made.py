"""A paper made at any time, as at any day: of every type, in every format, and kept nowhere.

It is made as the cycle's own papers are. As at a day on which one was drafted, it is the very same.
"""

from dataclasses import replace
from datetime import date, datetime, time

from config.clock import instant, london
from flows.drafting import Draft, gather, render
from flows.office import Office
from governance.errors import PaperError, RecordError
from governance.wording import listed
from papers.catalogue import EXEMPT, PaperType
from plan_store import cycles, papers
from plan_store.database import Session, reading
from plan_store.tables import Cycle

END_OF_DAY = time(23, 59)


def make_paper(
    office: Office,
    kind: str,
    *,
    cycle: str = "",
    as_at: date | None = None,
    at: datetime,
    theme: str = "",
    formats: tuple[str, ...] | None = None,
) -> Draft:
    """A paper of this kind. cycle: whose board it is for; that of the next meeting where none is named.

    as_at: a local day; the present moment where none is given. theme: a delivery plan's or finding's reference. Raises
    PaperError for a kind or format there is not, RecordError for a cycle, day or theme there is not.
    """
    paper_type = require(office, kind)
    wanted = formats or tuple(each for each in paper_type.formats if each in office.formats)
    if unknown := [each for each in wanted if each not in paper_type.formats]:
        raise PaperError(
            f"“{paper_type.title}” is not made as {unknown[0]}; it is made as {listed(paper_type.formats)}."
        )
    with reading(office.engine) as session:
        held = cycles.require(session, cycle) if cycle else cycles.coming(session, as_at or london(at).date())
        moment = _moment(session, held, kind, as_at, at)
        gathered = gather(session, office, held, kind, at=moment, theme=theme)
        if theme and gathered["theme"]["reference"] != theme:
            raise RecordError(f"The plan has no delivery plan and no finding “{theme}”. Choose one of its references.")
    draft = render(office, held.reference, kind, gathered, at=moment, formats=wanted)
    return draft if paper_type.part == 1 else replace(draft, files=_marked_exempt(draft))


def require(office: Office, kind: str) -> PaperType:
    """The type of that name, or a PaperError that names those there are."""
    if kind not in office.paper_types:
        known = [each for each in office.paper_types if not each.endswith(EXEMPT)]
        raise PaperError(f"There is no paper type “{kind}”; there are {listed(known)}.")
    return office.paper_types[kind]


def _marked_exempt(draft: Draft) -> dict[str, tuple[str, bytes]]:
    """A file that is not for publication says so by its name."""
    return {format_: (f"EXEMPT-{name}", content) for format_, (name, content) in draft.files.items()}


def _moment(session: Session, cycle: Cycle, kind: str, as_at: date | None, at: datetime) -> datetime:
    """The instant meant by a day: that of the paper drafted on it, or its end, or the present where it is today."""
    if as_at is None:
        return at
    today = london(at).date()
    if as_at > today:
        raise RecordError(f"{as_at:%d.%m.%Y} is still to come; a paper can be made as at today or an earlier day.")
    drafted = [made for made in papers.drafted(session, cycle, kind) if london(made).date() == as_at]
    if drafted:
        return drafted[-1]
    return at if as_at == today else instant(datetime.combine(as_at, END_OF_DAY))
