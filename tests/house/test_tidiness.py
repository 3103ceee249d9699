"""What a fresh clone must not carry: one machine's paths, hosts in the locks, code among words, mocks in tests."""

import ast
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from checkout import CHECKOUT, ROOMS, Module, a_module, files, modules, named

LOCKS = sorted(CHECKOUT.glob("*.lock"))
WORDS = frozenset({".py", ".md", ".toml", ".txt", ".html", ".css", ".js", ".yaml", ".lock", ".typ", ".in", ""})
# A folder of somebody's own; /home alone, or a folder of a server in an example, is nobody's.
HOMES = re.compile(r"(?<![\w.])/(?:home|Users)/[a-z]\w+/|[A-Z]:\\Users\\")
MOCKS = frozenset({"patch", "Mock", "MagicMock", "AsyncMock"})
LEAST_WORDS = 4  # of a sentence, and of a test's name, “test” among them


def paths_of_one_machine(words: str) -> list[str]:
    here = [f"{CHECKOUT}/", f"{Path.home()}/", f"{tempfile.gettempdir()}/"]
    return [path for path in here if len(path) > 2 and path in words] + HOMES.findall(words)


def test_no_file_names_a_path_of_one_machine() -> None:
    found = {
        named(path): paths
        for path in files()
        if path.suffix in WORDS and (paths := paths_of_one_machine(path.read_text(encoding="utf-8")))
    }

    assert found == {}


def test_a_path_of_one_machine_would_be_found() -> None:
    # Put together here, so that this file does not name one itself.
    for path in (f"{CHECKOUT}/var", "/".join(["", "home", "amara", "plan.xlsx"])):
        assert paths_of_one_machine(f"see {path}")
    assert paths_of_one_machine("see https://ashcombe.example/home/page") == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_holds_versions_and_hashes_and_no_address(lock: Path) -> None:
    words = lock.read_text(encoding="utf-8")

    assert re.findall(r"https?://|file:|--(?:extra-)?index-url|--find-links|--trusted-host| @ ", words) == []
    for requirement in re.findall(r"^[^\s#-].*$", words, flags=re.M):
        assert "==" in requirement
    assert words.count("==") <= words.count("--hash=sha256:")


def test_there_are_two_locks() -> None:
    assert [lock.name for lock in LOCKS] == ["requirements-dev.lock", "requirements.lock"]


def test_templates_hold_words_and_no_python() -> None:
    code = [named(path) for path in files() if "templates" in path.parts and path.suffix in (".py", ".pyc", ".pyi")]

    assert code == []


def mocks_in(module: Module) -> int:
    """Calls of patch, Mock and their like, and of whatever a mocker or monkeypatch does."""
    found = 0
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func).split(".")
            found += called[-1] in MOCKS or "patch" in called[:-1] or called[0] in ("mocker", "monkeypatch")
    return found


def test_tests_use_the_real_parts() -> None:
    tests = modules("tests")
    claims = sum(function.name.startswith("test_") for module in tests for function in module.functions())
    mocks = {module.name: count for module in tests if (count := mocks_in(module))}

    assert claims > 100
    assert sum(mocks.values()) <= 0.05 * claims, f"more than one mock to twenty tests: {mocks}"


def test_a_mock_would_be_counted() -> None:
    source = "monkeypatch.setenv('A', '1')\nwith mock.patch('a.b'): ...\nmock.patch.object(a, 'b')\nMagicMock()"

    assert mocks_in(a_module(source)) == 4
    assert mocks_in(a_module("dispatch(patches)")) == 0


def claims_of(module: Module) -> Iterator[str]:
    return (function.name for function in module.functions() if function.name.startswith("test_"))


def test_the_name_of_a_test_is_a_claim() -> None:
    short = [
        f"{module.name} {name}"
        for module in modules("tests")
        for name in claims_of(module)
        if len(name.split("_")) < LEAST_WORDS
    ]

    assert short == []


def test_no_two_test_files_share_a_name() -> None:
    tests = [Path(module.name).name for module in modules("tests") if Path(module.name).name.startswith("test_")]

    assert sorted(tests) == sorted(set(tests)), "pytest would take one for the other"


def test_something_notices_when_the_bank_holidays_run_out() -> None:
    (module,) = (module for module in modules("tests") if module.name == "tests/config/test_bank_holidays.py")

    watching = [
        function.name
        for function in module.functions()
        if {"now", "CERTAIN_UNTIL"} <= {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
    ]

    assert watching, "a test must compare today with CERTAIN_UNTIL, and fail in good time"


def test_every_module_says_what_it_holds() -> None:
    silent = [
        module.name
        for module in modules(*ROOMS)
        if module.source.strip() and not says_what_it_holds(ast.get_docstring(module.tree) or "")
    ]

    assert silent == [], "a module begins with a sentence that says what it holds"


def says_what_it_holds(docstring: str) -> bool:
    """A sentence of at least four words, ended before the line is."""
    first = docstring.partition("\n")[0]
    return len(first.split()) >= LEAST_WORDS and first[-1] in ".:;,”)" and bool(re.search(r"[.…]", docstring))


def test_a_module_that_says_nothing_would_be_found() -> None:
    assert not says_what_it_holds("")
    assert not says_what_it_holds("Utilities.")
    assert says_what_it_holds("The outbox: every message that must leave.")
