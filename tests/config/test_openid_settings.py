"""The council's own accounts in the settings: all of it or nothing, by https, and the secret is never shown."""

from pathlib import Path

import pytest

from config.council import read_council
from config.settings import load_settings
from governance.errors import ConfigError

ISSUER = "https://login.microsoftonline.com/tenant/v2.0"
GIVEN = {
    "CLEARDAYS_OPENID_ISSUER": f"{ISSUER}/",
    "CLEARDAYS_OPENID_CLIENT_ID": "the-portal",
    "CLEARDAYS_OPENID_CLIENT_SECRET": "a-secret-of-the-provider",
}


def test_where_nothing_is_set_people_sign_in_with_a_code_by_mail() -> None:
    assert load_settings({}).openid is None
    assert read_council('[council]\nname = "Ashcombe"\n').sign_in.mailed_code


def test_the_three_settings_make_the_councils_accounts_known_and_the_secret_is_not_shown() -> None:
    settings = load_settings(GIVEN)

    assert settings.openid is not None
    assert (settings.openid.issuer, settings.openid.client_id) == (ISSUER, "the-portal")
    assert settings.openid.client_secret == "a-secret-of-the-provider"
    assert "a-secret-of-the-provider" not in repr(settings)


def test_the_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "openid").write_text("from-the-file\n", encoding="utf-8")
    given = GIVEN | {
        "CLEARDAYS_OPENID_CLIENT_SECRET": "",
        "CLEARDAYS_OPENID_CLIENT_SECRET_FILE": str(tmp_path / "openid"),
    }

    settings = load_settings(given)

    assert settings.openid is not None
    assert settings.openid.client_secret == "from-the-file"


@pytest.mark.parametrize("missing", GIVEN)
def test_one_setting_too_few_is_refused_with_what_to_do(missing: str) -> None:
    with pytest.raises(ConfigError, match="needs all three"):
        load_settings(GIVEN | {missing: ""})


@pytest.mark.parametrize("issuer", ["http://login.example/v2.0", "login.example", "ftp://login.example"])
def test_a_provider_that_is_not_reached_by_https_is_refused(issuer: str) -> None:
    with pytest.raises(ConfigError, match="must be an https address"):
        load_settings(GIVEN | {"CLEARDAYS_OPENID_ISSUER": issuer})


def test_a_council_can_leave_the_code_by_mail_out() -> None:
    council = read_council('[council]\nname = "Ashcombe"\n[sign_in]\nmailed_code = false\n')

    assert not council.sign_in.mailed_code
