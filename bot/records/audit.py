"""The audit log: who did what to which record, when. Rows are only ever added, and each is chained to the one before.

It bears ids and words of ours alone, no content, and is therefore not encrypted: a rotation of keys leaves it alone.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from sqlalchemy import delete, func, insert, select
from sqlalchemy.engine import Connection, Row
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql import Select

from bot.errors import NotStored
from bot.records.database import Database
from bot.records.schema import AUDIT_STAYS_SECONDS, audit

STAYS = timedelta(seconds=AUDIT_STAYS_SECONDS)
"""The least time for which an entry is kept: the database itself refuses to delete a younger one."""
READ_AT_ONCE = 10_000
"""Lines that are held in memory while the whole log is checked."""
EXPIRED = "expire_audit"
"""The line that names the last one deleted by age, and its link: without it a log whose beginning is gone is broken."""
_TRIES = 20
_FIRST = "0" * 64


class _TakenBack(Exception):
    """Ends a transaction unconfirmed."""


@dataclass(frozen=True)
class Entry:
    """One line of the log; `subject` is a record's id, the pattern of a route, or empty."""

    seq: int
    at: datetime
    actor: str
    action: str
    subject: str


class Audit:
    """The log in the records' database. `key` chains the rows; without it nobody can forge one."""

    def __init__(self, database: Database, key: bytes, clock: Callable[[], datetime]) -> None:
        self._database, self._key, self._clock = database, key, clock
        self._one_at_a_time = threading.Lock()

    def append(self, actor: str, action: str, subject: str = "") -> None:
        """Adds a line. NotStored: then what was to be logged must not happen either."""
        with self._one_at_a_time, self._database.connection() as connection:
            for _ in range(_TRIES):  # other replicas add lines too
                if self._added(connection, actor, action, subject):
                    return
        raise NotStored("audit")

    def entries(self, *, last: int = 200, subject: str | None = None) -> list[Entry]:
        """The newest lines first, of one subject or of all. NotStored."""
        chosen = select(audit).order_by(audit.c.seq.desc()).limit(last)
        chosen = chosen.where(audit.c.subject == subject) if subject is not None else chosen
        with self._database.connection() as connection:
            return [_entry(row) for row in connection.execute(chosen)]

    def count(self, action: str, since: datetime) -> int:
        """How often something was done since then. NotStored."""
        which = (audit.c.action == action, audit.c.at >= int(since.timestamp()))
        with self._database.connection() as connection:
            return int(connection.execute(select(func.count()).select_from(audit).where(*which)).scalar_one())

    def broken(self) -> list[int]:
        """The numbers of lines that were changed, or before which one is missing; [] where the log is whole.

        A beginning that is gone by age is named by a later line. A cut-off end is not seen.
        """
        return list(self._broken())

    def expire(self, kept: timedelta) -> int:
        """Deletes lines older than `kept` (never less than STAYS); gives their number. NotStored."""
        old = int((self._clock() - max(kept, STAYS)).timestamp())
        with self._database.connection() as connection:
            young = connection.execute(select(func.min(audit.c.seq)).where(audit.c.at >= old)).scalar_one()
            before = (audit.c.seq < young,) if young is not None else ()
            chosen = select(audit).where(*before).order_by(audit.c.seq.desc()).limit(1)
            last = connection.execute(chosen).one_or_none()
        if last is None:
            return 0
        self.append("-", EXPIRED, f"{last.seq} {last.mac}")
        with self._database.connection() as connection:
            count: int = connection.execute(delete(audit).where(audit.c.seq <= last.seq)).rowcount
        return count

    def probe(self) -> None:
        """Writes a line and takes it back before it is confirmed: a confirmed one could not be removed. NotStored."""
        with contextlib.suppress(_TakenBack), self._one_at_a_time, self._database.transaction() as connection:
            self._added(connection, "-", "probe", "")
            raise _TakenBack

    def _added(self, connection: Connection, actor: str, action: str, subject: str) -> bool:
        last = connection.execute(select(audit).order_by(audit.c.seq.desc()).limit(1)).one_or_none()
        values = {
            "seq": last.seq + 1 if last else 1,
            "at": int(self._clock().timestamp()),
            "actor": actor,
            "action": action,
            "subject": subject,
        }
        try:
            connection.execute(insert(audit).values(**values, mac=self._mac(values, last.mac if last else _FIRST)))
        except IntegrityError:
            return False
        return True

    def _broken(self) -> Iterator[int]:
        expired = self._rows(select(audit).where(audit.c.action == EXPIRED))
        gone = dict(row.subject.split(" ", 1) for row in expired if " " in row.subject)
        seq, link = None, ""
        for row in self._oldest_first():
            if seq is None:
                seq = row.seq - 1
                link = gone.get(str(seq), "") if seq else _FIRST
            values = {name: getattr(row, name) for name in ("seq", "at", "actor", "action", "subject")}
            if row.seq != seq + 1 or not hmac.compare_digest(row.mac, self._mac(values, link)):
                yield row.seq
            seq, link = row.seq, row.mac

    def _oldest_first(self) -> Iterator[Row]:
        """Every line, in portions: after years there are more than fit into memory."""
        portion = select(audit).order_by(audit.c.seq).limit(READ_AT_ONCE)
        rows = self._rows(portion)
        while rows:
            yield from rows
            rows = self._rows(portion.where(audit.c.seq > rows[-1].seq))

    def _rows(self, which: Select) -> list[Row]:
        with self._database.connection() as connection:
            rows: list[Row] = connection.execute(which).all()
        return rows

    def _mac(self, values: dict[str, object], before: str) -> str:
        text = "\n".join([*(str(value) for value in values.values()), before])
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()


def _entry(row: Row) -> Entry:
    return Entry(row.seq, datetime.fromtimestamp(row.at, timezone.utc), row.actor, row.action, row.subject)
