"""Who may act: people of the plan store, by what they are there. It knows nothing of signing in."""

from governance.cycle import say
from governance.errors import NotYourTurn
from governance.terms import Role
from plan_store import people
from plan_store.audit import SYSTEM
from plan_store.database import Session
from plan_store.tables import Person


def somebody_who_is(session: Session, name_or_reference: str, role: Role) -> Person:
    """The person, if they have this role. Raises RecordError where unknown, NotYourTurn where they have it not."""
    person = people.require(session, name_or_reference)
    if role not in people.roles_of(session, person):
        raise NotYourTurn(f"{person.name} is not {say(role)} in the plan store, so this is not theirs to do.")
    return person


def acting_as(by: str) -> Role:
    """The role in which a step is taken: the tick is the system, whoever takes it ahead of time is an officer."""
    return Role.SYSTEM if by == SYSTEM else Role.OFFICER
