"""What an officer does with a cycle by hand leaves what the tick leaves: nothing is done twice, nothing is lost."""

import shutil
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from quarters import EARLY, EVENING, an_office, load_ashcombe, moment, tick
from sqlmodel import Session, col, select

from config.clock import instant, london
from flows import desk_acts
from flows.mending import mend_papers
from flows.office import Office
from governance.answers import AnswerGiven
from governance.errors import NotYourTurn, RecordError, WrongStage
from governance.terms import DeliveryStatus, Role, Stage
from plan_store import cycles, moves, people, telling
from plan_store.database import reading, transaction
from plan_store.tables import AuditEntry, Cycle, CycleMark, Notice, Paper, Update

CYCLE = "partnership-board-2027-03-24"
# The cycle opens by itself later in January; its meeting is on 24 March 2027.
OPENED = moment(date(2027, 1, 20), EARLY)


@pytest.fixture(scope="module")
def planned(tmp_path_factory) -> Path:
    """A store with Ashcombe's plan loaded and its cycles planned, to be copied."""
    folder = tmp_path_factory.mktemp("planned")
    office = an_office(folder, f"sqlite:///{folder / 'plan.db'}")
    load_ashcombe(office)
    tick(office, moment(date(2027, 1, 4), EARLY))
    office.engine.dispose()
    return folder / "plan.db"


@pytest.fixture
def office(tmp_path, planned: Path) -> Office:
    """Ashcombe with its cycles planned and none of them open."""
    shutil.copy(planned, tmp_path / "plan.db")
    office = an_office(tmp_path, f"sqlite:///{tmp_path / 'plan.db'}")
    yield office
    office.engine.dispose()


@pytest.fixture
def carys(office: Office) -> str:
    with reading(office.engine) as session:
        return people.with_role(session, Role.OFFICER)[0].reference


def the_cycle(office: Office) -> Cycle:
    with reading(office.engine) as session:
        return cycles.require(session, CYCLE)


def moment_of(office: Office, name: str, which: int = 0) -> datetime:
    return instant(cycles.moments(the_cycle(office))[name][which])


def notices(office: Office) -> list[Notice]:
    with reading(office.engine) as session:
        query = select(Notice).where(Notice.cycle_id == cycles.require(session, CYCLE).id)
        return list(session.exec(query.order_by(col(Notice.id))))


def marks(office: Office) -> dict[tuple[str, int], datetime]:
    with reading(office.engine) as session:
        return cycles.marks(session, cycles.require(session, CYCLE))


def trail(office: Office) -> list[AuditEntry]:
    with reading(office.engine) as session:
        return list(session.exec(select(AuditEntry).where(AuditEntry.cycle == CYCLE).order_by(col(AuditEntry.id))))


def sign_off(office: Office, at: datetime) -> None:
    with transaction(office.engine) as session:
        director = people.with_role(session, Role.DIRECTOR)[0]
        cycle = cycles.hold_still(session, CYCLE)
        moves.sign_off(session, office.telling, cycle, director, "", as_of=london(at), at=at)


def bring_to(office: Office, carys: str, stage: Stage) -> datetime:
    """Bring the cycle to a stage by hand, an hour for each act; returns the instant after the last."""
    at = OPENED
    for act, leads_to in (
        ("open", Stage.COLLECTING),
        ("lock", Stage.LOCKED),
        ("draft", Stage.DRAFTING),
        ("ask", Stage.AWAITING_SIGN_OFF),
        ("sign", Stage.APPROVED),
        ("publish", Stage.PUBLISHED),
    ):
        if the_cycle(office).stage is stage:
            break
        if act == "sign":
            sign_off(office, at)
        else:
            desk_acts.take_ahead(office, CYCLE, act, by=carys, at=at)
        assert the_cycle(office).stage is leads_to
        at += timedelta(hours=1)
    return at


