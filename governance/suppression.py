"""Small numbers of children: what a public paper may not show, and what would give it back. Pure.

The practice of the Department for Education's statistics: counts of 1 to 5 are replaced, and where a total would give a
single replaced part back, the next smallest part is replaced too (secondary suppression). Zero is shown.
"""

from collections.abc import Mapping, Sequence

SMALL = 5


def is_small(value: float | None, *, threshold: int = SMALL) -> bool:
    """Whether a count may not be shown: 1 up to the threshold. threshold: 0 shows every count."""
    return value is not None and 0 < value <= threshold


def small_words(*, threshold: int = SMALL) -> str:
    """“fewer than 6”."""
    return f"fewer than {threshold + 1}"


def withheld(parts: Mapping[str, float | None], *, total: float | None, threshold: int = SMALL) -> frozenset[str]:
    """Which parts of a total may not be shown. parts: key → count, None where it is not shown already.

    A small part is withheld; where it would be the only one, and the total is shown, the smallest of the others is
    withheld with it, since the total less the rest would give it back. Of equal parts the first in order is taken.
    """
    hidden = {key for key, value in parts.items() if value is None or is_small(value, threshold=threshold)}
    shown = [(value, place, key) for place, (key, value) in enumerate(parts.items()) if key not in hidden and value]
    if len(hidden) == 1 and total is not None and shown:
        hidden.add(min(shown)[2])
    return frozenset(hidden)


def total_gives_back(parts: Sequence[float | None], total: float | None) -> bool:
    """Whether exactly one part is not shown, so that anybody can work it out from the total."""
    return total is not None and sum(part is None for part in parts) == 1
