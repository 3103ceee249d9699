"""Plan stores for tests: the cast of Ashcombe, a plan drawn as a table, and a cycle at any stage in one call.

    with transaction(store) as session:
        town = a_town(session, '''
            ref | owner | due        | status
            S1  | Amara | 2026-03-01 | on_track
        ''')
        cycle = a_cycle(session, Stage.COLLECTING)

Everything is written through the store's own verbs. The day is Monday 9 February 2026; the board meets on 10 March.
"""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from threading import Barrier
from typing import Any, TypeVar

from drawn import a_scale, drawn
from sqlalchemy import event
from sqlmodel import Session, SQLModel, col, select

from config.bank_holidays import england_calendar
from governance.answers import AnswerGiven
from governance.calendar import ClearDaysRule
from governance.cycle import STAGES, Moments, moments_of
from governance.record import Contact, Cover
from governance.reminders import NoticeKind
from governance.terms import DeliveryStatus, Origin, Precision, Role, Stage
from governance.timetable import Timings, count_back_cycle
from governance.wording import day
from plan_store import audit, cycles, meetings, papers, people, plans, updates
from plan_store.applying import Loaded, apply_plan
from plan_store.database import Engine, reading, transaction
from plan_store.loading.dues import DueCell, DueKind, OldDate
from plan_store.loading.plan_file import PlanFile
from plan_store.loading.rows import ActionRow, DeliveryPlanRow, FindingRow
from plan_store.loading.statuses import StatusCell
from plan_store.tables import Action, ActionOwner, Board, Cycle, Paper, Person, Plan, Update
from plan_store.telling import Telling

AT = datetime(2026, 2, 9, 10, tzinfo=UTC)  # a Monday
LOADED_AT = datetime(2026, 1, 5, 10, tzinfo=UTC)
MEETING_ON = date(2026, 3, 10)  # a Tuesday
BY = "P-003"  # Carys
SECRET = "a-secret-for-tests-only-of-more-than-32-signs"
BOARDS = {
    "improvement_board": "Improvement Board",
    "partnership_board": "Children's Partnership Board",
    "scrutiny": "Scrutiny Committee",
}
CAST = {
    "Amara": "Amara Osei",
    "Bryn": "Bryn Maddox",
    "Carys": "Carys Bevan",
    "Dev": "Dev Malhotra",
    "Elin": "Elin Vaughan",
}
SMALL_PLAN = """
    ref | plan | owner | due        | status      | findings
    L1  | L    | Bryn  | 2026-06-30 | on_track    | 1
    S1  | S    | Amara | 2026-01-31 | on_track    | 2
    S2  | S    | Amara | 2026-09-30 | not_started | 2 3
"""
AREAS = {"L": "Leadership Team", "S": "Children's Social Care", "V": "Vulnerable Children", "E": "Education"}
FACTS: dict[str, Any] = {"summary": ["Two of the three actions are on track."], "actions": []}
KINDS = {
    "update_request": NoticeKind(kind="update_request", to=(Role.OWNER,), on_stage=Stage.COLLECTING, opens="answer"),
    "sign_off_request": NoticeKind(
        kind="sign_off_request", to=(Role.DIRECTOR,), on_stage=Stage.AWAITING_SIGN_OFF, opens="sign_off"
    ),
    "update_nudge": NoticeKind(kind="update_nudge", to=(Role.OWNER,), on_act="nudged", opens="answer"),
    "paper_sent_back": NoticeKind(kind="paper_sent_back", to=(Role.OFFICER,), on_stage=Stage.SENT_BACK),
    "paper_signed_off": NoticeKind(kind="paper_signed_off", to=(Role.OFFICER,), on_stage=Stage.APPROVED),
}
TELLING = Telling(kinds=KINDS, scale=a_scale(), council="Ashcombe City Council", secret=SECRET)

Given = TypeVar("Given")
Answered = TypeVar("Answered")


def moment(written: str) -> datetime:
    """“2026-02-09 10:00” in UTC."""
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


def local(at: datetime) -> datetime:
    """The same as wall time; in winter London's is UTC."""
    return at.replace(tzinfo=None)


@dataclass(frozen=True, kw_only=True)
class Town:
    plan: Plan
    amara: Person
    bryn: Person
    carys: Person
    dev: Person
    elin: Person


def a_town(session: Session, table: str = SMALL_PLAN) -> Town:
    """The cast with addresses and parts, and the plan of the drawn table."""
    cast = {name.lower(): people.add(session, full, by=BY, at=LOADED_AT) for name, full in CAST.items()}
    for name, person in cast.items():
        people.describe(session, person, by=BY, at=LOADED_AT, email=f"{name}@ashcombe.example")
    people.give_role(session, cast["carys"], Role.OFFICER, by=BY, at=LOADED_AT)
    people.give_role(session, cast["dev"], Role.DIRECTOR, by=BY, at=LOADED_AT)
    people.seat(session, cast["elin"], a_board(session), by=BY, at=LOADED_AT)
    load(session, a_plan_file(table))
    return Town(plan=plans.require(session), **cast)


