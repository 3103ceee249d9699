"""`python -m bench.portal`: the portal beside a bare Starlette handler, in one run on one machine.

First every kind of page on a plan of 500 actions; then 200 owners who answer in the last minute and press “Send” twice.
Says what was lost, doubled or refused, which must be nothing.
"""

import asyncio
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter

HERE = Path(__file__).parents[1]
sys.path[:0] = [str(HERE), str(HERE / "tests"), str(HERE / "tests" / "portal")]

import httpx  # noqa: E402
from casts import CYCLE, Ashcombe  # noqa: E402
from large_town import found_a_large_town  # noqa: E402
from lxml import html  # noqa: E402

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

from bench.portal_servers import PAGE, bare  # noqa: E402
from config.clock import instant  # noqa: E402
from governance.terms import Role  # noqa: E402
from plan_store import cycles  # noqa: E402
from plan_store.database import reading  # noqa: E402

ACTIONS, OWNERS, RUNS = 500, 200, 15
SECONDS = 60.0
LIMIT_MS = 50
BEGINS_BEFORE_LOCK = timedelta(seconds=45)
HEADERS = {"sec-fetch-site": "same-origin"}


def every_page(town: Ashcombe) -> bool:
    """Median server time of each page, beside a bare handler that gives as many bytes. Whether all are under 50 ms."""
    nothing_behind = TestClient(bare())
    floor = _median(lambda: nothing_behind.get("/form"))
    within = True
    print(f"\npages of a plan of {ACTIONS} actions; a bare handler takes {floor:.1f} ms for {len(PAGE):,} bytes")
    for who, path in pages(town):
        client = who()
        response = client.get(path)
        took = _median(lambda client=client, path=path: client.get(path))
        within &= took <= LIMIT_MS and response.status_code == 200
        mark = "" if took <= LIMIT_MS and response.status_code == 200 else f"  <- {response.status_code}, too slow"
        print(f"  {path:<60} {took:7.1f} ms {took / floor:6.1f} ×  {len(response.content):>9,} bytes{mark}")
    return within


def pages(town: Ashcombe) -> Iterator[tuple[Callable[[], TestClient], str]]:
    officer = town.signed_in("Carys Bevan", Role.OFFICER)
    member = town.signed_in("Morgan Vale", Role.BOARD_MEMBER)
    owner = town.client()
    owners_pages = owner.get(f"/answer/{town.tokens['Owner 1']}", follow_redirects=False).headers["location"]
    for path in ("", "/check", "/hand-over", "/not-mine", "/away"):
        yield lambda: owner, owners_pages + path
    for path in (
        "/desk", f"/desk/cycles/{CYCLE}", f"/desk/cycles/{CYCLE}/owners", f"/desk/cycles/{CYCLE}/flags",
        f"/desk/cycles/{CYCLE}/do/nudge", "/desk/dates", "/desk/post", "/desk/trail", "/desk/plan",
        "/desk/plan/actions/L0.1", "/desk/people", "/desk/people/P-1001", "/desk/meetings", "/desk/load",
        "/desk/decisions",
    ):  # fmt: skip
        yield lambda: officer, path
    for path in ("/", "/board", "/board/papers", "/board/state", "/board/actions", "/board/actions/L0.1",
                 "/board/search?q=teams"):  # fmt: skip
        yield lambda: member, path


def _median(work: Callable[[], object]) -> float:
    work()
    times = []
    for _run in range(RUNS):
        began = perf_counter()
        work()
        times.append((perf_counter() - began) * 1000)
    return statistics.median(times)


def last_minute(town: Ashcombe, folder: Path) -> bool:
    """Everybody answers all they are asked and double-clicks “Send”; some come in after the lock."""
    with reading(town.office.engine) as session:
        lock_at = instant(cycles.moments(cycles.require(session, CYCLE))["lock_at"][0])
    before = {update.id for update in town.updates()}
    starts_at = lock_at - BEGINS_BEFORE_LOCK
    with _server("portal", str(folder), starts_at=starts_at) as address:
        ours, statuses = asyncio.run(_all_owners(address, town))
    with _server("bare") as address:
        floor = asyncio.run(_all_bare(address))
    new = [update for update in town.updates() if update.id not in before]
    told = Counter(update.action_id for update in new)
    wrong = [update for update in new if update.late != (update.at > lock_at)]
    print(f"\n{OWNERS} owners, {ACTIONS} actions, each “Send” pressed twice, in {SECONDS:.0f} s across the lock")
    print(f"  answers by status: {dict(sorted(statuses.items()))}")
    print(f"  kept {len(new)} of {ACTIONS}; doubled {sum(n > 1 for n in told.values())}; late {_late(new)}; ", end="")
    print(f"lateness wrong {len(wrong)}")
    for name, at in (("p50", 0.5), ("p99", 0.99)):
        mine, least = _quantile(ours, at), _quantile(floor, at)
        print(f"  “Send” {name}: {mine:7.1f} ms; the bare handler {least:7.1f} ms; {mine / least:5.1f} ×")
    return len(new) == ACTIONS and max(told.values()) == 1 and not wrong and max(statuses) < 500


