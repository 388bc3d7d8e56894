"""What lies in the database of a service, looked at without it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from api.service import now, open_records
from api.settings import Settings
from api.stores import Stores
from bot.records.schema import notice


@dataclass(frozen=True)
class Stored:
    """Ids of the living threads, those that a notice says were opened, and keys of the notices that were delivered."""

    threads: list[str]
    announced: list[str]
    delivered: list[str]

    @classmethod
    def of(cls, state: Path, database_url: str | None = None) -> Stored:
        settings = Settings(state=state, database_url=database_url)
        records = open_records(settings)
        try:
            threads = [record.id for record in Stores.beside(records, settings, now).threads.all()]
            with records.database.connection() as connection:
                rows = connection.execute(select(notice)).all()
        finally:
            records.close()
        announced = [row.thread for row in rows if row.event == "opened"]
        return cls(sorted(threads), sorted(announced), [row.key for row in rows if row.due is None])
