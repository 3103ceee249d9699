"""The plan at many moments at once: what is replayed is what the position of each moment says."""

from datetime import date

import pytest
from drawn import a_scale
from sqlmodel import Session, select
from stores import a_cycle, a_town, an_action, an_update, go_on, moment

from governance.flags import is_overdue
from governance.position import Position
from governance.ratings import rate_line
from governance.terms import DeliveryStatus, Rating, Stage
from plan_store import cycles, dates, plans
from plan_store.database import Engine, reading, transaction
from plan_store.history_of_plan import Responded, State, When, measured, month_ends, responses, states
from plan_store.position import position_of
from plan_store.tables import Cycle, DateChange, Measure, Reading

PLAN = """
    ref | plan | owner | due        | status      | findings
    L1  | L    | Bryn  | 2026-06-30 | on_track    | 1
    S1  | S    | Amara | 2026-01-31 | on_track    | 2
    S2  | S    | Amara | 2026-09-30 | not_started | 2 3
    S3  | S    | Amara | 2026-02-28 | at_risk     | 3
    S4  | S    |       | to follow  |             | 3
"""
WHENS = tuple(
    When(moment(f"{on} 23:00"), date.fromisoformat(on))
    for on in ("2025-12-31", "2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30")
)
SCALE = a_scale()


@pytest.fixture
def half_a_year(store: Engine) -> Engine:
    """Two cycles with answers late and on time, a date granted, one refused, an action that goes."""
    with transaction(store) as session:
        a_town(session, PLAN)
        first = a_cycle(session, Stage.COLLECTING, at=moment("2026-02-02 10:00"))
        an_update(session, first, "S1", at=moment("2026-02-10 10:00"), status=DeliveryStatus.OFF_TRACK, reason="Staff.")
        asked = an_update(
            session, first, "S2", at=moment("2026-02-11 10:00"), reason="Late.", new_due_on=date(2026, 12, 31)
        )
        assert asked.id
        go_on(session, first, Stage.LOCKED, at=moment("2026-02-20 12:00"))
        an_update(
            session, first, "L1", by="P-002", at=moment("2026-03-03 10:00"), status=DeliveryStatus.AT_RISK, reason="x"
        )
        change = session.exec(select(DateChange)).one()
        dates.decide(session, change, granted=True, decided_by="Board", by="P-003", at=moment("2026-03-10 17:00"))
        second = a_cycle(session, Stage.COLLECTING, meeting_on=date(2026, 5, 12), at=moment("2026-04-07 10:00"))
        an_update(session, second, "S1", at=moment("2026-04-10 10:00"), status=DeliveryStatus.COMPLETE)
        an_update(session, second, "S2", at=moment("2026-04-10 11:00"), status=None, no_change=True, narrative="")
        go_on(session, second, Stage.LOCKED, at=moment("2026-04-24 12:00"))
        gone = an_action(session, "S3")
        gone.gone_on = date(2026, 5, 20)
        session.add(gone)
    return store


def by_position(session: Session, cycle: Cycle, when: When) -> tuple[dict[Rating, int], int, int]:
    position: Position = position_of(session, cycle, at=when.at, as_of=when.as_of)
    ratings = [rate_line(position, line, SCALE) for line in position.lines]
    return (
        {rating: ratings.count(rating) for rating in set(ratings)},
        sum(is_overdue(line, as_of=when.as_of) for line in position.lines),
        sum(max(0, line.days_slipped) for line in position.lines),
    )


def locked_by(session: Session, when: When) -> Cycle:
    """The cycle locked last by then; before any was, the first, in which nobody had been asked yet."""
    every = [cycle for cycle in cycles.every(session) if cycle.locked_at is not None]
    return next((c for c in reversed(every) if c.locked_at is not None and c.locked_at <= when.at), every[0])


def test_every_month_counts_what_the_position_of_its_last_day_says(half_a_year: Engine) -> None:
    with reading(half_a_year) as session:
        drawn = states(session, plans.require(session), WHENS, SCALE)
        expected = [by_position(session, locked_by(session, when), when) for when in WHENS]

    assert [({**state.ratings}, state.overdue, state.slip_days) for state in drawn] == expected
    assert [state.actions for state in drawn] == [0, 5, 5, 5, 5, 4, 4]
    assert len({tuple(sorted(state.ratings.items())) for state in drawn}) >= 4


def test_a_move_counts_in_the_month_in_which_it_was_made(half_a_year: Engine) -> None:
    with reading(half_a_year) as session:
        drawn: tuple[State, ...] = states(session, plans.require(session), WHENS, SCALE)

    assert [state.moves for state in drawn] == [0, 0, 0, 1, 0, 0, 0]
    assert [state.slip_days for state in drawn] == [0, 0, 0, 92, 92, 92, 92]


def test_who_answered_is_counted_for_each_cycle_that_was_locked(half_a_year: Engine) -> None:
    with reading(half_a_year) as session:
        plan = plans.require(session)
        early = responses(session, plan, until=moment("2026-03-01 10:00"))
        late = responses(session, plan, until=moment("2026-06-01 10:00"))

    def counted(row: Responded) -> tuple[int, int, int, int]:
        return row.asked, row.on_time, row.late, row.silent

    assert [counted(row) for row in early] == [(4, 2, 0, 2)]
    assert [counted(row) for row in late] == [(4, 2, 1, 1), (4, 2, 0, 2)]


def test_readings_later_than_the_day_are_left_out_and_suppressed_ones_stay_as_written(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        measure = Measure(plan_id=plans.require(session).id or 0, reference="M1", title="Agency staff", target=15.0)
        session.add(measure)
        session.flush()
        for on, value, words in (
            (date(2026, 1, 31), None, "<5"),
            (date(2026, 2, 28), 23.0, "23"),
            (date(2026, 3, 31), 20, "20"),
        ):
            session.add(Reading(measure_id=measure.id or 0, read_on=on, value=value, words=words))

    with reading(store) as session:
        (row,) = measured(session, plans.require(session), until=date(2026, 2, 28))

    assert row.readings == ((date(2026, 1, 31), None, "<5"), (date(2026, 2, 28), 23.0, "23"))


@pytest.mark.parametrize(
    ("first", "last", "ends"),
    [
        ("2026-01-15", "2026-03-09", ["2026-01-31", "2026-02-28", "2026-03-09"]),
        ("2025-12-01", "2025-12-31", ["2025-12-31"]),
        ("2027-12-31", "2028-02-29", ["2027-12-31", "2028-01-31", "2028-02-29"]),
    ],
)
def test_months_end_on_their_last_day_and_the_last_one_on_the_day_asked_for(
    first: str, last: str, ends: list[str]
) -> None:
    shown = month_ends(date.fromisoformat(first), date.fromisoformat(last))

    assert [on.isoformat() for on in shown] == ends
