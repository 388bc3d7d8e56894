"""Each operator of the closed table, on a known, an unknown and an open fact."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules_core.conditions import Condition
from rules_core.rates import Rate, RateValue
from rules_core.reading.conditions import read_condition
from rules_core.reading.place import Place
from rules_core.situation import Situation
from rules_core.source import Document
from rules_core.truth import Truth

DAY = date(2026, 11, 22)
DOCUMENT = Document("national", "", None)
SOURCE = DOCUMENT.section("§ 1")
PENSION = Rate(
    "pension-age",
    "",
    "years",
    False,
    (RateValue(date(2022, 1, 1), 67, SOURCE), RateValue(date(2030, 1, 1), 68, SOURCE)),
)
PLACE = Place("test.yml", "", DOCUMENT, {"national": DOCUMENT}, {"pension-age": PENSION})


def condition(raw: Any) -> Condition:
    return read_condition(raw, PLACE)


def truth(raw: Any, facts: dict[str, Any], on: date = DAY) -> Truth:
    return condition(raw).truth(Situation.parse(facts), on)


@pytest.mark.parametrize(
    ("raw", "met", "unmet"),
    [
        ({"drug_problem": True}, {"drug_problem": True}, {"drug_problem": False}),
        ({"housing": "homeless"}, {"housing": "homeless"}, {"housing": "shelter"}),
        ({"housing": {"one_of": ["homeless", "shelter"]}}, {"housing": "shelter"}, {"housing": "own_home"}),
        ({"housing": {"none_of": ["homeless"]}}, {"housing": "shelter"}, {"housing": "homeless"}),
        ({"age": {"at_least": 18}}, {"age": 18}, {"age": 17}),
        ({"age": {"above": 18}}, {"age": 19}, {"age": 18}),
        ({"age": {"at_most": 18}}, {"age": 18}, {"age": 19}),
        ({"age": {"below": 18}}, {"age": 17}, {"age": 18}),
        ({"age": {"at_least": 18, "below": 67}}, {"age": 66}, {"age": 67}),
        ({"age": {"below": "pension-age"}}, {"age": 66}, {"age": 67}),
        ({"functional_level": {"at_least": "D"}}, {"functional_level": "D"}, {"functional_level": "C"}),
        ({"functional_level": {"below": "C"}}, {"functional_level": "B"}, {"functional_level": "C"}),
        ({"care_need": {"at_least": "extensive"}}, {"care_need": "massive"}, {"care_need": "some"}),
        ({"impairment": {"one_of": ["vision"]}}, {"impairment": ["vision", "physical"]}, {"impairment": ["physical"]}),
        ({"impairment": {"none_of": ["vision"]}}, {"impairment": []}, {"impairment": ["vision"]}),
        ({"impairment": {"only": ["vision"]}}, {"impairment": ["vision"]}, {"impairment": ["vision", "physical"]}),
        ({"impairment": {"only": ["vision"]}}, {"impairment": ["vision"]}, {"impairment": []}),
        ({"impairment": {"not_empty": True}}, {"impairment": ["vision"]}, {"impairment": []}),
        ({"impairment": {"not_empty": False}}, {"impairment": []}, {"impairment": ["vision"]}),
        ({"not": {"drug_problem": True}}, {"drug_problem": False}, {"drug_problem": True}),
        ({"age": {"at_least": 18}, "drug_problem": True}, {"age": 18, "drug_problem": True}, {"age": 17}),
        ({"any": [{"age": {"at_least": 18}}, {"drug_problem": True}]}, {"age": 18}, {"age": 17, "drug_problem": False}),
        ({"all": [{"age": {"at_least": 18}}, {"drug_problem": True}]}, {"age": 18, "drug_problem": True}, {"age": 17}),
    ],
    ids=str,
)
def test_operator_on_both_sides(raw: Any, met: dict[str, Any], unmet: dict[str, Any]) -> None:
    assert truth(raw, met) is Truth.TRUE
    assert truth(raw, unmet) is Truth.FALSE
    assert truth(raw, {}) is Truth.UNKNOWN


@pytest.mark.parametrize("unanswered", ["dont_know", "declined"])
def test_an_unanswered_fact_is_unknown_and_not_open(unanswered: str) -> None:
    rule = condition({"age": {"at_least": 18}})
    situation = Situation.parse({"age": unanswered})
    assert rule.truth(situation, DAY) is Truth.UNKNOWN
    assert rule.open_facts(situation, DAY) == frozenset()
    assert rule.open_facts(Situation.parse({}), DAY) == {"age"}


def test_a_bound_by_a_rate_follows_the_day() -> None:
    assert truth({"age": {"below": "pension-age"}}, {"age": 67}, date(2029, 12, 31)) is Truth.FALSE
    assert truth({"age": {"below": "pension-age"}}, {"age": 67}, date(2030, 1, 1)) is Truth.TRUE


def test_what_is_not_in_an_open_list_is_unknown() -> None:
    situation = Situation.parse({}).heard("impairment", ["vision"])
    outcomes = {
        "one_of": (["vision"], Truth.TRUE),
        "none_of": (["vision"], Truth.FALSE),
        "only": (["vision"], Truth.UNKNOWN),
    }
    for operator, (bound, expected) in outcomes.items():
        assert condition({"impairment": {operator: bound}}).truth(situation, DAY) is expected
    missing = condition({"impairment": {"one_of": ["hearing"]}})
    assert missing.truth(situation, DAY) is Truth.UNKNOWN
    assert missing.open_facts(situation, DAY) == {"impairment"}
    assert condition({"impairment": {"only": ["hearing"]}}).truth(situation, DAY) is Truth.FALSE


def test_facts_of_a_settled_part_are_not_open() -> None:
    rule = condition({"any": [{"all": [{"age": {"at_least": 18}}, {"drug_problem": True}]}, {"lonely": True}]})
    assert rule.open_facts(Situation.parse({"age": 17}), DAY) == {"lonely"}
    assert rule.open_facts(Situation.parse({"lonely": True}), DAY) == frozenset()
    assert rule.open_facts(Situation.parse({}), DAY) == {"age", "drug_problem", "lonely"}


boolean_facts = st.sampled_from(["drug_problem", "lonely", "motivated"])
conditions = st.recursive(
    st.builds(lambda fact, value: {fact: value}, boolean_facts, st.booleans()),
    lambda inner: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=8,
)
facts = st.dictionaries(boolean_facts, st.booleans())


@given(conditions, facts, st.data())
def test_only_open_facts_can_change_the_truth(raw: Any, known: dict[str, bool], data: st.DataObject) -> None:
    rule, situation = condition(raw), Situation.parse(known)
    before, open_facts = rule.truth(situation, DAY), rule.open_facts(situation, DAY)
    for fact in {"drug_problem", "lonely", "motivated"} - set(known) - open_facts:
        situation = situation.put(fact, data.draw(st.booleans()))
    if before is Truth.UNKNOWN and not (set(known) | open_facts) - set(known):
        raise AssertionError("an unknown condition of absent facts must name them")
    assert rule.truth(situation, DAY) is before
