"""How a fork of the press answers: named parts one after the other, and a last word without which it was ended.

It knows nothing of what the parts are.
"""

import struct
from collections.abc import Callable, Mapping

HEAD = struct.Struct("!HQ")
DONE = "."


def tell(send: Callable[[bytes], object], parts: Mapping[str, bytes]) -> None:
    """Send the parts, and that these are all."""
    for name, content in [*parts.items(), (DONE, b"")]:
        send(HEAD.pack(len(name.encode()), len(content)) + name.encode())
        send(content)


def told(answer: bytes) -> dict[str, bytes] | None:
    """The parts of an answer; None where the last word is missing."""
    parts: dict[str, bytes] = {}
    at = 0
    while at + HEAD.size <= len(answer):
        name_length, length = HEAD.unpack_from(answer, at)
        at += HEAD.size
        name = answer[at : at + name_length].decode()
        if name == DONE:
            return parts
        at += name_length
        parts[name] = answer[at : at + length]
        at += length
    return None
