"""Which signs the shipped fonts can show, read from the fonts themselves, so that none ever vanishes from a paper.

It reads the character tables of TrueType files (cmap formats 4 and 12) and nothing else of them; which signs stand on
the one before them it takes from Unicode. It knows nothing of papers.
"""

import re
import struct
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

# In the order in which Typst tries them, after the council's own. A family's files begin with its name without spaces.
FAMILIES = ("Atkinson Hyperlegible Next", "Noto Sans", "Noto Sans Arabic", "Noto Emoji")
# Joiners, selectors, directions and breaks: they steer signs and are never shown themselves. Line ends come first.
LINE_ENDS = frozenset([0x09, 0x0A, 0x2028])
UNSEEN = LINE_ENDS | {0xAD, 0x34F, 0x61C, *range(0x200B, 0x2010), *range(0x2060, 0x2065), *range(0x206A, 0x2070)}
UNSEEN |= {*range(0xFE00, 0xFE10)}
# The fonts have them; but PDF/UA-1 forbids the first three, and the others turn the direction of what follows.
FORBIDDEN = frozenset([0x00, 0xFEFF, 0xFFFE, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
# Control characters, lone surrogates and marks that turn the reading direction: never printed, always shown.
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
# What leans on the sign before it, marks apart: joiners, skin tones and the letters inside a flag.
LEANING = frozenset([0x200D, *range(0x1F3FB, 0x1F400), *range(0xE0020, 0xE0080)])
JOINER = "\u200d"
STEERING = "".join(chr(point) for point in sorted(UNSEEN - LINE_ENDS))
# From here on a sign too young for Python's tables is an emoji; before, it may be a mark.
FIRST_EMOJI = 0x1F000
# Control, format, line and paragraph signs: no mark can stand on them.
BARE = ("Cc", "Cf", "Zl", "Zp")
RIGHT_TO_LEFT = ("R", "AL", "AN")
# No language piles more marks on one sign; a higher pile is printed over the words of others.
MOST_MARKS = 6


@dataclass(frozen=True)
class Family:
    """A font family: its name, and the code points that every one of its styles can show."""

    name: str
    signs: frozenset[int]

    def pattern(self) -> str:
        """A regular expression for each single sign of it."""
        return "[" + "".join(f"\\u{{{first:x}}}-\\u{{{last:x}}}" for first, last in _ranges(self.signs)) + "]"


@dataclass(frozen=True)
class Tried:
    """The families in the order of trying them. turning: the words hold what reads from right to left."""

    families: tuple[Family, ...]
    known: frozenset[int]
    turning: bool


@cache
def families(fonts: Path, own: str = "") -> tuple[Family, ...]:
    """The families of the folder in the order in which they are tried. own: one that comes first, if it is there."""
    found = []
    for name in (own, *(name for name in FAMILIES if name != own)) if own else FAMILIES:
        styles = [_of_font(path.read_bytes()) for path in sorted(fonts.glob(f"{name.replace(' ', '')}_*.ttf"))]
        if styles:
            found.append(Family(name, frozenset(set.intersection(*styles) - FORBIDDEN)))
    return tuple(found)


@cache
def covered(fonts: Path, own: str = "") -> frozenset[int]:
    """Every code point that at least one family in the folder can show."""
    return frozenset[int]().union(*(family.signs for family in families(fonts, own)))


@cache
def plain_signs(fonts: Path, own: str = "") -> frozenset[str]:
    """Signs that the first family has and that stand alone: whatever is made of them is drawn as it is written."""
    signs = (chr(point) for point in families(fonts, own)[0].signs - UNSEEN)
    return frozenset(sign for sign in signs if not _leans(sign))


def is_plain(words: str, fonts: Path, own: str = "") -> bool:
    """Whether the first family alone shows the words, sign by sign."""
    return plain_signs(fonts, own).issuperset(words)


def forget_fonts() -> None:
    """Read the folders again when they are next asked for, since their files have changed."""
    for read in (families, covered, plain_signs):
        read.cache_clear()


def show_uncovered(words: str, fonts: Path, own: str = "") -> str:
    """A sign that no font has is printed as its number, [U+4E2D]: visible, and never in the way of a deadline.

    So is a mark that no font has together with the sign it stands on: Typst takes both from one font, and otherwise
    refuses the paper or leaves one of them out. A sign that is unseen anyway is dropped where it would do the same.
    """
    if is_plain(words, fonts, own):
        return words
    turning = any(unicodedata.bidirectional(sign) in RIGHT_TO_LEFT or "\u0590" <= sign < "\u0900" for sign in words)
    tried = Tried(families(fonts, own), covered(fonts, own), turning)
    parts: list[str] = []
    following, held = "", ""
    for cluster in reversed(list(clusters("".join(_shown(cluster, tried) for cluster in clusters(words))))):
        seen = cluster.rstrip(STEERING)
        held = cluster[len(seen) :] + held
        if seen:
            parts += [_steering(held, following, tried), seen]
            following, held = seen, ""
    return "".join(reversed([*parts, _steering(held, following, tried)]))


def _steering(held: str, following: str, tried: Tried) -> str:
    """The unseen signs before a cluster: all of them or none, since a joiner must not come to stand beside it."""
    return held if not following or all(_draws(sign, following, tried) for sign in held) else ""


def show_plain(words: str, fonts: Path, own: str = "") -> str:
    """The last resort: single signs of the first family, and all others by their numbers."""
    plain = families(fonts, own)[0].signs
    return "".join(sign if ord(sign) in plain and not _leans(sign) else _number(sign) for sign in words)


def show_in_picture(drawing: str, fonts: Path, own: str = "") -> str:
    """A drawing with the letters of the first family, and all others by their numbers.

    Letters of a drawing are set by other rules, under which a sign of a further family can stop the whole paper; the
    words stand in full beside the picture.
    """
    if is_plain(drawing, fonts, own):
        return drawing
    composed = unicodedata.normalize("NFC", re.sub("[\t\n\u2028\u2029]", " ", drawing))
    return show_plain("".join(sign for sign in composed if ord(sign) not in UNSEEN), fonts, own)


def legal(words: str) -> str:
    """The words with a � for each sign that is never printed: files are refused for some, and readers misled by all."""
    return UNPRINTABLE.sub("\ufffd", words)


def clusters(words: str) -> Iterator[str]:
    """The words cut into what is drawn as one: a sign, and the marks, joiners and selectors that lean on it."""
    held = ""
    for sign in words:
        joined = held[-1:] == JOINER and unicodedata.category(sign) == "So"
        if held and not joined and not _leans(sign):
            yield held
            held = ""
        held += sign
    if held:
        yield held


def _leans(sign: str) -> bool:
    category = unicodedata.category(sign)
    return category[0] == "M" or ord(sign) in LEANING or (category == "Cn" and ord(sign) < FIRST_EMOJI)


def _shown(cluster: str, tried: Tried) -> str:
    """The cluster as it is written, or else as the one sign it may be composed to, or else with numbers in it."""
    if len(cluster) == 1:
        return cluster if ord(cluster) in UNSEEN or _can_be_first(cluster, tried) else _number(cluster)
    composed = unicodedata.normalize("NFC", cluster)
    for written in (cluster, composed):
        if _kept(written, tried) == len(written):
            return written
    kept = _kept(cluster, tried)
    return cluster[:kept] + _numbered(cluster[kept:])


def _can_be_first(sign: str, tried: Tried) -> bool:
    return ord(sign) in tried.known and not _leans(sign)


def _kept(cluster: str, tried: Tried) -> int:
    """How many signs of the cluster can be shown, from its first; the others are printed after them as numbers."""
    base = cluster[0]
    if not _can_be_first(base, tried):
        return 0
    if unicodedata.category(base) in BARE:
        return 1
    marks = [n for n, sign in enumerate(cluster) if n and _is_seen(sign) and unicodedata.category(sign)[0] == "M"]
    longest = marks[MOST_MARKS] if len(marks) > MOST_MARKS else len(cluster)
    if _draws(base, cluster[:longest], tried):
        return longest
    home = next(family.signs for family in tried.families if ord(base) in family.signs)
    missing = (n for n in range(1, longest) if _is_seen(cluster[n]) and ord(cluster[n]) not in home)
    kept = next(missing, longest)
    return kept if _draws(base, cluster[:kept], tried) else 1


def _draws(first: str, cluster: str, tried: Tried) -> bool:
    """Whether Typst draws all of a cluster. first: its first sign, or an unseen one that Typst may count to it.

    Typst asks one family after the other that has the first sign, and goes on to the next only from a cluster of which
    this one has nothing; or nothing but the base, among words that read from left to right. Else a part is lost.
    """
    base, rest = cluster[0], [sign for sign in cluster[1:] if _is_seen(sign)]
    if any("\u0590" <= sign < "\u0900" for sign in rest) and unicodedata.bidirectional(base) not in RIGHT_TO_LEFT:
        # The mark would begin a run of its own script, away from its sign.
        return False
    apart = unicodedata.normalize("NFD", "".join(rest))
    for signs in (family.signs for family in tried.families if ord(first) in family.signs):
        if all(ord(sign) in signs for sign in (base, *rest)):
            return True
        if any(ord(sign) in signs for sign in (*rest, *apart)):
            return False
        if ord(base) in signs and tried.turning and unicodedata.bidirectional(base) != "L":
            return False
    # The style names the first family once more, without asking for the first sign.
    return all(ord(sign) in tried.families[0].signs for sign in (base, *rest))


def _is_seen(sign: str) -> bool:
    return ord(sign) not in UNSEEN


def _numbered(signs: str) -> str:
    return "".join(_number(sign) if _is_seen(sign) else sign for sign in signs)


def _number(sign: str) -> str:
    return f"[U+{ord(sign):04X}]"


def _ranges(points: frozenset[int]) -> Iterator[tuple[int, int]]:
    """The points as ranges without a gap, first and last."""
    for first in sorted(point for point in points if point - 1 not in points):
        last = first
        while last + 1 in points:
            last += 1
        yield first, last


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
