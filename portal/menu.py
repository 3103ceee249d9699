"""The menu of somebody who has signed in: where they may go, in the order of their day. It knows nothing of pages."""

from dataclasses import dataclass

from governance.terms import Role
from portal.access import may_use


@dataclass(frozen=True)
class MenuItem:
    label: str
    address: str


ITEMS = (
    MenuItem("Desk", "/desk"),
    MenuItem("Plan", "/desk/plan"),
    MenuItem("People", "/desk/people"),
    MenuItem("Meetings", "/desk/meetings"),
    MenuItem("Papers", "/desk/papers"),
    MenuItem("Post", "/desk/post"),
    MenuItem("Load", "/desk/load"),
    MenuItem("Rehearse", "/desk/rehearse"),
    MenuItem("Sign off", "/director"),
    MenuItem("Reading room", "/board"),
    MenuItem("Exempt papers", "/exempt"),
)


def menu_for(roles: frozenset[Role]) -> tuple[MenuItem, ...]:
    """What these roles may open; empty for somebody who has not signed in."""
    return tuple(item for item in ITEMS if may_use(f"GET {item.address}", roles))
