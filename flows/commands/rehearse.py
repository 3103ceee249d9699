"""`cleardays rehearse`: who would get what and when, for as long as a year, changing nothing."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated

import typer
from rich.table import Table

from config.clock import london, now
from flows.commands.entrance import open_here, screen
from flows.rehearsal import LONGEST, Letter, rehearsal_of
from governance.calendar_words import say_short_date
from governance.errors import CalendarError
from governance.meetings import read_date
from governance.wording import plural

A_YEAR = timedelta(days=365)


def rehearse(
    from_: Annotated[str, typer.Option("--from", help="First day; today if left out.")] = "",
    to: Annotated[str, typer.Option("--to", help="Last day; a year later if left out.")] = "",
) -> None:
    """Play the days through on a copy: nobody answers, and the director signs off when asked."""
    first_on = read_date(from_) if from_ else london(now()).date()
    last_on = read_date(to) if to else first_on + A_YEAR
    if not timedelta(0) <= last_on - first_on <= LONGEST:
        raise CalendarError("Give a last day that comes after the first, and no more than two years after it.")
    office, console = open_here(), screen()
    table = Table("Day", "Cycle", "What", "Who would get it", box=None, pad_edge=False)
    letters = 0
    with rehearsal_of(office) as rehearsal:
        for day in rehearsal.play(first_on, last_on):
            for deed in day.deeds:
                table.add_row(say_short_date(day.on), deed.cycle, deed.step.replace("_", " "), deed.said)
            for kind, cycle, people in _grouped(day.letters):
                table.add_row(say_short_date(day.on), cycle, f"  {kind.replace('_', ' ')}", people)
            letters += len(day.letters)
    console.print(table)
    console.print(f"{plural(letters, 'message')} in all. Nothing was sent and nothing was changed.")


def _grouped(letters: Sequence[Letter]) -> list[tuple[str, str, str]]:
    groups: dict[tuple[str, str], list[str]] = {}
    for letter in letters:
        groups.setdefault((letter.kind, letter.cycle), []).append(letter.person + letter.held)
    return [(kind, cycle, ", ".join(names)) for (kind, cycle), names in groups.items()]
