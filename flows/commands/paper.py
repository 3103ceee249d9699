"""`cleardays paper` and `cleardays papers`: any paper, as at any day, and which types there are."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from delivery.files import write_whole
from flows.commands.entrance import AsOf, open_here, read_moment, screen
from flows.papers_made import make_paper
from governance.errors import PaperError
from governance.meetings import read_date
from papers.catalogue import EXEMPT


def papers() -> None:
    """List the types of paper: what each is for, who reads it, and in which formats it is made."""
    office = open_here()
    table = Table("Type", "Title", "For", "Formats", box=None)
    for kind, paper_type in office.paper_types.items():
        if not kind.endswith(EXEMPT):
            table.add_row(kind, paper_type.title, paper_type.audience, ", ".join(paper_type.formats))
    screen().print(table)


def paper(
    kind: Annotated[str, typer.Argument(help="The type; “cleardays papers” lists them.")],
    cycle: Annotated[str, typer.Option(help="Whose board it is for; the next meeting's where none is named.")] = "",
    as_at: Annotated[str, typer.Option(help="The day whose position it shows, past days too; now if left out.")] = "",
    theme: Annotated[
        str, typer.Option(help="For a paper on one theme: a delivery plan's or a finding's reference.")
    ] = "",
    format_: Annotated[list[str], typer.Option("--format", help="Once for each format; all of them if left out.")] = [],  # noqa: B006 - typer's way of a repeated option
    folder: Annotated[Path, typer.Option(help="Where the files go.")] = Path(),
    as_of: AsOf = "",
) -> None:
    """Make a paper of any type as at any day, and write its files into a folder. Nothing is kept or sent."""
    office, at = open_here(), read_moment(as_of)
    made = make_paper(
        office,
        kind,
        cycle=cycle,
        as_at=read_date(as_at) if as_at else None,
        at=at,
        theme=theme,
        formats=tuple(format_) or None,
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in made.files.values():
            # An exempt paper is for whoever made it, and for nobody else on this machine.
            write_whole(folder / name, content, mode=0o644 if made.part == 1 else 0o600)
            screen().print(f"{folder / name}", soft_wrap=True)
    except OSError as fault:
        raise PaperError(
            f"The paper cannot be written to {folder}: {fault.strerror}. Name another --folder."
        ) from fault
    if made.remark:
        screen().print(made.remark)
