"""Headings as this council writes them, confirmed once by an officer and kept. It knows nothing of spreadsheets."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, col, select

from plan_store import audit
from plan_store.tables import ColumnMapping, Plan


def confirmed(session: Session) -> dict[str, str]:
    """heading → field, as confirmed so far."""
    return {row.heading: row.means for row in session.exec(select(ColumnMapping))}


def confirm(session: Session, mapping: Mapping[str, str], *, by: str, at: datetime) -> None:
    """Keep what headings mean from now on."""
    for heading, means in mapping.items():
        session.merge(ColumnMapping(heading=heading, means=means, confirmed_by=by, confirmed_at=at))
        audit.record(session, "heading confirmed", heading, by=by, at=at, means=means)


def every(session: Session) -> list[ColumnMapping]:
    """Every confirmed heading, in the order of the alphabet."""
    return list(session.exec(select(ColumnMapping).order_by(col(ColumnMapping.heading))))


def forget(session: Session, heading: str, *, by: str, at: datetime) -> str | None:
    """The loader decides on a heading for itself again. Returns what it meant; None where it was not confirmed."""
    row = session.get(ColumnMapping, heading)
    if row is None:
        return None
    session.delete(row)
    session.flush()
    audit.record(session, "heading forgotten", heading, by=by, at=at, meant=row.means)
    return row.means


def only_plan(session: Session) -> str:
    """Reference of the plan in the store where there is just one; empty otherwise."""
    plans = session.exec(select(Plan).limit(2)).all()
    return plans[0].reference if len(plans) == 1 else ""
