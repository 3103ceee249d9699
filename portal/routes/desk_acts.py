"""What an officer does with a cycle: each act says first what it will do, asks, and is done once.

It knows nothing of what is legal; the acts of flows refuse what is not, with the rulebook's own sentence.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, HTTPException, Path
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel

from flows import desk_acts
from flows.mending import mend_papers
from flows.supplements import BLANKS, draft_supplement, is_late
from governance.answers import AnswerFault
from governance.cycle import say
from governance.errors import WrongStage
from governance.position import Position
from plan_store import despatches, telling
from plan_store.database import Session, reading
from plan_store.position import position_of
from plan_store.tables import Cycle
from portal.deps import Visit, Visiting
from portal.desk.lookup import found
from portal.desk.offers import ACTS, Act, prospect_of
from portal.desk.turns import standing_of
from portal.routes.desk import HERE, SHOWN, CycleInPath, the_cycle
from portal.typed import NUL_SENTENCE, Lines

router = APIRouter()
ActInPath = Annotated[str, Path(pattern="^(" + "|".join(ACTS) + ")$")]
LONGEST_WORDS = 4_000
SUPPLEMENT = "supplement"


class ActTyped(BaseModel):
    """The form of an act. words: why a cycle is cancelled, or the late-item paragraph. person: whom to nudge alone.

    kind: the type of a paper for a supplement.
    """

    words: Lines = ""
    person: str = ""
    kind: str = ""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked for: which act, of which cycle."""

    act: Act
    reference: str

    @property
    def address(self) -> str:
        return f"/desk/cycles/{self.reference}"


@router.api_route("/desk/cycles/{reference}/do/{act}", methods=SHOWN)
def show_act(visit: Visiting, reference: CycleInPath, act: ActInPath, person: str = "") -> Response:
    """What the act will do, to whom and by when, and the button that does it. person: whom to nudge alone."""
    asked = Asked(act=ACTS[act], reference=reference)
    with reading(visit.engine) as session:
        cycle = the_cycle(session, reference)
        check_offered(cycle, asked.act)
        typed = ActTyped(person=person, words=_words_so_far(visit, cycle, act))
        return _show(session, visit, cycle, asked, typed, ())


@router.post("/desk/cycles/{reference}/do/{act}")
def do_act(visit: Visiting, reference: CycleInPath, act: ActInPath, typed: Annotated[ActTyped, Form()]) -> Response:
    """Do it and go back to the cycle; a second click finds it done. What is not legal is refused (409)."""
    asked = Asked(act=ACTS[act], reference=reference)
    with reading(visit.engine) as session:
        cycle = the_cycle(session, reference)
        faults = _faults(act, typed) or (_faults_of_paper(session, visit, cycle, typed) if act == SUPPLEMENT else ())
        if cycle.stage in asked.act.during and faults:
            return _show(session, visit, cycle, asked, typed, faults, status=422)
    try:
        told = _do(visit, asked, typed)
    except WrongStage:
        leads_to = asked.act.leads_to
        if leads_to is None or not desk_acts.has_done(visit.office, reference, leads_to, by=visit.by):
            raise
        told = {}
    return RedirectResponse(f"{asked.address}?{urlencode({'done': act, **told})}", status_code=303)


def check_offered(cycle: Cycle, act: Act) -> None:
    """Raises WrongStage where the act is not one of this stage."""
    if cycle.stage not in act.during:
        raise WrongStage(
            f"“{act.words}” is not possible now: the cycle is {say(cycle.stage)}. Open the cycle to see what is."
        )


