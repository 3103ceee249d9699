"""Files put in their place whole or not at all.

It knows nothing of what they hold.
"""

import os
import secrets
from collections.abc import Callable
from pathlib import Path


def write_whole(file: Path, content: bytes, *, mode: int, before_it_counts: Callable[[], None] | None = None) -> None:
    """Write beside, sync, rename, sync the folder: a crash at any instant leaves the old file or the new one.

    mode: permissions before the umask. before_it_counts: called once the bytes are safe, just before they take
    their name; if it raises, nothing is left behind. Raises OSError.
    """
    beside = file.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as written:
            written.write(content)
            written.flush()
            os.fsync(written.fileno())
        if before_it_counts is not None:
            before_it_counts()
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
    _sync_folder(file.parent)


def _sync_folder(folder: Path) -> None:
    """A rename is safe only once the folder itself is on the disk."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
