"""A director's comments on single paragraphs of a draft, and whether they are settled. It tells nobody."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, select

from governance.errors import RecordError
from plan_store import audit
from plan_store.tables import Cycle, Paper, PaperComment, Person

# Enough of a paragraph to find it again in a later version.
QUOTE_LENGTH = 200


def comment(
    session: Session, paper: Paper, person: Person, place: int, quote: str, words: str, *, by: str, at: datetime
) -> PaperComment:
    """Keep a comment word for word. The same words of the same person at the same place are one comment.

    place: the paragraph's number in the paper, from 1. quote: how it begins. Raises RecordError where nothing is said
    or the paper is no longer a draft.
    """
    if not words.strip():
        raise RecordError("Write your comment before you save it.")
    if paper.state != "drafted":
        raise RecordError(f"Version {paper.version} of this paper is {paper.state} already. Open the latest version.")
    where = (
        PaperComment.paper_id == paper.id,
        PaperComment.person_id == person.id,
        PaperComment.place == place,
        PaperComment.words == words,
    )
    if (earlier := session.exec(select(PaperComment).where(*where)).first()) is not None:
        return earlier
    row = PaperComment(
        paper_id=paper.id or 0,
        person_id=person.id or 0,
        place=place,
        quote=quote[:QUOTE_LENGTH],
        words=words,
        at=at,
    )
    session.add(row)
    session.flush()
    audit.record(session, "paragraph commented", f"paper {paper.id}", by=by, at=at, place=place, comment=row.id)
    return row


def take_back(session: Session, row: PaperComment, person: Person, *, by: str, at: datetime) -> None:
    """Whoever wrote a comment may take it back as long as it is not settled."""
    if row.person_id != person.id:
        raise RecordError("Only the person who wrote a comment can take it back.")
    if row.settled_at is not None:
        raise RecordError("The officer has settled this comment already, so it stays in the record.")
    session.delete(row)
    audit.record(session, "comment taken back", f"comment {row.id}", by=by, at=at, place=row.place)


def settle(session: Session, row: PaperComment, *, by: str, at: datetime) -> None:
    """The officer has dealt with it; a second time changes nothing."""
    if row.settled_at is None:
        row.settled_at, row.settled_by = at, by
        session.add(row)
        audit.record(session, "comment settled", f"comment {row.id}", by=by, at=at)


def reopen(session: Session, row: PaperComment, *, by: str, at: datetime) -> None:
    """It was settled by mistake; an open one stays as it is."""
    if row.settled_at is not None:
        row.settled_at, row.settled_by = None, ""
        session.add(row)
        audit.record(session, "comment opened again", f"comment {row.id}", by=by, at=at)


def require(session: Session, comment_id: int) -> PaperComment:
    row = session.get(PaperComment, comment_id)
    if row is None:
        raise RecordError("There is no such comment; it may have been taken back. Open the list again.")
    return row


def of_cycle(session: Session, cycle: Cycle) -> list[tuple[PaperComment, Paper, Person]]:
    """Every comment on the papers of a cycle: the newest version first, then as the paragraphs stand."""
    query = (
        select(PaperComment, Paper, Person)
        .join(Paper, col(PaperComment.paper_id) == Paper.id)
        .join(Person, col(PaperComment.person_id) == Person.id)
        .where(Paper.cycle_id == cycle.id)
        .order_by(Paper.kind, col(Paper.version).desc(), col(PaperComment.place), col(PaperComment.id))
    )
    return list(session.exec(query))


def of_papers(session: Session, papers: Iterable[Paper]) -> list[tuple[PaperComment, Person]]:
    """Every comment on these versions, in the order they were written."""
    query = select(PaperComment, Person).join(Person, col(PaperComment.person_id) == Person.id)
    query = query.where(col(PaperComment.paper_id).in_([paper.id for paper in papers]))
    return list(session.exec(query.order_by(col(PaperComment.id))))
