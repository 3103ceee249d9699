"""`cleardays sign-off`, `mend`, `supplement` …: what a director and the officer do with a drafted paper."""

from typing import Annotated

import typer

from config.clock import london
from flows.commands.entrance import AsOf, By, open_here, read_moment, screen
from flows.desk_acts import cancel_cycle, explain_lateness
from flows.mending import mend_papers
from flows.roles import somebody_who_is
from flows.supplements import draft_supplement, set_aside
from governance.terms import Role
from plan_store import cycles, moves, papers
from plan_store.database import reading, transaction

CycleReference = Annotated[str, typer.Argument(help="Reference of the cycle; “cleardays cycles” lists them.")]


def sign_off(cycle: CycleReference, by: By, as_of: AsOf = "") -> None:
    """Sign off the papers of a cycle, as they were drafted; once they are out, those of its next supplement."""
    office, at = open_here(), read_moment(as_of)
    with transaction(office.engine) as session:
        director = somebody_who_is(session, by, Role.DIRECTOR)
        held = cycles.hold_still(session, cycle)
        moves.sign_off(session, office.telling, held, director, "", as_of=london(at), at=at)
        out = papers.is_out(held)
    what = "supplement" if out else "papers"
    screen().print(f"Signed off. The {what} of {cycle} will be published as {'it stands' if out else 'they stand'}.")


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
        again = "supplement" if papers.is_out(held) else f"mend {cycle}"
    screen().print(f"Sent back. The officer has been told why; “cleardays {again}” drafts it again.")


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
            # “[reason]” is a blank to fill in, and no markup.
            screen().print(cycles.require(session, cycle).late_item_paragraph, markup=False, soft_wrap=True)
        return
    explain_lateness(office, cycle, words, by=by, at=at)
    screen().print(f"Recorded. “cleardays mend {cycle}” drafts the papers again with it.")


def mend(cycle: CycleReference, by: By, as_of: AsOf = "") -> None:
    """Draft the papers of a cycle again from the record as it is now, and put them before the director."""
    office, at = open_here(), read_moment(as_of)
    version = mend_papers(office, cycle, by=by, at=at)
    screen().print(f"Version {version} is before the director.")


def to_follow(
    cycle: CycleReference,
    kind: Annotated[str, typer.Argument(help="The type of the paper; “cleardays papers” lists them.")],
    by: By,
    as_of: AsOf = "",
) -> None:
    """Set a drafted paper aside, so that the others can go out without it; the pack says that it is to follow."""
    office, at = open_here(), read_moment(as_of)
    title = set_aside(office, cycle, kind, by=by, at=at)
    screen().print(
        f"“{title}” is to follow. “cleardays supplement {cycle} {kind}” drafts it once the pack is out.", markup=False
    )


def supplement(
    cycle: CycleReference,
    kind: Annotated[str, typer.Argument(help="The type of the paper; “cleardays papers” lists them.")],
    by: By,
    words: Annotated[str, typer.Option(help="Why it is late: the paragraph, filled in, after the last day.")] = "",
    as_of: AsOf = "",
) -> None:
    """Draft a paper for a supplement to the pack that is out: late, to follow, or one of the pack drafted again."""
    office, at = open_here(), read_moment(as_of)
    version = draft_supplement(office, cycle, kind, words, by=by, at=at)
    screen().print(f"Version {version} is drafted, and the director has been asked to sign it off; then it goes out.")
