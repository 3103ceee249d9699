"""Readings of measures: what was measured, on which day, as it was written. It decides nothing about them."""

from datetime import date, datetime

from sqlmodel import Session, select

from governance.errors import RecordError
from plan_store import audit, edits
from plan_store.tables import Measure, Plan, Reading


def find(session: Session, plan: Plan, reference: str) -> Measure:
    """The measure of that reference, or a RecordError."""
    where = (Measure.plan_id == plan.id, Measure.reference == reference)
    measure = session.exec(select(Measure).where(*where)).first()
    if measure is None:
        raise RecordError(f"The plan has no measure {reference}. Look in the list of measures for its reference.")
    return measure


def record_reading(
    session: Session, measure: Measure, read_on: date, value: float | None, words: str, *, by: str, at: datetime
) -> Reading:
    """Keep a value of a measure. value: None where it is suppressed or missing, which is not zero; words: as written.

    Raises RecordError where that day has a reading already.
    """
    where = (Reading.measure_id == measure.id, Reading.read_on == read_on)
    if session.exec(select(Reading).where(*where)).first() is not None:
        raise RecordError(f"{measure.reference} has a reading of {read_on:%d.%m.%Y} already. Correct that one instead.")
    reading = Reading(measure_id=measure.id or 0, read_on=read_on, value=value, words=words)
    session.add(reading)
    edits.keep_added(session, reading, group=f"{edits.KEPT}{edits.new_group()}", by=by, at=at)
    audit.record(session, "reading recorded", measure.reference, by=by, at=at, of=read_on.isoformat())
    return reading
