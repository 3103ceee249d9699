"""What loading a file would change, in words, for the command line and the desk alike. It reads no file."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from governance.wording import listed, plural
from plan_store.applying import Change, Loaded
from plan_store.loading.headings import Kind
from plan_store.loading.plan_file import PlanFile

# field of a heading → what it holds, for somebody who has never seen the field's name.
FIELD_WORDS: Mapping[str, str] = {
    "title": "What will be done",
    "reference": "Reference",
    "revised": "New due date",
    "due": "Due date",
    "baseline": "First due date",
    "owner": "Owner",
    "sro": "Accountable officer (SRO)",
    "deputy": "Deputy",
    "status": "Status",
    "rating": "Colour (BRAG)",
    "percent": "Per cent done",
    "finding": "Findings it answers",
    "area": "Delivery plan",
    "priority": "Priority",
    "measure": "Success measure",
    "progress": "Progress",
    "evidence": "Evidence",
    "notes": "Notes",
    # Of the other sheets; a field that is not here is called by its own name.
    "words": "The words themselves",
    "email": "Mail address",
    "cycle_role": "Part in the cycle",
    "leaves": "Last day",
    "lead": "Lead officer",
    "national": "National figure",
    "read_on": "Date of the latest value",
    "origin": "Where the finding comes from",
    "ends": "Funding ends",
}
# A field of the plan as a difference names it → the same, plainly.
PLAN_WORDS: Mapping[str, str] = {
    "due on": "Due date",
    "due words": "Due date as it is written",
    "first due on": "First due date",
    "status words": "Status as it is written",
    "owner words": "Owners as they are written",
    "progress words": "Progress",
    "measure words": "Success measure",
    "percent": "Per cent done",
    "sro": "Accountable officer (SRO)",
    "left on": "Last day",
    "extra": "Columns kept word for word",
    "email": "Mail address",
}
KIND_WORDS: Mapping[Kind, str] = {
    Kind.ACTIONS: "actions",
    Kind.FINDINGS: "findings",
    Kind.PEOPLE: "people",
    Kind.DELIVERY_PLANS: "delivery plans",
    Kind.MEASURES: "measures",
    Kind.RISKS: "risks",
    Kind.FUNDING: "funding",
    Kind.TEXTS: "standing words of the paper",
    Kind.INSPECTIONS: "inspections",
}
PLURALS = {"person": "people"}
# What the difference calls a row → the kind of sheet that holds such rows.
ROWS_OF: Mapping[str, Kind] = {
    "action": Kind.ACTIONS,
    "finding": Kind.FINDINGS,
    "person": Kind.PEOPLE,
    "delivery plan": Kind.DELIVERY_PLANS,
    "measure": Kind.MEASURES,
    "risk": Kind.RISKS,
    "funding line": Kind.FUNDING,
    "inspection": Kind.INSPECTIONS,
    "text": Kind.TEXTS,
}


@dataclass(frozen=True, kw_only=True)
class RowChanged:
    """One row of the plan whose fields differ."""

    what: str
    reference: str
    fields: tuple[Change, ...]


@dataclass(frozen=True, kw_only=True)
class Counted:
    """How many rows of one sort are new, changed, as they were, and not in the file. what: their name, plural."""

    what: str
    new: int
    changed: int
    same: int
    missing: int


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What loading a file would do, row by row. new: (what, its rows). digest: of all of it, to know it again."""

    new: tuple[tuple[str, tuple[Change, ...]], ...]
    changed: tuple[RowChanged, ...]
    missing: tuple[Change, ...]
    counts: tuple[Counted, ...]
    notes: tuple[str, ...]
    summary: str
    digest: str

    @property
    def nothing(self) -> bool:
        return not (self.new or self.changed)


def difference_of(file: PlanFile, loaded: Loaded) -> Difference:
    """A load, or a dry run of one, sorted for reading."""
    new: dict[str, list[Change]] = {}
    changed: dict[tuple[str, str], list[Change]] = {}
    missing = []
    for change in loaded.changes:
        if change.kind == "new":
            new.setdefault(change.what, []).append(change)
        elif change.kind == "changed":
            changed.setdefault((change.what, change.reference), []).append(change)
        else:
            missing.append(change)
    return Difference(
        new=tuple((what, tuple(rows)) for what, rows in new.items()),
        changed=tuple(
            RowChanged(what=what, reference=reference, fields=tuple(fields))
            for (what, reference), fields in changed.items()
        ),
        missing=tuple(missing),
        counts=_counts(file, new, [what for what, _ in changed], [change.what for change in missing]),
        notes=loaded.notes,
        summary=loaded.summary,
        digest=digest_of(loaded),
    )


def digest_of(loaded: Loaded) -> str:
    """The same for the same difference, so that what is loaded is what was shown."""
    return hashlib.sha256(repr(loaded.changes).encode()).hexdigest()[:32]


def say_field(change: Change) -> str:
    """The field of a difference as somebody knows it who has never seen its name."""
    return PLAN_WORDS.get(change.field) or change.field.capitalize()


def many(what: str) -> str:
    return PLURALS.get(what, f"{what}s")


def say_change(change: Change) -> str:
    """One difference as a sentence; empty for a new row, which its table shows."""
    if change.kind == "changed":
        return f"{change.what} {change.reference}: {change.field} was {change.was}, becomes {change.becomes}"
    if change.kind == "missing":
        return f"{change.what} {change.reference} is not in the file; it stays in the plan store ({change.was})"
    return ""


def say_sheet(name: str, kinds: Sequence[Kind], rows: int, why: str) -> str:
    what = listed([KIND_WORDS.get(kind, kind.value) for kind in kinds]) or "left out"
    return f"Sheet “{name}”: {what}, {plural(rows, 'row')}{f' ({why})' if why else ''}"


def field_words(field: str) -> str:
    """“Due date” for “due”; a field that has no words of its own by its name."""
    return FIELD_WORDS.get(field) or field.replace("_", " ").capitalize()


def _counts(
    file: PlanFile, new: Mapping[str, Sequence[Change]], changed: Sequence[str], missing: Sequence[str]
) -> tuple[Counted, ...]:
    counted = []
    for what, kind in ROWS_OF.items():
        in_file = len(file.texts) if kind is Kind.TEXTS else len(getattr(file, kind.value))
        fresh, other = len(new.get(what, ())), changed.count(what)
        if in_file or missing.count(what):
            same = max(0, in_file - fresh - other)
            counted.append(Counted(what=many(what), new=fresh, changed=other, same=same, missing=missing.count(what)))
    return tuple(counted)
