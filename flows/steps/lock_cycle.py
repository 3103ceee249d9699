"""Close the collection: what comes from now on is recorded as late."""

from datetime import datetime
from typing import Any

from config.clock import london
from flows.office import Office
from flows.roles import acting_as
from governance.cycle import StepDue
from governance.terms import Stage
from plan_store import cycles
from plan_store.database import Session
from plan_store.moves import move
from plan_store.tables import Cycle


def run(session: Session, office: Office, cycle: Cycle, due: StepDue, prepared: Any, *, at: datetime, by: str) -> str:
    cycles.came_early(session, cycle, "lock_at", london(at), by=by, at=at)
    move(session, office.telling, cycle, Stage.LOCKED, role=acting_as(by), as_of=london(at), by=by, at=at)
    return "Locked; answers from now on are recorded as late."
