"""The pictures of a paper, drawn as SVG from its facts: a measure over time, and how many actions stand where.

Each says in words what it shows, has its numbers in a table beside it, and never leaves anything to colour alone. What
goes in are plain values and what comes out is text; it decides nothing and computes no figure.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from markupsafe import Markup, escape

WIDTH, HEIGHT = 680, 200
# The room of the drawing itself; what is right of it is for the words at the ends of the lines.
LEFT, RIGHT, TOP, FLOOR = 48, 540, 22, 158
INK, GREY, RULE, PAPER = "#1a1a1a", "#4a4a4a", "#c9c9c9", "#ffffff"
FONT = "Atkinson Hyperlegible Next"
LETTERS, LINE_OF_WORDS = 13, 17
MOST_VALUES_WRITTEN = 6
STEPS = (1, 2, 2.5, 5, 10)
# ground, edge and the marks that tell a colour from the others without it
RATINGS = {
    "red": ("#f3b8af", "#7d1407", "hatch"),
    "amber": ("#fbd995", "#6b4200", "dots"),
    "unreported": ("#ffffff", "#1a1a1a", "cross"),
    "green": ("#b5e0c8", "#0d4f2c", "plain"),
    "grey": ("#dedede", "#3d3d3d", "posts"),
    "blue": ("#bed3f3", "#173f7a", "bars"),
}
MARKS = {
    "plain": "",
    "hatch": '<path d="M-2 2 L2 -2 M0 8 L8 0 M6 10 L10 6" stroke="{ink}" stroke-width="1"/>',
    "dots": '<circle cx="4" cy="4" r="1.2" fill="{ink}"/>',
    "cross": '<path d="M0 0 L8 8 M8 0 L0 8" stroke="{ink}" stroke-width="0.6"/>',
    "posts": '<path d="M4 0 L4 8" stroke="{ink}" stroke-width="0.7"/>',
    "bars": '<path d="M0 4 L8 4" stroke="{ink}" stroke-width="0.9"/>',
}
BAR_WIDTH, BAR_HEIGHT, BAR_TOP = 680, 44, 8


class Pictures:
    """Collects what a template draws while it is rendered. drawn: name → SVG, as papers.document.parse wants it."""

    def __init__(self) -> None:
        self.drawn: dict[str, str] = {}

    def drawers(self) -> dict[str, Callable[..., Markup]]:
        """The functions that a template may call; each gives the img that stands for the picture."""
        return {"trend": self.trend, "standing_bar": self.standing_bar}

    def trend(self, measure: Mapping[str, Any]) -> Markup:
        """A measure over time. measure: a fact of the brief (MeasureShown)."""
        return self._hung(draw_trend(measure), measure["picture_words"])

    def standing_bar(self, counted: Mapping[str, Any], says: str) -> Markup:
        """How many actions have which rating, as one bar. counted: a Breakdown of the brief; says: it in words."""
        return self._hung(draw_standing(counted), says)

    def _hung(self, drawing: str, says: str) -> Markup:
        name = f"picture-{len(self.drawn) + 1}"
        self.drawn[name] = drawing
        return Markup('<img src="{}" alt="{}">').format(name, says)


def draw_trend(measure: Mapping[str, Any]) -> str:
    """Readings as a line with their values, and lines for the target and what it is compared with.

    measure: points (on, value or None where it is not shown, words), lines (word, value, words), unit. What is not
    shown stands as a gap with its sign on the floor: it is neither zero nor left out.
    """
    points, lines = measure["points"], measure["lines"]
    values = [point["value"] for point in points if point["value"] is not None] + [line["value"] for line in lines]
    if not values:
        return _svg([_text("There is no value to draw.", WIDTH / 2, HEIGHT / 2, "middle")], HEIGHT)
    ticks = _ticks(min(values), max(values))

    def down(value: float) -> float:
        return FLOOR - (value - ticks[0]) * (FLOOR - TOP) / (ticks[-1] - ticks[0])

    across = _across([date.fromisoformat(point["on"]) for point in points])
    drawn = [_rule(down(tick), _figure(tick)) for tick in ticks]
    drawn += _compared(lines, [down(line["value"]) for line in lines])
    places = [
        (x, None if point["value"] is None else down(point["value"])) for x, point in zip(across, points, strict=True)
    ]
    drawn += [_stroke(before, after) for before, after in pairwise(places)]
    written = _which_written(len(points))
    for n, ((x, y), point) in enumerate(zip(places, points, strict=True)):
        drawn.append(_point(x, y, point["words"] if n in written or y is None else "", n, places))
        if n in written:
            drawn.append(_text(point["short_day"], x, FLOOR + 20, "middle", fill=GREY))
    return _svg(drawn, HEIGHT)


def _which_written(count: int) -> set[int]:
    """Which readings carry their value and day: all of a few, the first and the last of many."""
    return set(range(count)) if count <= MOST_VALUES_WRITTEN else {0, count - 1}


def _across(days: Sequence[date]) -> list[float]:
    if len(days) < 2 or days[0] == days[-1]:
        return [(LEFT + RIGHT) / 2 for _ in days]
    first, span, room = days[0], (days[-1] - days[0]).days, RIGHT - LEFT - 60
    return [LEFT + 30 + room * (day - first).days / span for day in days]


def _ticks(lowest: float, highest: float) -> list[float]:
    """Four to six round numbers that hold the values; a scale of amounts near zero begins at zero."""
    if lowest >= 0 and lowest <= highest * 0.5:
        lowest = 0
    spread = highest - lowest or abs(highest) or 1.0
    power: float = 10.0 ** (len(str(int(spread / 4))) - 1) if spread >= 4 else 10.0 ** -len(str(int(4 / spread)))
    step = next((power * by for by in STEPS if power * by * 5 >= spread), power * 10)
    first = int(lowest // step)
    last = first + 1
    while last * step < highest:
        last += 1
    return [round(n * step, 6) for n in range(first, last + 1)]


def _figure(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,g}"


def _rule(y: float, words: str) -> str:
    return f'<line x1="{LEFT}" y1="{y:.1f}" x2="{RIGHT}" y2="{y:.1f}" stroke="{RULE}" stroke-width="1"/>' + _text(
        words, LEFT - 8, y + 4, "end", fill=GREY
    )


def _compared(lines: Sequence[Mapping[str, Any]], heights: Sequence[float]) -> list[str]:
    """A dashed line each, its words right of the drawing and moved apart where two would touch."""
    drawn, dashes, last = [], ("7 4", "2 4", "10 3 2 3"), -1000.0
    order = sorted(range(len(lines)), key=lambda n: heights[n])
    for place, n in enumerate(order):
        y = heights[n]
        drawn.append(
            f'<line x1="{LEFT}" y1="{y:.1f}" x2="{RIGHT}" y2="{y:.1f}" stroke="{INK}" stroke-width="1.6" '
            f'stroke-dasharray="{dashes[min(n, 2)]}"/>'
        )
        room_below = LINE_OF_WORDS * (len(order) - 1 - place)
        last = max(min(y + 4, FLOOR - room_below + 4), last + LINE_OF_WORDS)
        drawn.append(_text(f"{lines[n]['word']} {lines[n]['words']}", RIGHT + 8, last, "start", bold=n == 0))
    return drawn


def _stroke(before: tuple[float, float | None], after: tuple[float, float | None]) -> str:
    if before[1] is None or after[1] is None:
        return ""
    return (
        f'<line x1="{before[0]:.1f}" y1="{before[1]:.1f}" x2="{after[0]:.1f}" y2="{after[1]:.1f}" '
        f'stroke="{INK}" stroke-width="2.6"/>'
    )


def _point(x: float, y: float | None, words: str, n: int, places: Sequence[tuple[float, float | None]]) -> str:
    if y is None:
        return _text(words, x, FLOOR - 6, "middle", bold=True)
    dot = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{PAPER}" stroke="{INK}" stroke-width="2"/>'
    # Above the line where it rises from below, beneath it where it comes from above.
    beside = places[n - 1][1] if n else (places[1][1] if len(places) > 1 else None)
    below = beside is not None and beside < y and y < FLOOR - 24
    return dot + (_text(words, x, y + 20 if below else y - 11, "middle", bold=True, clear=True) if words else "")


def draw_standing(counted: Mapping[str, Any]) -> str:
    """One bar in parts, each with its number, and beneath it which mark is which word."""
    parts = [part for part in counted["parts"] if part["count"]]
    base = counted["base"] or 1
    drawn, x = [_patterns([part["key"] for part in parts])], 0.0
    for part in parts:
        width = BAR_WIDTH * part["count"] / base
        edge = RATINGS[part["key"]][1]
        drawn.append(
            f'<rect x="{x:.1f}" y="{BAR_TOP}" width="{width:.1f}" height="{BAR_HEIGHT}" '
            f'fill="url(#mark-{part["key"]})" stroke="{edge}" stroke-width="1"/>'
        )
        if width >= 26:
            drawn.append(_number(part["count"], x + width / 2, BAR_TOP + BAR_HEIGHT / 2))
        x += width
    keys, height = _keys(parts)
    return _svg([*drawn, *keys], height)


def _keys(parts: Sequence[Mapping[str, Any]]) -> tuple[list[str], int]:
    """The words beneath the bar, as many to a line as there is room for."""
    drawn, x, y = [], 1, BAR_TOP + BAR_HEIGHT + 14
    for part in parts:
        words = f"{part['word']} {part['count']}"
        wide = 24 + len(words) * 7 + 22
        if x > 1 and x + wide > BAR_WIDTH:
            x, y = 1, y + 24
        drawn.append(
            f'<rect x="{x}" y="{y}" width="16" height="14" fill="url(#mark-{part["key"]})" '
            f'stroke="{RATINGS[part["key"]][1]}" stroke-width="1"/>' + _text(words, x + 22, y + 12, "start")
        )
        x += wide
    return drawn, y + 22


def _patterns(keys: Sequence[str]) -> str:
    made = []
    for key in keys:
        ground, edge, mark = RATINGS[key]
        made.append(
            f'<pattern id="mark-{key}" width="8" height="8" patternUnits="userSpaceOnUse">'
            f'<rect width="8" height="8" fill="{ground}"/>{MARKS[mark].format(ink=edge)}</pattern>'
        )
    return f"<defs>{''.join(made)}</defs>"


def _number(value: int, x: float, y: float) -> str:
    """On a ground of its own, so that it can be read upon any marks."""
    words = f"{value:,}"
    room = 9 * len(words) + 6
    return f'<rect x="{x - room / 2:.1f}" y="{y - 10:.1f}" width="{room}" height="20" rx="2" fill="{PAPER}"/>' + _text(
        words, x, y + 5, "middle", bold=True
    )


def _text(
    words: str, x: float, y: float, anchor: str, *, bold: bool = False, fill: str = INK, clear: bool = False
) -> str:
    """clear: with an edge of paper around the letters, so that no line runs through them."""
    more = ' font-weight="700"' if bold else ""
    if clear:
        more += f' stroke="{PAPER}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"'
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}"{more}>{escape(words)}</text>'


def _svg(drawn: Sequence[str], height: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'font-family="{FONT}" font-size="{LETTERS}">{"".join(drawn)}</svg>'
    )


def size_of(drawing: str) -> tuple[int, int]:
    """Width and height of a picture of this module, in pixels."""
    found = re.search(r'viewBox="0 0 (\d+) (\d+)"', drawing)
    assert found is not None  # noqa: S101 - every picture here has one
    return int(found[1]), int(found[2])
