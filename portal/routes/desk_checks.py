"""The officer's desk: what the checker found in a draft, and what of it may stand, each with its reason."""

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel

from governance.answers import AnswerFault
from governance.terms import Role
from plan_store import despatches, findings_accepted, papers
from plan_store.database import Session, reading, transaction
from plan_store.tables import Cycle, Paper
from portal.deps import Visit, Visiting
from portal.desk.turns import standing_of
from portal.findings_shown import checked_of
from portal.paper_files import may_read
from portal.routes.desk import HERE, SHOWN, CycleInPath, KindInPath, the_cycle
from portal.typed import NUL_SENTENCE, Lines

router = APIRouter()
LONGEST_REASON = 4_000
DONE = {"accepted": "It may stand. The director sees it with your reason.", "opened": "The finding is open again."}


class AcceptanceTyped(BaseModel):
    """key: of the finding. do: accept, or withdraw where it may no longer stand."""

    key: str = ""
    do: str = "accept"
    reason: Lines = ""


@router.api_route("/desk/cycles/{reference}/papers/{kind}/checks", methods=SHOWN)
def show_checks(visit: Visiting, reference: CycleInPath, kind: KindInPath, done: str = "") -> Response:
    with reading(visit.engine) as session:
        cycle = the_cycle(session, reference)
        return _show(session, visit, cycle, _paper(session, visit, cycle, kind), AcceptanceTyped(), (), done=done)


@router.post("/desk/cycles/{reference}/papers/{kind}/checks")
def take_acceptance(
    visit: Visiting, reference: CycleInPath, kind: KindInPath, typed: Annotated[AcceptanceTyped, Form()]
) -> Response:
    """Let one finding stand, or open it again. Sent twice, it is done once."""
    with transaction(visit.engine) as session:
        cycle = the_cycle(session, reference)
        paper = _paper(session, visit, cycle, kind)
        known = {found.key: found for found in checked_of(session, cycle, kind, paper.checked).every}
        if typed.key not in known:
            raise HTTPException(409, "This is not found in the latest version any more. Open the findings again.")
        found = known[typed.key]
        if typed.do == "withdraw":
            if found.reason:
                findings_accepted.withdraw(session, cycle, kind, found.key, by=visit.by, at=visit.at)
            done = "opened"
        else:
            if faults := _faults(typed):
                return _show(session, visit, cycle, paper, typed, faults, status=422)
            if found.reason != typed.reason:
                who = {"by": visit.by}
                findings_accepted.accept(session, cycle, kind, found.key, found.rule, typed.reason, at=visit.at, **who)
            done = "accepted"
    return RedirectResponse(f"/desk/cycles/{reference}/papers/{kind}/checks?done={done}", status_code=303)


def _faults(typed: AcceptanceTyped) -> tuple[AnswerFault, ...]:
    if "\x00" in typed.reason:
        return (AnswerFault(typed.key, NUL_SENTENCE),)
    if not typed.reason.strip():
        return (AnswerFault(typed.key, "Write why it may stand: the director reads the reason before signing off."),)
    if len(typed.reason) > LONGEST_REASON:
        return (AnswerFault(typed.key, f"Shorten this to {LONGEST_REASON:,} characters."),)
    return ()


def _paper(session: Session, visit: Visit, cycle: Cycle, kind: str) -> Paper:
    """The latest version of that kind, if whoever asks may know of it; else a page (404)."""
    # What waits for a supplement goes before what is out.
    every = (*despatches.waiting(session, cycle), *papers.current(session, cycle))
    paper = next((paper for paper in every if paper.kind == kind and may_read(visit, paper)), None)
    if paper is None:
        raise HTTPException(404, "No such paper has been written in this cycle. Open the cycle and choose one there.")
    return paper


def _show(
    session: Session,
    visit: Visit,
    cycle: Cycle,
    paper: Paper,
    typed: AcceptanceTyped,
    faults: tuple[AnswerFault, ...],
    *,
    status: int = 200,
    done: str = "",
) -> Response:
    return visit.show(
        "desk_papers/checks.html",
        status=status,
        here=HERE,
        standing=standing_of(session, cycle, as_of=visit.as_of),
        paper=paper,
        checked=checked_of(session, cycle, paper.kind, paper.checked),
        may_accept=visit.may(Role.OFFICER) and paper.state == "drafted",
        typed=typed,
        done=DONE.get(done, ""),
        faults=faults,
        fault_of={fault.field: fault.sentence for fault in faults},
    )
