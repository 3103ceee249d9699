"""Numbers and dates as a careful officer writes them. It knows nothing of what they count."""

from collections.abc import Sequence
from datetime import date

_WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def number(n: int) -> str:
    """One to ten in words, then figures; thousands with a comma."""
    return _WORDS[n] if 0 < n < len(_WORDS) else f"{n:,}"


def plural(n: int, one: str, many: str = "") -> str:
    """“1 action”, “14 actions”; in words to ten: “one action”, “three actions”, “no actions”."""
    counted = "no" if n == 0 else number(n)
    return f"{counted} {one if n == 1 else many or one + 's'}"


def days(n: int) -> str:
    return plural(n, "day")


def times(n: int) -> str:
    return {1: "once", 2: "twice"}.get(n, f"{number(n)} times")


def day(on: date) -> str:
    """“10 March 2026”."""
    return f"{on.day} {on:%B %Y}"


def listed(things: Sequence[str], word: str = "and") -> str:
    """“a, b and c”."""
    if len(things) < 2:
        return "".join(things)
    return f"{', '.join(things[:-1])} {word} {things[-1]}"


def sentence(words: str) -> str:
    """With a capital at the start and a full stop at the end, and nothing else changed."""
    words = words.strip()
    if not words:
        return ""
    return words[0].upper() + words[1:] + ("" if words[-1] in ".!?…”" else ".")
