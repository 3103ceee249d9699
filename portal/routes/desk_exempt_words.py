"""The officer's desk: words that may not be public. What is kept back and why, marking more, and lifting a mark."""

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from governance.exempt import PARAGRAPHS
from governance.terms import Role
from plan_store import cycles, despatches, exemptions, notices, papers
from plan_store.database import Session, reading, transaction
from plan_store.papers import Out
from plan_store.tables import Paper
from portal.deps import Visiting
from portal.desk import exempt_words
from portal.desk.forms import Box, Sent, Typed, read_boxes
from portal.desk.lookup import LARGEST_ID, found, the_action, the_plan
from portal.desk.owners import MAIL_STATES, say_kind
from portal.plan_desk.form_page import FormPage, back_to, show_form

router = APIRouter()
SHOWN = ["GET", "HEAD"]
HERE = "/desk/exempt-words"
# Of published papers so many are looked through for words that were marked after they were out.
LATEST = 20
DONE = {
    "marked": "From now on these words are kept from the public, the board’s pages and every mail.",
    "lifted": "The mark is lifted: the words are public again from the next paper that is written.",
}
PARAGRAPH = Box(
    name="paragraph",
    label="Under which paragraph of Schedule 12A?",
    kind="radios",
    options=tuple((str(number), f"{number}. {words}") for number, words in PARAGRAPHS.items()),
    needed="Choose the paragraph under which the words are exempt.",
)
REASON = Box(
    name="reason",
    label="Why is the public interest in keeping them back greater than that in disclosing them?",
    kind="lines",
    hint="It stands at the head of the exempt paper and may become public: do not say here what you keep back.",
    needed="Write why: without a reason, words stay public.",
)


@router.api_route("/desk/exempt-words", methods=SHOWN)
def show_marks(visit: Visiting, done: str = "") -> Response:
    """Every mark that stands, with the words it keeps back, and the papers and mails that were written before it."""
    with reading(visit.engine) as session:
        marks = exempt_words.marks_shown(session, the_plan(session))
        return visit.show(
            "desk_papers/exempt_words.html",
            here=HERE,
            marks=marks,
            before=_written_before(session),
            out=_out_already(session),
            mails=[
                (notice.id, say_kind(notice.kind), MAIL_STATES[notice.state])
                for notice in notices.with_marked_words(session)
            ],
            may_mark=visit.may(Role.OFFICER),
            done=DONE.get(done, ""),
        )


@router.api_route("/desk/exempt-words/choose", methods=SHOWN)
def show_texts(visit: Visiting, action: str = "") -> Response:
    """Every text that can be marked: of one action, or the plan's own where none is named."""
    with reading(visit.engine) as session:
        row = the_action(session, action) if action else None
        return visit.show(
            "desk_papers/exempt_choose.html",
            here=HERE,
            action=row,
            texts=exempt_words.texts_of_action(session, row) if row else exempt_words.texts_of_plan(session),
        )


@router.api_route("/desk/exempt-words/mark/{kind}/{row_id:int}/{field}", methods=SHOWN)
def show_marking(visit: Visiting, kind: str, row_id: int, field: str) -> Response:
    with reading(visit.engine) as session:
        return show_form(visit, _marking(session, kind, row_id, field), Typed(values={}))


@router.post("/desk/exempt-words/mark/{kind}/{row_id:int}/{field}")
def take_mark(visit: Visiting, kind: str, row_id: int, field: str, sent: Sent) -> Response:
    """Keep one text back. Sent twice, it is marked once."""
    with transaction(visit.engine) as session:
        page = _marking(session, kind, row_id, field)
        typed = read_boxes(sent, page.boxes)
        if typed.faults:
            return show_form(visit, page, typed, faults=typed.faults, status=422)
        if not exemptions.marks_for(session).hides(kind, row_id, field):
            row = exemptions.row_marked(session, kind, min(row_id, LARGEST_ID), field)
            paragraph, reason = int(typed.values["paragraph"]), typed.values["reason"]
            about = {"paragraph": paragraph, "reason": reason, "field": field}
            exemptions.mark(session, the_plan(session), row, by=visit.by, at=visit.at, **about)  # type: ignore[arg-type]
    return back_to(HERE, done="marked")


@router.post("/desk/exempt-words/{number:int}/lift")
def lift(visit: Visiting, number: int) -> Response:
    """Undo a mark; one that has been lifted already stays so."""
    with transaction(visit.engine) as session:
        mark = found(lambda: exemptions.find(session, min(number, LARGEST_ID)))
        if mark.lifted_at is None:
            exemptions.lift(session, mark, by=visit.by, at=visit.at)
    return RedirectResponse(f"{HERE}?done=lifted", status_code=303)


def _marking(session: Session, kind: str, row_id: int, field: str) -> FormPage:
    row = found(lambda: exemptions.row_marked(session, kind, min(row_id, LARGEST_ID), field))
    return FormPage(
        title="Keep these words from the public?",
        action=f"{HERE}/mark/{kind}/{row_id}/{field}",
        boxes=(PARAGRAPH, REASON),
        submit="Keep them back",
        back=HERE,
        back_label="Back to the exempt words",
        here=HERE,
        caption=f"{exempt_words.where_of(session, kind, row)}: {exempt_words.FIELDS[field]}",
        intro=(
            f"“{getattr(row, field)}”",
            "In every paper for the public, every page of the board and every mail, “[Exempt information: withheld]” "
            "stands in their place. The exempt paper (Part 2) has them. A paper that is out already is not changed.",
            "The same words elsewhere are kept back too, and with a resolution its limbs and the actions they made. "
            "A mail that waits goes without them.",
        ),
    )


def _written_before(session: Session) -> list[tuple[str, Paper]]:
    """Public papers on their way out that were written before the newest mark: they may still hold its words."""
    standing = exemptions.standing(session)
    if not standing:
        return []
    newest = max(mark.marked_at for mark in standing)
    return [
        (cycle.reference, paper)
        for cycle in cycles.every(session)
        for paper in (*papers.heads(session, cycle), *despatches.waiting(session, cycle))
        if paper.part == 1 and paper.state in ("drafted", "approved") and paper.drafted_at < newest
    ]


def _out_already(session: Session) -> list[Out]:
    """The latest published papers that hold words marked since: nothing takes back what everybody could read."""
    if not exemptions.standing(session):
        return []
    return [
        out
        for out in papers.published(session)[:LATEST]
        if exemptions.marked_since(session, papers.facts(session, out.paper_id), out.drafted_at)
    ]
