"""An uploaded plan as the desk shows it: how it was read and what loading it would change. It writes nothing.

Reading takes a process of its own and most of a second, so what was read is kept for a while in this process.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast

from starlette.requests import Request

from flows.difference import Difference, difference_of, field_words
from flows.loading import read_bytes, write_file
from governance.errors import PlanFileError
from plan_store import mappings, uploads
from plan_store.database import Session, reading
from plan_store.loading.cells import CellReading
from plan_store.loading.columns import normalise
from plan_store.loading.headings import KINDS, Kind
from plan_store.loading.plan_file import ColumnReading, PlanFile
from plan_store.tables import PlanUpload
from portal.deps import Visit

Made = TypeVar("Made")
KEPT = 8
AS_IT_IS, LEFT_OUT, FORGOTTEN = "", "-", "~"
# Cells that were read as they stand need nobody's eyes.
KNOWN = "is a known name"
PLAIN = ("as written", "a date cell")
ALL_FIELDS = frozenset(field for kind in KINDS.values() for field in kind.fields)


@dataclass(frozen=True, kw_only=True)
class Look:
    """What the desk shows of an upload. fault: why it cannot be loaded as it is; difference: None then."""

    file: PlanFile | None
    difference: Difference | None
    fault: str


@dataclass(frozen=True, kw_only=True)
class HeadingShown:
    """One heading, wherever it stands. means: in words, one for each reading of it; said: here it was given a meaning.

    number: of its place on the page. plain: it was understood without doubt. choices: (field, its words) that it may
    mean in the sheets where it stands.
    """

    number: int
    heading: str
    places: tuple[str, ...]
    means: tuple[str, ...]
    how: str
    said: bool
    plain: bool
    choices: tuple[tuple[str, str], ...]


class PlanFiles:
    """What was read last, for the pages that follow one another. Several requests may ask at once."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = threading.Lock()

    def read_first(self, visit: Visit, name: str, content: bytes) -> None:
        """Whether it can be read at all. Raises PlanFileError, with what to do, where it cannot."""
        with reading(visit.engine) as session:
            confirmed = mappings.confirmed(session)
        key = ("file", name, hashlib.sha256(content).hexdigest(), (), _pairs(confirmed))
        self._once(key, lambda: read_bytes(visit.office, name, content, {}))

    def look_at(self, session: Session, visit: Visit, upload: PlanUpload) -> Look:
        """How it is read, and the difference to the plan as it stands; nothing is written."""
        given = dict(upload.mapping)
        read_as = (upload.name, upload.digest, _pairs(given), _pairs(mappings.confirmed(session)))
        stands_at = (upload.id, uploads.moment_of_store(session), visit.today)
        try:
            file = self._once(("file", *read_as), lambda: read_bytes(visit.office, upload.name, upload.content, given))
        except PlanFileError as fault:
            return Look(file=None, difference=None, fault=str(fault))
        try:
            difference = self._once(("difference", *read_as, *stands_at), lambda: _compare(visit, upload, file))
        except PlanFileError as fault:
            return Look(file=file, difference=None, fault=str(fault))
        return Look(file=file, difference=difference, fault="")

    def _once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return cast(Made, self._kept[key])
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return made


def plan_files_of(request: Request) -> PlanFiles:
    state = request.app.state
    if not hasattr(state, "plan_files"):
        state.plan_files = PlanFiles()
    return cast(PlanFiles, state.plan_files)


def headings_of(file: PlanFile, upload: PlanUpload) -> tuple[HeadingShown, ...]:
    """Every heading once, in the order in which the sheets have them."""
    kinds = {sheet.name: sheet.kinds for sheet in file.sheets}
    given = {normalise(heading) for heading in upload.mapping}
    columns: dict[str, list[ColumnReading]] = {}
    for column in file.mapping:
        columns.setdefault(normalise(column.heading), []).append(column)
    return tuple(
        HeadingShown(
            number=number,
            heading=found[0].heading,
            places=tuple(dict.fromkeys(f"{column.sheet}, column {column.column}" for column in found)),
            means=tuple(dict.fromkeys(means_in_words(column.field) for column in found)),
            how="; ".join(dict.fromkeys(column.how for column in found)),
            said=name in given,
            plain=name not in given and all(column.how.endswith(KNOWN) for column in found),
            choices=choices_of({kind for column in found for kind in kinds.get(column.sheet, ())}),
        )
        for number, (name, found) in enumerate(columns.items(), start=1)
    )


def means_in_words(field: str | None) -> str:
    return field_words(field) if field else "Left out: its words are kept beside the row"


def choices_of(kinds: set[Kind]) -> tuple[tuple[str, str], ...]:
    """(field, its words) of these sorts of sheet, in the order of their words."""
    fields = {field for kind in kinds for field in KINDS[kind].fields}
    return tuple(sorted(((field, field_words(field)) for field in fields), key=lambda choice: choice[1]))


def read_with_care(file: PlanFile) -> tuple[CellReading, ...]:
    """The cells whose words were taken to mean something else than they say letter by letter."""
    return tuple(reading for reading in file.readings if reading.how not in PLAIN and str(reading.value))


def _compare(visit: Visit, upload: PlanUpload, file: PlanFile) -> Difference:
    by = visit.who.reference if visit.who else "system"
    stem = Path(upload.name).stem
    loaded = write_file(visit.office, file, stem, mapping=upload.mapping, dry_run=True, by=by, at=visit.at)
    return difference_of(file, loaded)


def _pairs(mapping: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(mapping.items()))
