"""Letters by SMTP: one connection for a batch, the envelope as stored, our bytes unchanged.

It knows no notice and keeps no outbox. URLs: posts://user:password@host (STARTTLS on 587, TLS from the start on 465;
?ca=file for a certificate of the council's own authority) and post://host:port (plain, on this machine only).
"""

import contextlib
import smtplib
import socket
import ssl
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from delivery.channels.mail import Letter, MailChannel, MaybeDelivered
from governance.errors import ConfigError, DeliveryFailed

PORTS = {"post": 25, "posts": 587}
TLS_FROM_THE_START = 465
Reply = tuple[int, bytes]


class Refusal(DeliveryFailed):
    """The server answered no, and the line is in order for the next letter."""


class SmtpChannel(MailChannel):  # type: ignore[no-untyped-call]  # half of Apprise is untyped
    """posts:// with verified TLS, post:// without. Not for several threads at once."""

    # Seconds without a byte from the server, within a step of the conversation; ?rto= changes it.
    socket_read_timeout = 60.0

    def __init__(self, ca: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]
        self._port = int(self.port or PORTS[self.schema])
        self._tls = _trust(ca) if self.schema == "posts" else None
        self._line: smtplib.SMTP | None = None

    @staticmethod
    def parse_url(url: str, *_args: Any, **_kwargs: Any) -> dict[str, Any]:
        """Raises ConfigError for what could send letters or a password in the clear; it never repeats the URL."""
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query, keep_blank_values=True))
        try:
            host, port = parts.hostname or "", parts.port
        except ValueError as fault:
            raise ConfigError(f"The port of the {parts.scheme}:// channel is not a number up to 65535.") from fault
        if not unquote(parts.netloc).isascii():
            raise ConfigError(f"The {parts.scheme}:// channel holds letters outside ASCII, which mail servers refuse.")
        _check(parts.scheme, host, options, has_password=parts.password is not None)
        return {
            "schema": parts.scheme,
            "host": host,
            "port": port,
            # As they stand in the URL: Apprise takes both through its own unquote.
            "user": parts.username,
            "password": parts.password,
            **{key: value for key, value in options.items() if key in ("ca", "rto")},
        }

    def url(self, *_args: Any, **_kwargs: Any) -> str:
        """Without user and password, whoever asks."""
        return f"{self.schema}://{self.host}:{self._port}"

    def carry(self, letter: Letter, in_doubt: Callable[[], None]) -> str:
        line = self._open_line()
        try:
            return _converse(line, letter, in_doubt)
        except Refusal:
            raise
        except BaseException:
            # The line is in the middle of a letter, and only hanging up makes the server forget it.
            self._drop()
            raise

    def close(self) -> None:
        if self._line is not None:
            with contextlib.suppress(OSError):
                self._line.quit()
            self._drop()

    def _drop(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def _open_line(self) -> smtplib.SMTP:
        """The line that is open, if the server still answers on it; else a new one."""
        if self._line is not None:
            with contextlib.suppress(OSError):
                if self._line.rset()[0] == 250:
                    return self._line
            self._drop()
        try:
            self._line = self._call()
        except OSError as fault:
            raise DeliveryFailed(
                f"The mail server {self.host}:{self._port} cannot be used: {_words_of(fault)}. Nothing was sent; "
                "it is tried again later.",
                permanent=False,
            ) from fault
        return self._line

    def _call(self) -> smtplib.SMTP:
        host, port = str(self.host), self._port
        if self._tls is not None and port == TLS_FROM_THE_START:
            line: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=self.socket_read_timeout, context=self._tls)
        else:
            line = smtplib.SMTP(host, port, timeout=self.socket_read_timeout)
        try:
            line.ehlo_or_helo_if_needed()
            if self._tls is not None and port != TLS_FROM_THE_START:
                # starttls() raises where the server does not offer it: a letter never goes on in the clear.
                line.starttls(context=self._tls)
                line.ehlo()
            if self.user:
                line.login(str(self.user), str(self.password))
            if line.sock is not None:
                # The dot is a write of its own; without this it waits for the server to acknowledge the body.
                line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError:
            line.close()
            raise
        return line


