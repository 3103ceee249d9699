"""Edits by hand: a field changed, what it was before kept beside it, and put back where somebody asks for that.

Every value passes through here as plain text, so that the history reads alike for dates, people and lists. It knows
nothing of pages, and nothing of who may edit what.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from governance.errors import RecordError
from governance.wording import day
from plan_store import audit
from plan_store.field_texts import plain_text, read_text, row_of, write_text
from plan_store.field_words import NOTES, say_field
from plan_store.tables import Board, FieldChange, Meeting, Paper, Person

UNDOES = "undo-"
# Begins the group of what was set by a spreadsheet or another act, and is not put back field by field.
KEPT = "kept-"


class ChangedSince(RecordError):
    """What an edit set is no longer what stands there, so it can not be put back."""


@dataclass(frozen=True, kw_only=True)
class Edit:
    """One edit of one thing: who, when, and its fields. can_be_undone: whether there is anything to put back."""

    group: str
    by: str
    at: datetime
    changes: tuple[FieldChange, ...]
    undone_at: datetime | None
    undone_by: str

    @property
    def can_be_undone(self) -> bool:
        kept = self.group.startswith(KEPT)
        return not kept and self.undone_at is None and any(change.field not in NOTES for change in self.changes)

    @property
    def undoes(self) -> bool:
        return self.group.startswith(UNDOES)


def kind_of(row: SQLModel) -> str:
    return str(row.__tablename__)


def new_group() -> str:
    return secrets.token_hex(8)


def edit(
    session: Session,
    row: SQLModel,
    changes: Mapping[str, Any],
    *,
    notes: Mapping[str, str] | None = None,
    group: str = "",
    by: str,
    at: datetime,
) -> str | None:
    """Set fields of a row and keep what they were. Returns the edit's group, or None where nothing differs.

    changes: field → value, or its text. notes: what the edit says about itself (why, decided_by). group: of an edit
    that this belongs to. Lists go by their text: “P-002, P-004” for owners. Raises RecordError for a text that is none.
    """
    wanted = {field: plain_text(row, field, _as_text(value)) for field, value in changes.items()}
    differing = {field: text for field, text in wanted.items() if read_text(session, row, field) != text}
    if not differing:
        return None
    group = group or new_group()
    for field, text in differing.items():
        before = read_text(session, row, field)
        write_text(session, row, field, text)
        _keep(session, row, group, field, before, read_text(session, row, field), by=by, at=at)
    for field, text in (notes or {}).items():
        _keep(session, row, group, field, None, text, by=by, at=at)
    fields = sorted(field.partition(":")[0] for field in differing)
    audit.record(session, f"{_said(row)} edited", _subject(row), by=by, at=at, fields=fields)
    session.flush()
    return group


def note_added(session: Session, row: SQLModel, group: str, *, by: str, at: datetime) -> None:
    """Begin the history of a row with its adding. group: a key of the caller's; see `added_before`."""
    session.flush()
    _keep(session, row, group, "added", None, _subject(row), by=by, at=at)
    audit.record(session, f"{_said(row)} added by hand", _subject(row), by=by, at=at)


def keep_before(
    session: Session, row: SQLModel, before: Mapping[str, str | None], *, group: str, by: str, at: datetime
) -> None:
    """Keep what fields were that another act has just set, so that the plan can be drawn as it stood before it.

    before: field → its text then (plan_store.field_texts.read_text). group: begins with KEPT.
    """
    for field, text in before.items():
        if (after := read_text(session, row, field)) != text:
            _keep(session, row, group, field, text, after, by=by, at=at)


def keep_added(session: Session, row: SQLModel, *, group: str, by: str, at: datetime) -> None:
    """Keep when a row came, so that the plan can be drawn as it stood before."""
    session.flush()
    _keep(session, row, group, "added", None, _subject(row), by=by, at=at)


def note_moved(session: Session, was: Meeting, now: Meeting, *, why: str, by: str, at: datetime) -> None:
    """In the history of both days of a meeting; moving it back is an act of its own."""
    group = new_group()
    for row in (was, now):
        before, after = was.held_on.isoformat(), now.held_on.isoformat()
        _keep(session, row, group, "moved", before, after, by=by, at=at)
        _keep(session, row, group, "why", None, why, by=by, at=at)
    audit.record(session, "meeting moved", f"meeting {was.id}", by=by, at=at, to=f"meeting {now.id}")


def added_before(session: Session, group: str) -> SQLModel | None:
    """What was added under this key already: a double click adds nothing twice."""
    where = (FieldChange.group == group, FieldChange.field == "added")
    change = session.exec(select(FieldChange).where(*where)).first()
    return None if change is None else row_of(session, change.kind, change.row_id)


