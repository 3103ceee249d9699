"""The demonstration: a quarter of the invented council of Ashcombe, ticked day by day, with its people's part played.

Everything in it is the real thing but the clock and the people; it needs no network and no configuration.
"""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from config.clock import instant
from config.settings import CHECKOUT, DEMO_SECRET, Settings, environment_for, load_settings
from flows.deliver_notices import deliver_notices
from flows.loading import load_plan
from flows.office import Office, open_office
from flows.story import Act, perform, read_story
from flows.tick import Deed, run_tick
from governance.errors import ConfigError
from governance.wording import day, plural
from plan_store import notices
from plan_store.database import reading
from plan_store.migrating import migrate

SAMPLE = CHECKOUT / "samples" / "ashcombe"
FROM_ON, TO_ON = date(2027, 1, 4), date(2027, 4, 9)
MORNING, FORENOON, MIDDAY, EVENING = time(9, 30), time(11, 0), time(12, 30), time(18, 0)
PLAN = "Children’s Services Improvement Plan"
# Who keeps the plan there, for a first look at the officer's desk.
DEMO_OFFICER = "Carys Bevan"
MARK = "made-by-the-demonstration"


def play(folder: Path, console: Console) -> Office:
    """Make the quarter in `folder`, saying what happens, and name what was made."""
    office = prepare_folder(folder)
    loaded = load_plan(office, SAMPLE / "improvement-plan.xlsx", title=PLAN, by="system", at=_at(FROM_ON, MORNING))
    console.print(f"[bold]Ashcombe City Council[/bold]: {loaded.summary}\n")
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        days = [FROM_ON + timedelta(days=n) for n in range((TO_ON - FROM_ON).days + 1)]
        story = read_story(SAMPLE / "story.toml")
        quarter = progress.add_task(day(FROM_ON), total=len(days))
        for today in days:
            progress.update(quarter, description=f"{today:%a} {day(today)}", advance=1)
            for deed in play_day(office, today, story.get(today, [])):
                progress.console.print(f"{today:%a %d %b}  {deed.cycle or 'calendar'}: {deed.said}")
    _name_what_was_made(office, console)
    return office


def prepare_folder(folder: Path) -> Office:
    """An empty store of Ashcombe's in the folder. Refuses a folder that holds anything it did not make itself."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise ConfigError(f"{folder} holds other things; name an empty folder for the demonstration with --folder.")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / MARK).touch()
    office = open_office(demo_settings(folder))
    migrate(office.engine)
    return office


def demo_settings(folder: Path) -> Settings:
    """The settings of the demonstration: its own store and outbox, Ashcombe's council.toml, no channel but files."""
    return replace(
        load_settings({}),
        var=folder,
        secret=DEMO_SECRET,
        council=SAMPLE / "council.toml",
        database=f"sqlite:///{folder.absolute() / 'cleardays.db'}",
    )


def demo_environment(folder: Path = Path("demo")) -> dict[str, str]:
    """The environment in which other programs find what the demonstration made."""
    settings = demo_settings(folder)
    return environment_for(
        CLEARDAYS_VAR=str(settings.var.absolute()),
        CLEARDAYS_COUNCIL=str(settings.council),
        CLEARDAYS_DATABASE=settings.database,
        CLEARDAYS_AS_OF=_at(TO_ON, MIDDAY).isoformat(),
    )


def play_day(office: Office, today: date, acts: Sequence[Act]) -> list[Deed]:
    """One day: ticks in the morning, at midday and in the evening, and what people do between them."""
    deeds, done = [], MORNING
    for hour in (MORNING, MIDDAY, EVENING):
        for n, act in enumerate(act for act in acts if done <= act.get("hour", FORENOON) < hour):
            perform(office, act, at=_at(today, act.get("hour", FORENOON)) + timedelta(minutes=n))
        deeds += run_tick(office, at=_at(today, hour))
        deliver_notices(office, at=_at(today, hour))
        done = hour
    return deeds


def _at(today: date, hour: time) -> datetime:
    return instant(datetime.combine(today, hour))


def _name_what_was_made(office: Office, console: Console) -> None:
    published = office.published or Path()
    with reading(office.engine) as session:
        sent, held = notices.outbox(session, "sent"), notices.outbox(session, "held")
    console.print("\n[bold]What was made[/bold]")
    for file in sorted(published.rglob("*.*")):
        console.print(f"  {file}", soft_wrap=True)
    console.print(
        f"  {office.settings.var / 'outbox'}: {plural(len(sent), 'mail')}, any mail program opens them", soft_wrap=True
    )
    if held:
        console.print(f"  {plural(len(held), 'message')} held, each with the reason")
    console.print(f"\nThe portal: [bold]make portal[/bold], then open {office.portal_address}/")
    console.print(f'To sign in as its officer: [bold]cleardays invite "{DEMO_OFFICER}" --demo[/bold]', soft_wrap=True)
