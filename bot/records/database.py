"""`Database`: connections to SQLite or PostgreSQL whose every failure is a NotStored."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from bot.errors import Misconfigured, NotStored
from bot.records.patience import Unanswered, patient
from bot.records.private_file import make_once
from bot.records.schema import SQLITE_PAGE

CONNECTIONS = 15
"""At most open at once in one process; what has none within `patience` fails."""
REST_SECONDS = 1.0
"""After a database that did not answer in time, for so long the next callers are not made to wait as well."""
_CACHE = 256
"""KiB of the database that one connection to SQLite keeps at most; 2 MiB each by itself."""
_FORMS = "write sqlite:///path/to/file or postgresql://user@host/name"


class Database:
    """One engine in autocommit: each statement of the store is a transaction of its own.

    `patience` is how long a statement may wait for a lock, and a caller for a connection; a statement may take twice as
    long. A server that says nothing is given up a second later, and the callers that follow within the next second are
    refused at once: else a server that hangs would hold all threads of this process again and again.
    """

    def __init__(self, url: str, patience: timedelta, connections: int = CONNECTIONS) -> None:
        """Misconfigured for an address that is none, or of a database that we do not support."""
        self._url = _parse(url)
        self._rests_until = 0.0
        self._patience = patience
        self.is_sqlite = self._url.get_backend_name() == "sqlite"
        self._file = Path(self._url.database or "") if self.is_sqlite else None
        self._inode: tuple[int, int] | None = None
        if self._file is not None:
            _prepare(self._file)
            self._inode = _inode(self._file)
        make = _sqlite if self.is_sqlite else _postgresql
        self.engine = make(self._url, patience, connections)
        if self.is_sqlite:
            self._use_log(patience)

    def __repr__(self) -> str:
        return f"Database({self._url!r})"  # SQLAlchemy's repr masks the password

    @contextlib.contextmanager
    def connection(self) -> Iterator[Connection]:
        """A connection for one call of the store; whatever the database or the disk raises becomes NotStored."""
        if time.monotonic() < self._rests_until:
            raise NotStored("unanswered")
        try:
            self._still_there()
            with self.engine.connect() as connection:
                yield connection
                connection.commit()  # autocommit has nothing to do; a connection that lost that mode would lie
        except (SQLAlchemyError, sqlite3.Error, OSError) as error:
            if isinstance(getattr(error, "orig", None), Unanswered):
                self._rests_until = time.monotonic() + REST_SECONDS
            raise NotStored(type(error).__name__) from error

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection whose statements are done all or none. Begun in SQL, so that the engine keeps its autocommit."""
        with self.connection() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE" if self.is_sqlite else "BEGIN")
            try:
                yield connection
                connection.exec_driver_sql("COMMIT")
            except BaseException:
                with contextlib.suppress(SQLAlchemyError, sqlite3.Error):  # the first error counts
                    connection.exec_driver_sql("ROLLBACK")
                raise

    def scrub(self) -> bool:
        """Empty SQLite's write-ahead log, where erased rows still lie; False if a reader held it, then try again.

        PostgreSQL clears dead rows itself (autovacuum).
        """
        if not self.is_sqlite:
            return True
        with self.connection() as connection:
            # It waits for readers while it holds up all writers: let that be far less than a writer's patience.
            _wait_for_locks(connection, self._patience / 10)
            try:
                row = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
            finally:
                _wait_for_locks(connection, self._patience)
        return bool(row[0] == 0)

    def copy_to(self, file: Path) -> None:
        """A copy of an SQLite database, whole while others write on, for the owner alone.

        FileExistsError, ValueError for PostgreSQL (pg_dump does that), NotStored.
        """
        if not self.is_sqlite:
            raise ValueError("not SQLite")
        if file.exists():
            raise FileExistsError(file)
        with self.connection() as connection:
            make_once(file)
            with contextlib.closing(sqlite3.connect(file)) as copy:
                connection.connection.dbapi_connection.backup(copy)

    def insert(self, table: Table) -> Any:
        """An insert that can say what happens "on conflict": each kind of database has its own."""
        return (sqlite if self.is_sqlite else postgresql).insert(table)

    def in_use(self) -> int:
        """How many connections are in use now."""
        return int(self.engine.pool.checkedout())

    def close(self) -> None:
        """Close all connections that are not in use."""
        self.engine.dispose()

    def _use_log(self, patience: timedelta) -> None:
        """Switch to the write-ahead log, which the file remembers; SQLite itself does not wait for a lock here.

        Misconfigured where it keeps another journal or page size, which it does without an error.
        """
        deadline = time.monotonic() + patience.total_seconds()
        while True:
            try:
                self._require("journal_mode=WAL", "wal")
                return self._require("page_size", SQLITE_PAGE)
            except NotStored:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.01)

    def _require(self, pragma: str, wanted: object) -> None:
        with self.connection() as connection:
            found = connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one()
        if found != wanted:
            remedy = "put the database on a local disk and let this program make it"
            raise Misconfigured(str(self._file), f"{pragma.split('=')[0]} is {found} and must be {wanted}", remedy)

    def _still_there(self) -> None:
        """SQLite writes on into a file that was deleted or replaced and reports success: look before each use."""
        if self._file is not None and _inode(self._file) != self._inode:
            raise FileNotFoundError("the database file was replaced")


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise Misconfigured("the database address", "cannot be read", _FORMS) from None
    if backend not in ("sqlite", "postgresql"):
        raise Misconfigured("the database address", f"{backend} is not supported", _FORMS)
    if backend == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise Misconfigured("the database address", "a database in memory keeps nothing", _FORMS)
    return parsed


