"""The outbox: the row is the queue. It knows nothing of words, MIME or channels.

written → taken (leased by the database's clock) → in doubt (committed just before the last byte) → sent,
or back to due after a passing failure, dead after a refusal, held where it need not go.
"""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, and_, col, func, or_, select

from governance.errors import RecordError
from plan_store import audit, updates
from plan_store.database import database_now
from plan_store.exemptions import Marks, marks_for
from plan_store.tables import AccessLink, Cycle, Notice, NoticeAttempt, Person

LEASE = timedelta(minutes=2)
LONGEST_WAIT = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(days=3)
WORDS_LEFT_OUT = "marked words left out"
NO_ADDRESS = "no address is recorded"
MARKED_SINCE = "it may have arrived before words in it were marked exempt; sent again, it goes without them"


def write(
    session: Session,
    once: str,
    kind: str,
    person: Person,
    facts: Mapping[str, Any],
    *,
    cycle: Cycle | None = None,
    link: AccessLink | None = None,
    while_silent: bool = False,
    held_because: str = "",
    by: str,
    at: datetime,
) -> Notice | None:
    """Put one message in the outbox, in the transaction that gave rise to it; None where it is there already.

    A person without an address, or a message that is no longer needed, is held with the reason, not dropped. Marked
    words are left out of the facts, whoever gets it: a mail is read outside the portal.
    """
    if session.exec(select(Notice.id).where(Notice.once == once)).first() is not None:
        return None
    because = held_because or (NO_ADDRESS if not person.email else "")
    notice = Notice(
        once=once,
        kind=kind,
        cycle_id=cycle.id if cycle else None,
        person_id=person.id or 0,
        link_id=link.id if link else None,
        facts=marks_for(session).left_out(dict(facts)),
        while_silent=while_silent,
        state="held" if because else "due",
        because=because,
        written_at=at,
        due_at=at,
        message_id=f"<{hashlib.sha256(once.encode()).hexdigest()[:32]}@cleardays>",
    )
    session.add(notice)
    session.flush()
    verb = "notice held" if because else "notice written"
    about = cycle.reference if cycle else ""
    audit.record(session, verb, f"notice {notice.id}", by=by, at=at, cycle=about, kind=kind, to=person.reference)
    return notice


def take(session: Session, *, limit: int, lease: timedelta = LEASE, by: str, at: datetime) -> list[Notice]:
    """Claim messages that are due, for as long as a lease; also those whose sender died holding them.

    Several workers may call it at once. Those that have become pointless (the person has answered) are held instead.
    An in-doubt message is taken again when its lease is over and will be sent with the same bytes and Message-ID.
    Words that were marked exempt while a message waited are left out of it; one in doubt is held instead.
    """
    now, marks = database_now(session), marks_for(session)
    # Again where all of a batch were held: an empty list says that nothing is due.
    while waiting := _waiting(session, limit, now=now, at=at):
        taken = [notice for notice in waiting if _claim(session, notice, marks, until=now + lease, by=by, at=at)]
        if taken:
            audit.record(session, "notices taken", "outbox", by=by, at=at, notices=[notice.id for notice in taken])
            return taken
    return []


def _waiting(session: Session, limit: int, *, now: datetime, at: datetime) -> list[Notice]:
    due = and_(col(Notice.state) == "due", col(Notice.due_at) <= at)
    dropped = and_(col(Notice.state).in_(("taken", "in_doubt")), col(Notice.leased_until) < now)
    query = select(Notice).where(or_(due, dropped)).order_by(col(Notice.due_at), col(Notice.id)).limit(limit)
    return list(session.exec(query.with_for_update(skip_locked=True)))


def _claim(session: Session, notice: Notice, marks: Marks, *, until: datetime, by: str, at: datetime) -> bool:
    if notice.state == "due" and notice.while_silent and not _still_owes(session, notice):
        hold(session, notice, "the answer has come in", by=by, at=at)
        return False
    if (facts := marks.left_out(notice.facts)) != notice.facts:
        if notice.written is not None and _may_have_arrived(session, notice):
            hold(session, notice, MARKED_SINCE, by=by, at=at)
            return False
        notice.facts, notice.written = facts, None
        audit.record(session, WORDS_LEFT_OUT, f"notice {notice.id}", by=by, at=at, kind=notice.kind)
    notice.state = "taken" if notice.state != "in_doubt" else "in_doubt"
    notice.lease, notice.leased_until = secrets.token_hex(8), until
    notice.attempts += 1
    session.add(notice)
    return True


