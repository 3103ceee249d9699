"""Secrets and addresses from the environment: the only reader of it.

It knows nothing of the council's choices (council.toml) and opens no file but those named by a *_FILE variable and
the secret it keeps in var.
"""

import contextlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from governance.errors import ConfigError

# Good enough to try things out; start-up check W004 asks for a real one.
DEMO_SECRET = "only-for-trying-out"  # noqa: S105
SHORTEST_SECRET = 32
KEPT_SECRET = "secret"  # noqa: S105 - the name of its file
CHECKOUT = Path(__file__).parent.parent

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

READ_FROM_FILES = (
    "CLEARDAYS_DATABASE",
    "CLEARDAYS_SECRET",
    "CLEARDAYS_CHANNELS",
    "CLEARDAYS_OPENID_CLIENT_SECRET",
)


@dataclass(frozen=True, kw_only=True)
class OpenIdClient:
    """How this portal is known to the council's own sign-in. issuer: its address, without the well-known part."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Where things are and what must not be told. A repr shows no secret.

    home: the checkout. var: the folder for everything written. council: path to council.toml.
    database: an SQLAlchemy address. portal_address: overrides the one in council.toml; empty leaves it.
    secret: signs the portal's cookies. channels: channel addresses that hold a token or password, beside those
    of council.toml. as_of: the instant the portal takes for now, for looking at the demonstration; None is the clock.
    openid: the council's own sign-in; None where people sign in with a mailed code only.
    """

    home: Path
    var: Path
    council: Path
    database: str = field(repr=False)
    portal_address: str
    secret: str = field(repr=False)
    channels: tuple[str, ...] = field(repr=False)
    as_of: datetime | None = None
    openid: OpenIdClient | None = None

    @property
    def has_demo_secret(self) -> bool:
        return self.secret == DEMO_SECRET


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this machine; `environ` stands in for the environment.

    CLEARDAYS_HOME, _VAR, _COUNCIL, _DATABASE, _PORTAL_ADDRESS, _SECRET, _CHANNELS (one address a line), _AS_OF,
    _OPENID_ISSUER, _OPENID_CLIENT_ID, _OPENID_CLIENT_SECRET.
    Those that may hold a secret can be given as <NAME>_FILE instead, the path of a file with the value. Raises
    ConfigError.
    """
    given = os.environ if environ is None else environ
    home = Path(given.get("CLEARDAYS_HOME") or CHECKOUT)
    var = Path(given.get("CLEARDAYS_VAR") or home / "var")
    told = {name: _read_secret(name, given) for name in READ_FROM_FILES}
    return Settings(
        home=home,
        var=var,
        council=Path(given.get("CLEARDAYS_COUNCIL") or home / "council.toml"),
        database=told["CLEARDAYS_DATABASE"] or f"sqlite:///{var / 'cleardays.db'}",
        portal_address=given.get("CLEARDAYS_PORTAL_ADDRESS", "").strip().rstrip("/"),
        secret=_check_secret(told["CLEARDAYS_SECRET"] or _kept_secret(var) or DEMO_SECRET),
        channels=tuple(line.strip() for line in told["CLEARDAYS_CHANNELS"].splitlines() if line.strip()),
        as_of=_read_instant(given.get("CLEARDAYS_AS_OF", "")),
        openid=_read_openid(
            given.get("CLEARDAYS_OPENID_ISSUER", "").strip(),
            given.get("CLEARDAYS_OPENID_CLIENT_ID", "").strip(),
            told["CLEARDAYS_OPENID_CLIENT_SECRET"],
        ),
    )


def _read_openid(issuer: str, client_id: str, client_secret: str) -> OpenIdClient | None:
    if not any((issuer, client_id, client_secret)):
        return None
    if not all((issuer, client_id, client_secret)):
        raise ConfigError(
            "Signing in with the council's account needs all three of CLEARDAYS_OPENID_ISSUER, _CLIENT_ID and "
            "_CLIENT_SECRET. Set the one that is missing, or unset the others."
        )
    where = urlsplit(issuer)
    if not where.hostname or (where.scheme != "https" and where.hostname not in LOOPBACK):
        raise ConfigError(
            "CLEARDAYS_OPENID_ISSUER must be an https address, as https://login.microsoftonline.com/<tenant>/v2.0."
        )
    return OpenIdClient(issuer=issuer.rstrip("/"), client_id=client_id, client_secret=client_secret)


def _read_instant(written: str) -> datetime | None:
    if not written:
        return None
    try:
        at = datetime.fromisoformat(written)
    except ValueError as fault:
        raise ConfigError(
            "CLEARDAYS_AS_OF must be an instant like 2027-04-09T12:00+01:00; unset it for now."
        ) from fault
    if at.tzinfo is None:
        raise ConfigError("CLEARDAYS_AS_OF needs its zone, like 2027-04-09T12:00+01:00; unset it for the real time.")
    return at


def _read_secret(name: str, given: Mapping[str, str]) -> str:
    value, path = given.get(name, ""), given.get(f"{name}_FILE", "")
    if value and path:
        raise ConfigError(f"Both {name} and {name}_FILE are set. Unset one of them.")
    if not path:
        return value.strip()
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise ConfigError(
            f"{name}_FILE names {path}, which cannot be read. Check the path and its permissions."
        ) from fault


def keep_a_secret(settings: Settings) -> None:
    """Make this machine's own secret where none is set, once, readable by its owner only; it stays in var."""
    if settings.has_demo_secret:
        settings.var.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            opened = os.open(settings.var / KEPT_SECRET, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(opened, "w") as file:
                file.write(secrets.token_urlsafe(48))


def _kept_secret(var: Path) -> str:
    path = var / KEPT_SECRET
    return path.read_text(encoding="utf-8").strip() if path.is_file() else ""


def _check_secret(secret: str) -> str:
    if secret != DEMO_SECRET and len(secret) < SHORTEST_SECRET:
        raise ConfigError(
            f"CLEARDAYS_SECRET has {len(secret)} characters; it needs at least {SHORTEST_SECRET}. "
            "Make one with: python -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    return secret


def environment_for(**extra: str) -> dict[str, str]:
    """This machine's environment for a program we start, with `extra` laid over it."""
    return {**os.environ, **extra}
