"""`python -m papers.child LINE`: the press. It has all modules and fonts in memory and forks for every order.

In the fork the template is rendered under tight limits; each format is then written in a fork of its own, so that the
formats are made side by side and Typst's memory is given back. Only papers.press starts it; it ends when the line to
the program that started it is closed.
"""

import gc
import json
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from types import FrameType
from typing import Any

from governance.errors import PaperError
from papers.answers import tell, told
from papers.catalogue import paper_types
from papers.document import Node
from papers.limits import GRACE, TEMPLATE_SECONDS, limited
from papers.orders import Order, read_order
from papers.pdf_file import fonts_in, read_fonts
from papers.press import CHECKOUT
from papers.words import read_templates, semantic_document


def main(line: socket.socket) -> None:
    """Take orders until the line is closed."""
    templates = CHECKOUT / "templates"
    read_fonts(templates / "house" / "fonts")
    for paper_type in paper_types(templates).values():
        read_templates(paper_type)
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, _bury)
    while True:
        message, connections, _, _ = socket.recv_fds(line, 1, 1)
        if not message:
            return
        connection = socket.socket(fileno=connections[0])
        if not _forked():
            line.close()
            with connection:
                _serve(connection)
            os._exit(0)
        connection.close()


def _bury(_signal: int, _frame: FrameType | None) -> None:
    """A fork that has ended leaves nothing behind, not even its number."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return


def _forked() -> int:
    """As os.fork; whatever goes wrong in the fork ends it with its trace on standard error."""
    number = os.fork()
    if not number:
        # A fork ends before a collection would pay.
        gc.disable()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        sys.excepthook = _end_with_trace
    return number


def _end_with_trace(*fault: Any) -> None:
    sys.__excepthook__(*fault)
    sys.stderr.flush()
    os._exit(1)


def _serve(connection: socket.socket) -> None:
    with connection.makefile("rb") as asked:
        order = read_order(asked.read())
    fonts_in(order.house.fonts)
    try:
        documents = [_document(order, n) for n in range(len(order.papers))]
        answer = _made(order.writers(documents), order.seconds)
    except PaperError as error:
        answer = _refusal(error)
    tell(connection.sendall, answer)


def _refusal(error: PaperError) -> dict[str, bytes]:
    return {"error": json.dumps([type(error).__name__, str(error)]).encode()}


def _document(order: Order, n: int) -> Node:
    """A paper's document, made within a template's limits."""
    paper_type, facts = order.papers[n]
    named = f"The template {paper_type.kind}/body.html was stopped"
    with limited(min(TEMPLATE_SECONDS, order.seconds), named):
        return semantic_document(paper_type, facts)


def _made(writers: Mapping[str, Callable[[], Mapping[str, bytes]]], seconds: int) -> dict[str, bytes]:
    """What each writer makes, in a fork each, side by side; or an error where one refuses or is stopped."""
    begun = {name: _begun(write, seconds) for name, write in writers.items()}
    answers: dict[str, bytes] = {}
    for name, (number, pipe) in begun.items():
        with os.fdopen(pipe, "rb") as told_here:
            answer = told(told_here.read())
        os.waitpid(number, 0)
        if answer is None:
            answer = _refusal(
                PaperError(
                    f"The paper as {name} was stopped: it took more than {seconds} seconds or three gigabytes. "
                    "Shorten the paper, or look in the log for what went wrong."
                )
            )
        # Of several refusals the first is told.
        answers = answer | answers if "error" in answers else answers | answer
    return answers


def _begun(write: Callable[[], Mapping[str, bytes]], seconds: int) -> tuple[int, int]:
    """The number of a fork, and the end to read of the pipe at whose other end it writes."""
    to_read, to_write = os.pipe()
    if number := _forked():
        os.close(to_write)
        return number, to_read
    os.close(to_read)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + GRACE))
    try:
        parts = dict(write())
    except PaperError as error:
        parts = _refusal(error)
    with os.fdopen(to_write, "wb") as pipe:
        tell(pipe.write, parts)
    os._exit(0)


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