def test_a_cycle_opened_early_asks_each_owner_once_and_reminds_them_as_planned(office: Office, carys: str) -> None:
    planned = cycles.moments(the_cycle(office))

    desk_acts.take_ahead(office, CYCLE, "open", by=carys, at=OPENED)
    asked = Counter(notice.person_id for notice in notices(office) if notice.kind == "update_request")
    for on in (date(2027, 1, 20) + timedelta(days=n) for n in range(60)):
        if the_cycle(office).stage is not Stage.COLLECTING:
            break
        tick(office, moment(on, EVENING))

    assert set(asked.values()) == {1}
    assert Counter(n.person_id for n in notices(office) if n.kind == "update_request") == asked
    reminded = {london(n.written_at).date() for n in notices(office) if n.kind == "update_reminder"}
    assert reminded == {moment.date() for moment in planned["reminders_at"]}
    assert {key for key in marks(office) if key[0] == "open_cycle"} == {("open_cycle", 1)}
    now = cycles.moments(the_cycle(office))
    assert now["open_at"] == (london(OPENED),)
    assert {name: now[name] for name in now if name != "open_at"} == {n: planned[n] for n in planned if n != "open_at"}


def test_answers_closed_early_are_closed_from_that_moment_and_the_papers_come_as_planned(
    office: Office, carys: str
) -> None:
    at = bring_to(office, carys, Stage.COLLECTING)
    draft_at = moment_of(office, "draft_at")

    desk_acts.take_ahead(office, CYCLE, "lock", by=carys, at=at)
    tick(office, draft_at - timedelta(minutes=1))
    before = the_cycle(office).stage
    tick(office, draft_at)

    assert before is Stage.LOCKED
    assert the_cycle(office).stage is Stage.DRAFTING
    assert moment_of(office, "lock_at") == at
    assert marks(office)["flag_areas", 1] == at
    kinds = Counter(notice.kind for notice in notices(office))
    assert "update_reminder" not in kinds
    assert "silence_escalated" not in kinds


def test_a_whole_cycle_run_by_hand_leaves_the_tick_nothing_to_do_twice(office: Office, carys: str) -> None:
    at = bring_to(office, carys, Stage.PUBLISHED)
    by_hand = {(notice.once, notice.kind) for notice in notices(office)}

    for on in (at.date() + timedelta(days=n) for n in range(80)):
        tick(office, moment(on, EVENING))

    assert the_cycle(office).stage is Stage.CLOSED
    assert {kind for once, kind in {(n.once, n.kind) for n in notices(office)} - by_hand} == {
        "leaders_brief",
        "cycle_closed",
    }
    assert max(Counter(row.verb for row in trail(office) if "as" in row.detail).values()) == 1
    with reading(office.engine) as session:
        assert len(session.exec(select(CycleMark)).all()) == len({*marks_of_all(session)})


def marks_of_all(session: Session) -> list[tuple[int, str, int]]:
    return [(mark.cycle_id, mark.step, mark.occurrence) for mark in session.exec(select(CycleMark))]


def test_the_record_says_that_an_officer_did_it_and_not_the_system(office: Office, carys: str) -> None:
    bring_to(office, carys, Stage.AWAITING_SIGN_OFF)

    by_hand = [(row.by, row.detail["as"]) for row in trail(office) if "as" in row.detail]

    assert by_hand == [(carys, "officer")] * 4


def test_papers_written_by_hand_have_the_flags_of_the_lock_even_before_the_tick(office: Office, carys: str) -> None:
    at = bring_to(office, carys, Stage.COLLECTING)
    with transaction(office.engine) as session:
        # Locked by the clock a moment ago; the flags are still to come.
        cycles.enter(session, cycles.hold_still(session, CYCLE), Stage.LOCKED, role=Role.SYSTEM, by="system", at=at)
        cycles.came_early(session, cycles.require(session, CYCLE), "lock_at", london(at), by="system", at=at)

    desk_acts.take_ahead(office, CYCLE, "draft", by=carys, at=at)

    with reading(office.engine) as session:
        assert cycles.flags(session, cycles.require(session, CYCLE))


@pytest.mark.parametrize(
    ("stage", "act"),
    [
        (Stage.PLANNED, "lock"),
        (Stage.PLANNED, "publish"),
        (Stage.COLLECTING, "open"),
        (Stage.COLLECTING, "draft"),
        (Stage.DRAFTING, "publish"),
        (Stage.AWAITING_SIGN_OFF, "publish"),
        (Stage.APPROVED, "ask"),
        (Stage.PUBLISHED, "publish"),
    ],
)
def test_what_is_not_legal_is_refused_and_changes_nothing(office: Office, carys: str, stage: Stage, act: str) -> None:
    at = bring_to(office, carys, stage)
    before = (trail(office), len(notices(office)))

    with pytest.raises(WrongStage):
        desk_acts.take_ahead(office, CYCLE, act, by=carys, at=at)

    assert the_cycle(office).stage is stage
    assert (trail(office), len(notices(office))) == before


