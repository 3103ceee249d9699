"""What guards every page: headers on each answer, forms only from our own pages, no oversized bodies.

It knows paths and headers, nothing of the store.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 1_000_000
LARGEST_PLAN = 10_000_000
# Where files come in; what stands around a file in a form is small.
LARGER_BODIES = {"/desk/load": LARGEST_PLAN + 100_000}
# An owner's form with files: five of 10 MB and the words around them.
LARGEST_WITH_FILES = 51_000_000
# Holds the session of somebody who has signed in.
COOKIE = "cleardays"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# A paper is one file with its style and pictures inside; it needs no script, no form and nothing from elsewhere.
PAPER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
# A browser's own viewer shows a PDF with styles of its own, which a stricter policy would take away.
FILE_POLICY = "frame-ancestors 'none'"

ON_EVERY_ANSWER = {
    "Content-Security-Policy": PAGE_POLICY,
    # Nothing to other sites; to our own, so that an old browser names its origin with a form.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
PERSONAL = ("/answer/", "/answers/", "/sign-off/", "/sign-offs/", "/invitation/")
# A token stands in these addresses, until it is changed for a cookie.
WITH_TOKEN = ("/answer/", "/sign-off/", "/invitation/")
FOR_A_YEAR = "public, max-age=31536000, immutable"


def put_headers_on(response: Response, path: str) -> None:
    """Every header that the answer has not set itself; personal pages are kept out of search engines."""
    _put_headers(response.headers, path, response.status_code)


def _put_headers(headers: MutableHeaders, path: str, status: int) -> None:
    if path.startswith("/static/") and status in (200, 206, 304):
        headers["Cache-Control"] = FOR_A_YEAR
    if path.startswith(PERSONAL):
        headers["X-Robots-Tag"] = "noindex, nofollow"
    if path.startswith(WITH_TOKEN):
        headers["Referrer-Policy"] = "no-referrer"
    for name, value in ON_EVERY_ANSWER.items():
        headers.setdefault(name, value)


class HeadersOnEveryAnswer:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _put_headers(MutableHeaders(scope=message), scope["path"], message["status"])
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


async def check_form_is_ours(request: Request) -> None:
    """Refuses a POST that a page of another site sent (403).

    Sec-Fetch-Site decides. A browser too old to send it must name our own origin, and one that has signed in is never
    believed without: a page of another site can make “Origin: null” too.
    """
    if request.method in SAFE_METHODS:
        return
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin", "null")
    if site is not None:
        ours = site in ("same-origin", "none")
    elif origin == "null":
        ours = COOKIE not in request.cookies
    else:
        own = {request.headers.get("host", ""), _host(request.app.state.office.portal_address)}
        ours = _host(origin) in own - {""}
    if not ours:
        raise HTTPException(403, "This form was sent from another website, so nothing was recorded.")


def _host(address: str) -> str:
    return urlsplit(address).netloc


class NoLargeBodies:
    """Refuses a body that is too large, announced or not, before it is held in memory (413).

    LARGEST_BODY bytes, but for the addresses of LARGER_BODIES.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        received, largest = 0, _largest_body(scope)

        async def receive_within_limit() -> Message:
            # Raised in here and not before, so that it becomes a page like every other refusal.
            nonlocal received
            if int(Headers(scope=scope).get("content-length", "0")) > largest:
                raise _too_large()
            message = await receive()
            received += len(message.get("body", b""))
            if received > largest:
                raise _too_large()
            return message

        await self.app(scope, receive_within_limit if scope["type"] == "http" else receive, send)


def _largest_body(scope: Scope) -> int:
    path = scope.get("path", "")
    if path.startswith("/answers/") and Headers(scope=scope).get("content-type", "").startswith("multipart/form-data"):
        return LARGEST_WITH_FILES
    return LARGER_BODIES.get(path, LARGEST_BODY)


def _too_large() -> HTTPException:
    return HTTPException(
        413,
        "What was sent is larger than this service takes, so nothing was recorded. Shorten the text, or put it in a "
        "document and give its address as evidence.",
    )
