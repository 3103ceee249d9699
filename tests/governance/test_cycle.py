"""The stages, the legal moves and what a tick does next."""

from datetime import datetime, timedelta

import pytest

from governance.calendar import Calendar
from governance.cycle import FINISHED, MOMENTS, STAGES, STEPS, check_move, give_time_to_answer, next_step
from governance.errors import NotYourTurn, WrongStage
from governance.terms import Role, Stage

FIRST = datetime(2026, 2, 2, 8)
CALENDAR = Calendar(bank_holidays={})


def some_moments(**changed):
    """Every moment a week after the one before; three reminders, a day apart."""
    moments = {name: (FIRST + timedelta(weeks=n),) for n, name in enumerate(MOMENTS)}
    moments["reminders_at"] = tuple(moments["reminders_at"][0] + timedelta(days=n) for n in range(3))
    return {**moments, **changed}


def due_at(stage, moment, done=()):
    step = next_step(stage, some_moments(), done, as_of=moment)
    return None if step is None else (step.step.name, step.occurrence, step.overtaken)


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_says_what_it_means_whose_turn_it_is_and_what_is_recorded(stage):
    row = STAGES[stage]

    assert row.meaning.endswith(".")
    assert row.recorded
    assert isinstance(row.turn, Role)


def test_every_stage_but_the_last_two_has_a_way_out_and_all_can_be_reached():
    reached, frontier = {Stage.PLANNED}, [Stage.PLANNED]
    while frontier:
        new = set(STAGES[frontier.pop()].next) - reached
        reached |= new
        frontier.extend(new)

    assert reached == set(Stage)
    assert {Stage.CLOSED, Stage.CANCELLED} == FINISHED


@pytest.mark.parametrize("from_stage", Stage)
@pytest.mark.parametrize("to_stage", Stage)
def test_only_the_moves_of_the_table_are_legal(from_stage, to_stage):
    role = next(iter(STAGES[to_stage].may_enter))
    if to_stage in STAGES[from_stage].next:
        check_move(from_stage, to_stage, role)
        return
    with pytest.raises(WrongStage, match="cannot become"):
        check_move(from_stage, to_stage, role)


def test_nobody_but_the_director_signs_off_and_nobody_but_the_officer_cancels():
    with pytest.raises(
        NotYourTurn, match="Only the director can make the cycle approved; you are signed in as officer"
    ):
        check_move(Stage.AWAITING_SIGN_OFF, Stage.APPROVED, Role.OFFICER)
    with pytest.raises(NotYourTurn):
        check_move(Stage.COLLECTING, Stage.CANCELLED, Role.SYSTEM)


def test_what_is_published_cannot_be_cancelled_or_unpublished():
    assert STAGES[Stage.PUBLISHED].next == (Stage.CLOSED,)


def test_a_step_is_due_from_its_moment_on_and_not_before():
    opens = some_moments()["open_at"][0]

    assert due_at(Stage.PLANNED, opens - timedelta(minutes=1)) is None
    assert due_at(Stage.PLANNED, opens) == ("open_cycle", 1, ())
    assert due_at(Stage.PLANNED, opens + timedelta(days=9)) == ("open_cycle", 1, ())


def test_a_step_that_is_done_is_not_due_again():
    assert due_at(Stage.LOCKED, some_moments()["lock_at"][0], {("flag_areas", 1)}) is None


def test_after_missed_days_only_the_newest_reminder_is_sent():
    third = some_moments()["reminders_at"][2]

    assert due_at(Stage.COLLECTING, third) == ("remind_owners", 3, (1, 2))
    assert due_at(Stage.COLLECTING, third, {("remind_owners", 1)}) == ("remind_owners", 3, (2,))
    assert due_at(Stage.COLLECTING, third, {("remind_owners", n) for n in (1, 2, 3)}) is None


def test_no_reminder_is_sent_once_the_lock_is_due_but_the_accountable_officers_still_hear_of_silence():
    at_lock = some_moments()["lock_at"][0]

    assert due_at(Stage.COLLECTING, at_lock) == ("remind_owners", 3, (1, 2, 3))
    reminded = {("remind_owners", n) for n in (1, 2, 3)}
    assert due_at(Stage.COLLECTING, at_lock, reminded) == ("escalate_silence", 1, ())
    assert due_at(Stage.COLLECTING, at_lock, {*reminded, ("escalate_silence", 1)}) == ("lock_cycle", 1, ())


def test_flags_are_raised_before_the_paper_is_drafted():
    much_later = some_moments()["draft_at"][0] + timedelta(days=3)

    assert due_at(Stage.LOCKED, much_later) == ("flag_areas", 1, ())
    assert due_at(Stage.LOCKED, much_later, {("flag_areas", 1)}) == ("draft_papers", 1, ())


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_every_step_has_a_moment_and_leads_only_where_the_table_of_stages_allows(step):
    assert step.due in MOMENTS
    if step.leads_to is not None:
        check_move(step.during, step.leads_to, Role.SYSTEM)


def test_a_cycle_that_opens_late_still_gives_two_working_days_but_never_past_publication():
    moments = some_moments()
    lock_at, publish_at = moments["lock_at"][0], moments["publish_at"][0]
    friday = datetime(2026, 2, 20, 9)

    assert friday.weekday() == 4
    assert give_time_to_answer(moments, CALENDAR, opened_at=moments["open_at"][0])["lock_at"] == (lock_at,)
    late = give_time_to_answer({**moments, "lock_at": (friday,)}, CALENDAR, opened_at=friday)
    assert late["lock_at"] == (datetime(2026, 2, 24, 9),)
    too_late = give_time_to_answer(moments, CALENDAR, opened_at=publish_at - timedelta(hours=2))
    assert too_late["lock_at"] == (publish_at - timedelta(hours=1),)
