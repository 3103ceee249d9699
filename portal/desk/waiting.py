"""What waits for the officer: in the order in which it presses, each with the page where it is done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from governance.terms import Stage
from governance.wording import plural
from plan_store import cycles, dates, decisions, despatches, notices, papers, questions, referrals
from plan_store.database import Session
from plan_store.tables import Cycle
from portal.desk.turns import Standing


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One thing to do. sentence: what it is; words: somebody's own, verbatim; act: the words of the link."""

    sentence: str
    act: str
    address: str
    by: datetime | None = None
    words: str = ""


def waiting_for_officer(session: Session, standings: list[tuple[Cycle, Standing]]) -> list[Waiting]:
    """Everything nobody else will do."""
    found: list[Waiting] = []
    for cycle, standing in standings:
        found.extend(_of_cycle(session, cycle, standing))
    found.extend(_from_people(session))
    found.extend(_from_the_post(session))
    return found


def _of_cycle(session: Session, cycle: Cycle, standing: Standing) -> Iterator[Waiting]:
    moments, address = cycles.moments(cycle), f"/desk/cycles/{cycle.reference}"
    if cycle.stage is Stage.SENT_BACK:
        yield Waiting(
            sentence=f"The director sent back the paper for the {standing.board}:",
            words=papers.last_comment(session, cycle),
            act="See what to do",
            address=address,
            by=moments["publish_by_at"][0],
        )
    elif despatches.sent_back(session, cycle):
        yield Waiting(
            sentence=f"The director sent back the supplement for the {standing.board}:",
            words=papers.last_comment(session, cycle),
            act="Write it again",
            address=f"{address}/do/supplement",
            by=moments["meeting_at"][0],
        )
    elif standing.is_officers_turn:
        yield Waiting(
            sentence=f"The paper for the {standing.board} has been written. Read it before it goes to the director.",
            act="Read it and ask for sign-off",
            address=address,
            by=moments["sign_off_asked_at"][0],
        )


def _from_people(session: Session) -> Iterator[Waiting]:
    for referral, action, person in referrals.waiting(session):
        yield Waiting(
            sentence=f"{person.name} says that {action.reference} is not theirs:",
            words=referral.words,
            act=f"Settle who is asked about {action.reference}",
            address=f"/desk/referrals/{referral.id}",
        )
    if asked := len(dates.waiting(session)):
        verb = "waits" if asked == 1 else "wait"
        yield Waiting(
            sentence=f"{plural(asked, 'request').capitalize()} for a new date {verb} for a decision.",
            act="Decide on dates",
            address="/desk/dates",
        )
    for question in questions.waiting(session):
        yield Waiting(
            sentence=f"{question.asked_by} asks{', about ' + question.about if question.about else ''}:",
            words=question.question,
            act="Answer the question",
            address=f"/desk/questions/{question.id}",
        )
    if unmet := len(decisions.still_open(session)):
        waits = "waits" if unmet == 1 else "wait"
        yield Waiting(
            sentence=f"{plural(unmet, 'decision').capitalize()} of a board {waits} for word of what was done.",
            act="Say what was done",
            address="/desk/decisions",
        )


def _from_the_post(session: Session) -> Iterator[Waiting]:
    count = notices.counts(session).get("dead", 0) + notices.count_without_address(session)
    if count:
        yield Waiting(
            sentence=f"{plural(count, 'mail').capitalize()} could not be sent.",
            act="See why, and send again",
            address="/desk/post",
        )
    if doubtful := notices.count_marked_since(session):
        mails = plural(doubtful, "mail").capitalize()
        yield Waiting(
            sentence=f"{mails} may have arrived with words that were marked exempt since.",
            act="Send again without them, or leave it",
            address="/desk/post?state=held",
        )
