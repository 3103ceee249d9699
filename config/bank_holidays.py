"""Bank holidays in England, by the `holidays` library and the council's own corrections.

It knows nothing of a board's rule, nor of the council's closures beyond handing them on.
"""

from collections.abc import Collection, Mapping
from datetime import date

from holidays import country_holidays

from governance.calendar import Calendar

# 1978 is the first year of today's eight bank holidays; the library falls silent after 2100 instead of refusing.
FIRST_ON = date(1978, 1, 1)
LAST_ON = date(2100, 12, 31)

# The end of the last year whose bank holidays GOV.UK has published, one-off ones included (state of November 2026).
# To mend: read https://www.gov.uk/bank-holidays, upgrade `holidays`, add what it lacks to PROCLAIMED, move this on.
CERTAIN_UNTIL = date(2027, 12, 31)

# One-off days proclaimed after the library was last released: {date(2031, 5, 5): "Name as on GOV.UK"}.
PROCLAIMED: Mapping[date, str] = {}

WORDS = {
    "May Day": "Early May bank holiday",
    "Spring Bank Holiday": "Spring bank holiday",
    "Late Summer Bank Holiday": "Summer bank holiday",
}


def england_bank_holidays(
    first_year: int = FIRST_ON.year,
    last_year: int = LAST_ON.year,
    *,
    extra: Mapping[date, str] | None = None,
    not_holidays: Collection[date] = (),
) -> dict[date, str]:
    """Day → name, for England (not “UK”, which would lose Easter Monday), the council's corrections applied last."""
    known = country_holidays("GB", subdiv="ENG", years=range(first_year, last_year + 1), language="en_GB")
    named = {day: _say(name) for day, name in known.items()} | dict(PROCLAIMED) | dict(extra or {})
    return {day: named[day] for day in sorted(named) if day not in not_holidays}


def england_calendar(
    *,
    extra: Mapping[date, str] | None = None,
    not_holidays: Collection[date] = (),
    closures: Mapping[date, str] | None = None,
    certain_until: date = CERTAIN_UNTIL,
) -> Calendar:
    """The calendar from 1978 to 2100; outside those years it refuses to answer."""
    return Calendar(
        bank_holidays=england_bank_holidays(extra=extra, not_holidays=not_holidays),
        closures=closures or {},
        certain_until=certain_until,
        first_on=FIRST_ON,
        last_on=LAST_ON,
    )


def _say(name: str) -> str:
    """The library's words as GOV.UK says them: “Christmas Day (substitute day)”."""
    plain, observed, _ = name.partition(" (observed)")
    return WORDS.get(plain, plain) + (" (substitute day)" if observed else "")
