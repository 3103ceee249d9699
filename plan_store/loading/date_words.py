"""The words people write in a due-date cell, as tables.

It reads nothing itself. To teach the loader a word, add it here.
"""

import re

MONTHS: dict[str, int] = {
    "january": 1, "jan": 1,
    "february": 2, "feb": 2, "febuary": 2,
    "march": 3, "mar": 3,
    "april": 4, "apr": 4,
    "may": 5,
    "june": 6, "jun": 6,
    "july": 7, "jul": 7,
    "august": 8, "aug": 8,
    "september": 9, "sept": 9, "sep": 9,
    "october": 10, "oct": 10,
    "november": 11, "nov": 11,
    "december": 12, "dec": 12,
}  # fmt: skip

WEEKDAYS: dict[str, int] = {
    "monday": 0, "mon": 0,
    "tuesday": 1, "tues": 1, "tue": 1,
    "wednesday": 2, "weds": 2, "wed": 2,
    "thursday": 3, "thurs": 3, "thur": 3, "thu": 3,
    "friday": 4, "fri": 4,
    "saturday": 5, "sat": 5,
    "sunday": 6, "sun": 6,
}  # fmt: skip

# (last month, its last day): the day a term or season is over at the latest. Terms follow the English
# school year, spring up to a late Easter. A council whose terms end otherwise writes the date.
TERM_ENDS: dict[str, tuple[int, int]] = {"autumn": (12, 31), "spring": (4, 30), "summer": (7, 31)}
SEASON_ENDS: dict[str, tuple[int, int]] = {"spring": (5, 31), "summer": (8, 31), "autumn": (11, 30)}

# Words before a date that leave it as it is: the end of the period is what the loader takes anyway.
LEAD_INS = (
    "to be completed by", "to be complete by", "complete by", "completed by", "completion by", "achieved by",
    "in place by", "no later than", "not later than", "on or before", "by or before", "by the", "by", "before the",
    "before", "due by", "due on", "due date", "due", "deadline", "target date", "target", "latest", "on the", "on",
    "in", "during", "until", "up to", "week ending", "w/e", "date",
)  # fmt: skip
END_WORDS = ("the end of the", "the end of", "end of the", "end of", "end", "close of", "eo")
VAGUE_PARTS = ("early", "mid", "middle of", "late", "beginning of", "start of", "first half of", "second half of")

MOVED_FROM = (
    r"(?:was|were|originally|original|previously|formerly"
    r"|moved from|revised from|extended from|changed from|slipped from)"
)
MOVED_TO = (
    r"(?:revised to|revised|moved to|extended to|extended|changed to|slipped to|amended to|now|new date|→|->|=>|➔|➜)"
)

# What a due cell may say instead of a date, tried in this order: (kind, pattern, sentence).
# "After the guidance is issued; then annually" waits for something first of all, so dependency stands first.
NOT_A_DATE: tuple[tuple[str, str, str], ...] = (
    ("not_applicable", r"(?:n/?a|n\.a\.?|not applicable|none|nil|-+|–|—)", "says there is no date"),
    (
        "to_be_confirmed",
        r"(?:tb[acd]|t\.b\.[acd]\.?|to be (?:confirmed|agreed|determined|decided|advised)|\?+|unknown|not (?:yet )?set"
        r"|date (?:to be|tb[acd]).*|awaiting date)",
        "is still to be confirmed",
    ),
    (
        "see_above",
        r"\(?(?:please )?(?:see above|as above|as per above|same as above|ditto|do\.|\"|〃|see below|as below)\)?",
        "points at another row",
    ),
    (
        "see_elsewhere",
        r"\(?(?:please )?(?:see|refer to|as per|in line with|in accordance with)\b.*",
        "points elsewhere",
    ),
    (
        "asap",
        r"(?:a\.?s\.?a\.?p\.?|as soon as (?:possible|practicable)|immediate(?:ly)?(?: (?:action|effect|start))?"
        r"|with immediate effect|straight away|urgent(?:ly)?|now|soon)",
        "gives no day",
    ),
    (
        "dependency",
        r"(?:.*\b(?:after|following|once|when|upon|subject to|depend(?:s|ent|ing) (?:up)?on|on completion of"
        r"|within .* of|contingent on|awaiting|pending)\b.*)",
        "waits for something else to happen",
    ),
    (
        "recurring",
        r"(?:.*\b(?:every|each|daily|weekly|fortnightly|monthly|bi-?monthly|quarterly|termly|half[- ]yearly|yearly"
        r"|annual(?:ly)?|bi-?annual(?:ly)?|six[- ]monthly|regular(?:ly)?|rolling"
        r"|per (?:day|week|month|quarter|term|year))\b.*)",
        "comes round again and again",
    ),
    (
        "ongoing",
        r"(?:.*\b(?:on-?going|continuous(?:ly)?|continu(?:al|ing|es)|business as usual|bau|throughout)\b.*)",
        "has no end",
    ),
    (
        "duration",
        r"(?:within |in |over |approx(?:imately)?\.? )?(?:the next )?"
        r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|eighteen)"
        r"(?: ?(?:-|–|to) ?\d{1,3})?[ -](?:working |calendar |clear )?(?:day|week|month|year|term)s?"
        r"|(?:short|medium|long)(?:[ -]to[ -](?:medium|long))?[ -]term",
        "is a length of time, without the day it starts",
    ),
    (
        "done",
        r"(?:(?:action |now |already )?(?:complete|completed|done|closed|achieved|delivered|in place)\b.*)",
        "says it is done, not when it was due",
    ),
)  # fmt: skip
NOT_A_DATE_PATTERNS = tuple(
    (kind, re.compile(pattern, re.IGNORECASE | re.ASCII | re.DOTALL), why) for kind, pattern, why in NOT_A_DATE
)
