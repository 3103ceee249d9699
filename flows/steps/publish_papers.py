"""Publish what was signed off, byte for byte, and tell the board and the leaders."""

from datetime import datetime
from pathlib import Path
from typing import Any

from config.clock import london
from delivery.publishing import publish
from flows.office import Office
from governance.cycle import StepDue
from governance.terms import Role, Stage
from governance.wording import plural
from plan_store import cycles, papers
from plan_store.database import Session, reading
from plan_store.moves import move
from plan_store.tables import Cycle


def prepare(office: Office, reference: str, *, at: datetime) -> None:
    """The files go out first: writing the same bytes again changes nothing, so a stop in between is harmless.

    Raises ChangedSinceApproval where one byte is not what was signed off; then nothing is published.
    """
    with reading(office.engine) as session:
        cycle = cycles.require(session, reference)
        files = {
            name: content
            for paper in papers.current(session, cycle)
            for name, content in papers.approved_files(session, paper).items()
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
    told = move(session, office.telling, cycle, Stage.PUBLISHED, role=Role.SYSTEM, as_of=london(at), by=by, at=at)
    return f"Published {plural(len(out), 'paper')} and told {told} people."
