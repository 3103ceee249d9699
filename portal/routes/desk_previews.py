"""Previews: any mail and any paper as it would be today, or would have been on an earlier day. Nothing is stored."""

from datetime import date, datetime, time
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query
from fastapi.responses import Response

from config.clock import instant
from delivery.rendering import Words
from flows.papers_made import make_paper
from governance.errors import PaperError, RecordError
from governance.reminders import NoticeKind
from governance.terms import Role
from papers.catalogue import EXEMPT
from plan_store.database import Session, reading
from plan_store.exemptions import marks_for
from plan_store.position import position_of
from plan_store.tables import Cycle, Person
from portal.deps import Visit, Visiting
from portal.desk.letters import as_written, facts_today, foreseeable, read_day, recipients_today
from portal.desk.owners import say_kind
from portal.desk.turns import standing_of
from portal.paper_files import MEDIA, as_file, part_of
from portal.routes.desk import HERE, SHOWN, CycleInPath, KindInPath, the_cycle
from portal.routes.desk_post import as_page

router = APIRouter()
ExtensionInPath = Annotated[str, Path(pattern="^(" + "|".join(MEDIA) + ")$")]
Short = Annotated[str, Query(max_length=100)]
END_OF_DAY = time(23, 59)
NO_SUCH_DAY = "Choose a day up to today, written like 2026-02-09."


@router.api_route("/desk/cycles/{reference}/preview", methods=SHOWN)
def show_preview(
    visit: Visiting, reference: CycleInPath, kind: Short = "", person: Short = "", day: Short = ""
) -> Response:
    """Choose a mail and whom it goes to, or a paper, and a day; a mail is shown below the choice."""
    with reading(visit.engine) as session:
        cycle = the_cycle(session, reference)
        on = read_day(day, today=visit.today)
        mails = {key: say_kind(key) for key in foreseeable(visit.office)}
        letter = _letter(session, visit, cycle, kind, person, on) if kind in mails and on else None
        return visit.show(
            "desk/preview.html",
            here=HERE,
            standing=standing_of(session, cycle, as_of=visit.as_of),
            mails=mails,
            papers=[each for key, each in visit.office.paper_types.items() if not key.endswith(EXEMPT)],
            kind=kind if kind in mails else "",
            day=day,
            on=on,
            letter=letter,
            faults=() if on else ({"field": "day", "sentence": NO_SUCH_DAY},),
        )


@router.api_route("/desk/cycles/{reference}/preview/mail", methods=SHOWN)
def show_mail(visit: Visiting, reference: CycleInPath, kind: Short, person: Short, day: Short = "") -> Response:
    """The mail as a mail program would show it."""
    with reading(visit.engine) as session:
        cycle, on = the_cycle(session, reference), read_day(day, today=visit.today)
        if kind not in foreseeable(visit.office) or on is None:
            raise HTTPException(404, "There is no such mail to show. Choose one on the page of previews.")
        letter = _letter(session, visit, cycle, kind, person, on)
    if letter is None or letter["words"] is None:
        raise HTTPException(404, "This mail would go to nobody on that day.")
    words = letter["words"]
    assert isinstance(words, Words)  # noqa: S101 - narrows the type
    return as_page(words)


@router.api_route("/desk/cycles/{reference}/preview/paper/{kind}.{extension}", methods=SHOWN)
def show_paper(
    visit: Visiting, reference: CycleInPath, kind: KindInPath, extension: ExtensionInPath, day: Short = ""
) -> Response:
    """The paper as it would be written that day; it is drawn up anew each time and kept nowhere."""
    on = read_day(day, today=visit.today)
    if on is None:
        raise HTTPException(404, NO_SUCH_DAY)
    with reading(visit.engine) as session:
        the_cycle(session, reference)
    try:
        made = make_paper(visit.office, kind, cycle=reference, as_at=on, at=visit.at, formats=(extension,))
    except (PaperError, RecordError) as fault:
        raise HTTPException(404, str(fault)) from fault
    if made.part > part_of(visit):
        raise HTTPException(404, "There is no such paper.")
    name, content = made.files[extension]
    return as_file(f"preview-{name}", content, extension, cache="no-store")


def _letter(session: Session, visit: Visit, cycle: Cycle, kind: str, person: str, on: date) -> dict[str, object] | None:
    """The mail in words, to the person chosen or the first it would go to; no words where it goes to nobody."""
    row: NoticeKind = visit.office.notice_kinds[kind]
    at = visit.at if on == visit.today else instant(datetime.combine(on, END_OF_DAY))
    position = position_of(session, cycle, at=at, as_of=on)
    people: list[tuple[Role, Person]] = recipients_today(session, cycle, row, position)
    chosen = next((pair for pair in people if pair[1].reference == person), people[0] if people else None)
    words = None
    if chosen is not None:
        role, reader = chosen
        # As it would be written, whoever looks at it beforehand.
        said = marks_for(session).left_out(facts_today(session, visit.office, cycle, role, reader, position))
        words = as_written(visit.office, row, said, reader)
    return {
        "people": [(reader.reference, reader.name) for _, reader in people],
        "person": chosen[1] if chosen else None,
        "words": words,
    }
