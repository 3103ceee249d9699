"""People as the desk lists them: what they are, what they own, and what stands in the way of reaching them.

It knows nothing of forms.
"""

from dataclasses import dataclass
from datetime import date

from governance.cycle import say
from governance.reminders import has_left
from governance.terms import Role
from governance.wording import day, listed
from plan_store import leaving, people, plan_view, plans
from plan_store.database import Session
from plan_store.leaving import Holdings
from plan_store.tables import Person
from portal.deps import Visit
from portal.plan_desk.action import show_person
from portal.plan_desk.addresses import board_page, person_page, plan_page
from portal.plan_desk.plan_list import ActionLine, lines_of


@dataclass(frozen=True, kw_only=True)
class PersonLine:
    """One person of the list. owns: open actions. left: whether they are still here."""

    name: str
    job_title: str
    address: str
    roles: str
    owns: int
    notes: tuple[str, ...]
    left: bool


@dataclass(frozen=True, kw_only=True)
class WholePerson:
    person: Person
    notes: tuple[str, ...]
    deputy: tuple[str, str]
    reports_to: tuple[str, str]
    roles: str
    seats: tuple[tuple[str, str], ...]
    owns: tuple[ActionLine, ...]
    answers_for: tuple[ActionLine, ...]
    areas: tuple[tuple[str, str], ...]
    stands_in_for: tuple[tuple[str, str], ...]
    requests: int
    links: int


def list_people(session: Session, today: date) -> tuple[PersonLine, ...]:
    """Everybody, those who have left at the end."""
    counted: dict[int, int] = {}
    plan = plans.first(session)
    for row in plan_view.action_rows(session, plan) if plan else ():
        for owner in row.owners if row.is_open else ():
            counted[owner] = counted.get(owner, 0) + 1
    roles = plan_view.roles_of_everybody(session)
    lines = [
        PersonLine(
            name=person.name,
            job_title=person.job_title,
            address=person_page(person.reference),
            roles=_say_roles(roles.get(person.id or 0, frozenset())),
            owns=counted.get(person.id or 0, 0),
            notes=show_person(person, today).notes,
            left=has_left(person, as_of=today),
        )
        for person in plan_view.everybody(session)
    ]
    return tuple(sorted(lines, key=lambda line: line.left))


def whole_person(session: Session, visit: Visit, person: Person) -> WholePerson:
    """Everything the store holds about somebody, and everything that hangs on them."""
    held, names = leaving.holdings(session, person), plan_view.names(session)
    scale, today = visit.council.scale, visit.today
    return WholePerson(
        person=person,
        notes=show_person(person, today).notes,
        deputy=_named(session, person.deputy_id),
        reports_to=_named(session, person.reports_to_id),
        roles=_say_roles(people.roles_of(session, person)),
        seats=tuple(
            (f"{board.name}{f', {office}' if office else ''}", board_page(board.key)) for board, office in held.seats
        ),
        owns=lines_of(held.owns, scale, names, today),
        answers_for=lines_of(held.answers_for, scale, names, today),
        areas=tuple((f"{area.reference}: {area.title}", plan_page("areas", area.reference)) for area in held.areas),
        stands_in_for=tuple((other.name, person_page(other.reference)) for other in held.stands_in_for),
        requests=len(held.requests),
        links=len(leaving.open_links(session, person, at=visit.at)),
    )


def what_is_lost(held: Holdings) -> tuple[str, ...]:
    """What loses its person when somebody leaves, in sentences; empty where nothing does."""
    said = []
    if held.leads:
        said.append(f"Leads on {_references([row.reference for row in held.leads])}.")
    if held.shares:
        said.append(f"Shares in {_references([row.reference for row in held.shares])}.")
    if held.requests:
        waits = "request waits" if len(held.requests) == 1 else "requests wait"
        said.append(f"{len(held.requests)} {waits} for an answer in a round that is open.")
    if held.answers_for:
        said.append(f"Is the accountable officer of {_references([row.reference for row in held.answers_for])}.")
    if held.areas:
        said.append(f"Is named in the delivery plans {listed([area.reference for area in held.areas])}.")
    if held.stands_in_for:
        said.append(f"Is the deputy of {listed([other.name for other in held.stands_in_for])}.")
    if held.seats:
        said.append(f"Sits on {listed([board.name for board, _ in held.seats])}.")
    return tuple(said)


def _references(references: list[str]) -> str:
    shown = references[:20]
    rest = len(references) - len(shown)
    return listed([*shown, f"{rest} more"]) if rest else listed(shown)


def _say_roles(roles: frozenset[Role]) -> str:
    return listed([say(role) for role in Role if role in roles])


def _named(session: Session, person_id: int | None) -> tuple[str, str]:
    """Name and address; empty where nobody is named."""
    if person_id is None:
        return ("", "")
    person = session.get_one(Person, person_id)
    left = f" (left on {day(person.left_on)})" if person.left_on else ""
    return (f"{person.name}{left}", person_page(person.reference))
