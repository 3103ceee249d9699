"""The command line as an officer meets it: run as a process, read as text."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from quarters import FROM_ON, an_office, load_ashcombe, play

from config.settings import environment_for
from flows.demonstration import SAMPLE

CASES = Path(__file__).parents[2].parent / "shared" / "cases"


@pytest.fixture
def run(tmp_path):
    """Runs cleardays with a store of its own."""
    environment = environment_for(
        CLEARDAYS_VAR=str(tmp_path),
        CLEARDAYS_COUNCIL=str(SAMPLE / "council.toml"),
        CLEARDAYS_DATABASE=f"sqlite:///{tmp_path / 'plan.db'}",
        COLUMNS="200",
    )

    def run(*words, typed=""):
        return subprocess.run(
            [sys.executable, "-m", "flows", *words],
            env=environment,
            capture_output=True,
            text=True,
            input=typed,
            timeout=120,
        )

    return run


@pytest.fixture
def loaded(run):
    assert run("migrate").returncode == 0
    assert run("load", str(SAMPLE / "improvement-plan.xlsx"), "--yes", "--as-of", "2027-01-04").returncode == 0
    return run


def case(name):
    path = CASES / name
    if not path.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{path} is not there, and with CI=true nothing may be skipped")
        pytest.skip(f"{path} is not there")
    return path


def test_the_case_plan_is_read_without_a_store_one_object_a_row(run):
    done = run("load", str(case("fds-2020-action-plan/plan.xlsx")), "--dry-run", "--json")

    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(rows) == 66
    assert len({row["area"] for row in rows}) == 20
    assert set(rows[0]) == {"sheet", "row", "reference", "area", "title", "owners", "due", "status", "problems"}
    odd = [row for row in rows if row["due"]["date"] is None]
    assert len(odd) == 10
    assert all(row["due"]["raw"] and row["problems"] for row in odd)


def test_a_file_that_is_no_workbook_ends_in_one_sentence_and_changes_nothing(loaded, tmp_path):
    broken = tmp_path / "plan.xlsx"
    broken.write_bytes(b"this is no workbook")

    done = loaded("load", str(broken), "--yes")

    assert done.returncode == 5
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_loading_asks_before_it_writes_and_writes_only_what_differs(run):
    run("migrate")
    plan = str(SAMPLE / "improvement-plan.xlsx")

    refused = run("load", plan, typed="n\n")
    accepted = run("load", plan, typed="y\n")
    again = run("load", plan, "--dry-run")

    assert "Would load" in refused.stdout
    assert "Nothing was written." in refused.stdout
    assert "60 actions" in accepted.stdout
    assert "the file and the plan store agree" in again.stdout


def test_a_dry_run_of_a_tick_says_who_would_get_what_and_changes_nothing(loaded):
    would = loaded("tick", "--as-of", "2027-01-06", "--dry-run")
    cycles = loaded("cycles")

    assert "would open cycle  improvement-board-2027-02-09" in would.stdout
    assert "would send update_request to Amara Osei <amara.osei@ashcombe.example>" in would.stdout
    assert "Nothing was changed." in would.stdout
    assert "No cycle has been planned yet" in cycles.stdout


def test_a_tick_asks_and_a_second_finds_nothing_due(loaded, tmp_path):
    first = loaded("tick", "--as-of", "2027-01-06")
    second = loaded("tick", "--as-of", "2027-01-06")

    assert "Asked about 54 actions" in first.stdout
    assert "Sent 19 messages." in first.stdout or "Sent 20 messages." in first.stdout
    assert "Nothing is due." in second.stdout
    assert "collecting" in loaded("cycles").stdout
    assert "cycle opened" in loaded("story", "improvement-board-2027-02-09").stdout


def test_a_year_is_rehearsed_and_nothing_is_sent_or_changed(loaded, tmp_path):
    done = loaded("rehearse", "--from", "2027-01-04", "--to", "2028-01-03")

    assert done.returncode == 0, done.stderr
    assert "update request" in done.stdout
    assert "partnership-board-2027-12-22" in done.stdout
    assert "Nothing was sent and nothing was changed." in done.stdout
    assert not (tmp_path / "outbox").exists()
    assert "No cycle has been planned yet" in loaded("cycles").stdout


def test_a_store_that_is_not_there_yet_says_what_to_run(run):
    done = run("tick")

    assert done.returncode == 2
    assert "Run “cleardays migrate”" in done.stderr


def test_a_cycle_nobody_knows_is_named(loaded):
    done = loaded("sign-off", "no-such-cycle", "--by", "Dev Malhotra")

    assert done.returncode == 6
    assert "There is no cycle “no-such-cycle”" in done.stderr


@pytest.fixture
def awaiting(tmp_path):
    """Ashcombe's first cycle on the day the director is asked."""
    office = an_office(tmp_path, f"sqlite:///{tmp_path / 'plan.db'}", formats=("html",))
    load_ashcombe(office)
    play(replace(office), to_on=FROM_ON.replace(day=26))
    office.engine.dispose()


