"""What the server's own log may not hold: personal links, and words of the record in the message of a fault.

Whoever reads the log must be able neither to open a link nor to read what is exempt.
"""

import logging
import re
import traceback

from governance.errors import in_a_log

TOKEN_IN_PATH = re.compile(r"(?i)(/(?:answer|sign-off|invitation)/)[^/?\s\"]+")
# What the council's own sign-in sends back by way of the browser.
CODE_IN_QUERY = re.compile(r"(?i)(/sign-in/openid\?)[^\s\"]+")
# What somebody looked for, or named in another query, may be words that others may not read.
WORDS_IN_QUERY = re.compile(r"(?i)([?&](?:q|about|subject|theme)=)[^&\s\"]+")


class MaskTokens(logging.Filter):
    """Writes “/answer/***” for the address of a personal link, wherever it stands in a record."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.msg, str):
            record.msg = mask(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(mask(arg) if isinstance(arg, str) else arg for arg in record.args)
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text, record.exc_info = without_words(record.exc_info[1]), None
        return True


def mask(text: str) -> str:
    return WORDS_IN_QUERY.sub(r"\1***", CODE_IN_QUERY.sub(r"\1***", TOKEN_IN_PATH.sub(r"\1***", text)))


def without_words(fault: BaseException) -> str:
    """A traceback that says where it was and what kind of fault it is, and repeats nothing of what was worked on."""
    parts: list[str] = []
    found: BaseException | None = fault
    while found is not None:
        frames = "".join(traceback.format_tb(found.__traceback__))
        parts.append(f"Traceback (most recent call last):\n{frames}{type(found).__name__}: {in_a_log(found)}")
        found = found.__cause__ or (None if found.__suppress_context__ else found.__context__)
    return "\n\nAfter this:\n\n".join(reversed(parts))


MASK = MaskTokens()


def mask_tokens_in_logs() -> None:
    """Put the mask on uvicorn's loggers, and on ours that write a traceback. A second time changes nothing."""
    for name in ("uvicorn.access", "uvicorn.error", "uvicorn.asgi", "portal.plan_desk.rehearsals"):
        logging.getLogger(name).addFilter(MASK)
