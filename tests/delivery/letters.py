"""A letter to Amara, ready to be composed or sent."""

from datetime import UTC, datetime
from typing import Any

from delivery.message import compose
from delivery.rendering import Words

AT = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
MESSAGE_ID = "<2026-q1.update-request.1.p-007@ashcombe.example>"
WORDS = Words(
    subject="Please update your three actions",
    text="Dear Amara,\n\n.a line with a dot\n",
    html="<p>Dear Amara,</p>\n",
)


def never() -> None:
    raise AssertionError("the letter was not to come this far")


def a_letter(words: Words = WORDS, **changed: Any) -> bytes:
    given: dict[str, Any] = {
        "to_name": "Amara Nwosu",
        "to_address": "amara.nwosu@ashcombe.example",
        "from_name": "Ashcombe Council",
        "from_address": "governance@ashcombe.example",
        "reply_to": "carys@ashcombe.example",
        "message_id": MESSAGE_ID,
        "at": AT,
    }
    return compose(words, **{**given, **changed})
