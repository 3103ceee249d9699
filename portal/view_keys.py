"""The key that a form carries from the page that showed it: made anew for each view, and signed.

So a POST can only come from a page that was really shown to the holder of that link. It knows nothing of forms.
"""

import base64
import hashlib
import hmac
import secrets

NONCE_BYTES = 12


def new_key(secret: str, *about: object) -> str:
    """A fresh key. about: what the form is for (link, action); the key fits nothing else. Nothing is stored."""
    nonce = secrets.token_urlsafe(NONCE_BYTES)
    return f"{nonce}.{_signature(nonce, secret, about)}"


def is_ours(key: str, secret: str, *about: object) -> bool:
    """Whether we made this key, for this."""
    nonce, _, signature = key.partition(".")
    return hmac.compare_digest(signature.encode(), _signature(nonce, secret, about).encode())


def _signature(nonce: str, secret: str, about: tuple[object, ...]) -> str:
    said = "\n".join(("view key", nonce, *map(str, about)))
    digest = hmac.new(secret.encode(), said.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