@pytest.mark.full
def test_a_director_sends_back_by_command_the_officer_mends_and_the_director_signs_off(awaiting, run):
    cycle = "improvement-board-2027-02-09"

    not_a_director = run("sign-off", cycle, "--by", "Carys Bevan", "--as-of", "2027-01-27")
    back = run("send-back", cycle, "--by", "Dev Malhotra", "--reason", "Say why S2 is late.", "--as-of", "2027-01-27")
    too_soon = run("sign-off", cycle, "--by", "Dev Malhotra", "--as-of", "2027-01-27")
    mended = run("mend", cycle, "--by", "Carys Bevan", "--as-of", "2027-01-28")
    signed = run("sign-off", cycle, "--by", "Dev Malhotra", "--as-of", "2027-01-29")
    published = run("tick", "--as-of", "2027-02-01")

    assert not_a_director.returncode == 4
    assert "is not director in the plan store" in not_a_director.stderr
    assert back.returncode == 0, back.stderr
    assert too_soon.returncode == 4
    assert "cannot become approved" in too_soon.stderr
    assert "Version 2 is before the director." in mended.stdout
    assert signed.returncode == 0, signed.stderr
    assert "Published one paper" in published.stdout


def test_minutes_are_recorded_once_and_answered(loaded, tmp_path):
    minutes = tmp_path / "minutes.toml"
    minutes.write_text(
        '[[resolutions]]\nnumber = "9"\nwords = "RESOLVED: (1) to note; (2) that the next paper says what changed."\n'
        '[[resolutions.limbs]]\nkind = "note"\nwords = "to note"\n'
        '[[resolutions.limbs]]\nkind = "action"\nwords = "that a check is made"\ntitle = "Check fifty files"\n'
        'owner = "Amara Osei"\ndue = 2027-04-30\ndelivery_plan = "S"\n'
    )
    loaded("tick", "--as-of", "2027-01-06")

    first = loaded(
        "minutes", "improvement_board", "2027-02-09", str(minutes), "--by", "Carys Bevan", "--as-of", "2027-02-10"
    )
    second = loaded(
        "minutes", "improvement_board", "2027-02-09", str(minutes), "--by", "Carys Bevan", "--as-of", "2027-02-10"
    )
    answered = loaded(
        "respond",
        "improvement_board",
        "9",
        "2",
        "--words",
        "Being done.",
        "--by",
        "Carys Bevan",
        "--as-of",
        "2027-02-12",
    )

    assert "Recorded two decisions and added S21." in first.stdout, first.stderr
    assert "Recorded no decisions." in second.stdout
    assert answered.returncode == 0


def test_a_date_nobody_asked_for_cannot_be_granted(loaded):
    done = loaded("grant-date", "S3", "--decided-by", "Improvement Board", "--by", "Carys Bevan")

    assert done.returncode == 6
    assert "No new date has been asked for S3" in done.stderr
