"""`Records`: a conversation (or thread, account, session) is one encrypted row, read once and written once a turn."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from sqlalchemy import Table, bindparam, delete, insert, select, update
from sqlalchemy.engine import Connection, Row
from sqlalchemy.exc import IntegrityError

from bot.errors import Conflict, Erased, NotStored, UnknownConversation, Unreadable
from bot.records.content import pack, unpack
from bot.records.database import CONNECTIONS, Database
from bot.records.keys import Keys
from bot.records.migrate import migrate
from bot.records.schema import conversation
from bot.records.tallies import Cell, add

logger = logging.getLogger(__name__)

Also = Callable[[Connection], None]
_ID = re.compile("[0-9a-f]{32}")  # nothing else reaches the database: drivers choke on NUL and on half a surrogate
TOMBSTONES_STAY = timedelta(days=30)  # then "erased" becomes "unknown", and the table stays small
SWEPT_AT_ONCE = 500
"""Rows that one statement of the sweep erases or deletes: after a long pause all at once would outlast its timeout."""


@dataclass(frozen=True)
class Record:
    """A record as it was read or written; `content` stays out of its repr, and so out of every log."""

    id: str
    version: int
    content: dict[str, Any] = field(repr=False)
    last_activity: datetime


class Records:
    """The records of one kind in SQLite or PostgreSQL. May be used from many threads; a call takes about a millisecond.

    Every failure of the database, the disk or the key is a NotStored: no call reports success without having had it.
    """

    def __init__(
        self,
        url: str,
        keys: Keys,
        *,
        clock: Callable[[], datetime],
        retention: timedelta | None = timedelta(hours=24),
        patience: timedelta = timedelta(seconds=2),
        connections: int = CONNECTIONS,
    ) -> None:
        """Open the database and bring its schema up to date.

        `clock` gives aware times; `retention` is how long a record may be idle (None: as long as nobody erases it),
        `patience` how long a call may wait for a lock, `connections` how many may be open at once. Misconfigured for a
        bad address or a newer release's schema.
        """
        database = Database(url, patience, connections)
        migrate(database)
        self._take(database, keys, clock, conversation, retention)

    def of_kind(self, table: Table, retention: timedelta | None) -> Records:
        """The records of another kind (a table of the schema) in the same database, under the same keys and clock."""
        other = Records.__new__(Records)
        other._take(self._database, self._keys, self._clock, table, retention)
        return other

    def _take(
        self, database: Database, keys: Keys, clock: Callable[[], datetime], table: Table, retention: timedelta | None
    ) -> None:
        self._database, self._keys, self._clock = database, keys, clock
        self._table, self._retention = table, retention
        of_id = table.c.id == bindparam("of_id")  # made once: building the two statements of a turn costs like a query
        self._select = select(table).where(of_id)
        self._replace = update(table).where(of_id, table.c.version == bindparam("of_version"))
        self._scrub_due = not self._database.scrub()  # a killed process may have left erased rows in the log

    @property
    def name(self) -> str:
        """The kind of its records: conversation, thread, account, session, complaint."""
        return str(self._table.name)

    @property
    def database(self) -> Database:
        """What the records lie in, for the audit log and the counts beside them."""
        return self._database

    @property
    def retention(self) -> timedelta | None:
        """How long a record may be idle before it is erased; the notice says so to the citizen. None: for ever."""
        return self._retention

    def create(self, content: dict[str, Any], counts: Mapping[Cell, int] | None = None) -> Record:
        """Store a new conversation under a random id, and what it adds to the counts. TooLarge, NotStored."""
        record = self._record(secrets.token_hex(16), 1, content)
        with self._database.transaction() as connection:
            connection.execute(insert(self._table).values(id=record.id, **self._columns(record)))
            add(connection, counts or {})
        return record

    def claim(self, id: str, content: dict[str, Any], also: Also | None = None) -> Record:
        """Store under an id that the caller derived (32 hexadecimal digits), in a tombstone's place too.

        `also` writes more in the same transaction. Conflict where it lives; ValueError for another form of id;
        TooLarge, NotStored.
        """
        if not _ID.fullmatch(id):
            raise ValueError("an id is 32 hexadecimal digits in lower case")
        record = self._record(id, 1, content)
        columns = {"erased_at": None, **self._columns(record)}
        dead = (self._table.c.id == id, self._table.c.erased_at.is_not(None))
        with self._database.transaction() as connection:
            if not connection.execute(update(self._table).where(*dead).values(**columns)).rowcount:
                try:
                    connection.execute(insert(self._table).values(id=id, **columns))
                except IntegrityError:
                    raise Conflict from None
            if also is not None:
                also(connection)
        return record

    def read(self, id: str) -> Record:
        """The conversation as last stored. UnknownConversation, Erased (also when too old), Unreadable, NotStored."""
        row = self._row(id)
        if row.last_activity <= self._cutoff():
            self._bury(self._table.c.id == id, self._table.c.last_activity <= self._cutoff())
            raise Erased
        return self._opened(row)

    def all(self) -> Iterator[Record]:
        """Every live record that is not too old, in no order. Unreadable, NotStored."""
        live = (self._table.c.erased_at.is_(None), self._table.c.last_activity > self._cutoff())
        with self._database.connection() as connection:
            rows = connection.execute(select(self._table).where(*live)).all()
        yield from map(self._opened, rows)

    def reseal(self) -> int:
        """Encrypts anew, under the newest key, what lies under an older one; gives the number. Changes nothing else.

        A record that is written meanwhile is sealed by that write; Unreadable where a key is missing, and what was
        resealed until then stays so.
        """
        live = select(self._table.c.id).where(self._table.c.erased_at.is_(None))
        with self._database.connection() as connection:
            ids = [row.id for row in connection.execute(live)]
        count = sum(self._reseal(id) for id in ids)
        self._scrub()
        return count

    def _reseal(self, id: str) -> bool:
        with self._database.connection() as connection:
            row = connection.execute(select(self._table).where(self._table.c.id == id)).one_or_none()
        if row is None or row.ciphertext is None or self._keys.is_newest(row.ciphertext):
            return False
        binding = self._binding(id, row.version)
        sealed = self._keys.seal(self._keys.open(row.ciphertext, binding), binding)
        unchanged = (self._table.c.id == id, self._table.c.version == row.version)
        with self._database.connection() as connection:
            return bool(connection.execute(update(self._table).where(*unchanged).values(ciphertext=sealed)).rowcount)

    def _opened(self, row: Row) -> Record:
        content = unpack(self._keys.open(row.ciphertext, self._binding(row.id, row.version)))
        return Record(row.id, row.version, content, datetime.fromtimestamp(row.last_activity, timezone.utc))

    def write(
        self,
        record: Record,
        content: dict[str, Any],
        counts: Mapping[Cell, int] | None = None,
        also: Also | None = None,
    ) -> Record:
        """Store the next version, if `record` is still the last one, and only with it what it adds to the counts.

        `also` writes more in the same transaction, under the same condition.
        Conflict where another write came first; Erased, UnknownConversation, TooLarge, NotStored.
        """
        following = self._record(record.id, record.version + 1, content)
        unchanged = {"of_id": record.id, "of_version": record.version}
        columns = self._columns(following)
        with self._database.transaction() as connection:
            done = connection.execute(self._replace, {**unchanged, **columns})
            if done.rowcount == 1:
                add(connection, counts or {})
                if also is not None:
                    also(connection)
        if done.rowcount != 1:
            self._row(record.id)
            raise Conflict
        return following

    def erase(self, id: str) -> str:
        """Leave nothing but a tombstone: "erased", or "absent" where nothing was left to erase. NotStored."""
        return "erased" if _ID.fullmatch(id) and self._bury(self._table.c.id == id) else "absent"

    def expire(self) -> int:
        """Erase what was idle for the retention or longer, and old tombstones; gives the number erased. NotStored.

        Two replicas that sweep at once share the rows: neither waits for the other, and each row is counted once.
        """
        count = 0
        while buried := self._bury(self._table.c.id.in_(self._swept(self._table.c.last_activity <= self._cutoff()))):
            count += buried
        old = self._now() - int(TOMBSTONES_STAY.total_seconds())
        swept = delete(self._table).where(self._table.c.id.in_(self._swept(self._table.c.erased_at <= old)))
        with self._database.connection() as connection:
            while connection.execute(swept).rowcount:
                continue
        return count

    def _swept(self, which: Any) -> Any:
        """The ids of some of these rows, without those that another replica has in hand."""
        return select(self._table.c.id).where(which).limit(SWEPT_AT_ONCE).with_for_update(skip_locked=True)

    def probe(self) -> None:
        """Write a row, read it back and remove it, unseen by anybody else. NotStored (or its kin) where any fails."""
        record = self._record(secrets.token_hex(16), 1, {"probe": secrets.token_hex(8)})
        own = self._table.c.id == record.id
        with self._database.transaction() as connection:
            connection.execute(insert(self._table).values(id=record.id, **self._columns(record)))
            if self._opened(connection.execute(select(self._table).where(own)).one()).content != record.content:
                raise Unreadable("the database gave back something else")
            connection.execute(delete(self._table).where(own))

    def close(self) -> None:
        """Let go of the database, for a clean shutdown."""
        self._database.close()

    def _row(self, id: str) -> Row:
        """The live row. UnknownConversation, Erased, NotStored."""
        if not _ID.fullmatch(id):
            raise UnknownConversation
        with self._database.connection() as connection:
            row = connection.execute(self._select, {"of_id": id}).one_or_none()
        if row is None:
            raise UnknownConversation
        if row.erased_at is not None:
            raise Erased
        return row

    def _bury(self, *which: Any) -> int:
        """Turn live rows into tombstones and clear their traces; gives their number."""
        tombstone = {"version": 0, "last_activity": None, "erased_at": self._now(), "ciphertext": None}
        live = self._table.c.erased_at.is_(None)
        with self._database.connection() as connection:
            count: int = connection.execute(update(self._table).where(live, *which).values(**tombstone)).rowcount
        if count or self._scrub_due:
            self._scrub()
        return count

    def _scrub(self) -> None:
        """The rows are erased by now; a log that a reader holds is emptied by a later call, `expire` at the latest."""
        try:
            self._scrub_due = not self._database.scrub()
        except NotStored:
            self._scrub_due = True
        if self._scrub_due:
            logger.warning("the write-ahead log could not be emptied after an erasure; trying again later")

    def _record(self, id: str, version: int, content: dict[str, Any]) -> Record:
        return Record(id, version, content, datetime.fromtimestamp(self._now(), timezone.utc))

    def _columns(self, record: Record) -> dict[str, Any]:
        sealed = self._keys.seal(pack(record.content), self._binding(record.id, record.version))
        return {
            "version": record.version,
            "last_activity": int(record.last_activity.timestamp()),
            "ciphertext": sealed,
        }

    def _now(self) -> int:
        return int(self._clock().timestamp())

    def _cutoff(self) -> int:
        """Records last used at this second or before are too old."""
        return self._now() - int(self._retention.total_seconds()) if self._retention else -1

    def _binding(self, id: str, version: int) -> str:
        """What a ciphertext is bound to, so that no row can be passed off as another or as an earlier self."""
        return f"{self.name} {id} {version}"
