"""What every command that touches the store does first: open the office, check the version, read the day meant."""

from datetime import datetime, time
from typing import Annotated

import typer
from rich.console import Console

from config.clock import instant, now
from config.settings import load_settings
from flows.office import Office, open_office
from governance.errors import CalendarError
from governance.meetings import read_date
from plan_store.migrating import check_version

# A day without an hour means the whole of it: everything due by the end of office hours.
END_OF_OFFICE_HOURS = time(18, 0)

AsOf = Annotated[str, typer.Option(help="The day, or day and hour in London, to act as of; now if left out.")]
By = Annotated[str, typer.Option(help="Who does it: a name or reference in the plan store.")]


def open_here() -> Office:
    """The office of this machine's settings, with a store of the right version."""
    office = open_office(load_settings())
    check_version(office.engine)
    return office


def read_moment(written: str) -> datetime:
    """“2027-02-09”, “9 February 2027” or “2027-02-09T10:30” as an aware instant; now where nothing is written."""
    if not written:
        return now()
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        moment = datetime.combine(read_date(written), END_OF_OFFICE_HOURS)
    if moment.tzinfo is not None:
        raise CalendarError(f"“{written}” has a time zone; write London time without one, like 2027-02-09T10:30.")
    if len(written.strip()) <= len("2027-02-09"):
        moment = datetime.combine(moment.date(), END_OF_OFFICE_HOURS)
    return instant(moment)


def screen() -> Console:
    return Console(highlight=False)
