"""The file an officer edits first: it loads, it shows every setting there is, and its “default” remarks are true."""

import dataclasses
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, get_args, get_type_hints

import config
from config.council import load_council
from config.council_tables import CLOCKS_2007, Channels, CouncilFile
from config.scale import RATINGS, STATUSES
from governance.calendar import ClearDaysRule
from governance.timetable import Timings

EXAMPLE = Path(config.__file__).parent / "council.example.toml"
ASHCOMBE = load_council(EXAMPLE)


def settings_of(kind: Any, name: str = "") -> Iterator[str]:
    """Every key that a table can hold, written “boards.timings.lock_hour”; lists and dictionaries are looked into."""
    if hasattr(kind, "model_fields"):
        fields = list(kind.model_fields)
    elif isinstance(kind, type) and dataclasses.is_dataclass(kind):
        fields = [field.name for field in dataclasses.fields(kind)]
    else:
        fields = []
        for part in get_args(kind):
            yield from settings_of(part, name)
    hints = get_type_hints(kind, include_extras=True) if fields else {}
    for field in fields:
        path = f"{name}.{field}".lstrip(".")
        yield path
        yield from settings_of(hints[field], path)


def written_in(table: Any, name: str = "") -> Iterator[str]:
    if isinstance(table, Mapping):
        for key, value in table.items():
            path = f"{name}.{key}".lstrip(".")
            yield path
            # The keys inside these two are statuses and colours, not settings.
            yield from written_in(value, name if name in ("statuses", "ratings") else path)
    elif isinstance(table, Sequence) and not isinstance(table, str):
        for entry in table:
            yield from written_in(entry, name)


def test_every_setting_stands_in_the_example() -> None:
    written = EXAMPLE.read_text(encoding="utf-8")
    shown_in_a_remark = {"calendar.extra_bank_holidays.on", "calendar.extra_bank_holidays.reason"} | {
        "calendar.not_bank_holidays.on",
        "calendar.not_bank_holidays.reason",
    }

    missing = set(settings_of(CouncilFile)) - set(written_in(tomllib.loads(written))) - shown_in_a_remark

    assert "boards.timings.lock_hour" in set(settings_of(CouncilFile))
    assert missing == set()


def test_the_starting_values_shown_are_the_ones_that_hold_when_they_are_left_out() -> None:
    board = ASHCOMBE.board("partnership_board")

    assert board.timings == Timings()
    assert dataclasses.replace(board.clear_days, source=ClearDaysRule().source) == ClearDaysRule()
    assert ASHCOMBE.scale.statuses == STATUSES
    assert ASHCOMBE.scale.ratings == RATINGS
    assert ASHCOMBE.channels == Channels()
    assert [clock.working_days for clock in ASHCOMBE.response_clocks] == [clock.working_days for clock in CLOCKS_2007]


def test_the_example_is_about_ashcombe_and_its_christmas() -> None:
    assert ASHCOMBE.name == "Ashcombe Borough Council"
    assert [board.key for board in ASHCOMBE.boards] == ["leadership_team", "partnership_board"]
    assert ASHCOMBE.calendar.next_working_day(date(2026, 12, 24)) == date(2027, 1, 4)
    assert ASHCOMBE.paper.relevant_director.name == "Dev Rao"
