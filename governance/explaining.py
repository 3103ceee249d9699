"""One sentence that explains a colour, and how close an action is, so that no colour stands alone. Pure."""

from datetime import date

from governance.position import Line, Position
from governance.ratings import Scale
from governance.terms import Rating
from governance.wording import day, days, sentence, times

# Members asked “how closely the targets are being met” (Cheshire East 2022): the colour alone does not say.
EXPLAINED = (Rating.RED, Rating.AMBER, Rating.UNREPORTED)


def explain(position: Position, line: Line, rating: Rating, scale: Scale) -> str:
    """Why an action is red, amber or without an update, from the facts alone. Empty for the other colours.

    “Its owner reported it off track on 5 March 2027; it was due on 28 February 2027, nine days ago.”
    """
    if rating not in EXPLAINED:
        return ""
    reasons = [_said(position, line, rating, scale), *_dates(position, line)]
    return sentence("; ".join(reason for reason in reasons if reason))


def _said(position: Position, line: Line, rating: Rating, scale: Scale) -> str:
    last = line.last_answer
    if rating is Rating.UNREPORTED:
        if position.is_silent(line):
            heard = f"the last was on {day(last.said_on)}" if last else "there has never been one"
            return f"no update was received ({heard})"
        return "no status has ever been given"
    word = scale.statuses[line.status].word.lower() if line.status else ""
    if last is not None and last.status is line.status:
        return f"its owner reported it {word} on {day(last.said_on)}"
    return f"it is recorded as {word}"


def _dates(position: Position, line: Line) -> list[str]:
    if line.due_on is None:
        return ["it has no date"]
    late = (position.as_of - line.due_on).days
    said = [f"it was due on {day(line.due_on)}, {days(late)} ago"] if late > 0 else []
    later = [move for move in line.moves if move.from_on and move.to_on and move.to_on > move.from_on]
    if later and line.days_slipped > 0:
        said.append(f"its date has moved {times(len(later))}, {days(line.days_slipped)} in all")
    return said


def closeness(line: Line, *, as_of: date) -> str:
    """How far it is and how long there is left: “60% done, 21 days to go”, “no percentage given, 9 days late”."""
    if line.is_done:
        return "Done"
    done = "No percentage given" if line.percent is None else f"{line.percent}% done"
    if line.due_on is None:
        return f"{done}, no date"
    left = (line.due_on - as_of).days
    if left < 0:
        return f"{done}, {days(-left)} late"
    return f"{done}, due today" if left == 0 else f"{done}, {days(left)} to go"
