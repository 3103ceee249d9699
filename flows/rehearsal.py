"""A rehearsal: any days played through on a copy of the store in memory, so that nothing here changes.

The copy's papers are briefs without files, its letters stay in its outbox, and a director signs off as soon as asked.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from config.clock import london
from flows.office import Office
from flows.tick import Deed, run_tick
from governance.terms import Role, Stage
from plan_store import cycles, moves, notices, people
from plan_store.audit import SYSTEM
from plan_store.copying import copy_in_memory
from plan_store.database import reading, transaction


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A message that would leave. held: why it would not, in brackets."""

    kind: str
    cycle: str
    person: str
    address: str
    at: datetime
    held: str


@dataclass
class Rehearsal:
    """A copy of the office. after: the last message that was there before the copy's last day."""

    office: Office
    after: int

    def day(self, at: datetime) -> tuple[list[Deed], list[Letter]]:
        """Tick once at this instant: what would be done, and what would leave."""
        deeds = run_tick(self.office, at=at)
        return deeds, self._letters(at)

    def sign_what_waits(self, at: datetime) -> None:
        """The director signs off whatever waits, as a rehearsal assumes."""
        with transaction(self.office.engine) as session:
            directors = people.with_role(session, Role.DIRECTOR)
            for cycle in cycles.running(session):
                if cycle.stage is Stage.AWAITING_SIGN_OFF and directors:
                    moves.sign_off(session, self.office.telling, cycle, directors[0], "", as_of=london(at), at=at)

    def _letters(self, at: datetime) -> list[Letter]:
        with transaction(self.office.engine) as session:
            taken = {notice.id for notice in notices.take(session, limit=100_000, by=SYSTEM, at=at)}
            written = notices.written_after(session, self.after)
            new = [letter for letter in written if letter[0].id in taken or letter[0].state == "held"]
            for notice, _ in new:
                notice.state = "held" if notice.state == "held" else "sent"
        self.after = max([self.after, *(notice.id or 0 for notice, _ in new)])
        return [
            Letter(
                kind=notice.kind,
                cycle=str(notice.facts["cycle"]["reference"]),
                person=person.name,
                address=person.email,
                at=at,
                held=f" (held: {notice.because})" if notice.state == "held" else "",
            )
            for notice, person in new
        ]


@contextmanager
def rehearsal_of(office: Office) -> Iterator[Rehearsal]:
    """A rehearsal of this office; its copy of the store is gone at the end of the block."""
    engine = copy_in_memory(office.engine)
    try:
        with reading(engine) as session:
            last = max((notice.id or 0 for notice in notices.outbox(session)), default=0)
        yield Rehearsal(office=replace(office, engine=engine, formats=(), published=None), after=last)
    finally:
        engine.dispose()
