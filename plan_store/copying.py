"""A copy of the whole store in memory, for rehearsals. It knows nothing of what is rehearsed."""

from sqlalchemy import Engine, insert, select
from sqlmodel import SQLModel

from plan_store.database import connect, of_one_moment
from plan_store.migrating import migrate

# Nothing refers to these, and they hold whole files.
BULKY = frozenset({"paperfile", "evidencefile", "planupload"})


def copy_in_memory(engine: Engine) -> Engine:
    """Every row of every table, in an SQLite store in memory; the bytes of papers and of files are left behind."""
    copy = connect("sqlite://")
    migrate(copy)
    with of_one_moment(engine).connect() as source, copy.execution_options(writes=True).connect() as target:
        # Rows refer to others of their own table, so references are checked once all are there.
        target.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        for table in SQLModel.metadata.sorted_tables:
            if table.name not in BULKY and (rows := source.execute(select(table)).mappings().all()):
                target.execute(insert(table), [dict(row) for row in rows])
        target.commit()
    return copy
