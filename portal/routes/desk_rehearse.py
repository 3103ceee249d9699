"""The officer's desk: a year, a quarter or a cycle played through on a copy. Nothing here changes or sends anything."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from flows.rehearsal import LONGEST, DayPlayed, next_meeting_on, words_of
from governance.answers import AnswerFault
from governance.calendar_words import MONTHS
from governance.terms import Role
from portal.deps import Visit, Visiting
from portal.desk.forms import Box, Sent, Typed, read_boxes
from portal.plan_desk.rehearsals import Job, Rehearsals

router = APIRouter()
SHOWN = ["GET", "HEAD"]
HERE = "/desk/rehearse"
# A short rehearsal is done by then, and its page is the first thing that is seen.
WAIT_SECONDS = 1.5
A_QUARTER, A_YEAR = timedelta(days=92), timedelta(days=365)
HOW_LONG = Box(
    name="how_long",
    label="How long?",
    kind="radios",
    options=(
        ("next", "To the day after the next meeting"),
        ("quarter", "Three months"),
        ("year", "A year"),
        ("to", "To a day that you give below"),
    ),
    needed="Choose how long to play.",
)
TO = Box(name="to", label="Last day (only for a day that you give)", kind="date", hint="For example, 27 3 2027.")
BOXES = (HOW_LONG, TO)


@dataclass(frozen=True, kw_only=True)
class Month:
    """One month of a rehearsal, counted. key: as in its address."""

    key: str
    name: str
    steps: int
    letters: int
    held: int


@dataclass(frozen=True, kw_only=True)
class Group:
    """Letters of one kind on one day. recipients: the number of each letter, and to whom it goes."""

    kind: str
    cycle: str
    recipients: tuple[tuple[int, str], ...]


@router.api_route("/desk/rehearse", methods=SHOWN)
def show_choice(visit: Visiting, request: Request) -> Response:
    return _show_choice(visit, request, Typed(values={}), ())


@router.post("/desk/rehearse")
def begin(visit: Visiting, request: Request, sent: Sent) -> Response:
    """Begin in the background, or go to the one that is being played."""
    typed = read_boxes(sent, BOXES)
    last_on = None if typed.faults else _last_day(visit, typed)
    if typed.faults or last_on is None:
        return _show_choice(visit, request, typed, tuple(typed.faults), status=422)
    job = rehearsals_of(request).begin(visit.office, visit.today, last_on, at=visit.at)
    return RedirectResponse(f"{HERE}/{job.key}", status_code=303)


@router.api_route("/desk/rehearse/{key}", methods=SHOWN)
def show_rehearsal(visit: Visiting, request: Request, key: str) -> Response:
    """How far it is, or what came of it: the dates of each cycle, and counts by month."""
    job = _known(visit, request, key)
    job.done.wait(WAIT_SECONDS)
    days = list(job.days)
    return visit.show(
        "desk_rehearse/rehearsal.html",
        here=HERE,
        job=job,
        running=job.running,
        played=len(days),
        months=() if job.running else months_of(days),
        kinds=() if job.running else _kinds(days),
    )


@router.api_route("/desk/rehearse/{key}/{month}", methods=SHOWN)
def show_month(visit: Visiting, request: Request, key: str, month: str) -> Response:
    """Day by day: what would be done, and who would get what."""
    job = _known(visit, request, key)
    months = () if job.running else months_of(job.days)
    shown = next((n for n, row in enumerate(months) if row.key == month), None)
    if shown is None:
        raise HTTPException(404, "The rehearsal does not play this month. Go back to it and choose one of its months.")
    return visit.show(
        "desk_rehearse/month.html",
        here=HERE,
        job=job,
        month=months[shown],
        before=months[shown - 1] if shown else None,
        after=months[shown + 1] if shown + 1 < len(months) else None,
        days=_days_of(job, month),
    )


@router.api_route("/desk/rehearse/{key}/letters/{number:int}", methods=SHOWN)
def show_letter(visit: Visiting, request: Request, key: str, number: int) -> Response:
    """What one person would read."""
    job = _known(visit, request, key)
    letters = [] if job.running else job.letters()
    if number >= len(letters):
        raise HTTPException(404, "The rehearsal has no such letter. Go back to it and choose one there.")
    letter = letters[number]
    return visit.show(
        "desk_rehearse/letter.html",
        here=HERE,
        job=job,
        letter=letter,
        words=words_of(visit.office, letter),
        on=next(day.on for day in job.days if letter in day.letters),
    )


def rehearsals_of(request: Request) -> Rehearsals:
    state = request.app.state
    if not hasattr(state, "rehearsals"):
        state.rehearsals = Rehearsals()
    return cast(Rehearsals, state.rehearsals)


def months_of(days: Iterable[DayPlayed]) -> tuple[Month, ...]:
    """Every month of these days, counted."""
    by_month: dict[str, list[DayPlayed]] = {}
    for day in days:
        by_month.setdefault(f"{day.on:%Y-%m}", []).append(day)
    return tuple(
        Month(
            key=key,
            name=f"{MONTHS[found[0].on.month - 1]} {found[0].on.year}",
            steps=sum(len(day.deeds) for day in found),
            letters=sum(not letter.held for day in found for letter in day.letters),
            held=sum(bool(letter.held) for day in found for letter in day.letters),
        )
        for key, found in by_month.items()
    )


def _days_of(job: Job, month: str) -> list[tuple[DayPlayed, list[Group]]]:
    """The days of a month on which something would happen, with their letters by kind."""
    days, number = [], 0
    for day in job.days:
        groups: dict[tuple[str, str], list[tuple[int, str]]] = {}
        for letter in day.letters:
            groups.setdefault((letter.kind, letter.cycle), []).append((number, letter.person + letter.held))
            number += 1
        if f"{day.on:%Y-%m}" == month and (day.deeds or day.letters):
            listed = [
                Group(kind=kind, cycle=cycle, recipients=tuple(people)) for (kind, cycle), people in groups.items()
            ]
            days.append((day, listed))
    return days


def _kinds(days: Iterable[DayPlayed]) -> list[tuple[str, int]]:
    """How many letters of each kind would leave, the most frequent first."""
    counts: dict[str, int] = {}
    for day in days:
        for letter in day.letters:
            if not letter.held:
                counts[letter.kind] = counts.get(letter.kind, 0) + 1
    return sorted(counts.items(), key=lambda kind: (-kind[1], kind[0]))


def _last_day(visit: Visit, typed: Typed) -> date | None:
    """The last day to play; None, with a fault, where it cannot be told."""
    how_long = typed.values["how_long"]
    if how_long == "to":
        if not (written := typed.values["to"]):
            typed.faults.append(AnswerFault("to", "Give the last day to play."))
            return None
        last_on = date.fromisoformat(written)
        if not visit.today <= last_on <= visit.today + LONGEST:
            sentence = "The last day must be today or later, and no more than two years away."
            typed.faults.append(AnswerFault("to", sentence))
            return None
        return last_on
    if how_long == "next":
        meets_on = next_meeting_on(visit.office, visit.today)
        if meets_on is None:
            typed.faults.append(
                AnswerFault("how_long", "No board meets in the next half-year. Choose a year, or a day.")
            )
            return None
        return meets_on + timedelta(days=1)
    return visit.today + (A_QUARTER if how_long == "quarter" else A_YEAR)


def _known(visit: Visit, request: Request, key: str) -> Job:
    job = rehearsals_of(request).find(key, at=visit.at) if re.fullmatch(r"[0-9a-f]{12}", key) else None
    if job is None:
        raise HTTPException(
            404,
            "This rehearsal is no longer kept: each is kept for an hour, and a restart of the service forgets all. "
            "Nothing was changed or sent. Go to “Rehearse” and play it again.",
        )
    return job


def _show_choice(
    visit: Visit, request: Request, typed: Typed, faults: tuple[AnswerFault, ...], *, status: int = 200
) -> Response:
    return visit.show(
        "desk_rehearse/choose.html",
        status=status,
        here=HERE,
        boxes=BOXES,
        typed=typed,
        kept=rehearsals_of(request).kept(at=visit.at),
        may_begin=visit.may(Role.OFFICER),
        faults=faults,
        fault_of={fault.field: fault.sentence for fault in faults},
        targets={box.name: box.target for box in BOXES},
    )
