"""A cycle moves: the stage, the audit row and the notices in one transaction. It knows nothing of how notices look."""

from datetime import datetime

from sqlmodel import Session

from governance.cycle import check_move
from governance.errors import RecordError
from governance.terms import Role, Stage
from plan_store import audit, cycles, despatches, papers
from plan_store.tables import Cycle, Paper, Person
from plan_store.telling import Occasion, Telling, tell, tell_of_sending_back


def move(
    session: Session,
    telling: Telling,
    cycle: Cycle,
    stage: Stage,
    *,
    role: Role,
    as_of: datetime,
    by: str,
    at: datetime,
) -> int:
    """Move a cycle on and tell those who must know. Raises WrongStage or NotYourTurn. Returns the notices written."""
    cycles.enter(session, cycle, stage, role=role, by=by, at=at)
    return tell(
        session, telling, cycle, Occasion(stage=stage, occurrence=_entered(session, cycle)), as_of=as_of, by=by, at=at
    )


def sign_off(
    session: Session, telling: Telling, cycle: Cycle, director: Person, comment: str, *, as_of: datetime, at: datetime
) -> None:
    """The director signs off every paper of the cycle, on the very bytes that will be published.

    Once the pack is out, those that wait for a supplement; the stage stays.
    """
    _sign(session, cycle, director, "approved", comment, at=at)
    by = director.reference
    if papers.is_out(cycle):
        _record(session, cycle, "supplement signed off", by=by, at=at)
        return
    move(session, telling, cycle, Stage.APPROVED, role=Role.DIRECTOR, as_of=as_of, by=by, at=at)


def send_back(
    session: Session, telling: Telling, cycle: Cycle, director: Person, comment: str, *, as_of: datetime, at: datetime
) -> None:
    """The director sends the papers back with a reason; the officer mends them, or drafts the supplement again."""
    returned = _sign(session, cycle, director, "sent_back", comment, at=at)
    by = director.reference
    if papers.is_out(cycle):
        _record(session, cycle, "supplement sent back", by=by, at=at)
        tell_of_sending_back(session, telling, cycle, returned, by=by, at=at)
        return
    move(session, telling, cycle, Stage.SENT_BACK, role=Role.DIRECTOR, as_of=as_of, by=by, at=at)


def cancel(
    session: Session, telling: Telling, cycle: Cycle, because: str, *, as_of: datetime, by: str, at: datetime
) -> None:
    """The meeting will not take place: those who were asked are told, and nothing more is asked of them."""
    cycle.cancelled_because = because
    move(session, telling, cycle, Stage.CANCELLED, role=Role.OFFICER, as_of=as_of, by=by, at=at)


def _record(session: Session, cycle: Cycle, verb: str, *, by: str, at: datetime) -> None:
    audit.record(session, verb, cycle.reference, by=by, at=at, cycle=cycle.reference)


def _sign(session: Session, cycle: Cycle, director: Person, outcome: str, comment: str, *, at: datetime) -> list[Paper]:
    if cycle.stage is Stage.CLOSED:
        check_move(cycle.stage, Stage.APPROVED, Role.DIRECTOR)
    out = papers.is_out(cycle)
    drafted = despatches.unsigned(session, cycle) if out else papers.current(session, cycle)
    if out and not drafted:
        raise RecordError(
            f"The papers of {cycle.reference} are published already, and none waits for a supplement. “cleardays "
            "supplement” drafts one."
        )
    if not drafted:
        raise RecordError(f"The cycle {cycle.reference} has no paper yet, so there is nothing to sign off.")
    for paper in drafted:
        papers.sign(session, paper, director, outcome, comment, by=director.reference, at=at)
    return drafted


def _entered(session: Session, cycle: Cycle) -> int:
    """Which version of the papers is on its way: a paper asked for a second time is a second occasion."""
    return max((paper.version for paper in papers.current(session, cycle)), default=1)
