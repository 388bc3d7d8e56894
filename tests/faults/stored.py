"""What lies in the database of a service, counted without it."""

from __future__ import annotations

from pathlib import Path

from api.service import now, open_records
from api.settings import Settings
from api.stores import Stores


def living_threads(state: Path, database_url: str | None = None) -> int:
    """How many threads there are, whoever knows their receipts."""
    settings = Settings(state=state, database_url=database_url)
    records = open_records(settings)
    try:
        return len(list(Stores.beside(records, settings, now).threads.all()))
    finally:
        records.close()
