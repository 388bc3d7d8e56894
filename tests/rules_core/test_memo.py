"""What is kept of earlier assessments answers nobody else's question."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings

from rules_core import Knowledge, Situation, assess
from rules_core.memo import Fragment, Memo
from rules_core.provision import Provision
from tests.named_cases import OWN, SHARED, named_cases
from tests.rules_core.test_assess import DAY, situations


class Watched(Situation):
    """A situation that notes which facts are read of it."""

    __slots__ = ("read",)

    def __init__(self, facts: dict[str, Any], *lists: frozenset[str]) -> None:
        super().__init__(facts, *lists)
        self.read: set[str] = set()

    def get(self, fact: str) -> Any:
        self.read.add(fact)
        return super().get(fact)

    def is_absent(self, fact: str) -> bool:
        self.read.add(fact)
        return super().is_absent(fact)

    def is_open(self, fact: str) -> bool:
        self.read.add(fact)
        return super().is_open(fact)


def provisions(knowledge: Knowledge) -> Iterable[Provision]:
    return (provision for place in knowledge.provisions.values() for provision in place.values())


@settings(max_examples=20, deadline=None)
@given(situations)
def test_nothing_is_read_that_a_provision_does_not_name(knowledge: Knowledge, facts: dict[str, Any]) -> None:
    told = Situation.parse(facts).as_dict()
    for provision in provisions(knowledge):
        watched = Watched(told)
        for criterion in provision.criteria:
            criterion.when.truth(watched, DAY)
            criterion.when.open_facts(watched, DAY)
        for deadline in provision.deadlines:
            _ = deadline.when and deadline.when.truth(watched, DAY)
        _ = provision.cost and provision.cost.estimate(watched, DAY)
        assert watched.read <= set(provision.facts), provision.id


@settings(max_examples=30, deadline=None)
@given(situations)
def test_a_kept_answer_is_the_one_that_would_be_made_anew(knowledge: Knowledge, facts: dict[str, Any]) -> None:
    situation = Situation.parse(facts)
    kept, anew = (assess(situation, each, on=DAY) for each in (knowledge, replace(knowledge)))
    assert kept == replace(anew, knowledge=knowledge)
    assert kept.as_dict() == anew.as_dict()


def test_every_named_situation_gets_its_own_answer_after_all_others(knowledge: Knowledge) -> None:
    """On the day of each; what is unknown, declined and open tells answers apart as well."""
    cases = [*named_cases(OWN, SHARED)][::20]
    for _ in range(2):
        for case in cases:
            situation = Situation.parse(case.situation)
            kept = assess(situation, knowledge, on=case.day).as_dict()
            assert kept == assess(situation, replace(knowledge), on=case.day).as_dict(), case.name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"impairment": ["vision"]}, {"impairment": ["vision"], "open_lists": ["impairment"]}),
        ({"age": "dont_know"}, {}),
        ({"vum_practical": 4, "vum_self_care": 4}, {"vum_practical": 0, "vum_self_care": 0}),
    ],
)
def test_what_is_told_differently_is_kept_apart(one: dict[str, Any], other: dict[str, Any]) -> None:
    facts = ("impairment", "age", "vum_practical", "vum_self_care")
    assert Situation.parse(one).told(facts) != Situation.parse(other).told(facts)


def test_the_memo_stays_bounded_and_goes_on_answering() -> None:
    memo: Memo[str] = Memo(10)
    assert [memo.of(number, lambda number=number: str(number)) for number in range(25)] == [*map(str, range(25))]
    assert len(memo) <= 10
    assert memo.of(24, lambda: "made twice") == "24"


def test_what_is_asked_for_stays_and_the_rest_gives_way() -> None:
    memo: Memo[str] = Memo(3)
    for key in ("often", "once", "often", "second", "often", "third", "fourth"):
        memo.of(key, lambda key=key: key)
    assert memo.of("often", lambda: "made twice") == "often"
    assert memo.of("once", lambda: "made anew") == "made anew"


def test_a_fragment_is_an_object_and_its_json(knowledge: Knowledge) -> None:
    findings = assess(Situation.parse({"age": 34}), knowledge, on=date(2026, 11, 22)).as_dict()["findings"]
    assert all(isinstance(finding, Fragment) and json.loads(finding.written) == finding for finding in findings)
