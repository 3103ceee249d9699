"""What every page works with: the office, the pages, the moment of the request and who has signed in.

It knows nothing of what any page shows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse

from config.clock import london
from config.council import Council
from flows.office import Office
from governance.closed_words import ClosedWords
from governance.terms import Role
from plan_store.database import Engine, reading
from plan_store.exemptions import marks_for
from plan_store.telling import Telling
from portal.access import EXEMPT_READERS
from portal.menu import menu_for
from portal.pages import Pages
from portal.security import PERSONAL

Clock = Callable[[], datetime]


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """Who has signed in: the person's reference (for `by`), name and everything they are. token: of this session."""

    person_id: int
    reference: str
    name: str
    roles: frozenset[Role]
    token: str


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One request. at: its instant in UTC. as_of: the same moment as London wall time. who: None if not signed in.

    by_link: whether the page is one that a personal link opens.
    """

    office: Office
    pages: Pages
    at: datetime
    as_of: datetime
    who: SignedIn | None = None
    by_link: bool = False

    @property
    def today(self) -> date:
        return self.as_of.date()

    @property
    def engine(self) -> Engine:
        return self.office.engine

    @property
    def council(self) -> Council:
        return self.office.council

    @property
    def telling(self) -> Telling:
        return self.office.telling

    @property
    def secret(self) -> str:
        return self.office.settings.secret

    @property
    def by(self) -> str:
        """The reference of whoever is signed in, for the audit trail. Only for addresses that ask for a role."""
        assert self.who is not None  # noqa: S101 - the guard lets nobody else this far
        return self.who.reference

    def show(self, template: str, *, status: int = 200, **shown: Any) -> HTMLResponse:
        """A whole page as a response, with the menu of whoever is signed in, and nothing they may not read."""
        roles = self.who.roles if self.who else frozenset()
        closed = self._closed()
        return self.pages.show(template, status=status, withholding=closed, who=self.who, menu=menu_for(roles), **shown)

    def _closed(self) -> ClosedWords | None:
        """The marked words, for somebody who has signed in and may not read them. Owners' own pages need theirs."""
        if self.who is None or self.part == 2 or self.by_link:
            return None
        with reading(self.engine) as session:
            return marks_for(session).closed

    @property
    def part(self) -> int:
        """Which part of the record whoever is signed in may read: 2 with the exempt words in it, or 1 without."""
        return 2 if self.who is not None and self.who.roles & EXEMPT_READERS else 1

    def may(self, role: Role) -> bool:
        return self.who is not None and role in self.who.roles


async def visit_of(request: Request) -> Visit:
    """The clock is read here, once for each request. A coroutine, so that it costs no thread."""
    return the_visit(request)


def the_visit(request: Request) -> Visit:
    """The same, for what stands outside the handlers: a page for something that was refused."""
    at: datetime = request.app.state.clock()
    return Visit(
        office=request.app.state.office,
        pages=request.app.state.pages,
        at=at,
        as_of=london(at),
        who=getattr(request.state, "who", None),
        by_link=request.url.path.startswith(PERSONAL),
    )


Visiting = Annotated[Visit, Depends(visit_of)]
