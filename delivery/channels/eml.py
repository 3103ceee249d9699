"""Letters as files: one .eml in a folder for each message, for the demo, a rehearsal or another program to send.

It knows nothing of servers. URL: eml:///var/post (a full path) or eml://var/post (from the working folder).
"""

from collections.abc import Callable
from datetime import UTC
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from delivery.channels.mail import Letter, MailChannel
from delivery.files import write_whole
from governance.errors import ConfigError, DeliveryFailed


class FolderChannel(MailChannel):  # type: ignore[no-untyped-call]  # half of Apprise is untyped
    """eml:// – the file's name comes from Date and Message-ID, so the same letter twice is the same one file."""

    def __init__(self, folder: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]
        self.folder = Path(folder)

    @staticmethod
    def parse_url(url: str, *_args: Any, **_kwargs: Any) -> dict[str, Any]:
        """Read here and not by Apprise, which takes the first folder for a host in small letters."""
        parts = urlsplit(url)
        folder = unquote(parts.netloc + parts.path)
        if not folder or parts.query or parts.fragment:
            raise ConfigError("An eml:// channel names a folder and nothing else, as in eml:///var/post.")
        return {"schema": "eml", "folder": folder}

    def url(self, *_args: Any, **_kwargs: Any) -> str:
        return f"eml://{quote(str(self.folder))}"

    def carry(self, letter: Letter, in_doubt: Callable[[], None]) -> str:
        file = self.folder / _file_name(letter)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            # Readable by its owner only: a letter may carry a personal link.
            write_whole(file, letter.written, mode=0o600, before_it_counts=in_doubt)
        except OSError as fault:
            raise DeliveryFailed(
                f"No letter can be written to {self.folder}: {fault.strerror or fault}. It is tried again later.",
                permanent=False,
            ) from fault
        return f"written as {file.name}"


def _file_name(letter: Letter) -> str:
    """20260310T090000Z-3f2a9c1b7d0e.eml: sorts by the instant of writing and says nothing about anybody."""
    dated = parsedate_to_datetime(BytesHeaderParser().parsebytes(letter.written)["Date"]).astimezone(UTC)
    return f"{dated:%Y%m%dT%H%M%SZ}-{sha256(letter.message_id.encode()).hexdigest()[:12]}.eml"
