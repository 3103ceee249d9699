"""Who has come with a personal link, and for which cycle. Opening a link changes nothing."""

from dataclasses import dataclass

from fastapi import Request

from governance.reminders import has_left
from plan_store import links
from plan_store.database import Session
from plan_store.links import LinkRefused
from plan_store.tables import AccessLink, Cycle, Person
from portal.deps import Visit

NO_COOKIE = "This browser does not hold your link, or it was opened too long ago. Open the link in your mail again."


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """The holder of a link. token stands here only so that the page can link to its own parts."""

    token: str
    link: AccessLink
    cycle: Cycle
    person: Person

    @property
    def link_id(self) -> int:
        return self.link.id or 0


def admit(session: Session, visit: Visit, token: str, opens: str) -> Visitor:
    """The holder of this link. Raises LinkRefused, with what to do, where it opens nothing."""
    link, cycle, person = links.open_link(session, token, opens, at=visit.at)
    if has_left(person, as_of=visit.today):
        sentence = "This link belonged to somebody who has left, so it no longer opens anything."
        raise LinkRefused(sentence, why="left", link=link.id or 0)
    return Visitor(token=token, link=link, cycle=cycle, person=person)


def admit_owner(session: Session, visit: Visit, request: Request, link_id: int) -> Visitor:
    """The owner whose link this browser has opened, for the pages under /answers/{link_id}. Raises LinkRefused."""
    token = request.cookies.get(cookie_of(link_id), "")
    if not token:
        raise LinkRefused(NO_COOKIE, why="no cookie")
    visitor = admit(session, visit, token, "answer")
    if visitor.link_id != link_id:
        raise LinkRefused(NO_COOKIE, why="another link", link=visitor.link_id)
    return visitor


def cookie_of(link_id: int) -> str:
    return f"link-{link_id}"
