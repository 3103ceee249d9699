"""Exempt papers (Part 2): for those alone who may read them, and every reading is on record.

It knows nothing of why a paper is exempt.
"""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Request
from fastapi.responses import Response

from plan_store import audit, papers
from plan_store.database import reading, transaction
from plan_store.tables import Paper
from portal.deps import Visiting
from portal.paper_files import MEDIA, hand_out

router = APIRouter()
SHOWN = ["GET", "HEAD"]
CycleInPath = Annotated[str, Path(pattern=r"^[a-z0-9-]+$")]
KindInPath = Annotated[str, Path(pattern=r"^[a-z0-9_]+$")]
READ = "exempt paper read"


@router.api_route("/exempt", methods=SHOWN)
def show_list(visit: Visiting) -> Response:
    with reading(visit.engine) as session:
        out = papers.published(session, part=2)
        kept = papers.formats(session, [paper.paper_id for paper in out])
        return visit.show("board/exempt.html", here="/exempt", papers=out, kept=kept, formats=tuple(MEDIA))


@router.api_route("/exempt/{cycle}/{kind}.{extension}", methods=SHOWN)
def show_paper(visit: Visiting, request: Request, cycle: CycleInPath, kind: KindInPath, extension: str) -> Response:
    """The paper, and one row in the audit trail that says who opened which. Its headers alone are no reading."""
    with transaction(visit.engine) as session:
        out = next((o for o in papers.published(session, part=2) if (o.cycle, o.kind) == (cycle, kind)), None)
        if out is None:
            raise HTTPException(404, "No exempt paper has been published at this address. The list shows what has.")
        response = hand_out(session, session.get_one(Paper, out.paper_id), extension, cache="no-store")
        if request.method == "GET":
            about = {"version": out.version, "format": extension}
            audit.record(session, READ, f"{cycle}/{kind}", by=visit.by, at=visit.at, cycle=cycle, **about)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
