"""The tick: what is due by now and not yet done is done, written down, and that is all.

`run_tick` is the whole of it, without Prefect; flows/scheduled.py wraps it for the schedule.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from config.clock import london
from flows.office import Office
from flows.planning import plan_cycles
from flows.steps import prepare_of, run_of
from flows.supplements import follow_up, tell_why_not
from governance.cycle import StepDue, next_step
from governance.errors import ChangedSinceApproval, PaperError, UnderEmbargo
from governance.wording import plural
from plan_store import cycles
from plan_store.audit import SYSTEM
from plan_store.database import Session, reading, transaction
from plan_store.tables import Cycle


@dataclass(frozen=True, kw_only=True)
class Deed:
    """One step done. said: a sentence with numbers and references, no names."""

    cycle: str
    step: str
    occurrence: int
    said: str


def run_tick(office: Office, *, at: datetime, by: str = SYSTEM) -> list[Deed]:
    """Do everything that is due at this instant. Each step is a transaction of its own; a second call finds nothing."""
    deeds = [deed] if (deed := plan_ahead(office, at=at, by=by)) else []
    for reference in running_cycles(office):
        deeds.extend(take_steps(office, reference, at=at, by=by))
        if (deed := catch_up(office, reference, at=at, by=by)) is not None:
            deeds.append(deed)
    return deeds


def plan_ahead(office: Office, *, at: datetime, by: str = SYSTEM) -> Deed | None:
    """Call the coming meetings and plan their cycles."""
    with transaction(office.engine) as session:
        planned = plan_cycles(session, office, by=by, at=at)
        references = ", ".join(cycle.reference for cycle in planned)
    if not planned:
        return None
    said = f"Planned {plural(len(planned), 'cycle')}: {references}."
    return Deed(cycle="", step="plan_cycles", occurrence=1, said=said)


def running_cycles(office: Office) -> list[str]:
    """References of the cycles that are not finished, in the order of their meetings."""
    with reading(office.engine) as session:
        return [cycle.reference for cycle in cycles.running(session)]


def take_steps(office: Office, reference: str, *, at: datetime, by: str = SYSTEM) -> Iterator[Deed]:
    """Every step of a cycle that is due, one after the other: one may make the next possible."""
    while (due := step_due(office, reference, at=at)) is not None:
        deed = take_step(office, reference, due, at=at, by=by)
        if deed is None:
            return
        yield deed


def catch_up(office: Office, reference: str, *, at: datetime, by: str = SYSTEM) -> Deed | None:
    """What waits for no moment: a supplement that was signed off, a pack that was refused.

    None where nothing does, and where a supplement is under embargo: it waits for its day.
    """
    try:
        followed = follow_up(office, reference, at=at, by=by)
        said, why_not = followed.said.strip(), followed.lacking.strip()
    except UnderEmbargo:
        return None
    except PaperError as fault:
        # One meeting's papers do not hold up what is due for the others.
        said = why_not = f"No supplement went out: {fault}"
    if why_not:
        tell_why_not(office, reference, why_not, by=by, at=at)
    return Deed(cycle=reference, step="publish_supplement", occurrence=1, said=said) if said else None


def step_due(office: Office, reference: str, *, at: datetime) -> StepDue | None:
    """The cycle's next step that is due by now and not yet done."""
    with reading(office.engine) as session:
        cycle = cycles.require(session, reference)
        return next_step(cycle.stage, cycles.moments(cycle), cycles.done(session, cycle), as_of=london(at))


def take_step(office: Office, reference: str, due: StepDue, *, at: datetime, by: str = SYSTEM) -> Deed | None:
    """Do one step and record it as done, in one transaction; None where somebody else has done it meanwhile.

    None too where papers are under embargo: they wait for its day, and nothing has gone wrong. And where they are not
    what was signed off: the officers are told, and what is due for other meetings goes on.
    """

    def is_still_due(session: Session, cycle: Cycle) -> bool:
        return next_step(cycle.stage, cycles.moments(cycle), cycles.done(session, cycle), as_of=london(at)) == due

    try:
        return carry_out(office, reference, due, is_still_due, at=at, by=by)
    except UnderEmbargo:
        return None
    except ChangedSinceApproval as fault:
        tell_why_not(office, reference, str(fault), by=by, at=at)
        return None


def carry_out(
    office: Office,
    reference: str,
    due: StepDue,
    may_be_done: Callable[[Session, Cycle], bool],
    *,
    at: datetime,
    by: str,
) -> Deed | None:
    """Do one step and mark it as done, in one transaction, if it may be done of the cycle once that is held still."""
    name = due.step.name
    prepare = prepare_of(name)
    prepared = prepare(office, reference, at=at) if prepare is not None else None
    with transaction(office.engine) as session:
        cycle = cycles.hold_still(session, reference)
        if not may_be_done(session, cycle):
            return None
        said = run_of(name)(session, office, cycle, due, prepared, at=at, by=by)
        cycles.mark_done(session, cycle, name, sorted({*due.overtaken, due.occurrence}), by=by, at=at)
    return Deed(cycle=reference, step=name, occurrence=due.occurrence, said=said)
