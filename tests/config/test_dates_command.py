"""`cleardays dates`, run as an officer runs it: with no configuration at all, and with Ashcombe's."""

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from config.settings import CHECKOUT
from flows.commands.dates import dates
from governance.errors import CalendarError, ConfigError

EXAMPLE = {"CLEARDAYS_COUNCIL": str(CHECKOUT / "config" / "council.example.toml")}
command = typer.Typer()
command.command()(dates)


def run(*words: str, environ: dict[str, str]) -> str:
    answer = CliRunner().invoke(command, list(words), env=environ, catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    return answer.stdout


def counted(*words: str, environ: dict[str, str]) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(run(*words, "--json", environ=environ))
    return plain


@pytest.fixture
def nothing_set(tmp_path: Path) -> dict[str, str]:
    return {"CLEARDAYS_HOME": str(tmp_path)}


def test_without_any_configuration_papers_for_23_april_2019_are_out_by_11_april(nothing_set: dict[str, str]) -> None:
    plain = counted("2019-04-23", environ=nothing_set)

    assert (plain["meeting"], plain["publish_by"], plain["clear_days"]) == ("2019-04-23", "2019-04-11", 5)
    assert plain["counted"][1] == {"day": "2019-04-22", "counted": False, "number": None, "reason": "Easter Monday"}
    assert plain["steps"]["open"] == "2019-03-13T09:00:00"
    assert list(plain["steps"])[-4:] == ["publish", "notify", "meeting", "close"]
    assert (plain["cautions"], plain["too_late"]) == ([], None)


def test_looked_at_too_late_it_says_how_many_clear_days_are_left(nothing_set: dict[str, str]) -> None:
    late = counted("2019-04-23", "--as-of", "2019-04-12T09:00", environ=nothing_set)["too_late"]

    assert (late["clear_days_left"], late["short_by"]) == (4, 1)
    assert "[reason]" in late["late_item_paragraph"]
    assert counted("2019-04-23", "--as-of", "11 April 2019", environ=nothing_set)["too_late"] is None


def test_a_meeting_beyond_the_known_bank_holidays_carries_a_caution(nothing_set: dict[str, str]) -> None:
    assert "are not yet known" in counted("2031-06-10", environ=nothing_set)["cautions"][0]


def test_a_board_is_counted_by_its_own_rule_and_the_councils_closures() -> None:
    plain = counted("Tuesday 5 January 2027", "--board", "leadership_team", environ=EXAMPLE)

    assert (plain["publish_by"], plain["clear_days"]) == ("2026-12-23", 2)
    assert "Christmas closure" in [line["reason"] for line in plain["counted"]]
    assert plain["steps"]["meeting"] == "2027-01-05T09:30:00"


def test_the_counting_is_printed_line_by_line(nothing_set: dict[str, str]) -> None:
    printed = run("2019-04-23", "--as-of", "2019-04-12", environ=nothing_set)

    assert "Papers out by 17:00 on Thursday 11 April 2019" in printed
    assert "Mon 22 Apr 2019  Easter Monday, not counted" in printed
    assert "Fri 12 Apr 2019  clear day 5" in printed
    assert "sign-off asked" in printed
    assert "The delay arose because" in printed


@pytest.mark.parametrize(
    ("words", "error", "sentence"),
    [
        (("soon",), CalendarError, "“soon” is not a date"),
        (("1960-05-03",), CalendarError, "outside the calendar"),
        (("2019-04-23", "--as-of", "2019-04-12T09:00Z"), CalendarError, "has a time zone"),
        (("2019-04-23", "--board", "scrutiny"), ConfigError, "There is no .*council.toml"),
    ],
)
def test_what_cannot_be_counted_is_refused_in_a_sentence(
    words: tuple[str, ...], error: type[Exception], sentence: str, nothing_set: dict[str, str]
) -> None:
    with pytest.raises(error, match=sentence):
        run(*words, environ=nothing_set)
