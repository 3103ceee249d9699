"""Where a director sits, whichever way they came in, and the step that shows a person in front of the page.

It knows nothing of what a director decides.
"""

from dataclasses import dataclass, replace

from fastapi import HTTPException
from fastapi.responses import Response
from pydantic import BaseModel

from governance.answers import AnswerFault
from governance.initials import initials_fit
from plan_store import cycles, despatches
from plan_store.database import Session
from plan_store.tables import Cycle, Paper, Person
from portal.paper_files import hand_out

A_MACHINE = "Leave the field that is not meant for you empty, so that we know a person sent this."


@dataclass(frozen=True, kw_only=True)
class Seat:
    """Where a director sits: at which cycle, who, and at which address. about: what the keys of its forms are for.

    by_link: with a personal link, so that a decision is signed with initials, since mail scanners send forms too.
    proves: whether every form asks for them, because nobody has typed them in this browser yet.
    """

    cycle: Cycle
    person: Person
    address: str
    by_link: bool
    proves: bool
    about: tuple[object, ...]


class Step(BaseModel):
    """What every form carries. initials: typed by a person; website: a field only a machine fills in."""

    key: str = ""
    initials: str = ""
    website: str = ""


def faults_of_person(seat: Seat, typed: Step) -> tuple[AnswerFault, ...]:
    """What a machine that sends every form it sees gets wrong; nothing where the director is known to be there."""
    if typed.website:
        return (AnswerFault("", A_MACHINE),)
    if seat.proves and not initials_fit(seat.person.name, typed.initials):
        sentence = f"Type the initials of your name, {seat.person.name}, to show that a person sends this."
        return (AnswerFault("initials", sentence),)
    return ()


def hold(session: Session, seat: Seat) -> Seat:
    """The same seat with its cycle held still until the transaction ends."""
    return replace(seat, cycle=cycles.hold_still(session, seat.cycle.reference))


def current_paper(session: Session, seat: Seat, kind: str) -> Paper:
    for paper in despatches.before_director(session, seat.cycle):
        if paper.kind == kind:
            return paper
    raise HTTPException(404, "There is no such paper for this meeting. Open the link in your mail again.")


def show_draft(session: Session, seat: Seat, kind: str, version: int, extension: str) -> Response:
    """The version that is to be decided of; an earlier one is no longer shown, so that nobody reads it by mistake."""
    paper = current_paper(session, seat, kind)
    if paper.version != version:
        raise HTTPException(404, "This is not the latest version of the paper. Open the link in your mail again.")
    return hand_out(session, paper, extension, cache="no-store")
