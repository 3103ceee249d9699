"""What goes wrong is logged with its kind and place, and without a word of what was being worked on."""

import logging

import pytest

from governance.errors import RecordError, in_a_log
from portal.access_log import MASK

SAID = "The Harlow family moved."


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (RecordError(f"The action “{SAID}” needs a title. Nothing was recorded."), "The action “…” needs a title"),
        (RecordError(f"The limb cannot be worked out: '{SAID}'."), "cannot be worked out: “…”."),
        (RecordError("“progress_report” of A-001 was not made. Run “cleardays migrate” first."), "“cleardays migrate”"),
        (ValueError(f"Invalid isoformat string: '{SAID}'"), "ValueError"),
        (KeyError(SAID), "KeyError"),
    ],
)
def test_a_fault_is_told_to_a_log_without_the_words_it_quotes(fault: Exception, says: str) -> None:
    told = in_a_log(fault)

    assert says in told
    assert "Harlow" not in told


def test_a_traceback_keeps_its_places_and_loses_the_words_of_every_fault_in_it() -> None:
    try:
        try:
            raise ValueError(SAID)
        except ValueError as fault:
            raise RecordError(f"“{SAID}” cannot be read.") from fault
    except RecordError as fault:
        record = logging.LogRecord("uvicorn.error", logging.ERROR, "", 0, "Exception in ASGI application", (), None)
        record.exc_info = (type(fault), fault, fault.__traceback__)

    MASK.filter(record)
    written = logging.Formatter().format(record)

    assert "Harlow" not in written
    assert "test_logs_say_no_words.py" in written
    assert "RecordError: “…” cannot be read." in written
    assert written.index("ValueError") < written.index("RecordError")


def test_what_somebody_looked_for_is_not_in_the_access_log() -> None:
    line = '%s - "%s %s HTTP/%s" %d'
    args = ("127.0.0.1", "GET", "/board/search?q=Harlow%20family&page=2", "1.1", 200)
    record = logging.LogRecord("uvicorn.access", logging.INFO, "", 0, line, args, None)

    MASK.filter(record)

    assert record.getMessage() == '127.0.0.1 - "GET /board/search?q=***&page=2 HTTP/1.1" 200'
