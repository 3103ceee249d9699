"""One message as the bytes that travel: the same words, addresses, id and instant always give the same bytes.

It knows no server; what is sent twice is sent with the same Message-ID and Date, so that a mailbox can drop a repeat.
"""

import re
import unicodedata
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256

from delivery.filters import OVERRIDES
from delivery.rendering import Words
from governance.errors import DeliveryFailed

ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
MESSAGE_ID = re.compile(rf"<{ATOM}(?:\.{ATOM})*@{LABEL}(?:\.{LABEL})*>")
LONGEST_NAME = 250
LONGEST_MESSAGE_ID = 250


def compose(
    words: Words,
    *,
    to_name: str,
    to_address: str,
    from_name: str,
    from_address: str,
    reply_to: str,
    message_id: str,
    at: datetime,
) -> bytes:
    """RFC 5322 bytes with a text and an HTML part, 7-bit throughout. message_id: with its angle brackets; at: aware.

    Raises DeliveryFailed (permanent), naming the field, for a name, address or subject that cannot be sent.
    """
    _check_line("subject", words.subject)
    _check_name("recipient's name", to_name)
    _check_name("sender's name", from_name)
    _check_address("recipient's address", to_address)
    _check_address("sender's address", from_address)
    _check_address("reply address", reply_to)
    if not MESSAGE_ID.fullmatch(message_id) or len(message_id) > LONGEST_MESSAGE_ID:
        raise _refused("Message-ID", "it is not of the form <letters-and-digits@domain>")
    if at.tzinfo is None:
        raise ValueError("compose() takes an instant with its zone; this one has none.")
    headers = {
        "Message-ID": message_id,
        "Date": format_datetime(at),
        "From": _mailbox("From", from_name, from_address),
        "To": _mailbox("To", to_name, to_address),
        "Reply-To": reply_to,
        "Subject": _unstructured("Subject", words.subject),
        "Auto-Submitted": "auto-generated",
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return head.encode("ascii") + _alternatives(words, message_id)


def address_fault(address: str) -> str | None:
    """Why nothing can be sent to this address, as the end of a sentence (“it has no @”); None where it can.

    Stricter than RFC 5322: no quoted local part, no address literal, no comment. Nothing is mended, because an
    address that is nearly right may be somebody else's.
    """
    local, at, domain = address.rpartition("@")
    if not at:
        return "it has no @"
    if not local.isascii():
        return (
            f"“{local}” before the @ has letters outside ASCII, which only mail servers with SMTPUTF8 take; "
            "ask for the plain address that the council's mail system also knows"
        )
    if not domain.isascii():
        return f"“{domain}” has letters outside ASCII; write it in its form that starts with xn--"
    if not re.fullmatch(rf"{ATOM}(?:\.{ATOM})*", local) or len(local) > 64:
        return "what stands before the @ is not a plain mailbox name of 1 to 64 characters"
    if not re.fullmatch(rf"{LABEL}(?:\.{LABEL})+", domain) or domain.rpartition(".")[2].isdigit():
        return "what stands after the @ is not a domain such as council.gov.uk"
    return "it is longer than 254 characters" if len(address) > 254 else None


def _check_address(field: str, address: str) -> None:
    if fault := address_fault(address):
        raise _refused(field, fault)


def _check_name(field: str, name: str) -> None:
    _check_line(field, name)
    if len(name) > LONGEST_NAME:
        raise _refused(field, f"it is longer than {LONGEST_NAME} characters")


def _check_line(field: str, value: str) -> None:
    if any(sign in OVERRIDES or unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") for sign in value):
        raise _refused(field, "it holds a line break or another control character")


def _refused(field: str, why: str) -> DeliveryFailed:
    return DeliveryFailed(f"The {field} cannot be used: {why}. Nothing was sent; correct it first.", permanent=True)


def _mailbox(field: str, name: str, address: str) -> str:
    """“Name <address>”, the address never folded or encoded."""
    if not name:
        return address
    if not name.isascii() or "=?" in name:
        return f"{_encoded(field, name)}\r\n <{address}>"
    quoted = re.sub(r'(["\\])', r"\\\1", name)
    return f'"{quoted}"\r\n <{address}>'


def _unstructured(field: str, value: str) -> str:
    """As it is where it is plain and short; else encoded, and so too where it only looks encoded."""
    plain = value.isascii() and "=?" not in value and len(field) + 2 + len(value) <= 78
    return value if plain else _encoded(field, value)


def _encoded(field: str, value: str) -> str:
    return Header(value, "utf-8", maxlinelen=75, header_name=field).encode(linesep="\r\n")


def _alternatives(words: Words, message_id: str) -> bytes:
    """The MIME headers and the two parts. “=_” cannot stand in a quoted-printable line, so no part can end early."""
    parts = EmailMessage(policy=SMTP)
    parts.set_content(words.text, cte="quoted-printable")
    parts.add_alternative(words.html, subtype="html", cte="quoted-printable")
    parts.set_boundary("=_" + sha256(message_id.encode("ascii")).hexdigest()[:32])
    return parts.as_bytes()
