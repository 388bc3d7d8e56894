"""A citizen in each named situation answers by choices; what they read at the end is what the rules say."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from rules_core import Knowledge, Situation, assess
from rules_core.today import danish_day
from tests.api.conftest import Clock
from tests.api.talking import Talk
from tests.named_cases import SHARED, NamedCase, named_cases

CASES = [case for case in named_cases(SHARED) if case.municipality in ("holbaek", "other", None)]
HEARD = ("immediate_danger", "self_harm", "child_concern")


def _topics(case: NamedCase, knowledge: Knowledge) -> list[str]:
    """The needs that open what the case names, fewest provisions first."""
    needs = sorted((topic for topic in knowledge.topics.values()), key=lambda topic: len(topic.provisions))
    chosen: dict[str, None] = {}
    for provision in case.expect.get("status", {}):
        chosen[next(topic.id for topic in needs if provision in topic.provisions)] = None
    return list(chosen) or ["need_overview"]


@pytest.mark.parametrize("way", ["by topic", "by overview"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file}: {case.name}")
def test_the_last_turn_says_what_the_rules_say(
    client: TestClient, knowledge: Knowledge, clock: Clock, case: NamedCase, way: str
) -> None:
    talk = Talk(client)
    if way == "by topic":
        for topic in _topics(case, knowledge):
            talk.say(topic=topic)
    for fact in set(HEARD) & set(case.situation):
        talk.say(set={fact: case.situation[fact]})
    asked = talk.answer_from(case.situation)
    assert len(asked) == len(set(asked))
    final = talk.turn
    day = danish_day(clock())
    assert final["assessment"] == assess(Situation.parse(final["situation"]), knowledge, on=day).as_dict()
    assert _statuses(final["assessment"], case) == case.expect.get("status", {})
    for fact in case.expect.get("not_asked", []):
        assert fact not in asked or case.situation.get(fact) in ("dont_know", "declined")


def _statuses(assessment: dict[str, Any], case: NamedCase) -> dict[str, str]:
    found = {finding["provision"]: finding["status"] for finding in assessment["findings"]}
    return {provision: found[provision] for provision in case.expect.get("status", {})}


def test_the_topics_of_a_case_open_what_it_names(knowledge: Knowledge) -> None:
    for case in CASES:
        opened = {id for topic in _topics(case, knowledge) for id in knowledge.topics[topic].provisions}
        assert set(case.expect.get("status", {})) <= opened