def _may_have_arrived(session: Session, notice: Notice) -> bool:
    return any(attempt.outcome == "in_doubt" for attempt in attempts_of(session, notice))


def _still_owes(session: Session, notice: Notice) -> bool:
    return updates.owes_answer(session, notice.cycle_id or 0, notice.person_id)


def hold(session: Session, notice: Notice, because: str, *, by: str, at: datetime) -> None:
    """Not to be sent, and why."""
    notice.state, notice.because = "held", because
    session.add(notice)
    audit.record(session, "notice held", f"notice {notice.id}", by=by, at=at, because=because)


def mark_in_doubt(
    session: Session, notice_id: int, lease: str, written: bytes, channel: str, *, by: str, at: datetime
) -> None:
    """Just before the last byte goes: from here on nobody can know whether it arrived. Raises if the lease was lost."""
    notice = _leased(session, notice_id, lease)
    notice.state, notice.written = "in_doubt", written
    session.add(notice)
    session.add(
        NoticeAttempt(notice_id=notice_id, number=notice.attempts, began_at=at, channel=channel, outcome="in_doubt")
    )
    audit.record(session, "notice in doubt", f"notice {notice_id}", by=by, at=at, attempt=notice.attempts)


def record_sent(session: Session, notice_id: int, lease: str, said: str, *, by: str, at: datetime) -> None:
    """The channel has taken responsibility; the bytes are dropped, their digest stays. said: its own words."""
    notice = _leased(session, notice_id, lease)
    attempt = _attempt(session, notice, at=at)
    attempt.outcome, attempt.said, attempt.ended_at = "sent", said, at
    notice.state, notice.because, notice.sent_at, notice.lease = "sent", "", at, ""
    notice.digest, notice.written = hashlib.sha256(notice.written or b"").hexdigest(), None
    session.add(attempt)
    session.add(notice)
    audit.record(session, "notice sent", f"notice {notice_id}", by=by, at=at, attempt=notice.attempts)


def record_failure(
    session: Session, notice_id: int, lease: str, why: str, *, permanent: bool, channel: str, by: str, at: datetime
) -> None:
    """It did not leave. Permanent, or three days old: dead, for the officer to see; otherwise due again later."""
    notice = _leased(session, notice_id, lease)
    attempt = _attempt(session, notice, at=at)
    attempt.ended_at, attempt.channel, attempt.said = at, channel, why
    attempt.outcome = "refused" if permanent else "failed"
    session.add(attempt)
    dead = permanent or at - notice.written_at > GIVE_UP_AFTER
    notice.state, notice.because, notice.lease = "dead" if dead else "due", why, ""
    notice.due_at = at + _pause(notice.attempts)
    session.add(notice)
    audit.record(session, f"notice {'dead' if dead else 'put back'}", f"notice {notice_id}", by=by, at=at)


def record_doubt(session: Session, notice_id: int, lease: str, why: str, *, by: str, at: datetime) -> None:
    """Nobody can know whether it arrived. It goes again later, with the same bytes; the doubt stays on record."""
    notice = _leased(session, notice_id, lease)
    attempt = _attempt(session, notice, at=at)
    attempt.said, attempt.ended_at = why, at
    notice.state, notice.because, notice.lease = "due", "may have been delivered; it will be sent again", ""
    notice.due_at = at + _pause(notice.attempts)
    session.add(attempt)
    session.add(notice)
    audit.record(session, "notice may have arrived", f"notice {notice_id}", by=by, at=at, attempt=notice.attempts)


def _pause(attempts: int) -> timedelta:
    """Growing pauses: a minute, two, four … up to an hour."""
    doubled: int = 2 ** min(attempts, 7)
    return min(LONGEST_WAIT, timedelta(seconds=30) * doubled)


def may_send_again(notice: Notice) -> bool:
    """Whether an officer may put a message back: it was given up, or held for want of an address or for its words."""
    return notice.state == "dead" or (notice.state == "held" and notice.because in (NO_ADDRESS, MARKED_SINCE))


