"""The one door to the database: connect, and the only commit. It knows nothing of what is written.

SQLite is run as the figures in docs/adr/0006 ask for: WAL with full synchronisation, so that a power cut loses no
acknowledged commit, and BEGIN IMMEDIATE for every writing transaction, so that none is lost to another writer.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection as SQLiteConnection
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool
from sqlmodel import Session

from governance.errors import ConfigError, RecordError

__all__ = ["Engine", "Session", "connect", "database_now", "reading", "transaction"]

BUSY_SECONDS = 30


def connect(address: str) -> Engine:
    """An engine for an address like sqlite:///var/plan.db or postgresql://user@host/name.

    Raises ConfigError where the address cannot be used.
    """
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise ConfigError(
            "CLEARDAYS_DATABASE is not a database address. Write sqlite:///var/plan.db or postgresql://user@host/name."
        ) from error
    if url.get_backend_name() == "sqlite":
        return _connect_sqlite(url)
    if url.get_backend_name() == "postgresql":
        return create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    raise ConfigError(
        f"CLEARDAYS_DATABASE names {url.get_backend_name()}; the plan store runs on SQLite or PostgreSQL."
    )


def _connect_sqlite(url: URL) -> Engine:
    # The driver's own transaction handling is switched off: it would start none before DDL and end it at will.
    options: dict[str, Any] = {"connect_args": {"isolation_level": None, "timeout": BUSY_SECONDS}}
    if url.database in (None, "", ":memory:"):
        options |= {"poolclass": StaticPool}
        options["connect_args"]["check_same_thread"] = False
    else:
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, **options)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    assert isinstance(connection, SQLiteConnection)  # noqa: S101 - narrows the type; the listener is SQLite's alone
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """A session whose work is committed at the end of the block, or not at all. Nothing else commits."""
    with Session(engine.execution_options(writes=True), expire_on_commit=False) as session:
        try:
            yield session
            session.commit()
        except OperationalError as error:
            raise _explained(error) from error


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that only reads; what it read stays usable afterwards, and whatever it changed is gone."""
    with Session(engine, autoflush=False, expire_on_commit=False) as session:
        yield session


def database_now(session: Session) -> datetime:
    """The database's own clock: leases of several workers must not trust their hosts' clocks."""
    postgres = session.get_bind().dialect.name == "postgresql"
    read = "SELECT clock_timestamp()" if postgres else "SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')"
    value = session.connection().exec_driver_sql(read).scalar_one()
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


def _explained(error: DBAPIError) -> RecordError:
    said = str(error.orig)
    if "locked" in said:
        return RecordError("The plan store was busy for half a minute, so nothing was written. Try again.")
    if "full" in said:
        return RecordError("The disk of the plan store is full, so nothing was written. Free some space and try again.")
    if "readonly" in said:
        return RecordError("The plan store's file cannot be written to, so nothing was. Check its permissions.")
    if "no such table" in said:
        return RecordError("The plan store is empty or of an older version. Run “cleardays migrate” first.")
    return RecordError(f"The plan store could not be reached, so nothing was written ({said.splitlines()[0]}).")
