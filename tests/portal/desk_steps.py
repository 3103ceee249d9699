"""What an officer does at the desk in the tests: opens a form, changes some of it, sends it as a browser would."""

import re
from collections.abc import Mapping
from html import unescape
from html.parser import HTMLParser

from fastapi.testclient import TestClient
from httpx import Response


class Fields(HTMLParser):
    """Every field of the forms that post on a page, with the value that a browser would send."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, list[str]] = {}
        self._posts = False
        self._select = self._area = ""
        self._words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._posts = said.get("method") == "post" and "novalidate" in said
        if not self._posts:
            return
        name = said.get("name", "")
        if tag == "input" and name:
            if said.get("type") in ("radio", "checkbox") and "checked" not in said:
                return
            self.found.setdefault(name, []).append(said.get("value", ""))
        elif tag == "select":
            self._select = name
            self.found.setdefault(name, []).append("")
        elif tag == "option" and self._select and "selected" in said:
            self.found[self._select][-1] = said.get("value", "")
        elif tag == "textarea":
            self._area, self._words = name, ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self._words += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            # A browser drops the first line's end and sends every other one as CR LF.
            self.found.setdefault(self._area, []).append(self._words.removeprefix("\n").replace("\n", "\r\n"))
            self._area = ""
        elif tag == "select":
            self._select = ""
        elif tag == "form":
            self._posts = False


def form_of(page: str) -> dict[str, list[str]]:
    """The fields of a page's form as they stand."""
    fields = Fields()
    fields.feed(page)
    return fields.found


def fill(officer: TestClient, address: str, changes: Mapping[str, str | list[str]] | None = None) -> Response:
    """Open a form, change some fields and send it; without following where it leads."""
    return send(officer, address, form_of(officer.get(address).text), changes)


def send(
    officer: TestClient,
    address: str,
    shown: Mapping[str, list[str]],
    changes: Mapping[str, str | list[str]] | None = None,
) -> Response:
    """Send a form that was shown before, with some fields changed."""
    typed: dict[str, str | list[str]] = {**shown, **(changes or {})}
    return officer.post(address, data=typed, follow_redirects=False)


def follow(officer: TestClient, response: Response) -> str:
    """The page to which a saved form leads."""
    assert response.status_code == 303, response.text
    return officer.get(response.headers["location"]).text


def undo(officer: TestClient, page: str) -> Response:
    """Press the first button “Undo” of a page."""
    found = re.search(r'action="(/desk/history/[^"]+/undo)"', page)
    assert found, "the page has no button to undo anything"
    return officer.post(unescape(found[1]), follow_redirects=False)


def words_of(page: str) -> str:
    """The words of a page without its markup, each run of white space as one blank."""
    body = re.sub(r"<(script|style).*?</\1>", " ", page.partition("<main")[2], flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())
