"""What an officer does with a cycle by hand: ahead of its moment, again, for somebody, or to stop it.

Page and command line do it alike. Each act is legal where governance.cycle says so and leaves what the tick leaves,
so the tick finds it done. It knows nothing of pages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from config.clock import london
from flows.office import Office
from flows.roles import somebody_who_is
from flows.tick import Deed, carry_out, step_due, take_step
from governance.answers import AnswerGiven
from governance.cycle import STEPS, StepDue, check_move, say
from governance.errors import RecordError, WrongStage
from governance.terms import Role, Stage
from plan_store import audit, cycles, moves, people, plans, telling, updates
from plan_store.database import Session, reading, transaction
from plan_store.tables import Action, Cycle, Person, Plan, Update

# The acts that are a step of the tick taken ahead of its moment, by the names an officer knows them by.
STEP_OF = {
    "open": "open_cycle",
    "lock": "lock_cycle",
    "draft": "draft_papers",
    "ask": "ask_sign_off",
    "publish": "publish_papers",
}
_STEPS = {step.name: step for step in STEPS}


@dataclass(frozen=True, kw_only=True)
class Nudged:
    """How many people were nudged, and how many had been on that day already."""

    told: int
    already: int


def take_ahead(office: Office, reference: str, act: str, *, by: str, at: datetime) -> Deed:
    """Take a step now that is not due yet: act is a key of STEP_OF, by an officer.

    It is marked as the tick marks it. Raises WrongStage where the cycle is not at that point, NotYourTurn where `by`
    is no officer, ChangedSinceApproval where a paper to be published is not what was signed off.
    """
    due = StepDue(step=_STEPS[STEP_OF[act]], occurrence=1)
    with reading(office.engine) as session:
        officer = somebody_who_is(session, by, Role.OFFICER).reference
        check_step(cycles.require(session, reference), due)
    if act == "draft":
        _raise_flags(office, reference, by=officer, at=at)

    def may_be_done(session: Session, cycle: Cycle) -> bool:
        check_step(cycle, due)
        return True

    deed = carry_out(office, reference, due, may_be_done, by=officer, at=at)
    assert deed is not None  # noqa: S101 - a step that may not be done has raised
    if act == "lock":
        _raise_flags(office, reference, by=officer, at=at)
    return deed


def check_step(cycle: Cycle, due: StepDue) -> None:
    """Raises WrongStage where this step cannot be taken from the stage the cycle is at."""
    step = due.step
    if step.leads_to is not None:
        check_move(cycle.stage, step.leads_to, Role.OFFICER)
    if cycle.stage is not step.during:
        raise WrongStage(
            f"The cycle is {say(cycle.stage)}. Draft the papers again first; that asks for a new sign-off as well."
        )


def _raise_flags(office: Office, reference: str, *, by: str, at: datetime) -> None:
    """The flags belong to the lock: they are raised before any paper is written, as the tick would have."""
    due = step_due(office, reference, at=at)
    if due is not None and due.step.name == "flag_areas":
        take_step(office, reference, due, by=by, at=at)


def nudge(office: Office, reference: str, names: Sequence[str] = (), *, by: str, at: datetime) -> Nudged:
    """Ask again those who have not answered: the people named, or everybody. Once a day each, however often it is done.

    Raises WrongStage once the collection is over.
    """
    as_of = london(at)
    with transaction(office.engine) as session:
        officer = somebody_who_is(session, by, Role.OFFICER)
        cycle = cycles.hold_still(session, reference)
        check_collecting(cycle)
        silent = telling.silent_people(session, cycle)
        wanted = {people.require(session, name).id for name in names}
        chosen = [person for person in silent if not wanted or person.id in wanted]
        told = telling.nudge(session, office.telling, cycle, chosen, as_of=as_of, by=officer.reference, at=at)
    return Nudged(told=told, already=len(chosen) - told)


def check_collecting(cycle: Cycle) -> None:
    """Raises WrongStage unless owners are being asked just now."""
    if cycle.stage is not Stage.COLLECTING:
        raise WrongStage(
            f"The cycle is {say(cycle.stage)}, so nobody is asked by mail just now. Ring them: an answer can be "
            "written down for them as long as the meeting is not over."
        )


def answer_for_owner(
    office: Office,
    reference: str,
    action_reference: str,
    answer: AnswerGiven,
    *,
    how: str,
    once: str,
    by: str,
    at: datetime,
) -> Update:
    """Write down what an owner said otherwise than on their own page. how: phone, mail or meeting, for the record.

    Raises RecordError where nobody was asked about the action, WrongStage where no answers are taken.
    """
    with transaction(office.engine) as session:
        officer = somebody_who_is(session, by, Role.OFFICER)
        cycle = cycles.hold_still(session, reference)
        check_open_to_answers(cycle)
        action, person = whom_asked(session, cycle, action_reference)
        update = updates.record_update(
            session, cycle, action, person, answer, once=once, as_of=london(at), by=officer.reference, at=at
        )
        if update.id not in _taken_down(session, action):
            audit.record(
                session,
                "answer taken down",
                action.reference,
                by=officer.reference,
                at=at,
                cycle=cycle.reference,
                update=update.id,
                how=how,
            )
        return update


def _taken_down(session: Session, action: Action) -> set[int]:
    story = audit.story(session, subject=action.reference)
    return {entry.detail["update"] for entry in story if entry.verb == "answer taken down"}


def check_open_to_answers(cycle: Cycle) -> None:
    """Raises WrongStage where an answer would not be taken, however it came."""
    if cycle.stage not in updates.OPEN_TO_ANSWERS:
        raise WrongStage(f"The cycle is {say(cycle.stage)}, so no answers are taken in it.")


def whom_asked(session: Session, cycle: Cycle, action_reference: str) -> tuple[Action, Person]:
    """The action and whoever was asked about it in the cycle. Raises RecordError where nobody was."""
    action = plans.find_action(session, session.get_one(Plan, cycle.plan_id), action_reference)
    person = telling.person_asked(session, cycle, action)
    if person is None:
        raise RecordError(f"Nobody was asked about {action.reference} in this cycle, so there is no answer to give.")
    return action, person


def cancel_cycle(office: Office, reference: str, because: str, *, by: str, at: datetime) -> None:
    """The meeting will not take place. Raises WrongStage, NotYourTurn, and RecordError where no reason is given."""
    if not because.strip():
        raise RecordError("Say why the meeting will not take place; the reason stays on record.")
    with transaction(office.engine) as session:
        officer = somebody_who_is(session, by, Role.OFFICER)
        cycle = cycles.hold_still(session, reference)
        moves.cancel(session, office.telling, cycle, because, as_of=london(at), by=officer.reference, at=at)


def explain_lateness(office: Office, reference: str, words: str, *, by: str, at: datetime) -> None:
    """The late-item paragraph, filled in; the next draft has it at its head. Empty words take it out again."""
    with transaction(office.engine) as session:
        officer = somebody_who_is(session, by, Role.OFFICER)
        cycle = cycles.hold_still(session, reference)
        check_explainable(cycle)
        cycles.say_why_late(session, cycle, words, by=officer.reference, at=at)


def check_explainable(cycle: Cycle) -> None:
    """Raises WrongStage once the papers are out: words that come then stand in no paper."""
    if cycle.stage in (Stage.PUBLISHED, Stage.CLOSED, Stage.CANCELLED):
        raise WrongStage(f"The cycle is {say(cycle.stage)}; its papers can no longer be given a paragraph.")


def has_done(office: Office, reference: str, stage: Stage, *, by: str) -> bool:
    """Whether the cycle is at that stage and it was this officer who brought it there: the first of two clicks."""
    with reading(office.engine) as session:
        cycle = cycles.require(session, reference)
        return cycle.stage is stage and cycles.moved_by(session, cycle) == by
