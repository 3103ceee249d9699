"""The real thing: a server, the schedules and the portal started by one command, and a scheduled tick that happens.

A health check proves nothing here: with the wrong SQLAlchemy the server answers 200 and schedules no run for ever.
"""

import contextlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from datetime import datetime, timedelta

import httpx
import pytest

from config.clock import now
from config.settings import environment_for
from flows.demonstration import SAMPLE, demo_settings
from flows.loading import load_plan
from flows.office import open_office
from plan_store.migrating import migrate

pytestmark = pytest.mark.full

LONGEST_START = 150
TWO_MINUTES = 120


def a_free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def with_a_meeting_in(days, council):
    """Ashcombe's boards, meeting so many days from now: its cycle is then due to open and not yet to publish."""
    meets = f"meets = [{(now() + timedelta(days=days)).date().isoformat()}]"
    return re.sub(r"(?m)^meets = .*$", meets, council)


@pytest.fixture
def served(tmp_path):
    """`cleardays serve` on a store with Ashcombe's plan, ticking every minute. Gives the two addresses."""
    council = tmp_path / "council.toml"
    council.write_text(with_a_meeting_in(30, (SAMPLE / "council.toml").read_text()))
    shutil.copy(SAMPLE / "ashcombe-logo.svg", tmp_path)
    settings = replace(demo_settings(tmp_path), council=council, database=f"sqlite:///{tmp_path / 'plan.db'}")
    office = open_office(settings)
    migrate(office.engine)
    load_plan(office, SAMPLE / "improvement-plan.xlsx", by="system", at=now())
    office.engine.dispose()
    prefect, portal = a_free_port(), a_free_port()
    environment = environment_for(
        CLEARDAYS_VAR=str(tmp_path), CLEARDAYS_COUNCIL=str(settings.council), CLEARDAYS_DATABASE=settings.database
    )
    command = [sys.executable, "-m", "flows", "serve", "--prefect-port", str(prefect), "--portal-port", str(portal)]
    with (tmp_path / "served.log").open("w") as log:
        process = subprocess.Popen(
            [*command, "--tick-cron", "* * * * *"], env=environment, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            yield f"http://127.0.0.1:{prefect}/api", f"http://127.0.0.1:{portal}", tmp_path
        finally:
            process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=60)
            process.kill()
            process.wait()


class Prefect:
    """Prefect's API, asked as its interface asks it."""

    def __init__(self, address):
        token = httpx.get(f"{address}/csrf-token", params={"client": "drill"}).json()["token"]
        self.address, self.headers = address, {"Prefect-Csrf-Token": token, "Prefect-Csrf-Client": "drill"}

    def find(self, what, **query):
        return httpx.post(f"{self.address}/{what}/filter", json=query, headers=self.headers).raise_for_status().json()


def seconds_between(one, other):
    return abs((datetime.fromisoformat(one) - datetime.fromisoformat(other)).total_seconds())


def wait_for(find, seconds):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(httpx.HTTPError, KeyError):
            if found := find():
                return found
        time.sleep(1)
    return None


def test_a_scheduled_tick_runs_within_its_minute_and_shows_its_steps_and_its_report(served):
    prefect_address, portal_address, folder = served

    prefect = wait_for(lambda: Prefect(prefect_address), LONGEST_START)
    assert prefect, (folder / "served.log").read_text()

    def completed():
        return [run for run in prefect.find("flow_runs") if run["name"].startswith("tick of") and run["end_time"]]

    runs = wait_for(completed, LONGEST_START + TWO_MINUTES)
    assert runs, (folder / "served.log").read_text()
    assert {run["state_name"] for run in runs} == {"Completed"}
    waited = [seconds_between(run["expected_start_time"], run["start_time"]) for run in runs]
    print(f"a scheduled tick began {min(waited):.0f} s from its moment")
    assert min(waited) < 60

    tasks = [task["name"] for task in prefect.find("task_runs")]
    assert any(name.startswith("open_cycle improvement-board-") for name in tasks)
    assert any(name.startswith("send what waits") for name in tasks)
    report = prefect.find("artifacts", artifacts={"key": {"any_": ["position"]}})[0]["data"]
    assert "is **collecting**" in report
    assert "| Owner | Asked about | Answered |" in report
    assert "Amara" not in report
    assert len(list((folder / "outbox").glob("*.eml"))) >= 19
    assert httpx.get(f"{portal_address}/health").json() == {"ok": True}