def _check(schema: str, host: str, options: dict[str, str], *, has_password: bool) -> None:
    if not host:
        raise ConfigError(f"The {schema}:// channel names no mail server, as in {schema}://mail.council.gov.uk.")
    if unknown := sorted(set(options) - {"ca", "rto", "insecure"}):
        raise ConfigError(f"The {schema}:// channel has an option “{unknown[0]}”; it knows ca, rto and insecure.")
    if schema == "posts":
        _trust(options.get("ca", ""))
        return
    if has_password:
        raise ConfigError("A post:// channel would send its password in the clear; use posts:// instead.")
    if options.get("insecure") != "yes" and not _is_this_machine(host):
        raise ConfigError(
            f"post:// to {host} would send letters in the clear; use posts://, or add ?insecure=yes where the "
            "network between is trusted."
        )


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _trust(ca: str) -> ssl.SSLContext:
    """Certificates and host names are verified always; ca: the file of an authority of the council's own."""
    try:
        return ssl.create_default_context(cafile=ca or None)
    except OSError as fault:
        raise ConfigError(f"The certificate file {ca} cannot be used: {fault.strerror}.") from fault


def _converse(line: smtplib.SMTP, letter: Letter, in_doubt: Callable[[], None]) -> str:
    """MAIL, RCPT, DATA, the body, the mark, the dot, the answer.

    A connection lost before the dot has gone is a certain failure; one lost after it leaves the letter in doubt.
    smtplib's exceptions are all OSError, so that is what a lost connection or a silent server raises.
    """
    try:
        # Not smtplib's mail() and rcpt(): they parse the address, and what they make of it is what is sent.
        _check_taken(line.docmd("MAIL", f"FROM:<{letter.from_address}>"), "the sender's address", ours=True)
        _check_taken(line.docmd("RCPT", f"TO:<{letter.to_address}>"), "the recipient's address")
        _check_taken(line.docmd("DATA"), "the letter")
        line.send(_stuffed(letter.written))
    except OSError as fault:
        raise _lost(fault) from fault
    in_doubt()
    try:
        line.send(b".\r\n")
    except OSError as fault:
        raise _lost(fault) from fault
    try:
        reply = line.getreply()
    except OSError as fault:
        raise MaybeDelivered(_in_doubt(_words_of(fault))) from fault
    if not 200 <= reply[0] <= 599:
        raise MaybeDelivered(_in_doubt(_said(reply)))
    _check_taken(reply, "the letter")
    return _said(reply)


def _lost(fault: OSError) -> DeliveryFailed:
    return DeliveryFailed(
        f"The connection to the mail server was lost before the letter was handed over: {_words_of(fault)}. "
        "It did not arrive and is tried again later.",
        permanent=False,
    )


def _check_taken(reply: Reply, what: str, *, ours: bool = False) -> None:
    """Raises Refusal unless the server says yes or go on.

    ours: the refusal is about us and not about the recipient, so it can be mended and the letter still sent.
    """
    if 200 <= reply[0] <= 399:
        return
    permanent = 500 <= reply[0] <= 599 and not ours
    next_step = "It is not tried again." if permanent else "It is tried again later."
    raise Refusal(f"The mail server did not take {what}: {_said(reply)}. {next_step}", permanent=permanent)


def _said(reply: Reply) -> str:
    return " ".join(f"{reply[0]} {reply[1].decode('utf-8', 'replace')}".split())


def _in_doubt(said: str) -> str:
    return (
        f"The mail server gave no answer after the last byte: {said}. The letter may have arrived; the same letter "
        "is sent again and may then be there twice."
    )


def _stuffed(written: bytes) -> bytes:
    """The bytes as DATA carries them: a dot before every line that begins with one, and a line end at the end."""
    body = written if written.endswith(b"\r\n") else written + b"\r\n"
    stuffed = body.replace(b"\r\n.", b"\r\n..")
    return b"." + stuffed if stuffed.startswith(b".") else stuffed


def _words_of(fault: OSError) -> str:
    if isinstance(fault, smtplib.SMTPResponseException):
        said = fault.smtp_error
        return _said((fault.smtp_code, said if isinstance(said, bytes) else said.encode()))
    return str(fault) or type(fault).__name__
