"""Who may look after roles and sign-in addresses: the administrators, or the officer while there is none.

It shows nothing; it says in a sentence why not.
"""

from governance.terms import Role
from governance.wording import listed
from plan_store import people
from plan_store.database import Session
from plan_store.tables import Person
from portal.deps import Visit

# What can be given by hand; the others follow from owning an action, answering for one or sitting on a board.
ROLES_TO_GIVE = (
    (Role.OFFICER, "Officer: runs the cycle and edits the plan"),
    (Role.DIRECTOR, "Director: signs the papers off"),
    (Role.LEADER, "Leader: is told before the papers are public"),
    (Role.AUDITOR, "Auditor: reads everything and changes nothing"),
    (Role.ADMINISTRATOR, "Administrator: looks after people and roles"),
    (Role.EXEMPT_READER, "Exempt reader: may open papers that are not public (Part 2)"),
)


def check_may_set_roles(session: Session, visit: Visit, person: Person) -> str:
    """Why whoever is signed in may not change this person's roles; empty where they may."""
    administrators = people.still_here(session, Role.ADMINISTRATOR)
    if not administrators or visit.may(Role.ADMINISTRATOR):
        return ""
    names = listed([administrator.name for administrator in administrators], "or")
    return f"Only an administrator can change roles. Ask {names}."


def check_may_set_address(session: Session, visit: Visit, person: Person) -> str:
    """Why not this person's mail address and last day; empty where whoever is signed in may set them.

    Sign-in codes go to the address, and without an administrator the officer may change roles: so of an administrator
    only an administrator sets either.
    """
    if Role.ADMINISTRATOR not in people.roles_of(session, person) or visit.may(Role.ADMINISTRATOR):
        return ""
    return f"{person.name} is an administrator, so only an administrator can change this. Ask one of them."
