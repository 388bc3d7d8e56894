"""The outbox: notices that must leave this service, stored in the transaction of what they are about (decision 23).

A notice is taken by moving its `due` into the future, if it still is what was read (compare-and-swap): of several
replicas one has it, and where that one dies, it is due again when the lease ends.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.engine import Connection

from bot.records.database import Database
from bot.records.schema import notice, thread

LEASE = 120
"""Seconds that a replica has for one delivery; more than a delivery may take."""
_FIRST, _LONGEST = 5, 300
"""Seconds until the second attempt; each wait is twice as long as the one before, up to the longest."""
_LIVING = select(thread.c.id).where(thread.c.erased_at.is_(None))


@dataclass(frozen=True)
class Notice:
    """What happened (`event`) in which thread, how much it hurries, and the `channel` that must hear of it.

    `key` names the event: the same event makes the same notice, and it leaves with the notice, so that whoever gets
    one twice can tell.
    """

    key: str
    thread: str
    channel: str
    event: str
    urgency: str

    @classmethod
    def of(cls, thread: str, channel: str, event: str, urgency: str, *occasion: str) -> Notice:
        """`occasion` tells several events of the same kind apart. The key gives none of its parts away."""
        named = "\n".join([thread, channel, event, urgency, *occasion])
        return cls(hashlib.sha256(named.encode()).hexdigest()[:32], thread, channel, event, urgency)


@dataclass(frozen=True)
class Taken:
    """A notice in hand, the attempt that this is, and when the lease on it ends."""

    notice: Notice
    attempt: int
    until: int


class Outbox:
    """The notices of all replicas, in the records' database. `clock` gives aware times. Every call may be NotStored."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database, self._clock = database, clock

    def put(self, connection: Connection, notices: Iterable[Notice]) -> None:
        """Stores notices in the caller's transaction; those that were stored before are left alone."""
        now = self._now()
        for one in notices:
            row = self._database.insert(notice).values(**vars(one), created=now, due=now, attempts=0)
            connection.execute(row.on_conflict_do_nothing(index_elements=["key"]))

    def add(self, notices: Collection[Notice]) -> None:
        """The same in a transaction of its own."""
        if notices:
            with self._database.transaction() as connection:
                self.put(connection, notices)

    def take(self, channels: Collection[str]) -> Taken | None:
        """The notice of these channels that is due longest, leased; None where none is, or another replica has it."""
        now, until = self._now(), self._now() + LEASE
        due = (notice.c.due <= now, notice.c.channel.in_(channels), notice.c.thread.in_(_LIVING))
        with self._database.connection() as connection:
            row = connection.execute(select(notice).where(*due).order_by(notice.c.due).limit(1)).one_or_none()
            if row is None:
                return None
            still = (notice.c.key == row.key, notice.c.due == row.due)
            ours = update(notice).where(*still).values(due=until, attempts=row.attempts + 1)
            if connection.execute(ours).rowcount != 1:
                return None
        return Taken(Notice(row.key, row.thread, row.channel, row.event, row.urgency), row.attempts + 1, until)

    def delivered(self, taken: Taken) -> None:
        """It stays, so that its event makes no second one, and goes with its thread."""
        with self._database.connection() as connection:
            connection.execute(update(notice).where(notice.c.key == taken.notice.key).values(due=None))

    def put_off(self, taken: Taken) -> None:
        """Tries again later, and so with all that its channel has due: a channel that is away is asked once a time."""
        later = self._now() + min(_LONGEST, _FIRST * 2 ** min(taken.attempt - 1, 10))
        ours = (notice.c.key == taken.notice.key, notice.c.due == taken.until)
        others = (notice.c.channel == taken.notice.channel, notice.c.due <= self._now())
        with self._database.transaction() as connection:
            for which in (ours, others):
                connection.execute(update(notice).where(*which).values(due=later))

    def forget(self, thread: str) -> None:
        """Removes all notices of a thread that is erased."""
        with self._database.connection() as connection:
            connection.execute(delete(notice).where(notice.c.thread == thread))

    def expire(self) -> int:
        """Removes the notices of threads that are gone; gives their number. What is gone is never delivered anyway."""
        with self._database.connection() as connection:
            count: int = connection.execute(delete(notice).where(notice.c.thread.not_in(_LIVING))).rowcount
        return count

    def pending(self, channels: Collection[str]) -> tuple[int, int]:
        """How many wait, and the age in seconds of the oldest (0 where none does)."""
        waiting = (notice.c.due.is_not(None), notice.c.channel.in_(channels), notice.c.thread.in_(_LIVING))
        chosen = select(func.count(), func.min(notice.c.created)).where(*waiting)
        with self._database.connection() as connection:
            count, oldest = connection.execute(chosen).one()
        return count, self._now() - oldest if count else 0

    def probe(self) -> None:
        """Writes a notice and removes it, unseen by anybody else."""
        one = Notice.of("probe", "probe", "probe", "probe", secrets.token_hex(8))
        with self._database.transaction() as connection:
            self.put(connection, [one])
            connection.execute(delete(notice).where(notice.c.key == one.key))

    def _now(self) -> int:
        return int(self._clock().timestamp())
