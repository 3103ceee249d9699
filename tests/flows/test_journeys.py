"""A whole quarter: however the machine ran, the story is the same."""

from datetime import date, timedelta

import pytest
from quarters import (
    EARLY,
    EVENING,
    FROM_ON,
    TO_ON,
    act,
    an_office,
    days,
    final_stages,
    killed_at_every_commit,
    load_ashcombe,
    moment,
    play,
    story_of,
    tick,
)

from flows.demonstration import SAMPLE
from flows.story import read_story

pytestmark = pytest.mark.full


@pytest.fixture(scope="module")
def daily(tmp_path_factory):
    """The quarter as one tick a day makes it."""
    folder = tmp_path_factory.mktemp("daily")
    office = an_office(folder, f"sqlite:///{folder / 'plan.db'}")
    load_ashcombe(office)
    play(office)
    return story_of(office), final_stages(office)


@pytest.fixture(params=["sqlite", "postgresql"])
def quarter(request, tmp_path, store_address):
    office = an_office(tmp_path, store_address(request.param))
    load_ashcombe(office)
    yield office
    office.engine.dispose()


def test_the_quarter_runs_two_cycles_to_their_end_and_opens_the_third(daily):
    story, stages = daily

    assert stages == {
        "improvement-board-2027-02-09": "closed",
        "partnership-board-2027-03-24": "closed",
        "improvement-board-2027-05-11": "collecting",
        "partnership-board-2027-06-23": "planned",
    }
    assert story.stages["improvement-board-2027-02-09"] == [
        "cycle opened",
        "cycle locked",
        "paper drafted",
        "sign-off asked",
        "paper sent back",
        "sign-off asked",
        "paper signed off",
        "paper published",
        "cycle closed",
    ]
    assert {state for _, state in story.notices.values()} == {"sent"}
    assert story.letters == len(story.notices)


def test_a_tick_run_twice_changes_nothing(quarter, daily):
    play(quarter, ticks=(EARLY, EARLY, EVENING, EVENING))

    assert story_of(quarter) == daily[0]


def test_nine_days_missed_while_owners_answer_change_no_paper_and_lose_no_notice(quarter, daily):
    missed = days(date(2027, 1, 8), date(2027, 1, 16))

    assert len(missed) == 9
    play(quarter, missed=missed)

    story, expected = story_of(quarter), daily[0]
    assert (story.stages, story.papers, story.updates) == (expected.stages, expected.papers, expected.updates)
    assert {once for once, (kind, _) in story.notices.items() if kind != "update_reminder"} == {
        once for once, (kind, _) in expected.notices.items() if kind != "update_reminder"
    }
    held = {once for once, (_, state) in story.notices.items() if state == "held"}
    assert held
    assert all("/update_reminder/1/" in once for once in held)
    reminded = {once.rsplit("/", 1)[1] for once in story.notices if "02-09/update_reminder/2/" in once}
    assert {once.rsplit("/", 1)[1] for once in held} == reminded


@pytest.mark.parametrize("from_on", days(FROM_ON, TO_ON)[::21], ids=str)
def test_nine_days_missed_anywhere_leave_no_cycle_between_stages(tmp_path, daily, from_on):
    office = an_office(tmp_path, f"sqlite:///{tmp_path / 'plan.db'}")
    load_ashcombe(office)
    missed = days(from_on, from_on + timedelta(days=8))

    play(office, missed=missed, to_on=TO_ON + timedelta(days=12))

    story, stages = story_of(office), final_stages(office)
    assert stages["improvement-board-2027-02-09"] == stages["partnership-board-2027-03-24"] == "closed"
    assert story.letters == sum(state == "sent" for _, state in story.notices.values())
    assert {state for _, state in story.notices.values()} <= {"sent", "held"}
    office.engine.dispose()


@pytest.mark.parametrize(
    ("database", "before"),
    [("sqlite", False), ("sqlite", True), ("postgresql", True)],
    ids=["SQLite, right after a commit", "SQLite, just before one", "PostgreSQL, just before one"],
)
def test_killed_at_every_commit_the_first_cycle_tells_the_same_story(tmp_path, store_address, database, before):
    address = store_address(database)
    last = date(2027, 2, 16)
    once_folder = tmp_path / "unkilled"
    once_folder.mkdir()
    unkilled = an_office(once_folder, f"sqlite:///{once_folder / 'plan.db'}")
    load_ashcombe(unkilled)
    play(unkilled, to_on=last)
    office = an_office(tmp_path, address)
    load_ashcombe(office)
    office.engine.dispose()

    def open_here():
        return an_office(tmp_path, address)

    kills, story, waiting = 0, read_story(SAMPLE / "story.toml"), []
    for today in days(to_on=last):
        people = open_here()
        waiting = act(people, [*waiting, *story.get(today, [])], today)
        people.engine.dispose()
        kills += killed_at_every_commit(
            open_here, lambda office, today=today: tick(office, moment(today, EVENING)), before=before
        )

    at_the_end = open_here()
    killed, expected = story_of(at_the_end), story_of(unkilled)
    at_the_end.engine.dispose()
    unkilled.engine.dispose()
    print(f"{database}: killed {kills} times")
    assert kills > 200
    assert killed == expected
