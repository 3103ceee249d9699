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
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool
from sqlmodel import Session

from governance.errors import ConfigError, RecordError

__all__ = ["Engine", "Session", "connect", "database_now", "of_one_moment", "reading", "transaction"]

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
        return create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True, hide_parameters=True)
    raise ConfigError(
        f"CLEARDAYS_DATABASE names {url.get_backend_name()}; the plan store runs on SQLite or PostgreSQL."
    )


def _connect_sqlite(url: URL) -> Engine:
    # The driver's own transaction handling is switched off: it would start none before DDL and end it at will.
    options: dict[str, Any] = {
        "connect_args": {"isolation_level": None, "timeout": BUSY_SECONDS},
        # Parameters are owners' words and people's addresses; they have no place in a log.
        "hide_parameters": True,
    }
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
    # SQLite's own lower() knows only A to Z, so an Émile or a Ŵyn would not be found by name.
    connection.create_function("lower", 1, _lower, deterministic=True)


def _lower(words: str | None) -> str | None:
    return None if words is None else words.lower()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """A session whose work is committed at the end of the block, or not at all. Nothing else commits."""
    with Session(engine.execution_options(writes=True), expire_on_commit=False) as session, _in_a_sentence():
        yield session
        session.commit()


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that only reads, all of it of one moment; what it read stays usable, what it changed is gone."""
    with Session(of_one_moment(engine), autoflush=False, expire_on_commit=False) as session:
        yield session


def of_one_moment(engine: Engine) -> Engine:
    """The engine, such that the reads of one transaction see one moment; on SQLite they do anyway."""
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="REPEATABLE READ")
    return engine


def database_now(session: Session) -> datetime:
    """The database's own clock: leases of several workers must not trust their hosts' clocks."""
    postgres = session.get_bind().dialect.name == "postgresql"
    read = "SELECT clock_timestamp()" if postgres else "SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')"
    value = session.connection().exec_driver_sql(read).scalar_one()
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


@contextmanager
def _in_a_sentence() -> Iterator[None]:
    """What the database says about itself, as a sentence; what it says about the rows is left as it is."""
    try:
        yield
    except DBAPIError as error:
        if isinstance(error, IntegrityError) or (sentence := _explained(error)) is None:
            raise
        raise RecordError(sentence) from error


# What SQLite says, PostgreSQL's code for the same, and the sentence.
KNOWN_FAULTS = (
    ("locked", "55P03", "The plan store was busy for half a minute, so nothing was written. Try again."),
    (
        "disk is full",
        "53100",
        "The disk of the plan store is full, so nothing was written. Free some space and try again.",
    ),
    ("readonly", "25006", "The plan store cannot be written to, so nothing was. Check its permissions."),
    ("no such table", "42P01", "The plan store is empty or of an older version. Run “cleardays migrate” first."),
    ("no such column", "42703", "The plan store is of another version. Run “cleardays migrate” first."),
)


def _explained(error: DBAPIError) -> str | None:
    """The sentence for a fault of the store itself; None for any other, which is a fault of this program."""
    said, code = str(error.orig), getattr(error.orig, "sqlstate", None)
    for words, known_code, sentence in KNOWN_FAULTS:
        if words in said or code == known_code:
            return sentence
    if isinstance(error, OperationalError):
        return f"The plan store could not be reached, so nothing was written ({said.splitlines()[0]})."
    return None
