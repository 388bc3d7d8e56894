"""What an operator looks at: readiness writes to every store, liveness to none, and the metrics are not public."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.service import Service
from api.settings import Settings
from bot.records.schema import metadata
from tests.api.conftest import METRICS_TOKEN
from tests.api.test_problems import problem

LOCAL = {"client": ("127.0.0.1", 50000), "base_url": "http://127.0.0.1:8000"}


@pytest.mark.parametrize("table", [*metadata.tables])
def test_without_one_of_the_tables_it_is_not_ready(plain: TestClient, broken: Service, table: str) -> None:
    assert plain.get("/health/ready").json() == {"status": "ready"}
    with broken.records.database.connection() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO elsewhere")
    problem(plain.get("/health/ready"), 503, "not_ready")
    assert plain.get("/health/live").json() == {"status": "live"}
    with broken.records.database.connection() as connection:
        connection.exec_driver_sql(f"ALTER TABLE elsewhere RENAME TO {table}")
    assert plain.get("/health/ready").status_code == 200


def test_a_look_at_readiness_leaves_no_row(plain: TestClient, broken: Service) -> None:
    plain.get("/health/ready")
    with broken.records.database.connection() as connection:
        for table in metadata.tables:
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one() == 0, table


@pytest.fixture
def from_(broken: Service) -> Iterator[Callable[..., TestClient]]:
    """A client without a metrics token set, as it comes from somewhere."""
    service = Service(
        broken.settings.copy(update={"metrics_token": None}), broken.knowledge, broken.records, broken.runtime
    )
    with ExitStack() as stack:

        def start(**whence: Any) -> TestClient:
            app = create_app(service.settings, load=lambda _: service)
            return stack.enter_context(TestClient(app, **{**LOCAL, **whence}))

        yield start


def test_without_a_token_this_machine_alone_reads_the_metrics(from_: Callable[..., TestClient]) -> None:
    assert "vejviser_turns" in from_().get("/metrics").text
    assert from_(base_url="http://localhost:8000").get("/metrics").status_code == 200
    assert from_(client=("::1", 50000)).get("/metrics").status_code == 200


@pytest.mark.parametrize("header", ["Forwarded", "Via", "X-Real-IP", "X-Forwarded-For", "X-Forwarded-Proto"])
def test_what_a_proxy_hands_on_is_not_of_this_machine(from_: Callable[..., TestClient], header: str) -> None:
    problem(from_().get("/metrics", headers={header: "192.0.2.1"}), 404, "not_found")


@pytest.mark.parametrize(
    "whence",
    [{"client": ("192.0.2.1", 50000)}, {"base_url": "http://vejviser.example"}, {"client": ("testclient", 50000)}],
)
def test_who_asks_from_or_for_elsewhere_finds_no_metrics(from_: Callable[..., TestClient], whence: Any) -> None:
    problem(from_(**whence).get("/metrics"), 404, "not_found")


def test_with_a_token_it_alone_counts(plain: TestClient) -> None:
    for headers in ({}, {"Authorization": "Bearer zafirkvantel"}):
        problem(plain.get("/metrics", headers=headers), 401, "metrics_token")
    assert plain.get("/metrics", headers={"Authorization": f"Bearer {METRICS_TOKEN}"}).status_code == 200


def test_a_short_token_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 24"):
        Settings(metrics_token="short")
