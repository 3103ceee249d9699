"""The words of the field, as values: what the store holds, the rules compare and the folders are called.

Meanings follow the glossary in docs/glossary.md.
"""

from enum import StrEnum


class Stage(StrEnum):
    """Where a cycle stands."""

    PLANNED = "planned"
    COLLECTING = "collecting"
    LOCKED = "locked"
    DRAFTING = "drafting"
    AWAITING_SIGN_OFF = "awaiting_sign_off"
    SENT_BACK = "sent_back"
    APPROVED = "approved"
    PUBLISHED = "published"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class DeliveryStatus(StrEnum):
    """How the owner says an action is going. No national standard: wording and colour are the council's."""

    NOT_STARTED = "not_started"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"
    COMPLETE = "complete"
    EMBEDDED = "embedded"
    WITHDRAWN = "withdrawn"


DONE = frozenset({DeliveryStatus.COMPLETE, DeliveryStatus.EMBEDDED})
ENDED = DONE | {DeliveryStatus.WITHDRAWN}


class Rating(StrEnum):
    """The colours of a BRAG scale, with grey for what is not started and none for what was never reported."""

    BLUE = "blue"
    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    GREY = "grey"
    UNREPORTED = "unreported"


class Role(StrEnum):
    """What somebody does in the cycle.

    An auditor reads what an officer reads, but for exempt words, and changes nothing; an administrator looks after
    people, roles and the machine; an exempt reader may open papers that the public may not (Part 2).
    """

    OWNER = "owner"
    SRO = "sro"
    OFFICER = "officer"
    DIRECTOR = "director"
    BOARD_MEMBER = "board_member"
    LEADER = "leader"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    EXEMPT_READER = "exempt_reader"
    SYSTEM = "system"


class Precision(StrEnum):
    """How exactly a written date was meant."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    SEASON = "season"
    YEAR = "year"
    NONE = "none"


class Origin(StrEnum):
    """Who found it: the inspectors, or the council itself before they came."""

    INSPECTOR = "inspector"
    SELF = "self"
