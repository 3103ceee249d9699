"""Who was asked, who has answered, and what became of the mails: the people of a cycle, for the officer.

It knows nothing of what they said.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from config.clock import london
from governance.reminders import NoticeKind
from plan_store import asked
from plan_store.asked import Asked, Mail, Request
from plan_store.database import Session
from plan_store.tables import Cycle

# What has become of a mail, in words.
MAIL_STATES: Mapping[str, str] = {
    "due": "waiting to go",
    "taken": "on its way",
    "in_doubt": "perhaps sent",
    "sent": "sent",
    "dead": "failed",
    "held": "not sent",
}


@dataclass(frozen=True, kw_only=True)
class LastMail:
    """at: London wall time at which it was sent, or written where it has not gone. because: why it has not."""

    words: str
    state: str
    failed: bool
    because: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class OwnerRow:
    """One person who was asked. silent, answered: their actions as (reference, title). away_until: None if here."""

    reference: str
    name: str
    phone: str
    away_until: date | None
    silent: tuple[tuple[str, str], ...]
    answered: tuple[tuple[str, str], ...]
    late: int
    last: Mail | None
    nudged_today: bool

    @property
    def asked(self) -> int:
        return len(self.silent) + len(self.answered)

    @property
    def mail(self) -> LastMail | None:
        """The last mail in words. Worked out only for the rows that a page shows."""
        if self.last is None:
            return None
        kind, state, because, at = self.last
        return LastMail(
            words=say_kind(kind),
            state=MAIL_STATES[state],
            failed=state == "dead",
            because=because if state in ("dead", "held", "due") else "",
            at=london(at),
        )


def owner_rows(
    session: Session, cycle: Cycle, known: Mapping[int, Asked], kinds: Mapping[str, NoticeKind], *, today: date
) -> tuple[OwnerRow, ...]:
    """Everybody who was asked: those who owe most first, those who have answered everything last.

    known: asked.people_asked of this cycle.
    """
    opening = [kind for kind, row in kinds.items() if row.opens == "answer"]
    mails = asked.last_mails(session, cycle, opening)
    requests: dict[int, list[Request]] = {}
    for request in asked.requests(session, cycle):
        requests.setdefault(request.person_id, []).append(request)
    rows = [
        _row(known[person_id], of_person, mails.get(person_id), kinds, today=today)
        for person_id, of_person in requests.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-len(row.silent), row.name)))


def _row(
    person: Asked, requests: list[Request], mail: Mail | None, kinds: Mapping[str, NoticeKind], *, today: date
) -> OwnerRow:
    return OwnerRow(
        reference=person.reference,
        name=person.name,
        phone=person.phone,
        away_until=person.away_until if person.away_until and person.away_until >= today else None,
        silent=tuple([(request.action, request.title) for request in requests if not request.answers]),
        answered=tuple([(request.action, request.title) for request in requests if request.answers]),
        late=sum([request.late for request in requests]),
        last=mail,
        nudged_today=bool(mail and kinds[mail.kind].on_act == "nudged" and london(mail.at).date() == today),
    )


def say_kind(kind: str) -> str:
    """“update_request” → “Update request”."""
    return kind.replace("_", " ").replace("sign off", "sign-off").capitalize()
