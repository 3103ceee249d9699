"""Measures: when one is red, which way it goes, and the sentence that says so. Pure; thresholds are the council's.

A reading that is suppressed or missing is never zero, never red, and no sentence or picture gives it back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from governance.suppression import SMALL, is_small, small_words, withheld
from governance.wording import day, days

# A figure older than a quarter is said to be old (Bracknell's members: useless to have quarter 2 in quarter 4).
OLD_AFTER_DAYS = 92
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def is_red(value: float | None, target: float | None, *, more_is_better: bool, tolerance: float) -> bool:
    """Off target by more than `tolerance` per cent of the target. A value that is missing or suppressed is never red.

    The 10 % that is the default elsewhere is Havering's rule of 2014; every council sets its own.
    """
    if value is None or target is None:
        return False
    allowed = abs(target) * tolerance / 100
    return value < target - allowed if more_is_better else value > target + allowed


@dataclass(frozen=True, kw_only=True)
class MeasureRead:
    """A measure as the store has it. readings: (day, value or None, as it was written), oldest first."""

    reference: str
    title: str
    action: str
    unit: str
    more_is_better: bool
    baseline: float | None
    target: float | None
    national_standard: float | None
    comparator: float | None
    tolerance: float
    caveat: str
    counts_children: bool = False
    part_of: str = ""
    readings: tuple[tuple[date, float | None, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class PointShown:
    """One reading as a paper prints it. value: None where it may not be shown or was not given."""

    on: date
    short_day: str
    value: float | None
    words: str


@dataclass(frozen=True, kw_only=True)
class LineShown:
    """What the readings are compared with: the target, the national standard, what others reach, the baseline."""

    word: str
    value: float
    words: str


@dataclass(frozen=True, kw_only=True)
class MeasureShown:
    """A measure as a paper prints it. trend: better, worse, level or unknown. picture_words: what its picture shows.

    age_days: from the last reading to the day of the paper, None without one. withheld: a value is kept back.
    """

    reference: str
    title: str
    action: str
    unit: str
    points: tuple[PointShown, ...]
    lines: tuple[LineShown, ...]
    baseline: str
    target: str
    national_standard: str
    comparator: str
    wanted: str
    latest: str
    latest_on: date | None
    age_days: int | None
    is_old: bool
    is_red: bool
    trend: str
    sentence: str
    caveat: str
    picture_words: str
    withheld: bool


def show_measures(
    measures: Sequence[MeasureRead], *, as_of: date, public: bool, threshold: int = SMALL
) -> tuple[MeasureShown, ...]:
    """Every measure as a paper prints it. public: small counts of children are kept back, and what gives them back."""
    kept_back = _kept_back(measures, threshold) if public else {}
    return tuple(
        _show(
            measure,
            kept_back.get(measure.reference, frozenset()),
            as_of=as_of,
            threshold=threshold,
            guarded=public and measure.counts_children,
        )
        for measure in measures
    )


def _kept_back(measures: Sequence[MeasureRead], threshold: int) -> dict[str, frozenset[date]]:
    """Measure → the days whose reading may not be shown."""
    hidden: dict[str, set[date]] = {}
    for measure in measures:
        if measure.counts_children:
            hidden[measure.reference] = {
                on for on, value, _ in measure.readings if is_small(value, threshold=threshold)
            }
    values = {measure.reference: {on: value for on, value, _ in measure.readings} for measure in measures}
    for total in measures:
        parts = [measure.reference for measure in measures if measure.part_of == total.reference]
        for on, value, _ in total.readings if parts else ():
            counted = {part: values[part][on] for part in parts if on in values[part]}
            for part in withheld(counted, total=value, threshold=threshold):
                hidden.setdefault(part, set()).add(on)
    return {reference: frozenset(on) for reference, on in hidden.items()}


def _points(measure: MeasureRead, hidden: frozenset[date], threshold: int) -> tuple[PointShown, ...]:
    small = small_words(threshold=threshold)
    return tuple(
        PointShown(
            on=on,
            short_day=f"{on.day} {MONTHS[on.month - 1]} {on.year % 100:02}",
            value=None if on in hidden else value,
            words=_hidden_words(value, small, threshold) if on in hidden else _words(measure, value, written),
        )
        for on, value, written in measure.readings
    )


def _show(measure: MeasureRead, hidden: frozenset[date], *, as_of: date, threshold: int, guarded: bool) -> MeasureShown:
    """guarded: its counts are of children and the paper is public, so that a small baseline is kept back too."""
    points = _points(measure, hidden, threshold)
    # A baseline is a count of children like any other; a target is nobody's.
    hides_baseline = guarded and is_small(measure.baseline, threshold=threshold)
    baseline = None if hides_baseline else measure.baseline
    last = points[-1] if points else None
    age = (as_of - last.on).days if last else None
    trend = _trend(measure, points, baseline)
    compared = [
        ("Target", measure.target),
        ("National", measure.national_standard),
        ("Others", measure.comparator),
        ("Baseline", baseline),
    ]
    said = {word: "" if value is None else _words(measure, value, "") for word, value in compared}
    red = last is not None and is_red(
        last.value, measure.target, more_is_better=measure.more_is_better, tolerance=measure.tolerance
    )
    return MeasureShown(
        reference=measure.reference,
        title=measure.title,
        action=measure.action,
        unit=measure.unit,
        points=points,
        lines=tuple(LineShown(word=word, value=v, words=said[word]) for word, v in compared if v is not None),
        baseline=small_words(threshold=threshold) if hides_baseline else said["Baseline"],
        target=said["Target"],
        national_standard=said["National"],
        comparator=said["Others"],
        wanted="Higher is better" if measure.more_is_better else "Lower is better",
        latest=last.words if last else "",
        latest_on=last.on if last else None,
        age_days=age,
        is_old=age is not None and age > OLD_AFTER_DAYS,
        is_red=red,
        trend=trend,
        sentence=_sentence(measure, last, baseline, trend, said, age),
        caveat=measure.caveat,
        picture_words=_picture_words(measure, points, said),
        withheld=bool(hidden) or hides_baseline,
    )


def _hidden_words(value: float | None, small: str, threshold: int) -> str:
    """A small count is said to be one; what is kept back only to guard it is not told apart by its size."""
    return small if is_small(value, threshold=threshold) else "not shown"


def _words(measure: MeasureRead, value: float | None, written: str) -> str:
    """“82%”, “1,240”; what is no figure as it was written (“<5”, “c”)."""
    if value is None:
        return written or "no figure"
    return f"{figure(value)}%" if measure.unit.strip() == "%" else figure(value)


def figure(value: float) -> str:
    """Thousands with a comma, at most two places after the point, none that says nothing."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def _trend(measure: MeasureRead, points: Sequence[PointShown], baseline: float | None) -> str:
    """From the reading before, or the baseline where there is one reading only."""
    if not points or points[-1].value is None:
        return "unknown"
    before = points[-2].value if len(points) > 1 else baseline
    if before is None:
        return "unknown"
    if points[-1].value == before:
        return "level"
    return "better" if (points[-1].value > before) == measure.more_is_better else "worse"


