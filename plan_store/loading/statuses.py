"""Reads a status cell: the council's words and colours as one of the statuses the rules know.

It guesses nothing: words outside the table, and colours without words, are put before a person.
"""

import colorsys
import re
from collections.abc import Mapping
from dataclasses import dataclass

from governance.terms import DeliveryStatus
from plan_store.loading.cells import tidy

# There is no national standard (a council's own words, passed in, win over these). “In progress” and “partly
# done” say only that work is under way, and the nearest status is on track; the reading says so.
STATUS_WORDS: dict[DeliveryStatus, tuple[str, ...]] = {
    DeliveryStatus.NOT_STARTED: (
        "not started", "not yet started", "not commenced", "not begun", "not due", "not yet due", "to start",
        "to do", "not yet commenced", "yet to start", "planned", "pending start", "grey", "gray", "ns",
    ),
    DeliveryStatus.ON_TRACK: (
        "on track", "on target", "on schedule", "g", "green", "in progress", "in-progress", "underway",
        "under way", "started", "commenced", "progressing", "partially complete", "partially completed",
        "partly complete", "partly completed", "part complete", "part completed", "ongoing", "on-going",
        "making progress", "progressing well", "active", "live", "open", "🟢",
    ),
    DeliveryStatus.AT_RISK: (
        "a", "amber", "at risk", "some slippage", "some risk", "minor delay", "minor delays", "minor slippage",
        "slightly behind", "yellow", "behind", "slipping", "🟠", "🟡",
    ),
    DeliveryStatus.OFF_TRACK: (
        "r", "red", "off track", "off target", "overdue", "delayed", "late", "behind schedule", "slipped",
        "missed", "significant slippage", "not on track", "not on target", "stalled", "not achieved", "not met",
        "🔴",
    ),
    DeliveryStatus.COMPLETE: (
        "b", "blue", "complete", "completed", "done", "closed", "achieved", "delivered", "finished",
        "implemented", "c", "fully complete", "fully completed", "action complete", "action completed",
        "complete - awaiting evidence", "complete – awaiting evidence", "met", "🔵", "✓", "✔", "☑",
    ),
    DeliveryStatus.EMBEDDED: (
        "embedded", "complete and embedded", "completed and embedded", "complete & embedded",
        "business as usual", "bau", "fully embedded", "embedded in practice", "delivered and embedded",
        "complete and evidenced",
    ),
    DeliveryStatus.WITHDRAWN: (
        "withdrawn", "cancelled", "canceled", "no longer required", "no longer needed", "superseded", "removed",
        "deleted", "stopped", "abandoned", "merged",
    ),
}  # fmt: skip
WORDS: dict[str, DeliveryStatus] = {word: status for status, words in STATUS_WORDS.items() for word in words}
UNRATED = frozenset({
    "in progress", "in-progress", "ongoing", "on-going", "active", "live", "open", "started", "commenced",
    "underway", "under way", "partially complete", "partially completed", "partly complete", "partly completed",
    "part complete", "part completed",
})  # fmt: skip
NOTHING = re.compile(r"(?:n/?a|tb[acd]|-+|–|none|\?+)\.?", re.IGNORECASE)
FIRST_PHRASE = re.compile(
    r"(?P<phrase>[^.;:,(\n]{1,40}?)\s*(?:\.+\s|\.{2,}|;|:|,|\(|\n|\s[-–—]\s)(?P<rest>.+)", re.DOTALL
)


@dataclass(frozen=True)
class StatusCell:
    """A status cell. value is None for silence and for words nobody has explained; problem is a clause or nothing."""

    raw: str
    value: DeliveryStatus | None
    how: str = ""
    problem: str = ""


def read_status(raw: str, *, fill: str = "", council_words: Mapping[str, DeliveryStatus] | None = None) -> StatusCell:
    """The status a cell's words stand for. fill: the cell's colour (ARGB), told only where there are no words."""
    written = " ".join(tidy(raw)[0].split())
    words = written.lower().rstrip(".!")
    if not words:
        colour = name_colour(fill)
        problem = f"the status is a {colour} cell without words; write the word" if colour else ""
        return StatusCell(raw, None, problem=problem)
    own = {" ".join(word.lower().split()): status for word, status in (council_words or {}).items()}
    if words in own:
        return StatusCell(raw, own[words], "the council’s own word")
    known = WORDS | own
    if words in known:
        return StatusCell(raw, known[words], _explain(words, known[words]))
    if NOTHING.fullmatch(words):
        return StatusCell(raw, None, problem=f"status “{written}” says nothing")
    return _read_first_phrase(raw, written, known)


def _read_first_phrase(raw: str, written: str, known: Mapping[str, DeliveryStatus]) -> StatusCell:
    """“Partially completed. Under review”: the first phrase, unless the rest speaks of another status."""
    match = FIRST_PHRASE.fullmatch(written.lower())
    status = known.get(match["phrase"].strip()) if match else None
    if match is None or status is None:
        return StatusCell(raw, None, problem=f"status “{_shorten(written)}” is not a word the loader knows")
    rest = f" {re.sub(r'[^a-z]+', ' ', match['rest'])} "
    others = {other for word, other in known.items() if len(word) > 2 and f" {word} " in rest} - {status}
    if others:
        return StatusCell(raw, None, problem=f"status “{_shorten(written)}” speaks of more than one status")
    return StatusCell(raw, status, f"its first words, “{match['phrase'].strip()}”")


def _explain(words: str, status: DeliveryStatus) -> str:
    if words in UNRATED:
        return f"“{words}” gives no rating; taken as {status.value.replace('_', ' ')}"
    return "" if words == status.value.replace("_", " ") else f"“{words}” stands for {status.value.replace('_', ' ')}"


def _shorten(words: str) -> str:
    return words if len(words) <= 80 else words[:79] + "…"


def name_colour(fill: str) -> str:
    """“red” for FFFF0000; nothing for white, black, no fill, or what is no colour of a scale."""
    if not re.fullmatch(r"[0-9A-Fa-f]{8}", fill):
        return ""
    red, green, blue = (int(fill[place : place + 2], 16) / 255 for place in (2, 4, 6))
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    if not 0.1 < lightness < 0.95:
        return ""
    if saturation < 0.15:
        return "grey"
    for limit, colour in ((0.03, "red"), (0.19, "amber"), (0.48, "green"), (0.72, "blue"), (0.92, ""), (1.01, "red")):
        if hue < limit:
            return colour
    return ""
