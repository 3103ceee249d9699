"""The one door to the database: all or nothing, nobody's work lost to another, and faults told in sentences."""

from threading import Event

import pytest
from sqlalchemy import event, func
from sqlalchemy.exc import IntegrityError
from sqlmodel import select
from stores import AT, BY, a_cycle, a_town, all_of, an_update, dump, in_one, together, verbs_of

from governance.errors import ConfigError, RecordError
from governance.terms import Stage
from plan_store import cycles, people
from plan_store.database import Engine, Session, connect, database_now, reading, transaction
from plan_store.tables import Cycle, CycleMark, Person, Update


class PowerCut(Exception):
    """Whatever may go wrong in the middle."""


def cut_the_power(session: Session) -> None:
    session.flush()
    raise PowerCut


def test_a_fault_in_the_middle_leaves_nothing(store: Engine) -> None:
    before = dump(store)

    with pytest.raises(PowerCut):
        in_one(store, a_town, lambda session: a_cycle(session, Stage.PUBLISHED), cut_the_power)

    assert dump(store) == before


def test_what_the_rows_refuse_leaves_nothing_either(store: Engine) -> None:
    before = dump(store)

    def add_a_second_amara(session: Session) -> None:
        session.add(Person(reference="P-001", name="Somebody else"))

    with pytest.raises(IntegrityError):
        in_one(store, a_town, add_a_second_amara)

    assert dump(store) == before


def test_a_reference_to_a_row_that_is_not_there_is_refused(store: Engine) -> None:
    with pytest.raises(IntegrityError), transaction(store) as session:
        session.add(CycleMark(cycle_id=4711, step="open_cycle", occurrence=1, at=AT))


