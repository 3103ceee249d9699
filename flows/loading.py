"""Loading a plan: read, compared with the store and, unless it is a dry run, written whole or not at all.

It asks nobody; the command line shows the difference and asks.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from config.clock import london
from flows.office import Office
from plan_store import mappings
from plan_store.applying import Loaded, apply_plan
from plan_store.database import reading, transaction
from plan_store.loading.plan_file import PlanFile, read_plan


def read_file(office: Office, path: Path, mapping: Mapping[str, str]) -> PlanFile:
    """Read a file with the headings this council has confirmed, and `mapping` over them."""
    with reading(office.engine) as session:
        confirmed = mappings.confirmed(session)
    words = {status_word.word.lower(): status for status, status_word in office.council.scale.statuses.items()}
    return read_plan(
        path,
        mapping={**confirmed, **mapping},
        status_words=words,
        year_starts=office.council.financial_year_first_month,
    )


class _DryRun(Exception):
    """Raised to leave a transaction without committing it."""


def load_plan(
    office: Office,
    path: Path,
    *,
    mapping: Mapping[str, str] | None = None,
    reference: str = "",
    title: str = "",
    dry_run: bool = False,
    by: str,
    at: datetime,
) -> Loaded:
    """Load a file and say what changed; with dry_run nothing is written, and the same is said."""
    file = read_file(office, path, mapping or {})
    named = path.stem.replace("-", " ").replace("_", " ").strip()
    loaded: Loaded | None = None
    try:
        with transaction(office.engine) as session:
            there = mappings.only_plan(session)
            loaded = apply_plan(
                session,
                file,
                plan_reference=reference or there or "plan",
                # A plan that is there keeps its title, whatever this month's file is called.
                title=title or ("" if there else named[:1].upper() + named[1:]),
                boards={board.key: board.name for board in office.council.boards},
                today=london(at).date(),
                by=by,
                at=at,
            )
            mappings.confirm(session, mapping or {}, by=by, at=at)
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    assert loaded is not None  # noqa: S101 - set before anything can leave the block but an error
    return loaded
