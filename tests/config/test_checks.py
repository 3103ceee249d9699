"""The start-up checks: what each of them finds, and that Ashcombe's own example is clean."""

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from config.checks import CHECKS, check
from config.council import load_council, read_council
from config.settings import CHECKOUT, Settings, load_settings

SAFE = load_settings({"CLEARDAYS_SECRET": "a-long-secret-for-the-portal-of-ashcombe"})
EXAMPLE = CHECKOUT / "config" / "council.example.toml"
NOVEMBER = date(2026, 11, 2)
WHOLE = """
[council]
name = "Ashcombe"
portal_address = "https://plan.ashcombe.example"
mail_from_address = "plan@ashcombe.example"
[[boards]]
key = "board"
name = "Children's Board"
kind = "partnership"
meets = "second Tuesday of December"
"""


def findings(written: str = WHOLE, *, settings: Settings = SAFE, as_of: date = NOVEMBER) -> dict[str, str]:
    found = check(settings, read_council(written), as_of=as_of)
    return {finding.code.removeprefix("cleardays."): f"{finding.sentence} {finding.hint}" for finding in found}


def test_a_council_with_everything_in_order_has_no_finding() -> None:
    assert findings() == {}
    assert check(SAFE, load_council(EXAMPLE), as_of=NOVEMBER) == []


@pytest.mark.parametrize(("as_of", "found"), [(date(2027, 7, 1), False), (date(2027, 7, 2), True)])
def test_bank_holidays_that_run_out_within_half_a_year_are_found(as_of: date, found: bool) -> None:
    assert ("W001" in findings(as_of=as_of)) is found


@pytest.mark.parametrize(
    ("more", "code", "words"),
    [
        ('[channels]\nurls = ["emll://"]', "W002", "“emll://”, which is not on the list .* did you mean “eml”"),
        ('[channels]\nurls = ["somewhere"]', "W002", "an address without “://”"),
        ('[channels]\nurls = ["posts://carys:pw@mail.example"]', "W005", "“posts://” channel .* holds a password"),
        ('[channels]\nurls = ["slack://a/b/c"]', "W005", "Move the address into the file"),
        ("[flags.overdu]\ngrace_days = 1", "W010", "no flag rule “overdu”. .* did you mean “overdue”"),
        ("[flags.overdue]\ngrase_days = 1", "W010", "no dial “grase_days”. .* did you mean “grace_days”"),
        ('[calendar]\nclosures = [{ on = 2026-12-08, reason = "Flood" }]', "W006", "Children's Board: .* shut: Flood"),
    ],
)
def test_what_is_doubtful_in_the_councils_file_is_found(more: str, code: str, words: str) -> None:
    found = findings(WHOLE + more)

    assert list(found) == [code]
    assert re.search(words, found[code])


@pytest.mark.parametrize(
    ("left_out", "put_in", "code"),
    [
        ('meets = "second Tuesday of December"', "", "W007"),
        ('meets = "second Tuesday of December"', "meets = [2026-10-13]", "W007"),
        ('portal_address = "https://plan.ashcombe.example"', "", "W008"),
        ("https://plan", "http://plan", "W008"),
        ('mail_from_address = "plan@ashcombe.example"', "", "W009"),
    ],
)
def test_what_is_missing_from_the_councils_file_is_found(left_out: str, put_in: str, code: str) -> None:
    assert list(findings(WHOLE.replace(left_out, put_in))) == [code]


def test_a_council_without_boards_is_found() -> None:
    assert list(findings(WHOLE.partition("[[boards]]")[0])) == ["W003"]


def test_the_secret_everybody_knows_is_found() -> None:
    assert list(findings(settings=load_settings({}))) == ["W004"]


def test_a_channel_from_the_secret_file_is_checked_and_not_shown() -> None:
    settings = load_settings({"CLEARDAYS_SECRET": SAFE.secret, "CLEARDAYS_CHANNELS": "discord://token-a/token-b"})

    found = findings(settings=settings)

    assert list(found) == ["W002"]
    assert "token-a" not in found["W002"]


def test_an_address_on_this_machine_needs_no_https() -> None:
    assert findings(WHOLE.replace("https://plan.ashcombe.example", "http://localhost:8000")) == {}


def test_the_address_in_the_environment_counts_before_the_one_in_the_file() -> None:
    settings = load_settings({"CLEARDAYS_SECRET": SAFE.secret, "CLEARDAYS_PORTAL_ADDRESS": "http://plan.example"})

    assert "http://plan.example is not https" in findings(settings=settings)["W008"]


def test_the_checks_are_numbered_without_a_gap() -> None:
    assert list(CHECKS) == [f"W{n:03}" for n in range(1, len(CHECKS) + 1)]


def run_checks(environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "config"], cwd=CHECKOUT, env=environ, capture_output=True, text=True, check=False
    )


@pytest.mark.full
def test_the_checks_run_from_the_command_line(tmp_path: Path) -> None:
    whole = tmp_path / "council.toml"
    whole.write_text(f"{WHOLE}[calendar]\nbank_holidays_certain_until = 2100-12-31\n", encoding="utf-8")

    doubtful = run_checks({"CLEARDAYS_COUNCIL": str(whole)})
    in_order = run_checks({"CLEARDAYS_COUNCIL": str(whole), "CLEARDAYS_SECRET": SAFE.secret})
    refused = run_checks({"CLEARDAYS_COUNCIL": str(tmp_path / "none.toml")})

    assert doubtful.returncode == 1
    assert "cleardays.W004  The portal signs its cookies" in doubtful.stdout
    assert (in_order.returncode, in_order.stdout) == (0, "council.toml and the settings are in order.\n")
    assert refused.returncode == 2
    assert "Copy config/council.example.toml there" in refused.stderr
