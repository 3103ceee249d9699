"""Start-up checks: what works but will not do for long, each with a number and a hint.

It knows no clock and no network: the day is passed in, and nothing is tried out.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit

from config.council import Council
from config.council_faults import suggest
from config.settings import Settings
from governance.calendar_words import say_date
from governance.flags import RULES, dials_of
from governance.meetings import meetings_between

RUNNING_OUT = timedelta(days=183)
A_YEAR = timedelta(days=365)
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# An address of one of these schemas is itself a key: whoever has it may post.
SECRET_SCHEMAS = frozenset({"msteams", "workflows", "slack"})


@dataclass(frozen=True)
class Finding:
    """code: “cleardays.W002”. sentence: what is so. hint: what to do about it."""

    code: str
    sentence: str
    hint: str


def check(settings: Settings, council: Council, *, as_of: date) -> list[Finding]:
    """Every finding, in the order of their numbers; an empty list is a clean start."""
    return [
        Finding(f"cleardays.{code}", sentence, hint)
        for code, find in CHECKS.items()
        for sentence, hint in find(settings, council, as_of)
    ]


Found = Iterator[tuple[str, str]]


def _bank_holidays_running_out(settings: Settings, council: Council, as_of: date) -> Found:
    certain_until = council.calendar.certain_until
    if certain_until - as_of < RUNNING_OUT:
        yield (
            f"One-off bank holidays are only known until {say_date(certain_until)}.",
            "Read https://www.gov.uk/bank-holidays, put what is new under calendar.extra_bank_holidays in council.toml "
            "and move calendar.bank_holidays_certain_until on; or upgrade ClearDays.",
        )


def _channel_schemas(settings: Settings, council: Council, as_of: date) -> Found:
    allowed = council.channels.allowed_schemas
    for address in (*council.channels.urls, *settings.channels):
        schema, found, _ = address.partition("://")
        if not found or schema not in allowed:
            # Without a schema the whole address could be a secret, so it is not printed.
            named = f"“{schema}://”" if found else "an address without “://”"
            yield (
                f"A channel begins with {named}, which is not on the list of allowed schemas.",
                f"In council.toml, channels.allowed_schemas: {suggest(schema if found else '', allowed)}",
            )


def _boards(settings: Settings, council: Council, as_of: date) -> Found:
    if not council.boards:
        yield "There are no boards, so no cycle will ever open.", "Add a [[boards]] table to council.toml."


def _secret(settings: Settings, council: Council, as_of: date) -> Found:
    if settings.has_demo_secret:
        yield (
            "The portal signs its cookies with the secret everybody can read in the source.",
            "Set CLEARDAYS_SECRET_FILE to a file with at least 32 random characters.",
        )


def _secrets_in_council_file(settings: Settings, council: Council, as_of: date) -> Found:
    for address in council.channels.urls:
        schema = address.partition("://")[0]
        if schema in SECRET_SCHEMAS or urlsplit(address).password:
            yield (
                f"A “{schema}://” channel in council.toml holds a password or token, and council.toml is kept openly.",
                "Move the address into the file that CLEARDAYS_CHANNELS_FILE names, one address a line.",
            )


def _meetings_on_shut_days(settings: Settings, council: Council, as_of: date) -> Found:
    for board in council.boards:
        rule = board.meeting_rule
        for meeting in meetings_between(rule, as_of, as_of + A_YEAR, calendar=council.calendar):
            if meeting.caution:
                yield (
                    f"{board.name}: {meeting.caution}",
                    "Agree another day with the board, and exclude that month or list the dates under meets.",
                )


def _boards_without_meetings(settings: Settings, council: Council, as_of: date) -> Found:
    for board in council.boards:
        if not meetings_between(board.meeting_rule, as_of, as_of + A_YEAR, calendar=council.calendar):
            yield (
                f"{board.name} has no meeting in the year from {say_date(as_of)}.",
                f"Write when it meets under meets of the board “{board.key}” in council.toml.",
            )


def _portal_address(settings: Settings, council: Council, as_of: date) -> Found:
    address = settings.portal_address or council.portal_address
    where = urlsplit(address)
    if not address:
        yield (
            "The portal has no address, so mails cannot link to it.",
            "Set council.portal_address in council.toml, or CLEARDAYS_PORTAL_ADDRESS.",
        )
    elif where.scheme != "https" and where.hostname not in LOOPBACK:
        yield (
            f"The portal's address {address} is not https, so personal links travel in the open.",
            "Put the portal behind TLS and write its https address.",
        )


def _sender(settings: Settings, council: Council, as_of: date) -> Found:
    if not council.mail_from_address:
        yield (
            "Mails have no sender's address.",
            "Set council.mail_from_address in council.toml to one the council's mail server lets us send from.",
        )


def _flag_dials(settings: Settings, council: Council, as_of: date) -> Found:
    for rule, dials in council.flags.items():
        if rule not in RULES:
            yield f"There is no flag rule “{rule}”.", f"In council.toml, flags: {suggest(rule, list(RULES))}"
            continue
        known = ["enabled", *dials_of(rule)]
        for dial in dials:
            if dial not in known:
                yield (
                    f"The flag rule “{rule}” has no dial “{dial}”.",
                    f"In council.toml, flags.{rule}: {suggest(dial, known)}",
                )


CHECKS: dict[str, Callable[[Settings, Council, date], Found]] = {
    "W001": _bank_holidays_running_out,
    "W002": _channel_schemas,
    "W003": _boards,
    "W004": _secret,
    "W005": _secrets_in_council_file,
    "W006": _meetings_on_shut_days,
    "W007": _boards_without_meetings,
    "W008": _portal_address,
    "W009": _sender,
    "W010": _flag_dials,
}
