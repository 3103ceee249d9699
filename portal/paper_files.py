"""Papers as they are handed out: which formats there are, and the bytes with the right headers.

It knows nothing of who may have them.
"""

from urllib.parse import quote

from fastapi import HTTPException
from fastapi.responses import Response

from governance.errors import ChangedSinceApproval
from plan_store import papers
from plan_store.database import Session
from plan_store.tables import Paper
from portal.security import FILE_POLICY, PAPER_POLICY

MEDIA = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def sizes(session: Session, paper: Paper) -> dict[str, int]:
    """Format → bytes, of the formats we hand out, in the order they are offered."""
    kept = papers.files(session, paper)
    return {format_: len(kept[format_].content) for format_ in MEDIA if format_ in kept}


def hand_out(session: Session, paper: Paper, extension: str, *, cache: str) -> Response:
    """The file of a paper, to be looked at in the browser or, for Word, to be kept. 404 where there is none."""
    file = papers.files(session, paper).get(extension)
    if file is None or extension not in MEDIA:
        raise HTTPException(404, f"This paper does not exist as “{extension}”.")
    if papers.digest_of(file.content) != file.digest:
        raise ChangedSinceApproval(
            f"The file “{file.name}” is damaged in the plan store, so it is not shown. Tell the officer."
        )
    how = "attachment" if extension == "docx" else "inline"
    return Response(
        file.content,
        media_type=MEDIA[extension],
        headers={
            "Content-Disposition": f"{how}; filename*=UTF-8''{quote(file.name, safe='')}",
            "Content-Security-Policy": PAPER_POLICY if extension == "html" else FILE_POLICY,
            "Cache-Control": cache,
        },
    )
