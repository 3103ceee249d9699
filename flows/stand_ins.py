"""What stands in for a template that is faulty: its last version that made a paper, or else the standard one.

A template is edited by people, and the paper has to be out in time: a fault in it never stops the cycle.
"""

import base64
import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from config.clock import london
from delivery.files import write_whole
from flows.office import Office
from governance.errors import ConfigError
from governance.wording import day
from papers.catalogue import PaperType, read_type
from plan_store import papers
from plan_store.database import reading


def stand_ins(office: Office, paper_type: PaperType) -> Iterator[tuple[PaperType, str]]:
    """In the order of trying them, each with how it is called in a sentence."""
    with reading(office.engine) as session:
        kept = papers.kept_template(session, paper_type.of)
        files, called = (
            (kept.files, f"the version that was good on {day(london(kept.good_at).date())}") if kept else ({}, "")
        )
    if files:
        # It may have been kept by an earlier version of this program, which allowed what this one does not.
        with suppress(ConfigError):
            yield _as_kept(office, paper_type, files), called
    if paper_type.standard is not None:
        standard = read_type(paper_type.standard, paper_type.parts[-1:])
        yield _like(paper_type, standard), "the standard one"


def files_of(paper_type: PaperType) -> dict[str, str]:
    """Everything a template is made of, to be kept: path → bytes in base64. Its parts lie beside it, by number."""
    folders = {"": paper_type.folder} | {f"_parts-{n}/": folder for n, folder in enumerate(paper_type.parts)}
    return {
        f"{before}{path.relative_to(folder).as_posix()}": base64.b64encode(path.read_bytes()).decode()
        for before, folder in folders.items()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _as_kept(office: Office, paper_type: PaperType, files: dict[str, str]) -> PaperType:
    whole = hashlib.sha256(repr(sorted(files.items())).encode()).hexdigest()
    folder = office.settings.var / "templates" / whole[:16] / paper_type.of
    for name, content in files.items():
        path = folder / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, base64.b64decode(content), mode=0o644)
    parts = tuple(sorted(path for path in folder.glob("_parts-*") if path.is_dir()))
    return _like(paper_type, read_type(folder, (*parts, *paper_type.parts[-1:])))


def _like(paper_type: PaperType, stand_in: PaperType) -> PaperType:
    """The stand-in in the place of the paper: of the same kind and part."""
    return replace(stand_in, kind=paper_type.kind, title=paper_type.title, part=paper_type.part)
