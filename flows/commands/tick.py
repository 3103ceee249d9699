"""`cleardays tick`: do what is due and send what must leave, once, without Prefect."""

from typing import Annotated

import typer

from flows.commands.entrance import AsOf, open_here, read_moment, screen
from flows.deliver_notices import deliver_notices
from flows.rehearsal import rehearsal_of
from flows.tick import run_tick
from governance.wording import plural


def tick(
    as_of: AsOf = "",
    dry_run: Annotated[bool, typer.Option(help="Show what would be done and sent; change nothing.")] = False,
) -> None:
    """Do everything that is due by now and not yet done."""
    office, at, console = open_here(), read_moment(as_of), screen()
    if dry_run:
        with rehearsal_of(office) as rehearsal:
            deeds, letters = rehearsal.day(at)
        for deed in deeds:
            console.print(f"would {deed.step.replace('_', ' ')}  {deed.cycle}  {deed.said}")
        for letter in letters:
            console.print(f"would send {letter.kind} to {letter.person} <{letter.address}>{letter.held}")
        console.print("Nothing was changed." if deeds or letters else "Nothing is due.")
        return
    deeds = run_tick(office, at=at)
    for deed in deeds:
        console.print(f"{deed.cycle or 'calendar'}  {deed.step.replace('_', ' ')}: {deed.said}")
    went = deliver_notices(office, at=at)
    if not deeds and not went.sent and not went.failed:
        console.print("Nothing is due.")
    if went.sent or went.failed:
        failed = f"; {went.failed} did not go and will be tried again" if went.failed else ""
        console.print(f"Sent {plural(went.sent, 'message')}{failed}.")
