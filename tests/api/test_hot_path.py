"""What a turn must not pay for: a thread for each dependency, and findings written again for every answer."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from datetime import date

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from api.routes import conversations
from rules_core import Situation, assess, load_knowledge


def calls(dependant: Dependant) -> Iterator[object]:
    for inner in dependant.dependencies:
        yield inner.call
        yield from calls(inner)


def test_no_dependency_of_a_conversation_is_run_in_a_thread() -> None:
    routes = [route for route in conversations.router.routes if isinstance(route, APIRoute)]
    found = {call for route in routes for call in calls(route.dependant)}
    assert found
    for call in found:
        run = call if inspect.isfunction(call) else type(call).__call__
        assert inspect.iscoroutinefunction(run), call


def test_an_answer_leaves_every_finding_as_it_was_that_reads_none_of_its_facts() -> None:
    knowledge, day = load_knowledge(), date(2026, 11, 22)
    before = Situation.parse({"municipality": "holbaek", "age": 34})
    after = before.put("dental_need", "acute")
    first, second = (
        {finding["provision"]: finding for finding in assess(situation, knowledge, on=day).as_dict()["findings"]}
        for situation in (before, after)
    )
    reads = {id: "dental_need" in provision.facts for id, provision in knowledge.provisions["holbaek"].items()}
    assert {id: first[id] is not second[id] for id in first} == reads
    assert 0 < sum(reads.values()) < len(reads)
