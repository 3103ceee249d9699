"""Which way words read. It knows only what Unicode says of each sign."""

import unicodedata
from collections.abc import Iterator
from itertools import groupby

RIGHT_TO_LEFT = ("R", "AL")


def reads_right_to_left(words: str) -> bool:
    """By the first letter that has a direction, as Unicode's own algorithm decides for a paragraph."""
    for sign in words:
        direction = unicodedata.bidirectional(sign)
        if direction in RIGHT_TO_LEFT:
            return True
        if direction == "L":
            return False
    return False


def runs_by_direction(words: str) -> Iterator[tuple[str, bool]]:
    """The words cut where their direction changes; signs without one stay with what stands before them."""
    before = False
    marked = []
    for sign in words:
        direction = unicodedata.bidirectional(sign)
        before = direction in RIGHT_TO_LEFT or (before and direction != "L")
        marked.append((sign, before))
    for right_to_left, group in groupby(marked, key=lambda pair: pair[1]):
        yield "".join(sign for sign, _ in group), right_to_left
