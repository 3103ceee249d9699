"""Spreadsheets between their upload and their loading."""

from datetime import timedelta

import pytest
from stores import AT, a_town

from governance.errors import RecordError
from plan_store import mappings, uploads
from plan_store.database import Engine, transaction

BY = {"by": "P-003", "at": AT}


def test_a_file_is_kept_byte_for_byte_and_changes_nothing_of_the_plan(store: Engine) -> None:
    with transaction(store) as session:
        upload = uploads.keep(session, "plan.xlsx", b"PK\x00\xff", a_town(session).carys, **BY)
        session.expire_all()

        assert upload.content == b"PK\x00\xff"
        assert (upload.loaded_at, upload.dropped_at, upload.mapping) == (None, None, {})


def test_a_file_that_waits_is_not_kept_a_second_time_and_one_that_was_loaded_is(store: Engine) -> None:
    with transaction(store) as session:
        carys = a_town(session).carys
        first = uploads.keep(session, "plan.xlsx", b"PK", carys, **BY)
        second = uploads.keep(session, "plan.xlsx", b"PK", carys, **BY)
        uploads.mark_loaded(session, first, **BY)
        third = uploads.keep(session, "plan.xlsx", b"PK", carys, **BY)

    assert first.id == second.id
    assert third.id != first.id


def test_a_file_is_loaded_once(store: Engine) -> None:
    with transaction(store) as session:
        upload = uploads.keep(session, "plan.xlsx", b"PK", a_town(session).carys, **BY)
        uploads.mark_loaded(session, upload, **BY)

        for act in (uploads.mark_loaded, uploads.drop):
            with pytest.raises(RecordError, match="loaded already"):
                act(session, upload, **BY)


def test_a_dropped_file_is_not_loaded_until_it_is_taken_back(store: Engine) -> None:
    with transaction(store) as session:
        upload = uploads.keep(session, "plan.xlsx", b"PK", a_town(session).carys, **BY)
        uploads.drop(session, upload, **BY)
        with pytest.raises(RecordError, match="was dropped"):
            uploads.mark_loaded(session, upload, **BY)
        uploads.take_back(session, upload, **BY)
        uploads.mark_loaded(session, upload, by="P-003", at=AT + timedelta(hours=1))

        assert upload.loaded_at == AT + timedelta(hours=1)


def test_an_earlier_file_comes_again_with_the_meanings_its_headings_had(store: Engine) -> None:
    with transaction(store) as session:
        town = a_town(session)
        earlier = uploads.keep(session, "plan.xlsx", b"PK", town.carys, **BY)
        uploads.give_meanings(session, earlier, {"Whose": "owner"}, **BY)
        uploads.mark_loaded(session, earlier, **BY)

        again = uploads.take_again(session, earlier, town.dev, **BY)

        assert (again.content, again.mapping, again.loaded_at) == (b"PK", {"Whose": "owner"}, None)
        assert [upload.id for upload, _ in uploads.every(session)] == [again.id, earlier.id]


def test_the_list_of_uploads_leaves_their_bytes_in_the_store(store: Engine) -> None:
    with transaction(store) as session:
        uploads.keep(session, "plan.xlsx", b"PK", a_town(session).carys, **BY)
    with transaction(store) as session:
        ((upload, _),) = uploads.every(session)

        assert "content" not in vars(upload)
        assert upload.name == "plan.xlsx"


def test_every_write_moves_the_moment_of_the_store(store: Engine) -> None:
    with transaction(store) as session:
        town = a_town(session)
        before = uploads.moment_of_store(session)
        same = uploads.moment_of_store(session)
        uploads.keep(session, "plan.xlsx", b"PK", town.carys, **BY)

        assert before == same < uploads.moment_of_store(session)


def test_a_heading_that_is_forgotten_is_no_longer_confirmed(store: Engine) -> None:
    with transaction(store) as session:
        mappings.confirm(session, {"Whose": "owner", "When": "due"}, **BY)

        assert mappings.forget(session, "Whose", **BY) == "owner"
        assert mappings.forget(session, "Whose", **BY) is None
        assert [row.heading for row in mappings.every(session)] == ["When"]
