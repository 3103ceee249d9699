"""Walks the portal as a person would who opens every link: from one page to all that can be reached from it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from fastapi.testclient import TestClient
from lxml import html

from portal.app import ROUTERS
from portal.guard import addresses

ORIGIN = "http://portal"
# A mail as it was sent: a page of its own make, with its own style and links to elsewhere.
MAILS = {"/desk/post/{number:int}/page", "/desk/cycles/{reference}/preview/mail"}
MOST_OF_ONE_KIND = 2


def patterns() -> list[tuple[re.Pattern[str], str]]:
    """The addresses that show something, each as a pattern for paths; the longer and plainer ones first."""
    shown = [address.removeprefix("GET ") for address in addresses(ROUTERS) if address.startswith("GET ")]
    in_order = sorted(shown, key=lambda path: (-path.count("."), path.count("{"), -len(path)))
    return [(_pattern(path), path) for path in in_order]


def _pattern(path: str) -> re.Pattern[str]:
    parts = re.split(r"({\w+(?::\w+)?})", path)
    return re.compile("".join(_part(part) for part in parts))


def _part(part: str) -> str:
    if not part.startswith("{"):
        return re.escape(part)
    return {":path}": ".+", ":int}": r"\d+"}.get(part[part.find(":") :] if ":" in part else "", "[^/]+")


@dataclass
class Page:
    """One page as it came. address: the pattern it stands at, as in portal/access.py, without “GET ”."""

    address: str
    path: str
    status: int
    body: str

    @property
    def tree(self) -> html.HtmlElement:
        return html.document_fromstring(self.body)


@dataclass
class Walk:
    """Every page that one browser can reach. At most a few of a kind are opened: a list of 60 actions is one kind."""

    client: TestClient
    most: int = MOST_OF_ONE_KIND
    pages: list[Page] = field(default_factory=list)
    files: dict[str, int] = field(default_factory=dict)
    broken: dict[str, int] = field(default_factory=dict)
    # Everything that came, as it came: path → headers and body.
    came: dict[str, bytes] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)
    _of_kind: dict[str, int] = field(default_factory=dict)

    def from_page(self, path: str) -> "Walk":
        known, waiting = patterns(), [path]
        while waiting:
            path = waiting.pop(0)
            kind = next((address for pattern, address in known if pattern.fullmatch(urlsplit(path).path)), "")
            if path in self._seen or self._of_kind.get(kind, 0) >= self.most or path.startswith("/static/"):
                continue
            self._seen.add(path)
            self._of_kind[kind] = self._of_kind.get(kind, 0) + 1
            waiting.extend(self._open(path, kind))
        return self

    def _open(self, path: str, kind: str) -> Iterator[str]:
        response = self.client.get(path, follow_redirects=False)
        self.came[path] = str(response.headers).encode() + b"\n" + response.content
        if response.status_code in (302, 303, 307):
            yield from _local(response.headers["location"], path)
            return
        if response.status_code >= 400 or not kind:
            self.broken[path] = response.status_code
            return
        is_page = response.headers["content-type"].startswith("text/html") and kind not in MAILS
        if not is_page or "Content-Disposition" in response.headers:
            self.files[kind] = response.status_code
            return
        page = Page(address=kind, path=path, status=response.status_code, body=response.text)
        self.pages.append(page)
        for link in page.tree.xpath("//a/@href"):
            yield from _local(link, path)

    @property
    def addresses(self) -> set[str]:
        """Every address that was reached, pages and files."""
        return {page.address for page in self.pages} | set(self.files)


def _local(link: str, here: str) -> Iterator[str]:
    whole = urlsplit(urljoin(f"{ORIGIN}{here}", link))
    if f"{whole.scheme}://{whole.netloc}" == ORIGIN:
        yield whole.path + (f"?{whole.query}" if whole.query else "")
