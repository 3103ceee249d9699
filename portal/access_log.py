"""Keeps personal links out of the access log: whoever reads the log must not be able to open one."""

import logging
import re

TOKEN_IN_PATH = re.compile(r"(?i)(/(?:answer|sign-off|invitation)/)[^/?\s\"]+")
# What the council's own sign-in sends back by way of the browser.
CODE_IN_QUERY = re.compile(r"(?i)(/sign-in/openid\?)[^\s\"]+")


class MaskTokens(logging.Filter):
    """Writes “/answer/***” for the address of a personal link, wherever it stands in a record."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.msg, str):
            record.msg = mask(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(mask(arg) if isinstance(arg, str) else arg for arg in record.args)
        return True


def mask(text: str) -> str:
    return CODE_IN_QUERY.sub(r"\1***", TOKEN_IN_PATH.sub(r"\1***", text))


MASK = MaskTokens()


def mask_tokens_in_logs() -> None:
    """Put the mask on uvicorn's loggers. A second time changes nothing."""
    for name in ("uvicorn.access", "uvicorn.error", "uvicorn.asgi"):
        logging.getLogger(name).addFilter(MASK)
