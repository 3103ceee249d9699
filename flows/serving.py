"""Everything on one machine: Prefect's server, the schedules and the portal, started together and kept running.

It does none of their work. All three listen on loopback unless told otherwise.
"""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from config.settings import Settings, environment_for
from governance.errors import ConfigError

LONGEST_START_SECONDS = 120
LOOK_EVERY_SECONDS = 1.0
# A part that ends is started again; one that ends this often is broken, and all is stopped so that it is noticed.
MOST_RESTARTS = 5


@dataclass(frozen=True, kw_only=True)
class Part:
    """A program that must be running."""

    name: str
    command: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Ports:
    prefect: int = 4200
    portal: int = 8765


def prefect_settings(settings: Settings, ports: Ports) -> dict[str, str]:
    """Prefect's environment: all it keeps in our own folder, nothing reported to anybody, loopback only."""
    return {
        "PREFECT_HOME": str(settings.var.absolute() / "prefect"),
        "PREFECT_API_URL": f"http://127.0.0.1:{ports.prefect}/api",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS": f"http://127.0.0.1:{ports.prefect}",
        "PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED": "true",
        "PREFECT_CLIENT_CSRF_SUPPORT_ENABLED": "true",
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "100",
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
        "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
        "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
    }


@contextmanager
def everything_running(settings: Settings, ports: Ports, *, tick_cron: str = "") -> Iterator[Mapping[str, Any]]:
    """All parts started and answering; stopped at the end of the block. Raises ConfigError where one does not start.

    tick_cron: another schedule for the tick than prefect.yaml's.
    """
    environment = environment_for(**prefect_settings(settings, ports))
    python, listen = sys.executable, ("--host", "127.0.0.1", "--port")
    server = Part(
        name="Prefect's server",
        command=(python, "-m", "prefect", "server", "start", *listen, str(ports.prefect), "--log-level", "WARNING"),
    )
    schedules = Part(name="the schedules", command=(python, "-m", "flows.schedules", tick_cron))
    portal = Part(
        name="the portal",
        command=(python, "-m", "uvicorn", "--factory", "portal.app:from_environment", *listen, str(ports.portal)),
    )
    running: dict[Part, subprocess.Popen[bytes]] = {}
    try:
        for part, answers_at in (
            (server, f"http://127.0.0.1:{ports.prefect}/api/health"),
            (portal, f"http://127.0.0.1:{ports.portal}/health"),
            (schedules, ""),
        ):
            running[part] = _start(part, settings, environment)
            if answers_at:
                _wait_for(part, running[part], answers_at)
        yield {"running": running, "environment": environment}
    finally:
        for process in reversed(running.values()):
            _stop(process)


def keep_running(settings: Settings, state: Mapping[str, Any], stop: threading.Event) -> None:
    """Start again whatever ends, until told to stop. Raises ConfigError where a part keeps ending."""
    running: dict[Part, subprocess.Popen[bytes]] = state["running"]
    restarts = dict.fromkeys(running, 0)
    while not stop.wait(LOOK_EVERY_SECONDS):
        for part, process in running.items():
            if process.poll() is None:
                continue
            restarts[part] += 1
            if restarts[part] > MOST_RESTARTS:
                raise ConfigError(
                    f"{part.name} ended {MOST_RESTARTS + 1} times; its last words are above. All was stopped."
                )
            running[part] = _start(part, settings, state["environment"])


def _start(part: Part, settings: Settings, environment: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(part.command, cwd=settings.home, env=dict(environment))  # noqa: S603 - our own programs


def _wait_for(part: Part, process: "subprocess.Popen[bytes]", address: str) -> None:
    waited = threading.Event()
    for _ in range(LONGEST_START_SECONDS * 2):
        if process.poll() is not None:
            raise ConfigError(
                f"{part.name} ended while starting; its last words are above. Is its port already in use?"
            )
        try:
            with urlopen(address, timeout=2):  # noqa: S310 - a loopback address of ours
                return
        except (URLError, OSError):
            waited.wait(0.5)
    raise ConfigError(f"{part.name} did not answer at {address} within {LONGEST_START_SECONDS} seconds.")


def _stop(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
