"""A director's browser for tests: comes in by the personal link, reads, comments and decides as a person does."""

from casts import Ashcombe, hidden, london
from fastapi.testclient import TestClient
from httpx import Response

from governance.terms import Stage
from plan_store import papers

PAPER = (
    "<!DOCTYPE html><html lang='en-GB'><head><title>Progress report</title><style>body{color:#111}</style></head>"
    "<body><main><h1>Progress report</h1><section><h2>Summary</h2><p>Four of the 9 actions are on track.</p>"
    "<p>Amara wrote: <strong>&lt;b&gt;bold&lt;/b&gt;</strong><br>  and a second line</p></section>"
    "<section><h2>Actions</h2><table><caption>Every action</caption><thead><tr><th scope='col'>Action</th>"
    "<th scope='col'>Due</th></tr></thead><tbody><tr><th scope='row'>A-001</th><td>31 January</td></tr>"
    "<tr><th scope='row'>A-002</th><td>30 June</td></tr></tbody></table>"
    "<ul><li>One<ul><li>One of one</li></ul></li></ul></section></main></body></html>"
)


def put_before_director(town: Ashcombe) -> Ashcombe:
    """The paper lies before the director, on Tuesday 24 February 2026."""
    town.now = london(2026, 2, 24)
    town.enter(Stage.LOCKED)
    town.draft()
    town.enter(Stage.DRAFTING, Stage.AWAITING_SIGN_OFF)
    return town


def came_in(town: Ashcombe, token: str = "") -> tuple[TestClient, str]:
    """A browser that opened Dev's link, and the address it was brought to."""
    client = over_https(town)
    sent = client.get(f"/sign-off/{token or town.tokens['Dev']}", follow_redirects=False)
    assert sent.status_code == 303, sent.text
    return client, sent.headers["location"]


def over_https(town: Ashcombe) -> TestClient:
    """The cookies of a link go over https alone, where the portal has it."""
    client = town.client()
    client.base_url = client.base_url.copy_with(scheme="https")
    return client


def a_decision(page: str, decision: str, comment: str = "", initials: str = "DP") -> dict[str, str]:
    fields = {"key": hidden(page, "key"), "versions": hidden(page, "versions")}
    return fields | {"decision": decision, "comment": comment, "initials": initials, "website": ""}


def decide(town: Ashcombe, decision: str, comment: str = "") -> Response:
    client, address = came_in(town)
    sent: Response = client.post(
        address, data=a_decision(client.get(address).text, decision, comment), follow_redirects=False
    )
    return sent


def page_of(town: Ashcombe) -> str:
    client, address = came_in(town)
    return str(client.get(address).text)


def papers_are_out(town: Ashcombe) -> None:
    """The pack is out; it is Wednesday 4 March 2026, after the papers' last day and before the meeting."""
    put_before_director(town)
    assert decide(town, "approved").status_code == 303
    town.now = london(2026, 3, 2)
    town.write(
        lambda s, c: [papers.mark_published(s, paper, by="P-001", at=town.now) for paper in papers.current(s, c)]
    )
    town.enter(Stage.PUBLISHED)
    town.now = london(2026, 3, 4)
