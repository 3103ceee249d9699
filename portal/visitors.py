"""Who has come with a personal link, and for which cycle. Opening a link changes nothing."""

from dataclasses import dataclass

from governance.errors import LinkError
from plan_store import links
from plan_store.database import Session
from plan_store.tables import AccessLink, Cycle, Person
from portal.deps import Visit


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """The holder of a link. token stands here only so that the page can link to its own parts."""

    token: str
    link: AccessLink
    cycle: Cycle
    person: Person


def admit(session: Session, visit: Visit, token: str, opens: str) -> Visitor:
    """The holder of this link. Raises LinkError, with what to do, where it opens nothing."""
    link, cycle, person = links.open_link(session, token, opens, at=visit.at)
    if person.left_on is not None and person.left_on <= visit.today:
        raise LinkError("This link belonged to somebody who has left, so it no longer opens anything.")
    return Visitor(token=token, link=link, cycle=cycle, person=person)
