"""One place where an editable field is read as text and set from it: dates, words of the glossary, people and lists.

It keeps no history; plan_store/edits.py does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import NoneType
from typing import Any, get_args

from sqlmodel import Session, SQLModel, col, delete, select

from governance.errors import RecordError
from governance.terms import Role
from plan_store import tables
from plan_store.field_words import SEAT
from plan_store.tables import Action, ActionFinding, ActionOwner, Board, BoardMember, Finding, Person, PersonRole

EDITABLE: dict[str, type[SQLModel]] = {
    str(table.__tablename__): table
    for table in (
        tables.Action,
        tables.Board,
        tables.DateChange,
        tables.Decision,
        tables.DeliveryPlan,
        tables.Finding,
        tables.Meeting,
        tables.Person,
        tables.Plan,
        tables.Resolution,
        tables.UpdateRequest,
    )
}
BETWEEN = ", "


@dataclass(frozen=True)
class LinkList:
    """A list kept in a table of its own, as text: references in their order."""

    read: Callable[[Session, Any], list[str]]
    write: Callable[[Session, Any, list[str]], None]


def row_of(session: Session, kind: str, row_id: int) -> SQLModel:
    """The row that a history speaks of. Raises RecordError where it is gone."""
    row = session.get(EDITABLE[kind], row_id) if kind in EDITABLE else None
    if row is None:
        raise RecordError("What this edit changed is no longer in the plan, so it can not be put back.")
    return row


def read_text(session: Session, row: SQLModel, field: str) -> str | None:
    """The field as text: ISO dates, ids, words of the glossary, “yes” and “no”, lists joined with a comma."""
    session.flush()
    if field.startswith(SEAT) and isinstance(row, Board):
        seat = _seat(session, row, field)
        return None if seat is None else seat.office
    if (links := LISTS.get((str(row.__tablename__), field))) is not None:
        return BETWEEN.join(links.read(session, row))
    value = getattr(row, field)
    if value is None or isinstance(value, str):
        return None if value is None else str(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


def write_text(session: Session, row: SQLModel, field: str, text: str | None) -> None:
    """Set the field from its text. Raises RecordError for a text that it can not hold."""
    if field.startswith(SEAT) and isinstance(row, Board):
        _set_seat(session, row, field, text)
    elif (links := LISTS.get((str(row.__tablename__), field))) is not None:
        links.write(session, row, [part for part in (text or "").split(BETWEEN) if part])
    else:
        setattr(row, field, _value(row, field, text))
        session.add(row)
    session.flush()


def plain_text(row: SQLModel, field: str, text: str | None) -> str | None:
    """The text as `read_text` would give it: nothing is “” for words and lists, None for all else and for no seat."""
    if field.startswith(SEAT):
        return text
    if (str(row.__tablename__), field) in LISTS:
        return text or ""
    return (text or "") if str in _kinds(row, field) else (text or None)


def _kinds(row: SQLModel, field: str) -> tuple[Any, ...]:
    annotation: Any = type(row).model_fields[field].annotation
    return get_args(annotation) or (annotation,)


def _value(row: SQLModel, field: str, text: str | None) -> Any:
    kinds = _kinds(row, field)
    if text is None:
        return "" if str in kinds else None
    kind = next(kind for kind in kinds if kind is not NoneType)
    try:
        if kind is bool:
            return text == "yes"
        if kind is date:
            return date.fromisoformat(text)
        return kind(text) if kind is int or issubclass(kind, StrEnum) else text
    except ValueError as fault:
        raise RecordError(f"“{text}” can not be kept as {field.replace('_', ' ')}; nothing was changed.") from fault


def _owners(session: Session, action: Action) -> list[str]:
    query = select(Person.reference).join(ActionOwner).where(ActionOwner.action_id == action.id)
    return list(session.exec(query.order_by(col(ActionOwner.place), col(Person.id))))


def _set_owners(session: Session, action: Action, references: list[str]) -> None:
    people = [_person(session, reference) for reference in dict.fromkeys(references)]
    session.exec(delete(ActionOwner).where(col(ActionOwner.action_id) == action.id))
    session.add_all(
        ActionOwner(action_id=action.id or 0, person_id=person.id or 0, place=place)
        for place, person in enumerate(people)
    )


def _findings(session: Session, action: Action) -> list[str]:
    query = select(Finding.reference).join(ActionFinding).where(ActionFinding.action_id == action.id)
    return list(session.exec(query.order_by(col(Finding.place), col(Finding.id))))


def _set_findings(session: Session, action: Action, references: list[str]) -> None:
    known = select(Finding).where(Finding.plan_id == action.plan_id, col(Finding.reference).in_(references))
    findings = list(session.exec(known))
    if unknown := set(references) - {finding.reference for finding in findings}:
        raise RecordError(f"There is no finding {min(unknown)} in the plan; nothing was changed.")
    session.exec(delete(ActionFinding).where(col(ActionFinding.action_id) == action.id))
    session.add_all(ActionFinding(action_id=action.id or 0, finding_id=finding.id or 0) for finding in findings)


def _roles(session: Session, person: Person) -> list[str]:
    held = set(session.exec(select(PersonRole.role).where(PersonRole.person_id == person.id)))
    return [role.value for role in Role if role in held]


def _set_roles(session: Session, person: Person, names: list[str]) -> None:
    if unknown := set(names) - set(Role):
        raise RecordError(f"“{min(unknown)}” is no role; nothing was changed.")
    session.exec(delete(PersonRole).where(col(PersonRole.person_id) == person.id))
    session.add_all(PersonRole(person_id=person.id or 0, role=Role(name)) for name in dict.fromkeys(names))


def _seat(session: Session, board: Board, field: str) -> BoardMember | None:
    person = _person(session, field.removeprefix(SEAT))
    where = (BoardMember.board_id == board.id, BoardMember.person_id == person.id)
    return session.exec(select(BoardMember).where(*where)).first()


def _set_seat(session: Session, board: Board, field: str, office: str | None) -> None:
    seat = _seat(session, board, field)
    if office is None:
        if seat is not None:
            session.delete(seat)
        return
    person = _person(session, field.removeprefix(SEAT))
    seat = seat or BoardMember(board_id=board.id or 0, person_id=person.id or 0)
    seat.office = office
    session.add(seat)


def _person(session: Session, reference: str) -> Person:
    person = session.exec(select(Person).where(Person.reference == reference)).first()
    if person is None:
        raise RecordError(f"Nobody in the plan has the reference {reference}; nothing was changed.")
    return person


LISTS: dict[tuple[str, str], LinkList] = {
    ("action", "owners"): LinkList(_owners, _set_owners),
    ("action", "findings"): LinkList(_findings, _set_findings),
    ("person", "roles"): LinkList(_roles, _set_roles),
}