TRENDS: Mapping[str, str] = {
    "better": "It is getting better.",
    "worse": "It is getting worse.",
    "level": "It has not changed since the figure before.",
    "unknown": "",
}


def _sentence(
    measure: MeasureRead,
    last: PointShown | None,
    baseline: float | None,
    trend: str,
    said: Mapping[str, str],
    age: int | None,
) -> str:
    if last is None:
        return f"{measure.title}: no figure has been given yet."
    of = "" if measure.unit.strip() in ("%", "") else f" {measure.unit.strip()}"
    begins = f"{measure.title}: {last.words}{of} on {day(last.on)}"
    parts = [begins + _against(measure, last, said)]
    if last.value is not None and baseline is not None and baseline != last.value:
        moved = "up" if last.value > baseline else "down"
        parts.append(
            f"It was {said['Baseline']} at the start, so it has gone {moved} by {_gap(measure, last.value, baseline)}."
        )
    parts.append(TRENDS[trend])
    if age is not None and age > OLD_AFTER_DAYS:
        parts.append(f"The figure is {days(age)} old.")
    return " ".join(part for part in parts if part)


def _against(measure: MeasureRead, last: PointShown, said: Mapping[str, str]) -> str:
    if measure.target is None:
        return "; no target has been set."
    if last.value is None:
        return f"; the target is {said['Target']}."
    short = measure.target - last.value if measure.more_is_better else last.value - measure.target
    if short <= 0:
        return f", which meets the target of {said['Target']}."
    return f", {_gap(measure, measure.target, last.value)} from the target of {said['Target']}."


def _gap(measure: MeasureRead, one: float, other: float) -> str:
    apart = figure(abs(one - other))
    if measure.unit.strip() == "%":
        return f"{apart} percentage point{'' if apart == '1' else 's'}"
    return apart


def _picture_words(measure: MeasureRead, points: Sequence[PointShown], said: Mapping[str, str]) -> str:
    """The alternative text: first and last, lowest and highest, and what it is compared with."""
    if not points:
        return f"{measure.title}: there is no figure to draw."
    shown = [point for point in points if point.value is not None]
    ends = [f"{points[-1].words} on {day(points[-1].on)}"]
    if len(points) > 1:
        ends.insert(0, f"{points[0].words} on {day(points[0].on)}")
    told = f"{measure.title}: from {' to '.join(ends)}" if len(ends) == 2 else f"{measure.title}: {ends[0]}"
    if len(shown) > 2:
        low = min(shown, key=lambda point: point.value or 0)
        high = max(shown, key=lambda point: point.value or 0)
        told += f"; lowest {low.words}, highest {high.words}"
    compared = [f"{word.lower()} {words}" for word, words in said.items() if words]
    return f"{told}. {', '.join(compared).capitalize()}." if compared else f"{told}."
