"""What a template or a Word form may take: seconds of computing, and memory for what it makes.

It is used in a fork of the press, which it limits as a whole. It knows nothing of what a template is.
"""

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from governance.errors import TemplateFault

TEMPLATE_SECONDS, TEMPLATE_MEMORY = 10, 1024**3
# What a whole order may take.
MOST_MEMORY = 3 * 1024**3
GRACE = 2


class OutOfTime(Exception):
    """Raised in the middle of a template that has computed for too long."""


@contextmanager
def limited(seconds: int, named: str) -> Iterator[None]:
    """Stop what computes or takes too much: with an exception if Python can still raise one, or else at once.

    named: what was stopped, as “The template x was stopped”. Raises TemplateFault, which says where in it.
    """
    try:
        with _stopping(seconds):
            yield
    except OutOfTime as fault:
        raise TemplateFault(
            f"{named}: it took more than {seconds} seconds{_place(fault)}. Look for a loop in it that does not end."
        ) from fault
    except MemoryError as fault:
        raise TemplateFault(
            f"{named}: it took more than a gigabyte of memory{_place(fault)}. Look for what it makes so large."
        ) from fault
    except RecursionError as fault:
        raise TemplateFault(
            f"{named}: a macro or a part of it calls itself without end{_place(fault)}. Give it an end."
        ) from fault


@contextmanager
def _stopping(seconds: int) -> Iterator[None]:
    signal.signal(signal.SIGPROF, _out_of_time)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds + GRACE)
    resource.setrlimit(resource.RLIMIT_DATA, (TEMPLATE_MEMORY, MOST_MEMORY))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))


def _out_of_time(_signal: int, _frame: FrameType | None) -> None:
    raise OutOfTime


def _place(fault: BaseException) -> str:
    """Where in which template it happened, as “ in trial/body.html, line 3”, if it happened in one."""
    place, trace = "", fault.__traceback__
    while trace is not None:
        name = Path(trace.tb_frame.f_code.co_filename)
        if name.suffix == ".html":
            place = f" in {name.parent.name}/{name.name}, line {trace.tb_lineno}"
        trace = trace.tb_next
    return place
