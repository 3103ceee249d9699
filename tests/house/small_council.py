"""A very small council and one cycle of it, played in a process of its own on whatever project stands in PYTHONPATH.

`python small_council.py` works in the current folder, which is a copy of the project with a council.toml beside it.
It prints what happened as JSON on its last line.
"""

import json
from datetime import date, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import openpyxl
from sqlmodel import select

import governance
from config.checks import check
from config.clock import instant, london
from config.settings import load_settings
from flows.deliver_notices import deliver_notices, outbox_folder
from flows.loading import load_plan
from flows.office import Office, open_office
from flows.tick import run_tick
from governance.answers import AnswerGiven
from governance.terms import DeliveryStatus, Role
from plan_store import audit, cycles, moves, people, plans, updates
from plan_store.database import reading, transaction
from plan_store.migrating import migrate
from plan_store.tables import CycleMark

COUNCIL = """
[council]
name = "Little Ashcombe Council"
mail_from_address = "plan@ashcombe.example"
portal_address = "http://127.0.0.1:8765"

[[boards]]
key = "board"
name = "Improvement Board"
kind = "improvement"
meets = [2027-03-24]

[boards.clear_days]
source = "Its terms of reference"
"""
ACTIONS = (
    ("Ref", "Action", "Owner", "Due", "Status"),
    ("A1", "Fill the two vacant posts", "Amara Osei", date(2027, 6, 30), "On track"),
    ("A2", "Agree one pathway with housing", "Bryn Maddox", date(2027, 1, 31), "Off track"),
    ("A3", "Write the handbook", "Amara Osei\nBryn Maddox\nElin Vaughan", date(2027, 6, 30), "On track"),
)
PEOPLE = (
    ("Name", "Email", "Role in cycle"),
    ("Amara Osei", "amara@ashcombe.example", None),
    ("Bryn Maddox", "bryn@ashcombe.example", None),
    ("Carys Bevan", "carys@ashcombe.example", "Officer"),
    ("Dev Malhotra", "dev@ashcombe.example", "Director"),
    ("Elin Vaughan", "elin@ashcombe.example", "Board member: Improvement Board"),
)
CYCLE = "board-2027-03-24"
# Open; Bryn answers; escalate; lock and draft; ask for sign-off; it is signed off; publish.
ANSWERED_ON = date(2027, 2, 15)
TICKS = (date(2027, 2, 15), date(2027, 3, 4), date(2027, 3, 9), date(2027, 3, 10), date(2027, 3, 16))
SIGNED_OFF_ON = date(2027, 3, 10)


def settle() -> Office:
    """The office of the folder's own council.toml, its store filled from a workbook of three actions."""
    office = open_office(load_settings({}))
    migrate(office.engine)
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for title, rows in (("Plan", ACTIONS), ("People", PEOPLE)):
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
    workbook.save("plan.xlsx")
    load_plan(office, Path("plan.xlsx"), title="Improvement Plan", by="system", at=_evening(date(2027, 2, 1)))
    return office


def play(office: Office) -> list[str]:
    """The cycle on the days on which something happens; each day is ticked twice. Returns what was done, in order."""
    done = []
    for today in TICKS:
        for _ in range(2):
            done += [deed.step for deed in run_tick(office, at=_evening(today))]
            deliver_notices(office, at=_evening(today))
        if today == ANSWERED_ON:
            _answer(office, _evening(today))
        if today == SIGNED_OFF_ON:
            _sign_off(office, _evening(today))
    return done


def _answer(office: Office, at: datetime) -> None:
    answer = AnswerGiven(
        status=DeliveryStatus.OFF_TRACK,
        narrative="We have written to housing twice.",
        reason="Housing has not named anybody.",
    )
    with transaction(office.engine) as session:
        cycle, action = cycles.hold_still(session, CYCLE), plans.find_action(session, plans.require(session), "A2")
        bryn = people.require(session, "Bryn Maddox")
        updates.record_update(
            session, cycle, action, bryn, answer, once="answer", as_of=london(at), by=bryn.reference, at=at
        )


def _sign_off(office: Office, at: datetime) -> None:
    with transaction(office.engine) as session:
        director = people.with_role(session, Role.DIRECTOR)[0]
        held = cycles.hold_still(session, CYCLE)
        moves.sign_off(session, office.telling, held, director, "", as_of=london(at), at=at)


def _evening(on: date) -> datetime:
    return instant(datetime(on.year, on.month, on.day, 18, 0))


def outcome(office: Office, done: list[str]) -> dict[str, Any]:
    with reading(office.engine) as session:
        cycle = cycles.require(session, CYCLE)
        marks = [mark.step for mark in session.exec(select(CycleMark).where(CycleMark.cycle_id == cycle.id))]
        verbs = [(row.verb, dict(row.detail)) for row in audit.story(session, cycle=CYCLE)]
        flags = [(flag.rule, flag.subject) for flag in cycles.flags(session, cycle)]
        stage = cycle.stage.value
    letters = [
        message_from_bytes(path.read_bytes(), policy=default)
        for path in sorted(Path(outbox_folder(office.settings)).glob("*.eml"))
    ]
    return {
        "where": str(Path(governance.__file__).parent.parent),
        "stage": stage,
        "paper_types": list(office.paper_types),
        "papers": sorted(path.name for path in (office.published or Path()).rglob("*.*")),
        "letters": [(str(letter["To"]), str(letter["Subject"])) for letter in letters],
        "flags": flags,
        "findings": [finding.code for finding in check(office.settings, office.council, as_of=TICKS[0])],
        "done": done,
        "marks": marks,
        "verbs": verbs,
    }


if __name__ == "__main__":
    here = settle()
    print(json.dumps(outcome(here, play(here))))
