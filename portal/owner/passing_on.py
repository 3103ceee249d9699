"""An owner passes actions on: who can take them, what was chosen, and the deeds in the store. It shows nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.datastructures import FormData

from governance.answers import AnswerFault
from governance.wording import listed
from plan_store import cycles, people, referrals, updates
from plan_store.database import Session, transaction
from plan_store.tables import Action, Person, Referral
from portal.deps import Visit
from portal.owner.answer_form import AnswerTyped, read_answer
from portal.owner.asked import AskedAction, actions_asked
from portal.owner.person_step import initials_given
from portal.owner.told import tell_handed_over, tell_officers
from portal.typed import NUL_SENTENCE, as_typed
from portal.visitors import Visitor, admit

LONGEST_REASON = 2_000


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Actions that can be passed on, and to whom each: action id → people."""

    actions: tuple[AskedAction, ...]
    takers: Mapping[int, Sequence[Person]]

    @property
    def people(self) -> list[Person]:
        """Everybody who could take at least one of them, each once."""
        return list({taker.id: taker for takers in self.takers.values() for taker in takers}.values())

    def without_anybody(self) -> tuple[AskedAction, ...]:
        return tuple(action for action in self.actions if not self.takers[action.id])


def choice_of(session: Session, visit: Visit, visitor: Visitor) -> Choice:
    """What the visitor is asked and has not answered, with the deputies and other owners of each."""
    open_now = tuple(action for action in actions_asked(session, visit, visitor) if not action.answered)
    rows = {row.id: row for row in updates.asked_of(session, visitor.cycle, visitor.person)}
    takers = {
        action.id: referrals.may_be_asked(session, rows[action.id], visitor.person, today=visit.today)
        for action in open_now
    }
    return Choice(actions=open_now, takers=takers)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was chosen on one of these pages, as it came back."""

    chosen: tuple[int, ...]
    to: str
    words: str
    initials: str
    day: str = ""
    month: str = ""
    year: str = ""


def asked_in(form: FormData) -> Asked:
    given = {name: str(form.get(name, "")) for name in ("to", "words", "initials", "day", "month", "year")}
    chosen = tuple(int(value) for value in map(str, form.getlist("action")) if value.isascii() and value.isdigit())
    return Asked(chosen=chosen, **(given | {"words": as_typed(given["words"])}))


def faults_of_passing(asked: Asked, choice: Choice) -> list[AnswerFault]:
    """What is missing on “Hand over” and “Not mine” alike."""
    faults = []
    if not set(asked.chosen) & {action.id for action in choice.actions}:
        faults.append(AnswerFault("action", "Choose at least one action."))
    if not asked.words.strip():
        faults.append(AnswerFault("words", "Write in a few words why."))
    elif "\x00" in asked.words:
        faults.append(AnswerFault("words", NUL_SENTENCE))
    elif len(asked.words) > LONGEST_REASON:
        faults.append(AnswerFault("words", f"Shorten this to {LONGEST_REASON:,} characters."))
    return faults


def fault_of_initials(form: FormData, visitor: Visitor) -> list[AnswerFault]:
    if initials_given(form, visitor.person.name):
        return []
    sentence = f"Type the initials of {visitor.person.name}: the first letters of the first and last name."
    return [AnswerFault("initials", sentence)]


def fault_of_taker(asked: Asked, choice: Choice) -> list[AnswerFault]:
    """Whether the one chosen can take everything chosen."""
    taker = next((person for person in choice.people if person.reference == asked.to), None)
    if taker is None:
        return [AnswerFault("to", "Choose who answers instead of you.")]
    cannot = [
        action.reference
        for action in choice.actions
        if action.id in asked.chosen and taker.id not in [person.id for person in choice.takers[action.id]]
    ]
    if cannot:
        sentence = f"{taker.name} is neither the deputy for {listed(cannot)} nor another owner. Choose somebody else."
        return [AnswerFault("to", sentence)]
    return []


def away_until(asked: Asked, *, today: date) -> tuple[date | None, list[AnswerFault]]:
    """The last day of being away, read as every date of an owner is."""
    typed = AnswerTyped(new_due_day=asked.day, new_due_month=asked.month, new_due_year=asked.year)
    read = read_answer(typed)
    until = read.answer.new_due_on
    if read.faults:
        return None, [AnswerFault("until", read.faults[0].sentence.replace("new date", "last day"))]
    if until is None:
        return None, [AnswerFault("until", "Give the last day on which you are away.")]
    if until < today:
        return None, [AnswerFault("until", "The last day on which you are away must be today or later.")]
    if (until - today).days > 366:
        return None, [AnswerFault("until", "The last day must be within a year. If you have left, tell the officer.")]
    return until, []


def hand_over(visit: Visit, visitor: Visitor, asked: Asked) -> None:
    """In one transaction: others are asked, and told. Raises RecordError where one of them cannot be handed over."""
    with transaction(visit.engine) as session:
        visitor = admit(session, visit, visitor.token, "answer")
        cycles.hold_still(session, visitor.cycle.reference)
        choice = choice_of(session, visit, visitor)
        taker = people.require(session, asked.to)
        chosen = [action for action in choice.actions if action.id in asked.chosen]
        _hand_to(session, visit, visitor, taker, chosen, asked.words)


def say_not_mine(visit: Visit, visitor: Visitor, asked: Asked) -> None:
    with transaction(visit.engine) as session:
        visitor = admit(session, visit, visitor.token, "answer")
        cycle = cycles.hold_still(session, visitor.cycle.reference)
        rows = _rows(session, visitor)
        chosen = [action for action in choice_of(session, visit, visitor).actions if action.id in asked.chosen]
        if not chosen:
            return
        by: dict[str, Any] = {"by": visitor.person.reference, "at": visit.at}
        made = [
            referrals.say_not_mine(session, cycle, rows[action.id], visitor.person, asked.words, **by)
            for action in chosen
        ]
        once = f"{cycle.reference}/not-mine/{made[0].id}"
        tell_officers(session, visit, cycle, visitor.person, chosen, asked.words, once=once)


def go_away(visit: Visit, visitor: Visitor, until: date) -> None:
    """Until that day deputies are asked; where there is none the officer is told."""
    with transaction(visit.engine) as session:
        visitor = admit(session, visit, visitor.token, "answer")
        cycle = cycles.hold_still(session, visitor.cycle.reference)
        choice = choice_of(session, visit, visitor)
        for taker, actions in first_takers(choice):
            _hand_to(session, visit, visitor, taker, actions, "")
        people.mark_away(session, visitor.person, until, by=visitor.person.reference, at=visit.at)
        if left := choice.without_anybody():
            once = f"{cycle.reference}/away/{visitor.person.reference}/{until.isoformat()}"
            away = until.isoformat()
            tell_officers(session, visit, cycle, visitor.person, left, "", away_until=away, once=once)


def first_takers(choice: Choice) -> list[tuple[Person, list[AskedAction]]]:
    """Who takes what when its owner is away: the first who can, each with all that falls to them."""
    falls_to: dict[int, tuple[Person, list[AskedAction]]] = {}
    for action in choice.actions:
        for taker in choice.takers[action.id][:1]:
            falls_to.setdefault(taker.id or 0, (taker, []))[1].append(action)
    return list(falls_to.values())


def come_back(visit: Visit, visitor: Visitor) -> None:
    """Not away any more; what went to a deputy meanwhile and is not answered comes back."""
    with transaction(visit.engine) as session:
        visitor = admit(session, visit, visitor.token, "answer")
        cycles.hold_still(session, visitor.cycle.reference)
        by = visitor.person.reference
        people.describe(session, visitor.person, by=by, at=visit.at, away_until=None)
        for row in referrals.made_by(session, visitor.cycle, visitor.person):
            # What was handed over while away has no words: nobody had to say why.
            if row.kind == referrals.HANDED_OVER and not row.words and referrals.can_be_taken_back(session, row):
                referrals.take_back(session, row, by=by, at=visit.at)


def take_back(visit: Visit, visitor: Visitor, number: int) -> None:
    """Raises RecordError where it was answered or passed on. Of somebody else's nothing is touched."""
    with transaction(visit.engine) as session:
        visitor = admit(session, visit, visitor.token, "answer")
        cycles.hold_still(session, visitor.cycle.reference)
        for row in referrals.made_by(session, visitor.cycle, visitor.person):
            if row.id == number and row.kind == referrals.HANDED_OVER:
                referrals.take_back(session, row, by=visitor.person.reference, at=visit.at)


def _hand_to(
    session: Session, visit: Visit, visitor: Visitor, taker: Person, actions: Sequence[AskedAction], words: str
) -> None:
    cycle, rows, by = visitor.cycle, _rows(session, visitor), visitor.person.reference
    made: list[Referral] = [
        referrals.hand_over(
            session, cycle, rows[action.id], visitor.person, taker, words, today=visit.today, by=by, at=visit.at
        )
        for action in actions
    ]
    if made:
        once = f"{cycle.reference}/{made[0].id}"
        tell_handed_over(session, visit, cycle, visitor.person, taker, actions, words, once=once)


def _rows(session: Session, visitor: Visitor) -> dict[int, Action]:
    return {row.id or 0: row for row in updates.asked_of(session, visitor.cycle, visitor.person)}
