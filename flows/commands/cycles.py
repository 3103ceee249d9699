"""`cleardays cycles` and `cleardays story`: where every cycle stands, and what has happened in one."""

from typing import Annotated

import typer
from rich.table import Table

from config.clock import london
from flows.commands.entrance import open_here, screen
from governance.cycle import STAGES, say
from governance.wording import day
from plan_store import audit
from plan_store import cycles as store
from plan_store.database import reading


def cycles() -> None:
    """List the cycles with their stage and whose turn it is."""
    office = open_here()
    table = Table(box=None, pad_edge=False)
    # A reference is typed into other commands, so it is never cut.
    table.add_column("Cycle", no_wrap=True)
    for heading in ("Meets", "Stage", "Whose turn", "Papers out by"):
        table.add_column(heading)
    with reading(office.engine) as session:
        for cycle in store.every(session):
            moments = store.moments(cycle)
            table.add_row(
                cycle.reference,
                day(moments["meeting_at"][0].date()),
                say(cycle.stage),
                say(STAGES[cycle.stage].turn),
                day(moments["publish_by_at"][0].date()),
            )
    screen().print(
        table if table.row_count else "No cycle has been planned yet. Load a plan, then run “cleardays tick”."
    )


def story(cycle: Annotated[str, typer.Argument(help="Reference of a cycle; “cleardays cycles” lists them.")]) -> None:
    """Print the audit trail of a cycle: who did what and when."""
    office = open_here()
    with reading(office.engine) as session:
        store.require(session, cycle)
        rows = audit.story(session, cycle=cycle)
    for row in rows:
        detail = ", ".join(f"{name} {value}" for name, value in row.detail.items())
        screen().print(
            f"{london(row.at):%Y-%m-%d %H:%M}  {row.by:<8} {row.verb} {row.subject}"
            + (f"  ({detail})" if detail else "")
        )
