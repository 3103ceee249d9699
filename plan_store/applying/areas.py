"""Findings and delivery plans of a plan file, and which of them an action stands under."""

import re
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from governance.terms import Origin
from plan_store.applying.changes import Ledger
from plan_store.applying.people import People
from plan_store.loading.plan_file import PlanFile
from plan_store.loading.rows import ActionRow, FindingRow
from plan_store.tables import DeliveryPlan, Finding, Plan

PRIORITY = {"yes", "y", "true", "priority", "priority and immediate action", "immediate", "high"}


def apply_findings(ledger: Ledger, plan: Plan, rows: tuple[FindingRow, ...]) -> None:
    for place, row in enumerate(rows):
        where = (Finding.plan_id == plan.id, Finding.reference == row.reference)
        values: dict[str, Any] = {
            "title": row.words,
            "origin": row.origin or Origin.INSPECTOR,
            "priority_action": row.priority.strip().lower() in PRIORITY,
        }
        finding = ledger.session.exec(select(Finding).where(*where)).first()
        if finding is None:
            finding = Finding(plan_id=plan.id or 0, reference=row.reference, **values)
            ledger.add_new("finding", row.reference, finding, row.words)
        else:
            ledger.set_fields("finding", row.reference, finding, **values)
        finding.place = place


@dataclass
class Areas:
    """The delivery plans of a plan, found for an action however its row names them."""

    ledger: Ledger
    plan: Plan
    rows: list[DeliveryPlan]

    def of(self, action: ActionRow) -> DeliveryPlan | None:
        """By the area it stands under, the sheet it stands in, or the letters of its reference; else the area is new.

        A section heading inside a delivery plan's own sheet is not a delivery plan.
        """
        prefix = re.match(r"[A-Za-z]*", action.reference or "")
        for wanted in (action.area, action.sheet, prefix[0] if prefix else ""):
            if (row := self._named(wanted)) is not None:
                return row
        return self._add(action.area) if action.area else None

    def _named(self, wanted: str) -> DeliveryPlan | None:
        plain = _plain(wanted)
        return next((row for row in self.rows if plain and plain in (_plain(row.title), _plain(row.reference))), None)

    def _add(self, title: str) -> DeliveryPlan:
        taken = {row.reference for row in self.rows}
        reference = next(str(n) for n in range(len(self.rows) + 1, len(self.rows) + 1000) if str(n) not in taken)
        row = DeliveryPlan(plan_id=self.plan.id or 0, reference=reference, title=title, place=len(self.rows))
        self.ledger.add_new("delivery plan", reference, row, title)
        self.rows.append(row)
        return row


def _plain(words: str) -> str:
    """Without case, ampersands, punctuation and the words “delivery plan”, so that a sheet's name matches a title."""
    words = words.lower().replace("&", "and").replace("delivery plan", "")
    return " ".join(re.sub(r"[^\w\s]", "", words).split())


def apply_delivery_plans(ledger: Ledger, plan: Plan, people: People, file: PlanFile) -> Areas:
    query = select(DeliveryPlan).where(DeliveryPlan.plan_id == plan.id).order_by(col(DeliveryPlan.place))
    areas = Areas(ledger, plan, list(ledger.session.exec(query)))
    known = {row.reference: row for row in areas.rows}
    for place, row in enumerate(file.delivery_plans):
        reference = row.reference or str(place + 1)
        values: dict[str, Any] = {
            "title": row.name,
            "lead_id": people.number(row.lead),
            "sro_id": people.number(row.sro),
        }
        if (area := known.get(reference)) is None:
            area = DeliveryPlan(plan_id=plan.id or 0, reference=reference, **values)
            ledger.add_new("delivery plan", reference, area, row.name)
            areas.rows.append(area)
        else:
            ledger.set_fields("delivery plan", reference, area, **values)
        area.place = place
    return areas
