"""One deed for each verb that only the portal calls, for the test that every verb leaves a trail."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session

from plan_store import visits

WHEN = datetime(2026, 2, 10, 15, 30, tzinfo=UTC)
BY: dict[str, Any] = {"by": "P-001", "at": WHEN}


def _session_ended(session: Session, scene: Any) -> None:
    token = visits.begin_session(session, scene.town.amara, "code", **BY)
    visits.end_session(session, token, **BY)


def _sessions_ended(session: Session, scene: Any) -> None:
    visits.begin_session(session, scene.town.amara, "code", **BY)
    visits.end_every_session(session, scene.town.amara, **BY)


PORTAL_DEEDS: dict[str, Callable[[Session, Any], Any]] = {
    # Signing in.
    "visits.begin_session": lambda s, x: visits.begin_session(s, x.town.amara, "code", **BY),
    "visits.end_session": _session_ended,
    "visits.end_every_session": _sessions_ended,
    # Owners.
    # The officer's desk: the cycle.
    # The officer's desk: the plan and its people.
    # The officer's desk: spreadsheets and meetings.
    # The board and the director.
}
