"""The plan's state over time: each picture with the sentence that says it and the table of its very numbers.

It counts nothing that the store or the rulebook has not counted, and shows nothing later than the last paper.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from markupsafe import Markup

from config.clock import instant
from governance.calendar_words import MONTHS
from governance.counting import Share
from governance.ratings import SEVERITY, Scale
from governance.terms import Rating
from governance.wording import day, plural
from plan_store.database import Session
from plan_store.history_of_plan import Measured, Responded, State, When, measured, month_ends, responses, states
from plan_store.tables import Plan
from portal.board.pictures import Column, Part, Point, columns_in_parts, key_to, line_to_target, plain_columns
from portal.board.room import LastPaper, last_paper

MONTHS_SHOWN = 12
MOST_CYCLES = 12
COLOURS = {
    Rating.RED: "#f0a79b",
    Rating.AMBER: "#fcd58c",
    Rating.UNREPORTED: "#ffffff",
    Rating.GREEN: "#9bd3b0",
    Rating.GREY: "#d9d9d9",
    Rating.BLUE: "#a6c5ee",
}
ANSWERED = (
    Part(key="green", word="Answered on time", colour="#9bd3b0"),
    Part(key="amber", word="Answered late", colour="#fcd58c"),
    Part(key="unreported", word="No update received", colour="#ffffff"),
)
FIRST, SECOND = "#a6c5ee", "#d9c8ee"


@dataclass(frozen=True, kw_only=True)
class Picture:
    """One picture. says: it in a sentence. keys: pairs (square, word). heads and rows: the table of its numbers."""

    name: str
    title: str
    says: str
    svg: Markup | None
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    keys: tuple[tuple[Markup, str], ...] = ()
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Pictures:
    last: LastPaper
    of_plan: tuple[Picture, ...]
    of_measures: tuple[Picture, ...]


def pictures_of(session: Session, plan: Plan, scale: Scale) -> Pictures | None:
    """Every picture of the plan; None before the first paper, for a board knows nothing yet."""
    last = last_paper(session)
    if last is None:
        return None
    drawn = states(session, plan, moments(last, first=_first_day(last)), scale)
    drawn = tuple(state for state in drawn if state.actions)[-MONTHS_SHOWN:]
    answered = responses(session, plan, until=last.until)[-MOST_CYCLES:]
    return Pictures(
        last=last,
        of_plan=(_by_rating(drawn, scale), _slip(drawn), _moves(drawn), _answered(answered)),
        of_measures=tuple(_measure(n, row) for n, row in enumerate(measured(session, plan, until=last.as_of), start=1)),
    )


def _first_day(last: LastPaper) -> date:
    """Twelve months back; months before there was a plan are left out later, for they have no actions."""
    return (last.as_of.replace(day=1) - timedelta(days=31 * (MONTHS_SHOWN - 1))).replace(day=1)


def moments(last: LastPaper, *, first: date) -> list[When]:
    """The end of each month, and for the last one the instant at which the paper was written."""
    *ends, _ = month_ends(first, last.as_of)
    return [When(instant(datetime.combine(on, time(23, 59, 59))), on) for on in ends] + [When(last.until, last.as_of)]


def _by_rating(drawn: Sequence[State], scale: Scale) -> Picture:
    shown = [rating for rating in reversed(SEVERITY) if any(state.ratings.get(rating) for state in drawn)]
    parts = [Part(key=rating.value, word=scale.ratings[rating].word, colour=COLOURS[rating]) for rating in shown]
    now = drawn[-1] if drawn else None
    counted = [f"{now.ratings.get(r, 0)} {p.word.lower()}" for r, p in zip(shown, parts, strict=True)] if now else []
    says = f"On {day(now.on)}, of {plural(now.actions, 'action')}: {', '.join(reversed(counted))}." if now else ""
    title = "Actions by rating, month by month"
    columns = [
        Column(name=_month(state.on), values=tuple(state.ratings.get(rating, 0) for rating in shown)) for state in drawn
    ]
    return Picture(
        name="ratings",
        title=title,
        says=says,
        svg=columns_in_parts("ratings", title, says, parts, columns) if drawn else None,
        heads=("Day", *(part.word for part in parts), "All", "Overdue"),
        rows=tuple(
            (
                day(state.on),
                *(str(state.ratings.get(rating, 0)) for rating in shown),
                str(state.actions),
                str(state.overdue),
            )
            for state in drawn
        ),
        keys=tuple((key_to(f"ratings-key-{n}", part), part.word) for n, part in enumerate(reversed(parts))),
        note="An action counts as its owner last reported it; one that was asked about and not answered has no rating.",
    )


def _slip(drawn: Sequence[State]) -> Picture:
    title = "Days that due dates have slipped, all actions together"
    now = drawn[-1] if drawn else None
    says = f"On {day(now.on)} the due dates were {now.slip_days:,} days later than first set." if now else ""
    return Picture(
        name="slip",
        title=title,
        says=says,
        svg=plain_columns(
            "slip", title, says, FIRST, [Column(name=_month(s.on), values=(s.slip_days,)) for s in drawn]
        ),
        heads=("Day", "Days slipped"),
        rows=tuple((day(state.on), f"{state.slip_days:,}") for state in drawn),
        note="A date that was brought forward takes nothing off.",
    )


def _moves(drawn: Sequence[State]) -> Picture:
    title = "Due dates moved, month by month"
    total = sum(state.moves for state in drawn)
    says = f"{plural(total, 'date').capitalize()} moved in the months shown." if drawn else ""
    return Picture(
        name="moves",
        title=title,
        says=says,
        svg=plain_columns("moves", title, says, SECOND, [Column(name=_month(s.on), values=(s.moves,)) for s in drawn]),
        heads=("Month up to", "Dates moved"),
        rows=tuple((day(state.on), str(state.moves)) for state in drawn),
        note="A date that came with a spreadsheet counts in the month in which it came.",
    )


def _answered(rounds: Sequence[Responded]) -> Picture:
    title = "Who answered, meeting by meeting"
    now = rounds[-1] if rounds else None
    came = now.on_time + now.late if now else 0
    says = (
        f"For the meeting of the {now.board} on {day(now.meeting_on)}, {came} of {now.asked} actions had an answer "
        f"({_percent(came, now.asked)}); {now.late} came late."
        if now
        else ""
    )
    columns = [Column(name=_month(r.meeting_on, exact=True), values=(r.on_time, r.late, r.silent)) for r in rounds]
    return Picture(
        name="answers",
        title=title,
        says=says,
        svg=columns_in_parts("answers", title, says, ANSWERED, columns) if rounds else None,
        heads=("Meeting", "Asked", "On time", "Late", "No update", "Answered"),
        rows=tuple(
            (
                f"{r.board}, {day(r.meeting_on)}",
                str(r.asked),
                str(r.on_time),
                str(r.late),
                str(r.silent),
                _percent(r.on_time + r.late, r.asked),
            )
            for r in rounds
        ),
        keys=tuple((key_to(f"answers-key-{n}", part), part.word) for n, part in enumerate(ANSWERED)),
    )


def _measure(number: int, row: Measured) -> Picture:
    """A measure against its target. A reading that is suppressed or missing is in the table and not in the line."""
    name, known = f"measure-{number}", [(on, value, words) for on, value, words in row.readings if value is not None]
    first, last = (known[0][0], known[-1][0]) if known else (None, None)
    span = (last - first).days if first and last else 0
    points = [
        Point(share=(on - first).days / span if first and span else 0.5, value=value, words=_said(value, words))
        for on, value, words in known
    ]
    target = (row.target, f"Target {_said(row.target, '')}") if row.target is not None else None
    ends = (_in_short(first), _in_short(last)) if first and last else ("", "")
    says = _measure_says(row, known)
    return Picture(
        name=name,
        title=row.title,
        says=says,
        svg=line_to_target(name, row.title, says, points, target, ends) if len(points) > 1 else None,
        heads=("Day", f"Value{f' ({row.unit})' if row.unit else ''}"),
        rows=tuple((day(on), words or _said(value, "")) for on, value, words in row.readings),
        note=row.caveat,
    )


def _measure_says(row: Measured, known: Sequence[tuple[date, float, str]]) -> str:
    if not known:
        return "No value has been recorded yet."
    on, value, words = known[-1]
    said = f"On {day(on)} it was {_said(value, words)}{f' {row.unit}' if row.unit and not words else ''}"
    if row.target is None:
        return f"{said}. No target is set."
    met = value >= row.target if row.more_is_better else value <= row.target
    wanted = "at least" if row.more_is_better else "at most"
    verdict = "which meets the target" if met else "which misses the target"
    verdict = f"{said}, {verdict} of {wanted} {_said(row.target, '')}."
    return verdict if len(known) > 1 else f"{verdict} It is drawn from its second value on."


def _said(value: float | None, words: str) -> str:
    return words or ("no value" if value is None else f"{value:,.2f}".rstrip("0").rstrip("."))


def _percent(count: int, base: int) -> str:
    return f"{Share(count=count, base=base, of='action').percent}%" if base else "–"


def _month(on: date, *, exact: bool = False) -> tuple[str, str]:
    """What stands below a column: “Mar” or “9 Mar”, and the year."""
    name = MONTHS[on.month - 1][:3]
    return (f"{on.day} {name}" if exact else name, f"’{on:%y}")


def _in_short(on: date) -> str:
    return f"{MONTHS[on.month - 1][:3]} {on.year}"
