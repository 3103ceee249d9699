"""Tell the leaders what the board will read, before it meets."""

from datetime import datetime
from typing import Any

from config.clock import london
from flows.office import Office
from governance.cycle import StepDue
from governance.wording import plural
from plan_store.database import Session
from plan_store.tables import Cycle
from plan_store.telling import Occasion, tell


def run(session: Session, office: Office, cycle: Cycle, due: StepDue, prepared: Any, *, at: datetime, by: str) -> str:
    told = tell(session, office.telling, cycle, Occasion(step=due.step.name), as_of=london(at), by=by, at=at)
    return f"Told {plural(told, 'leader')}."
