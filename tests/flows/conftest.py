"""Where a test's store may be: a file, or a database of its own on the PostgreSQL that the environment names."""

from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import make_url


@pytest.fixture
def store_address(request, tmp_path):
    """kind → an address of an empty store; PostgreSQL databases are dropped at the end."""
    made: list[tuple[str, str]] = []

    def address(kind: str) -> str:
        if kind == "sqlite":
            return f"sqlite:///{tmp_path / 'plan.db'}"
        server = request.getfixturevalue("postgres_server")
        name = f"cleardays_{uuid4().hex[:16]}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        made.append((server, name))
        return make_url(server).set(database=name).render_as_string(hide_password=False)

    yield address
    for server, name in made:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
