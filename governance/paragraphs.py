"""The sentences a careful officer would write at the head of a paper, with their numbers and bases. Pure."""

from dataclasses import dataclass
from datetime import date

from governance.counting import Breakdown, Share, plural_figure, share_in_words
from governance.movement import Movement
from governance.record import Inspected, Matter
from governance.terms import Rating
from governance.wording import day, listed, number, plural


@dataclass(frozen=True, kw_only=True)
class Headline:
    """The figures that the summary and the recommendations speak of."""

    plan: str
    board: str
    actions: Breakdown
    overdue: Share
    answered: Share
    findings: int
    delivery_plans: int
    date_requests: int
    movement: Movement
    inspected: Inspected | None
    next_meeting_on: date | None
    matters: tuple[Matter, ...] = ()
    asked: tuple[str, ...] = ()

    @property
    def silent(self) -> int:
        return self.answered.base - self.answered.count


def summary(facts: Headline) -> tuple[str, ...]:
    """Three or four paragraphs: where the plan comes from, where it stands, what moved, who was silent."""
    sentences = [_origin(facts), _standing(facts), _moved(facts), _silence(facts)]
    return tuple(sentence for sentence in sentences if sentence)


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a text that say something, each as it was written."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def standing(facts: Headline) -> str:
    """Where the plan stands, in one or two sentences."""
    return _standing(facts)


def _origin(facts: Headline) -> str:
    covers = (
        f"The {facts.plan} answers {plural_figure(facts.findings, 'finding')} with "
        f"{plural_figure(facts.actions.base, 'action')} in {plural(facts.delivery_plans, 'delivery plan')}."
    )
    if facts.inspected is None:
        return covers
    if facts.inspected.embargoed_until is not None:
        letter = f"its letter may not be used before {day(facts.inspected.embargoed_until)}"
        return f"{facts.inspected.title} took place {facts.inspected.held}; {letter}. {covers}"
    judged = f"; the judgement was “{facts.inspected.judgement}”" if facts.inspected.judgement else ""
    return f"{facts.inspected.title} took place {facts.inspected.held}{judged}. {covers}"


def _standing(facts: Headline) -> str:
    rated = [part for part in facts.actions.parts if part.count and part.key != Rating.UNREPORTED]
    parts = [f"{part.count} {part.word.lower()} ({part.percent}%)" for part in rated]
    if parts:
        parts[0] = parts[0].replace(" ", " is " if rated[0].count == 1 else " are ", 1)
    unreported = next((part for part in facts.actions.parts if part.count and part.key == Rating.UNREPORTED), None)
    quiet = f"{unreported.count} without an update ({unreported.percent}%)" if unreported else ""
    standing = f"Of the {plural_figure(facts.actions.base, 'action')}, {listed([*parts, *filter(None, [quiet])])}."
    late = share_in_words(facts.overdue)
    return f"{standing} {late} {'is' if facts.overdue.count == 1 else 'are'} past the due date and not complete."


def _moved(facts: Headline) -> str:
    moved = facts.movement
    if moved.since is None:
        return "This is the first progress report on the plan, so there is no earlier paper to compare it with."
    if moved.is_empty:
        return f"Nothing has changed since the paper to the {moved.to} of {day(moved.since)}."
    counts = [
        (len(moved.completed), "completed"),
        (len(moved.recovered), "recovered"),
        (len(moved.newly_red), "newly red"),
        (len(moved.dates_moved), "with a date that moved"),
        (len(moved.new), "new"),
        (len(moved.owner_changed), "with another owner"),
        (len(moved.vanished), "no longer in the plan"),
    ]
    said = [f"{number(count)} {words}" for count, words in counts if count]
    return f"Since the paper to the {moved.to} of {day(moved.since)}: {listed(said)}."


def _silence(facts: Headline) -> str:
    if not facts.answered.base:
        return "No updates were asked for in this cycle."
    if not facts.silent:
        return f"An update was received for all {plural_figure(facts.answered.base, 'action')} that were asked about."
    return (
        f"An update was received for {facts.answered.words} asked about. For the other "
        f"{number(facts.silent)} no update was received; they are shown as silent and counted as no progress."
    )


def recommendations(facts: Headline) -> tuple[str, ...]:
    """What the board is asked: each asks for something; “to note” never stands alone (domain notes 2.11 no. 7)."""
    board = facts.board
    good, poor = facts.actions.count(Rating.BLUE, Rating.GREEN), facts.actions.count(Rating.RED, Rating.AMBER)
    considers = f"considers the progress reported on {plural(good, 'action')}"
    challenges = f" and challenges the reasons given for the {number(poor)} still in development" if poor else ""
    asked = [*facts.asked, f"That the {board} {considers}{challenges}."]
    asked += [_carried(matter, board) for matter in facts.matters if matter.kind == "commission"]
    if late := facts.overdue.count:
        each = "the one action" if late == 1 else f"each of the {plural(late, 'action')}"
        asked.append(f"That the accountable officers bring a recovery date for {each} past its due date.")
    if silent := facts.silent:
        who = "owner explains" if silent == 1 else "owners explain"
        asked.append(f"That the {who} at the meeting why no update was received for {plural(silent, 'action')}.")
    if dates := facts.date_requests:
        asked.append(f"That the {board} agrees or refuses the {plural(dates, 'new date')} asked for.")
    then = f" at its meeting on {day(facts.next_meeting_on)}" if facts.next_meeting_on else ""
    asked.append(f"That the {board} receives the next report{then}.")
    return tuple(asked)


def _carried(matter: Matter, board: str) -> str:
    """What an earlier resolution commissioned is carried until the board says that it has been met."""
    of = f"the {matter.board}’s commission of {day(matter.decided_on)} (resolution {matter.number})"
    if matter.response:
        return f"That the {board} says whether this report meets {of}."
    return f"That the {board} sets a date by which {of} is answered, as nothing has been recorded about it yet."
