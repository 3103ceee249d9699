"""Ask every owner for what they owe: one mail each, and none to those who owe nothing."""

from datetime import datetime
from typing import Any

from config.clock import london
from flows.office import Office
from flows.roles import acting_as
from governance.cycle import StepDue, give_time_to_answer
from governance.reminders import who_is_asked
from governance.terms import Stage
from governance.wording import plural
from plan_store import cycles, people
from plan_store.database import Session
from plan_store.moves import move
from plan_store.position import position_of
from plan_store.record import actions_of
from plan_store.tables import Cycle, Plan


def run(session: Session, office: Office, cycle: Cycle, due: StepDue, prepared: Any, *, at: datetime, by: str) -> str:
    as_of = london(at)
    moments = give_time_to_answer(cycles.moments(cycle), office.council.calendar, opened_at=as_of)
    cycles.set_moments(session, cycle, moments, by=by, at=at)
    cycles.came_early(session, cycle, "open_at", as_of, by=by, at=at)
    position = position_of(session, cycle, at=at, as_of=as_of.date())
    asked = {line.reference: who_is_asked(line, as_of=as_of.date()) for line in position.lines}
    requests = {
        action.id or 0: people.require(session, person.reference).id or 0
        for action in actions_of(session, session.get_one(Plan, cycle.plan_id))
        if (person := asked.get(action.reference)) is not None
    }
    cycles.ask(session, cycle, requests, by=by, at=at)
    session.flush()
    told = move(session, office.telling, cycle, Stage.COLLECTING, role=acting_as(by), as_of=as_of, by=by, at=at)
    return f"Asked about {plural(len(requests), 'action')} in {plural(told, 'mail')}."
