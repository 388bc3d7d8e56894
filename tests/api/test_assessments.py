"""Assessments without a conversation, the provisions, and what an operator can look at."""

from __future__ import annotations

from datetime import date, datetime, timezone

import pytest
from fastapi.testclient import TestClient

from api.service import Service
from rules_core import Situation, assess
from tests.api.conftest import METRICS_TOKEN, Clock
from tests.api.test_problems import problem

SITUATION = {"municipality": "holbaek", "age": 34, "housing": "homeless", "legal_residence": "dont_know"}


def test_an_assessment_is_that_of_the_rules(plain: TestClient, broken: Service) -> None:
    answer = plain.post("/api/v1/assessments", json={"situation": SITUATION, "on": "2025-02-28"})
    assert answer.status_code == 200
    expected = assess(Situation.parse(SITUATION), broken.knowledge, on=date(2025, 2, 28))
    assert answer.json() == expected.as_dict()


def test_the_day_is_today_in_denmark(plain: TestClient, clock: Clock) -> None:
    clock.time = datetime(2026, 12, 31, 23, 30, tzinfo=timezone.utc)
    assert plain.post("/api/v1/assessments", json={"situation": {}}).json()["on"] == "2027-01-01"


@pytest.mark.parametrize("day", ["2026-02-30", "22-11-2026", "2026-11-22T00:00", "i dag", 20261122])
def test_a_day_that_is_none_is_422(plain: TestClient, day: object) -> None:
    members = problem(plain.post("/api/v1/assessments", json={"situation": {}, "on": day}), 422, "invalid")
    assert members["errors"][0]["key"] == "on"


@pytest.mark.parametrize("situation", [None, [], "x", {"age": None}, {"age": 34.5}, {"shoe_size": 43}, {"nights": 0}])
def test_a_situation_that_is_none_is_422(plain: TestClient, situation: object) -> None:
    problem(plain.post("/api/v1/assessments", json={"situation": situation}), 422, "invalid")


def test_provisions_of_a_municipality_and_of_the_nation(plain: TestClient) -> None:
    national = plain.get("/api/v1/provisions/sel-110").json()
    local = plain.get("/api/v1/provisions/sel-110?municipality=holbaek").json()
    assert (national["municipality"], local["municipality"]) == ("other", "holbaek")
    assert "holbaek" not in {criterion["source"]["document"] for criterion in national["criteria"]}
    assert local["source"]["document"] == "holbaek"


def test_ready_writes_and_reads_the_store(plain: TestClient, broken: Service) -> None:
    assert plain.get("/health/ready").json() == {"status": "ready"}
    for file in broken.settings.state.glob("records.sqlite3*"):
        file.unlink()
    problem(plain.get("/health/ready"), 503, "not_ready")


@pytest.mark.model
def test_metrics_count_and_name_nobody(client: TestClient, planted_words: tuple[str, ...]) -> None:
    opened = client.post("/api/v1/conversations", json={}).json()
    body = {"turn_id": "00000000-0000-4000-8000-000000000000", "text": planted_words[0]}
    headers = {"Authorization": f"Bearer {opened['token']}"}
    client.post(f"/api/v1/conversations/{opened['id']}/turns", json=body, headers=headers)
    client.post(f"/api/v1/conversations/{opened['id']}/turns", json={**body, "choice": 1}, headers=headers)
    text = client.get("/metrics", headers={"Authorization": f"Bearer {METRICS_TOKEN}"}).text
    assert "vejviser_conversations_opened_total 1.0" in text
    assert 'vejviser_turns_total{input="text",outcome="stored"} 1.0' in text
    for word in (opened["id"], opened["token"], *planted_words):
        assert word not in text
