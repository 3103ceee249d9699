"""The step that a person takes and a mail scanner does not, before anything is changed through a personal link.

Words typed into a page of ours show a person, as long as the box that only machines see stays empty; without them
the initials of the name do. What was merely picked, without a word, stays in a cookie of that browser until then.
It knows nothing of the store.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request
from fastapi.responses import Response

from governance.initials import initials_fit
from portal.view_keys import is_ours, new_key

# Named so that no browser fills it in by itself; people do not see it.
TRAP = "leave_empty"
LONGEST_COOKIE = 3_500


@dataclass(frozen=True)
class Picks:
    """What was picked without a word, by action id: the status, and whether its words were taken away."""

    of: Mapping[int, tuple[str, bool]]

    def with_pick(self, action_id: int, status: str, *, emptied: bool) -> "Picks":
        return Picks({**self.of, action_id: (status, emptied)})


def fell_into_trap(form: Mapping[str, object]) -> bool:
    return bool(form.get(TRAP, ""))


def is_known_person(request: Request, secret: str, link_id: int) -> bool:
    """Whether somebody has typed words in this browser before."""
    return is_ours(request.cookies.get(_person(link_id), ""), secret, "person", link_id)


def initials_given(form: Mapping[str, object], name: str) -> bool:
    return initials_fit(name, str(form.get("initials", "")))


def remember_person(
    response: Response, secret: str, link_id: int, *, until: datetime, at: datetime, safe: bool
) -> None:
    set_cookie(response, _person(link_id), new_key(secret, "person", link_id), link_id, until=until, at=at, safe=safe)


def picks_in(request: Request, secret: str, link_id: int) -> Picks:
    """The picks that this browser holds; none where they are not of our making."""
    written, _, key = request.cookies.get(_picks(link_id), "").partition("~")
    if not written or not is_ours(key, secret, "picks", link_id, written):
        return Picks({})
    kept = json.loads(base64.urlsafe_b64decode(written))
    return Picks({int(action): (str(status), bool(emptied)) for action, (status, emptied) in kept.items()})


def keep_picks(
    response: Response, picks: Picks, secret: str, link_id: int, *, until: datetime, at: datetime, safe: bool
) -> None:
    if not picks.of:
        response.delete_cookie(_picks(link_id), path=path_of(link_id))
        return
    plain = json.dumps({action: list(pick) for action, pick in picks.of.items()}, separators=(",", ":"))
    written = base64.urlsafe_b64encode(plain.encode()).decode()
    value = f"{written}~{new_key(secret, 'picks', link_id, written)}"
    if len(value) <= LONGEST_COOKIE:
        set_cookie(response, _picks(link_id), value, link_id, until=until, at=at, safe=safe)


def set_cookie(
    response: Response, name: str, value: str, link_id: int, *, until: datetime, at: datetime, safe: bool
) -> None:
    """A cookie of this link alone, as long as the link lives."""
    seconds = max(0, int((until - at).total_seconds()))
    response.set_cookie(name, value, max_age=seconds, path=path_of(link_id), httponly=True, samesite="lax", secure=safe)


def path_of(link_id: int) -> str:
    return f"/answers/{link_id}"


def _person(link_id: int) -> str:
    return f"person-{link_id}"


def _picks(link_id: int) -> str:
    return f"picks-{link_id}"
