"""`cleardays sign-off`, `send-back` and `mend`: what a director and the officer do with a drafted paper."""

from typing import Annotated

import typer

from config.clock import london
from flows.commands.entrance import AsOf, By, open_here, read_moment, screen
from flows.mending import mend_papers
from governance.errors import NotYourTurn
from governance.terms import Role
from plan_store import cycles, moves, people
from plan_store.database import transaction

CycleReference = Annotated[str, typer.Argument(help="Reference of the cycle; “cleardays cycles” lists them.")]


def sign_off(cycle: CycleReference, by: By, as_of: AsOf = "") -> None:
    """Sign off the papers of a cycle, as they were drafted."""
    office, at = open_here(), read_moment(as_of)
    with transaction(office.engine) as session:
        director = people.require(session, by)
        if Role.DIRECTOR not in people.roles_of(session, director):
            raise NotYourTurn(f"{director.name} is not a director in the plan store, so cannot sign off a paper.")
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
        director = people.require(session, by)
        if Role.DIRECTOR not in people.roles_of(session, director):
            raise NotYourTurn(f"{director.name} is not a director in the plan store, so cannot send a paper back.")
        held = cycles.hold_still(session, cycle)
        moves.send_back(session, office.telling, held, director, reason, as_of=london(at), at=at)
    screen().print(f"Sent back. The officer has been told why; “cleardays mend {cycle}” drafts it again.")


def mend(cycle: CycleReference, by: By, as_of: AsOf = "") -> None:
    """Draft the papers of a cycle again from the record as it is now, and put them before the director."""
    office, at = open_here(), read_moment(as_of)
    version = mend_papers(office, cycle, by=by, at=at)
    screen().print(f"Version {version} is before the director.")
