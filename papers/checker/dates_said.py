"""Rules about dates and lengths of time: that there is such a day, and that one event has one of each."""

from collections.abc import Iterator

from governance.calendar_words import WEEKDAYS
from papers.checker.events import Held, Lasted, days_held, lengths
from papers.checker.findings import Severity
from papers.checker.reading import Reading
from papers.checker.rulebook import Remark, rule
from papers.checker.saying import dates_in


@rule(Severity.MUST)
def one_event_two_lengths(reading: Reading) -> Iterator[Remark]:
    """One event is said to have lasted for two lengths of time."""
    known: list[Lasted] = []
    for now in lengths(reading):
        other = next((before for before in known if _same_event(before, now) and not _as_long(before, now)), None)
        if other is None:
            known.append(now)
            continue
        yield Remark(
            passage=now.passage,
            quote=f"{other.words} / {now.words}",
            because=f"Here it says “{now.words}”; paragraph {other.passage.position} says “{other.words}”.",
            suggestion="Look up how long it was and say it the same way in both places.",
        )


def _same_event(one: Lasted, other: Lasted) -> bool:
    years_differ = bool(one.years and other.years) and not one.years & other.years
    return one.event == other.event and one.apart == other.apart and not years_differ


def _as_long(one: Lasted, other: Lasted) -> bool:
    return one.shortest <= other.longest and other.shortest <= one.longest


@rule(Severity.MUST)
def one_event_two_dates(reading: Reading) -> Iterator[Remark]:
    """One event is said to have been in two months of a year, or on two days of a month."""
    known: list[Held] = []
    for now in days_held(reading):
        other = next((before for before in known if _contradict(before, now)), None)
        if other is None:
            known.append(now)
            continue
        yield Remark(
            passage=now.passage,
            quote=f"{now.event} {other.said.words} / {now.said.words}",
            because=f"Here the {now.event} is dated {now.said.words}; "
            f"paragraph {other.passage.position} says {other.said.words}.",
            suggestion="Look up the date and say it the same way in both places, or say that they are two events.",
        )


def _contradict(one: Held, other: Held) -> bool:
    same = one.event == other.event and one.apart == other.apart and one.first.year == other.first.year
    return same and one.sentence != other.sentence and (one.last < other.first or other.last < one.first)


@rule(Severity.MUST)
def no_such_day(reading: Reading) -> Iterator[Remark]:
    """A date is written that the calendar does not have (31 June)."""
    for passage in reading.passages:
        for said in dates_in(passage.words):
            if said.first is None:
                yield Remark(
                    passage=passage,
                    quote=said.words,
                    because=f"There is no {said.words}.",
                    suggestion="Look the date up and correct it.",
                )


@rule(Severity.MUST)
def wrong_weekday(reading: Reading) -> Iterator[Remark]:
    """A date is written with a weekday that it did not fall on."""
    for passage in reading.passages:
        for said in dates_in(passage.words):
            if said.first is None or not said.weekday or said.weekday == WEEKDAYS[said.first.weekday()]:
                continue
            right = WEEKDAYS[said.first.weekday()]
            yield Remark(
                passage=passage,
                quote=said.words,
                because=f"It says “{said.words}”; that day is a {right}.",
                suggestion="Correct the weekday or the date; people come on one of the two.",
            )
