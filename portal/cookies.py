"""What a browser is given to keep: the session's token, and for a few minutes where it stands in signing in.

The second is signed, so that it is ours when it comes back, and the store holds nothing for a page that was only
looked at. It knows nothing of people.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from fastapi.responses import Response

from flows.office import Office
from plan_store.visits import SESSION_LASTS
from portal.security import COOKIE


def keep_session(response: Response, office: Office, token: str) -> None:
    """From now on this browser is signed in; it forgets whatever it held before."""
    keep(response, office, COOKIE, token, path="/", lasts=SESSION_LASTS)


def keep(response: Response, office: Office, name: str, value: str, *, path: str, lasts: timedelta) -> None:
    """Out of reach of scripts, never sent along from another website, and by https only where the portal has it."""
    response.set_cookie(
        name,
        value,
        max_age=int(lasts.total_seconds()),
        path=path,
        httponly=True,
        samesite="lax",
        secure=office.portal_address.startswith("https://"),
    )


def sealed(kind: str, said: Mapping[str, str], *, secret: str, until: datetime) -> str:
    """`said` with our signature, good until then. kind: what it is for; it is good for nothing else."""
    written = json.dumps({**said, "until": until.isoformat()}, sort_keys=True).encode()
    return f"{_text(written)}.{_text(_signature(kind, written, secret))}"


def unsealed(kind: str, given: str, *, secret: str, at: datetime) -> dict[str, str] | None:
    """What we sealed; None where it is not ours, for something else, or over."""
    written, _, signature = given.partition(".")
    try:
        plain, signed = _plain(written), _plain(signature)
    except ValueError:
        return None
    if not hmac.compare_digest(signed, _signature(kind, plain, secret)):
        return None
    said: dict[str, str] = json.loads(plain)
    return said if datetime.fromisoformat(said.pop("until")) > at else None


def _signature(kind: str, written: bytes, secret: str) -> bytes:
    return hmac.new(secret.encode(), b"\n".join((b"sealed", kind.encode(), written)), hashlib.sha256).digest()


def _text(given: bytes) -> str:
    return base64.urlsafe_b64encode(given).rstrip(b"=").decode()


def _plain(given: str) -> bytes:
    return base64.urlsafe_b64decode(given.encode("ascii") + b"=" * (-len(given) % 4))
