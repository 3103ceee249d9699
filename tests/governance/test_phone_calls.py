"""Whom to ring: silent, and red or overdue or due before the meeting; at most five, those who owe most first."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from governance.phone_calls import phone_calls, why_it_presses
from governance.position import Answer, Line, Position
from governance.ratings import AreaRule, RatingWord, Scale, StatusWord
from governance.terms import DeliveryStatus, Rating

TODAY, MEETING_ON = date(2026, 2, 18), date(2026, 3, 10)
RATINGS = {
    DeliveryStatus.OFF_TRACK: Rating.RED,
    DeliveryStatus.AT_RISK: Rating.AMBER,
    DeliveryStatus.ON_TRACK: Rating.GREEN,
}
SCALE = Scale(
    statuses={
        status: StatusWord(word=status.value, rating=RATINGS.get(status, Rating.BLUE), meaning="")
        for status in DeliveryStatus
    },
    ratings={rating: RatingWord(word=rating.value, meaning="") for rating in Rating},
    area_rule=AreaRule(),
)


def a_line(reference: str, **differs: object) -> Line:
    line = Line(
        reference=reference,
        title=reference,
        delivery_plan="S",
        due_on=date(2026, 12, 31),
        status=DeliveryStatus.ON_TRACK,
        asked=True,
    )
    return replace(line, **differs)  # type: ignore[arg-type]


def a_position(*lines: Line) -> Position:
    return Position(
        plan="Plan", cycle="c", as_of=TODAY, meeting_on=MEETING_ON, findings=(), delivery_plans=(), lines=lines
    )


def called(*lines: Line, asked: dict[str, str] | None = None) -> list[str]:
    to_all = {line.reference: f"P-{line.reference}" for line in lines}
    return [call.person for call in phone_calls(a_position(*lines), SCALE, asked or to_all)]


@pytest.mark.parametrize(
    ("differs", "because"),
    [
        ({"status": DeliveryStatus.OFF_TRACK}, ("was last reported “off_track”",)),
        ({"due_on": date(2026, 2, 17)}, ("was due on 17 February 2026",)),
        ({"due_on": TODAY}, ("falls due on 18 February 2026, before the board meets",)),
        ({"due_on": MEETING_ON}, ("falls due on 10 March 2026, before the board meets",)),
        ({"due_on": MEETING_ON + timedelta(days=1)}, ()),
        ({"status": DeliveryStatus.AT_RISK}, ()),
        ({"due_on": None}, ()),
        ({"status": DeliveryStatus.COMPLETE, "due_on": date(2026, 1, 1)}, ()),
    ],
)
def test_an_action_presses_that_is_red_or_overdue_or_due_before_the_meeting(
    differs: dict[str, object], because: tuple[str, ...]
) -> None:
    line = a_line("A", **differs)

    assert why_it_presses(a_position(line), line, SCALE) == because
    assert bool(called(line)) == bool(because)


def test_who_has_answered_or_was_not_asked_is_not_rung() -> None:
    late = date(2026, 1, 1)
    answer = Answer(cycle="c", said_on=TODAY, said_by="Amara", status=DeliveryStatus.OFF_TRACK)

    assert called(a_line("A", due_on=late, answers=(answer,))) == []
    assert called(a_line("A", due_on=late, asked=False)) == []


def test_an_answer_of_an_earlier_cycle_does_not_spare_the_call() -> None:
    earlier = Answer(cycle="before", said_on=date(2025, 11, 1), said_by="Amara", status=DeliveryStatus.ON_TRACK)

    assert called(a_line("A", due_on=date(2026, 1, 1), answers=(earlier,))) == ["P-A"]


def test_whoever_owes_most_that_presses_comes_first_and_five_are_enough() -> None:
    late = date(2026, 1, 1)
    lines = [a_line(f"{owner}{n}", due_on=late) for owner in "ABCDEFG" for n in range("ABCDEFG".index(owner) + 1)]
    lines.append(a_line("A-calm"))
    asked = {line.reference: f"P-{line.reference[0]}" for line in lines}

    calls = phone_calls(a_position(*lines), SCALE, asked)

    assert [call.person for call in calls] == ["P-G", "P-F", "P-E", "P-D", "P-C"]
    assert [len(call.pressing) for call in calls] == [7, 6, 5, 4, 3]


def test_of_two_who_owe_the_same_that_presses_the_one_who_owes_more_in_all_comes_first() -> None:
    late = date(2026, 1, 1)
    lines = (a_line("A1", due_on=late), a_line("B1", due_on=late), a_line("B2"))
    asked = {"A1": "P-A", "B1": "P-B", "B2": "P-B"}

    calls = phone_calls(a_position(*lines), SCALE, asked)

    assert [(call.person, call.owes) for call in calls] == [("P-B", 2), ("P-A", 1)]