def test_what_is_changed_while_reading_is_not_kept(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
    before = dump(store)

    with reading(store) as session:
        people.describe(session, people.require(session, "Amara Osei"), by=BY, at=AT, name="Somebody else")

    assert dump(store) == before


def test_what_was_read_stays_usable_after_the_block(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)

    with reading(store) as session:
        amara = people.require(session, "P-001")

    assert amara.name == "Amara Osei"


def test_two_at_once_lose_none_of_a_hundred_updates(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        reference = a_cycle(session).reference

    def fifty(writer: int) -> None:
        """Each reads how many there are, and writes the next number."""
        for n in range(50):
            with transaction(store) as session:
                cycle = cycles.hold_still(session, reference)
                there = session.exec(select(func.count()).select_from(Update)).one()
                cycle.late_item_reason = f"{int(cycle.late_item_reason or 0) + 1}"
                session.add(cycle)
                an_update(session, cycle, "S1", once=f"{writer}/{n}", percent=there)

    together(fifty, [1, 2])

    with reading(store) as session:
        assert [update.percent for update in all_of(session, Update)] == list(range(100))
        assert cycles.require(session, reference).late_item_reason == "100"


def test_a_reader_waits_for_no_writer_and_sees_nothing_half_done(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)

    with transaction(store) as writer:
        people.add(writer, "Grace Tembo", by=BY, at=AT)
        writer.flush()
        with reading(store) as session:
            seen = people.find(session, "Grace Tembo")

    with reading(store) as session:
        assert seen is None
        assert people.find(session, "Grace Tembo") is not None


def test_all_that_is_read_in_one_block_is_of_one_moment(store: Engine) -> None:
    with reading(store) as session:
        before = all_of(session, Person)
        with transaction(store) as writer:
            people.add(writer, "Grace Tembo", by=BY, at=AT)
        after = all_of(session, Person)

    assert before == after == []


def test_a_cycle_held_still_waits_for_whoever_holds_it(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        reference = a_cycle(session, Stage.LOCKED).reference
    held = Event()
    stages: list[Stage] = []

    def hold_and_move_on() -> None:
        with transaction(store) as session:
            cycle = cycles.hold_still(session, reference)
            held.set()
            cycle.stage = Stage.CANCELLED
            session.add(cycle)

    def look_when_free() -> None:
        assert held.wait(30)
        with transaction(store) as session:
            stages.append(cycles.hold_still(session, reference).stage)

    together(lambda act: act(), [hold_and_move_on, look_when_free])

    assert stages == [Stage.CANCELLED]


def test_holding_still_shows_what_others_have_written_since_it_was_read(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        reference = a_cycle(session, Stage.LOCKED).reference

    with reading(store) as session:
        read = cycles.require(session, reference)
        assert read.stage is Stage.LOCKED

    with transaction(store) as session:
        mine = session.merge(read)
        with pytest.raises(RecordError, match="There is no cycle “nowhere-2026-03-10”"):
            cycles.hold_still(session, "nowhere-2026-03-10")
        session.connection().execute(Cycle.__table__.update().values(stage="cancelled"))  # type: ignore[attr-defined]
        assert cycles.hold_still(session, reference) is mine
        assert mine.stage is Stage.CANCELLED


def test_the_database_tells_its_own_time_with_its_zone(store: Engine) -> None:
    with reading(store) as session:
        first, second = database_now(session), database_now(session)

    assert first.utcoffset() is not None
    assert first <= second


def test_an_instant_without_a_time_zone_is_refused(store: Engine) -> None:
    with pytest.raises(Exception, match="has no time zone"), transaction(store) as session:
        people.add(session, "Amara Osei", by=BY, at=AT.replace(tzinfo=None))


def test_a_store_that_stays_busy_says_so_and_keeps_nothing(store: Engine) -> None:
    impatient = connect(store.url.render_as_string(hide_password=False))
    impatience = "PRAGMA busy_timeout=20" if store.dialect.name == "sqlite" else "SET lock_timeout = '20ms'"
    with transaction(store) as session:
        a_town(session)
        reference = a_cycle(session).reference

    with transaction(store) as holder:
        cycles.hold_still(holder, reference)
        event.listen(impatient, "connect", lambda connection, _: _run(connection, impatience))
        with (
            pytest.raises(RecordError, match=r"busy for half a minute, so nothing was written\. Try again\."),
            transaction(impatient) as session,
        ):
            cycles.hold_still(session, reference)
    impatient.dispose()


def test_a_store_that_cannot_be_written_to_says_so(store: Engine) -> None:
    address = store.url.render_as_string(hide_password=False)
    frozen = connect(address)
    freeze = "PRAGMA query_only=ON" if store.dialect.name == "sqlite" else "SET default_transaction_read_only = on"
    event.listen(frozen, "connect", lambda connection, _: _run(connection, freeze))

    with pytest.raises(RecordError, match=r"cannot be written to, so nothing was"), transaction(frozen) as session:
        people.add(session, "Grace Tembo", by=BY, at=AT)

    frozen.dispose()
    assert verbs_of(store) == []


def test_a_store_that_is_not_there_says_it_could_not_be_reached() -> None:
    nowhere = connect("postgresql://nobody@127.0.0.1:1/nothing")

    with pytest.raises(RecordError, match=r"could not be reached, so nothing was written \(.*connection"):
        _first_person(nowhere)

    nowhere.dispose()


def test_a_fault_of_the_program_is_not_dressed_up_as_one_of_the_store(store: Engine) -> None:
    twins = [Person(reference="database is locked", name="readonly") for _ in range(2)]

    with pytest.raises(IntegrityError):
        in_one(store, lambda session: session.add_all(twins))


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("var/plan.db", "CLEARDAYS_DATABASE is not a database address"),
        ("mysql://root@127.0.0.1/plan", "names mysql; the plan store runs on SQLite or PostgreSQL"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_with_what_to_write(address: str, sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence):
        connect(address)


def _first_person(engine: Engine) -> Person | None:
    with transaction(engine) as session:
        return people.find(session, "P-001")


def _run(connection: object, statement: str) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute(statement)
    cursor.close()
    connection.commit()  # type: ignore[attr-defined]
