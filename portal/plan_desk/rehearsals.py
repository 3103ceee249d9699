"""Rehearsals played in the background, one at a time, and kept for an hour in this process. It knows no pages.

They are not in the store, for nothing of a rehearsal happened: a restart of the service forgets them.
"""

import logging
import secrets
import threading
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from flows.office import Office
from flows.rehearsal import CyclePlayed, DayPlayed, Letter, rehearsal_of
from governance.errors import GovernanceError

LOG = logging.getLogger(__name__)
KEPT_FOR = timedelta(hours=1)


@dataclass(kw_only=True)
class Job:
    """One rehearsal. days: those played so far; done: set once it has ended, well or not; fault: why not."""

    key: str
    first_on: date
    last_on: date
    started_at: datetime
    days: list[DayPlayed] = field(default_factory=list)
    cycles: tuple[CyclePlayed, ...] = ()
    fault: str = ""
    done: threading.Event = field(default_factory=threading.Event)

    @property
    def days_in_all(self) -> int:
        return (self.last_on - self.first_on).days + 1

    @property
    def running(self) -> bool:
        return not self.done.is_set()

    def letters(self) -> list[Letter]:
        """Every letter in the order in which they would leave; its place in here is its number."""
        return [letter for day in self.days for letter in day.letters]


class Rehearsals:
    """All that this process keeps. Several requests may ask at once."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()

    def begin(self, office: Office, first_on: date, last_on: date, *, at: datetime) -> Job:
        """Begin to play these days; where another is being played, it is that one."""
        with self._lock:
            self._forget(at)
            if (running := next((job for job in self._jobs.values() if job.running), None)) is not None:
                return running
            job = Job(key=secrets.token_hex(6), first_on=first_on, last_on=last_on, started_at=at)
            self._jobs[job.key] = job
        threading.Thread(target=_play, args=(office, job), name=f"rehearsal {job.key}", daemon=True).start()
        return job

    def find(self, key: str, *, at: datetime) -> Job | None:
        with self._lock:
            self._forget(at)
            return self._jobs.get(key)

    def kept(self, *, at: datetime) -> list[Job]:
        """Those that can still be looked at, the last first."""
        with self._lock:
            self._forget(at)
            return list(reversed(self._jobs.values()))

    def _forget(self, at: datetime) -> None:
        for key, job in list(self._jobs.items()):
            if not job.running and at - job.started_at > KEPT_FOR:
                del self._jobs[key]


def _play(office: Office, job: Job) -> None:
    try:
        with rehearsal_of(office) as rehearsal:
            for day in rehearsal.play(job.first_on, job.last_on):
                job.days.append(day)
            job.cycles = rehearsal.cycles(job.first_on, job.last_on)
    except GovernanceError as fault:
        job.fault = str(fault)
    except Exception:
        # Whatever it is, whoever waits for the page must not wait for ever.
        LOG.exception("the rehearsal %s broke off", job.key)
        job.fault = "The rehearsal broke off; the fault has been noted. Try a shorter time, or tell whoever runs this."
    finally:
        job.done.set()
