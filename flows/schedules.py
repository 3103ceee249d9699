"""`python -m flows.schedules [CRON]`: prefect.yaml's deployments, served from this machine.

CRON replaces the tick's own schedule, for trying out.
"""

import sys
from pathlib import Path
from typing import Any

import yaml
from prefect import serve
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron

from config.settings import load_settings


def deployments(home: Path, *, tick_cron: str = "") -> list[RunnerDeployment]:
    """Every deployment of prefect.yaml. tick_cron: in place of the tick's own schedule, for trying out."""
    written = yaml.safe_load((home / "prefect.yaml").read_text(encoding="utf-8"))
    return [_deployment(entry, tick_cron) for entry in written["deployments"]]


def _deployment(entry: dict[str, Any], tick_cron: str) -> RunnerDeployment:
    crons = [(schedule["cron"], schedule["timezone"]) for schedule in entry["schedules"]]
    if tick_cron and entry["entrypoint"].endswith(":tick"):
        crons = [(tick_cron, crons[0][1])]
    return RunnerDeployment.from_entrypoint(
        entry["entrypoint"],
        name=entry["name"],
        description=entry["description"],
        tags=entry["tags"],
        concurrency_limit=entry["concurrency_limit"],
        schedules=[Cron(cron, timezone=zone) for cron, zone in crons],
    )


def main() -> None:
    home = load_settings().home
    # Left running at a stop, the schedules would be paused and stay so after the next start.
    serve(*deployments(home, tick_cron="".join(sys.argv[1:2])), pause_on_shutdown=False, print_starting_message=False)


if __name__ == "__main__":
    main()
