"""The addresses that pages link to. Whatever stands in a reference comes back out of its address as it was."""

from urllib.parse import quote


def answers_address(link_id: int, part: str = "", reference: str = "") -> str:
    """An owner's page, once the link has been opened: their actions, or a part of it such as “check”.

    reference: the action, for the part “action”.
    """
    path = f"/answers/{link_id}" + (f"/{part}" if part else "")
    return path + (f"/{quote(reference, safe='')}" if reference else "")


def paper_address(cycle: str, kind: str, extension: str = "html") -> str:
    """A published paper: without an extension it is the web page."""
    return f"/papers/{cycle}/{kind}" + ("" if extension == "html" else f".{extension}")
