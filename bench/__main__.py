"""`make bench`: what ClearDays costs beside the least that the same work could cost, in one run on one machine.

Every row is a median of several runs of both, in turn, and their ratio. Times drift on a busy machine; ratios hold.
"""

import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from time import perf_counter

import openpyxl

HERE = Path(__file__).parents[1]
sys.path[:0] = [str(HERE), str(HERE / "tests"), str(HERE / "tests" / "papers")]

from config.clock import instant  # noqa: E402
from delivery.files import write_whole  # noqa: E402
from flows.deliver_notices import deliver_notices  # noqa: E402
from flows.demonstration import SAMPLE, demo_settings  # noqa: E402
from flows.loading import load_plan  # noqa: E402
from flows.office import Office, open_office  # noqa: E402
from flows.tick import run_tick  # noqa: E402
from plan_store import notices  # noqa: E402
from plan_store.database import reading  # noqa: E402
from plan_store.loading.plan_file import read_plan  # noqa: E402
from plan_store.migrating import migrate  # noqa: E402

RUNS = 5


def beside(name: str, ours: Callable[[], object], floor: Callable[[], object], floor_is: str, runs: int = RUNS) -> None:
    """Run both in turn and print medians and their ratio."""
    a, b = [], []
    for _ in range(runs):
        a.append(_seconds(ours))
        b.append(_seconds(floor))
    mine, least = statistics.median(a), statistics.median(b)
    print(f"{name:<44} {mine * 1000:8.0f} ms  {least * 1000:8.0f} ms  {mine / least:6.2f} ×  {floor_is}")


def _seconds(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def reading_beside_openpyxl() -> None:
    """The sample plan read, checked and interpreted in its child process, beside openpyxl opening it unguarded."""
    path = SAMPLE / "improvement-plan.xlsx"
    beside(
        "a workbook of 60 actions: guarded, read, told",
        lambda: read_plan(path),
        lambda: openpyxl.load_workbook(path, rich_text=True),
        "openpyxl alone, no guard, nothing interpreted",
    )


def post_beside_writing(folder: Path) -> None:
    """Mails through the outbox (two commits each, in doubt marked), beside writing and syncing the same bytes."""
    office = _office(folder)
    day = instant(datetime.combine(date(2027, 1, 6), time(18)))
    run_tick(office, at=day)
    with reading(office.engine) as session:
        waiting = len(notices.outbox(session, "due"))
    ours = _seconds(lambda: deliver_notices(office, at=day))
    letters = [path.read_bytes() for path in (folder / "outbox").glob("*.eml")]
    bare = folder / "bare"
    bare.mkdir()
    floor = _seconds(lambda: [write_whole(bare / f"{n}.eml", each, mode=0o600) for n, each in enumerate(letters)])
    name, floor_is = f"{waiting} mails through the outbox", "writing and syncing the same bytes"
    print(f"{name:<44} {ours * 1000:8.0f} ms  {floor * 1000:8.0f} ms  {ours / floor:6.2f} ×  {floor_is}")


def a_tick_with_nothing_due(folder: Path) -> None:
    """What a tick costs that finds nothing to do, beside one read transaction."""
    office = _office(folder)
    quiet = instant(datetime.combine(date(2027, 1, 5), time(18)))
    run_tick(office, at=quiet)

    def one_read() -> None:
        with reading(office.engine) as session:
            notices.outbox(session, "due")

    beside("a tick with nothing due", lambda: run_tick(office, at=quiet), one_read, "one read of the store")


def _office(folder: Path) -> Office:
    settings = replace(demo_settings(folder), database=f"sqlite:///{folder / 'plan.db'}")
    office = open_office(settings)
    migrate(office.engine)
    at = instant(datetime.combine(date(2027, 1, 4), time(8)))
    load_plan(office, SAMPLE / "improvement-plan.xlsx", by="system", at=at)
    return office


def main() -> None:
    print(f"{'what':<44} {'ours':>11}  {'floor':>11}  {'ratio':>8}  floor is")
    sys.stdout.flush()
    # In a process of its own: it forks, and measures what its forks take.
    subprocess.run([sys.executable, "-m", "bench.papers", *sys.argv[1:]], cwd=HERE, check=True)
    reading_beside_openpyxl()
    with tempfile.TemporaryDirectory() as folder:
        post_beside_writing(Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        a_tick_with_nothing_due(Path(folder))


if __name__ == "__main__":
    main()
