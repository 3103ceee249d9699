"""A whole plan file, in the order in which its rows refer to each other: people, areas, actions, registers."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlmodel import Session, select

from plan_store import audit
from plan_store.applying.actions import apply_actions
from plan_store.applying.areas import apply_delivery_plans, apply_findings
from plan_store.applying.changes import Ledger, Loaded
from plan_store.applying.people import People, apply_people
from plan_store.applying.registers import apply_funding, apply_inspections, apply_measures, apply_risks, apply_texts
from plan_store.loading.plan_file import PlanFile
from plan_store.tables import Plan


def apply_plan(
    session: Session,
    file: PlanFile,
    *,
    plan_reference: str,
    title: str,
    boards: Mapping[str, str],
    today: date,
    by: str,
    at: datetime,
) -> Loaded:
    """Write a plan file into the store and say what changed; loaded again, only what differs is written.

    plan_reference: of the plan to add to, made if it is not there. title: of a new plan, or a new one for it; empty
    leaves what it has. boards: key → name, as council.toml has them.
    today: the local day. What the file no longer holds stays in the store and is named as missing.
    """
    ledger = Ledger(session=session, by=by, at=at, today=today)
    plan = session.exec(select(Plan).where(Plan.reference == plan_reference)).first()
    if plan is None:
        plan = Plan(reference=plan_reference, title=title)
        ledger.add_new("plan", plan_reference, plan, title)
    elif title:
        ledger.set_fields("plan", plan_reference, plan, title=title)
    people = People(ledger)
    apply_people(ledger, people, file, boards)
    apply_inspections(ledger, plan, file.inspections)
    apply_findings(ledger, plan, file.findings)
    areas = apply_delivery_plans(ledger, plan, people, file)
    actions = apply_actions(ledger, plan, people, areas, file)
    apply_measures(ledger, plan, actions, file.measures)
    apply_risks(ledger, plan, file.risks)
    apply_funding(ledger, plan, file.funding)
    apply_texts(ledger, plan, file.texts)
    audit.record(
        session,
        "plan loaded",
        plan.reference,
        by=by,
        at=at,
        file=file.digest,
        changes=len(ledger.changes),
    )
    return Loaded(changes=tuple(ledger.changes), notes=tuple(ledger.notes))
