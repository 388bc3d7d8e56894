"""A simulated citizen answers every named case by choices through the HTTP API, and ends with what it expects."""

from __future__ import annotations

from datetime import datetime, time, timezone

import pytest
from fastapi.testclient import TestClient

from api.service import Service
from rules_core import Situation, assess
from tests.api.conftest import Clock
from tests.api.talking import Talk
from tests.named_cases import SHARED, NamedCase, named_cases

pytestmark = pytest.mark.model
CASES = list(named_cases(SHARED))


@pytest.mark.skipif(not CASES, reason="the named cases are not beside this checkout")
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file}: {case.name}")
def test_answers_by_choice_lead_to_what_the_case_expects(
    case: NamedCase, client: TestClient, service: Service, clock: Clock
) -> None:
    clock.time = datetime.combine(case.day, time(9), timezone.utc)
    talk = Talk(client)
    heard = {fact: value for fact, value in case.situation.items() if service.knowledge.facts[fact].heard_only}
    if heard:
        talk.say(set=heard)
        talk.say(command="continue")
    talk.answer_from(case.situation)
    situation = Situation.parse(talk.turn["situation"])
    assert talk.turn["assessment"] == assess(situation, service.knowledge, on=case.day).as_dict()
    found = {finding["provision"]: finding["status"] for finding in talk.turn["assessment"]["findings"]}
    expected = case.expect.get("status", {})
    assert {provision: found[provision] for provision in expected} == expected
