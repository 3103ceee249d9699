"""UTC and London wall time, across the nights the clocks change."""

from datetime import UTC, datetime, timedelta

import pytest

from config.clock import instant, london, now

at = datetime.fromisoformat


@pytest.mark.parametrize(
    ("utc", "wall_time"),
    [
        ("2026-01-13 09:00", "2026-01-13 09:00"),
        ("2026-06-09 08:00", "2026-06-09 09:00"),
        ("2026-03-29 00:59", "2026-03-29 00:59"),
        ("2026-03-29 01:00", "2026-03-29 02:00"),
        ("2026-10-25 00:30", "2026-10-25 01:30"),
    ],
)
def test_london_is_an_hour_ahead_in_summer(utc: str, wall_time: str) -> None:
    aware = at(utc).replace(tzinfo=UTC)

    assert london(aware) == at(wall_time)
    assert london(aware).tzinfo is None
    assert instant(at(wall_time)) == aware


def test_nine_in_the_morning_stays_nine_when_the_clocks_change() -> None:
    saturday, monday = instant(at("2026-10-24 09:00")), instant(at("2026-10-26 09:00"))

    assert monday - saturday == timedelta(hours=49)


def test_in_the_hour_that_comes_twice_the_first_is_meant() -> None:
    second_time = at("2026-10-25 01:30").replace(tzinfo=UTC)

    assert london(second_time) == at("2026-10-25 01:30")
    assert instant(london(second_time)) == second_time - timedelta(hours=1)


def test_the_hour_that_is_skipped_in_march_happens_when_the_clocks_have_jumped() -> None:
    assert london(instant(at("2026-03-29 01:30"))) == at("2026-03-29 02:30")


def test_an_instant_without_a_zone_and_a_wall_time_with_one_are_refused() -> None:
    with pytest.raises(ValueError, match="has none"):
        london(at("2026-06-09 09:00"))
    with pytest.raises(ValueError, match="has a zone"):
        instant(at("2026-06-09 09:00+01:00"))


def test_now_knows_its_zone() -> None:
    assert now().tzinfo is UTC