def load(session: Session, file: PlanFile, *, plan: str = "plan", at: datetime = LOADED_AT) -> Loaded:
    return apply_plan(
        session,
        file,
        plan_reference=plan,
        title="Children's Services Improvement Plan",
        boards=BOARDS,
        today=at.date(),
        by=BY,
        at=at,
    )


def changed(loaded: Loaded) -> list[tuple[str, str, str, str, str]]:
    """What a load changed: what, reference, field, was, becomes."""
    return [(c.what, c.reference, c.field, c.was, c.becomes) for c in loaded.changes if c.kind == "changed"]


def a_plan_file(table: str, **registers: Any) -> PlanFile:
    """A plan file as if read from the drawn table. Columns that are left out are empty; findings are those named."""
    rows = drawn(table)
    named = dict.fromkeys(reference for row in rows for reference in row.get("findings", "").split())
    areas = dict.fromkeys(row.get("plan") or "S" for row in rows)
    registers.setdefault("findings", tuple(a_finding(reference) for reference in named))
    registers.setdefault("delivery_plans", tuple(an_area(area) for area in areas))
    return PlanFile(
        name="plan.xlsx",
        digest="0" * 64,
        sheets=(),
        mapping=(),
        readings=(),
        skipped=(),
        problems=(),
        notes=(),
        actions=tuple(_action_row(row, place) for place, row in enumerate(rows, start=2)),
        **registers,
    )


def a_finding(reference: str) -> FindingRow:
    return FindingRow("Findings", 1, reference, f"Key area {reference}", "", "", Origin.INSPECTOR, "", "", "")


def an_area(letter: str) -> DeliveryPlanRow:
    return DeliveryPlanRow("Delivery plans", 1, letter, AREAS[letter], "", "", "")


def _action_row(row: Mapping[str, str], place: int) -> ActionRow:
    owner = " and ".join(CAST.get(name, name) for name in row.get("owner", "").split())
    return ActionRow(
        sheet="Plan",
        row=place,
        reference=row["ref"] or None,
        area=AREAS[row.get("plan") or "S"],
        findings=tuple(row.get("findings", "").split()),
        title=row.get("title") or f"Action {row['ref']}",
        owners=tuple(owner.split(" and ")) if owner else (),
        owner_raw=owner,
        sro=CAST.get(row.get("sro", ""), ""),
        deputy=CAST.get(row.get("deputy", ""), ""),
        due=_due(row.get("due", ""), row.get("was", "")),
        baseline=None,
        status=StatusCell(row.get("status", ""), DeliveryStatus(row["status"]) if row.get("status") else None),
        percent_complete=float(row["percent"]) if row.get("percent") else None,
        priority="",
        measure="",
        progress=row.get("progress", ""),
        evidence=row.get("evidence", ""),
        notes="",
    )


def _due(written: str, was: str) -> DueCell:
    """A date in ISO form, or words that hold none; `was` a date that is struck out."""
    old = (OldDate(was, date.fromisoformat(was), Precision.DAY),) if was else ()
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", written):
        return DueCell(raw=written, kind=DueKind.TO_BE_CONFIRMED, moved_from=old)
    due_on = date.fromisoformat(written)
    return DueCell(raw=day(due_on), due_on=due_on, precision=Precision.DAY, kind=DueKind.DATE, moved_from=old)


def a_board(session: Session, key: str = "improvement_board") -> Board:
    return meetings.know_board(session, key, BOARDS[key], by=BY, at=LOADED_AT)


@cache
def moments_before(meeting_on: date) -> Moments:
    """A cycle of the usual length, counted back over England's holidays."""
    calendar = england_calendar(certain_until=date(2027, 12, 31))
    return moments_of(
        count_back_cycle(
            meeting_on, clear_days=ClearDaysRule(), timings=Timings(), calendar=calendar, meets_at=time(16, 0)
        )
    )


def a_cycle(
    session: Session,
    stage: Stage = Stage.COLLECTING,
    *,
    board: str = "improvement_board",
    meeting_on: date = MEETING_ON,
    plan: Plan | None = None,
    at: datetime = AT,
) -> Cycle:
    """A cycle moved by its legal moves to that stage: lead owners asked as it opens, a paper kept as it is drafted."""
    row, of = a_board(session, board), plan or plans.require(session)
    held_at = datetime.combine(meeting_on, time(16, 0))
    meeting = meetings.call(session, row, held_at, "Council Chamber", by=BY, at=at)
    moments = moments_before(meeting_on)
    cycle = cycles.plan(session, of, row, meeting, moments, late_item_paragraph="", by=BY, at=at)
    assert cycle is not None
    for entered in _way_to(stage):
        go_on(session, cycle, entered, at=at)
    return cycle


