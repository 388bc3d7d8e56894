"""Levels that all replicas share: how often something went wrong lately. Each thing counted is forgotten steadily.

Kept for what guards a secret. What only guards a process against load is kept in that process (api/limits.py).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import case, delete, insert, select

from bot.records.database import Database
from bot.records.schema import level

_THOUSANDTHS = 1000


class Level:
    """One level by its name; after `forget` one thing that was counted is forgotten. Calls block; NotStored."""

    def __init__(self, database: Database, name: str, forget: timedelta, clock: Callable[[], datetime]) -> None:
        self._database, self._name, self._clock = database, name, clock
        self._forget = forget.total_seconds()

    def read(self) -> float:
        """How high it is now; 0 where all is forgotten."""
        with self._database.connection() as connection:
            row = connection.execute(select(level).where(level.c.name == self._name)).one_or_none()
        return 0.0 if row is None else max(0.0, row.height - self._sunk(self._now() - row.at)) / _THOUSANDTHS

    def add(self, count: int = 1) -> None:
        """Raises it, in one statement: of two replicas that count at once neither is lost."""
        now = self._now()
        one = self._database.insert(level).values(name=self._name, height=count * _THOUSANDTHS, at=now)
        passed = case((level.c.at < now, now - level.c.at), else_=0)  # the clocks of two machines differ a little
        left = level.c.height - passed * _THOUSANDTHS / int(self._forget * _THOUSANDTHS)
        raised = case((left > 0, left), else_=0) + count * _THOUSANDTHS
        at = case((level.c.at < now, now), else_=level.c.at)
        with self._database.connection() as connection:
            connection.execute(one.on_conflict_do_update(index_elements=["name"], set_={"height": raised, "at": at}))

    def probe(self) -> None:
        """Writes a row and removes it. NotStored."""
        with self._database.transaction() as connection:
            connection.execute(insert(level).values(name=f"{self._name} probe", height=0, at=0))
            connection.execute(delete(level).where(level.c.name == f"{self._name} probe"))

    def _sunk(self, milliseconds: int) -> float:
        return max(0, milliseconds) / self._forget

    def _now(self) -> int:
        """Milliseconds since 1970."""
        return int(self._clock().timestamp() * 1000)
