"""Remind those who have not answered. Reminders stop at the answer; one that comes too late is held, not sent."""

from datetime import datetime
from typing import Any

from config.clock import london
from flows.office import Office
from governance.cycle import Moments, StepDue
from governance.wording import plural
from plan_store import cycles
from plan_store.database import Session
from plan_store.tables import Cycle
from plan_store.telling import Occasion, tell


def run(session: Session, office: Office, cycle: Cycle, due: StepDue, prepared: Any, *, at: datetime, by: str) -> str:
    moments = cycles.moments(cycle)
    told = 0
    for occurrence in sorted({*due.overtaken, due.occurrence}):
        too_late = occurrence in due.overtaken
        occasion = Occasion(
            step=due.step.name,
            occurrence=occurrence,
            last_occurrence=_is_last(occurrence, due.step.due, moments),
            held_because="overtaken: a later reminder or the lock was due by then" if too_late else "",
        )
        written = tell(session, office.telling, cycle, occasion, as_of=london(at), by=by, at=at)
        told += 0 if too_late else written
    return f"Reminded {plural(told, 'owner')} who had not answered."


def _is_last(occurrence: int, moment: str, moments: Moments) -> bool:
    return occurrence == len(moments[moment])
