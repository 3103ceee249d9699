"""Canary words: one that exists nowhere else in each place of the record that can be kept from the public, all marked.

Ashcombe's quarter is played to the day on which the owners answer; then they are planted, and the cycle goes on.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from after_a_quarter import NOON, TICKS, town_on
from casts import Ashcombe
from pypdf import PdfReader
from quarters import act, moment, tick
from sqlmodel import Session, SQLModel, col, select

from flows.demonstration import SAMPLE
from flows.story import read_story
from governance.exempt import MARKABLE
from plan_store import cycles, exemptions
from plan_store.database import reading, transaction
from plan_store.tables import (
    Action,
    ActionFinding,
    ActionOwner,
    Cycle,
    DateChange,
    Decision,
    DeliveryPlan,
    Evidence,
    Finding,
    FundingLine,
    Inspection,
    Measure,
    Meeting,
    MemberQuestion,
    Person,
    Plan,
    Reading,
    Resolution,
    Risk,
    StandingText,
    Update,
)

PLANTED_ON, OUT_ON = date(2027, 1, 14), date(2027, 2, 10)
CYCLE = "improvement-board-2027-02-09"
WHY = "It would let a family be recognised."
# In no paper of either part; pages and mails are held to them all the same.
PRINTED_NOWHERE = frozenset({"update.would_move", "fundingline.condition", "resolution.words", "memberquestion.about"})
BY = "P-001"


def canary(kind: str, field: str) -> str:
    """One word of plain letters, so that no line end, mark or entity can come between its parts."""
    letters = "".join(reversed(f"{kind}{field}".replace("_", "")))
    return f"Kanarie{letters}"


CANARIES: Mapping[str, str] = {
    f"{kind}.{field}": canary(kind, field) for kind, fields in MARKABLE.items() for field in fields
}


def planted_town(folder: Path) -> Ashcombe:
    """The town with every canary planted and marked, while answers are collected."""
    town = town_on(PLANTED_ON, folder, [PLANTED_ON])
    with transaction(town.office.engine) as session:
        for row in _places(session, at=town.now):
            kind = str(row.__tablename__)
            for field in MARKABLE[kind]:
                setattr(row, field, f"{canary(kind, field)} {getattr(row, field)}".strip())
            session.add(row)
            session.flush()
            plan = session.exec(select(Plan)).one()
            exemptions.mark(session, plan, row, paragraph=2, reason=WHY, by=BY, at=town.now)
    return town


def played_on(town: Ashcombe) -> Ashcombe:
    """The cycle goes on by itself and by its people: closed, drafted, signed off, published, mails sent."""
    story, waiting = read_story(SAMPLE / "story.toml"), []
    today = PLANTED_ON + timedelta(days=1)
    while today <= OUT_ON:
        tick(town.office, moment(today, TICKS[0]))
        waiting = act(town.office, [*waiting, *story.get(today, [])], today)
        tick(town.office, moment(today, TICKS[1]))
        today += timedelta(days=1)
    town.now = moment(OUT_ON, NOON)
    return town


def _places(session: Session, *, at: datetime) -> Iterator[SQLModel]:
    """One row of every kind that can be marked, of one action wherever it belongs to one."""
    plan = session.exec(select(Plan)).one()
    cycle = cycles.require(session, CYCLE)
    action, owner = _action_of_somebody(session)
    yield action
    yield _finding_of(session, action)
    yield session.get_one(DeliveryPlan, action.delivery_plan_id)
    answer = Update(
        cycle_id=cycle.id or 0, action_id=action.id or 0, said_by_id=owner.id or 0, at=at, said_on=at.date(),
        status=action.status, once="canary", asked_due_on=date(2027, 12, 1),
    )  # fmt: skip
    yield _kept(session, answer)
    yield _kept(
        session,
        DateChange(
            action_id=action.id or 0, update_id=answer.id, from_on=action.due_on, to_on=date(2027, 12, 1),
            asked_by=owner.reference, asked_at=at,
        ),
    )  # fmt: skip
    yield _kept(session, Evidence(action_id=action.id or 0, update_id=answer.id, added_at=at, added_by=owner.reference))
    yield from _of_the_plan(session, plan, action, at=at)
    yield from _of_the_board(session, cycle, action, at=at)


def _of_the_plan(session: Session, plan: Plan, action: Action, *, at: datetime) -> Iterator[SQLModel]:
    text = select(StandingText).where(StandingText.plan_id == plan.id, col(StandingText.section).contains("background"))
    yield session.exec(text).first() or _kept(session, StandingText(plan_id=plan.id or 0, section="background"))
    yield _kept(
        session, Risk(plan_id=plan.id or 0, reference="R-CAN", likelihood="high", impact="high", owner_words="Director")
    )
    yield _kept(session, FundingLine(plan_id=plan.id or 0, reference="F-CAN", amount=5000, kind="one-off"))
    measure = Measure(
        plan_id=plan.id or 0, reference="M-CAN", action_id=action.id, unit="%", target=90.0, baseline=10.0
    )
    _kept(session, measure)
    _kept(session, Reading(measure_id=measure.id or 0, read_on=at.date(), value=11.0, words="11%"))
    yield measure
    if plan.inspection_id is None:
        plan.inspection_id = _kept(session, Inspection(reference="I-CAN", title="Inspection", held="in 2026")).id
        session.add(plan)
    yield session.get_one(Inspection, plan.inspection_id)
    yield _kept(session, _event(plan, at))


def _event(plan: Plan, at: datetime) -> SQLModel:
    from plan_store.tables import ExternalEvent

    return ExternalEvent(plan_id=plan.id or 0, kind="monitoring visit", held_on=at.date() - timedelta(days=20))


def _of_the_board(session: Session, cycle: Cycle, action: Action, *, at: datetime) -> Iterator[SQLModel]:
    """An earlier meeting of the same board decided about the action and was asked about it."""
    held = Meeting(board_id=cycle.board_id, held_on=date(2026, 12, 8), held_at="2026-12-08T16:00")
    _kept(session, held)
    dates: dict[str, Any] = {name: ["2026-12-08T16:00"] for name in ("meeting_at", "lock_at", "publish_at")}
    _kept(
        session,
        Cycle(
            reference="improvement-board-2026-12-08", plan_id=cycle.plan_id, board_id=cycle.board_id,
            meeting_id=held.id or 0, stage="closed", dates=dates | {"publish_by_at": ["2026-12-01T16:00"]},
        ),
    )  # fmt: skip
    resolution = _kept(session, Resolution(meeting_id=held.id or 0, number="12/26"))
    yield resolution
    limb = Decision(resolution_id=resolution.id or 0, kind="commission", words=f"about {action.reference}")
    yield _kept(session, limb)
    asked = MemberQuestion(
        meeting_id=held.id or 0, asked_by="A member", asked_at=at - timedelta(days=30),
        answered_by="Carys Bevan", answered_at=at - timedelta(days=29),
    )  # fmt: skip
    yield _kept(session, asked)


def _kept(session: Session, row: Any) -> Any:
    session.add(row)
    session.flush()
    return row


def _action_of_somebody(session: Session) -> tuple[Action, Person]:
    query = (
        select(Action, Person)
        .join(ActionOwner, col(ActionOwner.action_id) == Action.id)
        .join(Person, col(ActionOwner.person_id) == Person.id)
        .join(ActionFinding, col(ActionFinding.action_id) == Action.id)
        .where(col(Action.delivery_plan_id).is_not(None), ActionOwner.place == 0)
        .order_by(col(Action.place))
    )
    action, person = session.exec(query).first() or (None, None)
    assert action is not None
    assert person is not None
    return action, person


def _finding_of(session: Session, action: Action) -> Finding:
    query = select(Finding).join(ActionFinding, col(ActionFinding.finding_id) == Finding.id)
    found = session.exec(query.where(ActionFinding.action_id == action.id)).first()
    assert found is not None
    return found


def canaries_in(content: bytes | str) -> set[str]:
    """Which canaries stand in a file: in its bytes, in what is packed in it, and in the words a reader sees."""
    raw = content.encode() if isinstance(content, str) else content
    seen = b"\n".join([raw, *_unpacked(raw)]).decode("utf-8", errors="replace")
    flat = re.sub(r"[\s­]+", "", seen)
    return {place for place, word in CANARIES.items() if word in flat}


def _unpacked(raw: bytes) -> Iterator[bytes]:
    if raw.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            for name in packed.namelist():
                inside = packed.read(name)
                yield name.encode()
                yield inside
                # Word and PowerPoint cut words into runs: what a reader sees is the letters without the marks.
                yield re.sub(rb"<[^>]+>", b"", inside)
                yield from _unpacked(inside)
    if raw.startswith(b"%PDF"):
        reader = PdfReader(io.BytesIO(raw))
        yield str(reader.metadata).encode()
        yield str(reader.outline).encode()
        yield from (page.extract_text().encode() for page in reader.pages)
        for stream in re.findall(rb"stream\r?\n(.*?)endstream", raw, re.DOTALL):
            yield _inflated(stream)


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream)
    except zlib.error:
        return b""


def words_of_mail(path: Path) -> str:
    """Headers and every part of a mail, decoded."""
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    parts = [str(part.get_content()) for part in mail.walk() if part.get_content_maintype() == "text"]
    return "\n".join([*(f"{name}: {value}" for name, value in mail.items()), *parts])


def finding_marked(town: Ashcombe) -> str:
    with reading(town.office.engine) as session:
        return _finding_of(session, _action_of_somebody(session)[0]).reference


def action_marked(town: Ashcombe) -> str:
    with reading(town.office.engine) as session:
        return _action_of_somebody(session)[0].reference
