"""A mail scanner: opens a link, fetches every address it finds there, and submits every form it sees, again and again.

It takes cookies and fills boxes in, but it does not know whose mail it reads.
"""

from collections.abc import Iterator, Mapping
from urllib.parse import urljoin, urlsplit

from fastapi.testclient import TestClient
from httpx import Response
from lxml import html

# How it fills a form in: as it came, with the first or the last choice, every box filled, or every box emptied.
WAYS = ("as it came", "first choice", "last choice", "all filled", "all emptied")


def scan(client: TestClient, address: str, *, submits: bool = True) -> dict[str, int]:
    """Everything within reach; returns what it fetched and, if it submits, submitted, with the statuses."""
    met: dict[str, int] = {}
    waiting = [address]
    while waiting:
        path = waiting.pop()
        if path in met or path.startswith(("/static/", "/papers/")):
            continue
        page = client.get(path)
        met[path] = page.status_code
        if not page.headers["content-type"].startswith("text/html"):
            continue
        waiting.extend(links_of(page))
        forms = html.document_fromstring(page.text).xpath("//form") if submits else []
        for number, form in enumerate(forms):
            for way in WAYS:
                sent = submit(client, page, form, way)
                if sent is not None:
                    met[f"{path} form {number} {way}"] = sent.status_code
                    waiting.extend(links_of(sent))
    return met


def links_of(page: Response) -> Iterator[str]:
    if not page.headers["content-type"].startswith("text/html"):
        return
    for link in html.document_fromstring(page.text).xpath("//a/@href"):
        whole = urlsplit(urljoin(str(page.url), link))
        if whole.hostname == page.url.host:
            yield whole.path + (f"?{whole.query}" if whole.query else "")


def submit(client: TestClient, page: Response, form: html.HtmlElement, way: str) -> Response | None:
    """Every button of a form, pressed with the form filled in that way; the last answer."""
    action = urlsplit(urljoin(str(page.url), form.get("action", "")))
    address = action.path + (f"?{action.query}" if action.query else "")
    if form.get("method", "get") != "post" or address.startswith("/sign-"):
        return None
    buttons = form.xpath(".//button[@name]") or [None]
    sent = None
    for button in buttons:
        fields = dict(filled(form, way))
        if button is not None:
            fields[button.get("name")] = button.get("value", "")
        sent = client.post(address, data=fields)
    return sent


def filled(form: html.HtmlElement, way: str) -> Iterator[tuple[str, str]]:
    chosen: Mapping[str, list[str]] = {}
    for box in form.xpath(".//input | .//textarea"):
        kind, name, value = box.get("type", "text"), box.get("name"), box.get("value", "")
        if kind == "hidden":
            yield name, value
        elif kind in ("radio", "checkbox"):
            chosen = {**chosen, name: [*chosen.get(name, []), value]}
        elif kind != "file":
            as_it_came = (box.text or "").removeprefix("\n") if box.tag == "textarea" else value
            yield name, {"all filled": "Test 1", "all emptied": ""}.get(way, as_it_came)
    for name, values in chosen.items():
        if way in ("first choice", "all filled", "all emptied"):
            yield name, values[0]
        elif way == "last choice":
            yield name, values[-1]
