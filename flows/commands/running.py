"""`cleardays migrate`, `check`, `serve` and `demo`: what keeps the place running."""

import contextlib
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Annotated

import typer

from config.checks import check as start_up_checks
from config.clock import london, now
from config.council import begin_council
from config.settings import keep_a_secret, load_settings
from flows.commands.entrance import open_here, screen
from flows.demonstration import DEMO_OFFICER, demo_environment, play
from flows.office import open_office
from flows.serving import Ports, everything_running, keep_running
from plan_store.migrating import migrate as bring_up_to_date

WAY_IN = 'cleardays invite "Your Name" --email you@council.example --role officer   (in another window)'
DEMO_WAY_IN = f'cleardays invite "{DEMO_OFFICER}" --demo   (in another window)'


def migrate() -> None:
    """Create the plan store, or bring it to the version of this program."""
    settings = load_settings()
    keep_a_secret(settings)
    bring_up_to_date(open_office(settings).engine)
    screen().print("The plan store is of this program's version.")


def check() -> None:
    """Look over the settings: what will not do for long, and what to do about it."""
    office = open_here()
    findings = start_up_checks(office.settings, office.council, as_of=london(now()).date())
    for finding in findings:
        screen().print(f"{finding.code}  {finding.sentence}\n    {finding.hint}")
    if findings:
        raise typer.Exit(1)
    screen().print(f"{office.council.name} and the settings are in order.")


def serve(
    prefect_port: Annotated[int, typer.Option(help="Where Prefect's server listens, on loopback.")] = 4200,
    portal_port: Annotated[int, typer.Option(help="Where the portal listens, on loopback.")] = 8765,
    tick_cron: Annotated[str, typer.Option(help="Another schedule for the tick than prefect.yaml's.")] = "",
) -> None:
    """Run everything on this machine: Prefect's server, the schedules and the portal, until Ctrl+C."""
    settings, console = load_settings(), screen()
    if begin_council(settings, address=f"http://127.0.0.1:{portal_port}"):
        console.print(
            f"There was no {settings.council.name}, so one was made from the example: it is about the invented"
        )
        console.print("Ashcombe. Stop, make it your own council's, and start again when you are ready.\n")
    keep_a_secret(settings)
    bring_up_to_date(open_office(settings).engine)
    stop = threading.Event()
    for caught in (signal.SIGINT, signal.SIGTERM):
        signal.signal(caught, lambda *_: stop.set())
    ports = Ports(prefect=prefect_port, portal=portal_port)
    with everything_running(settings, ports, tick_cron=tick_cron) as state:
        console.print(f"The portal:  http://127.0.0.1:{portal_port}/")
        console.print(f"Way in:      {WAY_IN}", soft_wrap=True)
        console.print(f"Prefect:     http://127.0.0.1:{prefect_port}/   (for whoever runs the machine)")
        console.print("Ctrl+C stops all of it; nothing is lost, the next start catches up.")
        keep_running(settings, state, stop)


def portal(
    port: Annotated[int, typer.Option(help="Where it listens, on loopback.")] = 8765,
    demo: Annotated[bool, typer.Option("--demo", help="On what “cleardays demo” made.")] = False,
) -> None:
    """Run the portal alone, until Ctrl+C."""
    command = [sys.executable, "-m", "uvicorn", "--factory", "portal.app:from_environment", "--port", str(port)]
    screen().print(f"Way in: {DEMO_WAY_IN if demo else WAY_IN}", soft_wrap=True)
    with contextlib.suppress(KeyboardInterrupt):
        raise typer.Exit(subprocess.run(command, env=demo_environment() if demo else None, check=False).returncode)  # noqa: S603


def demo(
    folder: Annotated[Path, typer.Option(help="Where the demonstration is made; emptied first.")] = Path("demo"),
) -> None:
    """Play one quarter of the invented council of Ashcombe, day by day, and name what it made."""
    play(folder, screen())
