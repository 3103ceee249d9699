"""Signing in as a person does it, for tests: a browser that keeps its cookies, and the mails that came."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from time import monotonic, sleep

from casts import Ashcombe
from fastapi.testclient import TestClient
from httpx import URL, Response

CARYS = "carys@ashcombe.example"
LONGEST_WAIT_SECONDS = 10
HTTPS = "https://plan.ashcombe.example"


def a_browser(town: Ashcombe, *, at: str = HTTPS) -> TestClient:
    """One that reaches the portal by https, as the council's address says, and stops at each redirect."""
    client = town.client()
    client.base_url, client.follow_redirects = URL(at), False
    return client


def mails(town: Ashcombe) -> list[EmailMessage]:
    """Every mail sent so far, oldest first."""
    files = sorted((town.office.settings.var / "outbox").glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    read = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
    return [mail for mail in read if isinstance(mail, EmailMessage)]


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return "\n".join(str(part.get_content()).splitlines())


def newest_code(town: Ashcombe) -> str:
    """From a real server the page comes before the mail: the first mail is waited for, some seconds at most."""
    until = monotonic() + LONGEST_WAIT_SECONDS
    while not mails(town) and monotonic() < until:
        sleep(0.02)
    found = re.search(r"^(\d{4} \d{4})$", text_of(mails(town)[-1]), flags=re.M)
    assert found
    return found[1]


def ask(client: TestClient, address: str = CARYS, *, then: str = "") -> Response:
    return client.post("/sign-in", data={"address": address, "then": then})


def give(client: TestClient, code: str) -> Response:
    return client.post("/sign-in/code", data={"code": code})


def sign_in(town: Ashcombe, client: TestClient, address: str = CARYS, *, then: str = "") -> Response:
    """The whole way by mail; the answer is the redirect that ends it."""
    ask(client, address, then=then)
    return give(client, newest_code(town))


def is_in(client: TestClient) -> bool:
    answer = client.get("/home")
    assert answer.status_code == 303
    return not answer.headers["location"].startswith("/sign-in")


def wrong(code: str) -> str:
    return f"{(int(code.replace(' ', '')) + 1) % 10**8:08}"
