"""A rehearsal: any days played through on a copy of the store in memory, so that nothing here changes.

The copy's papers are briefs without files, its letters stay in its outbox, and a director signs off as soon as asked.
"""

import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from config.clock import instant, london
from delivery.rendering import Words, write_notice
from flows.deliver_notices import facts_for
from flows.office import Office
from flows.planning import upcoming
from flows.tick import Deed, run_tick
from governance.terms import Role, Stage
from plan_store import cycles, moves, notices, people
from plan_store.audit import SYSTEM
from plan_store.copying import copy_in_memory
from plan_store.database import reading, transaction
from plan_store.tables import Notice, Person

# After every moment that a cycle has in a day.
END_OF_OFFICE_HOURS = time(18, 0)
LONGEST = timedelta(days=800)
# So far ahead a meeting is looked for where none is planned yet.
HORIZON = timedelta(days=200)


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A message that would leave. held: why it would not, in brackets. packed: what it was told, for its words."""

    kind: str
    cycle: str
    person: str
    address: str
    at: datetime
    held: str
    packed: bytes = b""


@dataclass(frozen=True, kw_only=True)
class DayPlayed:
    """One day: what would be done, and what would leave."""

    on: date
    deeds: tuple[Deed, ...]
    letters: tuple[Letter, ...]


@dataclass(frozen=True, kw_only=True)
class CyclePlayed:
    """The dates of a cycle as they stood when the rehearsal ended. Moments: London wall time."""

    reference: str
    board: str
    stage: Stage
    opens_at: datetime
    lock_at: datetime
    publish_by_at: datetime
    meeting_at: datetime


@dataclass
class Rehearsal:
    """A copy of the office. after: the last message that was there before the copy's last day."""

    office: Office
    after: int

    def play(self, first_on: date, last_on: date) -> Iterator[DayPlayed]:
        """Every day from the first to the last: the tick of its evening, and then whatever waits is signed off."""
        for n in range((last_on - first_on).days + 1):
            on = first_on + timedelta(days=n)
            at = instant(datetime.combine(on, END_OF_OFFICE_HOURS))
            deeds, letters = self.day(at)
            self.sign_what_waits(at)
            yield DayPlayed(on=on, deeds=tuple(deeds), letters=tuple(letters))

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

    def cycles(self, first_on: date, last_on: date) -> tuple[CyclePlayed, ...]:
        """Every cycle with a moment in these days, in the order of the meetings."""
        with reading(self.office.engine) as session:
            found = [
                CyclePlayed(
                    reference=cycle.reference,
                    board=cycles.board_of(session, cycle).name,
                    stage=cycle.stage,
                    opens_at=moments["open_at"][0],
                    lock_at=moments["lock_at"][0],
                    publish_by_at=moments["publish_by_at"][0],
                    meeting_at=moments["meeting_at"][0],
                )
                for cycle in cycles.every(session)
                if {"open_at", "lock_at", "publish_by_at", "meeting_at"} <= set(moments := cycles.moments(cycle))
            ]
        return tuple(row for row in found if row.opens_at.date() <= last_on and row.meeting_at.date() >= first_on)

    def _letters(self, at: datetime) -> list[Letter]:
        with transaction(self.office.engine) as session:
            taken = {notice.id for notice in notices.take(session, limit=100_000, by=SYSTEM, at=at)}
            written = notices.written_after(session, self.after)
            new = [letter for letter in written if letter[0].id in taken or letter[0].state == "held"]
            for notice, _ in new:
                notice.state = "held" if notice.state == "held" else "sent"
        self.after = max([self.after, *(notice.id or 0 for notice, _ in new)])
        return [_letter(notice, person, at) for notice, person in new]


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


def words_of(office: Office, letter: Letter) -> Words:
    """What a letter of a rehearsal would say. Its personal link is not a real one: it opens nothing."""
    kind = office.notice_kinds[letter.kind]
    person = Person(reference="", name=letter.person, email=letter.address)
    facts = facts_for(office, kind, json.loads(zlib.decompress(letter.packed)), person, None)
    opened = f"{office.portal_address}/{kind.opens.replace('_', '-')}/personal-link" if kind.opens else ""
    return write_notice(letter.kind, {**facts, "link": opened}, office.templates)


def next_meeting_on(office: Office, today: date) -> date | None:
    """The day of the next meeting that a cycle leads to, or will lead to; None where there is none within HORIZON."""
    with reading(office.engine) as session:
        planned = [cycles.meeting_of(session, cycle).held_on for cycle in cycles.running(session)]
    if coming := [on for on in planned if on >= today]:
        return min(coming)
    by_rule = (
        dates.meeting_at.date()
        for board in office.council.boards
        if board.reports
        for dates in upcoming(office, board, today, today + HORIZON)
        if dates.moments("open_at")[0].date() >= today
    )
    return min(by_rule, default=None)


def _letter(notice: Notice, person: Person, at: datetime) -> Letter:
    about = notice.facts.get("cycle")
    return Letter(
        kind=notice.kind,
        cycle=str(about["reference"]) if about else "",
        person=person.name,
        address=person.email,
        at=at,
        held=f" (held: {notice.because})" if notice.state == "held" else "",
        # A year of letters is held in memory, and many say nearly the same.
        packed=zlib.compress(json.dumps(notice.facts).encode()),
    )
