"""Minutes: resolutions recorded after a meeting become decisions, actions, and commissions for the next paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from governance.errors import RecordError
from plan_store import decisions, people, plans
from plan_store.database import Session
from plan_store.decisions import Limb
from plan_store.tables import Decision, Meeting, Plan


class LimbWritten(BaseModel):
    """One limb. title, owner, due and delivery_plan: for an action only."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["note", "agree", "commission", "action"]
    words: str
    title: str = ""
    owner: str = ""
    due: date | None = None
    delivery_plan: str = ""
    findings: tuple[str, ...] = ()


class ResolutionWritten(BaseModel):
    """One resolution, verbatim, with its limbs."""

    model_config = ConfigDict(extra="forbid")

    number: str
    words: str
    limbs: Annotated[tuple[LimbWritten, ...], Field(min_length=1)]


class MinutesWritten(BaseModel):
    model_config = ConfigDict(extra="forbid")

    resolutions: tuple[ResolutionWritten, ...]


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """What was recorded: numbers of decisions, and the references of actions they added."""

    decisions: int
    actions: tuple[str, ...]


def read_minutes(written: object) -> tuple[ResolutionWritten, ...]:
    """Plain values (from TOML) as resolutions. Raises RecordError naming the first thing that cannot be read."""
    try:
        return MinutesWritten.model_validate(written).resolutions
    except ValidationError as fault:
        first = fault.errors()[0]
        place = " ".join(str(part + 1) if isinstance(part, int) else part for part in first["loc"])
        raise RecordError(f"The minutes cannot be read at “{place}”: {first['msg']}. Nothing was recorded.") from fault


def record_minutes(
    session: Session,
    plan: Plan,
    meeting: Meeting,
    resolutions: Sequence[ResolutionWritten],
    *,
    today: date,
    by: str,
    at: datetime,
) -> Recorded:
    """Record all of them or none. Recorded a second time, they change nothing."""
    made: list[Decision] = []
    added: list[str] = []
    for resolution in resolutions:
        before = decisions.count(session, meeting)
        limbs = [Limb(kind=limb.kind, words=limb.words) for limb in resolution.limbs]
        recorded = decisions.record_resolution(
            session, meeting, resolution.number, resolution.words, limbs, by=by, at=at
        )
        if decisions.count(session, meeting) == before:
            continue
        made.extend(recorded)
        for limb, decision in zip(resolution.limbs, recorded, strict=True):
            if limb.kind == "action":
                added.append(_add_action(session, plan, limb, decision, today=today, by=by, at=at))
    return Recorded(decisions=len(made), actions=tuple(added))


def _add_action(
    session: Session, plan: Plan, limb: LimbWritten, decision: Decision, *, today: date, by: str, at: datetime
) -> str:
    if not limb.title or not limb.delivery_plan:
        raise RecordError(f"The action “{limb.words}” needs a title and a delivery plan. Nothing was recorded.")
    return plans.add_action(
        session,
        plan,
        plans.delivery_plan(session, plan, limb.delivery_plan),
        limb.title,
        people.require(session, limb.owner) if limb.owner else None,
        limb.due,
        decision=decision,
        findings=limb.findings,
        today=today,
        by=by,
        at=at,
    ).reference
