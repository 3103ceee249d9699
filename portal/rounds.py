"""A cycle as whoever holds a personal link meets it: the owner who answers, the director who signs off."""

from dataclasses import dataclass
from datetime import datetime

from governance.reminders import CycleFacts
from governance.terms import Stage
from plan_store import cycles, telling, updates
from plan_store.database import Session
from plan_store.tables import Cycle
from portal.deps import Visit


@dataclass(frozen=True, kw_only=True)
class Round:
    """The cycle as an owner meets it. open: answers are taken; late: they are recorded as late.

    lock_at, publish_at, meeting_at: London wall time.
    """

    about: CycleFacts
    stage: Stage
    publish_at: datetime
    open: bool
    late: bool
    lock_is_past: bool


def round_of(session: Session, visit: Visit, cycle: Cycle) -> Round:
    about = telling.cycle_facts(session, visit.telling, cycle)
    return Round(
        about=about,
        stage=cycle.stage,
        publish_at=cycles.moments(cycle)["publish_at"][0],
        open=cycle.stage in updates.OPEN_TO_ANSWERS,
        late=cycle.stage in updates.OPEN_TO_ANSWERS - {Stage.COLLECTING} or about.lock_at < visit.as_of,
        lock_is_past=about.lock_at <= visit.as_of,
    )