def _late(updates: list) -> int:  # type: ignore[type-arg]
    return sum(update.late for update in updates)


def _quantile(times: list[float], at: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * at))]


async def _all_owners(address: str, town: Ashcombe) -> tuple[list[float], Counter[int]]:
    times: list[float] = []
    statuses: Counter[int] = Counter()
    owners = [name for name in town.tokens if name.startswith("Owner ")]
    chance = random.Random(7)  # noqa: S311 - when somebody comes is no secret
    await asyncio.gather(
        *(_an_owner(address, town.tokens[name], chance.random() * SECONDS, times, statuses) for name in owners)
    )
    return times, statuses


async def _an_owner(address: str, token: str, wait: float, times: list[float], statuses: Counter[int]) -> None:
    await asyncio.sleep(wait)
    async with httpx.AsyncClient(base_url=address, headers=HEADERS, timeout=60) as client:
        opened = await client.get(f"/answer/{token}", follow_redirects=True)
        pages = opened.url.path
        form = _form(opened.text)
        for name in [name for name in form if name.startswith("narrative-")]:
            form[name] = "All three teams work to the new standard; the audit shows it."
            form[name.replace("narrative", "status")] = "on_track"
        checked = await client.post(pages, data=form | {"do": "check"})
        page = await client.get(f"{pages}/check")
        statuses.update((opened.status_code, checked.status_code, page.status_code))
        send = _form(page.text)
        both = await asyncio.gather(*(_timed(client, f"{pages}/check", send, times) for _ in range(2)))
        statuses.update(both)


async def _timed(client: httpx.AsyncClient, path: str, form: dict[str, str], times: list[float]) -> int:
    began = perf_counter()
    response = await client.post(path, data=form)
    times.append((perf_counter() - began) * 1000)
    return response.status_code


def _form(page: str) -> dict[str, str]:
    """The main form of a page as a browser would send it untouched."""
    boxes = html.document_fromstring(page).xpath("(//main//form)[last()]//*[self::input or self::textarea]")
    kept = (box for box in boxes if box.get("type") not in ("radio", "checkbox", "file"))
    return {box.get("name"): box.get("value") or "" for box in kept if box.get("name")}


async def _all_bare(address: str) -> list[float]:
    """The same requests in the same rhythm, to a handler that does nothing."""
    times: list[float] = []
    chance = random.Random(7)  # noqa: S311 - when somebody comes is no secret
    form = {f"narrative-{n}": "All three teams work to the new standard; the audit shows it." for n in range(3)}

    async def an_owner(wait: float) -> None:
        await asyncio.sleep(wait)
        async with httpx.AsyncClient(base_url=address, timeout=60) as client:
            await client.get("/form")
            await client.post("/form", data=form)
            await client.get("/form")
            await asyncio.gather(*(_timed(client, "/form", form, times) for _ in range(2)))

    await asyncio.gather(*(an_owner(chance.random() * SECONDS) for _ in range(OWNERS)))
    return times


@contextmanager
def _server(kind: str, *rest: str, starts_at: datetime | None = None) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "bench.portal_servers", kind, *rest, str(port)]
    process = subprocess.Popen([*command, *([starts_at.isoformat()] if starts_at else [])], cwd=HERE)
    try:
        for _ in range(600):
            try:
                httpx.get(f"http://127.0.0.1:{port}/health")
                break
            except httpx.TransportError:
                asyncio.run(asyncio.sleep(0.1))
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        town = found_a_large_town(Path(folder), actions=ACTIONS, owners=OWNERS, address="http://127.0.0.1")
        fast = every_page(town)
        whole = last_minute(town, Path(folder))
    raise SystemExit(0 if fast and whole else 1)


if __name__ == "__main__":
    main()
