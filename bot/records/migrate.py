"""Brings a database to the schema of this release, or refuses one that a newer release made."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from bot.errors import Misconfigured
from bot.records.database import Database

_SCRIPTS = Path(__file__).parent / "migrations"
ADVISORY_LOCK = 7_316_092  # any number, the same in every replica
_one_at_a_time = threading.Lock()  # Alembic keeps its context in a module


def migrate(database: Database) -> None:
    """Run the missing migrations, all or none; replicas that start together wait for one another.

    Misconfigured where the schema is none of ours; NotStored where the database fails.
    """
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    with database.connection() as connection:
        if _is_current(connection, scripts, database):
            return
    with _one_at_a_time, database.connection() as connection, _exclusive(connection, database):
        if not _is_current(connection, scripts, database):
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    database.close()  # SQLAlchemy 1.4 takes a connection back from a transaction without its autocommit: start afresh


def _is_current(connection: Connection, scripts: ScriptDirectory, database: Database) -> bool:
    found = MigrationContext.configure(connection).get_current_heads()
    known = {script.revision for script in scripts.walk_revisions()}
    unknown = [revision for revision in found if revision not in known]
    if unknown:
        fault = f"its schema {unknown[0]} is unknown here, this release knows up to {scripts.get_current_head()}"
        raise Misconfigured(repr(database), fault, "run the newer release that made it, or restore an older backup")
    return list(found) == scripts.get_heads()


@contextmanager
def _exclusive(connection: Connection, database: Database) -> Iterator[None]:
    """A transaction under a lock that every replica takes. SQLite's driver, in autocommit, would begin none itself."""
    if database.is_sqlite:
        statements = ["BEGIN IMMEDIATE"]
    else:
        connection.execution_options(isolation_level="READ COMMITTED")
        connection.connection.dbapi_connection.patience = None
        unhurried = ["SET LOCAL lock_timeout = 0", "SET LOCAL statement_timeout = 0"]
        statements = [*unhurried, f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"]
    with connection.begin():
        for statement in statements:
            connection.exec_driver_sql(statement)
        yield
