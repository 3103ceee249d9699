"""The calendar feed's address. It shows what the front page shows, so it is for everybody, and no person's data."""

from fastapi import APIRouter
from fastapi.responses import Response

from plan_store import date_changes
from plan_store.database import reading
from portal.board.calendar_feed import feed
from portal.board.room import every_meeting
from portal.deps import Visiting

router = APIRouter()
FOR_AN_HOUR = "public, max-age=3600"


@router.api_route("/calendar.ics", methods=["GET", "HEAD"])
def show_calendar(visit: Visiting) -> Response:
    with reading(visit.engine) as session:
        content = feed(
            visit.council,
            every_meeting(session),
            date_changes.of_everything(session),
            site=visit.office.portal_address,
            today=visit.today,
        )
    headers = {"Content-Disposition": "inline; filename=calendar.ics", "Cache-Control": FOR_AN_HOUR}
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)
