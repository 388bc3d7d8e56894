"""Every error is one problem answer: its status, Danish words, and nothing of what was sent."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from api.locale import words_of
from api.problems import MEDIA_TYPE, STATUS
from api.service import Service
from bot.errors import (
    Conflict,
    Erased,
    InvalidValue,
    NotStored,
    StaleQuestion,
    TurnFailed,
    UnknownConversation,
    WrongToken,
)
from rules_core import Knowledge
from rules_core.errors import SituationError

SECRET = "quispelfjord"
BEARER = {"Authorization": f"Bearer {SECRET}"}
CONVERSATION = "/api/v1/conversations/0123456789abcdef0123456789abcdef"
Serve = Callable[[Service], TestClient]


def problem(answer: Response, status: int, kind: str) -> dict[str, Any]:
    """The problem in an answer, which must be this one and repeat nothing."""
    assert (answer.status_code, answer.headers["content-type"]) == (status, MEDIA_TYPE), answer.text
    members = answer.json()
    words = words_of("da")["problems"][kind]
    assert members.items() >= {"type": f"urn:vejviser:problem:{kind}", "status": status, **words}.items()
    assert SECRET not in answer.text
    assert "Traceback" not in answer.text
    return members


def test_every_kind_of_problem_has_its_words_and_no_word_is_left_over() -> None:
    assert set(words_of("da")["problems"]) == set(STATUS)


ERRORS = [
    (WrongToken(), 401, "wrong_token"),
    (UnknownConversation(), 404, "unknown_conversation"),
    (StaleQuestion(), 409, "stale"),
    (Conflict(), 409, "conflict"),
    (Erased(), 410, "erased"),
    (NotStored(SECRET), 503, "not_stored"),
    (TurnFailed(SECRET), 503, "turn_failed"),
    (RuntimeError(SECRET), 500, "unexpected"),
]


@pytest.mark.parametrize(("error", "status", "kind"), ERRORS)
def test_an_error_of_the_runtime_is_its_problem(
    broken: Service, serve: Serve, error: Exception, status: int, kind: str
) -> None:
    broken.runtime.error = error  # type: ignore[attr-defined]
    client = serve(broken)
    body = {"turn_id": str(uuid4()), "text": SECRET}
    problem(client.post(f"{CONVERSATION}/turns", json=body, headers=BEARER), status, kind)
    problem(client.get(CONVERSATION, headers=BEARER), status, kind)
    problem(client.delete(CONVERSATION, headers=BEARER), status, kind)
    problem(client.post("/api/v1/conversations", json={}), status, kind)


@pytest.mark.parametrize("error", [InvalidValue("age", f"write {SECRET}"), SituationError("age", f"write {SECRET}")])
def test_a_wrong_value_names_the_fact_and_what_to_write(broken: Service, serve: Serve, error: Exception) -> None:
    broken.runtime.error = error  # type: ignore[attr-defined]
    body = {"turn_id": str(uuid4()), "set": {"age": SECRET}}
    members = problem(serve(broken).post(f"{CONVERSATION}/turns", json=body, headers=BEARER), 422, "invalid")
    remedy = "Skriv et helt tal fra 0 til 120. Eller skriv dont_know eller declined."
    assert members["errors"] == [{"key": "age", "remedy": remedy}]


def test_an_unknown_facts_name_is_not_repeated(broken: Service, serve: Serve) -> None:
    broken.runtime.error = InvalidValue(SECRET, "no such fact")  # type: ignore[attr-defined]
    body = {"turn_id": str(uuid4()), "set": {SECRET: 1}}
    members = problem(serve(broken).post(f"{CONVERSATION}/turns", json=body, headers=BEARER), 422, "invalid")
    assert members["errors"][0]["key"] == "situation"


def test_every_fact_has_a_remedy(plain: TestClient, knowledge: Knowledge) -> None:
    for fact in knowledge.facts:
        answer = plain.post("/api/v1/assessments", json={"situation": {fact: {"secret": SECRET}}})
        (error,) = problem(answer, 422, "invalid")["errors"]
        assert error["key"] == fact
        assert error["remedy"].startswith("Skriv ")


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ({}, "turn_id"),
        ({"turn_id": SECRET, "text": "hej"}, "turn_id"),
        ({"turn_id": str(uuid4())}, "body"),
        ({"turn_id": str(uuid4()), "text": "hej", "command": "back"}, "body"),
        ({"turn_id": str(uuid4()), "text": "hej", SECRET: 1}, "body"),
        ({"turn_id": str(uuid4()), "text": 5}, "text"),
        ({"turn_id": str(uuid4()), "text": "x" * 20_001}, "text"),
        ({"turn_id": str(uuid4()), "command": SECRET}, "command"),
        ({"turn_id": str(uuid4()), "set": SECRET}, "set"),
        ({"turn_id": str(uuid4()), "set": []}, "set"),
        ({"turn_id": str(uuid4()), "choice": None}, "body"),
        ([SECRET], "body"),
        (SECRET, "body"),
        (None, "body"),
    ],
)
def test_a_turn_of_the_wrong_shape_is_refused(plain: TestClient, body: Any, key: str) -> None:
    answer = plain.post(f"{CONVERSATION}/turns", content=json.dumps(body), headers=BEARER | JSON)
    errors = problem(answer, 422, "invalid")["errors"]
    assert key in [error["key"] for error in errors]


JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    "content",
    [
        b"{", b'{"text": quispelfjord}', b'{"text": "\xff"}', b'{"choice": NaN}', b'{"text": "\\ud800"}',
        b"[" * 60_000, b'{"choice": ' + b"9" * 10_000 + b"}",
    ],
)  # fmt: skip
def test_broken_json_is_400(plain: TestClient, content: bytes) -> None:
    for address in (f"{CONVERSATION}/turns", "/api/v1/conversations", "/api/v1/assessments"):
        problem(plain.post(address, content=content, headers=BEARER | JSON), 400, "broken_json")


def test_other_formats_are_415(plain: TestClient) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "text/json", ""):
        answer = plain.post("/api/v1/assessments", content=b'{"situation": {}}', headers={"Content-Type": kind})
        problem(answer, 415, "wrong_type")
    assert plain.post("/samtale", json={"text": SECRET}).status_code == 415


def test_no_token_is_401_and_says_how(plain: TestClient) -> None:
    body = {"turn_id": str(uuid4()), "text": "hej"}
    for answer in (plain.post(f"{CONVERSATION}/turns", json=body), plain.get(CONVERSATION), plain.delete(CONVERSATION)):
        problem(answer, 401, "no_token")
        assert answer.headers["www-authenticate"] == "Bearer"


def test_unknown_addresses_and_methods(plain: TestClient) -> None:
    problem(plain.get("/api/v1/nowhere"), 404, "not_found")
    problem(plain.get("/static/nothing.css"), 404, "not_found")
    problem(plain.get("/api/v1/provisions/sel-1"), 404, "unknown_provision")
    answer = plain.put("/api/v1/assessments", json={})
    problem(answer, 405, "method")
    assert answer.headers["allow"] == "POST"


def test_a_browser_gets_a_page_where_there_is_none(plain: TestClient) -> None:
    answer = plain.get("/findes-ikke", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "Siden findes ikke" in answer.text


def test_an_unknown_municipality_is_422(plain: TestClient) -> None:
    for answer in (
        plain.post("/api/v1/conversations", json={"municipality": SECRET}),
        plain.get("/api/v1/provisions?municipality=atlantis"),
        plain.get("/api/v1/provisions/sel-110?municipality=atlantis"),
    ):
        (error,) = problem(answer, 422, "invalid")["errors"]
        assert error["key"] == "municipality"
        assert "holbaek" in error["remedy"]
        assert "atlantis" not in answer.text
