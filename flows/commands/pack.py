"""`cleardays pack`: the papers of a meeting in one PDF, before or after they are published."""

from pathlib import Path
from typing import Annotated

import typer

from delivery.files import write_whole
from flows.commands.entrance import AsOf, open_here, read_moment, screen
from flows.meeting_papers import papers_of
from flows.packs import MeetingPack, packs_of
from flows.supplements import complete
from governance.errors import PaperError
from plan_store.database import reading


def pack(
    cycle: Annotated[str, typer.Argument(help="The cycle; “cleardays cycles” lists them.")],
    exempt: Annotated[bool, typer.Option(help="The exempt papers instead, for members only.")] = False,
    supplement: Annotated[int, typer.Option(help="Which supplement; 0 is the pack itself.")] = 0,
    publish: Annotated[bool, typer.Option(help="Put out what is lacking in the published folder.")] = False,
    folder: Annotated[Path, typer.Option(help="Where the file goes.")] = Path(),
    as_of: AsOf = "",
) -> None:
    """Make the pack of a meeting from its signed-off papers, and say on which pages each one stands.

    With --publish: put out the pack, supplement or page that was refused before, once its template is put back.
    """
    office = open_here()
    if publish:
        screen().print(complete(office, cycle, at=read_moment(as_of)), markup=False)
        return
    with reading(office.engine) as session:
        meeting = papers_of(session, office, cycle)
    part = 2 if exempt else 1
    made = next((each for each in packs_of(office, meeting, part=part) if each.supplement == supplement), None)
    if made is None:
        raise PaperError(f"{cycle} has no supplement {supplement} with such papers. See “cleardays story {cycle}”.")
    _write(made, folder, exempt=exempt)


def _write(made: MeetingPack, folder: Path, *, exempt: bool) -> None:
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
