"""The only wall clock, and the way between UTC and London wall time.

It knows nothing of working days: governance/calendar.py does, without a clock.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """This instant, aware, in UTC: read once at the mouth of a flow or request and passed down."""
    return datetime.now(UTC)


def london(at: datetime) -> datetime:
    """An aware instant as the naive London wall time the rulebook counts in. A naive one is refused (ValueError)."""
    if at.tzinfo is None:
        raise ValueError("london() takes an instant with its zone; this one has none.")
    return at.astimezone(LONDON).replace(tzinfo=None, fold=0)


def instant(wall_time: datetime) -> datetime:
    """Naive London wall time as an aware instant in UTC.

    In the hour that comes twice in October the first is meant; the hour skipped in March is read as winter time,
    so a step set for then happens at the moment the clocks jumped over.
    """
    if wall_time.tzinfo is not None:
        raise ValueError("instant() takes London wall time without a zone; this one has a zone.")
    return wall_time.replace(tzinfo=LONDON).astimezone(UTC)
