"""People: who they are, who stands in for whom, what they may do. It knows nothing of what they own."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session, col, func, or_, select

from governance.errors import RecordError
from governance.terms import Role
from plan_store import audit, edits
from plan_store.field_texts import read_text
from plan_store.tables import Action, Board, BoardMember, DeliveryPlan, Person, PersonRole


def find(session: Session, name_or_reference: str) -> Person | None:
    """The person of that reference or exact name (however it is spaced or capitalised), or None."""
    wanted = " ".join(name_or_reference.split())
    # The name as it is, too: a database whose locale is “C” lowers no letter beyond Z.
    matches = or_(
        col(Person.reference) == wanted, col(Person.name) == wanted, func.lower(col(Person.name)) == wanted.lower()
    )
    return session.exec(select(Person).where(matches).order_by(col(Person.id))).first()


def require(session: Session, name_or_reference: str) -> Person:
    """The same, or a RecordError that says who is not known."""
    person = find(session, name_or_reference)
    if person is None:
        raise RecordError(f"Nobody called “{name_or_reference}” is in the plan store. Load or add the person first.")
    return person


def add(session: Session, name: str, *, by: str, at: datetime) -> Person:
    """A new person, known by name only so far."""
    person = Person(reference=_next_reference(session), name=" ".join(name.split()))
    session.add(person)
    session.flush()
    audit.record(session, "person added", person.reference, by=by, at=at)
    return person


def describe(session: Session, person: Person, *, by: str, at: datetime, **fields: str | int | date | None) -> bool:
    """Set a person's fields; nothing is written where nothing differs. Returns whether anything changed."""
    changed = [name for name, value in fields.items() if getattr(person, name) != value]
    before = {name: read_text(session, person, name) for name in changed}
    for name in changed:
        setattr(person, name, fields[name])
    if changed:
        session.add(person)
        edits.keep_before(session, person, before, group=f"{edits.KEPT}{edits.new_group()}", by=by, at=at)
        audit.record(session, "person changed", person.reference, by=by, at=at, fields=changed)
    return bool(changed)


def give_role(session: Session, person: Person, role: Role, *, by: str, at: datetime) -> None:
    """Make somebody officer, director or leader; no-op where they are already."""
    exists = session.exec(select(PersonRole).where(PersonRole.person_id == person.id, PersonRole.role == role)).first()
    if exists is None:
        session.add(PersonRole(person_id=_id(person), role=role))
        audit.record(session, "role given", person.reference, by=by, at=at, role=role.value)


def seat(session: Session, person: Person, board: Board, *, office: str = "", by: str, at: datetime) -> None:
    """Make somebody a member of a board; no-op where they are already."""
    where = (BoardMember.person_id == person.id, BoardMember.board_id == board.id)
    if session.exec(select(BoardMember).where(*where)).first() is None:
        session.add(BoardMember(person_id=_id(person), board_id=board.id or 0, office=office))
        audit.record(session, "board member added", person.reference, by=by, at=at, board=board.key)


def set_roles(session: Session, person: Person, roles: Sequence[str], *, by: str, at: datetime) -> str | None:
    """Exactly these roles, kept in the history. Raises RecordError where nobody would be left to look after roles."""
    held = [role.value for role in Role if role.value in roles]
    group = edits.edit(session, person, {"roles": ", ".join(held)}, by=by, at=at)
    if group is not None:
        check_keys_are_held(session)
    return group


def check_keys_are_held(session: Session) -> None:
    """Raises RecordError where neither an administrator nor an officer is left to look after roles."""
    if not (still_here(session, Role.ADMINISTRATOR) or still_here(session, Role.OFFICER)):
        raise RecordError(
            "Then nobody could look after people and roles any more. Give somebody else the role of administrator or "
            "officer first."
        )


def still_here(session: Session, role: Role) -> list[Person]:
    """Everybody of this role who has not left."""
    return [person for person in with_role(session, role) if person.left_on is None]


def unseat(session: Session, person: Person, board: Board, *, by: str, at: datetime) -> str | None:
    """Somebody is a member of the board no more; it can be undone. None where they were not."""
    return edits.edit(session, board, {f"seat:{person.reference}": None}, by=by, at=at)


def set_seat(session: Session, person: Person, board: Board, office: str, *, by: str, at: datetime) -> str | None:
    """A seat on the board with this office, or another office in it. Returns the edit's group."""
    return edits.edit(session, board, {f"seat:{person.reference}": office}, by=by, at=at)


def mark_away(session: Session, person: Person, until: date, *, by: str, at: datetime) -> None:
    """Until that day the deputy is asked instead."""
    describe(session, person, by=by, at=at, away_until=until)


def mark_left(session: Session, person: Person, on: date, *, by: str, at: datetime) -> None:
    """From that day the person is asked nothing more; their actions are flagged until somebody takes them over."""
    describe(session, person, by=by, at=at, left_on=on)


def with_role(session: Session, role: Role) -> list[Person]:
    query = select(Person).join(PersonRole).where(PersonRole.role == role).order_by(col(Person.id))
    return list(session.exec(query))


def members(session: Session, board_id: int) -> list[Person]:
    query = select(Person).join(BoardMember).where(BoardMember.board_id == board_id).order_by(col(Person.id))
    return list(session.exec(query))


def roles_of(session: Session, person: Person) -> frozenset[Role]:
    return frozenset(row.role for row in session.exec(select(PersonRole).where(PersonRole.person_id == person.id)))


def is_sro(session: Session, person: Person) -> bool:
    """Whether somebody is the accountable officer of an action or a delivery plan."""
    of_plan = session.exec(select(DeliveryPlan.id).where(DeliveryPlan.sro_id == person.id)).first()
    return of_plan is not None or session.exec(select(Action.id).where(Action.sro_id == person.id)).first() is not None


def accountable(session: Session) -> list[Person]:
    """Everybody who is the accountable officer of an action or a delivery plan."""
    of_plans, of_actions = select(DeliveryPlan.sro_id), select(Action.sro_id)
    query = select(Person).where(or_(col(Person.id).in_(of_plans), col(Person.id).in_(of_actions)))
    return list(session.exec(query.order_by(col(Person.id))))


def _next_reference(session: Session) -> str:
    # Counted from the last reference, not the last id: PostgreSQL uses up ids in a dry run as well.
    last = session.exec(select(Person.reference).order_by(col(Person.id).desc())).first()
    return f"P-{int(last.removeprefix('P-')) + 1 if last else 1:03}"


def _id(person: Person) -> int:
    if person.id is None:
        raise RecordError(f"{person.reference} has not been saved yet.")
    return person.id
