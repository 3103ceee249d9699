"""What every test can ask for. tests/ is on the path, so `from drawn import a_position` works everywhere."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import make_url
from sqlmodel import SQLModel

from plan_store.database import Engine, connect
from plan_store.migrating import migrate

POSTGRES = "CLEARDAYS_TEST_POSTGRES"
DATABASES = ("sqlite", "postgresql")


@pytest.fixture(params=DATABASES)
def store(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An empty plan store of this version, on each database.

    The engine is the same for all tests of a worker, so that it writes its SQL once; the store is not.
    """
    engine: Engine = request.getfixturevalue(f"{request.param}_engine")
    if request.param == "sqlite":
        _put_in_place(request.getfixturevalue("migrated_file"), engine)
    else:
        _empty(engine)
    yield engine
    engine.dispose()


@pytest.fixture(params=DATABASES)
def bare_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without a single table, on each database."""
    server = "" if request.param == "sqlite" else request.getfixturevalue("postgres_server")
    address = _create_database(server) if server else f"sqlite:///{tmp_path / 'bare.db'}"
    engine = connect(address)
    yield engine
    engine.dispose()
    if server:
        _drop_database(server, address)


@pytest.fixture(scope="module")
def postgres_database(postgres_server: str) -> Iterator[str]:
    """Address of an empty database that is there for the tests of one file."""
    address = _create_database(postgres_server)
    yield address
    _drop_database(postgres_server, address)


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """Address of a database on the server that tests may use; its user must be allowed to create databases."""
    address = os.environ.get(POSTGRES, "")
    if not address:
        reason = f"{POSTGRES} names no PostgreSQL server (postgresql://user@host/name)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return address


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite store of this version, to copy."""
    path = tmp_path_factory.mktemp("stores") / "migrated.db"
    engine = connect(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def sqlite_engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return connect(f"sqlite:///{tmp_path_factory.mktemp('store') / 'plan.db'}")


@pytest.fixture(scope="session")
def postgresql_engine(postgres_server: str) -> Iterator[Engine]:
    """A PostgreSQL store of this version in a database of its own, which every worker empties before each test."""
    address = _create_database(postgres_server)
    engine = connect(address)
    migrate(engine)
    engine.dispose()
    yield engine
    _drop_database(postgres_server, address)


def _put_in_place(migrated: Path, engine: Engine) -> None:
    path = Path(str(engine.url.database))
    for old in path.parent.glob(f"{path.name}*"):
        old.unlink()
    shutil.copyfile(migrated, path)


def _create_database(server: str) -> str:
    name = f"cleardays_{uuid4().hex[:16]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _drop_database(server: str, address: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {make_url(address).database} WITH (FORCE)")


def _empty(engine: Engine) -> None:
    """Rows away, numbers from 1 again. Deleting is a hundred times faster here than TRUNCATE or a new database."""
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE auditentry DISABLE TRIGGER USER")
        for table in reversed(SQLModel.metadata.sorted_tables):
            connection.execute(table.delete())
        connection.exec_driver_sql("ALTER TABLE auditentry ENABLE TRIGGER USER")
        connection.exec_driver_sql("SELECT setval(quote_ident(sequencename), 1, false) FROM pg_sequences")
