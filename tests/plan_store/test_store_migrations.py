"""The store's version: migrations make exactly the tables, twice is once, and a store of another version is named."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect
from sqlmodel import SQLModel
from stores import SMALL_PLAN, a_town, dump, verbs_of

from governance.errors import ConfigError, RecordError
from plan_store import people
from plan_store.database import Engine, transaction
from plan_store.migrating import MIGRATIONS, check_version, migrate


def alembic(engine: Engine, act: str, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.execution_options(writes=True).connect() as connection:
        config.attributes["connection"] = connection
        getattr(command, act)(config, revision)
        connection.commit()


def tables_in(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def test_the_migrations_make_exactly_the_tables_of_this_version(bare_store: Engine) -> None:
    migrate(bare_store)

    with bare_store.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, SQLModel.metadata)

    assert differences == []
    assert tables_in(bare_store) == set(SQLModel.metadata.tables)


def test_migrating_twice_is_migrating_once(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session, SMALL_PLAN)
    before = dump(store)

    migrate(store)

    assert dump(store) == before
    check_version(store)


def test_the_migrations_have_one_newest_version() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))

    assert len(ScriptDirectory.from_config(config).get_heads()) == 1


def test_an_empty_store_is_named_with_the_command_that_mends_it(bare_store: Engine) -> None:
    with pytest.raises(
        ConfigError, match=r"The plan store is empty and this program needs version \d{4}\. Run “cleardays migrate”\."
    ):
        check_version(bare_store)


def test_a_store_of_another_version_is_named_with_the_command_that_mends_it(bare_store: Engine) -> None:
    migrate(bare_store)
    with bare_store.execution_options(writes=True).connect() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
        connection.commit()

    with pytest.raises(
        ConfigError, match=r"The plan store is of version 0000 and this program needs version \d{4}\. Run “cleardays"
    ):
        check_version(bare_store)


def test_a_store_can_go_back_to_nothing_and_come_up_again(bare_store: Engine) -> None:
    migrate(bare_store)
    with transaction(bare_store) as session:
        a_town(session)

    alembic(bare_store, "downgrade", "base")
    left = tables_in(bare_store)
    migrate(bare_store)
    with transaction(bare_store) as session:
        a_town(session)

    assert left == set()
    assert tables_in(bare_store) == set(SQLModel.metadata.tables)
    assert "plan loaded" in verbs_of(bare_store)


def test_writing_into_a_store_without_tables_says_to_migrate(bare_store: Engine) -> None:
    with (
        pytest.raises(RecordError, match=r"empty or of an older version\. Run “cleardays migrate” first\."),
        transaction(bare_store) as session,
    ):
        people.find(session, "Amara Osei")
