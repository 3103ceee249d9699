"""`cleardays sign-off`, `send-back` and `mend`: what a director and the officer do with a drafted paper."""

from typing import Annotated

import typer

from config.clock import london
from flows.commands.entrance import AsOf, By, open_here, read_moment, screen
from flows.desk_acts import cancel_cycle, explain_lateness
from flows.mending import mend_papers
from flows.roles import somebody_who_is
from governance.terms import Role
from plan_store import cycles, moves
from plan_store.database import reading, transaction

CycleReference = Annotated[str, typer.Argument(help="Reference of the cycle; “cleardays cycles” lists them.")]


def sign_off(cycle: CycleReference, by: By, as_of: AsOf = "") -> None:
    """Sign off the papers of a cycle, as they were drafted."""
    office, at = open_here(), read_moment(as_of)
    with transaction(office.engine) as session:
        director = somebody_who_is(session, by, Role.DIRECTOR)
        held = cycles.hold_still(session, cycle)
        moves.sign_off(session, office.telling, held, director, "", as_of=london(at), at=at)
    screen().print(f"Signed off. The papers of {cycle} will be published as they stand.")


def send_back(
    cycle: CycleReference,
    by: By,
    reason: Annotated[str, typer.Option(help="What has to change before it can be signed off.")],
    as_of: AsOf = "",
) -> None:
    """Send the papers of a cycle back to the officer, with the reason."""
    office, at = open_here(), read_moment(as_of)
    with transaction(office.engine) as session:
        director = somebody_who_is(session, by, Role.DIRECTOR)
        held = cycles.hold_still(session, cycle)
        moves.send_back(session, office.telling, held, director, reason, as_of=london(at), at=at)
    screen().print(f"Sent back. The officer has been told why; “cleardays mend {cycle}” drafts it again.")


def cancel(
    cycle: CycleReference,
    by: By,
    reason: Annotated[str, typer.Option(help="Why the meeting will not take place; it stays on record.")],
    as_of: AsOf = "",
) -> None:
    """Cancel a cycle: its meeting will not take place. Owners and officers are told."""
    office, at = open_here(), read_moment(as_of)
    cancel_cycle(office, cycle, reason, by=by, at=at)
    screen().print(f"{cycle} is cancelled; nothing more is asked or sent for it but word of this.")


def late_item(
    cycle: CycleReference,
    by: By,
    words: Annotated[str, typer.Option(help="The paragraph, filled in; without it the form to fill in is shown.")] = "",
    as_of: AsOf = "",
) -> None:
    """Show the late-item paragraph of a cycle, or put it, filled in, at the head of its papers."""
    office, at = open_here(), read_moment(as_of)
    if not words:
        with reading(office.engine) as session:
            screen().print(cycles.require(session, cycle).late_item_paragraph)
        return
    explain_lateness(office, cycle, words, by=by, at=at)
    screen().print(f"Recorded. “cleardays mend {cycle}” drafts the papers again with it.")


def mend(cycle: CycleReference, by: By, as_of: AsOf = "") -> None:
    """Draft the papers of a cycle again from the record as it is now, and put them before the director."""
    office, at = open_here(), read_moment(as_of)
    version = mend_papers(office, cycle, by=by, at=at)
    screen().print(f"Version {version} is before the director.")
