"""What loading a file would change, kept as it is worked out. It knows nothing of rows or tables."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel import Session, SQLModel

from governance.wording import day, listed, plural


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
        changed = len({(c.what, c.reference) for c in self.changes if c.kind == "changed"})
        if changed:
            parts.append(f"{plural(changed, 'row')} changed")
        return f"{listed(parts)}." if parts else "Nothing in it differs from the plan store."


PLURALS = {"person": "people"}


@dataclass
class Ledger:
    """Collects changes while rows are written. today: the local day."""

    session: Session
    by: str
    at: datetime
    today: date
    changes: list[Change] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add_new(self, what: str, reference: str, row: SQLModel, title: str) -> None:
        """Add a row and note it."""
        self.session.add(row)
        self.session.flush()
        self.changes.append(Change(kind="new", what=what, reference=reference, becomes=title))

    def set_fields(self, what: str, reference: str, row: SQLModel, **values: object) -> list[str]:
        """Set what differs, note each difference, and return the names of the fields that changed."""
        changed = [name for name, value in values.items() if getattr(row, name) != value]
        for name in changed:
            self.note_change(what, reference, name, getattr(row, name), values[name])
            setattr(row, name, values[name])
        if changed:
            self.session.add(row)
        return changed

    def note_change(self, what: str, reference: str, name: str, was: object, becomes: object) -> None:
        self.changes.append(
            Change(
                kind="changed",
                what=what,
                reference=reference,
                field=name.replace("_", " "),
                was=in_words(was),
                becomes=in_words(becomes),
            )
        )


def in_words(value: object) -> str:
    """A value as the difference shows it."""
    if value is None or value == "":
        return "nothing"
    return day(value) if isinstance(value, date) else str(value)
