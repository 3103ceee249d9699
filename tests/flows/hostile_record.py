"""A record in which every field that somebody can write holds words that attack, all of them within a few rows."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from hostile_words import ATTACKS, planted
from quarters import EVENING, moment
from sqlmodel import Session, SQLModel, select

from flows.office import Office
from governance.record import Contact, Objective
from plan_store import cycles, exemptions, tables
from plan_store.database import transaction
from plan_store.tables import Plan, Risk

# Each row holds a quarter of the attacks, each following row the next.
QUARTERS = 4
FIELDS: tuple[tuple[type[SQLModel], str], ...] = (
    (tables.Action, "title"), (tables.Action, "due_words"), (tables.Finding, "title"), (tables.DeliveryPlan, "title"),
    (Plan, "title"), (tables.Update, "narrative"), (tables.Update, "reason"), (tables.DateChange, "reason"),
    (tables.DateChange, "from_words"), (tables.Evidence, "shows"), (tables.Evidence, "link"),
    (tables.StandingText, "words"), (Risk, "words"), (Risk, "likelihood"), (Risk, "impact"),
    (Risk, "mitigation"), (Risk, "contingency"), (Risk, "owner_words"),
    (tables.FundingLine, "words"), (tables.FundingLine, "kind"), (tables.Measure, "title"), (tables.Measure, "unit"),
    (tables.Measure, "caveat"), (tables.Reading, "words"), (tables.Inspection, "title"), (tables.Inspection, "held"),
    (tables.Inspection, "judgement"), (tables.Inspection, "summary"), (tables.ExternalEvent, "title"),
    (tables.ExternalEvent, "words"), (tables.Decision, "words"), (tables.Decision, "response"),
    (tables.Resolution, "number"), (tables.MemberQuestion, "asked_by"), (tables.MemberQuestion, "question"),
    (tables.MemberQuestion, "answer"), (tables.MemberQuestion, "answered_by"), (tables.Person, "name"),
    (tables.Board, "name"), (tables.Cycle, "late_item_reason"), (tables.Exemption, "reason"),
)  # fmt: skip
OF_COUNCIL = (
    "name", "wards", "objectives_of", "objective", "director", "director's job", "contact", "contact's job",
    "contact's phone", "report_of", "presented_by",
)  # fmt: skip
PLACES = (*(f"{table.__name__}.{field}" for table, field in FIELDS), *OF_COUNCIL)
WRITTEN_AT = moment(date(2027, 3, 1), EVENING)


def add_what_is_lacking(office: Office, cycle: str) -> None:
    """What the sample has none of: visits, members' questions, a date known only in words."""
    with transaction(office.engine) as session:
        meeting = cycles.require(session, cycle).meeting_id
        plan = session.exec(select(Plan)).one()
        for _ in range(QUARTERS):
            session.add(tables.ExternalEvent(plan_id=plan.id or 0, kind="monitoring visit", held_on=date(2027, 1, 20)))
            session.add(tables.MemberQuestion(meeting_id=meeting, asked_at=WRITTEN_AT, answered_at=WRITTEN_AT))
        for change in session.exec(select(tables.DateChange)):
            change.from_on = None
            session.add(change)
        for action in list(session.exec(select(tables.Action)))[::5]:
            action.due_on = None
            session.add(action)


def mark_a_risk(office: Office) -> None:
    """Exempt words: what repeats them is kept back from public papers, so a twin alone is made after this."""
    with transaction(office.engine) as session:
        plan, risk = session.exec(select(Plan)).one(), session.exec(select(Risk)).first()
        assert risk is not None
        exemptions.mark(session, plan, risk, paragraph=2, reason="x", by="P-001", at=WRITTEN_AT)


def plant(office: Office, turn: int, *, but: Collection[tuple[type[SQLModel], str]] = ()) -> Office:
    """Attacks in every place of the record, and the office of a council whose own words attack too.

    turn: begins with others, so that a field of a single row has had each of them after four. but: fields left alone.
    """
    with transaction(office.engine) as session:
        for place, (table, field) in enumerate(FIELDS):
            for n, row in enumerate(_rows(session, table) if (table, field) not in but else ()):
                setattr(row, field, words_for(place, n + turn))
                session.add(row)
    return replace(office, council=_council(office, turn))


def words_for(place: int, turn: int) -> str:
    each = -(-len(ATTACKS) // QUARTERS)
    first = (turn + place) % QUARTERS * each
    return planted(place, range(first, min(first + each, len(ATTACKS))))


def _rows(session: Session, table: type[SQLModel]) -> Iterator[Any]:
    yield from session.exec(select(table).order_by(*table.__table__.primary_key.columns))  # type: ignore[attr-defined]


def _council(office: Office, turn: int) -> Any:
    said = {name: words_for(len(FIELDS) + n, turn) for n, name in enumerate(OF_COUNCIL)}
    paper = office.council.paper.model_copy(
        update={
            "wards": said["wards"],
            "objectives_of": said["objectives_of"],
            "objectives": (Objective(words=said["objective"], relevant=True),),
            "relevant_director": Contact(name=said["director"], job_title=said["director's job"]),
            "contact_officers": (
                Contact(name=said["contact"], job_title=said["contact's job"], phone=said["contact's phone"]),
            ),
            "report_of": said["report_of"],
            "presented_by": said["presented_by"],
        }
    )
    return office.council.model_copy(update={"name": said["name"], "paper": paper})
