"""Pictures drawn on the server as SVG: columns in parts, plain columns, and a line against its target.

No script and no style: widths are shares of the page and letters have their own size, so a picture can be read at any
width. Colour never says anything alone: every part has its own pattern and an outline, and a table stands beside each
picture. It knows nothing of the plan.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

INK, LINES, PAPER = "#0b0c0c", "#b1b4b6", "#ffffff"
FONT = "Atkinson Hyperlegible Next, Noto Sans, arial, sans-serif"
LETTERS = 13
# In pixels: a letter with the room around it, and what a page of 320 leaves for a picture.
LETTER_WIDTH, NARROWEST = 8, 264
# The picture itself, in pixels from the top; under it stand the names of the columns in two lines.
TOP, FLOOR, HEIGHT = 24, 230, 274
# Shares of the width, in per cent, between which the columns stand.
LEFT, RIGHT = 0.0, 100.0
# Which pattern a colour has besides, so that it is known without it.
PATTERNS = {"red": "hatch", "amber": "dots", "unreported": "cross", "blue": "bars", "green": "plain", "grey": "posts"}


@dataclass(frozen=True, kw_only=True)
class Part:
    """What columns are made of. key: of its pattern; word: what it is called; colour: as #rrggbb."""

    key: str
    word: str
    colour: str


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column. name: below it, in up to two short lines; values: by the keys of the parts, from the floor up."""

    name: tuple[str, str]
    values: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.values)


@dataclass(frozen=True, kw_only=True)
class Point:
    """A reading: its day as a share of the time shown (0 to 1), its value, and both in words."""

    share: float
    value: float
    words: str


def columns_in_parts(name: str, title: str, says: str, parts: Sequence[Part], columns: Sequence[Column]) -> Markup:
    """Columns made of parts, each with its number where there is room. name: unique on the page, for its ids."""
    highest = max((column.total for column in columns), default=0) or 1
    drawn = [_defs(name, parts), _floor()]
    widest = max((len(f"{column.total:,}") for column in columns), default=0)
    step, named = _every(widest, len(columns)), _every(max((len(c.name[0]) for c in columns), default=0), len(columns))
    for place, column in enumerate(columns):
        x, width = _across(place, len(columns))
        from_last = len(columns) - 1 - place
        y = float(FLOOR)
        for part, value in zip(parts, column.values, strict=True):
            height = value * (FLOOR - TOP) / highest
            if value:
                y -= height
                drawn.append(_part(name, part, x, y, width, height))
                if height >= LETTERS + 3 and len(parts) > 1 and step == 1:
                    drawn.append(_number(value, x + width / 2, y + height / 2 + LETTERS / 3))
        if from_last % step == 0:
            drawn.append(_above(column.total, x + width / 2, y))
        if from_last % named == 0:
            drawn.append(_below(column.name, x + width / 2))
    return _picture(name, title, says, drawn)


def plain_columns(name: str, title: str, says: str, colour: str, columns: Sequence[Column]) -> Markup:
    """Columns of one value each, with the value above."""
    return columns_in_parts(name, title, says, [Part(key="plain", word="", colour=colour)], columns)


def key_to(name: str, part: Part) -> Markup:
    """The little square that stands beside a part's word in the list of parts."""
    inside = _defs(name, [part]) + _part(name, part, 0, 1, 100, 18)
    return Markup(f'<svg width="24" height="20" aria-hidden="true" focusable="false">{inside}</svg>')  # noqa: S704


def line_to_target(
    name: str, title: str, says: str, points: Sequence[Point], target: tuple[float, str] | None, ends: tuple[str, str]
) -> Markup:
    """A line through the readings, with their values, and a dashed one at the target. ends: the first and last day."""
    values = [point.value for point in points] + ([target[0]] if target else [])
    lowest, highest = min(values, default=0.0), max(values, default=0.0)
    spread = (highest - lowest) or abs(highest) or 1.0
    lowest, highest = lowest - spread * 0.15, highest + spread * 0.15

    def across(point: Point) -> float:
        return 8 + point.share * 84

    def down(value: float) -> float:
        return FLOOR - (value - lowest) * (FLOOR - TOP) / (highest - lowest)

    drawn = [_floor()]
    if target is not None:
        y = down(target[0])
        drawn += [_line(0, y, 100, y, dashed=True), _text(target[1], 0, y - 5, "start")]
    for before, after in pairwise(points):
        drawn.append(_line(across(before), down(before.value), across(after), down(after.value), width=3))
    for number, point in enumerate(points):
        x, y = across(point), down(point.value)
        drawn.append(f'<circle cx="{x:.2f}%" cy="{y:.1f}" r="5" fill="{PAPER}" stroke="{INK}" stroke-width="2"/>')
        # Side by side there is room for a few numbers only; all of them are in the table.
        if number in (0, len(points) - 1) or len(points) <= 6:
            below_target = target is not None and abs(down(target[0]) - y + 14) < LETTERS + 4
            drawn.append(_text(point.words, x, y + 20 if below_target else y - 11, "middle", bold=True))
    if points:
        drawn.append(_text(ends[0], across(points[0]), FLOOR + 18, "start" if points[0].share < 0.1 else "middle"))
        if len(points) > 1:
            drawn.append(_text(ends[1], across(points[-1]), FLOOR + 18, "end"))
    return _picture(name, title, says, drawn)


