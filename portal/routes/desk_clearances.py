"""The officer's desk: who was asked to clear a section of the paper, and what they said."""

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import Response

from governance.errors import RecordError
from plan_store import clearances
from plan_store.database import Session, reading, transaction
from plan_store.tables import Cycle
from portal.deps import Visiting
from portal.desk.clearances import SECTIONS
from portal.desk.forms import Box, Sent, Typed, read_boxes, shown_as
from portal.plan_desk.form_page import FormPage, back_to, refuse, show_form
from portal.routes.desk import HERE, SHOWN, CycleInPath, the_cycle

router = APIRouter()
SectionInPath = Annotated[str, Path(pattern="^(" + "|".join(SECTIONS) + ")$")]
ASKED = Box(
    name="asked_of",
    label="Who is asked?",
    hint="Name and office, for example: Ngozi Eze, Legal Services.",
    needed="Say who is asked: the name and office of whoever can clear it.",
)
OUTCOME = Box(
    name="outcome",
    label="What did they say?",
    kind="radios",
    options=(("cleared", "It is cleared"), ("not_cleared", "It is not cleared: something has to change")),
    needed="Choose what they said. If they have said nothing, leave the page: silence is not consent.",
)
SAID_BY = Box(name="said_by", label="Who said it?", needed="Say who said it: a clearance without a name is none.")
WORDS = Box(
    name="words",
    label="In their words (optional if it is cleared)",
    kind="lines",
    hint="Kept for you and the director. It stands in no paper.",
)


@router.api_route("/desk/cycles/{reference}/clearances/{section}/ask", methods=SHOWN)
def show_asking(visit: Visiting, reference: CycleInPath, section: SectionInPath) -> Response:
    with reading(visit.engine) as session:
        return show_form(visit, _asking(the_cycle(session, reference), section), Typed(values={}))


@router.post("/desk/cycles/{reference}/clearances/{section}/ask")
def take_asking(visit: Visiting, reference: CycleInPath, section: SectionInPath, sent: Sent) -> Response:
    with transaction(visit.engine) as session:
        cycle = the_cycle(session, reference)
        page = _asking(cycle, section)
        typed = read_boxes(sent, page.boxes)
        if typed.faults:
            return show_form(visit, page, typed, faults=typed.faults, status=422)
        clearances.ask(session, cycle, section, typed.values["asked_of"], by=visit.by, at=visit.at)
    return back_to(page.back)


@router.api_route("/desk/cycles/{reference}/clearances/{section}/answer", methods=SHOWN)
def show_answer(visit: Visiting, reference: CycleInPath, section: SectionInPath) -> Response:
    with reading(visit.engine) as session:
        cycle, page = _answer(session, reference, section)
        row = clearances.find(session, cycle, section)
        said = {"outcome": row.outcome, "said_by": row.said_by or row.asked_of, "words": row.words} if row else {}
        return show_form(visit, page, shown_as(page.boxes, said))


@router.post("/desk/cycles/{reference}/clearances/{section}/answer")
def take_answer(visit: Visiting, reference: CycleInPath, section: SectionInPath, sent: Sent) -> Response:
    try:
        with transaction(visit.engine) as session:
            cycle, page = _answer(session, reference, section)
            typed = read_boxes(sent, page.boxes)
            if typed.faults:
                return show_form(visit, page, typed, faults=typed.faults, status=422)
            outcome, words, said_by = (typed.values[name] for name in ("outcome", "words", "said_by"))
            clearances.say(session, cycle, section, outcome, words, said_by, by=visit.by, at=visit.at)
    except RecordError as refusal:
        return refuse(visit, sent, lambda session: _answer(session, reference, section), refusal)
    return back_to(page.back)


def _asking(cycle: Cycle, section: str) -> FormPage:
    return _form(
        cycle,
        section,
        "ask",
        title=f"{SECTIONS[section]}: who was asked?",
        boxes=(ASKED,),
        submit="Record that they were asked",
        intro=("Recorded as of now. If somebody was asked before, what they said is asked for anew.",),
    )


def _answer(session: Session, reference: str, section: str) -> tuple[Cycle, FormPage]:
    cycle = the_cycle(session, reference)
    return cycle, _form(
        cycle,
        section,
        "answer",
        title=f"{SECTIONS[section]}: what did they say?",
        boxes=(OUTCOME, SAID_BY, WORDS),
        submit="Record the answer",
        intro=("Record only what somebody has said. Silence is not consent.",),
    )


def _form(
    cycle: Cycle, section: str, act: str, *, title: str, boxes: tuple[Box, ...], submit: str, intro: tuple[str, ...]
) -> FormPage:
    address = f"/desk/cycles/{cycle.reference}"
    return FormPage(
        title=title,
        action=f"{address}/clearances/{section}/{act}",
        boxes=boxes,
        submit=submit,
        back=address,
        back_label="Back to the cycle",
        here=HERE,
        caption="Clearances",
        intro=intro,
    )
