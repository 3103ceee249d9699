"""A rehearsal's copy: the same rows whatever the database, without the bytes of papers, and with a life of its own."""

from collections.abc import Iterator

import pytest
from store_verbs import a_scene
from stores import AT, BY, SECRET, a_cycle, dump, go_on

from governance.terms import Stage
from plan_store import audit, cycles, links, people
from plan_store.copying import copy_in_memory
from plan_store.database import Engine, reading, transaction
from plan_store.migrating import check_version
from plan_store.tables import AccessLink


@pytest.fixture
def copy(store: Engine) -> Iterator[Engine]:
    with transaction(store) as session:
        scene = a_scene(session)
        people.describe(session, scene.town.amara, by=BY, at=AT, deputy_id=scene.town.elin.id)
    engine = copy_in_memory(store)
    yield engine
    engine.dispose()


def test_a_copy_has_every_row_but_the_bytes_of_papers(store: Engine, copy: Engine) -> None:
    original, copied = dump(store), dump(copy)

    assert copied.pop("paperfile") == []
    assert original.pop("paperfile") != []
    assert copied == original
    assert sum(bool(rows) for rows in copied.values()) > 20


def test_what_happens_in_a_copy_does_not_happen_in_the_store(store: Engine, copy: Engine) -> None:
    before = dump(store)

    with transaction(copy) as session:
        (cycle,) = cycles.running(session)
        go_on(session, cycle, Stage.APPROVED)
        people.add(session, "Grace Tembo", by=BY, at=AT)

    assert dump(store) == before
    assert dump(copy)["person"] != before["person"]


def test_a_copy_goes_on_numbering_where_the_store_stood(store: Engine, copy: Engine) -> None:
    with transaction(copy) as session:
        grace = people.add(session, "Grace Tembo", by=BY, at=AT)

    assert (grace.id, grace.reference) == (6, "P-006")


def test_links_open_in_a_copy_as_they_do_in_the_store(store: Engine, copy: Engine) -> None:
    with reading(store) as session:
        link = session.get_one(AccessLink, 1)

    with reading(copy) as session:
        assert links.open_link(session, links.token(link, secret=SECRET), "answer", at=AT)[2].name == "Amara Osei"


def test_a_copy_is_a_store_of_this_version_whose_trail_cannot_be_changed_either(copy: Engine) -> None:
    check_version(copy)

    with reading(copy) as session:
        assert audit.story(session)
    with pytest.raises(Exception, match="the audit trail is never changed"), transaction(copy) as session:
        session.connection().exec_driver_sql("DELETE FROM auditentry")


def test_an_empty_store_has_an_empty_copy(store: Engine) -> None:
    engine = copy_in_memory(store)

    assert dump(engine) == dump(store)
    with transaction(engine) as session, pytest.raises(Exception, match="There is no plan in the plan store"):
        a_cycle(session)
    engine.dispose()
