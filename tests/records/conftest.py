"""A clock to turn, keys, and an empty database of either kind."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.records import Keys, Records
from tests.records.postgres import Postgres, binaries_missing


class Clock:
    """Stands still until it is turned."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 9, 30, tzinfo=timezone.utc)

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keys() -> Keys:
    return Keys([Keys.generate()])


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A server of our own for the run; skips where PostgreSQL is not installed."""
    missing = binaries_missing()
    if missing:
        pytest.skip(missing)
    server = Postgres.make()
    try:
        yield server
    finally:
        server.remove()


@pytest.fixture
def sqlite_file(tmp_path: Path) -> Path:
    return tmp_path / "records.sqlite"


@pytest.fixture
def sqlite_url(sqlite_file: Path) -> str:
    return f"sqlite:///{sqlite_file}"


@pytest.fixture
def postgres_url(postgres: Postgres) -> str:
    return postgres.new_database(f"t{secrets.token_hex(6)}")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database; the test runs once on each kind."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    address: str = request.getfixturevalue(name)
    return address


@pytest.fixture
def opened(keys: Keys, clock: Clock) -> Iterator[Callable[..., Records]]:
    """Opens stores and closes them after the test."""
    stores: list[Records] = []

    def open_store(url: str, *, keys: Keys = keys, **options: timedelta) -> Records:
        stores.append(Records(url, keys, clock=clock, **options))
        return stores[-1]

    yield open_store
    for store in stores:
        store.close()


@pytest.fixture
def records(url: str, opened: Callable[..., Records]) -> Records:
    return opened(url)
