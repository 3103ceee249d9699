"""Remind the director that the paper waits; silence is never consent."""

from datetime import datetime
from typing import Any

from config.clock import london
from flows.office import Office
from governance.cycle import StepDue
from governance.wording import plural
from plan_store import cycles
from plan_store.database import Session
from plan_store.tables import Cycle
from plan_store.telling import Occasion, tell


def run(session: Session, office: Office, cycle: Cycle, due: StepDue, prepared: Any, *, at: datetime, by: str) -> str:
    last = due.occurrence == len(cycles.moments(cycle)[due.step.due])
    occasion = Occasion(step=due.step.name, occurrence=due.occurrence, last_occurrence=last)
    told = tell(session, office.telling, cycle, occasion, as_of=london(at), by=by, at=at)
    return f"Reminded {plural(told, 'director')}."
