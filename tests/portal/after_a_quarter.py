"""Ashcombe on days of its played quarter: papers, mails, decisions and people, as the demonstration leaves them."""

import shutil
from collections.abc import Collection
from datetime import date, time
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from casts import Ashcombe
from quarters import act, an_office, days, load_ashcombe, moment, tick

from flows.demonstration import SAMPLE
from flows.office import FORMATS, Office
from flows.story import read_story

TICKS, NOON = (time(9, 30), time(12, 0)), time(12, 30)


def town_on(on: date, folder: Path, among: Collection[date]) -> Ashcombe:
    """The town at half past twelve on that day, in this folder. among: every day that some test wants; played once."""
    shutil.copytree(played(frozenset(among)) / on.isoformat(), folder, dirs_exist_ok=True)
    return Ashcombe(office=_office_in(folder), now=moment(on, NOON))


@cache
def played(wanted: frozenset[date]) -> Path:
    """A folder with one copy of the town for each day, named by the day."""
    whole, copies = Path(mkdtemp()), Path(mkdtemp())
    office = _office_in(whole)
    load_ashcombe(office)
    story, waiting = read_story(SAMPLE / "story.toml"), []
    for today in days(to_on=max(wanted)):
        tick(office, moment(today, TICKS[0]))
        waiting = act(office, [*waiting, *story.get(today, [])], today)
        tick(office, moment(today, TICKS[1]))
        if today in wanted:
            office.engine.dispose()
            shutil.copytree(whole, copies / today.isoformat())
    return copies


def _office_in(folder: Path) -> Office:
    return an_office(folder, f"sqlite:///{folder / 'cleardays.db'}", formats=FORMATS)
