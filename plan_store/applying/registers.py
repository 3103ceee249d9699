"""The registers beside the actions: inspections, measures, risks, funding and the standing words of a paper."""

import re
from collections.abc import Mapping
from typing import Any

from sqlmodel import select

from plan_store.applying.changes import Ledger
from plan_store.loading.rows import FundingRow, InspectionRow, MeasureRow, RiskRow
from plan_store.tables import Action, FundingLine, Inspection, Measure, Plan, Reading, Risk, StandingText


def apply_inspections(ledger: Ledger, plan: Plan, rows: tuple[InspectionRow, ...]) -> None:
    """The last inspection of the file is the one that the plan answers."""
    for row in rows:
        reference = row.reference or row.name
        values: dict[str, Any] = {
            "title": row.name,
            "kind": row.kind,
            "held": row.held or row.inspected.raw,
            "began_on": row.began.due_on,
            "ended_on": row.ended.due_on,
            "report_received_on": row.received.due_on,
            "embargoed_until": row.embargoed.due_on,
            "judgement": row.judgement,
            "summary": row.summary or row.notes,
            "priority_actions": int(row.priority_actions) if row.priority_actions.isdigit() else 0,
        }
        inspection = ledger.session.exec(select(Inspection).where(Inspection.reference == reference)).first()
        if inspection is None:
            inspection = Inspection(reference=reference, **values)
            ledger.add_new("inspection", reference, inspection, row.name)
        else:
            ledger.set_fields("inspection", reference, inspection, **values)
        ledger.set_fields("plan", plan.reference, plan, inspection_id=inspection.id, submitted_on=row.submitted.due_on)


def apply_measures(ledger: Ledger, plan: Plan, actions: Mapping[str, Action], rows: tuple[MeasureRow, ...]) -> None:
    for row in rows:
        action = actions.get(row.action)
        if row.action and action is None:
            ledger.notes.append(f"Measure {row.reference} names action {row.action}, which is not in the plan.")
        values: dict[str, Any] = {
            "title": row.name,
            "action_id": action.id if action else None,
            "unit": row.unit,
            "direction": "down" if row.direction.strip().lower() in ("down", "lower", "decrease") else "up",
            "baseline": in_figures(row.baseline),
            "target": in_figures(row.target),
            "national_standard": in_figures(row.national),
            "comparator": in_figures(row.comparator),
            "caveat": row.notes,
        }
        where = (Measure.plan_id == plan.id, Measure.reference == row.reference)
        measure = ledger.session.exec(select(Measure).where(*where)).first()
        if measure is None:
            measure = Measure(plan_id=plan.id or 0, reference=row.reference, **values)
            ledger.add_new("measure", row.reference, measure, row.name)
        else:
            ledger.set_fields("measure", row.reference, measure, **values)
        _apply_reading(ledger, measure, row)


def _apply_reading(ledger: Ledger, measure: Measure, row: MeasureRow) -> None:
    if row.read_on.due_on is None or not row.latest:
        return
    where = (Reading.measure_id == measure.id, Reading.read_on == row.read_on.due_on)
    values: dict[str, Any] = {"value": in_figures(row.latest), "words": row.latest}
    reading = ledger.session.exec(select(Reading).where(*where)).first()
    if reading is None:
        new = Reading(measure_id=measure.id or 0, read_on=row.read_on.due_on, **values)
        ledger.add_new("reading", measure.reference, new, row.latest)
    else:
        ledger.set_fields("reading", measure.reference, reading, **values)


def apply_risks(ledger: Ledger, plan: Plan, rows: tuple[RiskRow, ...]) -> None:
    for n, row in enumerate(rows, start=1):
        reference = row.reference or f"R{n}"
        values: dict[str, Any] = {
            "words": row.words,
            "likelihood": row.likelihood,
            "impact": row.impact,
            "mitigation": row.mitigation,
            "contingency": row.contingency,
            "owner_words": row.owner,
        }
        where = (Risk.plan_id == plan.id, Risk.reference == reference)
        risk = ledger.session.exec(select(Risk).where(*where)).first()
        if risk is None:
            ledger.add_new("risk", reference, Risk(plan_id=plan.id or 0, reference=reference, **values), row.words)
        else:
            ledger.set_fields("risk", reference, risk, **values)


def apply_funding(ledger: Ledger, plan: Plan, rows: tuple[FundingRow, ...]) -> None:
    for n, row in enumerate(rows, start=1):
        reference = row.reference or f"F{n}"
        if row.pounds is None:
            ledger.notes.append(f"Funding {reference}: “{row.amount}” is not an amount, so it is counted as nothing.")
        values: dict[str, Any] = {
            "words": row.source,
            "amount": int(row.pounds or 0),
            "kind": row.kind,
            "ends_on": row.ends.due_on,
            "condition": row.notes,
        }
        where = (FundingLine.plan_id == plan.id, FundingLine.reference == reference)
        line = ledger.session.exec(select(FundingLine).where(*where)).first()
        if line is None:
            new = FundingLine(plan_id=plan.id or 0, reference=reference, **values)
            ledger.add_new("funding line", reference, new, row.source)
        else:
            ledger.set_fields("funding line", reference, line, **values)


def apply_texts(ledger: Ledger, plan: Plan, texts: Mapping[str, str]) -> None:
    """Standing words by section; “Legal implications” and legal_implications are the same section."""
    for heading, words in texts.items():
        section = "_".join(re.findall(r"[a-z]+", heading.lower()))
        where = (StandingText.plan_id == plan.id, StandingText.section == section)
        text = ledger.session.exec(select(StandingText).where(*where)).first()
        if text is None:
            new = StandingText(plan_id=plan.id or 0, section=section, words=words)
            ledger.add_new("text", section, new, words[:60])
        else:
            ledger.set_fields("text", section, text, words=words)


def in_figures(written: str) -> float | None:
    """“82%” → 82.0, “1,240” → 1240.0; None for anything else, suppressed values (c, x) included: they are not zero."""
    match = re.fullmatch(r"[£]?\s*(-?\d[\d,]*(?:\.\d+)?)\s*(?:%|per cent)?", written.strip())
    return float(match[1].replace(",", "")) if match else None
