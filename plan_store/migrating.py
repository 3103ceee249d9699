"""Bring a store to the version of this program. It knows nothing of what the tables mean."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from governance.errors import ConfigError

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(engine: Engine) -> None:
    """Create or upgrade the tables, each migration in a transaction of its own. Run twice, it changes nothing."""
    with engine.execution_options(writes=True).connect() as connection:
        command.upgrade(_config(connection), "head")
        connection.commit()


def check_version(engine: Engine) -> None:
    """Raises ConfigError where the store is of another version than this program."""
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
        wanted = ScriptDirectory.from_config(_config(connection)).get_current_head()
    if found != wanted:
        state = f"of version {found}" if found else "empty"
        raise ConfigError(
            f"The plan store is {state} and this program needs version {wanted}. Run “cleardays migrate”."
        )


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
