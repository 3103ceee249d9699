"""`cleardays load`: read a plan as officers keep it, show what would change, and write it whole or not at all."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from flows.commands.entrance import AsOf, open_here, read_moment, screen
from flows.difference import say_change, say_sheet
from flows.loading import load_plan, read_file
from governance.errors import PlanFileError
from plan_store.applying import Loaded
from plan_store.audit import SYSTEM
from plan_store.loading.plan_file import PlanFile, read_plan


def load(
    file: Annotated[Path, typer.Argument(help="A workbook (.xlsx) or CSV file.")],
    dry_run: Annotated[bool, typer.Option(help="Show how it is read and what would change; write nothing.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="With --dry-run: one JSON object a row, nothing else.")
    ] = False,
    mapping: Annotated[
        list[str] | None, typer.Option(help="What a heading means: “By whom=owner”. Kept for the next time.")
    ] = None,
    title: Annotated[str, typer.Option(help="Title of the plan, where it is new.")] = "",
    yes: Annotated[
        bool, typer.Option("--yes", help="Write without asking, once the difference has been shown.")
    ] = False,
    by: Annotated[str, typer.Option(help="Who loads it: a name or reference in the plan store.")] = SYSTEM,
    as_of: AsOf = "",
) -> None:
    """Load an improvement plan. Loading it again updates by reference."""
    meant = dict(_read_mapping(given) for given in mapping or [])
    if as_json:
        if not dry_run:
            raise PlanFileError("--json shows how a file would be read; give --dry-run with it.")
        for action in read_plan(file, mapping=meant).actions:
            typer.echo(json.dumps(action.to_json(), ensure_ascii=False))
        return
    office, at, console = open_here(), read_moment(as_of), screen()
    read = read_file(office, file, meant)
    show_reading(console, read)
    would = load_plan(office, file, mapping=meant, title=title, dry_run=True, by=by, at=at)
    show_difference(console, would)
    if dry_run:
        console.print("Nothing was written.")
        return
    if not yes and not typer.confirm("Write this?"):
        console.print("Nothing was written.")
        return
    loaded = load_plan(office, file, mapping=meant, title=title, by=by, at=at)
    console.print(f"[bold]Loaded[/bold] {loaded.summary}")


def _read_mapping(given: str) -> tuple[str, str]:
    heading, found, field = given.partition("=")
    if not found or not heading.strip():
        raise PlanFileError(f"“{given}” does not say what a heading means; write it like “By whom=owner”.")
    return heading.strip(), field.strip()


def show_reading(console: Console, file: PlanFile) -> None:
    """How the file was read: sheets, columns, every cell that was interpreted, and what could not be read."""
    for sheet in file.sheets:
        console.print(say_sheet(sheet.name, sheet.kinds, sheet.rows, sheet.why))
    kept = [column for column in file.mapping if column.field is None]
    if kept:
        console.print(f"Kept word for word: {', '.join(sorted({f'“{column.heading}”' for column in kept}))}")
    for reading in file.readings:
        place = f"{reading.sheet} {reading.cell}"
        console.print(f"{place}: {reading.field} “{reading.raw}” is taken as {reading.value} ({reading.how})")
    for note in file.notes:
        console.print(note)
    for problem in file.problems:
        console.print(f"To look at: {problem}")


def show_difference(console: Console, loaded: Loaded) -> None:
    """What would be new, changed or missing."""
    for change in loaded.changes:
        if sentence := say_change(change):
            console.print(sentence)
    for note in loaded.notes:
        console.print(f"To look at: {note}")
    console.print(f"[bold]Would load[/bold] {loaded.summary}")
