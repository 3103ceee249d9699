"""`cleardays dates`: the counting for one meeting, line by line or as JSON.

It knows nothing of the store: a date is enough, and without a council.toml the defaults are counted with.
"""

import json
from datetime import date, datetime, time
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from config.bank_holidays import england_calendar
from config.clock import london, now
from config.council import Council, load_council
from config.council_tables import CLOCKS_2007, Board
from config.settings import Settings, load_settings
from governance.calendar import Calendar, ClearDaysRule, response_due
from governance.calendar_words import say_hour, say_instant, say_short_date
from governance.errors import CalendarError
from governance.meetings import read_date
from governance.timetable import CycleDates, Timings, count_back_cycle
from governance.timetable_words import TooLate, say_counted, say_step, too_late
from governance.wording import plural


def dates(
    meeting_date: Annotated[str, typer.Argument(help="The day of the meeting: 2019-04-23 or “23 April 2019”.")],
    board: Annotated[str, typer.Option(help="Key of a board in council.toml, for its rule and timings.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
    as_of: Annotated[str, typer.Option(help="The day, or day and hour, to look from; now if left out.")] = "",
) -> None:
    """Count back from a meeting to the last day for its papers, and to every step before."""
    counted = _count(read_date(meeting_date), _find_council(load_settings(), board), board)
    late = too_late(counted, as_of=_read_as_of(as_of))
    if as_json:
        typer.echo(json.dumps(as_plain(counted, late), indent=2, ensure_ascii=False))
    else:
        _show(Console(), counted, late)


def clocks(
    received: Annotated[str, typer.Argument(help="The day the letter or report was received: 2022-09-05.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Say by when every statutory answer is due, counted from the day of receipt."""
    path, received_on = load_settings().council, read_date(received)
    council = load_council(path) if path.exists() else None
    calendar = council.calendar if council else england_calendar()
    running = council.response_clocks if council else CLOCKS_2007
    due = [response_due(received_on, clock, calendar) for clock in running]
    if as_json:
        plain = [
            {"clock": each.clock.name, "working_days": each.clock.working_days, "due": each.due_on.isoformat()}
            for each in due
        ]
        typer.echo(json.dumps(plain, indent=2, ensure_ascii=False))
        return
    table = Table("Answer", "Working days", "Due by", box=None, pad_edge=False)
    for each in due:
        table.add_row(each.clock.name, str(each.clock.working_days), say_short_date(each.due_on))
    Console().print(table)
    for source in dict.fromkeys(each.clock.source for each in due):
        Console().print(Text(f"\nRule: {source}", style="dim"))


def as_plain(counted: CycleDates, late: TooLate | None) -> dict[str, Any]:
    """The counting as plain values for JSON; dates as YYYY-MM-DD, instants as London wall time."""
    return {
        "meeting": counted.meeting_on.isoformat(),
        "publish_by": counted.counting.publish_by.isoformat(),
        "publish_by_at": counted.publish_by_at.isoformat(),
        "clear_days": counted.counting.rule.number,
        "source": counted.counting.rule.source,
        "steps": {milestone.key: milestone.at.isoformat() for milestone in counted.every()},
        "counted": [
            {"day": line.day.isoformat(), "counted": line.counted, "number": line.number, "reason": line.reason}
            for line in counted.counting.lines
        ],
        "cautions": list(counted.cautions),
        "too_late": None
        if late is None
        else {
            "clear_days_left": late.clear_days_left,
            "short_by": late.short_by,
            "sentence": late.sentence,
            "late_item_paragraph": late.late_item_paragraph,
        },
    }


def _find_council(settings: Settings, board: str) -> Council | None:
    """None without a council.toml, unless a board is asked for."""
    if not board and not settings.council.exists():
        return None
    return load_council(settings.council)


def _count(meeting_on: date, council: Council | None, board_key: str) -> CycleDates:
    calendar: Calendar = council.calendar if council else england_calendar()
    if council is None or not board_key:
        return count_back_cycle(meeting_on, clear_days=ClearDaysRule(), timings=Timings(), calendar=calendar)
    board: Board = council.board(board_key)
    return count_back_cycle(
        meeting_on,
        clear_days=board.clear_days,
        timings=board.timings,
        calendar=calendar,
        meets_at=board.meeting_time,
    )


def _read_as_of(written: str) -> datetime:
    if not written:
        return london(now())
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return datetime.combine(read_date(written), time(0, 0))
    if moment.tzinfo is not None:
        raise CalendarError(f"“{written}” has a time zone; write London time without one, like 2026-01-13T09:00.")
    return moment


def _show(console: Console, counted: CycleDates, late: TooLate | None) -> None:
    rule = counted.counting.rule
    console.print(
        Text(
            f"Papers out by {say_instant(counted.publish_by_at)} for the meeting on "
            f"{say_short_date(counted.meeting_on)}: {plural(rule.number, 'clear day')}.",
            style="bold",
        )
    )
    days = Table("Day", "Counting back", box=None, pad_edge=False)
    for line in counted.counting.lines:
        days.add_row(say_short_date(line.day), say_counted(line), style="" if line.counted else "dim")
    steps = Table("Step", "When", "Counted", box=None, pad_edge=False)
    for milestone in counted.every():
        when = f"{say_short_date(milestone.at.date()):<15} {say_hour(milestone.at.time())}"
        steps.add_row(say_step(milestone), when, milestone.counted_from)
    for shown in (days, steps):
        console.print()
        console.print(shown)
    for words in (*counted.cautions, *((late.sentence, late.late_item_paragraph) if late else ())):
        console.print()
        console.print(Text(words))
    console.print(Text(f"\nRule: {rule.source}", style="dim"))
