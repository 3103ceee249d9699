"""The officer's desk: members' questions, noted and answered; whoever asked is told in the same transaction."""

import hashlib

from fastapi import APIRouter, HTTPException
from fastapi.responses import RedirectResponse, Response

from governance.answers import AnswerFault
from governance.errors import RecordError
from plan_store import people, questions
from plan_store.database import Session, reading, transaction
from plan_store.exemptions import marks_for
from plan_store.tables import MemberQuestion, Person
from plan_store.telling import tell_of_act
from portal.deps import Visit, Visiting
from portal.desk.forms import Box, Sent, Typed, first_of, read_boxes, shown_as
from portal.plan_desk.meeting_words import MeetingShown, meeting_shown

router = APIRouter()
SHOWN = ["GET", "HEAD"]
HERE = "/desk/meetings"
ANSWER = Box(
    name="answer",
    label="Your answer",
    kind="lines",
    hint="It stands in the record of the meeting, word for word.",
    needed="Write the answer.",
)
QUESTION = Box(
    name="question", label="What was asked, word for word", kind="lines", needed="Write what was asked, word for word."
)
ANSWERED_THERE = Box(
    name="answer",
    label="The answer (optional)",
    kind="lines",
    hint="Leave it empty to answer later: the question then waits on your desk.",
)
OTHER = Box(name="other", label="If somebody else asked: their name", hint="As the minutes name them.")


@router.api_route("/desk/meetings/{meeting_id:int}/questions/new", methods=SHOWN)
def show_new_question(visit: Visiting, meeting_id: int) -> Response:
    with reading(visit.engine) as session:
        meeting = meeting_shown(session, visit, meeting_id)
        boxes = _boxes(people.members(session, meeting.row.board_id))
        return _show_new(visit, meeting, boxes, Typed(values={}), ())


@router.post("/desk/meetings/{meeting_id:int}/questions/new")
def take_question(visit: Visiting, meeting_id: int, sent: Sent) -> Response:
    """Note a question that was asked at the meeting, and its answer where it has one already."""
    with transaction(visit.engine) as session:
        meeting = meeting_shown(session, visit, meeting_id)
        members = people.members(session, meeting.row.board_id)
        typed = read_boxes(sent, _boxes(members))
        if faults := _faults(typed):
            return _show_new(visit, meeting, _boxes(members), typed, faults, status=422)
        values = typed.values
        person = next((member for member in members if member.reference == values["member"]), None)
        asked_by = person.name if person else " ".join(values["other"].split())
        question = questions.note_asked(
            session, meeting.row, asked_by, person, values["question"], by=visit.by, at=visit.at
        )
        if values["answer"].strip():
            _answer(session, visit, meeting, question, values["answer"])
    return RedirectResponse(f"{meeting.address}?done=question", status_code=303)


@router.api_route("/desk/questions/{question_id:int}", methods=SHOWN)
def show_question(visit: Visiting, question_id: int) -> Response:
    with reading(visit.engine) as session:
        question = _known(session, question_id)
        return _show_one(session, visit, question, shown_as((ANSWER,), {"answer": question.answer}), ())


@router.post("/desk/questions/{question_id:int}")
def take_answer(visit: Visiting, question_id: int, sent: Sent) -> Response:
    """Keep the answer and tell whoever asked. Where another answer was given meanwhile, both are shown first."""
    with transaction(visit.engine) as session:
        question = _known(session, question_id)
        typed = read_boxes(sent, (ANSWER,))
        faults = tuple(typed.faults)
        if not faults and first_of(sent, "over") != _digest(question) and question.answer != typed.values["answer"]:
            faults = (
                AnswerFault("answer", "This was answered meanwhile. Read that answer below, then send yours again."),
            )
        if faults:
            return _show_one(session, visit, question, typed, faults, status=422)
        meeting = meeting_shown(session, visit, question.meeting_id)
        told = _answer(session, visit, meeting, question, typed.values["answer"])
    return RedirectResponse(f"{meeting.address}?done={'answered-told' if told else 'answered'}", status_code=303)


def _answer(session: Session, visit: Visit, meeting: MeetingShown, question: MemberQuestion, words: str) -> bool:
    """Answer, and tell whoever asked where we know them. Returns whether a letter goes out."""
    questions.answer(session, question, words, by=visit.by, at=visit.at)
    asker = session.get(Person, question.asked_by_id) if question.asked_by_id else None
    if asker is None:
        return False
    # A mail is read outside the portal, whoever gets it.
    marks = marks_for(session)
    said = {
        "reply": {
            "board": meeting.board.name,
            "meeting_at": meeting.held_at.isoformat(),
            "question": marks.words("memberquestion", question.id, "question", question.question),
            "about": marks.words("memberquestion", question.id, "about", question.about),
            "answer": marks.words("memberquestion", question.id, "answer", words),
        }
    }
    once = f"{question.id}/{_digest(question)}"
    cycle = meeting.cycle
    tell_of_act(session, visit.telling, cycle, asker, "question_answered", said, once=once, by=visit.by, at=visit.at)
    return bool(asker.email)


def _digest(question: MemberQuestion) -> str:
    """Of the answer as it stands: a form sent over it says which answer it saw."""
    return hashlib.sha256(question.answer.encode()).hexdigest()[:16]


def _known(session: Session, question_id: int) -> MemberQuestion:
    try:
        return questions.require(session, question_id)
    except RecordError as fault:
        raise HTTPException(404, str(fault)) from None


def _boxes(members: list[Person]) -> tuple[Box, ...]:
    options = tuple((member.reference, member.name) for member in members)
    who = Box(name="member", label="Which member asked?", kind="choice", options=options)
    return (who, OTHER, QUESTION, ANSWERED_THERE)


def _faults(typed: Typed) -> tuple[AnswerFault, ...]:
    given = [name for name in ("member", "other") if typed.values[name].strip()]
    if not given:
        typed.faults.insert(
            0, AnswerFault("member", "Choose the member who asked, or write the name of somebody else.")
        )
    elif len(given) == 2:
        typed.faults.insert(0, AnswerFault("other", "Choose a member or write another name, not both."))
    return tuple(typed.faults)


def _show_new(
    visit: Visit,
    meeting: MeetingShown,
    boxes: tuple[Box, ...],
    typed: Typed,
    faults: tuple[AnswerFault, ...],
    *,
    status: int = 200,
) -> Response:
    return visit.show(
        "desk_minutes/new_question.html",
        status=status,
        here=HERE,
        meeting=meeting,
        boxes=boxes,
        typed=typed,
        faults=faults,
        fault_of={fault.field: fault.sentence for fault in faults},
        targets={box.name: box.target for box in boxes},
    )


def _show_one(
    session: Session,
    visit: Visit,
    question: MemberQuestion,
    typed: Typed,
    faults: tuple[AnswerFault, ...],
    *,
    status: int = 200,
) -> Response:
    asker = session.get(Person, question.asked_by_id) if question.asked_by_id else None
    return visit.show(
        "desk_minutes/question.html",
        status=status,
        here=HERE,
        meeting=meeting_shown(session, visit, question.meeting_id),
        question=question,
        told=bool(asker and asker.email),
        over=_digest(question),
        box=ANSWER,
        typed=typed,
        faults=faults,
        fault_of={fault.field: fault.sentence for fault in faults},
        targets={"answer": "#answer"},
    )
