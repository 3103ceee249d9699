"""The plan itself: found, and added to one action at a time. Loading whole files is in plan_store/applying.py."""

import re
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from governance.errors import RecordError
from governance.terms import DeliveryStatus, Origin, Precision
from governance.wording import day
from plan_store import audit, edits
from plan_store.tables import Action, ActionFinding, ActionOwner, Decision, DeliveryPlan, Finding, Person, Plan


def require(session: Session, reference: str = "") -> Plan:
    """The plan of that reference, or the only one where none is named. Raises RecordError otherwise."""
    query = select(Plan).order_by(col(Plan.id))
    plans = list(session.exec(query.where(Plan.reference == reference) if reference else query))
    if not plans:
        named = f"no plan “{reference}”" if reference else "no plan"
        raise RecordError(f"There is {named} in the plan store. Load one with “cleardays load FILE.xlsx”.")
    if len(plans) > 1:
        raise RecordError(f"There are several plans; say which: {', '.join(plan.reference for plan in plans)}.")
    return plans[0]


def first(session: Session) -> Plan | None:
    """The plan whose cycles are run; None in an empty store."""
    return session.exec(select(Plan).order_by(col(Plan.id))).first()


def find_action(session: Session, plan: Plan, reference: str) -> Action:
    """The action of that reference, or a RecordError."""
    action = session.exec(select(Action).where(Action.plan_id == plan.id, Action.reference == reference)).first()
    if action is None:
        raise RecordError(f"There is no action {reference} in “{plan.title}”.")
    return action


def delivery_plan(session: Session, plan: Plan, name: str) -> DeliveryPlan:
    """A delivery plan by its reference or title, or a RecordError."""
    for row in session.exec(select(DeliveryPlan).where(DeliveryPlan.plan_id == plan.id)):
        if name.lower() in (row.reference.lower(), row.title.lower()):
            return row
    raise RecordError(f"There is no delivery plan “{name}” in “{plan.title}”.")


def finding(session: Session, plan: Plan, reference: str) -> Finding:
    """The finding of that reference, or a RecordError."""
    row = session.exec(select(Finding).where(Finding.plan_id == plan.id, Finding.reference == reference)).first()
    if row is None:
        raise RecordError(f"There is no finding {reference} in “{plan.title}”.")
    return row


def add_finding(
    session: Session,
    plan: Plan,
    reference: str,
    title: str,
    *,
    origin: Origin = Origin.INSPECTOR,
    priority_action: bool = False,
    once: str,
    by: str,
    at: datetime,
) -> Finding:
    """A new finding at the end of the plan. once: a key of the caller's, so that a double click adds one.

    Raises RecordError where the plan has that reference already.
    """
    if isinstance(earlier := edits.added_before(session, once), Finding):
        return earlier
    check_reference(reference)
    if session.exec(select(Finding.id).where(Finding.plan_id == plan.id, Finding.reference == reference)).first():
        raise RecordError(f"The plan has a finding {reference} already. Give this one another reference.")
    last = session.exec(select(func.max(Finding.place)).where(Finding.plan_id == plan.id)).one()
    row = Finding(
        plan_id=plan.id or 0,
        inspection_id=plan.inspection_id,
        reference=reference,
        title=title,
        origin=origin,
        priority_action=priority_action,
        place=(last or 0) + 1,
    )
    session.add(row)
    edits.note_added(session, row, once, by=by, at=at)
    return row


