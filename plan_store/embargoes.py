"""What an inspection found and may not be used yet: nothing of it is published before its day.

The day is in the inspectors' letter; the council records it with the inspection.
"""

from datetime import date

from sqlmodel import Session, col, select

from governance.calendar_words import say_date
from governance.errors import UnderEmbargo
from governance.terms import Origin
from plan_store.tables import Cycle, Finding, Inspection, Plan


def refuse_before_its_day(session: Session, cycle: Cycle, on: date) -> None:
    """Raise UnderEmbargo where a plan's findings are an inspection's that may not be used on that local day.

    Findings that the council made itself are its own to publish.
    """
    plan = session.get_one(Plan, cycle.plan_id)
    inspection = session.get(Inspection, plan.inspection_id) if plan.inspection_id else None
    if inspection is None or inspection.embargoed_until is None or on >= inspection.embargoed_until:
        return
    origins = session.exec(select(Finding.origin).where(col(Finding.plan_id) == plan.id))
    if any(origin is not Origin.SELF for origin in origins):
        day = say_date(inspection.embargoed_until)
        raise UnderEmbargo(
            f"The papers of {cycle.reference} were not published: they say what “{inspection.title}” found, which may "
            f"not be used before {day}. They go out on that day. If the day is wrong, correct “Embargoed until” in the "
            "sheet of inspections and load the plan again."
        )
