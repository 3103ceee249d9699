"""What a reader of the code is spared: names that say nothing, files and functions that do too much."""

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

import pytest
from checkout import ROOMS, Function, Module, a_module, files, modules, named

NAMES_THAT_SAY_NOTHING = frozenset(
    {"manager", "service", "handler", "helper", "helpers", "util", "utils", "common", "base", "core", "misc"}
    | {"data", "info", "process"}
)
# Methods that a library calls by these names; and the rule “as most of its actions”, as council.toml names it.
NAMED_FOR_A_REASON = frozenset({"handle_data", "process_bind_param", "process_result_value", "most_common"})
LONGEST_FILE, LONGEST_FUNCTION = 400, 50


def words_of(name: str) -> set[str]:
    """“NoticeManager”, “notice_manager.py” → notice, manager."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}


def empty_names(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if not isinstance(node, Function | ast.ClassDef) or node.name in NAMED_FOR_A_REASON:
            continue
        if words_of(node.name) & NAMES_THAT_SAY_NOTHING:
            yield f"{module.name}:{node.lineno} {node.name}"


def long_functions(module: Module) -> Iterator[str]:
    for function in module.functions():
        length = (function.end_lineno or function.lineno) - function.lineno + 1
        if length > LONGEST_FUNCTION:
            yield f"{module.name}:{function.lineno} {function.name} has {length} lines"


def test_no_class_or_function_has_a_name_that_says_nothing() -> None:
    found = [name for module in modules(*ROOMS) for name in empty_names(module)]

    assert found == [], "say what it is for: a name that could mean anything means nothing"


def test_no_file_or_folder_of_the_rooms_has_a_name_that_says_nothing() -> None:
    paths = {
        PurePosixPath(named(path)) for path in files() if path.suffix == ".py" and named(path).split("/")[0] in ROOMS
    }

    found = {str(path) for path in paths if any(words_of(part) & NAMES_THAT_SAY_NOTHING for part in path.parts)}

    assert found == set()


def test_no_file_has_more_than_400_lines() -> None:
    long = {module.name: module.source.count("\n") for module in modules(*ROOMS)}

    assert {name: lines for name, lines in long.items() if lines > LONGEST_FILE} == {}


def test_no_function_has_more_than_50_lines() -> None:
    assert [words for module in modules(*ROOMS) for words in long_functions(module)] == []


@pytest.mark.parametrize("name", ["class NoticeManager: ...", "def handler(): ...", "def load_data(): ..."])
def test_a_name_that_says_nothing_would_be_found(name: str) -> None:
    assert list(empty_names(a_module(name)))


@pytest.mark.parametrize("name", ["class Database: ...", "def score(): ...", "def baseline(): ...", "def serve(): ..."])
def test_a_name_that_only_holds_such_letters_is_let_be(name: str) -> None:
    assert list(empty_names(a_module(name))) == []


def test_a_function_of_51_lines_would_be_found() -> None:
    assert list(long_functions(a_module("def f():\n" + "    x = 1\n" * 50)))
    assert list(long_functions(a_module("def f():\n" + "    x = 1\n" * 49))) == []
