"""A service in this process: with the real runtime on the trained model, or with a stand-in that fails on demand."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.service import Service, open_records
from api.settings import Settings
from rules_core import Knowledge, load_knowledge

ROOT = Path(__file__).parents[2]
REST_KEY = "test-key-of-the-rest-channel"
METRICS_TOKEN = "test-token-of-the-metrics"
START = datetime(2026, 11, 22, 9, 0, tzinfo=timezone.utc)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> datetime:
        return self.time

    def move(self, **span: float) -> None:
        self.time += timedelta(**span)


class BrokenRuntime:
    """Stands in for the runtime where a test asks what the api makes of its errors: every call raises `error`."""

    error: Exception = AssertionError("no error was set")

    async def _fail(self, *_: Any, **__: Any) -> Any:
        raise self.error

    open = turn = read = erase = _fail


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(state=tmp_path / "state", rest_key=REST_KEY, metrics_token=METRICS_TOKEN)


@pytest.fixture
def serve() -> Iterator[Callable[[Service], TestClient]]:
    """Starts the app of a service, until the test ends. Errors of the app are answers here, as in production."""
    with ExitStack() as stack:

        def start(service: Service) -> TestClient:
            app = create_app(service.settings, load=lambda _: service)
            return stack.enter_context(TestClient(app, raise_server_exceptions=False, follow_redirects=False))

        yield start


@pytest.fixture
def broken(settings: Settings, knowledge: Knowledge, clock: Clock) -> Service:
    """A service whose runtime fails; set `service.runtime.error`."""
    return Service(settings, knowledge, open_records(settings, clock), BrokenRuntime(), clock)  # type: ignore[arg-type]


@pytest.fixture
def plain(broken: Service, serve: Callable[[Service], TestClient]) -> TestClient:
    """A client of everything that needs no conversation."""
    return serve(broken)


@pytest.fixture(scope="session")
def processor(knowledge: Knowledge) -> Any:
    """The trained model, loaded once."""
    folder = Path(os.environ.get("VEJVISER_MODEL", ROOT / "models"))
    if not folder.is_file() and not any(folder.glob("*.tar.gz")):
        pytest.skip("no trained model; make train makes one")
    from bot.actions import actions
    from bot.actions.counsel import Counsel
    from bot.processor import Processor

    return Processor(folder, actions(Counsel(knowledge)))


@pytest.fixture
def service(processor: Any, settings: Settings, knowledge: Knowledge, clock: Clock) -> Service:
    """The real service, with a store of its own."""
    from bot.actions.counsel import Counsel
    from bot.runtime import Runtime

    records = open_records(settings, clock)
    return Service(settings, knowledge, records, Runtime(processor, records, Counsel(knowledge), clock), clock)


@pytest.fixture
def client(service: Service, serve: Callable[[Service], TestClient]) -> TestClient:
    """A client of the real service."""
    return serve(service)
