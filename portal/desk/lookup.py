"""What the desk's addresses speak of: found, or a page that says what is not there. It decides nothing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi import HTTPException, Request

from governance.errors import RecordError
from governance.wording import listed
from plan_store import edits, meetings, people, plan_view, plans
from plan_store.database import Session
from plan_store.field_words import NOTES
from plan_store.tables import Action, Board, DeliveryPlan, Finding, Meeting, Person, Plan
from portal.desk.forms import Options
from portal.desk.history import FOLLOWS, Words

Row = TypeVar("Row")
# Ids of SQLite and PostgreSQL alike; a longer one is nobody's.
LARGEST_ID = 2**31 - 1


def found(find: Callable[[], Row]) -> Row:
    """What the store finds, or a page (404) that says what is not there."""
    try:
        return find()
    except RecordError as fault:
        raise HTTPException(404, str(fault)) from fault


def the_plan(session: Session) -> Plan:
    plan = plans.first(session)
    if plan is None:
        raise HTTPException(404, "There is no plan yet. Load a spreadsheet first; the page “Load” does it.")
    return plan


def the_action(session: Session, reference: str) -> Action:
    plan = the_plan(session)
    return found(lambda: plans.find_action(session, plan, _searchable(reference)))


def the_finding(session: Session, reference: str) -> Finding:
    plan = the_plan(session)
    return found(lambda: plans.finding(session, plan, _searchable(reference)))


def the_area(session: Session, reference: str) -> DeliveryPlan:
    for area in plan_view.areas(session, the_plan(session)):
        if area.reference == reference:
            return area
    raise HTTPException(404, f"There is no delivery plan {reference} in the plan.")


def the_person(session: Session, reference: str) -> Person:
    person = people.find(session, _searchable(reference))
    if person is None or person.reference != reference:
        raise HTTPException(404, f"Nobody with the reference {reference} is in the plan store.")
    return person


def the_board(session: Session, key: str) -> Board:
    return found(lambda: meetings.board(session, _searchable(key)))


def the_meeting(session: Session, meeting_id: int) -> Meeting:
    if not 0 < meeting_id <= LARGEST_ID:
        raise HTTPException(404, "This meeting is not in the plan store.")
    return found(lambda: meetings.find(session, meeting_id))


def _searchable(reference: str) -> str:
    """PostgreSQL refuses a NUL in a text; nothing has one in its name."""
    return reference.replace("\x00", "�")


def people_options(session: Session, *keep: int | None, by_reference: bool = False) -> Options:
    """Everybody who is still here, and those of `keep` in any case: id (or reference) and name with job title."""
    return tuple(
        (
            person.reference if by_reference else str(person.id),
            f"{person.name}{f', {person.job_title}' if person.job_title else ''}"
            f"{' (has left)' if person.left_on else ''}",
        )
        for person in plan_view.everybody(session)
        if person.left_on is None or person.id in keep
    )


@dataclass(frozen=True, kw_only=True)
class Saved:
    """What has just been done. group: of the edit, where it can be undone."""

    sentence: str
    group: str = ""


SENTENCES = {
    "unchanged": "Nothing was different, so nothing was changed.",
    "undone": "The edit was undone. The history keeps it, and you can undo that too.",
    "links": "The personal links were withdrawn. They open nothing any more.",
    "signed_out": "This person is signed out everywhere.",
    "added": "It has been added.",
    "called": "The meeting is called.",
    "moved": "The meeting was moved. The old day stays in the list, so that it is not called again.",
}


def just_saved(session: Session, request: Request) -> Saved | None:
    """The banner for a page that a form has just returned to: of its address, and only of what is in the history."""
    for name, sentence in SENTENCES.items():
        if request.query_params.get(name):
            return Saved(sentence=sentence)
    group = request.query_params.get("saved", "")
    changes = edits.changes_of(session, _searchable(group)) if group else []
    fields = _fields(Words(session), (change for change in changes if change.field not in NOTES))
    if not fields:
        return None
    undone = changes[0].undone_at is not None
    return Saved(sentence=f"Changed: {fields}.", group="" if undone else group)


def _fields(words: Words, changes: Iterable[Any]) -> str:
    said = dict.fromkeys(words.field(change) for change in changes if change.field not in FOLLOWS)
    names = [word[0].lower() + word[1:] for word in said if word]
    return listed(names)
