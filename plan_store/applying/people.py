"""People of a plan file: the register of people, and those whom actions name. Matched by name; nobody is guessed."""

from collections.abc import Mapping

from governance.terms import Role
from plan_store import meetings, people
from plan_store.applying.changes import Ledger
from plan_store.loading.plan_file import PlanFile
from plan_store.tables import Person

ROLES: Mapping[str, Role] = {
    "officer": Role.OFFICER,
    "business implementation officer": Role.OFFICER,
    "governance officer": Role.OFFICER,
    "director": Role.DIRECTOR,
    "approver": Role.DIRECTOR,
    "leader": Role.LEADER,
}
MEMBER_OF = ("board member:", "member of", "member:")


class People:
    """Finds a person by name, and adds one who is known by name only the first time somebody names them."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def named(self, name: str) -> Person:
        ledger = self.ledger
        person = people.find(ledger.session, name)
        if person is None:
            person = people.add(ledger.session, name, by=ledger.by, at=ledger.at)
            ledger.note_new("person", person.reference, name)
        return person

    def number(self, name: str) -> int | None:
        """The store's number of the person of that name; None where nobody is named."""
        return self.named(name).id if name else None

    def without_address(self, names: set[str]) -> None:
        """Say whom nobody can write to."""
        lacking = sorted(name for name in names if not self.named(name).email)
        if lacking:
            shown = ", ".join(lacking[:12]) + (f" and {len(lacking) - 12} more" if len(lacking) > 12 else "")
            self.ledger.notes.append(
                f"No mail address is known for {shown}. They cannot be asked until one stands in a sheet of people "
                "(Name, Email)."
            )


def apply_people(ledger: Ledger, known: People, file: PlanFile, boards: Mapping[str, str]) -> None:
    """The register of people: addresses, deputies, whom they report to, and their part in the cycle."""
    for row in file.people:
        known.named(row.name)
    for row in file.people:
        person = known.named(row.name)
        says = {
            "job_title": ("job_title", row.job_title),
            "email": ("email", row.email),
            "phone": ("phone", row.phone),
            "directorate": ("directorate", row.directorate),
            "deputy_id": ("deputy", known.number(row.deputy)),
            "reports_to_id": ("reports_to", known.number(row.reports_to)),
        }
        said = {column: value for column, (field, value) in says.items() if not file.lacks(row.sheet, field)}
        # A file that says nothing of leaving does not bring anybody back.
        ledger.set_fields("person", person.reference, person, **said, left_on=row.leaves.due_on or person.left_on)
        for part in filter(None, (part.strip() for part in row.cycle_role.split(";"))):
            _give_part(ledger, person, part, row.board, boards)


def _give_part(ledger: Ledger, person: Person, part: str, board: str, boards: Mapping[str, str]) -> None:
    lowered = part.lower()
    if (role := ROLES.get(lowered)) is not None:
        people.give_role(ledger.session, person, role, by=ledger.by, at=ledger.at)
        return
    if not lowered.startswith("board member") and not lowered.startswith(MEMBER_OF):
        ledger.notes.append(f"“{part}” of {person.name} is no part in the cycle that is known, so it was left out.")
        return
    wanted = (part.partition(":")[2] or board).strip().lower()
    for key, name in boards.items():
        if wanted in (key.lower(), name.lower()):
            row = meetings.know_board(ledger.session, key, name, by=ledger.by, at=ledger.at)
            people.seat(ledger.session, person, row, by=ledger.by, at=ledger.at)
            return
    ledger.notes.append(
        f"{person.name} is a member of “{wanted}”, which is no board in council.toml, so the seat was left out."
    )