def _do(visit: Visit, asked: Asked, typed: ActTyped) -> Mapping[str, int]:
    """The act itself. Returns what the banner counts."""
    office, reference, key = visit.office, asked.reference, asked.act.key
    if key in desk_acts.STEP_OF:
        desk_acts.take_ahead(office, reference, key, by=visit.by, at=visit.at)
    elif key == "mend":
        mend_papers(office, reference, by=visit.by, at=visit.at)
    elif key == "nudge":
        wanted = (typed.person.replace("\x00", ""),) if typed.person else ()
        nudged = found(lambda: desk_acts.nudge(office, reference, wanted, by=visit.by, at=visit.at))
        return {"told": nudged.told, "already": nudged.already}
    elif key == SUPPLEMENT:
        draft_supplement(office, reference, typed.kind, typed.words, by=visit.by, at=visit.at)
    elif key == "late-item":
        desk_acts.explain_lateness(office, reference, typed.words, by=visit.by, at=visit.at)
    elif key == "cancel":
        desk_acts.cancel_cycle(office, reference, typed.words, by=visit.by, at=visit.at)
    return {}


def _words_so_far(visit: Visit, cycle: Cycle, act: str) -> str:
    if act == SUPPLEMENT:
        return cycle.late_item_paragraph if is_late(cycle, at=visit.at) else ""
    return (cycle.late_item_reason or cycle.late_item_paragraph) if act == "late-item" else ""


def _faults(act: str, typed: ActTyped) -> tuple[AnswerFault, ...]:
    if "\x00" in typed.words:
        return (AnswerFault("words", NUL_SENTENCE),)
    if len(typed.words) > LONGEST_WORDS:
        return (AnswerFault("words", f"Shorten this to {LONGEST_WORDS:,} characters."),)
    if act == "cancel" and not typed.words.strip():
        return (AnswerFault("words", "Write why the meeting will not take place. Those who were asked are told why."),)
    if act in ("late-item", SUPPLEMENT) and (left := [blank for blank in BLANKS if blank in typed.words]):
        return (AnswerFault("words", f"Put your own words in the place of {' and '.join(left)}."),)
    return ()


def _faults_of_paper(session: Session, visit: Visit, cycle: Cycle, typed: ActTyped) -> tuple[AnswerFault, ...]:
    if typed.kind not in dict(_kinds(visit)):
        return (AnswerFault("kind", "Choose the paper."),)
    if any(paper.kind == typed.kind for paper in despatches.unsigned(session, cycle)):
        sentence = "A version of this paper waits for the director already. Ask for it back to write it again."
        return (AnswerFault("kind", sentence),)
    if is_late(cycle, at=visit.at) and not typed.words.strip():
        return (AnswerFault("words", "The papers’ last day has passed: write why this one is late."),)
    return ()


def _kinds(visit: Visit) -> list[tuple[str, str]]:
    """The types that can be written for the public, with their titles."""
    return [(kind, paper_type.title) for kind, paper_type in visit.office.paper_types.items() if paper_type.part == 1]


def _show(
    session: Session,
    visit: Visit,
    cycle: Cycle,
    asked: Asked,
    typed: ActTyped,
    faults: tuple[AnswerFault, ...],
    *,
    status: int = 200,
) -> Response:
    def position() -> Position:
        return position_of(session, cycle, at=visit.at, as_of=visit.today)

    return visit.show(
        "desk/act.html",
        status=status,
        here=HERE,
        standing=standing_of(session, cycle, as_of=visit.as_of),
        asked=asked,
        prospect=prospect_of(session, visit.council, cycle, asked.act.key, position, as_of=visit.as_of),
        only=_only(session, cycle, typed.person),
        typed=typed,
        form_of_words=cycle.late_item_paragraph,
        kinds=_kinds(visit),
        late=is_late(cycle, at=visit.at),
        faults=faults,
        fault_of={fault.field: fault.sentence for fault in faults},
    )


def _only(session: Session, cycle: Cycle, person: str) -> str:
    """The name of the one person to nudge; empty for everybody. 404 for somebody who owes nothing."""
    if not person:
        return ""
    for silent in telling.silent_people(session, cycle):
        if silent.reference == person:
            return silent.name
    raise HTTPException(404, "This person owes no answer in this cycle. Open the cycle again to see who does.")
