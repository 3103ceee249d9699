"""What is wrong with council.toml, as sentences that name the key, what is allowed and the nearest known key.

It knows the shape of the file from its tables, and nothing of what the settings mean.
"""

import dataclasses
import types
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from governance.wording import listed

ALLOWED = {
    "int": "must be a whole number",
    "float": "must be a number",
    "bool": "must be true or false",
    "string_type": "must be text in quotation marks",
    "string_too_short": "must not be empty",
    "time": "must be a time in quotation marks, such as “14:00”",
    "date": "must be a date such as 2026-01-13",
    "tuple": "must be a list in square brackets",
    "mapping": "must be a table of keys and values",
    "dict": "must be a table of keys and values",
    "model": "must be a table of keys and values",
    "dataclass": "must be a table of keys and values",
    "missing": "is missing",
}


def describe_faults(fault: ValidationError, model: type[BaseModel]) -> list[str]:
    """One sentence for each setting that cannot be used, in the order of the file's tables."""
    return list(dict.fromkeys(_describe(error, model) for error in fault.errors()))


def suggest(word: str, known: Sequence[str]) -> str:
    """“did you mean “lock_hour”?”, or all that there is when nothing is near."""
    if near := get_close_matches(word, known, n=1):
        return f"did you mean “{near[0]}”?"
    return f"what there is: {listed(sorted(known))}."


def _describe(error: ErrorDetails, model: type[BaseModel]) -> str:
    kind, place = error["type"], error["loc"]
    if kind in ("extra_forbidden", "unexpected_keyword_argument"):
        return f"{_say_place(place)} is not a setting; {suggest(str(place[-1]), _known_keys(model, place[:-1]))}"
    if kind in ("enum", "literal_error"):
        allowed = error["ctx"]["expected"].replace("'", "")
        names = allowed.replace(" or ", ", ").split(", ")
        what = "is not known here" if place[-1] == "[key]" else f"is “{error['input']}”, which is not known here"
        return f"{_say_place(place)} {what}; {suggest(str(error['input']), names)}"
    if kind == "value_error":
        return f"{_say_place(place)}: {str(error['ctx']['error']).rstrip('.')}."
    words = next((words for start, words in ALLOWED.items() if kind.startswith(start)), None)
    return f"{_say_place(place)} {words or error['msg'].replace('Input should', 'should')}."


def _say_place(place: Sequence[str | int]) -> str:
    """("boards", 1, "timings", "lock_hour") → “boards 2, timings.lock_hour”."""
    words = ""
    for part in place:
        if isinstance(part, int):
            words += f" {part + 1},"
        elif part != "[key]":
            words += f" {part}" if words.endswith(",") else f".{part}" if words else part
    return f"“{words.rstrip(',')}”"


def _known_keys(model: type[Any], place: Sequence[str | int]) -> list[str]:
    """The settings of the table at that place of the file."""
    kind: Any = model
    for part in place:
        kind = _plain(kind)
        if isinstance(part, int) or get_origin(kind) is not None:
            kind = next(each for each in reversed(get_args(kind)) if each is not Ellipsis)
        else:
            kind = get_type_hints(kind, include_extras=True)[part]
    kind = _plain(kind)
    if dataclasses.is_dataclass(kind):
        return [each.name for each in dataclasses.fields(kind)]
    return list(kind.model_fields)


def _plain(kind: Any) -> Any:
    """The type inside Annotated[…] or “… | None”."""
    while get_origin(kind) in (Annotated, Union, types.UnionType):
        kind = get_args(kind)[0]
    return kind
