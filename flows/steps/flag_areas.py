"""Raise the flags and rate the areas, as the record stands at the lock."""

from datetime import datetime
from typing import Any

from config.clock import london
from flows.office import Office
from governance.cycle import StepDue
from governance.flags import raise_flags
from governance.position import Line
from governance.ratings import rate_area, rate_line
from governance.wording import plural
from plan_store import cycles
from plan_store.database import Session
from plan_store.position import position_of
from plan_store.tables import Cycle


def run(session: Session, office: Office, cycle: Cycle, due: StepDue, prepared: Any, *, at: datetime, by: str) -> str:
    position = position_of(session, cycle, at=at, as_of=london(at).date())
    flags = raise_flags(position, office.council.flags)
    scale = office.council.scale
    groups: dict[tuple[str, str], tuple[Line, ...]] = {
        **{("finding", area.reference): position.lines_of_finding(area.reference) for area in position.findings},
        **{
            ("delivery_plan", area.reference): position.lines_of_delivery_plan(area.reference)
            for area in position.delivery_plans
        },
    }
    rated = {
        key: rate_area([rate_line(position, line, scale) for line in lines], scale.area_rule)
        for key, lines in groups.items()
    }
    cycles.keep_flags(session, cycle, flags, rated, by=by, at=at)
    return f"Raised {plural(len(flags), 'flag')} on {plural(len({flag.subject for flag in flags}), 'action')}."
