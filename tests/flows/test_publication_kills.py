"""Publication killed before each of its writes and after it: no half file, no dead link, and the next run completes."""

import os
import re
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, time
from pathlib import Path
from urllib.parse import unquote

import pytest
from despatches_played import (
    CYCLE,
    LATE,
    OUT_ON,
    SIGNED_ON,
    before_sign_off,
    drafted,
    play_on,
    sign,
    with_reports,
)
from quarters import an_office, moment

from flows.office import Office
from flows.tick import run_tick

pytestmark = pytest.mark.full
REPORTS = ("what_changed", "exception_report")
FORMATS = ("html", "pdf")
OUT_AT = moment(OUT_ON, time(10, 30))
# What Python tells of before it happens: a file or folder made, one put into its place or removed, one opened to sync.
WRITES = ("open", "os.rename", "os.remove", "os.mkdir")


def opened(folder: Path) -> Office:
    office = with_reports(an_office(folder, f"sqlite:///{folder / 'plan.db'}", formats=FORMATS), REPORTS)
    assert office.published is not None
    return office


def killed_at(folder: Path, at: datetime, nth: int) -> bool:
    """Tick in a process that is killed with -9 just before its nth act on the published folder; whether it was."""
    child = os.fork()
    if child == 0:
        try:
            office, acts = opened(folder), []

            def count(event: str, said: tuple[object, ...]) -> None:
                if event in WRITES and str(said[0]).startswith(str(office.published)) and _changes(event, said):
                    acts.append(event)
                    if len(acts) == nth:
                        os.kill(os.getpid(), signal.SIGKILL)

            sys.addaudithook(count)
            run_tick(office, at=at)
        except BaseException:
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0
    return False


def _changes(event: str, said: tuple[object, ...]) -> bool:
    """A folder is opened to sync it, which is the instant after a file has taken its place; reading changes nothing."""
    path = str(said[0])
    return event != "open" or path.endswith(".part") or Path(path).is_dir()


def files_in(folder: Path) -> dict[str, bytes]:
    published = folder / "published"
    return {str(path.relative_to(published)): path.read_bytes() for path in published.rglob("*") if path.is_file()}


def whole(files: dict[str, bytes], expected: dict[str, bytes]) -> Iterator[str]:
    """What is wrong with a folder that was left so: half files under a published name, links that lead nowhere."""
    for name, content in files.items():
        if name.endswith(".part"):
            continue
        if name.endswith(".html") and Path(name).name in ("index.html", "improvement-board.html"):
            for led_to in re.findall(r'href="([^"#]+)"', content.decode()):
                path = os.path.normpath(Path(name).parent / unquote(led_to))
                if path not in files:
                    yield f"{name} leads to {path}"
        elif name.endswith("manifest.json"):
            yield from (f"the manifest names {file}" for file in _lacking(name, content, files))
        elif content != expected[name]:
            yield f"{name} is not whole"


def _lacking(name: str, content: bytes, files: dict[str, bytes]) -> list[str]:
    named = re.findall(r'"file": "([^"]+)"', content.decode())
    return [file for file in named if str(Path(name).parent / file) not in files]


@pytest.fixture(scope="module")
def approved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The papers are signed off and wait for their hour."""
    folder = tmp_path_factory.mktemp("approved")
    office = before_sign_off(folder, exempt=False, reports=REPORTS, formats=FORMATS)
    play_on(office, SIGNED_ON, SIGNED_ON)
    office.engine.dispose()
    return folder


@pytest.fixture(scope="module")
def supplement(approved: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pack is out, and a supplement is signed off."""
    folder = tmp_path_factory.mktemp("supplement") / "town"
    shutil.copytree(approved, folder)
    office = opened(folder)
    run_tick(office, at=OUT_AT)
    drafted(office, "exception_report")
    sign(office)
    office.engine.dispose()
    return folder


@pytest.mark.parametrize(("town", "at", "new"), [("approved", OUT_AT, 6), ("supplement", LATE, 3)])
def test_killed_at_every_write_publication_leaves_nothing_half_and_the_next_run_completes_it(
    request: pytest.FixtureRequest, tmp_path: Path, town: str, at: datetime, new: int
) -> None:
    begun: Path = request.getfixturevalue(town)
    expected = _completed(begun, tmp_path / "unkilled", lambda folder: None, at)
    before = files_in(begun) if (begun / "published").exists() else {}
    assert len(set(expected) - set(before)) == new

    kills, wrong = 0, list[str]()
    while (found := _one_kill(begun, tmp_path / f"killed-{kills}", at, kills + 1, expected)) is not None:
        wrong += found
        kills += 1

    assert wrong == []
    # Each new file and each renewed page: before it is begun, before it takes its name, after it has.
    assert kills >= 3 * (new + (0 if town == "approved" else 3))


def _one_kill(begun: Path, folder: Path, at: datetime, nth: int, expected: dict[str, bytes]) -> list[str] | None:
    """What is wrong after the nth act was the last, and after the run that follows; None where it was not reached."""
    died: list[bool] = []
    left: dict[str, bytes] = {}

    def kill(copy: Path) -> None:
        died.append(killed_at(copy, at, nth))
        left.update(files_in(copy) if (copy / "published").exists() else {})

    completed = _completed(begun, folder, kill, at)
    shutil.rmtree(folder)
    wrong = [*whole(left, expected)]
    wrong += [f"{name} is another" for name in expected if completed.get(name) != expected[name]]
    wrong += [f"{name} is left" for name in completed if name not in expected]
    assert died[0] or not wrong
    return [f"kill {nth}: {each}" for each in wrong] if died[0] else None


def _completed(begun: Path, folder: Path, first: Callable[[Path], None], at: datetime) -> dict[str, bytes]:
    """What lies there after something has happened to a copy of the town, and then one tick."""
    shutil.copytree(begun, folder)
    first(folder)
    office = opened(folder)
    run_tick(office, at=at)
    office.engine.dispose()
    assert (folder / "published" / CYCLE / "index.html").exists()
    return files_in(folder)
