"""docs/extending.md, done word for word on a copy of the project, and one small cycle of a small council run on it."""

import json
import subprocess
import sys
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from os import environ
from pathlib import Path
from typing import Any

import pytest
from small_council import COUNCIL, CYCLE
from worked_examples import EXTENDING, apply, copy_of_the_project, examples_of

EXAMPLES = examples_of(EXTENDING.read_text(encoding="utf-8"))
HOST_IN_THE_PAGE = "127.0.0.1:8099"
CHECKS_THAT_MEET_AN_ADDITION = (
    "tests/delivery/test_catalogue.py",
    "tests/delivery/test_notices.py",
    "tests/governance/test_flags.py",
    "tests/governance/test_cycle.py",
    "tests/house/test_steps_and_stages.py",
    "tests/house/test_printed_docs.py",
)


@dataclass(frozen=True)
class Extended:
    """A copy of the project with every example in it. outcome: what its small council did; heard: by the team."""

    folder: Path
    outcome: dict[str, Any]
    heard: list[dict[str, Any]]


class Ear(BaseHTTPRequestHandler):
    """The program of the page's own that takes JSON."""

    heard: list[dict[str, Any]]

    def do_POST(self) -> None:
        self.heard.append({"path": self.path, **json.loads(self.rfile.read(int(self.headers["Content-Length"])))})
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """A test prints nothing."""


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> Extended:
    folder = copy_of_the_project(tmp_path_factory.mktemp("project"))
    (folder / "council.toml").write_text(COUNCIL, encoding="utf-8")
    for example in EXAMPLES:
        apply(example, folder)
    ear = type("EarOfThisTest", (Ear,), {"heard": []})
    with HTTPServer(("127.0.0.1", 0), ear) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings = (folder / "council.toml").read_text(encoding="utf-8")
        free = settings.replace(HOST_IN_THE_PAGE, f"127.0.0.1:{server.server_port}")
        (folder / "council.toml").write_text(free, encoding="utf-8")
        said = run_in(folder, "tests/house/small_council.py")
        server.shutdown()
    return Extended(folder=folder, outcome=json.loads(said.splitlines()[-1]), heard=ear.heard)


def run_in(folder: Path, *arguments: str) -> str:
    """Run Python in the copy, with the copy's rooms and not the checkout's; what it printed."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**environ, "PYTHONPATH": str(folder), "NO_PROXY": "127.0.0.1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
    return done.stdout


def test_the_page_has_an_example_of_every_addition() -> None:
    places = {example.file.rpartition("/")[0] for example in EXAMPLES}

    assert {"templates/papers/watch_list", "templates/notices/answers_are_in", "flows/steps"} <= places
    assert {"governance/flags.py", "governance/cycle.py", "council.toml"} <= {example.file for example in EXAMPLES}


@pytest.mark.full
def test_the_copy_ran_on_its_own_rooms(extended: Extended) -> None:
    assert Path(extended.outcome["where"]).samefile(extended.folder)
    assert extended.outcome["stage"] == "published"


@pytest.mark.full
def test_a_new_paper_type_is_listed_written_and_published(extended: Extended) -> None:
    papers = [name for name in extended.outcome["papers"] if "watch-list" in name]

    assert "watch_list" in extended.outcome["paper_types"]
    assert papers == [f"{CYCLE}-watch-list.{format_}" for format_ in ("docx", "html", "pdf")]
    page = next(extended.folder.glob(f"var/published/*/{CYCLE}-watch-list.html")).read_text(encoding="utf-8")
    assert "What is off track and what is in the way" in page
    assert "Housing has not named anybody." in page


@pytest.mark.full
def test_a_new_notice_goes_out_once_when_the_cycle_enters_its_stage(extended: Extended) -> None:
    letters = [letter for letter in extended.outcome["letters"] if letter[1].startswith("Answers are in")]

    assert letters == [
        [
            "Dev Malhotra <dev@ashcombe.example>",
            "Answers are in for the Improvement Board of Wednesday 24 March 2027",
        ]
    ]


@pytest.mark.full
def test_a_new_rule_raises_its_flag_by_the_dial_in_the_council_s_settings(extended: Extended) -> None:
    raised = [subject for rule, subject in extended.outcome["flags"] if rule == "too_many_owners"]

    # Three owners are as many as the rule itself allows; council.toml says two.
    assert raised == ["A3"]
    assert "W010" not in " ".join(extended.outcome["findings"])


@pytest.mark.full
def test_a_new_channel_is_accepted_and_hears_what_officers_are_told(extended: Extended) -> None:
    titles = [said["title"] for said in extended.heard]

    assert "W002" not in " ".join(extended.outcome["findings"])
    assert {said["path"] for said in extended.heard} == {"/cleardays"}
    assert any(title.startswith("Signed off: ") for title in titles)
    assert not any("Please sign off" in title or "Please update" in title for title in titles)


@pytest.mark.full
def test_a_new_step_is_done_once_and_marked_as_done(extended: Extended) -> None:
    noted = [detail for verb, detail in extended.outcome["verbs"] if verb == "silence noted"]

    assert noted == [{"actions": ["A1", "A3"]}]
    assert extended.outcome["done"].count("note_silence") == 1
    assert extended.outcome["marks"].count("note_silence") == 1


@pytest.mark.full
def test_what_was_added_keeps_to_the_rules_of_the_house(extended: Extended) -> None:
    printed = run_in(extended.folder, "-c", "from flows.command_line import main; main()", "print-docs")

    assert "docs/rules.md was printed anew." in printed
    assert "docs/cycle.md was printed anew." in printed
    run_in(extended.folder, "-m", "ruff", "check", "flows", "governance")
    run_in(extended.folder, "-m", "ruff", "format", "--check", "flows", "governance")
    run_in(extended.folder, "-m", "pytest", "-q", "-p", "no:cacheprovider", *CHECKS_THAT_MEET_AN_ADDITION)
