"""Whom to ring before it is too late: the few people whose silence the board would notice. Pure; it knows no numbers.

A mail that was not answered three times will not be answered the fourth time; a call is, and five can be made in an
hour.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from governance.flags import is_overdue
from governance.position import Line, Position
from governance.ratings import Scale
from governance.terms import Rating
from governance.wording import day

AT_MOST = 5


@dataclass(frozen=True, kw_only=True)
class Pressing:
    """One action to ask about. because: the facts that make it press, as the end of “It …”."""

    line: Line
    because: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PhoneCall:
    """One person to ring. person: reference of whoever was asked. owes: silent actions in all, pressing or not."""

    person: str
    pressing: tuple[Pressing, ...]
    owes: int


def phone_calls(
    position: Position, scale: Scale, asked: Mapping[str, str], *, at_most: int = AT_MOST
) -> tuple[PhoneCall, ...]:
    """Those who are silent on an action that is red, overdue or due before the meeting; who owes most comes first.

    asked: action reference → reference of the person asked. An action that was last said to be complete is left out.
    """
    silent: dict[str, list[Line]] = {}
    for line in position.lines:
        if position.is_silent(line) and line.reference in asked:
            silent.setdefault(asked[line.reference], []).append(line)
    calls = [
        PhoneCall(
            person=person,
            pressing=tuple(
                Pressing(line=line, because=because)
                for line in lines
                if (because := why_it_presses(position, line, scale))
            ),
            owes=len(lines),
        )
        for person, lines in silent.items()
    ]
    worth_it = [call for call in calls if call.pressing]
    return tuple(sorted(worth_it, key=lambda call: (-len(call.pressing), -call.owes, call.person))[:at_most])


def why_it_presses(position: Position, line: Line, scale: Scale) -> tuple[str, ...]:
    """Why the board would ask about an action, as the end of “It …”; empty where it would not."""
    if line.is_ended:
        return ()
    found = []
    if line.status is not None and scale.rating_of(line.status) is Rating.RED:
        found.append(f"was last reported “{scale.statuses[line.status].word}”")
    if line.due_on is not None and is_overdue(line, as_of=position.as_of):
        found.append(f"was due on {day(line.due_on)}")
    elif line.due_on is not None and line.due_on <= position.meeting_on:
        found.append(f"falls due on {day(line.due_on)}, before the board meets")
    return tuple(found)
