"""The press: one warm process of this program's own that makes each paper in a fork of itself, which then ends.

What a template costs in time and memory ends with its fork, and no paper waits for Python to start. The press ends with
the program that started it, however that ends. It knows nothing of what is ordered.
"""

import atexit
import contextlib
import socket
import subprocess
import sys
from pathlib import Path
from threading import Lock

CHECKOUT = Path(__file__).parent.parent
AN_ORDER = b"o"
PART = 1 << 20


class Press:
    """Starts at the first order and again should it be gone. Any thread may order, several at the same time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._running: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None

    def order(self, order: bytes, *, seconds: float) -> bytes:
        """What a fork of the press answers: nothing where it was ended. Raises TimeoutError after so many seconds."""
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                self._hand_over(theirs)
            ours.settimeout(seconds)
            parts = []
            # A fork that was ended while it read answers nothing, which is what the caller is told.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                ours.sendall(order)
                ours.shutdown(socket.SHUT_WR)
                while part := ours.recv(PART):
                    parts.append(part)
            return b"".join(parts)

    def close(self) -> None:
        """End the press; an order after this starts it again."""
        with self._lock:
            self._end()

    @property
    def number(self) -> int | None:
        """Its process number, while it runs."""
        return self._running.pid if self._running else None

    def _hand_over(self, theirs: socket.socket) -> None:
        """Over the line to the press goes one end of the order's own connection."""
        with self._lock:
            if self._line is not None:
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    socket.send_fds(self._line, [AN_ORDER], [theirs.fileno()])
                    return
                self._end()
            line = self._start()
            socket.send_fds(line, [AN_ORDER], [theirs.fileno()])

    def _start(self) -> socket.socket:
        line, far_end = socket.socketpair()
        with far_end:
            # A session of its own: whoever stops this program at its terminal does not also stop the press midway.
            self._running = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-m", "papers.child", str(far_end.fileno())],
                pass_fds=[far_end.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                cwd=CHECKOUT,
                start_new_session=True,
            )
        self._line = line
        return line

    def _end(self) -> None:
        """It ends by itself when its line is closed."""
        if self._line is not None:
            self._line.close()
        if self._running is not None:
            self._running.wait()
        self._line = self._running = None


PRESS = Press()
atexit.register(PRESS.close)
