"""`cleardays invite`: the first way in, before there is any mail and anybody who has signed in."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from sqlmodel import select
from typer.testing import CliRunner

from config.clock import now
from config.settings import load_settings
from flows.command_line import app
from flows.demonstration import DEMO_OFFICER, SAMPLE, prepare_folder
from flows.loading import load_plan
from governance.errors import RecordError
from governance.terms import Role
from plan_store import codes, people, visits
from plan_store.database import connect, reading
from plan_store.tables import AuditEntry, Person


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with an empty plan store of this version, set up as the README says."""
    monkeypatch.setenv("CLEARDAYS_VAR", str(tmp_path))
    monkeypatch.setenv("CLEARDAYS_COUNCIL", str(SAMPLE / "council.toml"))
    monkeypatch.setenv("COLUMNS", "400")
    for name in ("CLEARDAYS_DATABASE", "CLEARDAYS_SECRET", "CLEARDAYS_AS_OF", "CLEARDAYS_PORTAL_ADDRESS"):
        monkeypatch.delenv(name, raising=False)
    assert CliRunner().invoke(app, ["migrate"]).exit_code == 0
    return tmp_path


def invite(*words: str) -> str:
    done = CliRunner().invoke(app, ["invite", *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def token_in(said: str) -> str:
    found = re.search(r"/invitation/(\S+)", said)
    assert found
    return found[1]


def somebody_in(home: Path, name: str) -> tuple[Person, frozenset[Role]]:
    with reading(connect(f"sqlite:///{home / 'cleardays.db'}")) as session:
        person = people.require(session, name)
        return person, visits.roles_in_portal(session, person)


def everybody_in(home: Path) -> list[str]:
    with reading(connect(f"sqlite:///{home / 'cleardays.db'}")) as session:
        return [person.name for person in session.exec(select(Person))]


def test_the_first_officer_is_added_with_roles_and_an_address_that_signs_in_once(home: Path) -> None:
    said = invite("Carys Bevan", "--email", "carys@ashcombe.example", "--role", "officer", "--role", "administrator")

    person, roles = somebody_in(home, "Carys Bevan")
    assert person.email == "carys@ashcombe.example"
    assert roles == {Role.OFFICER, Role.ADMINISTRATOR}
    assert "http://127.0.0.1:8765/invitation/" in said
    assert "30 minutes" in said
    settings = load_settings()
    with reading(connect(settings.database)) as session:
        invited = codes.open_invitation(session, token_in(said), secret=settings.secret, at=now())
    assert invited.reference == person.reference


def test_the_same_person_is_invited_again_without_a_second_one_being_made(home: Path) -> None:
    first = invite("Carys Bevan", "--email", "carys@ashcombe.example", "--role", "officer")
    second = invite("carys  bevan")

    assert everybody_in(home) == ["Carys Bevan"]
    assert token_in(first) != token_in(second)


def test_the_way_in_that_is_printed_stands_nowhere_in_the_store(home: Path) -> None:
    token = token_in(invite("Carys Bevan", "--role", "officer"))

    assert token.encode() not in b"".join(file.read_bytes() for file in home.glob("cleardays.db*"))


def test_the_trail_says_that_somebody_was_invited_but_holds_no_name(home: Path) -> None:
    invite("Carys Bevan", "--email", "carys@ashcombe.example", "--role", "officer")

    with reading(connect(f"sqlite:///{home / 'cleardays.db'}")) as session:
        rows = [f"{row.verb} {row.subject} {row.by} {row.detail}" for row in session.exec(select(AuditEntry))]
    assert any(row.startswith("invitation issued P-001 system") for row in rows)
    assert not re.search(r"Carys|@", "".join(rows))


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["Una Visitor"], "Una Visitor has no part in the plan"),
        (["Una Visitor", "--role", "king"], "There is no role “king”; the roles are owner, sro, officer"),
        (["Una Visitor", "--role", "system"], "There is no role “system”"),
        (["Una Visitor", "--role", "officer", "--email", "una"], "“una” is no mail address"),
        (["Una Visitor", "--role", "officer", "--email", "Carys@ashcombe.example"], "P-001 Carys Bevan has this mail"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(home: Path, words: list[str], why: str) -> None:
    invite("Carys Bevan", "--email", "carys@ashcombe.example", "--role", "officer")

    with pytest.raises(RecordError, match=why):
        CliRunner().invoke(app, ["invite", *words], catch_exceptions=False)

    assert everybody_in(home) == ["Carys Bevan"]


def test_where_the_portal_has_a_public_address_the_one_on_this_machine_is_named_too(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLEARDAYS_PORTAL_ADDRESS", "https://plan.ashcombe.example")
    said = invite("Carys Bevan", "--role", "officer")

    token = token_in(said)
    assert f"https://plan.ashcombe.example/invitation/{token}" in said
    assert f"http://127.0.0.1:8765/invitation/{token}" in said


@pytest.mark.full
def test_the_demonstration_has_a_way_in_for_its_officer(tmp_path: Path) -> None:
    office = prepare_folder(tmp_path / "demo")
    load_plan(office, SAMPLE / "improvement-plan.xlsx", title="Plan", by="system", at=now())
    command = [sys.executable, "-m", "flows", "invite", DEMO_OFFICER, "--demo"]
    checkout = str(Path(__file__).parents[2])

    done = subprocess.run(
        command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": checkout}, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert "Carys Bevan can sign in once" in done.stdout
    assert re.search(r"http://127\.0\.0\.1:8765/invitation/\S{40,}", done.stdout)
