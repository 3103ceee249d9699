"""The board's reading room: papers, actions with their stories, search, and questions before a meeting.

It knows nothing of drafts; what is shown has been published.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, HTTPException, Query
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel

from config.clock import london
from governance.answers import AnswerFault
from governance.errors import RecordError
from governance.terms import DeliveryStatus, Role
from plan_store import evidence_files, meetings, people, plans, questions, searching, stories, telling
from plan_store.database import Session, reading, transaction
from plan_store.exemptions import marks_for
from plan_store.tables import Action, Cycle, Evidence, Meeting, MemberQuestion, Plan
from portal.access import ASKERS
from portal.board import room
from portal.board.room import LastPaper, MeetingShown
from portal.deps import Visit, Visiting
from portal.paper_files import part_of
from portal.typed import NUL_SENTENCE, Lines
from portal.view_keys import is_ours, new_key

router = APIRouter()
SHOWN = ["GET", "HEAD"]
# Who may see what has not been published yet, beside what has.
SEES_ALL = frozenset({Role.OFFICER, Role.AUDITOR, Role.DIRECTOR})
LONGEST_QUESTION = 4000
LONGEST_SEARCH = 200


class QuestionTyped(BaseModel):
    key: str = ""
    about: str = ""
    words: Lines = ""


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a reader may know. last: the newest published paper. until: nothing later is shown. all: up to today."""

    last: LastPaper | None
    until: datetime
    all: bool

    def tells(self, response: str, met_at: datetime | None) -> bool:
        """Whether a paper has told what was done about a decision; until then it is the officer's own note."""
        told = {matter["response"] for matter in self.last.facts.get("matters", ())} if self.last else set()
        return self.all or response in told or (met_at is not None and met_at <= self.until)


@router.api_route("/board", methods=SHOWN)
def show_room(visit: Visiting) -> Response:
    with reading(visit.engine) as session:
        every = room.every_meeting(session)
        coming = room.next_meeting(every, as_of=visit.as_of)
        return visit.show(
            "board/room.html",
            here="/board",
            meeting=coming,
            asked=room.questions_of(session, coming.id, part=part_of(visit)) if coming else [],
            may_ask=_may_ask(visit),
            last=room.last_paper(session),
            others=[
                m for m in every if coming is not None and room.takes_questions(m, as_of=visit.as_of) and m != coming
            ],
            calendar=_calendar_address(visit),
        )


@router.api_route("/board/papers", methods=SHOWN)
def show_papers(visit: Visiting) -> Response:
    with reading(visit.engine) as session:
        every = [meeting for meeting in room.every_meeting(session) if meeting.papers]
        return visit.show("board/papers.html", here="/board", meetings=every)


@router.api_route("/board/actions", methods=SHOWN)
def show_actions(visit: Visiting) -> Response:
    """Every action as the last paper printed it."""
    with reading(visit.engine) as session:
        return visit.show("board/actions.html", here="/board", last=room.last_paper(session), address=action_address)


@router.api_route("/board/actions/{reference:path}", methods=SHOWN)
def show_story(visit: Visiting, reference: str) -> Response:
    with reading(visit.engine) as session:
        known = _known(session, visit)
        action = _action(session, known, reference)
        story = stories.story_of(session, action, until=known.until, part=part_of(visit))
        return visit.show(
            "board/story.html",
            here="/board",
            story=story,
            known=known,
            until=london(known.until),
            statuses={status.value: visit.council.scale.statuses[status].word for status in DeliveryStatus},
            local=london,
        )


@router.api_route("/board/evidence/{number:int}", methods=SHOWN)
def hand_out_evidence(visit: Visiting, number: int) -> Response:
    """A file an owner gave, to be kept: it is never opened within these pages."""
    with reading(visit.engine) as session:
        known, file = _known(session, visit), evidence_files.find(session, number)
        evidence = session.get(Evidence, file.evidence_id) if file is not None and file.evidence_id else None
        closed = evidence is not None and marks_for(session, part=part_of(visit)).hides(
            "evidence", evidence.id, "shows"
        )
        if file is None or evidence is None or closed or evidence.added_at > known.until:
            raise HTTPException(404, "There is no such file. Open the action's story and choose it there.")
        headers = {
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        }
        return Response(file.content, media_type="application/octet-stream", headers=headers)


@router.api_route("/board/search", methods=SHOWN)
def search(visit: Visiting, q: Annotated[str, Query()] = "") -> Response:
    """What the words are found in. Too long a search is cut, for nobody writes so long a sentence twice."""
    wanted = q[:LONGEST_SEARCH].replace("\x00", "")
    with reading(visit.engine) as session:
        known, plan = _known(session, visit), plans.first(session)
        hits = searching.find(session, plan, wanted, until=known.until, part=part_of(visit)) if plan is not None else ()
        return visit.show(
            "board/search.html",
            here="/board",
            wanted=wanted,
            hits=hits,
            address=action_address,
            most=searching.MOST_OF_A_KIND,
        )


@router.api_route("/board/meetings/{meeting_id:int}", methods=SHOWN)
def show_meeting(visit: Visiting, meeting_id: int, asked: int = 0, about: str = "") -> Response:
    """A meeting: its papers, the questions put to it, what was decided. about: the reference of an action."""
    with reading(visit.engine) as session:
        typed = QuestionTyped(about=about.replace("\x00", ""))
        return _show_meeting(session, visit, _meeting(session, meeting_id), typed, asked=bool(asked))


