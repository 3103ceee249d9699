"""Where a test's store may be: a file, or a database of its own on the PostgreSQL that the environment names."""

import os
import uuid

import psycopg
import pytest

POSTGRES = os.environ.get("CLEARDAYS_TEST_POSTGRES", "")


@pytest.fixture
def store_address(tmp_path):
    """kind → an address of an empty store; PostgreSQL databases are dropped at the end."""
    made: list[str] = []

    def address(kind: str) -> str:
        if kind == "sqlite":
            return f"sqlite:///{tmp_path / 'plan.db'}"
        if not POSTGRES:
            if os.environ.get("CI") == "true":
                pytest.fail("CLEARDAYS_TEST_POSTGRES names no PostgreSQL, and with CI=true nothing may be skipped")
            pytest.skip("no PostgreSQL: set CLEARDAYS_TEST_POSTGRES to an address like postgresql://user@host/name")
        name = f"cleardays_test_{uuid.uuid4().hex[:12]}"
        with psycopg.connect(POSTGRES, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        made.append(name)
        return f"{POSTGRES.rpartition('/')[0]}/{name}"

    yield address
    for name in made:
        with psycopg.connect(POSTGRES, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
