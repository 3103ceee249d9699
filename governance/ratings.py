"""How a colour comes about: from an owner's status, and for an area from its actions.

The wording, the colours and the rule for areas are the council's (council.toml); there is no national standard.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from governance.position import Line, Position
from governance.terms import DeliveryStatus, Rating

SEVERITY = (Rating.RED, Rating.AMBER, Rating.UNREPORTED, Rating.GREEN, Rating.GREY, Rating.BLUE)


@dataclass(frozen=True, kw_only=True)
class StatusWord:
    """How the council says a status, and the colour it gives it."""

    word: str
    rating: Rating
    meaning: str


@dataclass(frozen=True, kw_only=True)
class RatingWord:
    word: str
    meaning: str


@dataclass(frozen=True, kw_only=True)
class AreaRule:
    """Which rule rates an area, and its dials (see AREA_RULES)."""

    name: str = "worst"
    dials: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Scale:
    """The council's BRAG: every status and every rating has its word."""

    statuses: Mapping[DeliveryStatus, StatusWord]
    ratings: Mapping[Rating, RatingWord]
    area_rule: AreaRule

    def rating_of(self, status: DeliveryStatus | None) -> Rating:
        return Rating.UNREPORTED if status is None else self.statuses[status].rating


def rate_line(position: Position, line: Line, scale: Scale) -> Rating:
    """The colour of one action. Silence is not progress: an unanswered action has none, whatever it said before."""
    if position.is_silent(line):
        return Rating.UNREPORTED
    return scale.rating_of(line.status)


def worst(ratings: Sequence[Rating]) -> Rating:
    """An area is as its worst action: red before amber, amber before no update, no update before green."""
    return next((rating for rating in SEVERITY if rating in ratings), Rating.UNREPORTED)


def most_common(ratings: Sequence[Rating]) -> Rating:
    """An area is as most of its actions; of two equally common colours the worse one counts."""
    counts = Counter(ratings)
    return max(counts, key=lambda rating: (counts[rating], -SEVERITY.index(rating)), default=Rating.UNREPORTED)


def worst_share(ratings: Sequence[Rating], *, red_share: float = 0.2, amber_share: float = 0.2) -> Rating:
    """An area is red when at least a share of its actions is red, amber when at least a share is amber or red."""
    counts, total = Counter(ratings), len(ratings)
    if not total:
        return Rating.UNREPORTED
    if counts[Rating.RED] / total >= red_share:
        return Rating.RED
    if (counts[Rating.RED] + counts[Rating.AMBER]) / total >= amber_share:
        return Rating.AMBER
    return worst([rating for rating in ratings if rating not in (Rating.RED, Rating.AMBER)])


AREA_RULES: Mapping[str, Callable[..., Rating]] = {rule.__name__: rule for rule in (worst, most_common, worst_share)}


def rate_area(ratings: Sequence[Rating], rule: AreaRule) -> Rating:
    """The colour of an area from its actions' colours; an area without actions has none."""
    return AREA_RULES[rule.name](ratings, **dict(rule.dials))
