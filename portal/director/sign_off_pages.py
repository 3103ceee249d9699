"""A director's decision: sign the papers off or send them back, on the versions that were shown.

It knows nothing of how the director came in; that is said by their seat.
"""

from dataclasses import replace

from fastapi.responses import RedirectResponse, Response

from governance.answers import AnswerFault
from governance.terms import Stage
from plan_store import moves
from plan_store.database import Session
from portal.deps import Visit
from portal.desk.clearances import clearances_of
from portal.director.papers_to_sign import Standing, standing_of
from portal.director.paragraph_comments import comments_on, send_comments
from portal.director.seat import Seat, Step, faults_of_person
from portal.rounds import round_of
from portal.typed import NUL_SENTENCE, Lines
from portal.view_keys import is_ours, new_key

APPROVED, SENT_BACK = Stage.APPROVED.value, Stage.SENT_BACK.value
DESPITE = "Findings that must be mended are still open. Tick the box to sign off all the same, or send the paper back."
OUT_OF_DATE = "This form was out of date, so nothing was recorded. Choose again and send it."


class SignOffTyped(Step):
    """The form's fields as they were typed. versions: the papers that the page showed.

    despite: set where the papers are signed off although findings are open that must be mended.
    """

    versions: str = ""
    decision: str = ""
    comment: Lines = ""
    despite: str = ""


def show_papers(
    session: Session,
    visit: Visit,
    seat: Seat,
    typed: SignOffTyped,
    faults: tuple[AnswerFault, ...] = (),
    *,
    status: int = 200,
    banner: str = "",
) -> Response:
    standing = standing_of(session, seat.cycle)
    said = comments_on(session, seat)
    return visit.show(
        "sign_off.html",
        status=status,
        here="/director",
        seat=seat,
        round=round_of(session, visit, seat.cycle),
        standing=standing,
        comments=[comment for of_paper in said.values() for comment in of_paper],
        unsent=[c for of_paper in said.values() for c in of_paper if c.mine and c.id > standing.sent_up_to],
        clearances=clearances_of(session, seat.cycle),
        typed=typed,
        banner=banner,
        came_too_late=status == 409,
        key=new_key(visit.secret, *seat.about),
        faults=faults,
        fault_of={fault.field: fault.sentence for fault in faults},
    )


def take_decision(session: Session, visit: Visit, seat: Seat, typed: SignOffTyped) -> Response:
    """Sign off or send back, on the versions that were shown and no others, and show how it stands.

    The seat's cycle must be held still.
    """
    standing = standing_of(session, seat.cycle)
    if not standing.waits:
        decided, director_is = standing.decision, seat.person.reference
        if decided is not None and (decided.outcome, decided.by_reference) == (typed.decision, director_is):
            return RedirectResponse(seat.address, status_code=303)
        return show_papers(session, visit, seat, typed, status=409)
    if faults := _faults(visit, seat, typed, standing):
        return show_papers(session, visit, seat, typed, faults, status=422)
    decide = moves.sign_off if typed.decision == APPROVED else moves.send_back
    decide(session, visit.telling, seat.cycle, seat.person, typed.comment, as_of=visit.as_of, at=visit.at)
    send_comments(session, visit, seat)
    return RedirectResponse(seat.address, status_code=303)


def _faults(visit: Visit, seat: Seat, typed: SignOffTyped, standing: Standing) -> tuple[AnswerFault, ...]:
    if not is_ours(typed.key, visit.secret, *seat.about):
        return (AnswerFault("", OUT_OF_DATE),)
    if typed.versions != standing.versions:
        sentence = "The paper has changed since you opened this page. Read the new version below before you decide."
        return (AnswerFault("papers", sentence),)
    faults = []
    if typed.decision not in (APPROVED, SENT_BACK):
        faults.append(AnswerFault("decision", "Choose whether to sign off the paper or to send it back."))
    if typed.decision == SENT_BACK and not typed.comment.strip():
        faults.append(AnswerFault("comment", "Write what has to change, so that the paper can be mended."))
    if typed.decision == APPROVED and standing.musts and not typed.despite:
        faults.append(AnswerFault("despite", DESPITE))
    if "\x00" in typed.comment:
        faults.append(AnswerFault("comment", NUL_SENTENCE))
    return (*faults, *faults_of_person(replace(seat, proves=seat.by_link), typed))
