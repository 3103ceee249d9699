"""The council's choices: council.toml read, checked and held as one frozen value.

It knows nothing of secrets (settings.py) nor of the plan (the store).
"""

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from config.bank_holidays import england_bank_holidays, england_calendar
from config.council_faults import describe_faults
from config.council_tables import (
    Board,
    CalendarTable,
    Channels,
    Closure,
    CouncilFile,
    Dial,
    Identity,
    PaperTable,
    PublicationTable,
    SignInTable,
)
from config.scale import build_scale
from config.settings import Settings
from governance.calendar import Calendar, ResponseClock
from governance.calendar_words import say_date
from governance.errors import ConfigError
from governance.file_names import LONGEST_NAME, is_too_long
from governance.ratings import AreaRule, Scale
from governance.timetable import timings_fault
from governance.wording import listed


class Council(Identity):
    """Everything the council has chosen; its own name and colours stand directly on it (`council.name`).

    flags: rule → dial → value, checked against governance/flags.py when flags are raised. checks: the same for the
    rules of the checker, in papers/checker. abbreviations: those that every reader knows. names_file: the file beside
    council.toml with names that must never stand in a paper, or empty.
    """

    scale: Scale
    calendar: Calendar
    boards: tuple[Board, ...]
    flags: Mapping[str, Mapping[str, Dial]]
    checks: Mapping[str, Mapping[str, Dial]]
    abbreviations: tuple[str, ...]
    names_file: str
    channels: Channels
    response_clocks: tuple[ResponseClock, ...]
    paper: PaperTable
    sign_in: SignInTable
    publication: PublicationTable
    financial_year_first_month: int

    def board(self, key: str) -> Board:
        """The board of that key. Raises ConfigError naming the boards there are."""
        for board in self.boards:
            if board.key == key:
                return board
        known = listed([board.key for board in self.boards]) or "none"
        raise ConfigError(f"There is no board “{key}” in council.toml; the boards are: {known}.")


def load_council(path: Path) -> Council:
    """council.toml as a Council. Raises ConfigError naming every setting that cannot be used."""
    try:
        written = path.read_text(encoding="utf-8")
    except FileNotFoundError as fault:
        raise ConfigError(
            f"There is no {path}. Copy config/council.example.toml there, or set CLEARDAYS_COUNCIL to your own file."
        ) from fault
    except (OSError, UnicodeDecodeError) as fault:
        raise ConfigError(f"{path} cannot be read: {fault}. Save it as plain text in UTF-8.") from fault
    council = read_council(written, named=path.name)
    if council.logo and not (path.parent / council.logo).is_file():
        raise ConfigError(f"{path.name}: no “{council.logo}” stands beside it. Put the logo there, or take it out.")
    if council.names_file:
        read_names(path.parent / council.names_file)
    return council


def read_names(path: Path) -> tuple[str, ...]:
    """The names in a list, one to a line; what begins with # is left out. Raises ConfigError for no such text file."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise ConfigError(
            f"The list of names {path} cannot be read: {fault}. Put it there as plain text in UTF-8, a name to "
            "a line, or take names out of [checks]."
        ) from fault
    return tuple(" ".join(line.split()) for line in lines if line.strip() and not line.lstrip().startswith("#"))


def begin_council(settings: Settings, *, address: str) -> bool:
    """On a first start without any council.toml: the example, with this address of the portal. Whether it was made.

    Where the environment names a council.toml of its own, nothing is made: a wrong path is to be seen.
    """
    if settings.council != settings.home / "council.toml" or settings.council.exists():
        return False
    example = (settings.home / "config" / "council.example.toml").read_text(encoding="utf-8")
    own = re.sub(r'(?m)^portal_address = "[^"]*"', f'portal_address = "{address}"', example)
    settings.council.write_text(own, encoding="utf-8")
    return True


def read_council(written: str, *, named: str = "council.toml") -> Council:
    """The text of a council.toml as a Council; `named` is how messages call the file."""
    try:
        file = CouncilFile.model_validate(tomllib.loads(written))
    except tomllib.TOMLDecodeError as fault:
        raise ConfigError(f"{named} is not valid TOML: {fault}. Look at that line and the one before it.") from fault
    except ValidationError as fault:
        faults = describe_faults(fault, CouncilFile)
        raise ConfigError("\n".join(f"{named}: {sentence}" for sentence in faults)) from fault
    _check_boards(file.boards, named)
    _check_names(file, named)
    return _build(file, named)


def _check_boards(boards: tuple[Board, ...], named: str) -> None:
    seen: set[str] = set()
    for board in boards:
        if board.key in seen:
            raise ConfigError(f"{named}: two boards have the key “{board.key}”. Give one of them another.")
        seen.add(board.key)
        if fault_words := timings_fault(board.timings, board.clear_days, meets_at=board.meeting_time):
            raise ConfigError(f"{named}, board “{board.key}”, timings: {fault_words}")


def _check_names(file: CouncilFile, named: str) -> None:
    pattern = file.publication.file_name
    for board in file.boards:
        if is_too_long(pattern, board.key):
            raise ConfigError(
                f"{named}: “publication.file_name” gives the papers of the board “{board.key}” names of more than "
                f"{LONGEST_NAME} characters, which not every system takes. Leave a field out."
            )


def _build(file: CouncilFile, named: str) -> Council:
    area_rule = AreaRule(name=file.area_rating.rule, dials=file.area_rating.model_extra or {})
    return Council(
        **dict(file.council),
        scale=build_scale(
            {key: own.model_dump(exclude_none=True) for key, own in file.statuses.items()},
            {key: own.model_dump(exclude_none=True) for key, own in file.ratings.items()},
            area_rule,
        ),
        calendar=_build_calendar(file.calendar, named),
        boards=tuple(sorted(file.boards, key=lambda board: board.reads_order)),
        flags=file.flags,
        checks=file.checks.model_extra or {},
        abbreviations=(*file.paper.abbreviations, *file.checks.abbreviations),
        names_file=file.checks.names,
        channels=file.channels,
        response_clocks=file.response_clocks,
        paper=file.paper,
        sign_in=file.sign_in,
        publication=file.publication,
        financial_year_first_month=file.calendar.financial_year_first_month,
    )


def _build_calendar(table: CalendarTable, named: str) -> Calendar:
    extra, removed = _by_day(table.extra_bank_holidays), _by_day(table.not_bank_holidays)
    if strangers := [day for day in removed if day not in england_bank_holidays(day.year, day.year)]:
        raise ConfigError(
            f"{named}, calendar.not_bank_holidays: {say_date(strangers[0])} is no bank holiday in England. "
            "Check the date, or take it out."
        )
    return england_calendar(
        extra=extra,
        not_holidays=tuple(removed),
        closures=_by_day(table.closures),
        certain_until=table.bank_holidays_certain_until,
    )


def _by_day(closures: tuple[Closure, ...]) -> dict[date, str]:
    return {day: closure.reason for closure in closures for day in closure.on}
