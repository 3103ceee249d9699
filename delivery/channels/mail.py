"""What every channel that carries letters to people promises.

It knows no server and no folder; smtp.py and eml.py do.
"""

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from apprise import NotifyBase

from governance.errors import DeliveryFailed


@dataclass(frozen=True, kw_only=True)
class Letter:
    """written: the MIME bytes, sent unchanged. to_address, from_address: the envelope, byte for byte."""

    written: bytes
    to_address: str
    from_address: str
    message_id: str


class MaybeDelivered(DeliveryFailed):
    """The last byte had gone when the connection was lost: nobody can know whether the letter arrived (RFC 1047)."""

    def __init__(self, why: str) -> None:
        super().__init__(why, permanent=False)


class MailChannel(NotifyBase):  # type: ignore[no-untyped-call]  # half of Apprise is untyped
    """An Apprise channel that carries a letter as it is, to one address.

    Apprise's own way in, `send`, takes a title and a body and says only yes or no; it cannot carry an envelope, a
    Message-ID or the reason of a refusal. So letters go through `carry`, and `send` refuses.
    """

    request_rate_per_sec = 0

    @abstractmethod
    def carry(self, letter: Letter, in_doubt: Callable[[], None]) -> str:
        """Deliver one letter and return the channel's own words.

        in_doubt is called once, after everything that can fail for certain and before the byte that delivers; if it
        raises, the letter does not leave. Raises DeliveryFailed; MaybeDelivered where nobody can know.
        """

    def close(self) -> None:
        """Let go of whatever the channel holds open; it opens again by itself."""

    def send(self, *_args: Any, **_kwargs: Any) -> bool:
        self.logger.error("%s:// carries letters to people only, not bare text.", self.schema)
        return False