def go_on(session: Session, cycle: Cycle, stage: Stage, *, at: datetime = AT) -> None:
    """One legal move, with what goes with it."""
    if stage is Stage.COLLECTING:
        owners = select(ActionOwner).join(Action).where(ActionOwner.place == 0, Action.plan_id == cycle.plan_id)
        asked = {owner.action_id: owner.person_id for owner in session.exec(owners)}
        cycles.ask(session, cycle, asked, by="system", at=at)
    if stage is Stage.DRAFTING:
        a_paper(session, cycle, at=at)
    if stage is Stage.APPROVED:
        for paper in papers.current(session, cycle):
            papers.sign(session, paper, people.require(session, "P-004"), "approved", "", by="P-004", at=at)
    if stage is Stage.PUBLISHED:
        for paper in papers.current(session, cycle):
            papers.mark_published(session, paper, by="system", at=at)
    role = next(role for role in (Role.SYSTEM, Role.DIRECTOR, Role.OFFICER) if role in STAGES[stage].may_enter)
    cycles.enter(session, cycle, stage, role=role, by=BY, at=at)


def _way_to(wanted: Stage) -> tuple[Stage, ...]:
    """The shortest way of legal moves from planned."""
    ways: deque[tuple[Stage, ...]] = deque([(Stage.PLANNED,)])
    while ways[0][-1] is not wanted:
        way = ways.popleft()
        ways.extend((*way, stage) for stage in STAGES[way[-1]].next if stage not in way)
    return ways[0][1:]


def a_paper(session: Session, cycle: Cycle, *, facts: Mapping[str, Any] = FACTS, at: datetime = AT) -> Paper:
    files = {"html": ("report.html", b"<h1>Progress report</h1>"), "pdf": ("report.pdf", b"%PDF-1.7")}
    return papers.keep_draft(
        session, cycle, "progress_report", "Progress report", facts, files, template_digest="t", by=BY, at=at
    )


def an_action(session: Session, reference: str) -> Action:
    return session.exec(select(Action).where(Action.reference == reference)).one()


def an_update(
    session: Session, cycle: Cycle, reference: str, *, by: str = "P-001", at: datetime = AT, once: str = "", **said: Any
) -> Update:
    """What somebody says about an action; “on track” where nothing else is said."""
    answer = AnswerGiven(**({"status": DeliveryStatus.ON_TRACK, "narrative": "It goes on."} | said))
    held = cycles.hold_still(session, cycle.reference)
    person, action = people.require(session, by), an_action(session, reference)
    once = once or f"{cycle.reference}/{reference}/{at.isoformat()}"
    return updates.record_update(session, held, action, person, answer, once=once, as_of=local(at), by=by, at=at)


def a_cover() -> Cover:
    return Cover(
        council="Ashcombe City Council",
        title="Improvement plan: progress",
        report_to="Improvement Board",
        meeting_at=datetime.combine(MEETING_ON, time(16, 0)),
        place="Council Chamber",
        relevant_director=Contact(name="Dev Malhotra"),
        wards="All",
        contacts=(),
        input_from=(),
        objectives_of="",
        objectives=(),
    )


def verbs_of(engine: Engine, **which: str) -> list[str]:
    """What the audit trail says was done, oldest first."""
    with reading(engine) as session:
        return [entry.verb for entry in audit.story(session, **which)]


def dump(engine: Engine, *, without: Iterable[str] = ()) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, by table."""
    with reading(engine) as session:
        return {
            table.name: [
                dict(row)
                for row in session.connection().execute(table.select().order_by(*table.primary_key)).mappings()
            ]
            for table in SQLModel.metadata.sorted_tables
            if table.name not in without
        }


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """The SQL sent to the database inside the block."""
    sent: list[str] = []

    def note(*given: Any) -> None:
        sent.append(given[2])

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def together(act: Callable[[Given], Answered], given: Iterable[Given]) -> list[Answered]:
    """Do it for each in a thread of its own, all starting at once; what one raises is raised."""
    all_given = list(given)
    start = Barrier(len(all_given), timeout=30)

    def begin(one: Given) -> Answered:
        start.wait()
        return act(one)

    with ThreadPoolExecutor(len(all_given)) as threads:
        return list(threads.map(begin, all_given))


def in_one(engine: Engine, *acts: Callable[[Session], object]) -> None:
    """Do all of it in one transaction."""
    with transaction(engine) as session:
        for act in acts:
            act(session)


class CalledOff(Exception):
    """Raised in a test to leave a transaction without committing it."""


@contextmanager
def rolled_back(engine: Engine) -> Iterator[Session]:
    """A transaction that comes to nothing, as a dry run does."""
    try:
        with transaction(engine) as session:
            yield session
            session.flush()
            raise CalledOff
    except CalledOff:
        pass


def all_of(session: Session, table: type[Given]) -> list[Given]:
    """Every row of a table, in the order in which they came."""
    return list(session.exec(select(table).order_by(col(table.id))))  # type: ignore[attr-defined]
