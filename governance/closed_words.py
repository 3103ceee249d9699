"""Whether something repeats words that may not be public: a whole text of them, or a long run of its words. Pure.

It compares words alone: neither case nor punctuation, neither spaces nor line ends make a difference.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from governance.exempt import WITHHELD

# A text with fewer letters than this (“Good”, “No change”) stands in many sentences that have nothing to do with it.
SHORTEST = 12
# So many words in a row are a quotation, even where the rest was cut off.
RUN = 12
INSTANT = re.compile(r"\d{4}-\d\d-\d\d(?:T[\d:.+Z-]*)?")


class ClosedWords:
    """Texts that may not be public. One of fewer than SHORTEST letters is kept back only where it was marked itself."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        every = {plain for text in texts if (plain := _plain(text))}
        told = {plain for plain in every if len(plain) >= SHORTEST}
        self._short = every - told
        self._whole = tuple(f" {plain} " for plain in sorted(told))
        self._runs = frozenset(run for plain in told for run in _runs(plain))

    def __bool__(self) -> bool:
        return bool(self._whole or self._short)

    def are_in(self, words: str) -> bool:
        """Whether these words give one of the texts away."""
        if not self._whole or len(words) < SHORTEST or INSTANT.fullmatch(words):
            return False
        plain = _plain(words)
        spaced = f" {plain} "
        return any(text in spaced for text in self._whole) or not self._runs.isdisjoint(_runs(plain))

    def are_or_are_in(self, words: str) -> bool:
        """The same, and whether these words are a short one of the texts, no more and no less."""
        return self.are_in(words) or (bool(self._short) and _plain(words) in self._short)

    def left_out(self, said: Any) -> Any:
        """Plain facts, with what stands in its place for every text among them that gives one away."""
        if not self._whole:
            return said
        if isinstance(said, str):
            return WITHHELD if self.are_in(said) else said
        if isinstance(said, Mapping):
            return {key: self.left_out(value) for key, value in said.items()}
        if isinstance(said, list | tuple):
            return type(said)(self.left_out(value) for value in said)
        return said


def _plain(words: str) -> str:
    return " ".join(re.findall(r"\w+", words.replace("\N{SOFT HYPHEN}", "").casefold()))


def _runs(plain: str) -> Iterable[str]:
    parts = plain.split(" ")
    return (" ".join(parts[start : start + RUN]) for start in range(len(parts) - RUN + 1))
