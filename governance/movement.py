"""What changed since the last paper: each change with the sentence that explains it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from governance.position import Line, Position
from governance.ratings import Scale, rate_line
from governance.terms import DONE, DeliveryStatus, Rating
from governance.wording import day, days, listed


@dataclass(frozen=True, kw_only=True)
class LineThen:
    """One action as the last paper printed it."""

    reference: str
    title: str
    rating: Rating
    status: DeliveryStatus | None
    due_on: date | None
    owners: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PaperThen:
    """The last paper on the plan, to this board or, where it has had none, to another."""

    cycle: str
    board: str
    published_on: date
    lines: Mapping[str, LineThen]


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change. because: a whole sentence. reason: the owner's own words on why an action turned red, if any."""

    reference: str
    title: str
    because: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Movement:
    """Everything that differs from the last paper. since: its day, or None where this is the first; to: its board."""

    since: date | None
    to: str = ""
    newly_red: tuple[Change, ...] = ()
    recovered: tuple[Change, ...] = ()
    completed: tuple[Change, ...] = ()
    dates_moved: tuple[Change, ...] = ()
    new: tuple[Change, ...] = ()
    owner_changed: tuple[Change, ...] = ()
    vanished: tuple[Change, ...] = ()

    @property
    def is_empty(self) -> bool:
        groups = (
            self.newly_red,
            self.recovered,
            self.completed,
            self.dates_moved,
            self.new,
            self.owner_changed,
            self.vanished,
        )
        return not any(groups)


def compare(position: Position, last: PaperThen | None, scale: Scale) -> Movement:
    """Compare the plan now with the last paper. A silent action neither recovers nor turns red."""
    if last is None:
        return Movement(since=None)
    pairs = [(line, last.lines[line.reference]) for line in position.lines if line.reference in last.lines]
    new = [line for line in position.lines if line.reference not in last.lines]
    gone = [
        then for reference, then in last.lines.items() if reference not in {line.reference for line in position.lines}
    ]
    red = scale.ratings[Rating.RED].word.lower()
    rated = [(line, then, rate_line(position, line, scale)) for line, then in pairs]
    return Movement(
        since=last.published_on,
        to=last.board,
        newly_red=tuple(
            _reddened(line, f"{_said(then, scale)} and it is now {red}.")
            for line, then, now in rated
            if now is Rating.RED and then.rating is not Rating.RED
        ),
        recovered=tuple(
            _change(line, f"It was {red} and is now {scale.ratings[now].word.lower()}.")
            for line, then, now in rated
            if then.rating is Rating.RED and now in (Rating.AMBER, Rating.GREEN)
        ),
        completed=tuple(
            _change(line, _completed(line, position.cycle))
            for line, then in pairs
            if line.is_done and then.status not in DONE
        ),
        dates_moved=tuple(_change(line, _moved(line, then)) for line, then in pairs if line.due_on != then.due_on),
        new=tuple(_change(line, _new(line)) for line in new),
        owner_changed=tuple(
            _change(
                line,
                f"It passed from {listed(then.owners) or 'nobody'} to {listed(_owners(line)) or 'nobody'}.",
            )
            for line, then in pairs
            if set(_owners(line)) != set(then.owners)
        ),
        vanished=tuple(
            Change(
                reference=then.reference,
                title=then.title,
                because="It was in the last paper and is no longer in the plan.",
            )
            for then in gone
        ),
    )


def _change(line: Line, because: str) -> Change:
    return Change(reference=line.reference, title=line.title, because=because)


def _owners(line: Line) -> tuple[str, ...]:
    return tuple(person.name for person in line.owners)


def _said(then: LineThen, scale: Scale) -> str:
    if then.rating is Rating.UNREPORTED:
        return "There was no update in the last paper"
    return f"It was {scale.ratings[then.rating].word.lower()}"


def _reddened(line: Line, because: str) -> Change:
    reason = line.last_answer.reason if line.last_answer else ""
    return replace(_change(line, because if reason else f"{because} No reason was given."), reason=reason)


def _completed(line: Line, cycle: str) -> str:
    answer = line.answer_in(cycle)
    reported = f"It was reported complete on {day(answer.said_on)}" if answer else "It was reported complete"
    return f"{reported}; {'evidence is recorded' if line.evidence else 'no evidence is recorded yet'}."


def _moved(line: Line, then: LineThen) -> str:
    if line.due_on is None or then.due_on is None:
        was = day(then.due_on) if then.due_on else "not set"
        return f"Its date was {was} and is now {day(line.due_on) if line.due_on else 'not set'}."
    shift = (line.due_on - then.due_on).days
    by = f"{days(abs(shift))} {'later' if shift > 0 else 'earlier'}"
    granted_by = line.moves[-1].granted_by if line.moves else ""
    granted = f"granted by {granted_by}" if granted_by else "nobody is recorded as having granted it"
    return f"From {day(then.due_on)} to {day(line.due_on)}, {by}; {granted}."


def _new(line: Line) -> str:
    due = f"due on {day(line.due_on)}" if line.due_on else "without a date"
    return f"It is new in the plan, {due}."
