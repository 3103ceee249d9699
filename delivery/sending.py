"""The post room's counter: one list of channels, letters to people out of the first that carries mail.

It knows neither the outbox nor when to try again; it says what happened and the outbox remembers.
"""

import logging
import warnings
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Self

from apprise import Apprise, AppriseAsset, LogCapture, NotifyBase, NotifyFormat
from apprise.manager_plugins import NotificationManager

from delivery.channels.eml import FolderChannel
from delivery.channels.mail import Letter, MailChannel
from delivery.channels.smtp import SmtpChannel
from delivery.message import address_fault
from delivery.rendering import Words
from governance.errors import ConfigError, DeliveryFailed
from governance.wording import listed

log = logging.getLogger(__name__)

OURS: dict[type[MailChannel], tuple[str, ...]] = {FolderChannel: ("eml",), SmtpChannel: ("post", "posts")}

# Apprise 1.13.1 and 2.2.0 send mail for sean.o'brien@… to brien@… and report success.
REFUSED = frozenset({"mailto", "mailtos"})


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """channel: its schema. said: its own words. left: whether it went (a letter that did not raises instead)."""

    channel: str
    said: str
    left: bool = True


class Post:
    """The channels of council.toml, opened. Use it in a with-block and in one thread; its line closes at the end."""

    def __init__(self, urls: Sequence[str], *, allowed: Collection[str]) -> None:
        """urls: Apprise URLs. allowed: the schemas a council may use.

        Raises ConfigError, by number and schema and never with the URL, which may hold a password or a key.
        """
        channels = [_open_channel(number, url, allowed) for number, url in enumerate(urls, start=1)]
        carriers = [channel for channel in channels if isinstance(channel, MailChannel)]
        if not carriers:
            raise ConfigError(
                f"None of the channels carries letters to people; add one of {_known(sum(OURS.values(), ()))}."
            )
        for unused in carriers[1:]:
            log.warning("A second channel for letters (%s) is not used; the first one is.", unused.schema)
        self._carrier = carriers[0]
        self._team = [channel for channel in channels if not isinstance(channel, MailChannel)]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self._carrier.close()

    def send(
        self,
        written: bytes,
        *,
        to_address: str,
        from_address: str,
        message_id: str,
        in_doubt: Callable[[], None],
    ) -> Outcome:
        """Send one letter to one address; return when it is certain that the channel took it.

        in_doubt is called before the byte that delivers; if it raises, nothing is delivered and its error rises.
        Raises DeliveryFailed: permanent, or to be tried later; its kind MaybeDelivered where nobody can know.
        """
        for whose, address in (("recipient's", to_address), ("sender's", from_address)):
            if fault := address_fault(address):
                raise DeliveryFailed(f"The {whose} address cannot be used: {fault}.", permanent=True)
        letter = Letter(written=written, to_address=to_address, from_address=from_address, message_id=message_id)
        said = self._carrier.carry(letter, in_doubt)
        log.info("%s went by %s", message_id, self._carrier.schema)
        return Outcome(channel=self._carrier.schema, said=said)

    def copy_to_team(self, words: Words) -> list[Outcome]:
        """Post a notice to officers on every team channel too (Teams, Slack, …), as title and plain text.

        Never a notice with a personal link. A channel that fails is reported and stops nothing: the letter is what
        counts, this is a copy.
        """
        return [_post_to(channel, words) for channel in self._team]


def _open_channel(number: int, url: str, allowed: Collection[str]) -> NotifyBase:
    schema = url.partition("://")[0].lower()
    where = f"Channel {number} ({schema}://)" if schema.isalnum() and "://" in url else f"Channel {number}"
    if schema in REFUSED:
        raise ConfigError(f"{where} loses letters to addresses with an apostrophe; use posts:// instead.")
    if schema not in allowed:
        raise ConfigError(f"{where} is not on the list of allowed channels: {_known(allowed)}.")
    # No redirects: a channel's address may not lead on to another machine inside the council.
    asset = AppriseAsset(async_mode=False, http_redirects=False, secure_logging=True)
    with _apprise_silent():
        channel = Apprise.instantiate(url, asset=asset) if schema in _plugins() else None
    if channel is None:
        raise ConfigError(f"{where} cannot be opened; compare its address with Apprise's page for {schema}://.")
    if not channel.verify_certificate:
        raise ConfigError(f"{where} must not say verify=no: anybody between could read what is sent.")
    # One try, honestly reported: the outbox tries again, and an “optional” failure would count as success.
    channel.retry, channel.optional = 0, False
    return channel


def _plugins() -> NotificationManager:
    """Apprise's register of channels, ours among them."""
    plugins = NotificationManager()  # type: ignore[no-untyped-call]
    with warnings.catch_warnings():
        # The first look loads every plugin; its PGP part imports a module that Python 3.13 no longer has.
        warnings.filterwarnings("ignore", message="'imghdr' is deprecated", category=DeprecationWarning)
        ours = {channel: schemas for channel, schemas in OURS.items() if schemas[0] not in plugins}
    for channel, schemas in ours.items():
        plugins.add(channel, schemas=schemas)  # type: ignore[no-untyped-call]
    return plugins


def _post_to(channel: NotifyBase, words: Words) -> Outcome:
    apprise = Apprise()
    apprise.add(channel)
    with LogCapture(level=logging.WARNING, fmt="%(message)s") as reasons:  # type: ignore[no-untyped-call]
        left = apprise.notify(title=words.subject, body=words.text, body_format=NotifyFormat.TEXT) is True
        said = " ".join(reasons.getvalue().split())
    if not left:
        log.warning("a copy for the team did not go by %s", channel.schema)
    return Outcome(channel=channel.schema, said=said or ("posted" if left else "failed, no reason given"), left=left)


@contextmanager
def _apprise_silent() -> Iterator[None]:
    """Apprise logs an address it cannot read, key and all where it does not know which part is the key."""
    apprise = logging.getLogger("apprise")
    before = apprise.disabled
    apprise.disabled = True
    try:
        yield
    finally:
        apprise.disabled = before


def _known(schemas: Collection[str]) -> str:
    return listed([f"{schema}://" for schema in sorted(schemas)], "or") or "none"
