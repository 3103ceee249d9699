"""Questions of board members, put before a meeting or at it, and their answers. It tells nobody."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from governance.errors import RecordError
from plan_store import audit
from plan_store.tables import Meeting, MemberQuestion, Person


def ask(
    session: Session, meeting: Meeting, person: Person, words: str, about: str, *, once: str, by: str, at: datetime
) -> MemberQuestion:
    """Keep a question that somebody puts before the meeting, word for word.

    about: reference of an action or a paragraph, empty for the paper as a whole. once: what makes this asking unique;
    asked again with the same, or by the same person in the same words, it is the one that is there.
    """
    where = (MemberQuestion.meeting_id == meeting.id, MemberQuestion.asked_by_id == person.id)
    for earlier in session.exec(select(MemberQuestion).where(*where).order_by(col(MemberQuestion.id))):
        if (earlier.question, earlier.about) == (words, about):
            return earlier
    return _keep(
        session,
        MemberQuestion(
            meeting_id=meeting.id or 0,
            asked_by=person.name,
            asked_by_id=person.id,
            asked_at=at,
            before_meeting=True,
            about=about,
            question=words,
        ),
        once=once,
        by=by,
        at=at,
    )


def note_asked(
    session: Session, meeting: Meeting, asked_by: str, person: Person | None, words: str, *, by: str, at: datetime
) -> MemberQuestion:
    """Keep a question that was asked at the meeting. asked_by: as the record names them; person: if we know them."""
    where = (MemberQuestion.meeting_id == meeting.id, MemberQuestion.asked_by == asked_by)
    for earlier in session.exec(select(MemberQuestion).where(*where).order_by(col(MemberQuestion.id))):
        if earlier.question == words:
            return earlier
    question = MemberQuestion(
        meeting_id=meeting.id or 0,
        asked_by=asked_by,
        asked_by_id=person.id if person else None,
        asked_at=at,
        question=words,
    )
    return _keep(session, question, once="", by=by, at=at)


def answer(session: Session, question: MemberQuestion, words: str, *, by: str, at: datetime) -> bool:
    """Answer a question, or answer it anew. Returns whether anything changed. by: also who answered."""
    if question.answered_at is not None and question.answer == words:
        return False
    again = question.answered_at is not None
    question.answer, question.answered_by, question.answered_at = words, by, at
    session.add(question)
    audit.record(session, "question answered", f"question {question.id}", by=by, at=at, again=again)
    return True


def require(session: Session, question_id: int) -> MemberQuestion:
    question = session.get(MemberQuestion, question_id)
    if question is None:
        raise RecordError("There is no such question. Open the meeting again and choose the question there.")
    return question


def of_meeting(session: Session, meeting: Meeting) -> list[MemberQuestion]:
    """Every question of a meeting: those put before it first, each in the order they were asked."""
    query = select(MemberQuestion).where(MemberQuestion.meeting_id == meeting.id)
    return list(session.exec(query.order_by(col(MemberQuestion.before_meeting).desc(), col(MemberQuestion.id))))


def waiting(session: Session) -> list[MemberQuestion]:
    """Every question that has no answer yet, oldest first."""
    query = select(MemberQuestion).where(col(MemberQuestion.answered_at).is_(None))
    return list(session.exec(query.order_by(col(MemberQuestion.id))))


def _keep(session: Session, question: MemberQuestion, *, once: str, by: str, at: datetime) -> MemberQuestion:
    session.add(question)
    session.flush()
    detail: dict[str, Any] = {"meeting": question.meeting_id, "before_meeting": question.before_meeting, "once": once}
    audit.record(session, "question asked", f"question {question.id}", by=by, at=at, **detail)
    return question
