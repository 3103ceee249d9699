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
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; "
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
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
PERSONAL = ("/answer/", "/sign-off/")
FOR_A_YEAR = "public, max-age=31536000, immutable"


def put_headers_on(response: Response, path: str) -> None:
    """Every header that the answer has not set itself; personal pages are kept out of search engines."""
    _put_headers(response.headers, path, response.status_code)


def _put_headers(headers: MutableHeaders, path: str, status: int) -> None:
    if path.startswith("/static/") and status in (200, 206, 304):
        headers["Cache-Control"] = FOR_A_YEAR
    if path.startswith(PERSONAL):
        headers["X-Robots-Tag"] = "noindex, nofollow"
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

    Our pages send no referrer, so a browser says “Origin: null” of our own forms too; Sec-Fetch-Site decides, and
    where an old browser does not send it the key that every form carries does.
    """
    if request.method in SAFE_METHODS:
        return
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin", "null")
    if site is not None:
        ours = site in ("same-origin", "none")
    else:
        office = request.app.state.office
        own = {request.headers.get("host", ""), _host(office.portal_address)}
        ours = origin == "null" or _host(origin) in own - {""}
    if not ours:
        raise HTTPException(403, "This form was sent from another website, so nothing was recorded.")


def _host(address: str) -> str:
    return urlsplit(address).netloc


class NoLargeBodies:
    """Refuses a body of more than LARGEST_BODY bytes, announced or not, before it is held in memory (413)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        received = 0

        async def receive_within_limit() -> Message:
            # Raised in here and not before, so that it becomes a page like every other refusal.
            nonlocal received
            if int(Headers(scope=scope).get("content-length", "0")) > LARGEST_BODY:
                raise _too_large()
            message = await receive()
            received += len(message.get("body", b""))
            if received > LARGEST_BODY:
                raise _too_large()
            return message

        await self.app(scope, receive_within_limit if scope["type"] == "http" else receive, send)


def _too_large() -> HTTPException:
    return HTTPException(
        413,
        "What was sent is larger than this service takes, so nothing was recorded. Shorten the text, or put it in a "
        "document and give its address as evidence.",
    )
