"""Which types of paper there are: every folder in templates/papers/ with a paper.toml. Adding a folder adds a type.

A council's own folder of the same name, in papers/ beside its council.toml, goes before the one that is shipped.
"""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from governance.errors import ConfigError

PARTS = (1, 2)
FORMATS = ("html", "mail", "pdf", "docx")
SLIDES = "pptx"
EXEMPT = "_exempt"
# The name of a folder becomes part of the names of files. A pack and a mail have names of their own, and so has a twin.
PLAIN_NAME = re.compile(r"[a-z][a-z0-9_]*")
NOT_A_KIND = re.compile(rf"pack|.*(?:_mail|{EXEMPT})")
# key of paper.toml → what it may be
KEYS: Mapping[str, type] = {
    "title": str, "audience": str, "boards": list, "order": int, "part": int, "formats": list,
    "most_pages": int, "form": str,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class PaperType:
    """A folder of paper types. digest: of its files and the shared parts.

    part: 1 for a paper that is published, 2 for an exempt one that never is. audience: who reads it, in words. boards:
    kinds of board it is meant for. formats: in which it is made. most_pages: more than this is questioned, 0 for no
    limit. form: the file name of a Word form in the folder that is filled instead of setting the paper in Word. parts:
    folders of shared pieces, the council's own first. standard: the shipped folder where this is the council's own.
    fault: why the council's own folder cannot be used, in a sentence.
    """

    kind: str
    title: str
    order: int
    folder: Path
    digest: str
    part: int = 1
    audience: str = ""
    boards: tuple[str, ...] = ()
    formats: tuple[str, ...] = FORMATS
    most_pages: int = 0
    form: str = ""
    parts: tuple[Path, ...] = ()
    standard: Path | None = None
    fault: str = ""

    @property
    def templates(self) -> Path:
        """The folder of all that is shipped: its shared pieces are the last that are looked in."""
        return self.parts[-1].parent.parent

    @property
    def twin(self) -> "PaperType":
        """The same paper with the exempt words in it: Part 2, which is never public."""
        return replace(self, kind=f"{self.kind}{EXEMPT}", title=f"{self.title} (exempt)", part=2)

    @property
    def of(self) -> str:
        """The kind of which this is the exempt twin, or its own."""
        return self.kind.removesuffix(EXEMPT)


def paper_types(templates: Path, own: Path | None = None) -> dict[str, PaperType]:
    """kind → type, in their own order, each public one followed by its exempt twin.

    own: the council's folder of types, with papers/<kind>/ inside. One of them that cannot be read does not stop the
    cycle: the shipped one is used, and says why. Raises ConfigError naming file and key where a shipped one is faulty.
    """
    shared = templates / "papers" / "_parts"
    found = {folder.name: read_type(folder, (shared,)) for folder in _folders(templates / "papers")}
    for folder in _folders(own) if own is not None else ():
        found[folder.name] = _own(folder, (folder.parent / "_parts", shared), found.get(folder.name))
    ordered = sorted(found.values(), key=lambda each: (each.order, each.kind))
    with_twins = [each for kind in ordered for each in ((kind, kind.twin) if kind.part == 1 else (kind,))]
    return {paper_type.kind: paper_type for paper_type in with_twins}


def _folders(within: Path) -> list[Path]:
    return sorted(path.parent for path in within.glob("*/paper.toml"))


def _own(folder: Path, parts: tuple[Path, ...], shipped: PaperType | None) -> PaperType:
    try:
        return replace(read_type(folder, parts), standard=shipped.folder if shipped else None)
    except ConfigError as fault:
        if shipped is None:
            raise
        return replace(shipped, fault=str(fault))


def read_type(folder: Path, parts: tuple[Path, ...]) -> PaperType:
    """The type that a folder describes. Raises ConfigError naming file and key."""
    path = folder / "paper.toml"
    _check_name(folder)
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise ConfigError(f"{path} is not valid TOML: {fault}.") from fault
    _check(path, said)
    if not (folder / "body.html").exists():
        raise ConfigError(f"{folder} has no body.html, so there is nothing to print. Add the template.")
    if said.get("form"):
        _check_form(path, said["form"])
    told: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in said.items()}
    return PaperType(
        kind=folder.name,
        order=told.pop("order", 100),
        folder=folder,
        digest=digest_of((folder, *parts)),
        parts=parts,
        **told,
    )


def _check_name(folder: Path) -> None:
    """Files are named by it: it must name no other's, and lead nowhere."""
    if not PLAIN_NAME.fullmatch(folder.name) or NOT_A_KIND.fullmatch(folder.name):
        raise ConfigError(
            f"A paper type cannot be called “{folder.name}” ({folder}), because its files are named by it. Name the "
            "folder with small letters, figures and _, as in late_note; not pack, and with neither _mail nor "
            f"{EXEMPT} at its end."
        )


def _check_form(path: Path, form: str) -> None:
    if Path(form).name != form:
        raise ConfigError(f"{path}: the form “{form}” is a path. Put the form beside it, and write its name only.")
    if not (path.parent / form).is_file():
        raise ConfigError(f"{path}: no “{form}” stands beside it. Put the Word form there, or take it out.")


def _check(path: Path, said: Mapping[str, Any]) -> None:
    if unknown := set(said) - set(KEYS):
        raise ConfigError(f"{path} has the key “{sorted(unknown)[0]}”; a paper type has {', '.join(sorted(KEYS))}.")
    if not isinstance(said.get("title"), str) or not said["title"]:
        raise ConfigError(f'{path} has no title. Write one, like title = "Progress report".')
    for key, value in said.items():
        if not isinstance(value, KEYS[key]) or isinstance(value, bool):
            raise ConfigError(f"{path}: {key} is {value!r}, which it cannot be. Look at a shipped paper.toml.")
    if said.get("part", 1) not in PARTS:
        raise ConfigError(f"{path}: part must be 1, for a paper that is published, or 2 for an exempt one.")
    if strangers := set(said.get("formats", FORMATS)) - {*FORMATS, SLIDES}:
        raise ConfigError(f"{path}: “{min(strangers)}” is no format; use {', '.join((*FORMATS, SLIDES))}.")


def digest_of(folders: tuple[Path, ...]) -> str:
    """SHA-256 of every file in the folders, with their names."""
    whole = hashlib.sha256()
    for folder in folders:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            whole.update(f"{folder.name}/{path.relative_to(folder).as_posix()}".encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()