@router.post("/board/meetings/{meeting_id:int}/questions")
def take_question(visit: Visiting, meeting_id: int, typed: Annotated[QuestionTyped, Form()]) -> Response:
    """Keep a question word for word and tell the officer, both or neither."""
    with transaction(visit.engine) as session:
        shown = _meeting(session, meeting_id)
        if faults := _faults(session, visit, shown, typed):
            return _show_meeting(session, visit, shown, typed, faults=faults, status=422)
        _ask(session, visit, meetings.find(session, meeting_id), typed)
    return RedirectResponse(f"/board/meetings/{meeting_id}?asked=1#questions", status_code=303)


def action_address(reference: str) -> str:
    return f"/board/actions/{quote(reference, safe='')}"


def _ask(session: Session, visit: Visit, meeting: Meeting, typed: QuestionTyped) -> None:
    person = people.require(session, visit.by)
    once = typed.key.partition(".")[0]
    row: MemberQuestion = questions.ask(
        session, meeting, person, typed.words, typed.about, once=once, by=visit.by, at=visit.at
    )
    cycle: Cycle | None = meetings.cycle_of(session, meeting)
    if cycle is None:
        return
    told = {"question": {"by": person.name, "about": _named(session, typed.about), "words": typed.words}}
    for officer in people.with_role(session, Role.OFFICER):
        telling.tell_of_act(
            session, visit.telling, cycle, officer, "question_asked", told, once=f"question {row.id}", by=visit.by,
            at=visit.at,
        )  # fmt: skip


def _faults(session: Session, visit: Visit, shown: MeetingShown, typed: QuestionTyped) -> tuple[AnswerFault, ...]:
    if not is_ours(typed.key, visit.secret, "question", shown.id, visit.by):
        return (AnswerFault("", "This form was out of date, so nothing was recorded. Send your question again."),)
    if not room.takes_questions(shown, as_of=visit.as_of):
        sentence = "This meeting has begun or was called off, so it takes no more questions. Your words stand below."
        return (AnswerFault("", sentence),)
    faults = []
    if typed.about and typed.about not in _topics(session):
        faults.append(AnswerFault("about", "Choose what your question is about from the list."))
    if not typed.words.strip():
        faults.append(AnswerFault("words", "Write your question."))
    elif len(typed.words) > LONGEST_QUESTION:
        faults.append(AnswerFault("words", f"Shorten your question to {LONGEST_QUESTION:,} characters."))
    elif "\x00" in typed.words:
        faults.append(AnswerFault("words", NUL_SENTENCE))
    return tuple(faults)


def _show_meeting(
    session: Session,
    visit: Visit,
    shown: MeetingShown,
    typed: QuestionTyped,
    *,
    faults: tuple[AnswerFault, ...] = (),
    status: int = 200,
    asked: bool = False,
) -> Response:
    meeting, put = meetings.find(session, shown.id), room.questions_of(session, shown.id, part=part_of(visit))
    return visit.show(
        "board/meeting.html",
        status=status,
        here="/board",
        meeting=shown,
        open=room.takes_questions(shown, as_of=visit.as_of),
        may_ask=_may_ask(visit),
        questions=put,
        resolutions=room.resolutions_of(session, meeting, part=part_of(visit)),
        known=_known(session, visit),
        topics=_topics(session),
        typed=typed,
        asked=asked and visit.who is not None and any(q["asked_by"] == visit.who.name for q in put),
        key=new_key(visit.secret, "question", shown.id, visit.by),
        faults=faults,
        fault_of={fault.field: fault.sentence for fault in faults},
    )


def _topics(session: Session) -> dict[str, str]:
    """Reference → title of every action that a question may be about: those in the last paper."""
    last = room.last_paper(session)
    return {action["reference"]: action["title"] for action in last.actions} if last else {}


def _named(session: Session, about: str) -> str:
    return f"{about}: {_topics(session)[about]}" if about else ""


def _known(session: Session, visit: Visit) -> Known:
    last = room.last_paper(session)
    if visit.who is not None and visit.who.roles & SEES_ALL:
        return Known(last=last, until=visit.at, all=True)
    # Before the first paper a board knows nothing; the first instant there is stands for that.
    return Known(last=last, until=last.until if last else datetime.min.replace(tzinfo=visit.at.tzinfo), all=False)


def _action(session: Session, known: Known, reference: str) -> Action:
    plan: Plan | None = plans.first(session)
    try:
        action = plans.find_action(session, plan, reference) if plan is not None and "\x00" not in reference else None
    except RecordError:
        action = None
    if action is None or action.created_on > known.until.date():
        raise HTTPException(404, "No paper tells of an action with this reference. Choose it from the list of actions.")
    return action


def _meeting(session: Session, meeting_id: int) -> MeetingShown:
    shown = next((meeting for meeting in room.every_meeting(session) if meeting.id == meeting_id), None)
    if shown is None:
        raise HTTPException(404, "There is no such meeting; it may have been moved. Open the reading room again.")
    return shown


def _may_ask(visit: Visit) -> bool:
    return visit.who is not None and bool(visit.who.roles & ASKERS)


def _calendar_address(visit: Visit) -> str:
    return f"{visit.office.portal_address}/calendar.ics"
