"""The plan as it stood on a day: what came later is left out, and a date moved later stands as it was."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select
from sqlmodel import SQLModel
from stores import (
    AT,
    BY,
    MEETING_ON,
    a_cycle,
    a_plan_file,
    a_town,
    an_action,
    an_update,
    load,
    moment,
    statements,
)

from governance.flags import raise_flags
from governance.position import Line, Position
from governance.terms import DeliveryStatus, Origin, Precision, Stage
from plan_store import dates, people, updates
from plan_store.database import Engine, Session, reading, transaction
from plan_store.position import position_of
from plan_store.tables import Action, ActionFinding, ActionOwner, Cycle, Measure, Reading, Update

DAY = timedelta(days=1)


def position(session: Session, cycle: Cycle, at: str = "") -> Position:
    """As it stood at an instant; at the end of everything where none is given."""
    seen_at = moment(at or "2026-12-31 23:59")
    return position_of(session, cycle, at=seen_at, as_of=seen_at.date())


def line(session: Session, cycle: Cycle, at: str = "", reference: str = "S1") -> Line:
    return position(session, cycle, at).line(reference)


def test_the_position_is_the_plan_with_its_people_findings_and_areas(store: Engine) -> None:
    with transaction(store) as session:
        a_town(
            session,
            """
            ref | plan | owner      | sro | due        | status   | findings | percent
            S1  | S    | Amara Bryn | Dev | 2026-03-31 | at_risk  | 1 2      | 40
            L1  | L    |            |     | TBC        |          |          |
            """,
        )
        cycle = a_cycle(session)

        drawn = position(session, cycle, "2026-02-09 12:00")

    s1, l1 = drawn.lines
    assert (drawn.plan, drawn.cycle) == ("Children's Services Improvement Plan", "improvement-board-2026-03-10")
    assert (drawn.as_of, drawn.meeting_on) == (date(2026, 2, 9), MEETING_ON)
    assert [(area.reference, area.origin) for area in drawn.findings] == [
        ("1", Origin.INSPECTOR),
        ("2", Origin.INSPECTOR),
    ]
    assert [area.title for area in drawn.delivery_plans] == ["Children's Social Care", "Leadership Team"]
    assert [person.name for person in s1.owners] == ["Amara Osei", "Bryn Maddox"]
    assert s1.sro is not None
    assert s1.sro.name == "Dev Malhotra"
    assert (s1.findings, s1.status, s1.percent, s1.asked) == (("1", "2"), DeliveryStatus.AT_RISK, 40, True)
    assert (s1.due_on, s1.first_due_on, s1.precision) == (date(2026, 3, 31), date(2026, 3, 31), Precision.DAY)
    assert (l1.owners, l1.due_on, l1.due_words, l1.precision) == ((), None, "TBC", Precision.NONE)
    assert (l1.status, l1.asked, l1.delivery_plan) == (None, False, "L")


def test_an_update_counts_from_the_instant_it_came_in(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session)
        an_update(session, cycle, "S1", at=moment("2026-02-10 09:00"), status=DeliveryStatus.AT_RISK, percent=30)
        an_update(session, cycle, "S1", at=moment("2026-02-20 09:00"), status=DeliveryStatus.OFF_TRACK)

        seen = [
            (len(found.answers), found.status, found.percent)
            for at in ("2026-02-10 08:59", "2026-02-10 09:00", "2026-02-20 08:59", "2026-02-20 09:00")
            for found in [line(session, cycle, at)]
        ]

    assert seen == [
        (0, DeliveryStatus.ON_TRACK, None),
        (1, DeliveryStatus.AT_RISK, 30),
        (1, DeliveryStatus.AT_RISK, 30),
        (2, DeliveryStatus.OFF_TRACK, None),
    ]


def test_evidence_counts_from_the_instant_it_came_in(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session)
        updates.add_evidence(session, an_action(session, "S1"), "Audit", "", by=BY, at=moment("2026-02-10 09:00"))

        counts = [line(session, cycle, at).evidence for at in ("2026-02-10 08:59", "2026-02-10 09:00")]

    assert counts == [0, 1]


def test_a_date_moved_later_stands_as_it_was(store: Engine) -> None:
    steps = [("2026-02-10 09:00", date(2026, 5, 29)), ("2026-04-01 09:00", date(2026, 6, 30))]
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session)
        for at, to_on in steps:
            request = dates.ask(session, an_action(session, "S1"), None, to_on, "Vacancies.", by="P-001", at=moment(at))
            dates.decide(session, request, granted=True, decided_by="The Board", by=BY, at=moment(at))

        seen = [
            (found.due_on, found.due_words, len(found.moves), found.days_slipped)
            for at in ("2026-02-10 08:59", "2026-02-10 09:00", "2026-04-01 09:00")
            for found in [line(session, cycle, at)]
        ]

    assert seen == [
        (date(2026, 1, 31), "31 January 2026", 0, 0),
        (date(2026, 5, 29), "29 May 2026", 1, 118),
        (date(2026, 6, 30), "30 June 2026", 2, 150),
    ]


def test_dates_decided_in_another_order_than_they_were_asked_are_restored_all_the_same(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session)
        action = an_action(session, "S1")
        first = dates.ask(session, action, None, date(2026, 6, 30), "June.", by="P-001", at=AT)
        second = dates.ask(session, action, None, date(2026, 5, 29), "May.", by="P-001", at=AT)
        for request, at in ((second, "2026-03-01 09:00"), (first, "2026-04-01 09:00")):
            dates.decide(session, request, granted=True, decided_by="The Board", by=BY, at=moment(at))

        seen = [line(session, cycle, at).due_on for at in ("2026-02-28 09:00", "2026-03-01 09:00", "2026-04-01 09:00")]

    assert seen == [date(2026, 1, 31), date(2026, 5, 29), date(2026, 6, 30)]


def test_a_request_that_was_refused_or_still_waits_is_no_move(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session)
        for reference, refused in (("S1", True), ("S2", False)):
            request = dates.ask(
                session, an_action(session, reference), None, date(2026, 12, 1), "Vacancies.", by="P-001", at=AT
            )
            if refused:
                dates.decide(session, request, granted=False, decided_by="The Board", by=BY, at=AT)

        assert [line(session, cycle, reference=reference).moves for reference in ("S1", "S2")] == [(), ()]


def test_the_last_answer_that_gave_a_status_holds(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session)
        an_update(session, cycle, "S1", at=moment("2026-02-10 09:00"), status=DeliveryStatus.AT_RISK, percent=30)
        an_update(session, cycle, "S1", at=moment("2026-02-11 09:00"), status=None, no_change=True, narrative="")

        found = line(session, cycle)

    assert (found.status, found.percent, len(found.answers)) == (DeliveryStatus.AT_RISK, 30, 2)


@pytest.mark.parametrize(
    ("reloaded", "status"),
    [
        ("2026-02-09 09:00", DeliveryStatus.OFF_TRACK),
        ("2026-02-10 09:00", DeliveryStatus.OFF_TRACK),
        ("2026-02-11 09:00", DeliveryStatus.COMPLETE),
    ],
)
def test_a_status_set_in_the_plan_on_a_later_day_wins_over_the_answer(
    store: Engine, reloaded: str, status: DeliveryStatus
) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session)
        an_update(session, cycle, "S1", at=moment("2026-02-10 12:00"), status=DeliveryStatus.OFF_TRACK)
        load(session, a_plan_file("ref | owner | status\nS1 | Amara | complete"), at=moment(reloaded))

        assert line(session, cycle).status is status


def test_a_status_set_in_the_plan_later_was_not_known_before(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session)
        an_update(session, cycle, "S1", at=moment("2026-02-10 12:00"), status=DeliveryStatus.OFF_TRACK)
        load(session, a_plan_file("ref | owner | status\nS1 | Amara | complete"), at=moment("2026-03-01 09:00"))

        assert line(session, cycle, "2026-02-28 12:00").status is DeliveryStatus.OFF_TRACK
        assert line(session, cycle, "2026-03-01 12:00").status is DeliveryStatus.COMPLETE


def test_an_owner_who_was_asked_and_has_not_answered_is_silent(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        before = a_cycle(session, Stage.CLOSED, meeting_on=date(2025, 12, 9), at=moment("2025-11-10 09:00"))
        cycle = a_cycle(session)
        an_update(session, cycle, "S1")

        drawn = position(session, cycle)
        silent = {found.reference for found in drawn.lines if drawn.is_silent(found)}
        flagged = {flag.subject for flag in raise_flags(drawn) if flag.rule == "silent"}
        earlier = position(session, before)

    assert silent == flagged == {"S2", "L1"}
    assert [earlier.is_silent(found) for found in earlier.lines] == [True, True, True]


def test_nobody_is_silent_before_they_were_asked(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session, at=AT)

        drawn = position_of(session, cycle, at=AT - DAY, as_of=(AT - DAY).date())

    assert [drawn.is_silent(found) for found in drawn.lines] == [False, False, False]


def test_an_action_is_in_the_plan_from_its_day_on_and_gone_from_its_last(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session)
        load(session, a_plan_file("ref\nS9"), at=moment("2026-02-20 09:00"))
        an_action(session, "L1").gone_on = date(2026, 3, 1)
        session.flush()

        seen = [
            [found.reference for found in position(session, cycle, f"{on} 12:00").lines]
            for on in ("2026-02-19", "2026-02-20", "2026-03-01")
        ]

    assert [sorted(references) for references in seen] == [
        ["L1", "S1", "S2"], ["L1", "S1", "S2", "S9"], ["S1", "S2", "S9"],
    ]  # fmt: skip


def test_the_deputy_is_the_actions_own_or_the_first_owners(store: Engine) -> None:
    with transaction(store) as session:
        town = a_town(session, "ref | owner | deputy\nS1 | Amara | Dev\nS2 | Amara |\nS3 | |")
        people.describe(session, town.amara, by=BY, at=AT, deputy_id=town.bryn.id)
        cycle = a_cycle(session)

        deputies = [found.deputy.name if found.deputy else "" for found in position(session, cycle).lines]

    assert deputies == ["Dev Malhotra", "Bryn Maddox", ""]


def measured(session: Session, *readings: tuple[str, float | None], direction: str = "up", target: float = 90) -> None:
    measure = Measure(
        plan_id=1, action_id=an_action(session, "S1").id, reference="M1", title="Visits on time", direction=direction,
        target=target,
    )  # fmt: skip
    session.add(measure)
    session.flush()
    for on, value in readings:
        session.add(Reading(measure_id=measure.id or 0, read_on=date.fromisoformat(on), value=value))
    session.flush()


@pytest.mark.parametrize(
    ("readings", "direction", "red"),
    [
        ([("2026-01-31", 80.9)], "up", True),
        ([("2026-01-31", 81.0)], "up", False),
        ([("2026-01-31", 80.9), ("2026-02-28", 85.0)], "up", False),
        ([("2026-01-31", 85.0), ("2026-02-28", 70.0)], "up", True),
        ([("2026-01-31", 70.0), ("2026-02-28", None)], "up", False),
        ([("2026-01-31", 99.1)], "down", True),
        ([("2026-01-31", 99.0)], "down", False),
        ([], "up", False),
    ],
)
def test_a_measure_is_red_when_its_last_reading_misses_the_target_by_more_than_the_tolerance(
    store: Engine, readings: list[tuple[str, float | None]], direction: str, red: bool
) -> None:
    with transaction(store) as session:
        a_town(session)
        measured(session, *readings, direction=direction)

        assert line(session, a_cycle(session)).red_measures == (("Visits on time",) if red else ())


def test_a_reading_counts_from_its_day_on(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        measured(session, ("2026-02-28", 10.0))
        cycle = a_cycle(session)

        seen = [bool(line(session, cycle, f"{on} 12:00").red_measures) for on in ("2026-02-27", "2026-02-28")]

    assert seen == [False, True]


def test_a_plan_of_two_thousand_actions_is_drawn_in_a_handful_of_questions(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session, "ref | owner | due | status | findings\nS1 | Amara Bryn | 2026-06-30 | on_track | 1 2")
        rounds = [a_cycle(session, Stage.PLANNED, meeting_on=date(2025, month, 9)) for month in range(8, 13)]
        an_update(session, a_cycle(session), "S1")
        multiply(session, cycles=[cycle.id or 0 for cycle in rounds])

    with reading(store) as session, statements(store) as sent:
        drawn = position_of(session, session.get_one(Cycle, rounds[-1].id), at=AT, as_of=AT.date())

    assert len(drawn.lines) == 2000
    assert {(len(found.answers), len(found.owners), len(found.findings)) for found in drawn.lines[1:]} == {(5, 2, 2)}
    assert len(sent) <= 20


def multiply(session: Session, *, cycles: list[int]) -> None:
    """1,999 more actions like the first, and an update of each of them in every cycle."""
    more = range(2, 2001)

    def like_the_first(table: type[SQLModel], varied: Iterable[dict[str, object]]) -> None:
        first = session.connection().execute(select(table)).mappings().first()
        assert first is not None
        session.connection().execute(insert(table), [{**first, **new} for new in varied])

    like_the_first(Action, ({"id": n, "reference": f"S{n}", "place": n} for n in more))
    like_the_first(ActionOwner, ({"action_id": n, "person_id": person} for n in more for person in (1, 2)))
    like_the_first(ActionFinding, ({"action_id": n, "finding_id": finding} for n in more for finding in (1, 2)))
    answered = ((cycle, n) for cycle in cycles for n in more)
    like_the_first(
        Update, ({"id": 100_000 + n * 10 + cycle, "cycle_id": cycle, "action_id": n, "once": f"{cycle}/{n}"}
                 for cycle, n in answered),
    )  # fmt: skip
