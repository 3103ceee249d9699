"""`cleardays invite`: the first way in. It needs no mail and nobody who has signed in, only this machine."""

from datetime import datetime, timedelta
from typing import Annotated
from urllib.parse import urlsplit

import typer

from config.clock import london, now
from config.settings import LOOPBACK, load_settings
from flows.commands.entrance import screen
from flows.demonstration import demo_environment
from flows.office import open_office
from governance.errors import RecordError
from governance.terms import Role
from governance.wording import listed
from plan_store import codes, people
from plan_store.audit import SYSTEM
from plan_store.database import Session, transaction
from plan_store.migrating import check_version
from plan_store.tables import Person

# Where “cleardays serve” listens unless it is told otherwise.
ON_THIS_MACHINE = "http://127.0.0.1:8765"
ROLES = [role.value for role in Role if role is not Role.SYSTEM]


def invite(
    name: Annotated[str, typer.Argument(help="Who shall sign in: a name, or a reference in the plan store.")],
    email: Annotated[str, typer.Option(help="Their mail address; later codes to sign in go there.")] = "",
    role: Annotated[list[str] | None, typer.Option(help=f"{listed(ROLES, 'or')}; may be given more than once.")] = None,
    demo: Annotated[bool, typer.Option("--demo", help="On what “cleardays demo” made.")] = False,
) -> None:
    """Add a person if need be, give them their roles, and print an address that signs them in once."""
    roles = [_role(written) for written in role or ()]
    office = open_office(load_settings(demo_environment() if demo else None))
    check_version(office.engine)
    at = office.settings.as_of or now()
    with transaction(office.engine) as session:
        person = _person(session, name, email.strip(), at=at)
        for given in roles:
            people.give_role(session, person, given, by=SYSTEM, at=at)
        if not codes.may_sign_in(session, person, at=at):
            raise RecordError(
                f"{person.name} has no part in the plan, or has left it. Give a role, as --role officer; nothing was "
                "changed."
            )
        token = codes.invitation_token(codes.invite(session, person, by=SYSTEM, at=at), secret=office.settings.secret)
    minutes = codes.INVITATION_LASTS // timedelta(minutes=1)
    console, path = screen(), f"/invitation/{token}"
    console.print(
        f"{person.reference} {person.name} can sign in once, until {london(at + codes.INVITATION_LASTS):%H:%M}"
    )
    console.print(f"({minutes} minutes), while the portal runs (cleardays serve). Open:")
    address = office.portal_address
    if address:
        console.print(f"  {address}{path}", soft_wrap=True)
    if urlsplit(address).hostname not in LOOPBACK:
        console.print("or, in a browser on this machine:")
        console.print(f"  {ON_THIS_MACHINE}{path}", soft_wrap=True)
    console.print("Whoever has this address can sign in with it: hand it to nobody else.")


def _role(written: str) -> Role:
    if written not in ROLES:
        raise RecordError(f"There is no role “{written}”; the roles are {listed(ROLES)}. Nothing was changed.")
    return Role(written)


def _person(session: Session, name: str, email: str, *, at: datetime) -> Person:
    """Whoever is called so, new if need be. An address that somebody else has could sign in neither of them."""
    person = people.find(session, name) or people.add(session, name, by=SYSTEM, at=at)
    if email:
        if "@" not in email:
            raise RecordError(f"“{email}” is no mail address. Nothing was changed.")
        other = codes.who_signs_in_as(session, email, at=at)
        if other is not None and other.id != person.id:
            raise RecordError(
                f"{other.reference} {other.name} has this mail address already. Invite them by that reference, or give "
                "another address. Nothing was changed."
            )
        people.describe(session, person, by=SYSTEM, at=at, email=email)
    return person
