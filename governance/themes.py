"""One theme followed through the whole record, as an inspector on a monitoring visit follows it. Pure.

finding → actions → updates → dates → decisions: everything in the order in which it happened, nothing chosen.
"""

from dataclasses import dataclass
from datetime import date

from governance.position import Answer, Area, DateMove, Line, Position


@dataclass(frozen=True, kw_only=True)
class UpdateThen:
    """What was said of an action in one cycle, verbatim."""

    on: date
    by: str
    status: str
    percent: int | None
    words: str
    reason: str
    no_change: bool
    late: bool


@dataclass(frozen=True, kw_only=True)
class MoveThen:
    """A date that moved. granted_by: empty where nobody is recorded as having agreed to it."""

    on: date
    from_on: date | None
    from_words: str
    to_on: date | None
    granted_by: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Followed:
    """An action of the theme with everything that happened to it. findings: references of those it answers."""

    reference: str
    findings: tuple[str, ...]
    updates: tuple[UpdateThen, ...]
    moves: tuple[MoveThen, ...]


@dataclass(frozen=True, kw_only=True)
class Theme:
    """A delivery plan, or a finding, and what belongs to it. reference is empty where the plan has no areas."""

    reference: str
    title: str
    findings: tuple[str, ...]
    actions: tuple[Followed, ...]


def theme_of(position: Position, chosen: str, *, worst: str) -> Theme:
    """The theme of that reference, a delivery plan's or a finding's; worst: which to take where none is chosen."""
    reference = chosen or worst
    if area := _named(position.delivery_plans, reference):
        lines = position.lines_of_delivery_plan(reference)
    elif area := _named(position.findings, reference):
        lines = position.lines_of_finding(reference)
    else:
        return Theme(reference="", title="The whole plan", findings=(), actions=tuple(map(_followed, position.lines)))
    answered = {finding for line in lines for finding in line.findings}
    return Theme(
        reference=area.reference,
        title=area.title,
        findings=tuple(finding.reference for finding in position.findings if finding.reference in answered),
        actions=tuple(map(_followed, lines)),
    )


def _named(areas: tuple[Area, ...], reference: str) -> Area | None:
    return next((area for area in areas if area.reference == reference), None)


def _followed(line: Line) -> Followed:
    return Followed(
        reference=line.reference,
        findings=line.findings,
        updates=tuple(map(_update, line.answers)),
        moves=tuple(map(_move, line.moves)),
    )


def _update(answer: Answer) -> UpdateThen:
    return UpdateThen(
        on=answer.said_on,
        by=answer.said_by,
        status=answer.status.value if answer.status else "",
        percent=answer.percent,
        words=answer.narrative,
        reason=answer.reason,
        no_change=answer.no_change,
        late=answer.late,
    )


def _move(move: DateMove) -> MoveThen:
    return MoveThen(
        on=move.moved_on,
        from_on=move.from_on,
        from_words=move.from_words,
        to_on=move.to_on,
        granted_by=move.granted_by,
        reason=move.reason,
    )
