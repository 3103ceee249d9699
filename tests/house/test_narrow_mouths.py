"""Each thing of the outside world has one way in: the clock, the environment, the terminal, the only commit."""

import ast
from collections.abc import Iterator

import pytest
from checkout import ROOMS, Module, a_module, modules

CLOCK, ENVIRONMENT, COMMIT = "config/clock.py", "config/settings.py", "plan_store/database.py"
# These measure a duration or wait; they say nothing of what day it is.
DURATIONS = frozenset({"monotonic", "perf_counter", "process_time", "sleep"})


def origins(module: Module) -> dict[str, str]:
    """Local name → where it comes from: {"dt": "datetime", "datetime": "datetime.datetime"}."""
    found = {}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            found |= {alias.asname or alias.name: alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return found


def dotted(node: ast.expr, known: dict[str, str]) -> str:
    """“dt.datetime.now” with its import worked out: “datetime.datetime.now”."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value, known)}.{node.attr}"
    return known.get(node.id, node.id) if isinstance(node, ast.Name) else "?"


def uses(module: Module) -> Iterator[tuple[int, str]]:
    known = origins(module)
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute | ast.Name):
            yield node.lineno, dotted(node, known)


def clock_reads(module: Module) -> list[str]:
    return [
        f"{module.name}:{line} {name}"
        for line, name in uses(module)
        if (name.startswith("datetime.") and name.rpartition(".")[2] in ("now", "today", "utcnow"))
        or (name.startswith("time.") and name.count(".") == 1 and name.removeprefix("time.") not in DURATIONS)
    ]


def environment_reads(module: Module) -> list[str]:
    return [
        f"{module.name}:{line} {name}"
        for line, name in uses(module)
        if name in ("os.environ", "os.environb", "os.getenv", "os.putenv")
    ]


def calls_of(module: Module, name: str) -> list[str]:
    return [
        f"{module.name}:{node.lineno}"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
    ]


def test_only_the_clock_reads_what_time_it_is() -> None:
    found = [read for module in modules(*ROOMS) if module.name != CLOCK for read in clock_reads(module)]

    assert found == [], f"only {CLOCK} reads the wall clock; take as_of or at"


def test_only_the_settings_read_the_environment() -> None:
    found = [read for module in modules(*ROOMS) if module.name != ENVIRONMENT for read in environment_reads(module)]

    assert found == [], f"only {ENVIRONMENT} reads the environment"


def test_only_a_command_prints() -> None:
    found = [
        call
        for module in modules(*ROOMS)
        if not module.name.startswith("flows/commands/") and not module.name.endswith("/__main__.py")
        for call in calls_of(module, "print")
    ]

    assert found == [], "what is not a command returns what it has to say"


def test_only_the_transaction_commits() -> None:
    found = [
        f"{module.name}:{node.lineno}"
        for module in modules(*ROOMS)
        if module.name not in (COMMIT, "plan_store/migrating.py", "plan_store/copying.py")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr == "commit"
    ]

    assert found == [], "verbs of the store never commit; the caller's transaction does"


def test_whatever_leaves_an_audit_row_says_who_and_when() -> None:
    found = [
        f"{module.name}:{function.lineno} {function.name}"
        for module in modules("plan_store")
        for function in module.functions()
        if any(calls_audit(node) for node in ast.walk(function))
        and not {"by", "at"} <= {argument.arg for argument in function.args.kwonlyargs}
        and "ledger" not in {argument.arg for argument in function.args.args}
    ]

    assert found == [], "a verb that writes takes by and at, by name"


def calls_audit(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record"


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import datetime\nat = datetime.now()",
        "import datetime as dt\nat = dt.datetime.utcnow()",
        "from datetime import date as day\non = day.today()",
        "import time\nat = time.time()",
        "from time import time\nat = time()",
    ],
)
def test_a_read_of_the_clock_would_be_found(source: str) -> None:
    assert clock_reads(a_module(source))


def test_waiting_and_the_clock_passed_in_are_let_be() -> None:
    source = "import time\nfrom config.clock import now\ntime.sleep(1)\nat = now()"

    assert clock_reads(a_module(source)) == []


@pytest.mark.parametrize("source", ["import os\nos.environ['A']", "from os import getenv\ngetenv('A')"])
def test_a_read_of_the_environment_would_be_found(source: str) -> None:
    assert environment_reads(a_module(source))
