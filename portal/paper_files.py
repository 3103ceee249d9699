"""Papers as they are handed out: which formats there are, and the bytes with the right headers.

It knows nothing of what stands in them.
"""

from urllib.parse import quote

from fastapi import HTTPException
from fastapi.responses import Response

from governance.errors import ChangedSinceApproval
from plan_store import exemptions, papers
from plan_store.database import Session
from plan_store.tables import Paper
from portal.deps import Visit
from portal.security import FILE_POLICY, PAPER_POLICY

MEDIA = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "mail": "text/html; charset=utf-8",
}

# What a browser cannot show: it is kept, and opened by its own program.
OFFICE = ("docx", "pptx")


def part_of(visit: Visit) -> int:
    """Which part of the record whoever is signed in may read: 2 with the exempt words in it, or 1 without."""
    return visit.part


def may_read(visit: Visit, paper: Paper) -> bool:
    """Whether whoever is signed in may know of this paper: an exempt one (Part 2) only those who may read them."""
    return paper.part <= part_of(visit)


def gives_away(session: Session, visit: Visit, paper: Paper) -> bool:
    """Whether a draft for the public tells this reader words that were marked after it was drafted.

    What has been published is as it is: everybody could read it.
    """
    if part_of(visit) == 2 or paper.state == "published":
        return False
    return bool(exemptions.marked_since(session, paper.facts, paper.drafted_at))


def hand_out(session: Session, paper: Paper, extension: str, *, cache: str) -> Response:
    """The file of a paper, to be looked at in the browser or, for Word, to be kept. 404 where there is none."""
    file = papers.file(session, paper, extension)
    if file is None or extension not in MEDIA:
        raise HTTPException(404, f"This paper does not exist as “{extension}”.")
    if papers.digest_of(file.content) != file.digest:
        raise ChangedSinceApproval(
            f"The file “{file.name}” is damaged in the plan store, so it is not shown. Tell the officer."
        )
    return as_file(file.name, file.content, extension, cache=cache)


def as_file(name: str, content: bytes, extension: str, *, cache: str) -> Response:
    """The bytes of a paper with the headers of its format."""
    how = "attachment" if extension in OFFICE else "inline"
    return Response(
        content,
        media_type=MEDIA[extension],
        headers={
            "Content-Disposition": f"{how}; filename*=UTF-8''{quote(name, safe='')}",
            "Content-Security-Policy": PAPER_POLICY if extension in ("html", "mail") else FILE_POLICY,
            "Cache-Control": cache,
        },
    )
