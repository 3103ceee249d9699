"""Positions drawn as a table, so that a test shows the plan it speaks of.

    a_position('''
        ref | owner | due        | status   | said
        A1  | Amara | 2026-03-01 | on_track | Templates are in use.
    ''', as_of="2026-03-10")

Columns that are left out are empty. The cast: Amara and Bryn own actions, Dev is their accountable officer.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from governance.position import Answer, Area, DateMove, Line, Person, Position
from governance.ratings import AreaRule, RatingWord, Scale, StatusWord
from governance.terms import ENDED, DeliveryStatus, Precision, Rating

CYCLE = "board-2026-03-25"
AMARA = Person(reference="P-001", name="Amara Osei", job_title="Head of Fostering")
BRYN = Person(reference="P-002", name="Bryn Pugh", job_title="Head of Attendance")
DEV = Person(reference="P-004", name="Dev Anand", job_title="Corporate Director")
CAST = {"Amara": AMARA, "Bryn": BRYN, "Dev": DEV}

COLOURS = {
    DeliveryStatus.NOT_STARTED: Rating.GREY,
    DeliveryStatus.ON_TRACK: Rating.GREEN,
    DeliveryStatus.AT_RISK: Rating.AMBER,
    DeliveryStatus.OFF_TRACK: Rating.RED,
    DeliveryStatus.COMPLETE: Rating.BLUE,
    DeliveryStatus.EMBEDDED: Rating.BLUE,
    DeliveryStatus.WITHDRAWN: Rating.GREY,
}


def a_scale(area_rule: str = "worst", **dials: float) -> Scale:
    """A BRAG scale whose words are the values themselves."""
    return Scale(
        statuses={
            status: StatusWord(word=status.value.replace("_", " ").capitalize(), rating=rating, meaning="")
            for status, rating in COLOURS.items()
        },
        ratings={rating: RatingWord(word=rating.value.capitalize(), meaning="") for rating in Rating},
        area_rule=AreaRule(name=area_rule, dials=dials),
    )


def drawn(table: str) -> list[dict[str, str]]:
    """The rows of a drawn table, each a dict of its columns."""
    rows = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines() if line.strip()]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def a_position(
    table: str,
    *,
    as_of: str = "2026-03-10",
    meeting_on: str = "2026-03-25",
    findings: Iterable[str] = (),
    delivery_plans: Iterable[str] = ("L",),
) -> Position:
    lines = tuple(_line(row) for row in drawn(table))
    named = dict.fromkeys([*findings, *(finding for line in lines for finding in line.findings)])
    return Position(
        plan="Improvement Plan",
        cycle=CYCLE,
        as_of=date.fromisoformat(as_of),
        meeting_on=date.fromisoformat(meeting_on),
        findings=tuple(Area(reference=reference, title=f"Finding {reference}") for reference in named),
        delivery_plans=tuple(
            Area(reference=reference, title=f"Plan {reference}", lead=DEV) for reference in delivery_plans
        ),
        lines=lines,
    )


def _line(row: dict[str, str]) -> Line:
    status = DeliveryStatus(row["status"]) if row.get("status") else None
    due, first = _date(row.get("due")), _date(row.get("first")) or _date(row.get("due"))
    extra: dict[str, Any] = {}
    if row.get("first") and due and first and due != first:
        move = DateMove(
            from_on=first,
            from_words="",
            to_on=due,
            moved_on=date(2026, 1, 5),
            granted_by=row.get("granted", ""),
            reason="",
        )
        extra["moves"] = (move,)
    return Line(
        reference=row["ref"],
        title=row.get("title") or f"Action {row['ref']}",
        delivery_plan=row.get("plan") or "L",
        findings=tuple(row.get("findings", "").split()),
        owners=tuple(CAST[name] for name in row.get("owner", "").split()),
        sro=DEV,
        first_due_on=first,
        due_on=due,
        due_words=row.get("words", ""),
        precision=Precision.DAY if due else Precision.NONE,
        status=status,
        percent=int(row["percent"]) if row.get("percent") else None,
        answers=_answers(row, status),
        asked=row.get("asked", "yes") == "yes" and status not in ENDED,
        evidence=int(row.get("evidence") or 0),
        red_measures=tuple(filter(None, [row.get("red", "")])),
        **extra,
    )


def _answers(row: dict[str, str], status: DeliveryStatus | None) -> tuple[Answer, ...]:
    """`said` is this cycle's answer; `before` the number of earlier “no change” answers; “=” means no change now."""
    earlier = [
        Answer(cycle=f"board-{n}", said_on=date(2026, 1, 1 + n), said_by="Amara Osei", status=None, no_change=True)
        for n in range(int(row.get("before") or 0))
    ]
    said = row.get("said", "")
    if not said:
        return tuple(earlier)
    now = Answer(
        cycle=CYCLE,
        said_on=date(2026, 3, 4),
        said_by=(row.get("owner") or "Amara").split()[0],
        status=None if said == "=" else status,
        narrative="" if said == "=" else said,
        reason=row.get("reason", ""),
        no_change=said == "=",
        late=row.get("late", "") == "yes",
    )
    return (*earlier, now)


def _date(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
