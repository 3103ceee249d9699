"""Mails as an officer may see them: as they read, with every personal link and code masked.

Whoever sees a personal link can answer in its holder's name, so no officer and no auditor ever does.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from delivery.rendering import Words, write_notice
from flows.deliver_notices import facts_for
from flows.office import Office
from governance.brief import facts
from governance.position import Position
from governance.reminders import NoticeKind, lines_for, owed_to, who_is_asked
from governance.terms import Role, Stage
from plan_store import telling
from plan_store.database import Session
from plan_store.tables import Cycle, Person

MASKED = "(the personal link, which only its holder sees)"
NOWHERE = "#"
# What these say is a secret of whoever they go to.
SECRET_ACTS = frozenset({"code_asked"})
# Of the mails that follow what somebody did, only this one can be worked out before it is done.
FORESEEABLE_ACTS = frozenset({"nudged"})


def is_secret(kind: NoticeKind) -> bool:
    return kind.on_act in SECRET_ACTS


def as_written(office: Office, kind: NoticeKind, said: Mapping[str, Any], person: Person) -> Words:
    """A mail in words, masked. said: the facts kept with it. Raises FactsMissing where its template asks for more."""
    given = facts_for(office, kind, dict(said), person, None)
    if not kind.opens:
        return write_notice(kind.kind, given, office.templates)
    masked = write_notice(kind.kind, given | {"link": MASKED}, office.templates)
    # What is pressed in the page of a mail must lead nowhere either.
    return replace(masked, html=write_notice(kind.kind, given | {"link": NOWHERE}, office.templates).html)


def foreseeable(office: Office) -> dict[str, NoticeKind]:
    """The kinds of mail that can be shown before they are due."""
    return {
        key: kind
        for key, kind in office.notice_kinds.items()
        if kind.on_stage or kind.with_step or kind.on_act in FORESEEABLE_ACTS
    }


def recipients_today(session: Session, cycle: Cycle, kind: NoticeKind, position: Position) -> list[tuple[Role, Person]]:
    """Whom a mail of this kind would go to today; before the cycle opens, the owners who would be asked."""
    if cycle.stage is Stage.PLANNED and Role.OWNER in kind.to:
        wanted = set(would_be_asked(position).values())
        return [(Role.OWNER, person) for person in telling.people_of(session, wanted)]
    return list(telling.recipients(session, cycle, kind, position))


def would_be_asked(position: Position) -> dict[str, str]:
    """Action → reference of whoever would be asked if the cycle opened that day."""
    asked = {line.reference: who_is_asked(line, as_of=position.as_of) for line in position.lines}
    return {action: person.reference for action, person in asked.items() if person is not None}


def facts_today(
    session: Session, office: Office, cycle: Cycle, role: Role, person: Person, position: Position
) -> dict[str, Any]:
    """What a mail of the cycle would say to this person on the day of the position."""
    asked = telling.asked_in(session, cycle)
    if cycle.stage is Stage.PLANNED:
        asked = would_be_asked(position)
        position = replace(
            position, lines=tuple(replace(line, asked=line.reference in asked) for line in position.lines)
        )
    lines = lines_for(position, role, person.reference, asked)
    flags = telling.flags_to_tell(session, cycle)
    return {
        "cycle": facts(telling.cycle_facts(session, office.telling, cycle)),
        "owed": facts(owed_to(lines, flags, office.council.scale, as_of=position.as_of)),
        "occurrence": 1,
        "last_occurrence": False,
    }


def read_day(written: str, *, today: date) -> date | None:
    """A day up to today as a form gives it (2026-02-09); today where it is empty, None where it is no such day."""
    if not written.strip():
        return today
    try:
        day = date.fromisoformat(written.strip())
    except ValueError:
        return None
    return day if day <= today else None
