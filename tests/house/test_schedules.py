"""The schedules are data that can be looked at: what they start exists, and none lies where the clocks change."""

import subprocess
import sys
from datetime import timedelta
from importlib import import_module
from os import environ
from pathlib import Path
from typing import Any

import pytest
import yaml
from checkout import CHECKOUT

DEPLOYMENTS: list[dict[str, Any]] = yaml.safe_load((CHECKOUT / "prefect.yaml").read_text(encoding="utf-8"))[
    "deployments"
]
CRONS = [(entry["name"], schedule["cron"]) for entry in DEPLOYMENTS for schedule in entry["schedules"]]
SKIPPED_OR_DOUBLED = frozenset({0, 1, 2})


def hours_of(cron: str) -> frozenset[int]:
    """The hours in which a schedule fires: “*/5 7-19 * * *” → 7 to 19."""
    found: set[int] = set()
    for part in cron.split()[1].split(","):
        span, _, step = part.partition("/")
        first, _, last = ("0-23" if span == "*" else span).partition("-")
        found |= set(range(int(first), int(last or (23 if step else first)) + 1, int(step or 1)))
    return frozenset(found)


@pytest.mark.parametrize(("name", "cron"), CRONS)
def test_no_schedule_lies_between_midnight_and_three(name: str, cron: str) -> None:
    assert not hours_of(cron) & SKIPPED_OR_DOUBLED, f"{name}: those hours are skipped or doubled when clocks change"


@pytest.mark.parametrize(
    ("cron", "hours"),
    [
        ("0 9 * * 1", {9}),
        ("0 * * * *", set(range(24))),
        ("5 1,8-10 * * *", {1, 8, 9, 10}),
        ("0 */6 * * *", {0, 6, 12, 18}),
    ],
)
def test_the_hours_of_a_schedule_are_read_as_cron_does(cron: str, hours: set[int]) -> None:
    assert hours_of(cron) == hours


def test_schedules_are_kept_in_london_time_and_one_run_at_a_time() -> None:
    for entry in DEPLOYMENTS:
        assert {schedule["timezone"] for schedule in entry["schedules"]} == {"Europe/London"}
        assert entry["concurrency_limit"] == 1


def test_a_message_waits_for_the_post_round_no_longer_than_a_tick() -> None:
    minutes = {name: int(cron.split()[0].removeprefix("*/")) for name, cron in CRONS}

    assert timedelta(minutes=minutes["post-round"]) <= timedelta(minutes=minutes["working-day"])


@pytest.mark.full
@pytest.mark.parametrize("entrypoint", [entry["entrypoint"] for entry in DEPLOYMENTS])
def test_what_a_schedule_starts_is_a_flow(entrypoint: str) -> None:
    file, _, name = entrypoint.partition(":")

    started = getattr(import_module(file.removesuffix(".py").replace("/", ".")), name)

    assert type(started).__name__ == "Flow"


@pytest.mark.full
def test_the_server_of_prefect_can_be_started_with_the_locked_parts(tmp_path: Path) -> None:
    importing = subprocess.run(
        [sys.executable, "-c", "import prefect.server.api.server"],
        env={
            **environ,
            "PREFECT_HOME": str(tmp_path),
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert importing.returncode == 0, importing.stderr[-2000:]
