"""`cleardays grant-date`, `refuse-date`, `minutes` and `respond`: what the officer records between papers."""

import tomllib
from pathlib import Path
from typing import Annotated

import typer

from config.clock import london
from flows.commands.entrance import AsOf, By, open_here, read_moment, screen
from flows.date_requests import decide_date
from flows.minutes import read_minutes, record_minutes
from governance.errors import RecordError
from governance.wording import listed, plural
from plan_store import dates, decisions, meetings, people, plans
from plan_store.database import transaction

ActionReference = Annotated[str, typer.Argument(help="Reference of the action, as S3.")]
GrantedBy = Annotated[str, typer.Option(help="Who decided: a person, or the board and its meeting.")]


def grant_date(action: ActionReference, decided_by: GrantedBy, by: By, as_of: AsOf = "") -> None:
    """Grant the new date an owner has asked for. The first date, and every move, stay on record."""
    _decide(action, decided_by, by, as_of, granted=True)


def refuse_date(action: ActionReference, decided_by: GrantedBy, by: By, as_of: AsOf = "") -> None:
    """Refuse the new date an owner has asked for; the action keeps its own."""
    _decide(action, decided_by, by, as_of, granted=False)


def _decide(action: str, decided_by: str, by: str, as_of: str, *, granted: bool) -> None:
    office, at = open_here(), read_moment(as_of)
    with transaction(office.engine) as session:
        row = plans.find_action(session, plans.require(session), action)
        change = dates.request_for(session, row)
        decide_date(session, office, change, granted=granted, decided_by=decided_by, by=by, at=at)
    screen().print(f"{action}: the new date was {'granted' if granted else 'refused'}.")


def minutes(
    board: Annotated[str, typer.Argument(help="Key of the board in council.toml.")],
    meeting_date: Annotated[str, typer.Argument(help="The day it met, as 2027-02-09.")],
    file: Annotated[Path, typer.Argument(help="A TOML file of resolutions; docs/minutes.md shows one.")],
    by: By,
    as_of: AsOf = "",
) -> None:
    """Record what a meeting resolved: decisions, new actions, and what the next paper must answer."""
    office, at = open_here(), read_moment(as_of)
    try:
        written = read_minutes(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise RecordError(f"{file} cannot be read: {fault}. Nothing was recorded.") from fault
    with transaction(office.engine) as session:
        meeting = meetings.require(session, board, meeting_date)
        officer = people.require(session, by)
        recorded = record_minutes(
            session, plans.require(session), meeting, written, today=london(at).date(), by=officer.reference, at=at
        )
    added = f" and added {listed(recorded.actions)}" if recorded.actions else ""
    screen().print(f"Recorded {plural(recorded.decisions, 'decision')}{added}.")


def respond(
    board: Annotated[str, typer.Argument(help="Key of the board in council.toml.")],
    number: Annotated[str, typer.Argument(help="Number of the resolution, as 12.1.")],
    limb: Annotated[int, typer.Argument(help="Which limb of it.")],
    words: Annotated[str, typer.Option(help="What has been done about it; the next paper says so.")],
    by: By,
    met: Annotated[bool, typer.Option(help="Nothing more is to come.")] = False,
    as_of: AsOf = "",
) -> None:
    """Say what has been done about a decision, for the matters arising of the next paper."""
    office, at = open_here(), read_moment(as_of)
    with transaction(office.engine) as session:
        decision = decisions.find(session, board, number, limb)
        officer = people.require(session, by)
        decisions.respond(session, decision, words, met=met, by=officer.reference, at=at)
    screen().print(f"Resolution {number}, limb {limb}: recorded.")
