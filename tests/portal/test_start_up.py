"""The portal as it is started on a machine: from the environment, by uvicorn, with a log that gives nothing away."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from casts import CHECKOUT, SECRET, Ashcombe

pytestmark = pytest.mark.full


@pytest.fixture
def log(town: Ashcombe, tmp_path: Path) -> Iterator[Path]:
    """The portal in a process of its own; what it writes goes into this file."""
    log = tmp_path / "portal.log"
    settings = {
        "CLEARDAYS_COUNCIL": str(CHECKOUT / "config" / "council.example.toml"),
        "CLEARDAYS_DATABASE": str(town.office.engine.url),
        "CLEARDAYS_SECRET": SECRET,
    }
    command = [sys.executable, "-m", "uvicorn", "portal.app:from_environment", "--factory", "--port", "0"]
    with log.open("wb") as written:
        process = subprocess.Popen(
            command, cwd=CHECKOUT, env=os.environ | settings, stdout=written, stderr=subprocess.STDOUT
        )
    yield log
    process.terminate()
    process.wait(timeout=10)


def address_in(log: Path) -> str:
    for _ in range(300):
        if found := re.search(r"running on (http://\S+)", log.read_text(encoding="utf-8")):
            return found[1]
        time.sleep(0.1)
    raise AssertionError(log.read_text(encoding="utf-8"))


def test_the_portal_starts_from_the_environment_and_its_log_shows_no_token(town: Ashcombe, log: Path) -> None:
    address, token = address_in(log), town.tokens["Amara"]

    health = httpx.get(f"{address}/health")
    httpx.get(f"{address}/answer/{token}/A-001?answered=A-001")
    httpx.get(f"{address}/sign-off/{town.tokens['Dev']}")

    assert health.json() == {"ok": True}
    lines = log.read_text(encoding="utf-8")
    assert '"GET /answer/***/A-001?answered=A-001 HTTP/1.1"' in lines
    assert '"GET /sign-off/*** HTTP/1.1"' in lines
    assert token not in lines
    assert town.tokens["Dev"] not in lines
