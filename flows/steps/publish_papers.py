"""Publish what was signed off, byte for byte, and tell the board and the leaders."""

from datetime import datetime
from pathlib import Path
from typing import Any

from config.clock import london
from delivery.publishing import publish
from flows.drafting import MAIL_NAME
from flows.office import Office
from flows.roles import acting_as
from governance.cycle import StepDue
from governance.terms import Stage
from governance.wording import plural
from plan_store import cycles, papers
from plan_store.database import Session, reading
from plan_store.moves import move
from plan_store.tables import Cycle


def prepare(office: Office, reference: str, *, at: datetime) -> None:
    """The files go out first: writing the same bytes again changes nothing, so a stop in between is harmless.

    An exempt paper (Part 2) has no file outside the store; its readers find it on the portal. Raises
    ChangedSinceApproval where one byte, of either part, is not what was signed off; then nothing is published.
    """
    with reading(office.engine) as session:
        cycle = cycles.require(session, reference)
        approved = [(paper.part, papers.approved_files(session, paper)) for paper in papers.current(session, cycle)]
        # A paper as a mail is for sending, not for a folder that the public reads.
        files = {
            name: content
            for part, kept in approved
            if part == 1
            for name, content in kept.items()
            if not name.endswith(MAIL_NAME)
        }
        board = cycles.board_of(session, cycle).key
    if office.published is not None:
        publish(files, folder_of(office, board, office.published) / reference)


def folder_of(office: Office, board: str, published: Path) -> Path:
    """Where a board's papers go out to: its own folder in council.toml, or published/ in var."""
    own = office.council.board(board).publishes
    return office.settings.var / own if own else published


def run(session: Session, office: Office, cycle: Cycle, due: StepDue, prepared: Any, *, at: datetime, by: str) -> str:
    out = papers.current(session, cycle)
    for paper in out:
        papers.approved_files(session, paper)
        papers.mark_published(session, paper, by=by, at=at)
    cycles.came_early(session, cycle, "publish_at", london(at), by=by, at=at)
    told = move(session, office.telling, cycle, Stage.PUBLISHED, role=acting_as(by), as_of=london(at), by=by, at=at)
    return f"Published {plural(len(out), 'paper')} and told {told} people."
