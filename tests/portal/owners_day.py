"""An owner's browser for tests: comes in by the personal link, types, checks and sends as a person does."""

import re
from html import unescape

from casts import Ashcombe
from fastapi.testclient import TestClient
from httpx import Response
from lxml import html

TRAP = "leave_empty"
INITIALS = {"Amara": "AK", "Bryn": "BM"}


def over_https(town: Ashcombe) -> TestClient:
    """The cookies of a link go over https alone, where the portal has it."""
    client = town.client()
    client.base_url = client.base_url.copy_with(scheme="https")
    return client


def came_in(town: Ashcombe, name: str = "Amara") -> tuple[TestClient, str]:
    """A browser that opened somebody's link, and the address of their pages."""
    client = over_https(town)
    sent = client.get(f"/answer/{town.tokens[name]}", follow_redirects=False)
    assert sent.status_code == 303, sent.text
    return client, str(sent.headers["location"])


def fields_of(page: str, *, action: str = "") -> dict[str, str]:
    """The fields of a page's form as a browser would send them untouched. action: part of the form's address."""
    tree = html.document_fromstring(page)
    forms = [form for form in tree.xpath("//main//form") if action in form.get("action", "")]
    assert forms, "the page has no such form"
    fields: dict[str, str] = {}
    for box in forms[0].xpath(".//input | .//textarea"):
        kind, name = box.get("type", "text"), box.get("name")
        if box.tag == "textarea":
            fields[name] = in_textarea(page, name)
        elif kind not in ("radio", "checkbox", "file") or (kind != "file" and box.get("checked") is not None):
            fields[name] = box.get("value", "")
    return fields


def in_textarea(page: str, name: str) -> str:
    """What a browser would have in the field: without the first line break after the tag, line ends as LF."""
    found = re.search(rf'<textarea[^>]* name="{re.escape(name)}"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert found, f"no textarea {name}"
    return unescape(found[1].removeprefix("\n"))


def number_of(page: str, reference: str) -> str:
    """The number that the fields of an action carry on a page."""
    found = re.search(rf'id="t-(\d+)">{re.escape(reference)}:', page) or re.search(r'name="was-(\d+)"', page)
    assert found, f"{reference} is not on the page"
    return found[1]


def typed_on(page: str, reference: str, **typed: str) -> dict[str, str]:
    """The whole form of a page with one block filled in: on track and a sentence, where nothing else is said."""
    number = number_of(page, reference)
    given = {"status": "on_track", "narrative": "All three teams decide within a day.", **typed}
    return {f"{name}-{number}": value for name, value in given.items()}


def check(client: TestClient, pages: str, reference: str = "A-001", **typed: str) -> Response:
    """Fill in one action's own form and press “Check your answers”, without following to the check page."""
    address = f"{pages}/action/{reference}"
    page = client.get(address).text
    fields = fields_of(page) | typed_on(page, reference, **typed) | {"do": "check"}
    sent: Response = client.post(address, data=fields, follow_redirects=False)
    return sent


def send_what_is_checked(client: TestClient, pages: str, **typed: str) -> Response:
    page = client.get(f"{pages}/check").text
    sent: Response = client.post(f"{pages}/check", data=fields_of(page) | typed, follow_redirects=False)
    return sent


def answer(town: Ashcombe, reference: str = "A-001", *, name: str = "Amara", **typed: str) -> Response:
    """One action answered, checked and sent; what the last step gave, or the step that was refused."""
    client, pages = came_in(town, name)
    checked = check(client, pages, reference, **typed)
    if checked.status_code != 303:
        return checked
    return send_what_is_checked(client, pages, initials=INITIALS[name])