def add_delivery_plan(
    session: Session,
    plan: Plan,
    reference: str,
    title: str,
    *,
    lead: Person | None = None,
    sro: Person | None = None,
    once: str,
    by: str,
    at: datetime,
) -> DeliveryPlan:
    """A new delivery plan at the end; otherwise as `add_finding`."""
    if isinstance(earlier := edits.added_before(session, once), DeliveryPlan):
        return earlier
    check_reference(reference)
    known = select(DeliveryPlan.id).where(DeliveryPlan.plan_id == plan.id, DeliveryPlan.reference == reference)
    if session.exec(known).first():
        raise RecordError(f"The plan has a delivery plan {reference} already. Give this one another reference.")
    last = session.exec(select(func.max(DeliveryPlan.place)).where(DeliveryPlan.plan_id == plan.id)).one()
    row = DeliveryPlan(
        plan_id=plan.id or 0,
        reference=reference,
        title=title,
        lead_id=lead.id if lead else None,
        sro_id=sro.id if sro else None,
        place=(last or 0) + 1,
    )
    session.add(row)
    edits.note_added(session, row, once, by=by, at=at)
    return row


def check_reference(reference: str) -> None:
    """Raises RecordError for a reference that a list of references or an address could not hold."""
    if not re.fullmatch(r"[\w(][\w()./ -]{0,29}", reference):
        raise RecordError(
            f"“{reference}” can not be a reference. Use at most 30 letters, figures, dots, dashes and brackets."
        )


def take_out(
    session: Session, action: Action, on: date, *, why: str, decided_by: str, by: str, at: datetime
) -> str | None:
    """The action is in the plan no more from that day; the next paper says that it is gone. It can be put back."""
    notes = {"decided_by": decided_by, "why": why}
    return edits.edit(session, action, {"gone_on": on}, notes=notes, by=by, at=at)


def put_back(session: Session, action: Action, *, why: str, by: str, at: datetime) -> str | None:
    """An action that was taken out is in the plan again, with its dates and answers as they were."""
    return edits.edit(session, action, {"gone_on": None}, notes={"why": why}, by=by, at=at)


def add_action(
    session: Session,
    plan: Plan,
    under: DeliveryPlan,
    title: str,
    owner: Person | None,
    due_on: date | None,
    *,
    decision: Decision | None = None,
    findings: tuple[str, ...] = (),
    today: date,
    by: str,
    at: datetime,
) -> Action:
    """A new action at the end of a delivery plan, numbered on from its others. decision: the one that asked for it."""
    last = session.exec(select(func.max(Action.place)).where(Action.plan_id == plan.id)).one()
    action = Action(
        plan_id=plan.id or 0,
        delivery_plan_id=under.id,
        reference=next_reference(session, under),
        title=title,
        place=(last or 0) + 1,
        owner_words=owner.name if owner else "",
        first_due_on=due_on,
        due_on=due_on,
        due_words=day(due_on) if due_on else "",
        due_precision=Precision.DAY if due_on else Precision.NONE,
        status=DeliveryStatus.NOT_STARTED,
        status_on=today,
        created_on=today,
        source_decision_id=decision.id if decision else None,
    )
    session.add(action)
    session.flush()
    if owner is not None:
        session.add(ActionOwner(action_id=action.id or 0, person_id=owner.id or 0))
    known = select(Finding).where(Finding.plan_id == plan.id, col(Finding.reference).in_(findings))
    for finding in session.exec(known):
        session.add(ActionFinding(action_id=action.id or 0, finding_id=finding.id or 0))
    audit.record(session, "action added", action.reference, by=by, at=at, decision=decision.id if decision else None)
    return action


def next_reference(session: Session, under: DeliveryPlan) -> str:
    """S13 after S12; 2.4 after 2.3; and <delivery plan>.1 where nothing there ends in a number.

    Where the whole plan is numbered through, the number is the next one of the plan.
    """
    query = select(Action.reference, Action.delivery_plan_id).where(Action.plan_id == under.plan_id)
    numbered = [
        (match, area) for reference, area in session.exec(query) if (match := re.fullmatch(r"(.*?)(\d+)", reference))
    ]
    own = [match for match, area in numbered if area == under.id]
    if not own:
        return f"{under.reference}.1"
    last = max(own, key=lambda match: int(match[2]))
    highest = max(int(match[2]) for match, _ in numbered if match[1] == last[1])
    return f"{last[1]}{highest + 1:0{len(last[2])}}"
