"""Close the collection: what comes from now on is recorded as late."""

from datetime import datetime
from typing import Any

from config.clock import london
from flows.office import Office
from governance.cycle import StepDue
from governance.terms import Role, Stage
from plan_store.database import Session
from plan_store.moves import move
from plan_store.tables import Cycle


def run(session: Session, office: Office, cycle: Cycle, due: StepDue, prepared: Any, *, at: datetime, by: str) -> str:
    move(session, office.telling, cycle, Stage.LOCKED, role=Role.SYSTEM, as_of=london(at), by=by, at=at)
    return "Locked; answers from now on are recorded as late."
