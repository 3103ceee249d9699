"""Loading a plan: read, compared with the store and, unless it is a dry run, written whole or not at all.

It asks nobody; the command line and the officer's desk show the difference and ask.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from config.clock import london
from flows.difference import digest_of
from flows.office import Office
from governance.errors import PlanFileError
from plan_store import mappings
from plan_store.applying import Loaded, apply_plan
from plan_store.database import Session, reading, transaction
from plan_store.loading.plan_file import PlanFile, read_plan

Also = Callable[[Session], None]


class PlanHasChanged(PlanFileError):
    """Since the difference was shown the plan became another, and so did the difference."""

    def __init__(self) -> None:
        super().__init__("The plan has changed since this difference was shown, so nothing was loaded. Read it again.")


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


def read_bytes(office: Office, name: str, content: bytes, mapping: Mapping[str, str]) -> PlanFile:
    """The same for a file that is held in the store. name: as it was uploaded; no folder in it is heeded."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / (Path(name.replace("\\", "/")).name or "plan.xlsx")
        path.write_bytes(content)
        return read_file(office, path, mapping)


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
    return write_file(
        office, file, path.stem, mapping=mapping, reference=reference, title=title, dry_run=dry_run, by=by, at=at
    )


def write_file(
    office: Office,
    file: PlanFile,
    named: str,
    *,
    mapping: Mapping[str, str] | None = None,
    reference: str = "",
    title: str = "",
    dry_run: bool = False,
    as_shown: str = "",
    also: Also | None = None,
    by: str,
    at: datetime,
) -> Loaded:
    """The same for a file that has been read. named: for the title of a new plan.

    as_shown: the digest of the difference that was shown; PlanHasChanged, and nothing is written, where it is another.
    also: done in the same transaction, before anything is written.
    """
    words = named.replace("-", " ").replace("_", " ").strip()
    loaded: Loaded | None = None
    try:
        with transaction(office.engine) as session:
            if also is not None:
                also(session)
            there = mappings.only_plan(session)
            loaded = apply_plan(
                session,
                file,
                plan_reference=reference or there or "plan",
                # A plan that is there keeps its title, whatever this month's file is called.
                title=title or ("" if there else words[:1].upper() + words[1:]),
                boards={board.key: board.name for board in office.council.boards},
                today=london(at).date(),
                by=by,
                at=at,
            )
            if as_shown and digest_of(loaded) != as_shown:
                raise PlanHasChanged
            mappings.confirm(session, mapping or {}, by=by, at=at)
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    assert loaded is not None  # noqa: S101 - set before anything can leave the block but an error
    return loaded
