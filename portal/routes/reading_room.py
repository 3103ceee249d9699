"""What anybody may read: the front page and the published papers. It shows no person's data and nothing unpublished."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path
from fastapi.responses import JSONResponse, Response

from governance.errors import RecordError
from plan_store import cycles, papers
from plan_store.database import Session, database_now, reading
from plan_store.tables import Paper
from portal.board.calendar_of_papers import boards_with_papers, meetings_to_come
from portal.deps import Visit, Visiting
from portal.paper_files import hand_out

router = APIRouter()
SHOWN = ["GET", "HEAD"]
FOR_FIVE_MINUTES = "public, max-age=300"
CycleInPath = Annotated[str, Path(pattern=r"^[a-z0-9-]+$")]
KindInPath = Annotated[str, Path(pattern=r"^[a-z0-9_]+$")]


@router.api_route("/", methods=SHOWN)
def show_front(visit: Visiting) -> Response:
    with reading(visit.engine) as session:
        return visit.show(
            "front.html",
            boards=boards_with_papers(session, visit.council),
            meetings=meetings_to_come(session, as_of=visit.as_of),
        )


@router.api_route("/papers/{cycle}/{kind}.{extension}", methods=SHOWN)
def show_paper_file(visit: Visiting, cycle: CycleInPath, kind: KindInPath, extension: str) -> Response:
    return _published(visit, cycle, kind, extension)


@router.api_route("/papers/{cycle}/{kind}", methods=SHOWN)
def show_paper(visit: Visiting, cycle: CycleInPath, kind: KindInPath) -> Response:
    """The paper as a web page, byte for byte as it was published."""
    return _published(visit, cycle, kind, "html")


@router.api_route("/health", methods=SHOWN)
def show_health(visit: Visiting) -> Response:
    """For whatever watches this machine: 200 where the portal answers and its store with it, else a fault."""
    with reading(visit.engine) as session:
        database_now(session)
    return JSONResponse({"ok": True})


def _published(visit: Visit, cycle: str, kind: str, extension: str) -> Response:
    with reading(visit.engine) as session:
        paper = _find(session, cycle, kind)
        if paper is None:
            raise HTTPException(
                404, "No paper has been published at this address. Published papers are on the front page."
            )
        return hand_out(session, paper, extension, cache=FOR_FIVE_MINUTES)


def _find(session: Session, cycle: str, kind: str) -> Paper | None:
    try:
        found = papers.heads(session, cycles.require(session, cycle))
    except RecordError:
        return None
    # Exempt papers have an address and a door of their own.
    return next((p for p in found if p.kind == kind and p.state == "published" and p.part == 1), None)