def undo(session: Session, group: str, *, by: str, at: datetime) -> str:
    """Put every field of an edit back. Returns the group of the undoing, which can be undone in its turn.

    Raises ChangedSince, saying what was changed, by whom and when, and then nothing has changed.
    """
    changes = changes_of(session, group)
    if not changes:
        raise RecordError("This edit is not in the history. Open the page of what was edited and look there.")
    if changes[0].undone_at is not None:
        raise ChangedSince("This edit has been undone already; nothing was changed.")
    to_put_back = [change for change in reversed(changes) if change.field not in NOTES]
    if not to_put_back or group.startswith(KEPT):
        raise RecordError("There is nothing to put back in this entry of the history.")
    for change in to_put_back:
        _check_unchanged(session, change)
    if any(change.kind == "datechange" for change in to_put_back):
        check_not_read_since(session, changes[0].at)
    undoing = f"{UNDOES}{new_group()}"
    for change in to_put_back:
        row = row_of(session, change.kind, change.row_id)
        write_text(session, row, change.field, change.before)
        _keep(session, row, undoing, change.field, change.after, change.before, by=by, at=at)
    for change in changes:
        change.undone_at, change.undone_by = at, by
        session.add(change)
    first = row_of(session, to_put_back[0].kind, to_put_back[0].row_id)
    fields = sorted({change.field.partition(":")[0] for change in to_put_back})
    audit.record(session, "edit undone", _subject(first), by=by, at=at, fields=fields)
    session.flush()
    return undoing


def history(session: Session, kind: str, row_id: int) -> list[Edit]:
    """Every edit by hand of one thing, newest first; what a load set stands in the record of the load."""
    where = (FieldChange.kind == kind, FieldChange.row_id == row_id, ~col(FieldChange.group).startswith(KEPT))
    found: dict[str, list[FieldChange]] = {}
    for change in session.exec(select(FieldChange).where(*where).order_by(col(FieldChange.id).desc())):
        found.setdefault(change.group, []).append(change)
    return [_edit(group, changes) for group, changes in found.items()]


def changes_of(session: Session, group: str) -> list[FieldChange]:
    """Every field of an edit, of whichever rows, in the order in which they were set."""
    return list(session.exec(select(FieldChange).where(FieldChange.group == group).order_by(col(FieldChange.id))))


def last_change(session: Session, row: SQLModel, field: str) -> FieldChange | None:
    """Who changed this field by hand last, if anybody did."""
    where = (FieldChange.kind == kind_of(row), FieldChange.row_id == _id(row), FieldChange.field == field)
    return session.exec(select(FieldChange).where(*where).order_by(col(FieldChange.id).desc())).first()


def check_not_read_since(session: Session, at: datetime) -> None:
    """Raises RecordError where a paper has gone out since: what a board has read is moved on, not taken back."""
    published = select(Paper.id).where(Paper.state == "published", col(Paper.published_at) >= at)
    if session.exec(published).first() is not None:
        raise RecordError(
            "A paper has been published since, so a board may have read this date. Move the date again instead, and "
            "say who decided it and why."
        )


def _edit(group: str, changes: list[FieldChange]) -> Edit:
    first = changes[0]
    return Edit(
        group=group,
        by=first.by,
        at=first.at,
        changes=tuple(reversed(changes)),
        undone_at=first.undone_at,
        undone_by=first.undone_by,
    )


def _check_unchanged(session: Session, change: FieldChange) -> None:
    row = row_of(session, change.kind, change.row_id)
    if read_text(session, row, change.field) == change.after:
        return
    later = last_change(session, row, change.field)
    if later is not None and later.id != change.id:
        person = session.exec(select(Person).where(Person.reference == later.by)).first()
        how = f"by {person.name if person else later.by} on {day(later.at.date())}"
    else:
        how = "by a spreadsheet, an answer or a decision"
    raise ChangedSince(
        f"“{say_field(change.kind, change.field)}” has been changed since, {how}, so this edit was not undone. "
        "Edit the field itself instead."
    )


def _keep(
    session: Session,
    row: SQLModel,
    group: str,
    field: str,
    before: str | None,
    after: str | None,
    *,
    by: str,
    at: datetime,
) -> None:
    session.add(
        FieldChange(
            group=group, kind=kind_of(row), row_id=_id(row), field=field, before=before, after=after, by=by, at=at
        )
    )


def _as_text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        # A StrEnum's text is its value.
        return None if value is None else str(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Iterable):
        return ", ".join(map(str, value))
    return str(value)


def _id(row: SQLModel) -> int:
    return int(getattr(row, "id", 0) or 0)


def _subject(row: SQLModel) -> str:
    if isinstance(row, Board):
        return row.key
    return str(getattr(row, "reference", "") or f"{kind_of(row)} {_id(row)}")


def _said(row: SQLModel) -> str:
    return {"deliveryplan": "delivery plan", "updaterequest": "request", "datechange": "date"}.get(
        kind_of(row), kind_of(row)
    )
