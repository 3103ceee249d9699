"""How Alembic reaches the store: on the connection that plan_store.migrating hands it."""

from alembic import context
from sqlmodel import SQLModel

import plan_store.tables  # noqa: F401 - fills the metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
