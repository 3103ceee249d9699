"""The rules that raise a flag. To add one, add one function here; its keyword defaults are its dials.

Each function is pure: a Position in, flags out. The first line of its docstring is the sentence printed in
docs/rules.md, and a dial is set by name in council.toml under [flags.<rule>].
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from governance.errors import ConfigError
from governance.position import Line, Position
from governance.terms import DeliveryStatus
from governance.wording import day, days, times

Dials = Mapping[str, int | bool]
Rule = Callable[..., Iterator["Flag"]]


@dataclass(frozen=True, kw_only=True)
class Flag:
    """One thing to look at. subject: reference of the action or finding; because: the fact that raised it."""

    rule: str
    subject: str
    because: str


RULES: dict[str, Rule] = {}


def rule(function: Rule) -> Rule:
    """Put a rule on the list; the function's name is the rule's name."""
    RULES[function.__name__] = function
    return function


def dials_of(name: str) -> dict[str, int | bool]:
    """The dials of a rule with their defaults, read from its keyword-only arguments."""
    parameters = inspect.signature(RULES[name]).parameters.values()
    return {p.name: p.default for p in parameters if p.kind is p.KEYWORD_ONLY}


def raise_flags(position: Position, dials: Mapping[str, Dials] | None = None) -> tuple[Flag, ...]:
    """Every flag of every rule, in the order of the rules. dials: rule name → dial → value, from council.toml.

    A rule with `enabled = false` is left out. Raises ConfigError for a rule or dial that does not exist.
    """
    settings = {name: dict(given) for name, given in (dials or {}).items()}
    _check_dials(settings)
    flags: list[Flag] = []
    for name, function in RULES.items():
        chosen = settings.get(name, {})
        if chosen.pop("enabled", True):
            flags.extend(function(position, **chosen))
    return tuple(flags)


def _check_dials(settings: Mapping[str, Dials]) -> None:
    for name, chosen in settings.items():
        if name not in RULES:
            raise ConfigError(
                f"council.toml sets [flags.{name}], but there is no such rule; the rules are {', '.join(RULES)}."
            )
        if unknown := set(chosen) - set(dials_of(name)) - {"enabled"}:
            known = ", ".join(["enabled", *dials_of(name)])
            raise ConfigError(f"council.toml sets {unknown.pop()} under [flags.{name}]; its dials are {known}.")


def is_overdue(line: Line, *, as_of: date, grace_days: int = 0) -> bool:
    """An action is overdue from the day after its due date, until it is done. No date is never overdue."""
    return line.due_on is not None and not line.is_ended and line.due_on + timedelta(days=grace_days) < as_of


@rule
def overdue(position: Position, *, grace_days: int = 0) -> Iterator[Flag]:
    """An action is overdue from the day after its due date until it is complete."""
    for line in position.lines:
        if is_overdue(line, as_of=position.as_of, grace_days=grace_days) and line.due_on:
            late = (position.as_of - line.due_on).days
            yield _flag(overdue, line, f"It was due on {day(line.due_on)}, {days(late)} ago.")


@rule
def due_before_meeting(position: Position, *, days_after: int = 0) -> Iterator[Flag]:
    """An action falls due before the board meets and is not complete yet."""
    for line in position.lines:
        if line.due_on is None or line.is_ended:
            continue
        if position.as_of <= line.due_on <= position.meeting_on + timedelta(days=days_after):
            yield _flag(
                due_before_meeting,
                line,
                f"It is due on {day(line.due_on)}; the board meets on {day(position.meeting_on)}.",
            )


@rule
def silent(position: Position) -> Iterator[Flag]:
    """The owner was asked in this cycle and has not answered."""
    for line in position.lines:
        if position.is_silent(line):
            last = line.last_answer
            said = f"the last update is of {day(last.said_on)}" if last else "there has never been one"
            yield _flag(silent, line, f"No update was received in this cycle; {said}.")


@rule
def stale(position: Position, *, times_running: int = 2) -> Iterator[Flag]:
    """The owner has said “no change” twice running or more."""
    for line in position.lines:
        running = 0
        for answer in reversed(line.answers):
            if not answer.no_change:
                break
            running += 1
        if running >= times_running and not line.is_ended:
            yield _flag(
                stale,
                line,
                f"“No change” was reported {times(running)} running, last on {day(line.answers[-1].said_on)}.",
            )


@rule
def slipped(position: Position, *, at_least_moves: int = 1, at_least_days: int = 1) -> Iterator[Flag]:
    """The due date has been moved to a later day since it was first set."""
    for line in position.lines:
        later = [m for m in line.moves if m.from_on and m.to_on and m.to_on > m.from_on]
        if (
            not line.is_ended
            and len(later) >= at_least_moves
            and line.days_slipped >= at_least_days
            and line.first_due_on
        ):
            moved = f"moved {times(len(later))}, {days(line.days_slipped)} in all"
            yield _flag(slipped, line, f"Its date has {moved}; it was first due on {day(line.first_due_on)}.")


@rule
def optimistic(position: Position) -> Iterator[Flag]:
    """An action is reported on track although its date has passed, or although its measure is red."""
    for line in position.lines:
        if line.status is not DeliveryStatus.ON_TRACK or position.is_silent(line):
            continue
        if is_overdue(line, as_of=position.as_of) and line.due_on:
            yield _flag(optimistic, line, f"It is reported on track, but was due on {day(line.due_on)}.")
        elif line.red_measures:
            yield _flag(optimistic, line, f"It is reported on track, but this measure is red: {line.red_measures[0]}.")


@rule
def complete_without_evidence(position: Position, *, at_least: int = 1) -> Iterator[Flag]:
    """An action is reported complete and nothing has been put forward to show it."""
    for line in position.lines:
        if line.is_done and line.evidence < at_least:
            yield _flag(complete_without_evidence, line, "It is reported complete; no evidence has been recorded.")


@rule
def no_owner(position: Position) -> Iterator[Flag]:
    """An action has no owner, or its owners have all left."""
    for line in position.lines:
        if line.is_ended:
            continue
        if not line.owners:
            yield _flag(no_owner, line, "Nobody is named as its owner.")
        elif all(person.left_on and person.left_on <= position.as_of for person in line.owners):
            yield _flag(no_owner, line, f"{line.owners[0].name} has left and nobody has taken it over.")


@rule
def no_date(position: Position) -> Iterator[Flag]:
    """An action has no date that can be read, so nobody can say whether it is late."""
    for line in position.lines:
        if line.due_on is None and not line.is_ended:
            written = f"its date is written as “{line.due_words}”" if line.due_words else "none is written"
            yield _flag(no_date, line, f"It has no due date: {written}.")


@rule
def finding_without_action(position: Position) -> Iterator[Flag]:
    """A finding has no action that answers it (a statement of action must answer every finding)."""
    for finding in position.findings:
        if not any(
            line.status is not DeliveryStatus.WITHDRAWN for line in position.lines_of_finding(finding.reference)
        ):
            yield Flag(
                rule="finding_without_action",
                subject=finding.reference,
                because="No action answers this finding.",
            )


def _flag(function: Rule, line: Line, because: str) -> Flag:
    return Flag(rule=function.__name__, subject=line.reference, because=because)
