"""Schemathesis over the OpenAPI: no answer is a failure of ours, and no error repeats what was sent."""

from __future__ import annotations

import json
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, settings

from api.app import create_app
from api.handoff.receipt import Cost
from api.service import Service
from api.settings import Settings
from tests.api.staffing import Desk, cheap_passwords

WORD = "quispelfjord"
"""Planted into every example: an error that repeats input would show it."""
# The whole description, without a running service: the service comes with the fixture.
SCHEMA = schemathesis.openapi.from_dict(create_app(Settings(rest_key="k" * 24)).openapi())
TEXTS = ("application/json", "application/problem+json", "text/html", "text/plain")


@pytest.fixture(scope="module")
def bearer() -> dict[str, str]:
    return {"Authorization": f"Bearer {WORD}"}


def planted(value: Any) -> Any:
    """The example with the word in each of its texts."""
    if isinstance(value, str):
        return value + WORD
    if isinstance(value, list):
        return [planted(item) for item in value]
    if isinstance(value, dict):
        return {key: planted(item) for key, item in value.items()}
    return value


@SCHEMA.parametrize()
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_failure_of_ours_and_no_echo(case: schemathesis.Case, quiet: TestClient, bearer: dict[str, str]) -> None:
    for body in (case.body, planted(case.body)):
        has_body = not isinstance(body, type(schemathesis.core.NOT_SET))
        sent: dict[str, Any] = {}
        if has_body and case.media_type == "application/json":
            sent = {"content": json.dumps(body, default=str).encode("utf-8", "replace")}
        path = case.formatted_path
        answer = quiet.request(
            case.method, path, params={key: str(value) for key, value in (case.query or {}).items()},
            headers={**bearer, "Content-Type": "application/json"}, **sent,
        )  # fmt: skip
        assert answer.status_code < 500 or answer.json()["type"].endswith((":not_ready", ":not_stored")), path
        if answer.status_code >= 400:
            assert WORD not in answer.text, path


async def at_once(_: float) -> None:
    """No wait."""


@pytest.fixture
def quiet(broken: Service, plain: TestClient, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """A client that is logged in at the desk, so that the examples get past the door."""
    from bot.errors import UnknownConversation

    broken.runtime.error = UnknownConversation()  # type: ignore[attr-defined]
    cheap_passwords(broken)
    monkeypatch.setattr(broken.stores.receipts, "_cost", Cost(passes=1, memory=8))
    monkeypatch.setattr(broken.gate, "_sleep", at_once)  # how long wrong ones wait: tests/handoff/test_receipt.py
    desk = Desk(plain.app, broken, "bo", "lead")
    desk.login()
    return desk.client
