"""The examples of docs/extending.md: taken out of the page, and put into a copy of the project as it says.

A fenced block whose first line names a file is an example: “```toml council.toml”. A third word says where in it.
"""

import ast
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from checkout import CHECKOUT, files, named

EXTENDING = CHECKOUT / "docs" / "extending.md"
BLOCK = re.compile(r"^```\w+ (?P<file>[^\s`]+)(?: (?P<where>[^\n`]+))?\n(?P<words>.*?)^```$", re.M | re.S)


@dataclass(frozen=True)
class Example:
    """One fenced block. where: empty for a new file or the end of one that is there, else a place inside it."""

    file: str
    where: str
    words: str


def examples_of(page: str) -> list[Example]:
    return [Example(block["file"], block["where"] or "", block["words"]) for block in BLOCK.finditer(page)]


def copy_of_the_project(folder: Path) -> Path:
    """The project as it would be cloned, and nothing that was made from it."""
    for source in files():
        copied = folder / named(source)
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, copied)
    return folder


def apply(example: Example, project: Path) -> None:
    """Do what the page says with one example."""
    path = project / example.file
    path.parent.mkdir(parents=True, exist_ok=True)
    written = path.read_text(encoding="utf-8") if path.exists() else ""
    if not example.where:
        after = f"{written.rstrip()}\n\n\n{example.words}" if written else example.words
    elif example.where.startswith("[["):
        after = written.replace(f"{example.where}\n", f"{example.where}\n{example.words}", 1)
    else:
        after = _under_step(written, example.where.removeprefix("under "), example.words)
    assert after != written, f"docs/extending.md says “{example.where}” of {example.file}, which is not there"
    path.write_text(after, encoding="utf-8")


def _under_step(source: str, name: str, row: str) -> str:
    """The source with a row put under the one of that step in STEPS."""
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Step":
            named = {keyword.arg: keyword.value for keyword in call.keywords}.get("name")
            if isinstance(named, ast.Constant) and named.value == name:
                lines = source.splitlines(keepends=True)
                return "".join([*lines[: call.end_lineno], row, *lines[call.end_lineno :]])
    return source
