"""The addresses that pages link to. Whatever stands in a reference comes back out of its address as it was."""

from urllib.parse import quote, urlencode


def answer_address(token: str, reference: str = "", *, answered: str = "") -> str:
    """An owner's list, or the form for one action. answered: the reference just answered."""
    path = f"/answer/{quote(token, safe='')}" + (f"/{quote(reference, safe='')}" if reference else "")
    return f"{path}?{urlencode({'answered': answered})}" if answered else path


def sign_off_address(token: str) -> str:
    return f"/sign-off/{quote(token, safe='')}"


def draft_address(token: str, kind: str, version: int, extension: str) -> str:
    return f"{sign_off_address(token)}/paper/{kind}/{version}.{extension}"


def paper_address(cycle: str, kind: str, extension: str = "html") -> str:
    """A published paper: without an extension it is the web page."""
    return f"/papers/{cycle}/{kind}" + ("" if extension == "html" else f".{extension}")
