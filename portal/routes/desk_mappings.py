"""The officer's desk: what this council's headings mean, as they were confirmed. It reads no spreadsheet."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, HTTPException
from fastapi.responses import RedirectResponse, Response

from governance.terms import Role
from plan_store import mappings
from plan_store.database import reading, transaction
from plan_store.loading.headings import KINDS
from portal.deps import Visiting
from portal.plan_desk.plan_files import ALL_FIELDS, LEFT_OUT, choices_of, means_in_words

router = APIRouter()
SHOWN = ["GET", "HEAD"]
ADDRESS = "/desk/load/mappings"


@router.api_route("/desk/load/mappings", methods=SHOWN)
def show_mappings(visit: Visiting, heading: str = "", was: str = "", done: str = "") -> Response:
    """Every confirmed heading. heading, was and done: what was just changed, so that it can be undone."""
    with reading(visit.engine) as session:
        rows = mappings.every(session)
    return visit.show(
        "desk_load/mappings.html",
        here="/desk/load",
        rows=rows,
        choices=choices_of(set(KINDS)),
        left_out=LEFT_OUT,
        means_in_words=means_in_words,
        may_change=visit.may(Role.OFFICER),
        heading=heading,
        was=was if was == LEFT_OUT or was in ALL_FIELDS else "",
        done=done,
    )


@router.post("/desk/load/mappings")
def change_mapping(
    visit: Visiting,
    heading: Annotated[str, Form()] = "",
    means: Annotated[str, Form()] = "",
    do: Annotated[str, Form()] = "change",
) -> Response:
    """Give a heading another meaning, or forget it (do=forget); each can be undone with one press."""
    field = "" if means == LEFT_OUT else means
    if not heading.strip() or "\x00" in heading or (do != "forget" and field and field not in ALL_FIELDS):
        raise HTTPException(400, "This form was out of date, so nothing was recorded. Open the page again.")
    with transaction(visit.engine) as session:
        before = mappings.confirmed(session).get(heading)
        if do == "forget":
            mappings.forget(session, heading, by=visit.by, at=visit.at)
        elif before != field and means:
            mappings.confirm(session, {heading: field}, by=visit.by, at=visit.at)
        else:
            return RedirectResponse(ADDRESS, status_code=303)
    return _say_what_was_done(heading, before, "forgotten" if do == "forget" else "changed")


def _say_what_was_done(heading: str, before: str | None, done: str) -> Response:
    said = {"heading": heading, "done": done}
    if before is not None:
        said["was"] = before or LEFT_OUT
    return RedirectResponse(f"{ADDRESS}?{urlencode(said)}", status_code=303)
