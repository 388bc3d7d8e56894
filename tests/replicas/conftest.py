"""Two replicas over one PostgreSQL, as production runs them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.records.conftest import postgres
from tests.records.postgres import Postgres
from tests.replicas.replica import Replica, client_of

__all__ = ["postgres"]


@pytest.fixture(scope="session")
def database_url(postgres: Postgres) -> str:
    return postgres.new_database(f"t{secrets.token_hex(6)}")


@pytest.fixture(scope="session")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the key and the secret, which all replicas share."""
    return tmp_path_factory.mktemp("state")


@pytest.fixture(scope="session")
def replicas(
    database_url: str, state: Path, watched_log: Callable[[str], Path]
) -> Iterator[tuple[Replica, Replica]]:
    """Started at once on an empty database and folder: one makes tables, key and secret, and both find them."""
    first, second = (Replica(state, watched_log(f"replica-{n}"), database_url=database_url) for n in range(2))
    try:
        yield first.wait(), second.wait()
    finally:
        for replica in (first, second):
            replica.stop()


@pytest.fixture
def client(replicas: tuple[Replica, Replica]) -> Iterator[httpx.Client]:
    """Its requests go to one replica and the other by turns."""
    with client_of(replicas) as client:
        yield client
