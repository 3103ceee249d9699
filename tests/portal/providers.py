"""A council's sign-in on the loopback: a real OpenID provider, and one in front of it that can spoil what it says."""

import json
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from casts import Ashcombe
from fastapi.testclient import TestClient
from httpx import Response
from joserfc import jwt
from joserfc.jwk import RSAKey

from config.clock import now
from config.settings import OpenIdClient

with warnings.catch_warnings():
    # It still uses a part of Authlib that is on its way out.
    warnings.simplefilter("ignore")
    import oidc_provider_mock

CLIENT_ID = "cleardays"
CARYS = "carys@ashcombe.example"
CLAIMS: Mapping[str, Mapping[str, object]] = {
    "carys": {"email": CARYS, "email_verified": True},
    "carys-in-capitals": {"email": "Carys@Ashcombe.EXAMPLE"},
    "carys-by-username": {"preferred_username": CARYS},
    "unverified": {"email": CARYS, "email_verified": False},
    "stranger": {"email": "stranger@ashcombe.example"},
    "no-address": {"name": "Nobody"},
}


@contextmanager
def a_provider() -> Iterator[str]:
    """The address (issuer) of a real provider that knows the accounts of CLAIMS."""
    users = [oidc_provider_mock.User(sub=sub, claims=dict(claims)) for sub, claims in CLAIMS.items()]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with oidc_provider_mock.run_server_in_thread(user_claims=users, access_token_max_age=timedelta(hours=1)) as it:
            yield f"http://localhost:{it.server_port}"


def with_council_accounts(town: Ashcombe, issuer: str) -> None:
    """From now on this town's portal offers the accounts of that provider. Its clock is the real one, as theirs is."""
    client = OpenIdClient(issuer=issuer, client_id=CLIENT_ID, client_secret="a-secret")
    town.office = replace(town.office, settings=replace(town.office.settings, openid=client))
    town.now = now()


def at_the_provider(client: TestClient, account: str, *, then: str = "") -> str:
    """Go to the provider, choose an account there; the address it sends the browser back to."""
    away = client.get("/sign-in/council-account", params={"then": then} if then else None)
    assert away.status_code == 303, away.text
    answer = httpx.post(away.headers["location"], data={"sub": account})
    assert answer.status_code == 302, answer.text
    return str(answer.headers["location"])


def come_back(client: TestClient, address: str, **changed: str) -> Response:
    """Back at the portal. changed: parts of the query as somebody else would have them."""
    query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    return client.get("/sign-in/openid", params=query | changed)


@dataclass
class SpoiltProvider:
    """A provider that answers with whatever proof it is told to make. proof: from the nonce asked for to a token."""

    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))
    issuer: str = ""
    name: str = ""
    nonce: str = ""
    proof: Callable[["SpoiltProvider"], str] = lambda provider: provider.signed()
    token_status: int = 200
    sent: dict[str, str] = field(default_factory=dict)

    def claims(self, **changed: Any) -> dict[str, Any]:
        at = int(now().timestamp())
        return {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": "carys",
            "iat": at,
            "exp": at + 600,
            "nonce": self.nonce,
            "email": CARYS,
        } | changed

    def signed(self, *, key: Any = None, header: Mapping[str, str] | None = None, **changed: Any) -> str:
        said = {name: value for name, value in self.claims(**changed).items() if value is not None}
        given = {"alg": "RS256", "kid": "one"} | dict(header or {})
        return jwt.encode(given, said, key or self.key, algorithms=[given["alg"]])

    def answers(self, path: str) -> tuple[int, dict[str, Any]]:
        if path.endswith("openid-configuration"):
            return 200, {
                "issuer": self.name or self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            }
        if path == "/keys":
            return 200, {"keys": [self.key.as_dict(private=False)]}
        return self.token_status, {"access_token": "a", "token_type": "Bearer", "id_token": self.proof(self)}


@contextmanager
def spoilt_provider() -> Iterator[SpoiltProvider]:
    provider = SpoiltProvider()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, said = provider.answers(self.path)
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
            provider.sent = {name: values[0] for name, values in form.items()}
            self.do_GET()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
