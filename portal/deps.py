"""What every page works with: the store, the council, the pages and the moment of the request.

It knows nothing of what any page shows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from fastapi import Depends, Request

from config.clock import london
from config.council import Council
from config.settings import Settings
from plan_store.database import Engine
from plan_store.telling import Telling
from portal.pages import Pages

Clock = Callable[[], datetime]


@dataclass(frozen=True, kw_only=True)
class Wiring:
    """What the portal is put together from. telling: how notices come about when a director signs or sends back."""

    engine: Engine
    council: Council
    settings: Settings
    telling: Telling


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One request. at: its instant in UTC. as_of: the same moment as London wall time."""

    wiring: Wiring
    pages: Pages
    at: datetime
    as_of: datetime

    @property
    def today(self) -> date:
        return self.as_of.date()

    @property
    def engine(self) -> Engine:
        return self.wiring.engine

    @property
    def secret(self) -> str:
        return self.wiring.settings.secret


async def visit_of(request: Request) -> Visit:
    """The clock is read here, once for each request. A coroutine, so that it costs no thread."""
    at: datetime = request.app.state.clock()
    return Visit(wiring=request.app.state.wiring, pages=request.app.state.pages, at=at, as_of=london(at))


Visiting = Annotated[Visit, Depends(visit_of)]
