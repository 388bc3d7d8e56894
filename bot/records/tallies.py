"""Counts without persons: how many conversations of a day and a municipality did or met something.

A row names a day, a municipality and ids of our own; nothing in it leads back to a conversation.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, or_, select, text
from sqlalchemy.engine import Connection

from bot.errors import NotStored
from bot.records.database import Database
from bot.records.schema import tally

CLOSES_AFTER = timedelta(days=2)
"""After its last day a month is closed: its counts change no more, and only then may they be shown."""


# In words, because SQLAlchemy compiles an insert with "on conflict" anew each time, which cost more than the insert.
_ADD = text(
    "INSERT INTO tally (day, municipality, kind, name, count) VALUES (:day, :municipality, :kind, :name, :by)"
    " ON CONFLICT (day, municipality, kind, name) DO UPDATE SET count = tally.count + :by"
)


@dataclass(frozen=True, order=True)
class Cell:
    """What is counted: conversations that began on `day` (ISO) in `municipality`, of one `kind` and `name`."""

    day: str
    municipality: str
    kind: str
    name: str


class Tallies:
    """The counts, as they are read and deleted; they are added to in the transaction that stores a turn."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def months(self, today: date) -> list[date]:
        """The first day of each closed month with counts, newest first. NotStored."""
        with self._database.connection() as connection:
            days = [row.day for row in connection.execute(select(tally.c.day).distinct())]
        firsts = {date.fromisoformat(day).replace(day=1) for day in days}
        return sorted((first for first in firsts if is_closed(first, today)), reverse=True)

    def read(self, month: date) -> dict[Cell, int]:
        """The counts of a month, given by its first day; zero where nothing stands. NotStored."""
        which = (tally.c.day >= month.isoformat(), tally.c.day < following(month).isoformat())
        with self._database.connection() as connection:
            rows = connection.execute(select(tally).where(*which)).all()
        return {Cell(row.day, row.municipality, row.kind, row.name): row.count for row in rows}

    def expire(self, today: date, months: int) -> int:
        """Deletes the counts of all but the last `months` whole months; gives the number of rows. NotStored."""
        year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
        oldest = date(year, month + 1, 1).isoformat()
        with self._database.connection() as connection:
            done = connection.execute(delete(tally).where(or_(tally.c.day < oldest, tally.c.count == 0)))
        return int(done.rowcount)

    def probe(self) -> None:
        """Adds to a count that nobody shows, reads and removes it; nobody else sees it. NotStored."""
        cell = Cell("0000-00-00", "probe", "probe", secrets.token_hex(16))
        with self._database.transaction() as connection:
            add(connection, {cell: 1})
            own = tally.c.name == cell.name
            if connection.execute(select(tally.c.count).where(own)).scalar_one() != 1:
                raise NotStored("tally")
            connection.execute(delete(tally).where(own))


def add(connection: Connection, changes: Mapping[Cell, int]) -> None:
    """Adds to the counts, in the caller's transaction; in one order, so that two of them never wait for each other."""
    rows = [{**vars(cell), "by": by} for cell, by in sorted(changes.items())]
    if rows:
        connection.execute(_ADD, rows)


def is_closed(day: date, today: date) -> bool:
    """Whether the month of a day has ended, and long enough ago that no conversation of it goes on."""
    return today >= following(day) + CLOSES_AFTER


def following(day: date) -> date:
    """The first day of the next month."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
