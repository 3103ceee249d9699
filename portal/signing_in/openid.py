"""The council's own sign-in by OpenID Connect: where to send somebody, and whose mail address comes back, verified.

Authorization code flow with PKCE. Nobody is added by it: an address that is not in the plan stays outside. It knows
nothing of pages, cookies and the store.
"""

import logging
import secrets
import threading
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import httpx
from authlib.oauth2.client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from config.settings import OpenIdClient

LOG = logging.getLogger(__name__)
SCOPE = "openid email profile"
# Signatures that only the provider can make: “none” and those made with a shared secret are not among them.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
NEEDED = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
KEPT_FOR = timedelta(hours=1)
KEYS_READ_AGAIN_AFTER = timedelta(minutes=1)
CLOCKS_DIFFER_BY_SECONDS = 60
LONGEST_WAIT_SECONDS = 6.0


class ProviderAway(Exception):
    """The council's sign-in does not answer, or not with what it should. The message is for the log."""


class NotGenuine(Exception):
    """What came back is not proof of who somebody is. The message says which part, and holds nothing of it."""


@dataclass(frozen=True, kw_only=True)
class Journey:
    """One way to the provider and back. The browser keeps it, signed, while it is away."""

    state: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    then: str = ""

    def as_said(self) -> dict[str, str]:
        return asdict(self)


class Provider:
    """The council's sign-in. What it says of itself is kept for an hour."""

    def __init__(self, client: OpenIdClient) -> None:
        self.client = client
        self._lock = threading.Lock()
        self._about: dict[str, Any] = {}
        self._about_until: datetime | None = None
        self._keys: KeySet | None = None
        self._keys_at: datetime | None = None

    def address_for(self, journey: Journey, *, back_to: str, at: datetime) -> str:
        """Where to send the browser. back_to: our own address, as it is registered there. Raises ProviderAway."""
        asking = OAuth2Client(
            None,
            client_id=self.client.client_id,
            scope=SCOPE,
            redirect_uri=back_to,
            code_challenge_method="S256",
        )
        address, _ = asking.create_authorization_url(
            self._said_of_itself(at)["authorization_endpoint"],
            state=journey.state,
            nonce=journey.nonce,
            code_verifier=journey.verifier,
        )
        return str(address)

    def mail_address_of(self, code: str, journey: Journey, *, back_to: str, at: datetime) -> str:
        """Whose code this is, as the mail address the council knows them by.

        Raises ProviderAway, or NotGenuine where the code is used or not ours, or the proof does not hold.
        """
        claims = self._verified(self._exchange(code, journey, back_to=back_to, at=at), journey, at=at)
        address = str(claims.get("email") or claims.get("preferred_username") or "")
        if str(claims.get("email_verified", "")).lower() == "false":
            raise NotGenuine("the provider has not verified the mail address")
        if "@" not in address:
            raise NotGenuine("the proof holds no mail address; the email claim must be switched on at the provider")
        return address

    def _exchange(self, code: str, journey: Journey, *, back_to: str, at: datetime) -> str:
        about = self._said_of_itself(at)
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back_to,
            "code_verifier": journey.verifier,
        }
        mine = {"client_id": self.client.client_id, "client_secret": self.client.client_secret}
        in_form = "client_secret_post" in about.get("token_endpoint_auth_methods_supported", ())
        try:
            answer = httpx.post(
                about["token_endpoint"],
                data=form | mine if in_form else form,
                auth=None if in_form else (mine["client_id"], mine["client_secret"]),
                timeout=LONGEST_WAIT_SECONDS,
            )
            said = answer.json()
        except (httpx.HTTPError, ValueError) as fault:
            raise ProviderAway(f"the token endpoint: {type(fault).__name__}") from fault
        if answer.status_code >= 500:
            raise ProviderAway(f"the token endpoint answered {answer.status_code}")
        if answer.status_code != 200 or not isinstance(said, dict) or not isinstance(said.get("id_token"), str):
            raise NotGenuine(f"the token endpoint answered {answer.status_code}")
        return str(said["id_token"])

    def _verified(self, id_token: str, journey: Journey, *, at: datetime) -> dict[str, Any]:
        try:
            token = self._decoded(id_token, at)
            claims = CodeIDToken(
                token.claims,
                token.header,
                options={
                    "iss": {"essential": True, "value": self._said_of_itself(at)["issuer"]},
                    "aud": {"essential": True, "value": self.client.client_id},
                    "exp": {"essential": True},
                    "nonce": {"essential": True, "value": journey.nonce},
                },
                params={"client_id": self.client.client_id, "nonce": journey.nonce},
            )
            claims.validate(now=int(at.timestamp()), leeway=CLOCKS_DIFFER_BY_SECONDS)
        except (JoseError, ValueError, TypeError, KeyError) as fault:
            raise NotGenuine(f"the proof does not hold: {type(fault).__name__}") from fault
        return dict(claims)

    def _decoded(self, id_token: str, at: datetime) -> jwt.Token:
        try:
            return jwt.decode(id_token, self._signing_keys(at), algorithms=ALGORITHMS)
        except (JoseError, ValueError):
            # Its keys change now and then; a new one is looked for, but not more often than once a minute.
            return jwt.decode(id_token, self._signing_keys(at, again=True), algorithms=ALGORITHMS)

    def _signing_keys(self, at: datetime, *, again: bool = False) -> KeySet:
        with self._lock:
            kept_for = KEYS_READ_AGAIN_AFTER if again else KEPT_FOR
            if self._keys is None or self._keys_at is None or at - self._keys_at > kept_for:
                self._keys, self._keys_at = KeySet.import_key_set(_fetch(self._about["jwks_uri"])), at
            return self._keys

    def _said_of_itself(self, at: datetime) -> dict[str, Any]:
        with self._lock:
            if self._about_until is None or self._about_until <= at:
                about = _fetch(f"{self.client.issuer}/.well-known/openid-configuration")
                if lacking := [name for name in NEEDED if not isinstance(about.get(name), str)]:
                    raise ProviderAway(f"what the provider says of itself lacks {lacking}")
                if about["issuer"].rstrip("/") != self.client.issuer:
                    raise ProviderAway("the provider calls itself by another name than CLEARDAYS_OPENID_ISSUER")
                self._about, self._about_until = about, at + KEPT_FOR
            return self._about


@cache
def provider_of(client: OpenIdClient) -> Provider:
    """One for each setting, so that what it has read is kept between requests."""
    return Provider(client)


def _fetch(address: str) -> Any:
    try:
        answer = httpx.get(address, timeout=LONGEST_WAIT_SECONDS, follow_redirects=False)
        answer.raise_for_status()
        said = answer.json()
    except (httpx.HTTPError, ValueError) as fault:
        raise ProviderAway(f"{type(fault).__name__}") from fault
    if not isinstance(said, dict):
        raise ProviderAway("no object was answered")
    return said