def _prepare(file: Path) -> None:
    """Make the file before SQLite does, so that it, its log and its index are for the owner alone."""
    try:
        make_once(file)
    except OSError as error:
        remedy = "let this user write there, or give another address"
        raise Misconfigured(str(file), f"cannot be made ({error.strerror})", remedy) from None


def _inode(file: Path) -> tuple[int, int]:
    found = os.stat(file)
    return found.st_dev, found.st_ino


def _sqlite(url: URL, patience: timedelta, connections: int) -> Engine:
    """A pool of connections: closing the last one makes SQLite fold its log, which a turn should not pay for."""
    arguments = {"timeout": patience.total_seconds(), "check_same_thread": False}
    engine = _engine(url, patience, connections, arguments, poolclass=QueuePool)
    event.listen(engine, "connect", _set_pragmas)
    return engine


def _wait_for_locks(connection: Connection, patience: timedelta) -> None:
    connection.exec_driver_sql(f"PRAGMA busy_timeout={int(patience.total_seconds() * 1000)}")


def _set_pragmas(connection: sqlite3.Connection, _: Any) -> None:
    """FULL: a confirmed turn survives a power cut too, and costs one fsync; NORMAL would survive kill -9 alone.

    A small cache: every connection has its own, rows are read once, and the system keeps the file's pages anyway.
    """
    for pragma in (f"page_size={SQLITE_PAGE}", "synchronous=FULL", "secure_delete=ON", f"cache_size=-{_CACHE}"):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    connection.execute("PRAGMA temp_store=MEMORY")


def _postgresql(url: URL, patience: timedelta, connections: int) -> Engine:
    """Asks a pooled connection whether it lives, so that a restarted server needs no restarted service."""
    wait = int(patience.total_seconds() * 1000)
    arguments = {
        "connection_factory": patient(2 * patience.total_seconds() + 1),
        "keepalives_idle": 60,  # firewalls between us and the server forget connections that say nothing
        "options": f"-c lock_timeout={wait} -c statement_timeout={2 * wait}",
    }
    return _engine(url, patience, connections, arguments, pool_pre_ping=True)


def _engine(url: URL, patience: timedelta, connections: int, arguments: dict[str, Any], **options: Any) -> Engine:
    return create_engine(
        url,
        future=True,
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,  # errors must not print what was to be stored
        pool_size=connections,
        max_overflow=0,
        pool_use_lifo=True,  # what a busy moment opened lies idle after it, and stays out of the way
        pool_timeout=patience.total_seconds(),
        connect_args=arguments,
        **options,
    )
