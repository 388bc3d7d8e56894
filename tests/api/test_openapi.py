"""What the API says of itself, held against what it answers."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator, RefResolver

from api.handoff.summary_shape import json_schema
from api.problems import MEDIA_TYPE
from tests.api.talking import Talk


@pytest.fixture
def description(plain: TestClient) -> dict[str, Any]:
    return plain.get("/openapi.json").json()


def operations(description: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, one) for path, methods in description["paths"].items() for method, one in methods.items()]


def check(description: dict[str, Any], name: str, answer: Any) -> None:
    """Holds an answer against a schema of the description."""
    schema = description["components"]["schemas"][name]
    Draft202012Validator(schema, resolver=RefResolver("", description)).validate(answer)


def test_every_operation_says_what_it_does_and_how_it_fails(description: dict[str, Any]) -> None:
    names = {path for path, _, _ in operations(description) if not path.startswith("/staff")}
    assert names == {
        "/api/v1/conversations", "/api/v1/conversations/{id}", "/api/v1/conversations/{id}/turns",
        "/api/v1/assessments", "/api/v1/provisions", "/api/v1/provisions/{id}", "/webhooks/rest/webhook",
        "/api/v1/conversations/{id}/summary", "/api/v1/conversations/{id}/handoff", "/api/v1/thread",
        "/api/v1/thread/messages", "/api/v1/thread/identity", "/api/v1/schemas/summary",
        "/health/live", "/health/ready", "/metrics",
    }  # fmt: skip
    for path, method, operation in operations(description):
        assert operation["summary"], (path, method)
        assert operation["description"], (path, method)
        for status, response in operation["responses"].items():
            assert int(status) < 400 or list(response["content"]) == [MEDIA_TYPE], (path, method, status)


def test_a_conversation_needs_its_bearer_token(description: dict[str, Any]) -> None:
    login = {"/staff/login", "/staff/oidc", "/staff/oidc/callback"}
    for path, method, operation in operations(description):
        closed = ("{id}" in path and "conversations" in path) or "/thread" in path or path.startswith("/staff")
        keyed = closed or "webhook" in path or path == "/metrics"
        assert bool(operation.get("security")) == (keyed and path not in login), (path, method)
        assert ("401" in operation["responses"]) >= bool(operation.get("security"))
    schemes = description["components"]["securitySchemes"].values()
    assert {scheme.get("scheme", scheme.get("in")) for scheme in schemes} == {"bearer", "cookie"}


def test_the_framework_shapes_of_errors_are_gone(description: dict[str, Any]) -> None:
    assert "ValidationError" not in str(description)


def test_problems_are_as_described(plain: TestClient, description: dict[str, Any]) -> None:
    for answer in (
        plain.get("/api/v1/nothing"),
        plain.post("/api/v1/assessments", json={"situation": {"age": "x"}}),
        plain.get("/api/v1/conversations/x"),
    ):
        check(description, "Problem", answer.json())


def test_the_schema_of_summaries_is_published(plain: TestClient) -> None:
    """What stands at the route is what every summary of the named cases is held against (tests/handoff)."""
    answer = plain.get("/api/v1/schemas/summary")
    assert answer.status_code == 200
    assert answer.json() == json_schema()
    Draft202012Validator.check_schema(answer.json())


def test_assessments_are_as_described(plain: TestClient, description: dict[str, Any]) -> None:
    full = {"municipality": "holbaek", "age": 34, "housing": "homeless", "immediate_danger": True, "nights": 30}
    for situation in ({}, full):
        answer = plain.post("/api/v1/assessments", json={"situation": situation, "on": "2026-11-22"})
        assert answer.status_code == 200
        check(description, "Assessment", answer.json())


def test_provisions_are_as_described(plain: TestClient, description: dict[str, Any]) -> None:
    for place in ("", "?municipality=holbaek"):
        listed = plain.get(f"/api/v1/provisions{place}").json()
        assert len(listed) == 29
        for summary in listed:
            check(description, "ProvisionSummary", summary)
            whole = plain.get(f"/api/v1/provisions/{summary['id']}{place}").json()
            assert whole.items() >= summary.items()
            check(description, "Provision", whole)


@pytest.mark.model
def test_conversations_are_as_described(client: TestClient, description: dict[str, Any]) -> None:
    opened = client.post("/api/v1/conversations", json={}).json()
    check(description, "Opened", opened)
    talk = Talk(client)
    for said in ({"choice": "need_homeless"}, {"set": {"age": 34, "immediate_danger": True}}, {"command": "results"}):
        check(description, "Turn", talk.say(**said))
    check(description, "Conversation", talk.read().json())
    check(description, "Erased", talk.erase().json())