def send_again(session: Session, notice_id: int, *, by: str, at: datetime) -> Notice:
    """Put a message that was given up back into the outbox, to be written anew to the person's address of today.

    Its Message-ID and its attempts stay. Raises RecordError where it is not given up, or there is still no address.
    """
    notice = session.get_one(Notice, notice_id, with_for_update=True)
    if not may_send_again(notice):
        state = notice.state.replace("_", " ")
        raise RecordError(f"Message {notice_id} is {state}; only one that was given up can be sent again.")
    if not session.get_one(Person, notice.person_id).email:
        raise RecordError("No address is recorded for this person. Give one under People first, then send it again.")
    notice.state, notice.because, notice.lease, notice.written = "due", "", "", None
    # The pause and the three days until it is given up count from now.
    notice.written_at = notice.due_at = at
    session.add(notice)
    audit.record(session, "notice to be sent again", f"notice {notice_id}", by=by, at=at, attempts=notice.attempts)
    return notice


def outbox(session: Session, *states: str) -> list[Notice]:
    """Messages in these states (all where none is named), oldest first."""
    query = select(Notice).order_by(col(Notice.id))
    if states:
        query = query.where(col(Notice.state).in_(states))
    return list(session.exec(query))


def written_after(session: Session, number: int) -> list[tuple[Notice, Person]]:
    """Messages written after the one of that number, with whom they go to."""
    query = select(Notice, Person).join(Person, col(Notice.person_id) == Person.id).where(col(Notice.id) > number)
    return list(session.exec(query.order_by(col(Notice.id))).all())


def counts(session: Session) -> dict[str, int]:
    """State → how many messages are in it."""
    return dict(session.exec(select(Notice.state, func.count()).group_by(Notice.state)).all())


def count_without_address(session: Session) -> int:
    """How many messages are held because nobody knows where to send them."""
    query = select(func.count()).select_from(Notice).where(Notice.state == "held", Notice.because == NO_ADDRESS)
    return session.exec(query).one()


def count_marked_since(session: Session) -> int:
    """How many messages are held because they may have arrived with words that were marked exempt since."""
    query = select(func.count()).select_from(Notice).where(Notice.state == "held", Notice.because == MARKED_SINCE)
    return session.exec(query).one()


def with_marked_words(session: Session) -> list[Notice]:
    """Messages that have not gone for certain and hold words marked since they were written, oldest first."""
    marks = marks_for(session)
    if not marks:
        return []
    waiting = outbox(session, "due", "taken", "in_doubt", "held", "dead")
    return [notice for notice in waiting if marks.left_out(notice.facts) != notice.facts]


def latest(session: Session, states: Sequence[str] = (), *, limit: int, before: int = 0) -> list[tuple[Notice, Person]]:
    """Messages in these states (all where none is named) with whom they go to, newest first, so many of them.

    before: only those older than the message of that number.
    """
    query = select(Notice, Person).join(Person, col(Notice.person_id) == Person.id)
    if states:
        query = query.where(col(Notice.state).in_(states))
    if before:
        query = query.where(col(Notice.id) < before)
    return list(session.exec(query.order_by(col(Notice.id).desc()).limit(limit)).all())


def attempts_of(session: Session, notice: Notice) -> list[NoticeAttempt]:
    """Every attempt to send a message, oldest first."""
    query = select(NoticeAttempt).where(NoticeAttempt.notice_id == notice.id)
    return list(session.exec(query.order_by(col(NoticeAttempt.id))))


def _leased(session: Session, notice_id: int, lease: str) -> Notice:
    query = select(Notice).where(Notice.id == notice_id).with_for_update().execution_options(populate_existing=True)
    notice = session.exec(query).one()
    if not lease or notice.lease != lease:
        raise RecordError(f"Another sender has taken over notice {notice_id}; this one leaves it alone.")
    return notice


def _attempt(session: Session, notice: Notice, *, at: datetime) -> NoticeAttempt:
    """The row of this very attempt. An earlier one that is in doubt stays so, whatever becomes of this one."""
    where = (NoticeAttempt.notice_id == notice.id, NoticeAttempt.number == notice.attempts)
    attempt = session.exec(select(NoticeAttempt).where(*where)).first()
    return attempt or NoticeAttempt(notice_id=notice.id or 0, number=notice.attempts, began_at=at)
