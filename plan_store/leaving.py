"""What hangs on somebody, and what becomes of it when they leave. It knows nothing of pages."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from governance.errors import RecordError
from plan_store import audit, cycles, edits, plan_view, plans
from plan_store.plan_view import ActionRow
from plan_store.tables import AccessLink, Action, Board, BoardMember, DeliveryPlan, Person, UpdateRequest


@dataclass(frozen=True, kw_only=True)
class Holdings:
    """Open actions by what somebody is to them, requests that wait, and what else names them."""

    leads: tuple[ActionRow, ...]
    shares: tuple[ActionRow, ...]
    answers_for: tuple[ActionRow, ...]
    areas: tuple[DeliveryPlan, ...]
    stands_in_for: tuple[Person, ...]
    requests: tuple[UpdateRequest, ...]
    seats: tuple[tuple[Board, str], ...]

    @property
    def owns(self) -> tuple[ActionRow, ...]:
        return self.leads + self.shares


def holdings(session: Session, person: Person) -> Holdings:
    """Everything that hangs on this person now."""
    plan = plans.first(session)
    rows = [row for row in plan_view.action_rows(session, plan) if row.is_open] if plan else []
    of_person = (DeliveryPlan.lead_id == person.id, DeliveryPlan.sro_id == person.id)
    running = [cycle.id or 0 for cycle in cycles.running(session)]
    seats = select(Board, BoardMember.office).join(BoardMember).where(BoardMember.person_id == person.id)
    return Holdings(
        leads=tuple(row for row in rows if row.owners[:1] == [person.id]),
        shares=tuple(row for row in rows if person.id in row.owners[1:]),
        answers_for=tuple(row for row in rows if row.sro_id == person.id),
        areas=tuple(session.exec(select(DeliveryPlan).where(of_person[0] | of_person[1]))),
        stands_in_for=tuple(session.exec(select(Person).where(Person.deputy_id == person.id).order_by(col(Person.id)))),
        requests=tuple(plan_view.unanswered(session, person, running)),
        seats=tuple(session.exec(seats.order_by(col(Board.id)))),
    )


def leave(session: Session, person: Person, on: date, heir: Person | None, *, by: str, at: datetime) -> str | None:
    """The person leaves on that day; their open actions and waiting requests pass to the heir, where there is one.

    All of it is one edit, undone as one. Raises RecordError where the heir is the person, or has left.
    """
    if heir is not None and heir.id == person.id:
        raise RecordError(f"{person.name} leaves, so somebody else must take the actions over.")
    if heir is not None and heir.left_on is not None:
        raise RecordError(f"{heir.name} has left too. Choose somebody who is still here.")
    held = holdings(session, person)
    group = edits.edit(session, person, {"left_on": on}, by=by, at=at)
    if group is None or heir is None:
        return group
    for row in held.owns:
        action = session.get_one(Action, row.id)
        owners = [session.get_one(Person, owner).reference for owner in row.owners]
        passed = [heir.reference if owner == person.reference else owner for owner in owners]
        edits.edit(session, action, {"owners": ", ".join(dict.fromkeys(passed))}, group=group, by=by, at=at)
    for request in held.requests:
        edits.edit(session, request, {"person_id": heir.id}, group=group, by=by, at=at)
    return group


def open_links(session: Session, person: Person, *, at: datetime) -> list[AccessLink]:
    """The personal links of somebody that still open something."""
    where = (AccessLink.person_id == person.id, col(AccessLink.revoked_at).is_(None), col(AccessLink.expires_at) > at)
    return list(session.exec(select(AccessLink).where(*where).order_by(col(AccessLink.id))))


def withdraw_links(session: Session, person: Person, *, by: str, at: datetime) -> int:
    """Every personal link of somebody opens nothing from now on. Returns how many there were."""
    found = open_links(session, person, at=at)
    for link in found:
        link.revoked_at = at
        session.add(link)
    if found:
        audit.record(session, "links withdrawn", person.reference, by=by, at=at, links=[link.id for link in found])
    return len(found)
