"""Recognises a heading row: what kind of table it heads, and what each column holds.

It does not read rows under the heading. What the officer has confirmed wins over every name in the tables.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from governance.errors import PlanFileError
from plan_store.loading.cells import tidy
from plan_store.loading.headings import KINDS, PATTERNS, TELLING_WORDS, Kind

LONGEST_HEADING = 80
CLOSE_ENOUGH = 0.9
LEAST_LETTERS = 7  # shorter names are too near each other to forgive a slip of the pen
NOT_READ = ("", "ignore", "none", "extra")
HEADING_PATTERNS = tuple((re.compile(pattern), field) for pattern, field in PATTERNS)
PLAN_KINDS = tuple(kind for kind in Kind if kind is not Kind.PROGRESS)
NAMES = {kind: frozenset(name for names in KINDS[kind].fields.values() for name in names) for kind in Kind}
FIELDS = frozenset(field for kind in KINDS.values() for field in kind.fields)


@dataclass(frozen=True)
class Column:
    """A column as it was recognised; field None: kept word for word under its heading."""

    number: int
    heading: str
    field: str | None
    how: str


@dataclass(frozen=True)
class Heading:
    """A recognised heading row."""

    kind: Kind
    row: int
    columns: tuple[Column, ...]

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(column.field for column in self.columns if column.field)


@dataclass(frozen=True)
class Claim:
    """One column's claim to one field: the smaller the stronger."""

    strength: tuple[int, int]
    how: str


def check_mapping(mapping: Mapping[str, str] | None) -> Mapping[str, str]:
    """The officer's mapping with headings as they are compared; PlanFileError for a field that does not exist."""
    confirmed = {}
    for heading, field in (mapping or {}).items():
        if field not in FIELDS and field not in NOT_READ:
            known = ", ".join(sorted(KINDS[Kind.ACTIONS].fields))
            raise PlanFileError(
                f"The mapping reads “{heading}” as “{field}”, which is no field; the fields are: {known}."
            )
        confirmed[normalise(heading)] = field
    return confirmed


def normalise(heading: str) -> str:
    """“By whom?*” and “BY WHOM” are one heading."""
    words = tidy(heading)[0].lower().replace("&", " and ").replace("’", "'")
    return " ".join(re.sub(r"[?:*.!\"“”]|\(\s*\)", " ", words).split())


def recognise_heading(
    row: int,
    texts: Mapping[int, str],
    *,
    mapping: Mapping[str, str],
    sheet_name: str = "",
    kinds: Sequence[Kind] = PLAN_KINDS,
) -> Heading | None:
    """The heading row these texts (column -> words) make, or None. `mapping` as check_mapping returns it."""
    if len(texts) < 2 or any(len(text) > LONGEST_HEADING for text in texts.values()):
        return None
    names = {column: normalise(text) for column, text in texts.items()}
    best: tuple[tuple[int, bool], Heading] | None = None
    for kind in kinds:
        plain = sum(name in mapping or bool({name, _strip(name)} & NAMES[kind]) for name in names.values())
        # A progress file is asked for by name, so one sure heading is enough to start from.
        if plain < (1 if kind is Kind.PROGRESS else 2) and not any(name in mapping for name in names.values()):
            continue
        columns = _assign_columns(texts, names, kind, mapping)
        heading = Heading(kind, row, columns)
        if not all(heading.fields & group for group in KINDS[kind].needs):
            continue
        hinted = any(hint in sheet_name.lower() for hint in KINDS[kind].hints)
        rank = (sum(column.field is not None for column in columns), hinted)
        if best is None or rank > best[0]:
            best = (rank, heading)
    if best is None:
        return None
    is_enough = best[0][0] * 2 >= min(len(texts), 6) or best[1].kind is Kind.PROGRESS
    return best[1] if is_enough else None


def _assign_columns(
    texts: Mapping[int, str], names: Mapping[int, str], kind: Kind, mapping: Mapping[str, str]
) -> tuple[Column, ...]:
    """Field by field, the column with the strongest claim takes it; what is left over is kept as extra."""
    taken: dict[int, tuple[str | None, str]] = {}
    for column, name in names.items():
        if name in mapping:
            field = mapping[name]
            known = field not in NOT_READ and field in KINDS[kind].fields
            taken[column] = (field if known else None, "confirmed by the officer")
    for field in KINDS[kind].fields:
        claims = {
            column: claim
            for column, name in names.items()
            if column not in taken and (claim := _claim(name, kind, field))
        }
        repeats = field in KINDS[kind].repeated
        if not repeats and field in {assigned for assigned, _ in taken.values()}:
            continue
        ordered = sorted(claims, key=lambda column: (claims[column].strength, column))
        for column in ordered if repeats else ordered[:1]:
            taken[column] = (field, claims[column].how)
    return tuple(
        Column(column, " ".join(text.split()), *taken.get(column, (None, "not recognised; kept word for word")))
        for column, text in sorted(texts.items())
    )


def _claim(name: str, kind: Kind, field: str) -> Claim | None:
    known = KINDS[kind].fields[field]
    if name in known:
        return Claim((0, known.index(name)), f"“{name}” is a known name")
    if any(pattern.fullmatch(name) and to == field for pattern, to in HEADING_PATTERNS):
        return Claim((1, 0), "a heading with a period in it")
    bare = _strip(name)
    if bare != name and bare in known:
        return Claim((2, known.index(bare)), f"“{bare}”, leaving out the words in brackets")
    if len(name) >= LEAST_LETTERS and (close := get_close_matches(name, known, n=1, cutoff=CLOSE_ENOUGH)):
        return Claim((3, 0), f"close to “{close[0]}”")
    return _claim_by_telling_word(name, field)


def _strip(name: str) -> str:
    """“deadline (dd/mm/yyyy)” without what stands in brackets."""
    return " ".join(re.sub(r"\([^()]*\)", " ", name).split())


def _claim_by_telling_word(name: str, field: str) -> Claim | None:
    if len(name.split()) > 6:
        return None
    told = {to for word, to in TELLING_WORDS.items() if re.search(rf"\b{re.escape(word)}\b", name)}
    if told != {field}:
        return None
    for word, to in TELLING_WORDS.items():
        if to == field and (name.startswith(word + " ") or name.endswith(" " + word)):
            return Claim((4, 0), f"has “{word}” in it")
    return None
