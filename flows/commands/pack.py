"""`cleardays pack`: the papers of a meeting in one PDF, before or after they are published."""

from pathlib import Path
from typing import Annotated

import typer

from delivery.files import write_whole
from flows.commands.entrance import open_here, screen
from flows.publication import make_pack, papers_of
from governance.errors import PaperError
from plan_store.database import reading


def pack(
    cycle: Annotated[str, typer.Argument(help="The cycle; “cleardays cycles” lists them.")],
    exempt: Annotated[bool, typer.Option(help="The exempt papers instead, for members only.")] = False,
    folder: Annotated[Path, typer.Option(help="Where the file goes.")] = Path(),
) -> None:
    """Make the pack of a meeting from its signed-off papers, and say on which pages each one stands."""
    office = open_here()
    with reading(office.engine) as session:
        meeting = papers_of(session, cycle)
    made = make_pack(office, meeting, part=2 if exempt else 1)
    file = folder / made.name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # An exempt pack is for whoever made it, and for nobody else on this machine.
        write_whole(file, made.pdf, mode=0o600 if exempt else 0o644)
    except OSError as fault:
        raise PaperError(f"The pack cannot be written to {folder}: {fault.strerror}. Name another --folder.") from fault
    screen().print(f"{file}", soft_wrap=True)
    for line in made.contents:
        screen().print(f"Item {line.number}, pages {line.first_page} to {line.last_page}: {line.title}", markup=False)
