"""The tables of records, audit log, counts, notices and levels. `migrations/versions` makes them; a test compares."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Index, LargeBinary, MetaData, String, Table
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

# SQLite keeps the first bytes of a long row (at most a page less 35) in a page shared with other rows. When rows move
# between such pages, stale copies stay behind that even secure_delete does not clear: of 800 old versions of 60 to
# 3000 bytes, up to three could still be found. The rest of a long row lies in pages of its own, which secure_delete
# zeroes as soon as they are free. A page of zeros in front keeps every byte of ciphertext out of the shared pages.
SQLITE_PAGE = 4096
_FILLER = bytes(SQLITE_PAGE)


class Sealed(TypeDecorator[bytes]):
    """Ciphertext; on SQLite one page of zeros lies in front of it in the file, and never comes out."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return _FILLER + value if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        return bytes(value)[SQLITE_PAGE:] if dialect.name == "sqlite" else bytes(value)


metadata = MetaData()


def _records(name: str) -> Table:
    """A table of encrypted, versioned rows.

    Times are whole Unix seconds: alike on every database, and no finer than erasure by age needs. Nothing but the id is
    indexed: a turn then touches one row and no second tree, and the sweep by age reads short rows only.
    A tombstone has `erased_at`, version 0 and neither last activity nor ciphertext.
    """
    return Table(
        name,
        metadata,
        Column("id", String(32), primary_key=True),
        Column("version", BigInteger, nullable=False),
        Column("last_activity", BigInteger, nullable=True),
        Column("erased_at", BigInteger, nullable=True),
        Column("ciphertext", Sealed, nullable=True),
    )


conversation = _records("conversation")
thread = _records("thread")
account = _records("account")
session = _records("session")
complaint = _records("complaint")
RECORD_TABLES = (conversation, thread, account, session, complaint)

# Who did what to which record, when; no content. `actor` and `subject` are ids of ours, `mac` chains each row to the
# one before. The database itself refuses to change a row, and to delete one that is younger than AUDIT_STAYS.
AUDIT_STAYS_SECONDS = 180 * 24 * 3600
audit = Table(
    "audit",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("actor", String(32), nullable=False),
    Column("action", String(40), nullable=False),
    Column("subject", String(80), nullable=False),
    Column("mac", String(64), nullable=False),
)

# Counts without persons: conversations that began on a day (ISO), by municipality, kind and name (ids of ours).
# Not encrypted, because nothing in a row is about one conversation; what is under five is never shown.
tally = Table(
    "tally",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("municipality", String(40), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("name", String(60), primary_key=True),
    Column("count", BigInteger, nullable=False),
)

# What must reach the staff: that something happened in a thread, and nothing of what. `key` is made of the event, so
# that one event makes one row; `due` is when it is tried next (Unix seconds), null once it is delivered.
notice = Table(
    "notice",
    metadata,
    Column("key", String(32), primary_key=True),
    Column("thread", String(32), nullable=False),
    Column("channel", String(60), nullable=False),
    Column("event", String(20), nullable=False),
    Column("urgency", String(20), nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("attempts", BigInteger, nullable=False),
    Column("due", BigInteger, nullable=True),
    Index("notice_due", "due"),
)

# Levels that all replicas share, such as receipts guessed wrong: how high (thousandths) at what time (Unix
# milliseconds); it sinks from then on. Nothing says who raised it.
level = Table(
    "level",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("height", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
)
