"""The plan over time, in pictures with their numbers beside them, up to the last published paper."""

from fastapi import APIRouter
from fastapi.responses import Response

from plan_store import plans
from plan_store.database import reading
from portal.board.plan_in_pictures import pictures_of
from portal.deps import Visiting

router = APIRouter()


@router.api_route("/board/state", methods=["GET", "HEAD"])
def show_state(visit: Visiting) -> Response:
    with reading(visit.engine) as session:
        plan = plans.first(session)
        shown = pictures_of(session, plan, visit.council.scale) if plan is not None else None
        return visit.show("board/state.html", here="/board", shown=shown)
