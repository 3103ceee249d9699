"""Comments on single paragraphs of a draft: read, written, taken back and sent to the officer.

It knows nothing of how a director came in, and nothing of what is decided.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import HTTPException
from fastapi.responses import RedirectResponse, Response

from governance.answers import AnswerFault
from governance.brief import facts
from governance.exempt import WITHHELD
from governance.terms import Role
from plan_store import audit, comments, despatches, papers, people, telling
from plan_store.database import Session
from plan_store.tables import Paper, PaperComment, Person
from portal.deps import Visit
from portal.director.paper_paragraphs import Part, part_with, parts_of, words_at
from portal.director.papers_to_sign import COMMENTS_SENT, standing_of
from portal.director.seat import Seat, Step, current_paper, faults_of_person
from portal.typed import NUL_SENTENCE, Lines
from portal.view_keys import is_ours, new_key

LONGEST_COMMENT = 5000


class CommentTyped(Step):
    version: str = ""
    words: Lines = ""


@dataclass(frozen=True, kw_only=True)
class Said:
    """One comment as a page shows it. mine: the reader wrote it, so may take it back while it is open."""

    id: int
    place: int
    quote: str
    words: str
    by: str
    settled: bool
    mine: bool


def show_part(session: Session, visit: Visit, seat: Seat, kind: str, number: int, kept: int = 0) -> Response:
    """One part of the draft, paragraph by paragraph, with the comments on each beside it."""
    paper, parts = current_paper(session, seat, kind), _parts(session, seat, kind)
    part = next((part for part in parts if part.number == number), None)
    if part is None:
        raise HTTPException(404, "The paper has no such part. Open the list of its parts again.")
    beside: dict[int, list[Said]] = defaultdict(list)
    for said in comments_on(session, seat)[paper.id or 0]:
        beside[said.place].append(said)
    return visit.show(
        "director/part.html",
        here="/director",
        seat=seat,
        paper=paper,
        parts=parts,
        part=part,
        beside=beside,
        in_part={p.number: sum(len(beside[place]) for place in p.places & set(beside)) for p in parts},
        open=bool(despatches.unsigned(session, seat.cycle)),
        key=new_key(visit.secret, *seat.about),
        banner=_kept_banner(kept, beside),
    )


def show_comment_form(
    session: Session,
    visit: Visit,
    seat: Seat,
    kind: str,
    place: int,
    typed: CommentTyped,
    faults: tuple[AnswerFault, ...] = (),
    *,
    status: int = 200,
) -> Response:
    paper, parts = current_paper(session, seat, kind), _parts(session, seat, kind)
    words = words_at(parts, place)
    if words is None:
        raise HTTPException(404, "The paper has no such paragraph. Open its parts again and choose it there.")
    return visit.show(
        "director/comment.html",
        status=status,
        here="/director",
        seat=seat,
        paper=paper,
        place=place,
        words=words,
        part=part_with(parts, place),
        beside=[said for said in comments_on(session, seat)[paper.id or 0] if said.place == place],
        open=bool(despatches.unsigned(session, seat.cycle)),
        typed=typed,
        key=new_key(visit.secret, *seat.about),
        faults=faults,
        fault_of={fault.field: fault.sentence for fault in faults},
    )


def take_comment(session: Session, visit: Visit, seat: Seat, kind: str, place: int, typed: CommentTyped) -> Response:
    """Keep a comment on a paragraph of the version that was shown, and go back to the paragraph."""
    paper, parts = current_paper(session, seat, kind), _parts(session, seat, kind)
    words = words_at(parts, place)
    if faults := _faults_of_comment(session, visit, seat, paper, typed):
        return show_comment_form(session, visit, seat, kind, place, typed, faults, status=422)
    by = seat.person.reference
    comments.comment(session, paper, seat.person, place, words or "", typed.words, by=by, at=visit.at)
    part = part_with(parts, place)
    return RedirectResponse(f"{seat.address}/read/{kind}/{part}?kept={place}#p{place}", status_code=303)


def _faults_of_comment(
    session: Session, visit: Visit, seat: Seat, paper: Paper, typed: CommentTyped
) -> tuple[AnswerFault, ...]:
    if not is_ours(typed.key, visit.secret, *seat.about):
        return (AnswerFault("", "This form was out of date, so nothing was recorded. Send it again."),)
    if not despatches.unsigned(session, seat.cycle):
        return (AnswerFault("", "The paper has been decided of since, so it takes no more comments."),)
    if typed.version != str(paper.version):
        sentence = "The paper has changed since you opened this page. Read the paragraph below before you send this."
        return (AnswerFault("words", sentence),)
    faults = []
    if not typed.words.strip():
        faults.append(AnswerFault("words", "Write your comment."))
    elif len(typed.words) > LONGEST_COMMENT:
        faults.append(AnswerFault("words", f"Shorten your comment to {LONGEST_COMMENT:,} characters."))
    elif "\x00" in typed.words:
        faults.append(AnswerFault("words", NUL_SENTENCE))
    return (*faults, *faults_of_person(seat, typed))


def take_comment_back(session: Session, visit: Visit, seat: Seat, number: int, typed: Step) -> Response:
    if not is_ours(typed.key, visit.secret, *seat.about) or faults_of_person(seat, typed):
        raise HTTPException(409, "This form was out of date, so nothing was changed. Open the paper again.")
    rows = comments.of_papers(session, despatches.before_director(session, seat.cycle))
    row = next((row for row, _ in rows if row.id == number), None)
    if row is None:
        raise HTTPException(404, "There is no such comment on this paper any more. Open the paper again.")
    comments.take_back(session, row, seat.person, by=seat.person.reference, at=visit.at)
    return RedirectResponse(f"{seat.address}?said=taken-back", status_code=303)


def take_sending(session: Session, visit: Visit, seat: Seat, typed: Step) -> Response:
    """“Send comments”: pressed twice, the officer is told once."""
    if not is_ours(typed.key, visit.secret, *seat.about) or faults_of_person(seat, typed):
        raise HTTPException(409, "This form was out of date, so nothing was sent. Open the paper again.")
    send_comments(session, visit, seat)
    return RedirectResponse(f"{seat.address}?said=sent", status_code=303)


def send_comments(session: Session, visit: Visit, seat: Seat) -> int:
    """Tell every officer of the comments they have not been told of, once. Returns how many comments that is."""
    standing = standing_of(session, seat.cycle)
    rows = comments.of_papers(session, despatches.before_director(session, seat.cycle))
    new = [(row, who) for row, who in rows if (row.id or 0) > standing.sent_up_to and row.settled_at is None]
    if not new:
        return 0
    last = max(row.id or 0 for row, _ in new)
    exempt = {paper.id for paper in despatches.before_director(session, seat.cycle) if paper.part == 2}
    by, at, cycle = seat.person.reference, visit.at, seat.cycle
    told = {
        "director": seat.person.name,
        "comments": facts([_for_notice(row, who, exempt=row.paper_id in exempt) for row, who in new]),
    }
    for officer in people.with_role(session, Role.OFFICER):
        telling.tell_of_act(
            session, visit.telling, cycle, officer, "paragraph_commented", told,
            once=f"{cycle.reference}/{last}", by=by, at=at,
        )  # fmt: skip
    audit.record(session, COMMENTS_SENT, cycle.reference, by=by, at=at, cycle=cycle.reference, last=last)
    return len(new)


def _for_notice(row: PaperComment, who: Person, *, exempt: bool) -> dict[str, object]:
    """What a mail says of a comment. Of an exempt paper it gives the place alone; the words are read at the desk."""
    quote, words = (WITHHELD, WITHHELD) if exempt else (row.quote, row.words)
    return {"place": row.place, "quote": quote, "words": words, "by": who.name}


def _kept_banner(place: int, beside: Mapping[int, list[Said]]) -> str:
    """Only where it is true: anybody can write an address."""
    if not any(said.mine for said in beside.get(place, ())):
        return ""
    return f"Your comment on paragraph {place} is kept. The officer sees it when you send it."


def comments_on(session: Session, seat: Seat) -> dict[int, list[Said]]:
    """Paper id → the comments on that version, in the order they were written."""
    said: dict[int, list[Said]] = defaultdict(list)
    for row, who in comments.of_papers(session, despatches.before_director(session, seat.cycle)):
        said[row.paper_id].append(
            Said(
                id=row.id or 0,
                place=row.place,
                quote=row.quote,
                words=row.words,
                by=who.name,
                settled=row.settled_at is not None,
                mine=who.id == seat.person.id,
            )
        )
    return said


def _parts(session: Session, seat: Seat, kind: str) -> tuple[Part, ...]:
    file = papers.file(session, current_paper(session, seat, kind), "html")
    if file is None:
        raise HTTPException(404, "This paper has no web page to read. Open its PDF or Word file.")
    return parts_of(file.content)
