"""Published papers: written once under their name, and never over another; and the pages that list them.

It knows nothing of approval; whoever calls has compared the bytes with those signed off.
"""

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from delivery.files import write_whole
from governance.errors import DeliveryFailed, PaperError

LONGEST_NAME = 200


def publish(files: Mapping[str, bytes], folder: Path) -> list[Path]:
    """Write every file into the folder, whole or not at all, and return where they are. files: name → bytes.

    The same bytes again change nothing. Raises PaperError, before anything is written, for a name that is not a plain
    file name or one already published with other bytes; DeliveryFailed (try later) where the folder cannot be written.
    """
    for name in files:
        _check_name(name)
    with _held(folder):
        lacking = [name for name in files if not _already_there(folder / name, files[name])]
        for name in lacking:
            write_whole(folder / name, files[name], mode=0o644)
    return [folder / name for name in files]


def renew(files: Mapping[str, bytes], folder: Path) -> None:
    """Write pages that say what is out now, each whole or not at all, over what they said before. Raises as publish."""
    for name in files:
        _check_name(name)
    with _held(folder):
        for name, content in files.items():
            write_whole(folder / name, content, mode=0o644)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """The folder for one publisher at a time, without what an earlier one left half written when it was stopped."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        opened = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(opened, fcntl.LOCK_EX)
            for left in folder.glob(".*.part"):
                left.unlink()
            yield
        finally:
            os.close(opened)
    except OSError as fault:
        raise DeliveryFailed(
            f"The papers cannot be written to {folder}: {fault.strerror or fault}. Free or mend it; what is "
            "published already stays, and the rest follows on the next try.",
            permanent=False,
        ) from fault


def _check_name(name: str) -> None:
    plain = bool(name) and all(sign.isalnum() or sign in "._- " for sign in name)
    if not plain or name[0] in ". " or name[-1] in ". " or len(name.encode()) > LONGEST_NAME:
        raise PaperError(
            f"A paper cannot be published as “{name}”: use letters, digits, spaces, “.”, “-” and “_” only, "
            f"begin with a letter or digit, and stay within {LONGEST_NAME} characters."
        )


def _already_there(file: Path, content: bytes) -> bool:
    try:
        published = file.read_bytes()
    except FileNotFoundError:
        return False
    if published != content:
        raise PaperError(
            f"{file} is already published with other content, and a published paper is never overwritten. "
            "Publish a supplement under a new name."
        )
    return True
