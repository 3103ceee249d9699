"""A town with a long plan: many owners, each with actions, answers of earlier rounds, and a personal link."""

from datetime import UTC, date, datetime
from pathlib import Path

from casts import BY, CYCLE, SECRET, Ashcombe, found_ashcombe, london
from sqlmodel import Session, select

from flows.drafting import gather
from governance.terms import DeliveryStatus, Precision
from plan_store import cycles, links, papers
from plan_store.database import transaction
from plan_store.tables import Action, ActionOwner, Cycle, DeliveryPlan, Measure, Person, Plan, Reading, Update

SAID = (
    "Two of the three teams have moved to the new way of working. The third starts after half-term, when its two new "
    "managers have had their induction. The audit of December showed 34 of 40 files in order."
)
STATUSES = (DeliveryStatus.ON_TRACK, DeliveryStatus.AT_RISK, DeliveryStatus.OFF_TRACK, DeliveryStatus.COMPLETE)


def found_a_large_town(folder: Path, *, actions: int = 500, owners: int = 200, address: str = "") -> Ashcombe:
    """Ashcombe with so many actions and owners beside its own few; town.tokens has the owners as “Owner 1” …."""
    town = found_ashcombe(folder, address=address)
    with transaction(town.office.engine) as session:
        people = [_an_owner(session, n) for n in range(1, owners + 1)]
        rows = _actions(session, people, actions)
        _earlier_answers(session, rows)
        cycle = cycles.hold_still(session, CYCLE)
        asked = {action.id or 0: person.id or 0 for action, person in rows}
        cycles.ask(session, cycle, asked, by=BY, at=london(2026, 1, 5))
        expires_at = datetime(2026, 3, 24, tzinfo=UTC)
        for person in people:
            link = links.issue(
                session, cycle, person, "answer", secret=SECRET, expires_at=expires_at, by=BY, at=london(2026, 1, 5)
            )
            town.tokens[person.name] = links.token(link, secret=SECRET)
        _measures(session, rows)
        _a_published_paper(session, town)
    return town


def _measures(session: Session, rows: list[tuple[Action, Person]]) -> None:
    """Twenty measures with a reading for each month of a year."""
    for n in range(20):
        measure = Measure(
            plan_id=rows[0][0].plan_id, action_id=rows[n][0].id, reference=f"M{n}", title=f"Measure {n}", unit="%",
            baseline=50.0, target=90.0,
        )  # fmt: skip
        session.add(measure)
        session.flush()
        session.add_all(
            Reading(measure_id=measure.id or 0, read_on=date(2025, month, 28), value=50.0 + n + month)
            for month in range(1, 13)
        )


def _a_published_paper(session: Session, town: Ashcombe) -> None:
    """The paper of the round before, from what the record says of it, without files."""
    earlier = session.exec(select(Cycle).where(Cycle.reference != CYCLE)).one()
    at = london(2025, 12, 1)
    said = gather(session, town.office, earlier, "progress_report", at=at)
    paper = papers.keep_draft(
        session, earlier, "progress_report", "Progress report", said, {}, template_digest="", by=BY, at=at
    )
    papers.mark_published(session, paper, by=BY, at=at)


def _an_owner(session: Session, n: int) -> Person:
    person = Person(reference=f"P-{1000 + n}", name=f"Owner {n}", email=f"owner{n}@ashcombe.example")
    session.add(person)
    return person


def _actions(session: Session, people: list[Person], count: int) -> list[tuple[Action, Person]]:
    plan = session.exec(select(Plan)).one()
    areas = [DeliveryPlan(plan_id=plan.id or 0, reference=f"L{n}", title=f"Area {n}", place=n) for n in range(10)]
    session.add_all(areas)
    session.flush()
    rows = []
    for n in range(count):
        due_on = date(2026, 1 + n % 12, 1 + n % 28)
        action = Action(
            plan_id=plan.id or 0,
            delivery_plan_id=areas[n % 10].id,
            reference=f"L{n % 10}.{n + 1}",
            title=f"Practice standard {n + 1} is met in every team, and audits show it each quarter",
            place=100 + n,
            first_due_on=due_on,
            due_on=due_on,
            due_precision=Precision.DAY,
            status=DeliveryStatus.NOT_STARTED,
            status_on=date(2025, 9, 1),
            created_on=date(2025, 9, 1),
        )
        session.add(action)
        rows.append((action, people[n % len(people)]))
    session.flush()
    session.add_all(ActionOwner(action_id=action.id or 0, person_id=person.id or 0) for action, person in rows)
    session.flush()
    return rows


def _earlier_answers(session: Session, rows: list[tuple[Action, Person]]) -> None:
    """Each action has been answered in the round before."""
    earlier = session.exec(select(Cycle).where(Cycle.reference != CYCLE)).one()
    for n, (action, person) in enumerate(rows):
        session.add(
            Update(
                cycle_id=earlier.id or 0,
                action_id=action.id or 0,
                said_by_id=person.id or 0,
                at=london(2025, 11, 19),
                said_on=date(2025, 11, 19),
                status=STATUSES[n % 4],
                percent=n % 100,
                narrative=f"{SAID} ({n})",
                once=f"earlier-{n}",
            )
        )
    session.flush()
