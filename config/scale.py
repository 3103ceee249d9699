"""The council's BRAG: the words it starts with, and its own laid over them.

There is no national standard; every word, colour and meaning here can be changed in council.toml.
"""

import inspect
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from governance.errors import ConfigError
from governance.ratings import AREA_RULES, AreaRule, RatingWord, Scale, StatusWord
from governance.terms import DeliveryStatus, Rating
from governance.wording import listed

STATUSES: Mapping[DeliveryStatus, StatusWord] = {
    DeliveryStatus.NOT_STARTED: StatusWord(
        word="Not started", rating=Rating.GREY, meaning="Work has not begun and is not yet due to."
    ),
    DeliveryStatus.ON_TRACK: StatusWord(
        word="On track", rating=Rating.GREEN, meaning="It will be done by its date; nothing stands in the way."
    ),
    DeliveryStatus.AT_RISK: StatusWord(
        word="At risk", rating=Rating.AMBER, meaning="It may miss its date; what is being done about it is stated."
    ),
    DeliveryStatus.OFF_TRACK: StatusWord(
        word="Off track",
        rating=Rating.RED,
        meaning="It has missed or will miss its date, or will not achieve its aim.",
    ),
    DeliveryStatus.COMPLETE: StatusWord(
        word="Complete", rating=Rating.BLUE, meaning="It has been done; whether it lasts is still to be shown."
    ),
    DeliveryStatus.EMBEDDED: StatusWord(
        word="Complete and embedded", rating=Rating.BLUE, meaning="It has been done and evidence shows that it lasts."
    ),
    DeliveryStatus.WITHDRAWN: StatusWord(
        word="Withdrawn", rating=Rating.GREY, meaning="The board has agreed that it will not be done."
    ),
}

RATINGS: Mapping[Rating, RatingWord] = {
    Rating.BLUE: RatingWord(word="Blue", meaning="Complete."),
    Rating.GREEN: RatingWord(word="Green", meaning="On track."),
    Rating.AMBER: RatingWord(word="Amber", meaning="At risk."),
    Rating.RED: RatingWord(word="Red", meaning="Off track."),
    Rating.GREY: RatingWord(word="Grey", meaning="Not started, or withdrawn."),
    Rating.UNREPORTED: RatingWord(word="No update", meaning="An update was asked for and none was received."),
}


def build_scale(
    statuses: Mapping[DeliveryStatus, Mapping[str, Any]],
    ratings: Mapping[Rating, Mapping[str, Any]],
    area_rule: AreaRule,
) -> Scale:
    """The starting words with the council's laid over them, word by word; every status and rating keeps one.

    Raises ConfigError where the rule for areas, or one of its dials, does not exist.
    """
    _check_area_rule(area_rule)
    return Scale(
        statuses={key: replace(default, **statuses.get(key, {})) for key, default in STATUSES.items()},
        ratings={key: replace(default, **ratings.get(key, {})) for key, default in RATINGS.items()},
        area_rule=area_rule,
    )


def _check_area_rule(rule: AreaRule) -> None:
    if rule.name not in AREA_RULES:
        raise ConfigError(
            f"council.toml, area_rating: there is no rule “{rule.name}”; the rules are {listed(list(AREA_RULES))}."
        )
    parameters = inspect.signature(AREA_RULES[rule.name]).parameters.values()
    dials = [parameter.name for parameter in parameters if parameter.kind is parameter.KEYWORD_ONLY]
    if unknown := set(rule.dials) - set(dials):
        known = f"its dials are {listed(dials)}" if dials else "it has no dials"
        raise ConfigError(f"council.toml, area_rating: “{rule.name}” has no dial “{unknown.pop()}”; {known}.")
