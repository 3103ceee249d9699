"""Which signs the shipped fonts can show, read from the fonts themselves, so that none ever vanishes from a paper.

It reads the character tables of TrueType files (cmap formats 4 and 12) and nothing else of them.
"""

import struct
from functools import cache
from pathlib import Path

# Joiners, selectors and directions: they steer signs and are never shown themselves.
UNSEEN = frozenset([0x09, 0x0A, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2028, 0x2060, 0xFE0E, 0xFE0F, 0xAD])


@cache
def covered(fonts: Path) -> frozenset[int]:
    """Every code point that at least one font in the folder can show."""
    found: set[int] = set()
    for path in sorted(fonts.glob("*.ttf")):
        found |= _of_font(path.read_bytes())
    return frozenset(found)


def show_uncovered(words: str, fonts: Path) -> str:
    """A sign that no font has is printed as its number, [U+4E2D]: visible, and never in the way of a deadline."""
    known = covered(fonts) | UNSEEN
    return "".join(sign if ord(sign) in known else f"[U+{ord(sign):04X}]" for sign in words)


def _of_font(font: bytes) -> set[int]:
    tables = struct.unpack(">H", font[4:6])[0]
    for n in range(tables):
        tag, _, start, _ = struct.unpack(">4sLLL", font[12 + 16 * n : 28 + 16 * n])
        if tag == b"cmap":
            return _of_cmap(font, start)
    return set()


def _of_cmap(font: bytes, start: int) -> set[int]:
    found: set[int] = set()
    for n in range(struct.unpack(">H", font[start + 2 : start + 4])[0]):
        offset = struct.unpack(">L", font[start + 8 + 8 * n : start + 12 + 8 * n])[0]
        kind = struct.unpack(">H", font[start + offset : start + offset + 2])[0]
        if kind == 4:
            found |= _format_4(font[start + offset :])
        elif kind == 12:
            found |= _format_12(font[start + offset :])
    return found


def _format_4(table: bytes) -> set[int]:
    count = struct.unpack(">H", table[6:8])[0] // 2
    ends = struct.unpack(f">{count}H", table[14 : 14 + 2 * count])
    starts = struct.unpack(f">{count}H", table[16 + 2 * count : 16 + 4 * count])
    ranges = ((first, last) for first, last in zip(starts, ends, strict=True) if first != 0xFFFF)
    return {point for first, last in ranges for point in range(first, last + 1)}


def _format_12(table: bytes) -> set[int]:
    count = struct.unpack(">L", table[12:16])[0]
    groups = struct.iter_unpack(">LLL", table[16 : 16 + 12 * count])
    return {point for first, last, _ in groups for point in range(first, last + 1)}
