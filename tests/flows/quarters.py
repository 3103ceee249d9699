"""A quarter of Ashcombe's replayed in a test: ticks on chosen days, people's part from the sample's story."""

import os
import signal
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import event
from sqlmodel import select

from config.clock import instant
from flows.deliver_notices import deliver_notices
from flows.demonstration import SAMPLE, demo_settings
from flows.loading import load_plan
from flows.office import Office, open_office
from flows.story import perform, read_story
from flows.tick import run_tick
from governance.errors import GovernanceError
from plan_store import cycles
from plan_store.database import reading
from plan_store.migrating import migrate
from plan_store.tables import AuditEntry, Cycle, CycleMark, Decision, Notice, Paper, Update

FROM_ON, TO_ON = date(2027, 1, 4), date(2027, 4, 9)
ACTS, EVENING, EARLY = time(11, 0), time(18, 0), time(7, 30)


def an_office(folder: Path, address: str, *, formats: tuple[str, ...] = ()) -> Office:
    """Ashcombe's office with an empty, migrated store. Without formats papers are kept as facts only, which is fast."""
    settings = replace(demo_settings(folder), database=address)
    office = replace(open_office(settings), formats=formats, lease=timedelta(0))
    migrate(office.engine)
    return office


def load_ashcombe(office: Office) -> None:
    load_plan(office, SAMPLE / "improvement-plan.xlsx", by="system", at=moment(FROM_ON, EARLY))


def moment(on: date, hour: time) -> datetime:
    return instant(datetime.combine(on, hour))


def days(from_on: date = FROM_ON, to_on: date = TO_ON) -> list[date]:
    return [from_on + timedelta(days=n) for n in range((to_on - from_on).days + 1)]


def play(
    office: Office, *, ticks: tuple[time, ...] = (EVENING,), missed: Collection[date] = (), to_on: date = TO_ON
) -> None:
    """Play the quarter. missed: days on which nothing ticks; what people cannot do yet they try again next day."""
    story, waiting = read_story(SAMPLE / "story.toml"), []
    for today in days(to_on=to_on):
        if today not in missed:
            for hour in (hour for hour in ticks if hour < ACTS):
                tick(office, moment(today, hour))
        waiting = act(office, [*waiting, *story.get(today, [])], today)
        if today not in missed:
            for hour in (hour for hour in ticks if hour >= ACTS):
                tick(office, moment(today, hour))


def tick(office: Office, at: datetime) -> None:
    run_tick(office, at=at)
    deliver_notices(office, at=at)


def act(office: Office, acts: list, today: date) -> list:
    """Do what can be done; returns what cannot yet."""
    left = []
    for n, each in enumerate(acts):
        try:
            perform(office, each, at=moment(today, ACTS) + timedelta(minutes=n))
        except GovernanceError:
            left.append(each)
    return left


@dataclass(frozen=True)
class Story:
    """What a quarter came to, without the instants at which the machine happened to run."""

    stages: dict[str, list[str]]
    marks: set[tuple[str, str, int]]
    notices: dict[str, tuple[str, str]]
    papers: list[tuple[str, str, int, str, str]]
    updates: int
    decisions: int
    letters: int


def story_of(office: Office) -> Story:
    with reading(office.engine) as session:
        named = {cycle.id: cycle.reference for cycle in session.exec(select(Cycle))}
        stages: dict[str, list[str]] = {}
        for row in session.exec(select(AuditEntry).order_by(AuditEntry.id)):
            if row.subject in named.values() and "as" in row.detail:
                stages.setdefault(row.subject, []).append(row.verb)
        return Story(
            stages=stages,
            marks={(named[mark.cycle_id], mark.step, mark.occurrence) for mark in session.exec(select(CycleMark))},
            notices={row.once: (row.kind, row.state) for row in session.exec(select(Notice))},
            papers=sorted(
                (named[row.cycle_id], row.kind, row.version, row.state, row.facts_digest)
                for row in session.exec(select(Paper))
            ),
            updates=len(session.exec(select(Update)).all()),
            decisions=len(session.exec(select(Decision)).all()),
            letters=len(list((office.settings.var / "outbox").glob("*.eml"))),
        )


def final_stages(office: Office) -> dict[str, str]:
    with reading(office.engine) as session:
        return {cycle.reference: cycle.stage.value for cycle in cycles.every(session)}


def killed_at_every_commit(open_here: Callable[[], Office], work: Callable[[Office], None], *, before: bool) -> int:
    """Do the work in a process that is killed with -9 at its commits, and again, until it is done; returns the kills.

    before=False: right after a commit; before=True: just before one, with all that leads up to it done. Processes in
    turn die at their first, second … sixth commit: one that always died at its first would take the same letters for
    ever. A fork costs no start-up, so that every commit of a day can have its kill.
    """
    kills = 0
    while True:
        child = os.fork()
        if child == 0:
            try:
                office = open_here()
                _arm(office, at_commit=kills % 6 + 1, before=before)
                work(office)
            except BaseException:
                os._exit(1)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            assert os.WTERMSIG(status) == signal.SIGKILL
            kills += 1
            continue
        assert os.WEXITSTATUS(status) == 0
        return kills


def _arm(office: Office, *, at_commit: int, before: bool) -> None:
    commits = []

    def count(_connection: object) -> None:
        commits.append(1)
        if before and len(commits) == at_commit:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(office.engine, "commit", count)
    if not before:
        # The engine tells of a commit before it is done; the connection goes back to the pool after.
        event.listen(
            office.engine, "checkin", lambda *_: len(commits) >= at_commit and os.kill(os.getpid(), signal.SIGKILL)
        )
