"""What owners and officers are told when an owner acts: plain facts for the notices. It knows none of their words."""

from collections.abc import Sequence
from typing import Any

from governance.brief import facts
from governance.reminders import owed_to
from governance.terms import Role
from plan_store import evidence_files, people
from plan_store.database import Session
from plan_store.position import position_of
from plan_store.tables import Action, Cycle, Person, Update
from plan_store.telling import tell_of_act
from portal.deps import Visit
from portal.owner.asked import AskedAction


def tell_received(
    session: Session, visit: Visit, cycle: Cycle, person: Person, sent: Sequence[tuple[AskedAction, Update]]
) -> None:
    """The receipt of what was just sent, word for word."""
    said = {
        "owed": [_owed(visit, action) | _answer(session, visit, update) for action, update in sent],
        "received_at": visit.as_of.isoformat(timespec="minutes"),
        "late": any(update.late for _, update in sent),
    }
    once = f"{cycle.reference}/{sent[-1][1].id}"
    by = person.reference
    tell_of_act(session, visit.telling, cycle, person, "answers_sent", said, once=once, by=by, at=visit.at)


def tell_handed_over(
    session: Session,
    visit: Visit,
    cycle: Cycle,
    person: Person,
    to: Person,
    actions: Sequence[AskedAction],
    words: str,
    *,
    once: str,
) -> None:
    """Whoever is asked now gets their own link, with what was said last. words: why; empty where somebody is away."""
    said = {"owed": [_owed(visit, action) for action in actions], "from_name": person.name, "words": words}
    tell_of_act(session, visit.telling, cycle, to, "handed_over", said, once=once, by=person.reference, at=visit.at)


def tell_officers(
    session: Session,
    visit: Visit,
    cycle: Cycle,
    person: Person,
    actions: Sequence[AskedAction],
    words: str,
    *,
    away_until: str = "",
    once: str,
) -> None:
    """Officers are told that an action is not this person's, or that nobody stands in for them until a date (ISO)."""
    said = {
        "owed": [_owed(visit, action) for action in actions],
        "from_name": person.name,
        "words": words,
        "away_until": away_until,
    }
    by = person.reference
    for officer in people.with_role(session, Role.OFFICER):
        tell_of_act(session, visit.telling, cycle, officer, "not_mine", said, once=once, by=by, at=visit.at)


def tell_fresh_link(
    session: Session, visit: Visit, cycle: Cycle, person: Person, actions: Sequence[Action], *, once: str
) -> None:
    said = {"owed": _as_they_stand(session, visit, cycle, actions)}
    by = person.reference
    tell_of_act(session, visit.telling, cycle, person, "link_asked", said, once=once, by=by, at=visit.at)


def tell_passed_on(
    session: Session, visit: Visit, cycle: Cycle, person: Person, to: Person, action: Action, words: str, *, once: str
) -> None:
    """The officer asks somebody else about an action that a person says is not theirs: they get their own link."""
    said = {
        "owed": _as_they_stand(session, visit, cycle, [action]),
        "from_name": person.name,
        "words": words,
    }
    tell_of_act(session, visit.telling, cycle, to, "handed_over", said, once=once, by=visit.by, at=visit.at)


def _as_they_stand(session: Session, visit: Visit, cycle: Cycle, actions: Sequence[Action]) -> Any:
    position = position_of(session, cycle, at=visit.at, as_of=visit.today, only=[action.id or 0 for action in actions])
    return facts(owed_to(position.lines, (), visit.council.scale, as_of=visit.today))


def _owed(visit: Visit, action: AskedAction) -> dict[str, Any]:
    """An action as every notice lists one."""
    last = action.last
    return {
        "reference": action.reference,
        "title": action.title,
        "due_on": action.due_on.isoformat() if action.due_on else None,
        "due_words": action.due,
        "overdue": bool(action.days_late),
        "status_word": action.status_word,
        "last_said_on": last.on.isoformat() if last else None,
        "last_said": "" if last is None else "No change." if last.no_change and not last.words else last.words,
        "why": [],
        "owners": [],
    }


def _answer(session: Session, visit: Visit, update: Update) -> dict[str, Any]:
    """What was said now stands where the last answer does."""
    scale = visit.council.scale
    return {
        "status_word": scale.statuses[update.status].word if update.status else "Nothing has changed",
        "last_said_on": update.said_on.isoformat(),
        "last_said": update.narrative,
        "would_move": update.would_move,
        "reason": update.reason,
        "percent": update.percent,
        "asked_due_on": update.asked_due_on.isoformat() if update.asked_due_on else None,
        "files": [file.name for file in evidence_files.of_update(session, update)],
    }
