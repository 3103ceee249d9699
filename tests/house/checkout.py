"""The files of this checkout, as the house's own tests read them; nothing that was made from them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
ROOMS = ("config", "delivery", "flows", "governance", "papers", "plan_store", "portal")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def files() -> tuple[Path, ...]:
    """Every file but those that .gitignore names and Git's own."""
    ignored = [
        line.rstrip("/") for line in (CHECKOUT / ".gitignore").read_text(encoding="utf-8").splitlines() if line.strip()
    ]
    return tuple(_walk(CHECKOUT, [".git", *ignored]))


def _walk(folder: Path, ignored: list[str]) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if any(fnmatch(path.name, pattern) for pattern in ignored):
            continue
        if path.is_dir():
            yield from _walk(path, ignored)
        else:
            yield path


def named(path: Path) -> str:
    return path.relative_to(CHECKOUT).as_posix()


@dataclass(frozen=True)
class Module:
    """A Python file, read."""

    name: str
    source: str
    tree: ast.Module

    def functions(self) -> Iterator[Function]:
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))


@cache
def modules(*folders: str) -> tuple[Module, ...]:
    """The Python files in these folders of the checkout, but for migrations, which a program writes."""
    return tuple(
        Module(named(path), source, ast.parse(source))
        for path in files()
        if path.suffix == ".py" and named(path).split("/")[0] in folders and "migrations/versions" not in named(path)
        for source in [path.read_text(encoding="utf-8")]
    )


def a_module(source: str) -> Module:
    """Some source, as if it were a file."""
    return Module("drawn.py", source, ast.parse(source))
