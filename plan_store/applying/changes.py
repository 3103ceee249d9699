"""What loading a file would change, kept as it is worked out. It knows nothing of the rows of a file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel import Session, SQLModel

from governance.wording import day, listed, plural
from plan_store import edits
from plan_store.field_texts import read_text
from plan_store.tables import Action, DeliveryPlan, Inspection, Person


@dataclass(frozen=True, kw_only=True)
class Change:
    """One difference. kind: new, changed or missing (in the store, not in the file). field: empty for a new row."""

    kind: str
    what: str
    reference: str
    field: str = ""
    was: str = ""
    becomes: str = ""


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What a load did, or would do. notes: sentences for the officer that the file alone could not give."""

    changes: tuple[Change, ...]
    notes: tuple[str, ...]

    @property
    def summary(self) -> str:
        """“Loaded 60 actions, 26 findings …; 3 changed.”"""
        new: dict[str, int] = {}
        for change in self.changes:
            if change.kind == "new":
                new[change.what] = new.get(change.what, 0) + 1
        parts = [plural(count, what, PLURALS.get(what, "")) for what, count in new.items()]
        changed = len({(change.what, change.reference) for change in self.changes if change.kind == "changed"})
        if changed:
            parts.append(f"{plural(changed, 'row')} changed")
        return f"{listed(parts)}." if parts else "nothing: the file and the plan store agree."


PLURALS = {"person": "people"}
# Fields that hold the number of another row, and what an officer knows that row by.
KNOWN_BY: Mapping[str, tuple[type[SQLModel], str]] = {
    "sro_id": (Person, "name"),
    "deputy_id": (Person, "name"),
    "lead_id": (Person, "name"),
    "reports_to_id": (Person, "name"),
    "delivery_plan_id": (DeliveryPlan, "title"),
    "inspection_id": (Inspection, "title"),
    "action_id": (Action, "reference"),
}


@dataclass
class Ledger:
    """Collects changes while rows are written. today: the local day."""

    session: Session
    by: str
    at: datetime
    today: date
    changes: list[Change] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    fresh: set[tuple[str, str]] = field(default_factory=set)
    group: str = field(default_factory=lambda: f"{edits.KEPT}{edits.new_group()}")

    def add_new(self, what: str, reference: str, row: SQLModel, title: str) -> None:
        """Add a row and note it."""
        self.session.add(row)
        edits.keep_added(self.session, row, group=self.group, by=self.by, at=self.at)
        self.note_new(what, reference, title)

    def note_new(self, what: str, reference: str, title: str) -> None:
        self.fresh.add((what, reference))
        self.changes.append(Change(kind="new", what=what, reference=reference, becomes=title))

    def set_fields(self, what: str, reference: str, row: SQLModel, **values: object) -> list[str]:
        """Set what differs, note each difference, and return the names of the fields that changed."""
        changed = [name for name, value in values.items() if getattr(row, name) != value]
        before = self.before(row, changed)
        for name in changed:
            self.note_change(what, reference, name, getattr(row, name), values[name])
            setattr(row, name, values[name])
        if changed:
            self.session.add(row)
            self.keep(row, before)
        return changed

    def before(self, row: SQLModel, fields: Iterable[str]) -> dict[str, str | None]:
        """What fields are now, to be handed to `keep` when they have been set."""
        return {name: read_text(self.session, row, name) for name in fields}

    def keep(self, row: SQLModel, before: Mapping[str, str | None]) -> None:
        """Keep what the fields were, so that the plan can be drawn as it stood before the load."""
        edits.keep_before(self.session, row, before, group=self.group, by=self.by, at=self.at)

    def note_change(self, what: str, reference: str, name: str, was: object, becomes: object) -> None:
        """Note that a field differs. Of a row that this very load has added there is nothing to compare."""
        if (what, reference) in self.fresh:
            return
        self.changes.append(
            Change(
                kind="changed",
                what=what,
                reference=reference,
                field=name.removesuffix("_id").replace("_", " "),
                was=in_words(self._named(name, was)),
                becomes=in_words(self._named(name, becomes)),
            )
        )

    def _named(self, name: str, value: object) -> object:
        """The row behind a number, as an officer knows it; any other value as it is."""
        if value is None or name not in KNOWN_BY:
            return value
        table, attribute = KNOWN_BY[name]
        return getattr(self.session.get_one(table, value), attribute)


def in_words(value: object) -> str:
    """A value as the difference shows it."""
    if value is None or value == "":
        return "nothing"
    return day(value) if isinstance(value, date) else str(value)
