"""The addresses of the desk's pages about the plan and its people. It knows nothing of what they show."""

from urllib.parse import quote


def plan_page(what: str, reference: str) -> str:
    """what: actions, findings, areas, or an act on one of them, such as edit-action."""
    return f"/desk/plan/{what}/{quote(reference, safe='')}"


def person_page(reference: str, act: str = "") -> str:
    return f"/desk/people/{quote(reference, safe='')}" + (f"/{act}" if act else "")


def board_page(key: str, act: str = "") -> str:
    return f"/desk/boards/{quote(key, safe='')}" + (f"/{act}" if act else "")


def meeting_page(meeting_id: int | None, act: str) -> str:
    return f"/desk/meetings/{meeting_id}/{act}"
