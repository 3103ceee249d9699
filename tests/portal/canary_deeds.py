"""What owners, members and the director do at their pages with marked words, or with some marked before a mail left."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from canaries import CYCLE, OTHER_ACTION, mark
from canary_words import ACTED, CANARIES
from casts import Ashcombe, hidden
from desk_steps import fill
from owners_day import check, number_of, over_https, send_what_is_checked
from sqlmodel import col, select

from governance.terms import Role, Stage
from plan_store import cycles, links, meetings, papers, plans
from plan_store.database import reading, transaction
from plan_store.tables import AccessLink, Action, MemberQuestion, Notice, Plan, Resolution, Update, UpdateRequest

MEMBER, OFFICER, DIRECTOR = "Ffion Rees", "Carys Bevan", "Dev Malhotra"


def an_owner_answers_and_the_answer_is_marked(town: Ashcombe) -> None:
    """The receipt waits for the next round of the post meanwhile."""
    with reading(town.office.engine) as session:
        cycle = cycles.require(session, CYCLE)
        answered = select(Update.action_id).where(Update.cycle_id == cycle.id)
        query = (
            select(AccessLink, Action)
            .join(UpdateRequest, col(UpdateRequest.person_id) == AccessLink.person_id)
            .join(Action, col(UpdateRequest.action_id) == Action.id)
            .where(UpdateRequest.cycle_id == cycle.id, AccessLink.cycle_id == cycle.id, AccessLink.opens == "answer")
            .where(col(Action.id).not_in(answered), Action.reference != OTHER_ACTION)
        )
        link, action = session.exec(query.order_by(col(Action.id))).first() or (None, None)
        assert link is not None
        assert action is not None
        token = links.token(link, secret=town.office.settings.secret)
    owner = over_https(town)
    pages = owner.get(f"/answer/{token}", follow_redirects=False).headers["location"]
    assert number_of(owner.get(f"{pages}/action/{action.reference}").text, action.reference)
    check(owner, pages, action.reference, narrative=f"We wait for {ACTED['answer sent.narrative']} to be heard.")
    sent = send_what_is_checked(owner, pages)
    assert sent.status_code == 303, sent.text
    with transaction(town.office.engine) as session:
        waits(session, "answers_received", ACTED["answer sent.narrative"])
        mark(session, session.exec(select(Update).order_by(col(Update.id).desc())).first(), at=town.now)


def a_member_asks_and_is_answered_and_both_are_marked(town: Ashcombe) -> None:
    with reading(town.office.engine) as session:
        meeting = cycles.meeting_of(session, cycles.require(session, CYCLE)).id
    asked = f"What is done for {ACTED['question put.question']}?"
    member = town.signed_in(MEMBER, Role.BOARD_MEMBER)
    page = fill_question(member, f"/board/meetings/{meeting}", asked)
    assert page == 303
    with reading(town.office.engine) as session:
        question = session.exec(select(MemberQuestion).order_by(col(MemberQuestion.id).desc())).first()
        assert question is not None
    officer = town.signed_in(OFFICER, Role.OFFICER)
    answer = f"{ACTED['question put.answer']} is seen weekly."
    assert fill(officer, f"/desk/questions/{question.id}", {"answer": answer}).status_code == 303
    with transaction(town.office.engine) as session:
        waits(session, "question_asked", ACTED["question put.question"])
        waits(session, "question_answered", ACTED["question put.answer"])
        mark(session, session.get(MemberQuestion, question.id), at=town.now)


def fill_question(member: Any, address: str, asked: str) -> int:
    page = member.get(address).text
    key = hidden(page, "key")
    sent = member.post(f"{address}/questions", data={"key": key, "about": "", "words": asked}, follow_redirects=False)
    return int(sent.status_code)


def waits(session: Any, kind: str, word: str) -> None:
    """A mail of this kind waits and holds the word: without it, its leaving without the word would prove nothing."""
    waiting = session.exec(select(Notice).where(Notice.kind == kind, Notice.state == "due")).all()
    assert any(word in str(notice.facts) for notice in waiting), f"no {kind} waits with its words"


def the_director_comments_on_the_exempt_draft(town: Ashcombe) -> None:
    """On a paragraph that holds marked words, and quoting them beside a paragraph of the public draft."""
    director = town.signed_in(DIRECTOR, Role.DIRECTOR)
    with reading(town.office.engine) as session:
        cycle = cycles.require(session, CYCLE)
        assert cycle.stage is Stage.AWAITING_SIGN_OFF
        kinds = {paper.part: paper.kind for paper in papers.heads(session, cycle)}
    said = {1: f"As {CANARIES['risk.words']} says.", 2: f"Is {ACTED['comment.words']} right?"}
    for part, kind in kinds.items():
        address = f"/director/{CYCLE}/read/{kind}/paragraph/3"
        sent = fill(director, address, {"words": said[part]})
        assert sent.status_code == 303, sent.text
    key = hidden(director.get(f"/director/{CYCLE}").text, "key")
    sent = director.post(f"/director/{CYCLE}/comments", data={"key": key}, follow_redirects=False)
    assert sent.status_code == 303


def a_title_is_marked_that_the_paper_has_printed(town: Ashcombe) -> None:
    with transaction(town.office.engine) as session:
        action = plans.find_action(session, session.exec(select(Plan)).one(), OTHER_ACTION)
        mark(session, action, field="title", at=town.now)


def the_resolution_is_marked(town: Ashcombe) -> None:
    """The resolution alone: its limbs and the action go with it."""
    with transaction(town.office.engine) as session:
        meeting = meetings.require(session, "improvement_board", "2027-02-09")
        of_meeting = Resolution.meeting_id == meeting.id
        mark(session, session.exec(select(Resolution).where(of_meeting)).first(), at=town.now)


DEEDS: Mapping[date, Callable[[Ashcombe], None]] = {
    date(2027, 1, 15): an_owner_answers_and_the_answer_is_marked,
    date(2027, 1, 18): a_member_asks_and_is_answered_and_both_are_marked,
    date(2027, 1, 26): the_director_comments_on_the_exempt_draft,
    date(2027, 2, 3): a_title_is_marked_that_the_paper_has_printed,
    date(2027, 2, 11): the_resolution_is_marked,
}
