"""Which types of paper there are: every folder in templates/papers/ with a paper.toml. Adding a folder adds a type."""

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path

from governance.errors import ConfigError

KEYS = {"title", "order", "part"}
PARTS = (1, 2)


@dataclass(frozen=True, kw_only=True)
class PaperType:
    """A folder of templates/papers/. digest: of its files, the shared parts and the house style.

    part: 1 for a paper that is published, 2 for an exempt one that never is.
    """

    kind: str
    title: str
    order: int
    folder: Path
    digest: str
    part: int = 1

    @property
    def templates(self) -> Path:
        return self.folder.parent.parent


def paper_types(templates: Path) -> dict[str, PaperType]:
    """kind → type, in their own order. Raises ConfigError naming file and key where a folder cannot be used."""
    folders = sorted(path.parent for path in (templates / "papers").glob("*/paper.toml"))
    types = [_read(folder, templates) for folder in folders]
    return {paper_type.kind: paper_type for paper_type in sorted(types, key=lambda each: (each.order, each.kind))}


def _read(folder: Path, templates: Path) -> PaperType:
    path = folder / "paper.toml"
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise ConfigError(f"{path} is not valid TOML: {fault}.") from fault
    if unknown := set(said) - KEYS:
        raise ConfigError(f"{path} has the key “{sorted(unknown)[0]}”; a paper type has {', '.join(sorted(KEYS))}.")
    if not isinstance(said.get("title"), str) or not said["title"]:
        raise ConfigError(f'{path} has no title. Write one, like title = "Progress report".')
    if said.get("part", 1) not in PARTS:
        raise ConfigError(f"{path}: part must be 1, for a paper that is published, or 2 for an exempt one.")
    if not (folder / "body.html").exists():
        raise ConfigError(f"{folder} has no body.html, so there is nothing to print. Add the template.")
    return PaperType(
        kind=folder.name,
        title=said["title"],
        order=int(said.get("order", 100)),
        folder=folder,
        digest=_digest(folder, templates),
        part=int(said.get("part", 1)),
    )


def _digest(folder: Path, templates: Path) -> str:
    whole = hashlib.sha256()
    for root in (folder, templates / "papers" / "_parts", templates / "house"):
        for path in sorted(path for path in root.rglob("*") if path.is_file()):
            whole.update(path.relative_to(templates).as_posix().encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()
