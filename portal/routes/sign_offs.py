"""The director's page: read the papers, then sign them off or send them back. It knows nothing of what follows."""

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, field_validator

from governance.answers import AnswerFault
from governance.errors import NotYourTurn
from governance.terms import Role, Stage
from plan_store import cycles, moves, papers, people
from plan_store.database import Session, reading, transaction
from portal.addresses import draft_address, sign_off_address
from portal.answer_form import NUL_SENTENCE, as_typed
from portal.asked import round_of
from portal.deps import Visit, Visiting
from portal.paper_files import hand_out
from portal.papers_to_sign import Standing, standing_of
from portal.view_keys import is_ours, new_key
from portal.visitors import Visitor, admit

router = APIRouter()
SHOWN = ["GET", "HEAD"]
APPROVED, SENT_BACK = Stage.APPROVED.value, Stage.SENT_BACK.value


class SignOffTyped(BaseModel):
    """The form's fields as they were typed. versions: the papers that the page showed."""

    key: str = ""
    versions: str = ""
    decision: str = ""
    comment: str = ""

    @field_validator("comment")
    @classmethod
    def lines_as_typed(cls, text: str) -> str:
        return as_typed(text)


@router.api_route("/sign-off/{token}", methods=SHOWN)
@router.api_route("/sign-off/{token}/", methods=SHOWN)
def show_papers(visit: Visiting, token: str) -> Response:
    with reading(visit.engine) as session:
        director = _admit_director(session, visit, token)
        return _show(session, visit, director, SignOffTyped(), ())


@router.api_route("/sign-off/{token}/paper/{kind}/{version:int}.{extension}", methods=SHOWN)
def show_draft(visit: Visiting, token: str, kind: str, version: int, extension: str) -> Response:
    """The version that is to be decided of; an earlier one is no longer shown, so that nobody reads it by mistake."""
    with reading(visit.engine) as session:
        director = _admit_director(session, visit, token)
        for paper in papers.current(session, director.cycle, kind):
            if paper.version == version:
                return hand_out(session, paper, extension, cache="no-store")
        raise HTTPException(404, "This is not the latest version of the paper. Open the link in your mail again.")


@router.post("/sign-off/{token}")
def take_decision(visit: Visiting, token: str, typed: Annotated[SignOffTyped, Form()]) -> Response:
    """Sign off or send back, on the versions that were shown and no others, and show how it stands."""
    with transaction(visit.engine) as session:
        director = _admit_director(session, visit, token)
        cycle = cycles.hold_still(session, director.cycle.reference)
        standing = standing_of(session, cycle)
        if cycle.stage is not Stage.AWAITING_SIGN_OFF:
            return _show_done(session, visit, director, typed, standing)
        if faults := _faults(visit, director, typed, standing):
            return _show(session, visit, director, typed, faults, status=422)
        act = moves.sign_off if typed.decision == APPROVED else moves.send_back
        comment = typed.comment if typed.decision == SENT_BACK else ""
        act(session, visit.telling, cycle, director.person, comment, as_of=visit.as_of, at=visit.at)
    return RedirectResponse(sign_off_address(token), status_code=303)


def _admit_director(session: Session, visit: Visit, token: str) -> Visitor:
    visitor = admit(session, visit, token, "sign_off")
    if Role.DIRECTOR not in people.roles_of(session, visitor.person):
        raise NotYourTurn("You are no longer recorded as a director, so this link no longer signs off papers.")
    return visitor


def _faults(visit: Visit, director: Visitor, typed: SignOffTyped, standing: Standing) -> tuple[AnswerFault, ...]:
    if not is_ours(typed.key, visit.secret, "sign_off", director.link.id):
        return (AnswerFault("", "This form was out of date, so nothing was recorded. Choose again and send it."),)
    if typed.versions != standing.versions:
        sentence = "The paper has changed since you opened this page. Read the new version below before you decide."
        return (AnswerFault("papers", sentence),)
    if typed.decision not in (APPROVED, SENT_BACK):
        return (AnswerFault("decision", "Choose whether to sign off the paper or to send it back."),)
    if typed.decision == SENT_BACK and not typed.comment.strip():
        return (AnswerFault("comment", "Write what has to change, so that the paper can be mended."),)
    return (AnswerFault("comment", NUL_SENTENCE),) if "\x00" in typed.comment else ()


def _show_done(session: Session, visit: Visit, director: Visitor, typed: SignOffTyped, standing: Standing) -> Response:
    """It has been decided already: by the first of two clicks, which is as it should be, or by somebody else."""
    decided, director_is = standing.decision, director.person.reference
    if decided is not None and (decided.outcome, decided.by_reference) == (typed.decision, director_is):
        return RedirectResponse(sign_off_address(director.token), status_code=303)
    return _show(session, visit, director, typed, (), status=409)


def _show(
    session: Session,
    visit: Visit,
    director: Visitor,
    typed: SignOffTyped,
    faults: tuple[AnswerFault, ...],
    *,
    status: int = 200,
) -> Response:
    standing = standing_of(session, director.cycle)
    return visit.show(
        "sign_off.html",
        status=status,
        visitor=director,
        round=round_of(session, visit, director.cycle),
        standing=standing,
        typed=typed,
        came_too_late=status == 409,
        key=new_key(visit.secret, "sign_off", director.link.id),
        faults=faults,
        fault_of={fault.field: fault.sentence for fault in faults},
        draft_address=draft_address,
    )
