"""Cycles: one to a meeting, moved only as the table of stages allows, and each step done once."""

from datetime import date, datetime, timedelta
from itertools import product

import pytest
from sqlalchemy.exc import IntegrityError
from stores import AT, BY, MEETING_ON, a_board, a_cycle, a_town, dump, in_one, moments_before, verbs_of

from governance.cycle import FINISHED, MOMENTS, STAGES
from governance.errors import NotYourTurn, RecordError, WrongStage
from governance.flags import Flag
from governance.terms import Rating, Role, Stage
from plan_store import cycles, meetings, plans
from plan_store.database import Engine, Session, reading, transaction
from plan_store.tables import RatedArea


def test_a_meeting_has_one_cycle_named_after_its_board_and_day(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session, Stage.PLANNED)

        meeting = cycles.meeting_of(session, cycle)
        second = cycles.plan(
            session, plans.require(session), a_board(session), meeting, moments_before(MEETING_ON),
            late_item_paragraph="", by=BY, at=AT,
        )  # fmt: skip

    assert cycle.reference == "improvement-board-2026-03-10"
    assert second is None
    assert verbs_of(store, cycle=cycle.reference) == ["cycle planned"]


def test_every_move_of_the_table_and_no_other_can_be_made(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session, Stage.PLANNED)
        for from_stage, to_stage in product(Stage, Stage):
            cycle.stage = from_stage
            role = next(iter(STAGES[to_stage].may_enter))
            if to_stage in STAGES[from_stage].next:
                cycles.enter(session, cycle, to_stage, role=role, by=BY, at=AT)
                assert cycle.stage is to_stage
            else:
                with pytest.raises(WrongStage):
                    cycles.enter(session, cycle, to_stage, role=role, by=BY, at=AT)
                assert cycle.stage is from_stage


def test_nobody_makes_a_move_that_is_another_roles(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session, Stage.AWAITING_SIGN_OFF)
    before = dump(store)

    with transaction(store) as session:
        held = cycles.hold_still(session, cycle.reference)
        for role in set(Role) - {Role.DIRECTOR}:
            with pytest.raises(NotYourTurn, match="Only the director can make the cycle approved"):
                cycles.enter(session, held, Stage.APPROVED, role=role, by=BY, at=AT)

    assert dump(store) == before


def test_each_move_stands_in_the_trail_under_the_name_the_table_gives_it(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session, Stage.CLOSED)

    recorded = [
        verb for verb in verbs_of(store, cycle=cycle.reference) if verb in {r.recorded for r in STAGES.values()}
    ]
    way = (Stage.PLANNED, Stage.COLLECTING, Stage.LOCKED, Stage.DRAFTING, Stage.AWAITING_SIGN_OFF, Stage.APPROVED,
           Stage.PUBLISHED, Stage.CLOSED)  # fmt: skip
    assert recorded == [STAGES[stage].recorded for stage in way]


def test_opening_and_locking_are_kept_with_their_instant(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session, Stage.COLLECTING, at=AT)
        cycles.enter(session, cycle, Stage.LOCKED, role=Role.SYSTEM, by=BY, at=AT + timedelta(days=7))

    with reading(store) as session:
        kept = cycles.require(session, cycle.reference)
        assert (kept.opened_at, kept.locked_at) == (AT, AT + timedelta(days=7))


def test_a_step_is_done_once_and_each_of_its_occurrences_by_itself(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session)
        cycles.mark_done(session, cycle, "remind_owners", [1, 2], by=BY, at=AT)
    before = dump(store)

    def do_it_again(session: Session) -> None:
        held = cycles.hold_still(session, cycle.reference)
        cycles.mark_done(session, held, "remind_owners", [3, 2], by=BY, at=AT)

    with pytest.raises(IntegrityError):
        in_one(store, do_it_again)

    assert dump(store) == before
    with reading(store) as session:
        assert cycles.done(session, cycle) == {("remind_owners", 1), ("remind_owners", 2)}


def test_the_moments_of_a_cycle_come_back_as_they_were_counted(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session, Stage.PLANNED)

    with reading(store) as session:
        kept = cycles.moments(cycles.require(session, cycle.reference))

    assert kept == moments_before(MEETING_ON)
    assert set(kept) == set(MOMENTS)


def test_other_dates_are_written_only_where_they_differ(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session, Stage.PLANNED)
    moved = {**moments_before(MEETING_ON), "lock_at": (datetime(2026, 2, 25, 12),)}

    with transaction(store) as session:
        for _ in range(2):
            cycles.set_moments(session, cycles.hold_still(session, cycle.reference), moved, by=BY, at=AT)

    with reading(store) as session:
        assert cycles.moments(cycles.require(session, cycle.reference)) == moved
    assert verbs_of(store, cycle=cycle.reference) == ["cycle planned", "dates changed"]


def test_running_cycles_are_those_not_finished_in_the_order_of_their_meetings(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        later = a_cycle(session, Stage.PLANNED, meeting_on=date(2026, 5, 12))
        earlier = a_cycle(session, Stage.PUBLISHED)
        finished = [
            a_cycle(session, stage, meeting_on=date(2025, month, 9)) for month, stage in enumerate(sorted(FINISHED), 9)
        ]

    with reading(store) as session:
        assert cycles.running(session) == [earlier, later]
        assert cycles.every(session) == [*finished, earlier, later]


def test_a_cycle_that_is_not_there_is_named(store: Engine) -> None:
    with reading(store) as session, pytest.raises(RecordError, match=r"There is no cycle “x”\. “cleardays cycles”"):
        cycles.require(session, "x")


def test_the_flags_of_the_lock_are_kept_in_their_order_and_the_areas_with_their_colour(store: Engine) -> None:
    flags = [
        Flag(rule="silent", subject="S1", because="No update was received."),
        Flag(rule="overdue", subject="S1", because="It was due on 31 January 2026."),
        Flag(rule="overdue", subject="L1", because="It was due."),
    ]
    areas = {("finding", "1"): Rating.RED, ("delivery plan", "S"): Rating.UNREPORTED}
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session, Stage.LOCKED)
        cycles.keep_flags(session, cycle, flags, areas, by=BY, at=AT)

    with reading(store) as session:
        kept = session.connection().execute(RatedArea.__table__.select())  # type: ignore[attr-defined]
        assert cycles.flags(session, cycle) == tuple(flags)
        assert {(row.kind, row.reference): row.rating for row in kept} == areas


def test_an_action_is_asked_about_once_in_a_cycle(store: Engine) -> None:
    with transaction(store) as session:
        town = a_town(session)
        cycle = a_cycle(session)

    with pytest.raises(IntegrityError), transaction(store) as session:
        cycles.ask(session, cycle, {1: town.dev.id or 0}, by=BY, at=AT)


def test_a_cycle_knows_its_board_and_its_meeting(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session, board="partnership_board")

        assert cycles.board_of(session, cycle).name == "Children's Partnership Board"
        assert cycles.meeting_of(session, cycle) == meetings.require(session, "partnership_board", "2026-03-10")
