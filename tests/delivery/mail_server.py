"""A real SMTP server on loopback that does on demand what mail servers do to a letter."""

import asyncio
import socket
import ssl
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass
class Behaviour:
    """What the server answers, and what it has seen. The answer to RCPT or DATA is empty where it says yes."""

    to_rcpt: str = ""
    to_mail: str = ""
    to_data: str = ""
    drop_before_the_dot: bool = False
    drop_after_the_dot: bool = False
    silent_after_the_dot: bool = False
    hang_up_after_each_letter: bool = False
    commands: list[str] = field(default_factory=list)
    letters: list[bytes] = field(default_factory=list)
    connections: int = 0
    hung_up: Event = field(default_factory=Event)
    knows_password: bool = True
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)


class Handler:
    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return responses

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.behaviour.to_data:
            return self.behaviour.to_data
        assert isinstance(envelope.content, bytes)
        self.behaviour.letters.append(envelope.content)
        if self.behaviour.silent_after_the_dot:
            await asyncio.sleep(5)
        if self.behaviour.drop_after_the_dot:
            server.transport.abort()
        if self.behaviour.hang_up_after_each_letter:
            asyncio.get_running_loop().call_later(0.05, server.transport.close)
        return "250 2.0.0 taken as 4Kx9"


class Server(SMTP):
    """aiosmtpd, telling the commands as they came over the wire: its own parser mends addresses."""

    def __init__(self, behaviour: Behaviour, **settings: Any) -> None:
        super().__init__(Handler(behaviour), **settings)
        self.behaviour = behaviour

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self.behaviour.connections += 1

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        if self.behaviour.commands:
            # The socket itself is closed right after this call, so it is told on the loop's next turn.
            self.loop.call_soon(self.behaviour.hung_up.set)

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802
        self.behaviour.commands.append(f"MAIL {arg}")
        if self.behaviour.to_mail:
            await self.push(self.behaviour.to_mail)
        else:
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802
        self.behaviour.commands.append(f"RCPT {arg}")
        if self.behaviour.to_rcpt:
            await self.push(self.behaviour.to_rcpt)
        else:
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802
        if not self.behaviour.drop_before_the_dot:
            await super().smtp_DATA(arg)
            return
        await self.push("354 go on")
        await self._reader.readline()
        # Hang up hard: the sender's machine learns of it at once, not when it next asks.
        assert isinstance(self.transport, asyncio.Transport)
        line = self.transport.get_extra_info("socket")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()


class _Controller(Controller):
    def __init__(
        self, behaviour: Behaviour, port: int, in_tls: ssl.SSLContext | None, settings: dict[str, Any]
    ) -> None:
        super().__init__(None, hostname="127.0.0.1", port=port, ssl_context=in_tls)
        self.behaviour, self.settings = behaviour, settings

    def _trigger_server(self) -> None:
        assert self.server is not None
        # aiosmtpd greets itself once when it starts, on the port it was told; 0 meant any free one.
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()
        self.behaviour.connections = 0

    def factory(self) -> Server:
        return Server(self.behaviour, hostname="mail.ashcombe.example", loop=self.loop, **self.settings)


@contextmanager
def mail_server(
    behaviour: Behaviour | None = None,
    *,
    port: int = 0,
    in_tls: ssl.SSLContext | None = None,
    starttls: ssl.SSLContext | None = None,
    with_login: bool = False,
) -> Iterator[tuple[int, Behaviour]]:
    """A server while the block runs: its port, and what it has seen."""
    seen = behaviour or Behaviour()

    def let_in(server: Any, session: Any, envelope: Any, mechanism: str, login: Any) -> AuthResult:
        assert isinstance(login, LoginPassword)
        seen.logins.append((login.login, login.password))
        return AuthResult(success=seen.knows_password, handled=False)

    settings: dict[str, Any] = {"tls_context": starttls, "require_starttls": starttls is not None}
    if with_login:
        settings |= {"auth_required": True, "authenticator": let_in}
    controller = _Controller(seen, port, in_tls, settings)
    controller.start()
    try:
        yield controller.port, seen
    finally:
        controller.stop()
