"""The council's name, colour and logo stand on every page, and nothing of anybody else's."""

from dataclasses import replace
from pathlib import Path

import pytest
from casts import Ashcombe

from config.council import load_council
from governance.errors import ConfigError

SAMPLE = Path(__file__).parent.parent.parent / "samples" / "ashcombe" / "council.toml"


def with_its_logo(town: Ashcombe) -> Ashcombe:
    settings = replace(town.office.settings, council=SAMPLE)
    town.office = replace(town.office, settings=settings, council=load_council(SAMPLE))
    return town


def test_the_councils_logo_stands_in_the_head_of_every_page_and_says_nothing_twice(town: Ashcombe) -> None:
    client = with_its_logo(town).client()

    page = client.get("/").text
    logo = client.get("/static/council-logo")

    assert '<img class="portal-header__logo" src="/static/council-logo?v=' in page
    assert 'alt=""' in page
    assert logo.headers["content-type"] == "image/svg+xml"
    assert logo.content == (SAMPLE.parent / "ashcombe-logo.svg").read_bytes()


def test_a_logo_opened_by_itself_can_run_no_script(town: Ashcombe) -> None:
    assert "sandbox" in with_its_logo(town).client().get("/static/council-logo").headers["content-security-policy"]


def test_a_council_without_a_logo_has_its_name_alone(town: Ashcombe) -> None:
    client = town.client()

    assert "<img" not in client.get("/").text
    assert client.get("/static/council-logo").status_code == 404


def test_a_logo_that_is_not_there_is_named_at_the_start(tmp_path: Path) -> None:
    file = tmp_path / "council.toml"
    file.write_text('[council]\nname = "Ashcombe"\nlogo = "crest.png"\n', encoding="utf-8")

    with pytest.raises(ConfigError, match=r"no “crest\.png” stands beside it"):
        load_council(file)


@pytest.mark.parametrize("name", ["../secret.svg", "crest.gif", "https://elsewhere.example/crest.svg"])
def test_a_logo_is_a_picture_beside_the_settings_and_nothing_else(tmp_path: Path, name: str) -> None:
    file = tmp_path / "council.toml"
    file.write_text(f'[council]\nname = "Ashcombe"\nlogo = "{name}"\n', encoding="utf-8")

    with pytest.raises(ConfigError, match=r"must be the name of an \.svg or \.png file"):
        load_council(file)
