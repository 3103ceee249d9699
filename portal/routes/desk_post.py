"""The post: what waits, what failed and why, what went, and any mail as it reads, with personal links masked."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path
from fastapi.responses import RedirectResponse, Response

from config.clock import london
from delivery.rendering import Words
from governance.errors import PaperError, RecordError
from plan_store import notices
from plan_store.database import Session, reading, transaction
from plan_store.exemptions import marks_for
from plan_store.tables import Cycle, Notice, Person
from portal.deps import Visit, Visiting
from portal.desk.letters import as_written, is_secret
from portal.desk.lookup import LARGEST_ID
from portal.desk.owners import MAIL_STATES, say_kind
from portal.security import FILE_POLICY

router = APIRouter()
SHOWN = ["GET", "HEAD"]
HERE = "/desk/post"
ROWS = 50
NumberInPath = Annotated[int, Path(ge=1, le=LARGEST_ID)]
# A mail is one page with its styles inside; it may load nothing, run nothing and send nothing.
MAIL_POLICY = (
    f"default-src 'none'; style-src 'unsafe-inline'; {FILE_POLICY}; base-uri 'none'; form-action 'none'; sandbox"
)
# What the page shows first, and in which order.
STATES = ("dead", "held", "due", "taken", "in_doubt", "sent")


@router.api_route("/desk/post", methods=SHOWN)
def show_post(visit: Visiting, state: str = "", before: int = 0) -> Response:
    """Counts of every state; what needs somebody first, then the rest newest first, of one state if it is asked for."""
    chosen = (state,) if state in STATES else ()
    with reading(visit.engine) as session:
        rows = notices.latest(session, chosen, limit=ROWS + 1, before=min(max(before, 0), LARGEST_ID))
        failed = () if chosen or before else notices.latest(session, ("dead", "held"), limit=ROWS)
        return visit.show(
            "desk/post.html",
            here=HERE,
            counts={name: found for name in STATES if (found := notices.counts(session).get(name))},
            failed=[row for row in map(_row, failed) if row["may_send_again"]],
            rows=list(map(_row, rows[:ROWS])),
            older=rows[ROWS - 1][0].id if len(rows) > ROWS else 0,
            state=state if chosen else "",
            before=before,
            states=MAIL_STATES,
        )


@router.api_route("/desk/post/{number:int}", methods=SHOWN)
def show_notice(visit: Visiting, number: NumberInPath, again: bool = False) -> Response:
    """One mail: as it reads, every attempt to send it, and what to do where it did not go."""
    with reading(visit.engine) as session:
        notice, person = _find(session, number)
        cycle = session.get(Cycle, notice.cycle_id) if notice.cycle_id else None
        return visit.show(
            "desk/notice.html",
            here=HERE,
            row=_row((notice, person)),
            notice=notice,
            person=person,
            cycle=cycle.reference if cycle else "",
            attempts=[(attempt, london(attempt.began_at)) for attempt in notices.attempts_of(session, notice)],
            words=_words(session, visit, notice, person),
            due_at=london(notice.due_at),
            sent_at=london(notice.sent_at) if notice.sent_at else None,
            again=again,
        )


@router.api_route("/desk/post/{number:int}/page", methods=SHOWN)
def show_mail_page(visit: Visiting, number: NumberInPath) -> Response:
    """The mail as a mail program shows it."""
    with reading(visit.engine) as session:
        words = _words(session, visit, *_find(session, number))
    if words is None:
        raise HTTPException(404, "This mail cannot be shown; its page in the post says why.")
    return as_page(words)


@router.post("/desk/post/{number:int}")
def send_again(visit: Visiting, number: NumberInPath) -> Response:
    """Put a mail that was given up back into the post; a second click finds it there."""
    with transaction(visit.engine) as session:
        notice, _ = _find(session, number)
        if notice.state != "due" or notice.due_at > visit.at:
            try:
                notices.send_again(session, number, by=visit.by, at=visit.at)
            except RecordError as refusal:
                raise HTTPException(409, str(refusal)) from refusal
    return RedirectResponse(f"/desk/post/{number}?again=true", status_code=303)


def as_page(words: Words) -> Response:
    return Response(
        words.html,
        media_type="text/html; charset=utf-8",
        headers={"Content-Security-Policy": MAIL_POLICY, "Cache-Control": "no-store"},
    )


def _find(session: Session, number: int) -> tuple[Notice, Person]:
    notice = session.get(Notice, number)
    if notice is None:
        raise HTTPException(404, "There is no such mail. The post lists them all.")
    return notice, session.get_one(Person, notice.person_id)


def _row(pair: tuple[Notice, Person]) -> dict[str, object]:
    notice, person = pair
    return {
        "number": notice.id,
        "kind": say_kind(notice.kind),
        "name": person.name,
        "person": person.reference,
        "state": notice.state,
        "state_word": MAIL_STATES[notice.state].capitalize(),
        "because": notice.because,
        "written_at": london(notice.written_at),
        "may_send_again": notices.may_send_again(notice),
        "needs_address": not person.email,
        "retrying": notice.state == "due" and notice.attempts > 0,
    }


def _words(session: Session, visit: Visit, notice: Notice, person: Person) -> Words | None:
    """As it was written, but for what the reader of this page may not read.

    None where it holds a code that only its reader may see, or its template has gone or changed since."""
    kind = visit.office.notice_kinds.get(notice.kind)
    if kind is None or is_secret(kind):
        return None
    said = marks_for(session, part=visit.part).left_out(notice.facts)
    try:
        return as_written(visit.office, kind, said, person)
    except PaperError:
        return None
