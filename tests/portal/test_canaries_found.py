"""The search for canaries is not blind: it finds one in whatever form a file can hold it."""

import base64
import io
import quopri
import zipfile
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from canary_words import CANARIES, canaries_in

PLACE = "update.narrative"
WORD = CANARIES[PLACE]
SAID = f"Said before: {WORD}, and said after."


def packed(content: bytes, name: str = "word/document.xml") -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, content)
    return written.getvalue()


def mailed(coding: str) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["Subject"] = "a@ashcombe.example", "Nothing"
    mail.set_content(SAID, cte=coding)
    return mail.as_bytes()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(SAID.encode(), id="plain"),
        pytest.param(f"{WORD[:9]}\n  {WORD[9:]}".encode(), id="over two lines"),
        pytest.param(f"{WORD[:9]}\N{SOFT HYPHEN}{WORD[9:]}".encode(), id="with a soft hyphen"),
        pytest.param("".join(f"&#{ord(sign)};" for sign in SAID).encode(), id="as entities"),
        pytest.param("".join(f"&#x{ord(sign):x};" for sign in SAID).encode(), id="as hexadecimal entities"),
        pytest.param(SAID.encode("utf-16-le"), id="as UTF-16"),
        pytest.param(SAID.encode("utf-16-be").hex().upper().encode(), id="as a string of a PDF"),
        pytest.param(quopri.encodestring((SAID * 3).encode()), id="quoted-printable"),
        *(pytest.param(base64.encodebytes((" " * n + SAID).encode()), id=f"base64 {n}") for n in range(3)),
        pytest.param(packed(SAID.encode()), id="packed"),
        pytest.param(packed(packed(SAID.encode())), id="packed twice"),
        pytest.param(packed(b"x", name=f"media/{WORD}.png"), id="the name of a packed file"),
        pytest.param(packed(f"<r>{WORD[:9]}</r><r>{WORD[9:]}</r>".encode()), id="cut into runs"),
        pytest.param(mailed("base64"), id="a mail in base64"),
        pytest.param(mailed("quoted-printable"), id="a mail in quoted-printable"),
    ],
)
def test_a_canary_is_found_in_every_form(content: bytes) -> None:
    assert canaries_in(content) == {PLACE}


def test_where_there_is_none_none_is_found() -> None:
    assert canaries_in(b"Nothing is kept back here. Kanarie alone is no canary.") == set()
