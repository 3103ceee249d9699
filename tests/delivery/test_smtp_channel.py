"""Letters sent to a real server that takes, refuses, hangs up and keeps silent."""

import datetime as dt
import ssl
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from letters import MESSAGE_ID, a_letter, never
from mail_server import Behaviour, mail_server

from delivery.channels.mail import MaybeDelivered
from delivery.sending import Outcome, Post
from governance.errors import ConfigError, DeliveryFailed

pytestmark = pytest.mark.full

ALLOWED = ("post", "posts")


class Marks:
    """How often the in-doubt mark was made."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self) -> None:
        self.made += 1


def send(
    post: Post,
    *,
    in_doubt: Callable[[], None],
    to_address: str = "amara.nwosu@ashcombe.example",
    written: bytes = b"",
) -> Outcome:
    return post.send(
        written or a_letter(),
        to_address=to_address,
        from_address="governance@ashcombe.example",
        message_id=MESSAGE_ID,
        in_doubt=in_doubt,
    )


def assert_hung_up(behaviour: Behaviour) -> None:
    assert behaviour.hung_up.wait(5)


def failure_of(behaviour: Behaviour, *, in_doubt: Callable[[], None]) -> DeliveryFailed:
    with mail_server(behaviour) as (port, _), Post([f"post://127.0.0.1:{port}?rto=0.5"], allowed=ALLOWED) as post:
        with pytest.raises(DeliveryFailed) as failure:
            send(post, in_doubt=in_doubt)
        return failure.value


def test_a_letter_arrives_with_our_bytes_unchanged_and_the_servers_words_come_back() -> None:
    marks = Marks()

    with mail_server() as (port, seen), Post([f"post://127.0.0.1:{port}"], allowed=ALLOWED) as post:
        outcome = send(post, in_doubt=marks)

    assert seen.letters == [a_letter()]
    assert outcome == Outcome(channel="post", said="250 2.0.0 taken as 4Kx9")
    assert marks.made == 1


@pytest.mark.parametrize(
    "address",
    ["sean.o'brien@council.gov.uk", "o'neill@council.gov.uk", "d'arcy+b@council.gov.uk", "Carys.Kept@Council.Gov.UK"],
)
def test_the_envelope_is_the_stored_address_byte_for_byte(address: str) -> None:
    with mail_server() as (port, seen), Post([f"post://127.0.0.1:{port}"], allowed=ALLOWED) as post:
        send(post, in_doubt=Marks(), to_address=address)

    assert seen.commands == ["MAIL FROM:<governance@ashcombe.example>", f"RCPT TO:<{address}>"]


def test_an_address_that_cannot_be_used_never_reaches_the_server() -> None:
    with (
        mail_server() as (port, seen),
        Post([f"post://127.0.0.1:{port}"], allowed=ALLOWED) as post,
        pytest.raises(DeliveryFailed, match="recipient's address cannot be used") as refusal,
    ):
        send(post, in_doubt=never, to_address="siân@council.gov.uk")

    assert refusal.value.permanent
    assert seen.connections == 0


@pytest.mark.parametrize("written", [b"Subject: x\r\n\r\n.\r\n..\r\n.QUIT\r\n", b".\r\n.", b"a\r\n.\r\nb"])
def test_lines_with_dots_do_not_end_a_letter(written: bytes) -> None:
    with mail_server() as (port, seen), Post([f"post://127.0.0.1:{port}"], allowed=ALLOWED) as post:
        send(post, in_doubt=Marks(), written=written)

    assert seen.letters == [written if written.endswith(b"\r\n") else written + b"\r\n"]


def test_a_batch_goes_over_one_connection() -> None:
    with mail_server() as (port, seen), Post([f"post://127.0.0.1:{port}"], allowed=ALLOWED) as post:
        for _ in range(3):
            send(post, in_doubt=Marks())

    assert len(seen.letters) == 3
    assert seen.connections == 1


def test_after_a_refused_address_the_next_letter_goes_over_the_same_connection() -> None:
    with mail_server() as (port, seen), Post([f"post://127.0.0.1:{port}"], allowed=ALLOWED) as post:
        seen.to_rcpt = "550 5.1.1 no such mailbox"
        with pytest.raises(DeliveryFailed):
            send(post, in_doubt=never)
        seen.to_rcpt = ""
        send(post, in_doubt=Marks())

    assert len(seen.letters) == 1
    assert seen.connections == 1


def test_a_server_that_hangs_up_between_letters_is_called_again() -> None:
    behaviour = Behaviour(hang_up_after_each_letter=True)

    with mail_server(behaviour) as (port, seen), Post([f"post://127.0.0.1:{port}"], allowed=ALLOWED) as post:
        send(post, in_doubt=Marks())
        assert seen.hung_up.wait(5)
        send(post, in_doubt=Marks())

    assert len(seen.letters) == 2
    assert seen.connections == 2


@pytest.mark.parametrize(
    ("behaviour", "permanent", "said"),
    [
        (Behaviour(to_rcpt="450 4.2.1 mailbox busy"), False, "450 4.2.1 mailbox busy"),
        (Behaviour(to_rcpt="550 5.1.1 no such mailbox"), True, "550 5.1.1 no such mailbox"),
        (Behaviour(to_mail="550 5.7.1 sender not known"), False, "550 5.7.1 sender not known"),
        (Behaviour(to_mail="421 4.3.2 closing down"), False, "421 4.3.2 closing down"),
    ],
)
def test_a_refusal_before_the_letter_is_certain_and_told_in_the_servers_words(
    behaviour: Behaviour, permanent: bool, said: str
) -> None:
    failure = failure_of(behaviour, in_doubt=never)

    assert said in str(failure)
    assert failure.permanent is permanent
    assert not isinstance(failure, MaybeDelivered)


@pytest.mark.parametrize(("to_data", "permanent"), [("451 4.3.0 disk full", False), ("554 5.7.1 taken for junk", True)])
def test_a_refusal_of_the_whole_letter_is_certain_too(to_data: str, permanent: bool) -> None:
    marks = Marks()

    failure = failure_of(Behaviour(to_data=to_data), in_doubt=marks)

    assert to_data in str(failure)
    assert failure.permanent is permanent
    assert not isinstance(failure, MaybeDelivered)
    assert marks.made == 1


def test_a_connection_lost_within_the_letter_is_a_certain_failure_to_be_tried_again() -> None:
    long_letter = b"Subject: long\r\n\r\n" + b"a line of the letter\r\n" * 500_000

    with (
        mail_server(Behaviour(drop_before_the_dot=True)) as (port, seen),
        Post([f"post://127.0.0.1:{port}"], allowed=ALLOWED) as post,
        pytest.raises(DeliveryFailed) as failure,
    ):
        send(post, in_doubt=never, written=long_letter)

    assert "did not arrive" in str(failure.value)
    assert not failure.value.permanent
    assert seen.letters == []


def test_a_connection_lost_just_before_the_last_byte_is_a_certain_failure_too() -> None:
    behaviour = Behaviour(drop_before_the_dot=True)

    failure = failure_of(behaviour, in_doubt=lambda: assert_hung_up(behaviour))

    assert "did not arrive" in str(failure)
    assert not isinstance(failure, MaybeDelivered)
    assert behaviour.letters == []


@pytest.mark.parametrize("how", ["drop_after_the_dot", "silent_after_the_dot", "nonsense"])
def test_no_answer_after_the_last_byte_leaves_the_letter_in_doubt(how: str) -> None:
    behaviour = Behaviour(to_data="hello") if how == "nonsense" else Behaviour(**{how: True})
    marks = Marks()

    failure = failure_of(behaviour, in_doubt=marks)

    assert isinstance(failure, MaybeDelivered)
    assert "may have arrived" in str(failure)
    assert not failure.permanent
    assert marks.made == 1


def test_a_letter_in_doubt_is_sent_again_with_the_same_message_id_and_bytes() -> None:
    behaviour = Behaviour(drop_after_the_dot=True)

    with mail_server(behaviour) as (port, seen), Post([f"post://127.0.0.1:{port}"], allowed=ALLOWED) as post:
        with pytest.raises(MaybeDelivered):
            send(post, in_doubt=Marks())
        seen.drop_after_the_dot = False
        send(post, in_doubt=Marks())

    assert seen.letters == [a_letter(), a_letter()]
    assert all(MESSAGE_ID.encode() in letter for letter in seen.letters)


def test_where_the_mark_cannot_be_made_the_server_gets_no_letter_and_the_next_one_is_whole() -> None:
    with mail_server() as (port, seen), Post([f"post://127.0.0.1:{port}"], allowed=ALLOWED) as post:
        with pytest.raises(AssertionError):
            send(post, in_doubt=never)
        assert seen.hung_up.wait(5)
        assert seen.letters == []
        send(post, in_doubt=Marks())

    assert seen.letters == [a_letter()]


def test_a_server_that_is_not_there_is_tried_again_later() -> None:
    with mail_server() as (port, _):
        pass

    with (
        Post([f"post://127.0.0.1:{port}"], allowed=ALLOWED) as post,
        pytest.raises(DeliveryFailed, match=f"127.0.0.1:{port} cannot be used") as failure,
    ):
        send(post, in_doubt=never)

    assert not failure.value.permanent


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an authority (ca.pem) and a server's certificate and key for 127.0.0.1 (server.pem)."""
    folder = tmp_path_factory.mktemp("certificates")
    began = dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)

    def certificate(name: str, issuer: str, key: ec.EllipticCurvePrivateKey, sign: ec.EllipticCurvePrivateKey) -> bytes:
        named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        by = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)])
        built = (
            x509.CertificateBuilder()
            .subject_name(named)
            .issuer_name(by)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(began)
            .not_valid_after(began + dt.timedelta(days=2))
            .add_extension(x509.BasicConstraints(ca=name == issuer, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
            .sign(sign, hashes.SHA256())
        )
        return built.public_bytes(serialization.Encoding.PEM)

    authority, server = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    key = server.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "ca.pem").write_bytes(certificate("Ashcombe authority", "Ashcombe authority", authority, authority))
    (folder / "server.pem").write_bytes(certificate("mail", "Ashcombe authority", server, authority) + key)
    return folder


def a_servers_tls(certificates: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates / "server.pem")
    return context


def test_posts_sends_inside_tls_and_signs_in_with_the_password_of_the_url(certificates: Path) -> None:
    with mail_server(starttls=a_servers_tls(certificates), with_login=True) as (port, seen):
        url = f"posts://clear%40days:p%3Aw%2F%2B%20%25@127.0.0.1:{port}?ca={certificates}/ca.pem"
        with Post([url], allowed=ALLOWED) as post:
            send(post, in_doubt=Marks())

    assert seen.letters == [a_letter()]
    assert seen.logins == [(b"clear@days", b"p:w/+ %")]


def test_a_password_the_server_does_not_know_is_told_in_its_words_and_mended_later(certificates: Path) -> None:
    behaviour = Behaviour(knows_password=False)

    with mail_server(behaviour, starttls=a_servers_tls(certificates), with_login=True) as (port, seen):
        url = f"posts://cleardays:s3cret@127.0.0.1:{port}?ca={certificates}/ca.pem"
        with Post([url], allowed=ALLOWED) as post, pytest.raises(DeliveryFailed, match="535") as failure:
            send(post, in_doubt=never)

    assert not failure.value.permanent
    assert "s3cret" not in str(failure.value)
    assert seen.commands == []


def test_posts_sends_nothing_to_a_server_whose_certificate_nobody_known_has_signed(certificates: Path) -> None:
    with (
        mail_server(starttls=a_servers_tls(certificates)) as (port, seen),
        Post([f"posts://127.0.0.1:{port}"], allowed=ALLOWED) as post,
        pytest.raises(DeliveryFailed, match="certificate verify failed") as failure,
    ):
        send(post, in_doubt=never)

    assert not failure.value.permanent
    assert seen.commands == []


def test_posts_sends_nothing_to_a_server_that_offers_no_tls() -> None:
    with (
        mail_server() as (port, seen),
        Post([f"posts://user:secret@127.0.0.1:{port}"], allowed=ALLOWED) as post,
        pytest.raises(DeliveryFailed, match="STARTTLS"),
    ):
        send(post, in_doubt=never)

    assert seen.commands == []
    assert seen.logins == []


def test_posts_on_port_465_speaks_tls_from_the_start(certificates: Path) -> None:
    try:
        with (
            mail_server(port=465, in_tls=a_servers_tls(certificates)) as (_, seen),
            Post([f"posts://127.0.0.1:465?ca={certificates}/ca.pem"], allowed=ALLOWED) as post,
        ):
            send(post, in_doubt=Marks())
    except PermissionError:
        pytest.skip("port 465 is for administrators on this machine")

    assert seen.letters == [a_letter()]


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("post://mail.council.gov.uk", "in the clear; use posts://"),
        ("post://10.0.0.5:25", "in the clear; use posts://"),
        ("post://mail.council.gov.uk?insecure=no", "in the clear; use posts://"),
        ("post://user:secret@localhost", "its password in the clear"),
        ("posts://", "names no mail server"),
        ("posts://mail.council.gov.uk:99999", "port"),
        ("posts://mail.council.gov.uk?verify=no", "an option “verify”"),
        ("posts://mail.council.gov.uk?ca=/nowhere/ca.pem", "/nowhere/ca.pem cannot be used"),
        ("posts://user:sécret@mail.council.gov.uk", "outside ASCII"),
    ],
)
def test_a_channel_that_would_be_unsafe_is_refused_and_no_secret_repeated(url: str, why: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        Post([url], allowed=ALLOWED)

    assert why in str(refusal.value)
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize("url", ["post://localhost", "post://[::1]:25", "post://mail.council.gov.uk?insecure=yes"])
def test_plain_mail_is_for_this_machine_or_on_somebodys_word(url: str) -> None:
    Post([url], allowed=ALLOWED)
