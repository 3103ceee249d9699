"""Counts and percentages that name their base and add up. It knows nothing of what is counted."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from governance.wording import plural


@dataclass(frozen=True, kw_only=True)
class Share:
    """So many of so many. of: what is counted, one of them (“action”)."""

    count: int
    base: int
    of: str

    @property
    def percent(self) -> int:
        """Whole per cent, half up; 0 of 0 is 0. Never 100 unless all, never 0 unless none."""
        if not self.base:
            return 0
        rounded = int(self.count * 100 / self.base + 0.5)
        if self.count < self.base:
            rounded = min(rounded, 99)
        return max(rounded, 1) if self.count else 0

    @property
    def words(self) -> str:
        """“14 of 60 actions (23%)”."""
        if not self.base:
            return f"no {self.of}s"
        return f"{self.count} of {plural_figure(self.base, self.of)} ({self.percent}%)"


@dataclass(frozen=True, kw_only=True)
class Part:
    key: str
    word: str
    count: int
    percent: int


@dataclass(frozen=True, kw_only=True)
class Breakdown:
    """A base split into parts: the counts add up to the base, the percentages to 100 (or all to 0 on no base)."""

    of: str
    base: int
    parts: tuple[Part, ...]

    def count(self, *keys: str) -> int:
        return sum(part.count for part in self.parts if part.key in keys)


def plural_figure(n: int, one: str) -> str:
    """“1 action”, “60 actions”: in figures, for use beside other figures."""
    return f"{n:,} {one if n == 1 else one + 's'}"


def break_down(values: Iterable[str], words: Sequence[tuple[str, str]], *, of: str) -> Breakdown:
    """Count values by key. words: (key, word) of every part in the order to print, those with none included.

    Percentages are rounded by largest remainder, so that they add up to exactly 100.
    Raises KeyError for a value that has no part: a count may not silently lose one.
    """
    counts = Counter(values)
    if strays := set(counts) - {key for key, _ in words}:
        raise KeyError(f"no part for {sorted(strays)}")
    base = sum(counts.values())
    percents = whole_percents([counts[key] for key, _ in words])
    parts = (Part(key=k, word=w, count=counts[k], percent=p) for (k, w), p in zip(words, percents, strict=True))
    return Breakdown(of=of, base=base, parts=tuple(parts))


def whole_percents(counts: Sequence[int]) -> list[int]:
    """Whole percentages that add up to 100 (largest remainder; ties to the larger count, then the first)."""
    base = sum(counts)
    if not base:
        return [0] * len(counts)
    whole = [count * 100 // base for count in counts]
    by_remainder = sorted(range(len(counts)), key=lambda i: (-(counts[i] * 100 % base), -counts[i], i))
    for i in by_remainder[: 100 - sum(whole)]:
        whole[i] += 1
    return whole


def share_in_words(share: Share) -> str:
    """“Nine of the 60 actions (15%)” for the start of a sentence."""
    if not share.base:
        return f"No {share.of}s"
    counted = plural(share.count, share.of).rsplit(" ", 1)[0]
    start = "None" if share.count == 0 else counted[0].upper() + counted[1:]
    return f"{start} of the {plural_figure(share.base, share.of)} ({share.percent}%)"
