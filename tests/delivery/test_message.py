from dataclasses import replace
from datetime import datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from letters import AT, MESSAGE_ID, WORDS, a_letter
from notice_samples import AWKWARD, TEMPLATES, an_action, sample_facts

from delivery.filters import cleaned
from delivery.message import address_fault
from delivery.rendering import Words, write_notice
from governance.errors import DeliveryFailed

AWKWARD_ADDRESSES = (
    "sean.o'brien@council.gov.uk",
    "o'neill@council.gov.uk",
    "d'arcy.smith+board@council.gov.uk",
    "mary-jane.o'hara-smythe@children-first.council.gov.uk",
    "a@b.uk",
    "_team_@council.gov.uk",
    "first.last+tag=1@mail.council.gov.uk",
    "{odd}!#$%&*/=?^`|~-@council.gov.uk",
    "Carys.Case.Kept@Council.Gov.UK",
    "7@xn--cyngor-abc.cymru",
    "x" * 64 + "@council.gov.uk",
    "x" * 64 + "@" + ".".join(["d" * 60] * 3) + ".uk",
)


def read_back(written: bytes) -> EmailMessage:
    message = message_from_bytes(written, policy=default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def part(written: bytes, kind: str) -> str:
    body = read_back(written).get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def test_a_message_has_each_header_once_and_text_before_html() -> None:
    message = read_back(a_letter())

    assert [name for name, _ in message.items()] == [
        "Message-ID", "Date", "From", "To", "Reply-To", "Subject", "Auto-Submitted", "MIME-Version", "Content-Type",
    ]  # fmt: skip
    assert message["Message-ID"] == MESSAGE_ID
    assert message["Date"].datetime == AT
    assert message["From"] == "Ashcombe Council <governance@ashcombe.example>"
    assert message["To"].addresses[0].addr_spec == "amara.nwosu@ashcombe.example"
    assert message["Reply-To"] == "carys@ashcombe.example"
    assert message["Auto-Submitted"] == "auto-generated"
    assert [piece.get_content_type() for piece in message.iter_parts()] == ["text/plain", "text/html"]


def test_the_same_letter_is_the_same_bytes() -> None:
    assert a_letter() == a_letter()


def test_another_letter_has_another_boundary() -> None:
    other = read_back(a_letter(message_id="<other@ashcombe.example>"))

    assert other.get_boundary() != read_back(a_letter()).get_boundary()


@pytest.mark.parametrize("body", ["Å…" * 3000, "x" * 9000, ""])
def test_a_message_is_plain_ascii_in_lines_of_bearable_length(body: str) -> None:
    words = Words(subject="Ŵ" * 150, text="Siân\n" + body + "\n", html=f"<p>Siân</p>\n<p>{body}</p>\n")

    written = a_letter(words, to_name="Siân Ŵyn " * 20, to_address="x" * 64 + "@" + ".".join(["d" * 60] * 3) + ".uk")

    assert written.isascii()
    assert written.count(b"\n") == written.count(b"\r\n")
    assert max(len(line) for line in written.split(b"\r\n")) < 300


@pytest.mark.parametrize("address", AWKWARD_ADDRESSES)
def test_an_awkward_address_is_kept_byte_for_byte(address: str) -> None:
    written = a_letter(to_address=address, from_address=address, reply_to=address)

    message = read_back(written)
    assert written.count(address.encode()) == 3
    assert message["To"].addresses[0].addr_spec == address
    assert getaddresses([message["From"]]) == [("Ashcombe Council", address)]


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("amara", "no @"),
        ("", "no @"),
        ("siân@council.gov.uk", "“siân” before the @ has letters outside ASCII, which only mail servers with SMTPUTF8"),
        ("sian@cyngor.cymrŵ", "xn--"),
        ("@council.gov.uk", "before the @"),
        ("sean o'brien@council.gov.uk", "before the @"),
        ('"sean"@council.gov.uk', "before the @"),
        (".sean@council.gov.uk", "before the @"),
        ("sean..o@council.gov.uk", "before the @"),
        ("a,b@council.gov.uk", "before the @"),
        ("a@b@council.gov.uk", "before the @"),
        ("<amara@council.gov.uk>", "before the @"),
        ("Amara <amara@council.gov.uk>", "before the @"),
        ("x" * 65 + "@council.gov.uk", "1 to 64"),
        ("amara@", "after the @"),
        ("amara@council", "after the @"),
        ("amara@10.0.0.1", "after the @"),
        ("amara@[10.0.0.1]", "after the @"),
        ("amara@-council.gov.uk", "after the @"),
        ("amara@council..uk", "after the @"),
        ("amara@council.gov.uk ", "after the @"),
        ("amara@council.gov.uk\r\nBcc: all@council.gov.uk", "before the @"),
        ("amara@council.gov.uk\n", "after the @"),
        ("x" * 64 + "@" + ".".join(["d" * 63] * 3) + ".uk", "longer than 254"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_with_the_reason(address: str, why: str) -> None:
    assert why in (address_fault(address) or "")
    with pytest.raises(DeliveryFailed, match="recipient's address cannot be used") as refusal:
        a_letter(to_address=address)
    assert refusal.value.permanent


@pytest.mark.parametrize(
    ("field", "named"),
    [
        ("to_name", "recipient's name"),
        ("from_name", "sender's name"),
        ("to_address", "recipient's address"),
        ("from_address", "sender's address"),
        ("reply_to", "reply address"),
        ("message_id", "Message-ID"),
    ],
)
@pytest.mark.parametrize("sign", ["\r\n", "\n", "\r", "\x00", "\x1b", "\x85", "\u2028", "\u202e", "\ud800"])
def test_a_line_break_or_control_character_in_any_field_is_refused_and_named(field: str, named: str, sign: str) -> None:
    with pytest.raises(DeliveryFailed, match=f"The {named} cannot be used") as refusal:
        a_letter(**{field: f"Amara{sign}Bcc: all@ashcombe.example"})

    assert refusal.value.permanent


@pytest.mark.parametrize("sign", ["\r\n", "\n", "\x00", "\u2029"])
def test_a_subject_of_two_lines_is_refused(sign: str) -> None:
    with pytest.raises(DeliveryFailed, match="The subject cannot be used"):
        a_letter(replace(WORDS, subject=f"Hello{sign}Bcc: all@ashcombe.example"))


@pytest.mark.parametrize("message_id", ["", "x@y", "<x>", "<a b@y>", "<x@y>\n", "<x@y> <z@y>", f"<{'x' * 300}@y>"])
def test_a_message_id_of_another_form_is_refused(message_id: str) -> None:
    with pytest.raises(DeliveryFailed, match="Message-ID"):
        a_letter(message_id=message_id)


def test_a_name_too_long_for_a_header_is_refused() -> None:
    with pytest.raises(DeliveryFailed, match="longer than 250"):
        a_letter(to_name="x" * 251)


def test_an_instant_without_its_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        a_letter(at=datetime(2026, 3, 10, 9, 0))


LINES = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\u202d\u202e"))


@example(subject="=?utf-8?q?Not_encoded?= at all", name="=?utf-8?b?QW1hcmE=?=")
@example(subject="", name='A "quoted" \\ name, with a comma (and a bracket)')
@settings(deadline=None)
@given(subject=LINES.filter(lambda line: line == line.strip()), name=LINES.filter(lambda line: line == line.strip()))
def test_every_subject_and_name_reads_as_it_was_written(subject: str, name: str) -> None:
    message = message_from_bytes(a_letter(replace(WORDS, subject=subject), to_name=name[:250].strip()))

    assert str(make_header(decode_header(message["Subject"]))) == subject
    ((shown, address),) = getaddresses([message["To"]])
    assert str(make_header(decode_header(shown))) == name[:250].strip()
    assert address == "amara.nwosu@ashcombe.example"


@settings(deadline=None)
@given(st.text(max_size=400).map(cleaned))
def test_every_body_reads_byte_for_byte_as_it_was_written(body: str) -> None:
    written = a_letter(Words(subject="Hello", text=body + "\n", html=f"<pre>{body}</pre>\n"))

    assert part(written, "plain") == body + "\n"
    assert part(written, "html") == f"<pre>{body}</pre>\n"


@pytest.mark.parametrize("name", AWKWARD)
def test_a_notice_with_awkward_words_survives_the_post(name: str) -> None:
    facts = sample_facts(owed=[an_action("A-014", "Recruit social workers", last_said=AWKWARD[name])])
    words = write_notice("update_request", facts, TEMPLATES)

    written = a_letter(words)

    assert part(written, "plain") == words.text
    assert AWKWARD[name] in part(written, "plain")
    assert part(written, "html") == words.html