def test_only_an_officer_acts_ahead_of_time(office: Office) -> None:
    with reading(office.engine) as session:
        director = people.with_role(session, Role.DIRECTOR)[0].reference

    with pytest.raises(NotYourTurn, match="is not officer"):
        desk_acts.take_ahead(office, CYCLE, "open", by=director, at=OPENED)

    assert the_cycle(office).stage is Stage.PLANNED


def test_mending_after_the_sign_off_asks_for_a_new_one(office: Office, carys: str) -> None:
    at = bring_to(office, carys, Stage.APPROVED)

    version = mend_papers(office, CYCLE, by=carys, at=at)

    assert version == 2
    assert the_cycle(office).stage is Stage.AWAITING_SIGN_OFF
    with reading(office.engine) as session:
        states = {(paper.version, paper.state) for paper in session.exec(select(Paper))}
    assert states == {(1, "superseded"), (2, "drafted")}


def test_a_nudge_goes_once_a_day_to_those_who_are_silent(office: Office, carys: str) -> None:
    at = bring_to(office, carys, Stage.COLLECTING)
    with reading(office.engine) as session:
        silent = telling.silent_people(session, cycles.require(session, CYCLE))

    one = desk_acts.nudge(office, CYCLE, [silent[0].reference], by=carys, at=at)
    rest = desk_acts.nudge(office, CYCLE, by=carys, at=at + timedelta(hours=2))
    tomorrow = desk_acts.nudge(office, CYCLE, by=carys, at=at + timedelta(days=1))

    assert (one.told, one.already) == (1, 0)
    assert (rest.told, rest.already) == (len(silent) - 1, 1)
    assert (tomorrow.told, tomorrow.already) == (len(silent), 0)


def test_a_nudge_is_refused_once_answers_are_closed(office: Office, carys: str) -> None:
    at = bring_to(office, carys, Stage.LOCKED)

    with pytest.raises(WrongStage, match="Ring them"):
        desk_acts.nudge(office, CYCLE, by=carys, at=at)


def test_an_answer_for_an_owner_stands_in_their_name_and_as_written_down_by_the_officer(
    office: Office, carys: str
) -> None:
    at = bring_to(office, carys, Stage.COLLECTING)
    answer = AnswerGiven(status=DeliveryStatus.ON_TRACK, narrative="Both posts are filled.")
    with reading(office.engine) as session:
        action, owner = desk_acts.whom_asked(session, cycles.require(session, CYCLE), "S1" if _asked(session) else "S2")

    for _ in range(2):
        desk_acts.answer_for_owner(
            office, CYCLE, action.reference, answer, how="phone", once="a double click", by=carys, at=at
        )

    with reading(office.engine) as session:
        update = session.exec(select(Update)).one()
    taken_down = [row for row in trail(office) if row.verb == "answer taken down"]
    assert (update.said_by_id, update.recorded_by, update.late) == (owner.id, carys, False)
    assert [(row.by, row.detail) for row in taken_down] == [(carys, {"update": update.id, "how": "phone"})]


def _asked(session: Session) -> bool:
    try:
        desk_acts.whom_asked(session, cycles.require(session, CYCLE), "S1")
    except RecordError:
        return False
    return True


def test_a_cycle_is_cancelled_with_a_reason_and_only_so(office: Office, carys: str) -> None:
    at = bring_to(office, carys, Stage.COLLECTING)

    with pytest.raises(RecordError, match="Say why"):
        desk_acts.cancel_cycle(office, CYCLE, "  ", by=carys, at=at)
    desk_acts.cancel_cycle(office, CYCLE, "The board was merged.", by=carys, at=at)

    assert (the_cycle(office).stage, the_cycle(office).cancelled_because) == (Stage.CANCELLED, "The board was merged.")
    assert any(notice.kind == "cycle_cancelled" for notice in notices(office))


def test_a_late_paper_is_explained_until_it_is_out(office: Office, carys: str) -> None:
    at = bring_to(office, carys, Stage.APPROVED)

    desk_acts.explain_lateness(office, CYCLE, "The audit came on Friday.", by=carys, at=at)
    kept = the_cycle(office).late_item_reason
    desk_acts.take_ahead(office, CYCLE, "publish", by=carys, at=at)

    assert kept == "The audit came on Friday."
    with pytest.raises(WrongStage, match="no longer"):
        desk_acts.explain_lateness(office, CYCLE, "Too late.", by=carys, at=at)
