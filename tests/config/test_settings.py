"""Secrets and addresses: where they are read from, and that they are never shown."""

from pathlib import Path

import pytest

from config.settings import CHECKOUT, keep_a_secret, load_settings
from governance.errors import ConfigError

SECRET = "a-long-secret-for-the-portal-of-ashcombe"


def test_with_an_empty_environment_everything_lies_in_the_checkout() -> None:
    settings = load_settings({})

    assert settings.var == CHECKOUT / "var"
    assert settings.council == CHECKOUT / "council.toml"
    assert settings.database == f"sqlite:///{CHECKOUT / 'var' / 'cleardays.db'}"
    assert settings.portal_address == ""
    assert settings.channels == ()


def test_a_folder_without_a_kept_secret_has_the_one_for_trying_out(tmp_path: Path) -> None:
    assert load_settings({"CLEARDAYS_VAR": str(tmp_path)}).has_demo_secret


def test_every_place_can_be_set(tmp_path: Path) -> None:
    settings = load_settings(
        {
            "CLEARDAYS_HOME": str(tmp_path),
            "CLEARDAYS_COUNCIL": "/etc/cleardays/council.toml",
            "CLEARDAYS_DATABASE": "postgresql+psycopg://cleardays@db/cleardays",
            "CLEARDAYS_PORTAL_ADDRESS": "https://plan.ashcombe.example/",
            "CLEARDAYS_SECRET": SECRET,
        }
    )

    assert settings.var == tmp_path / "var"
    assert settings.council == Path("/etc/cleardays/council.toml")
    assert settings.database == "postgresql+psycopg://cleardays@db/cleardays"
    assert settings.portal_address == "https://plan.ashcombe.example"
    assert not settings.has_demo_secret
    assert load_settings({"CLEARDAYS_VAR": "/srv/var"}).var == Path("/srv/var")


def test_secrets_are_read_from_the_files_that_are_named(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(f"{SECRET}\n", encoding="utf-8")
    (tmp_path / "channels").write_text("slack://a/b/c\n\n mailtos://u:p@mail.example \n", encoding="utf-8")

    settings = load_settings(
        {
            "CLEARDAYS_SECRET_FILE": str(tmp_path / "secret"),
            "CLEARDAYS_CHANNELS_FILE": str(tmp_path / "channels"),
        }
    )

    assert settings.secret == SECRET
    assert settings.channels == ("slack://a/b/c", "mailtos://u:p@mail.example")


def test_a_machine_without_a_secret_makes_its_own_once_and_keeps_it_to_itself(tmp_path: Path) -> None:
    keep_a_secret(load_settings({"CLEARDAYS_VAR": str(tmp_path / "var")}))
    first = load_settings({"CLEARDAYS_VAR": str(tmp_path / "var")})
    keep_a_secret(first)
    second = load_settings({"CLEARDAYS_VAR": str(tmp_path / "var")})

    assert not first.has_demo_secret
    assert first.secret == second.secret
    assert (tmp_path / "var" / "secret").stat().st_mode & 0o777 == 0o600


def test_a_secret_of_the_environment_comes_before_the_kept_one(tmp_path: Path) -> None:
    keep_a_secret(load_settings({"CLEARDAYS_VAR": str(tmp_path)}))

    set_outside = load_settings({"CLEARDAYS_VAR": str(tmp_path), "CLEARDAYS_SECRET": "x" * 40})

    assert set_outside.secret == "x" * 40


def test_no_secret_is_shown_when_the_settings_are_printed() -> None:
    settings = load_settings(
        {
            "CLEARDAYS_SECRET": SECRET,
            "CLEARDAYS_DATABASE": "postgresql+psycopg://cleardays:db-password@db/cleardays",
            "CLEARDAYS_CHANNELS": "slack://token-a/token-b/token-c",
        }
    )

    assert all(hidden not in f"{settings} {settings!r}" for hidden in (SECRET, "db-password", "token-a"))


@pytest.mark.parametrize(
    ("environ", "why"),
    [
        (
            {"CLEARDAYS_SECRET": SECRET, "CLEARDAYS_SECRET_FILE": "/x"},
            "Both CLEARDAYS_SECRET and",
        ),
        ({"CLEARDAYS_SECRET_FILE": "/nowhere/secret"}, "/nowhere/secret, which cannot be read"),
        ({"CLEARDAYS_SECRET": "short"}, "has 5 characters; it needs at least 32"),
    ],
)
def test_a_secret_that_cannot_be_used_is_refused_without_being_shown(environ: dict[str, str], why: str) -> None:
    with pytest.raises(ConfigError, match=why) as refused:
        load_settings(environ)

    assert SECRET not in str(refused.value)
