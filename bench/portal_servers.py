"""The servers that bench/portal.py measures, each in a process of its own: the portal, and the least that could answer.

`python -m bench.portal_servers portal FOLDER PORT STARTS_AT` · `python -m bench.portal_servers bare PORT`
"""

import sys
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

HERE = Path(__file__).parents[1]
sys.path[:0] = [str(HERE), str(HERE / "tests"), str(HERE / "tests" / "portal")]

from casts import the_office  # noqa: E402

from portal.app import create_app  # noqa: E402

PAGE = "<!DOCTYPE html><title>Bare</title>" + "<p>Words of a page as long as the form.</p>" * 900


def bare() -> Starlette:
    """Answers the same requests with nothing behind them: a page of the same length, a form read and forgotten."""

    async def show(request: Request) -> Response:
        return HTMLResponse(PAGE)

    async def take(request: Request) -> Response:
        await request.form()
        return RedirectResponse("/done", status_code=303)

    return Starlette(routes=[Route("/form", show), Route("/form", take, methods=["POST"])])


def portal(folder: Path, starts_at: datetime) -> object:
    """The portal on the town in the folder. Its clock begins at starts_at and runs."""
    office, began = the_office(folder, address="http://127.0.0.1"), monotonic()
    return create_app(office, clock=lambda: starts_at + timedelta(seconds=monotonic() - began))


def main() -> None:
    kind, *rest = sys.argv[1:]
    app = bare() if kind == "bare" else portal(Path(rest[0]), datetime.fromisoformat(rest[2]))
    port = int(rest[0] if kind == "bare" else rest[1])
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error", access_log=False)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
