"""One small file for each row of governance.cycle.STEPS, found by its name.

Each has `run(session, office, cycle, due, *, at, by)`, called inside the transaction that records the step as done.
One that must do slow work first has `prepare(office, reference, *, at)` as well, called before that transaction.
"""

from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from typing import Any, Protocol

from flows.office import Office
from governance.cycle import StepDue
from plan_store.database import Session
from plan_store.tables import Cycle


class Run(Protocol):
    def __call__(
        self, session: Session, office: Office, cycle: Cycle, due: StepDue, prepared: Any, *, at: datetime, by: str
    ) -> str: ...


Prepare = Callable[..., Any]


def run_of(name: str) -> Run:
    """What the step does. It returns a sentence for the record of the run: numbers and references, no names."""
    run: Run = import_module(f"flows.steps.{name}").run
    return run


def prepare_of(name: str) -> Prepare | None:
    """What the step does before its transaction, or None."""
    prepare: Prepare | None = getattr(import_module(f"flows.steps.{name}"), "prepare", None)
    return prepare
