"""The phone calls: whom to ring, with their number, their deputy's, and what they said last.

Who is on the list is the rulebook's to say.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from governance.phone_calls import Pressing, phone_calls
from governance.position import Position
from governance.ratings import Scale
from governance.wording import listed
from plan_store import telling
from plan_store.asked import Asked
from plan_store.database import Session
from plan_store.tables import Cycle


@dataclass(frozen=True, kw_only=True)
class AboutAction:
    """why: as a sentence. said_on: None where there has never been an answer; said: the words, verbatim."""

    reference: str
    title: str
    why: str
    said_on: date | None
    said_by: str
    said: str


@dataclass(frozen=True, kw_only=True)
class Call:
    """One person to ring. owes: silent actions in all. deputy: empty where there is none."""

    reference: str
    name: str
    job_title: str
    phone: str
    deputy: str
    deputy_phone: str
    owes: int
    about: tuple[AboutAction, ...]


def calls_of(
    session: Session, cycle: Cycle, position: Position, known: Mapping[int, Asked], scale: Scale
) -> tuple[Call, ...]:
    """At most five, those who owe most first. known: asked.people_asked of this cycle."""
    found = phone_calls(position, scale, telling.asked_in(session, cycle))
    if not found:
        return ()
    by_reference = {person.reference: person for person in known.values()}
    return tuple(
        _call(by_reference[call.person], known, call.owes, tuple(map(_about, call.pressing))) for call in found
    )


def _call(person: Asked, known: Mapping[int, Asked], owes: int, about: tuple[AboutAction, ...]) -> Call:
    deputy = known.get(person.deputy_id or 0)
    return Call(
        reference=person.reference,
        name=person.name,
        job_title=person.job_title,
        phone=person.phone,
        deputy=deputy.name if deputy else "",
        deputy_phone=deputy.phone if deputy else "",
        owes=owes,
        about=about,
    )


def _about(pressing: Pressing) -> AboutAction:
    last = pressing.line.last_answer
    words = "" if last is None else "Nothing had changed." if last.no_change and not last.narrative else last.narrative
    return AboutAction(
        reference=pressing.line.reference,
        title=pressing.line.title,
        why=f"It {listed(pressing.because)}.",
        said_on=last.said_on if last else None,
        said_by=last.said_by if last else "",
        said=words,
    )
