"""What makes an owner's answer complete. Pure; the form in the portal and every other way in use the same rules."""

from dataclasses import dataclass, field
from datetime import date

from governance.terms import DeliveryStatus
from governance.wording import day

LONGEST_WORDS = 20_000

# Withdrawing an action is the board's to decide; on the owner's word alone it would silence every flag.
OWNERS_MAY_SAY = tuple(status for status in DeliveryStatus if status is not DeliveryStatus.WITHDRAWN)


@dataclass(frozen=True, kw_only=True)
class AnswerGiven:
    """An answer as it was given. evidence: pairs (what it shows, link); words are verbatim.

    would_move: what would have to happen for the action to move, asked where nothing has changed for a second time.
    """

    status: DeliveryStatus | None = None
    percent: int | None = None
    narrative: str = ""
    reason: str = ""
    new_due_on: date | None = None
    evidence: tuple[tuple[str, str], ...] = field(default=())
    no_change: bool = False
    would_move: str = ""


@dataclass(frozen=True)
class AnswerFault:
    """One thing to put right: which field, and a sentence that says how."""

    field: str
    sentence: str


def faults_in(
    answer: AnswerGiven, *, due_on: date | None, as_of: date, unchanged_before: bool = False
) -> tuple[AnswerFault, ...]:
    """What is missing or cannot be. due_on: the date the action has now; as_of: the local day.

    unchanged_before: the answer of the round before was “nothing has changed” too, so one question is asked.
    """
    found: list[AnswerFault] = []
    if answer.status is None and not answer.no_change:
        found.append(AnswerFault("status", "Say how the action is going, or choose “Nothing has changed”."))
    if answer.status is DeliveryStatus.WITHDRAWN:
        found.append(AnswerFault("status", "Only the board can withdraw an action; say how it is going, and why."))
    if answer.percent is not None and not 0 <= answer.percent <= 100:
        found.append(AnswerFault("percent", "How far it is must be a whole number from 0 to 100."))
    if not answer.no_change and not answer.narrative.strip():
        found.append(AnswerFault("narrative", "Write what has happened since the last update."))
    if answer.no_change and unchanged_before and not answer.would_move.strip():
        found.append(AnswerFault("would_move", "Write what would have to happen for this to move."))
    if answer.status in (DeliveryStatus.AT_RISK, DeliveryStatus.OFF_TRACK) and not answer.reason.strip():
        found.append(AnswerFault("reason", "Write what is in the way; the board reads it beside the colour."))
    found.extend(_date_faults(answer, due_on=due_on, as_of=as_of))
    boxes = (("narrative", answer.narrative), ("would_move", answer.would_move), ("reason", answer.reason))
    for box, words in boxes:
        if len(words) > LONGEST_WORDS:
            found.append(AnswerFault(box, f"Shorten this to {LONGEST_WORDS:,} characters, or link to a document."))
    return tuple(found)


def _date_faults(answer: AnswerGiven, *, due_on: date | None, as_of: date) -> list[AnswerFault]:
    if answer.new_due_on is None:
        return []
    if answer.new_due_on <= as_of:
        return [AnswerFault("new_due_on", f"The new date must be after today, {day(as_of)}.")]
    if answer.new_due_on == due_on:
        return [AnswerFault("new_due_on", f"{day(answer.new_due_on)} is the date the action has already.")]
    if not answer.reason.strip():
        return [AnswerFault("reason", "Write why another date is needed; the board decides on it.")]
    return []
