"""Requests for another date: who may decide on them, and the decision. Page and command line do it alike."""

from datetime import datetime

from flows.office import Office
from governance.cycle import say
from governance.errors import NotYourTurn
from governance.terms import Role
from governance.wording import listed
from plan_store import dates, people
from plan_store.database import Session
from plan_store.tables import DateChange


def decide_date(
    session: Session,
    office: Office,
    change: DateChange,
    *,
    granted: bool,
    decided_by: str,
    by: str,
    at: datetime,
) -> None:
    """Grant or refuse a request. decided_by: the person or board who decided; by: the officer who records it.

    Raises NotYourTurn where whoever decided may not, RecordError where it has been decided already.
    """
    officer = people.require(session, by)
    check_may_decide(session, office, decided_by)
    dates.decide(session, change, granted=granted, decided_by=decided_by, by=officer.reference, at=at)


def check_may_decide(session: Session, office: Office, decided_by: str) -> None:
    """A board may decide on a date, and a person whose role council.toml names (may_grant_dates); nobody else."""
    boards = office.council.boards
    if any(decided_by.lower().startswith((board.key.lower(), board.name.lower())) for board in boards):
        return
    person = people.require(session, decided_by)
    allowed = roles_that_decide(office)
    if not people.roles_of(session, person) & allowed and not (Role.SRO in allowed and people.is_sro(session, person)):
        roles = listed(sorted(say(role) for role in allowed), "or")
        raise NotYourTurn(f"{person.name} may not decide on dates; the board may, or somebody who is {roles}.")


def roles_that_decide(office: Office) -> frozenset[Role]:
    """The roles that council.toml lets grant dates, of all boards together."""
    return frozenset(role for board in office.council.boards for role in board.may_grant_dates)


def those_who_decide(session: Session, office: Office) -> list[str]:
    """Everybody who may decide on a date, by name: the boards first, then people in the order of the store."""
    allowed = roles_that_decide(office)
    found = {person.id: person for role in allowed - {Role.SRO} for person in people.with_role(session, role)}
    if Role.SRO in allowed:
        found |= {person.id: person for person in people.accountable(session)}
    here = sorted((person for person in found.values() if person.left_on is None), key=lambda person: person.id or 0)
    return [*(board.name for board in office.council.boards), *(person.name for person in here)]
