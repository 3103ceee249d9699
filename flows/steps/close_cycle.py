"""Close the cycle after the meeting; its decisions go into the next one."""

from datetime import datetime
from typing import Any

from config.clock import london
from flows.office import Office
from flows.roles import acting_as
from governance.cycle import StepDue
from governance.terms import Stage
from governance.wording import plural
from plan_store import cycles, decisions
from plan_store.database import Session
from plan_store.moves import move
from plan_store.tables import Cycle


def run(session: Session, office: Office, cycle: Cycle, due: StepDue, prepared: Any, *, at: datetime, by: str) -> str:
    made = decisions.of_meeting(session, cycles.meeting_of(session, cycle))
    move(session, office.telling, cycle, Stage.CLOSED, role=acting_as(by), as_of=london(at), by=by, at=at)
    return f"Closed with {plural(len(made), 'decision')} on record."
