"""docs/publication.md, followed as it is written: its commands are typed in, and its lists are what lies there then."""

import json
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from checkout import CHECKOUT
from despatches_played import CYCLE, SIGNED_ON, before_sign_off, play_on

from config.council import read_council
from config.settings import environment_for
from flows.demonstration import SAMPLE
from governance.file_names import FIELDS, NameFields, file_name

PAGE = (CHECKOUT / "docs" / "publication.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^ *```(?P<kind>\w+) ?(?P<said>[^\n]*)\n(?P<words>.*?)^ *```$", re.M | re.S)
BEFORE_SIGN_OFF, AFTER_THE_PACK = "2027-01-28T19:00", "2027-02-03T09:00"


def blocks(kind: str) -> list[str]:
    return [textwrap.dedent(found["words"]).strip() for found in BLOCK.finditer(PAGE) if found["kind"] == kind]


def rows_of(section: str) -> list[str]:
    """The names in the first column of the section's table."""
    (words,) = re.findall(rf"^## {section}$(.*?)(?=^## |\Z)", PAGE, re.M | re.S)
    return re.findall(r"^\| `([^`]+)` \|", words, re.M)


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """What lay in the folder after the pack and after the supplement, the manifest, and the late-item form."""
    folder = tmp_path_factory.mktemp("clerk")
    written = (SAMPLE / "council.toml").read_text(encoding="utf-8")
    two = 'reports = ["progress_report", "exception_report"]'
    (folder / "council.toml").write_text(written.replace('reports = ["progress_report"]', two), encoding="utf-8")
    shutil.copy(SAMPLE / "ashcombe-logo.svg", folder)
    office = before_sign_off(folder, exempt=False, aside=False, formats=("html", "mail", "pdf", "docx", "pptx"))
    published = folder / "published" / CYCLE
    type_in = _typing(folder)
    set_aside, *after = blocks("sh")

    type_in(set_aside, BEFORE_SIGN_OFF)
    play_on(office, SIGNED_ON, date(2027, 2, 2))
    first = {path.name for path in published.iterdir()}
    form = type_in(f'cleardays late-item {CYCLE} --by "Carys Bevan"', AFTER_THE_PACK)
    for command in after:
        type_in(command, AFTER_THE_PACK)
    return {
        "first": first,
        "second": {path.name for path in published.iterdir()},
        "manifest": json.loads((published / "manifest.json").read_text(encoding="utf-8")),
        "form": form,
    }


def _typing(folder: Path) -> Callable[[str, str], str]:
    environment = environment_for(
        CLEARDAYS_VAR=str(folder),
        CLEARDAYS_COUNCIL=str(folder / "council.toml"),
        CLEARDAYS_DATABASE=f"sqlite:///{folder / 'plan.db'}",
        COLUMNS="200",
    )

    def type_in(command: str, as_of: str) -> str:
        assert command.startswith("cleardays ")
        words = command.replace("cleardays", f"{sys.executable} -m flows", 1)
        done = subprocess.run(
            ["sh", "-e", "-c", f"{words} --as-of {as_of}"], env=environment, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return type_in


@pytest.mark.full
def test_what_the_page_says_lies_in_the_folder_lies_there(followed: Mapping[str, Any]) -> None:
    first, more = blocks("text")

    assert followed["first"] == set(first.split())
    assert followed["second"] == set(first.split()) | set(more.split())


@pytest.mark.full
def test_the_form_of_the_late_item_is_the_one_that_the_page_fills_in(followed: Mapping[str, Any]) -> None:
    (filled,) = re.findall(r'--words "([^"]+)"', PAGE)
    pattern = re.escape(" ".join(followed["form"].split())).replace(re.escape("[reason]"), ".+")

    assert re.fullmatch(pattern.replace(re.escape("[date]"), ".+"), filled)
    assert followed["manifest"]["supplements"][0]["papers"][0]["late_item"] == filled


@pytest.mark.full
def test_every_field_of_the_manifest_is_on_the_page_and_no_other(followed: Mapping[str, Any]) -> None:
    manifest = followed["manifest"]
    named = set(re.findall(r"`([a-z_0-9]+)`", PAGE))

    assert rows_of("What to load into the committee system") == list(manifest)
    (supplement,) = manifest["supplements"]
    for part in (manifest["meeting"], supplement, *supplement["papers"], supplement["papers"][0]["formats"][0]):
        assert set(part) <= named


def test_the_fields_of_a_file_name_are_those_there_are_and_the_pattern_shown_will_do() -> None:
    (table,) = blocks("toml")
    pattern = read_council(f'[council]\nname = "Ashcombe"\n{table}').publication.file_name

    assert rows_of("File names") == [f"{{{field}}}" for field in FIELDS]
    assert file_name(pattern, NameFields(**{field: field for field in FIELDS})) == "meeting-on-item-item-title"