def _picture(name: str, title: str, says: str, drawn: Sequence[str]) -> Markup:
    """Only numbers and what was escaped has come this far."""
    name, title, says = map(escape, (name, title, says))
    return Markup(  # noqa: S704
        f'<svg class="portal-picture" width="100%" height="{HEIGHT}" role="img" '
        f'aria-labelledby="{name}-title {name}-says" font-family="{FONT}" font-size="{LETTERS}" fill="{INK}">'
        f'<title id="{name}-title">{title}</title><desc id="{name}-says">{says}</desc>{"".join(drawn)}</svg>'
    )


def _every(letters: int, count: int) -> int:
    """Of how many columns one can carry so many letters on the narrowest page; the last one always does."""
    return max(1, -(-letters * LETTER_WIDTH * count // NARROWEST))


def _across(place: int, count: int) -> tuple[float, float]:
    """Where a column begins and how wide it is, in per cent."""
    room = (RIGHT - LEFT) / max(count, 4)
    return LEFT + place * room + room * 0.1, room * 0.8


def _defs(name: str, parts: Sequence[Part]) -> str:
    return f"<defs>{''.join(_pattern(name, part) for part in parts)}</defs>"


def _pattern(name: str, part: Part) -> str:
    marks = {
        "hatch": f'<path d="M-2 2 L2 -2 M0 8 L8 0 M6 10 L10 6" stroke="{INK}" stroke-width="1.5"/>',
        "dots": f'<circle cx="4" cy="4" r="1.4" fill="{INK}"/>',
        "cross": f'<path d="M0 0 L8 8 M8 0 L0 8" stroke="{INK}" stroke-width="0.8"/>',
        "posts": f'<path d="M4 0 L4 8" stroke="{INK}" stroke-width="0.8"/>',
        "bars": f'<path d="M0 4 L8 4" stroke="{INK}" stroke-width="1.2"/>',
    }
    mark = marks.get(PATTERNS.get(part.key, "plain"), "")
    return (
        f'<pattern id="{escape(name)}-{escape(part.key)}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="{escape(part.colour)}"/>{mark}</pattern>'
    )


def _part(name: str, part: Part, x: float, y: float, width: float, height: float) -> str:
    return (
        f'<rect x="{x:.2f}%" y="{y:.1f}" width="{width:.2f}%" height="{height:.1f}" '
        f'fill="url(#{escape(name)}-{escape(part.key)})" stroke="{INK}" stroke-width="1"/>'
    )


def _number(value: int, x: float, y: float) -> str:
    """A number on a pattern, on a ground of its own so that it can be read."""
    room = LETTER_WIDTH * len(str(value)) + 6
    return (
        f'<svg x="{x:.2f}%" y="{y:.1f}" overflow="visible">'
        f'<rect x="{-room / 2:.1f}" y="-12" width="{room}" height="16" fill="{PAPER}"/>'
        f'<text x="0" y="0" text-anchor="middle">{value}</text></svg>'
    )


def _above(value: int, x: float, y: float) -> str:
    return _text(f"{value:,}", x, y - 6, "middle", bold=True)


def _below(name: tuple[str, str], x: float) -> str:
    return _text(name[0], x, FLOOR + 17, "middle") + _text(name[1], x, FLOOR + 34, "middle")


def _text(words: str, x: float, y: float, anchor: str, *, bold: bool = False) -> str:
    # A white edge keeps the words readable where a line passes behind them.
    look = f' font-weight="700" paint-order="stroke" stroke="{PAPER}" stroke-width="4"' if bold else ""
    return f'<text x="{x:.2f}%" y="{y:.1f}" text-anchor="{anchor}"{look}>{escape(words)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, *, width: int = 1, dashed: bool = False) -> str:
    dashes = ' stroke-dasharray="6 4"' if dashed else ""
    ends = f'x1="{x1:.2f}%" y1="{y1:.1f}" x2="{x2:.2f}%" y2="{y2:.1f}"'
    return f'<line {ends} stroke="{INK}" stroke-width="{width}"{dashes}/>'


def _floor() -> str:
    return f'<line x1="0" y1="{FLOOR}" x2="100%" y2="{FLOOR}" stroke="{LINES}" stroke-width="1"/>'
