"""Strict facts; absent, dont_know and declined kept apart; lists heard in part; the level made of everyday answers."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules_core import Situation, SituationError
from rules_core.fact_table import FACTS, bounds_of, choices_of, kind_of
from rules_core.situation import VUM_FACTS

WRONG: list[dict[str, Any]] = [
    {"age": 3.7},
    {"age": True},
    {"age": "yes"},
    {"age": 121},
    {"age": -1},
    {"age": None},
    {"age": "34"},
    {"age": 34.0},
    {"drug_problem": "yes"},
    {"drug_problem": 1},
    {"drug_problem": "true"},
    {"drug_problem": []},
    {"municipality": "xanadu"},
    {"municipality": 3},
    {"impairment": ["eyes"]},
    {"impairment": "vision"},
    {"monthly_income": -1},
    {"monthly_income": math.nan},
    {"monthly_income": math.inf},
    {"monthly_income": "1200"},
    {"monthly_income": True},
    {"housing": "castle"},
    {"housing": ["homeless"]},
    {"functional_level": "F"},
    {"vum_practical": 5},
    {"vum_practical": 2.0},
    {"receives": ["sel-1"]},
    {"nights": 0},
    {"nights": 366},
    {"helper_hours_per_day": 24.5},
    {"children": 16},
    {"wants_treatment": "maybe"},
]


@pytest.mark.parametrize("facts", WRONG, ids=str)
def test_a_value_of_the_wrong_type_or_range_is_refused_by_name(facts: dict[str, Any]) -> None:
    with pytest.raises(SituationError) as caught:
        Situation.parse(facts)
    assert caught.value.key == next(iter(facts))
    assert "write" in caught.value.remedy


@pytest.mark.parametrize("raw", [[], "age", 3, None, {"shoe_size": 43}], ids=str)
def test_what_is_no_situation_is_refused(raw: Any) -> None:
    with pytest.raises(SituationError):
        Situation.parse(raw)


def test_a_refusal_never_repeats_the_value() -> None:
    with pytest.raises(SituationError) as caught:
        Situation.parse({"housing": "hos min fætter i Jyderup"})
    assert "Jyderup" not in str(caught.value)
    with pytest.raises(SituationError) as caught:
        Situation.parse({"min fætter": 1})
    assert "fætter" not in str(caught.value)


def test_absent_dont_know_and_declined_are_three_things() -> None:
    situation = Situation.parse({"age": "dont_know", "housing": "declined"})
    assert situation.get("age") is situation.get("housing") is situation.get("nights") is None
    assert [situation.is_absent(fact) for fact in ("age", "housing", "nights")] == [False, False, True]
    assert situation.as_dict() == {"age": "dont_know", "housing": "declined"}


def _values(fact: str) -> st.SearchStrategy[Any]:
    kind = kind_of(fact)
    if kind == "boolean":
        return st.booleans()
    if kind == "integer":
        return st.integers(*(int(bound) for bound in bounds_of(fact)))
    if kind == "amount":
        return st.floats(*bounds_of(fact), allow_nan=False)
    if fact == "municipality":
        return st.sampled_from(["holbaek", "other"])
    if fact == "receives":
        return st.lists(st.sampled_from(["sel-96", "sel-97"]), unique=True)
    words = st.sampled_from(choices_of(fact))
    return st.lists(words, unique=True) if kind == "many_of" else words


situations = st.fixed_dictionaries(
    {}, optional={fact: st.one_of(_values(fact), st.sampled_from(["dont_know", "declined"])) for fact in FACTS}
)


@given(situations)
def test_the_wire_form_comes_back_unchanged(facts: dict[str, Any]) -> None:
    assert Situation.parse(facts).as_dict() == facts
    assert Situation.parse(Situation.parse(facts).as_dict()) == Situation.parse(facts)


@given(situations, st.sampled_from(FACTS))
def test_put_and_without_leave_the_rest_and_the_original_alone(facts: dict[str, Any], fact: str) -> None:
    original = Situation.parse(facts)
    changed = original.put(fact, "declined")
    assert changed.as_dict() == {**facts, fact: "declined"}
    assert changed.without(fact).as_dict() == {key: value for key, value in facts.items() if key != fact}
    assert original.as_dict() == facts


def test_a_list_heard_in_a_text_stays_open_until_it_is_answered() -> None:
    heard = Situation.parse({}).heard("impairment", ["vision"])
    assert heard.get("impairment") == ["vision"]
    assert heard.is_absent("impairment")
    assert heard.as_dict() == {"impairment": ["vision"], "open_lists": ["impairment"]}
    assert Situation.parse(heard.as_dict()).is_open("impairment")
    assert heard.heard("impairment", ["hearing"]).get("impairment") == ["vision", "hearing"]
    answered = heard.put("impairment", ["vision"])
    assert not answered.is_absent("impairment")
    assert answered.as_dict() == {"impairment": ["vision"]}


def test_hearing_more_of_an_answered_list_keeps_it_answered() -> None:
    answered = Situation.parse({"impairment": ["vision"]}).heard("impairment", ["hearing"])
    assert answered.as_dict() == {"impairment": ["vision", "hearing"]}


@pytest.mark.parametrize("open_lists", ["impairment", ["age"], ["receives"], [3]])
def test_open_lists_must_name_lists_that_are_there(open_lists: Any) -> None:
    with pytest.raises(SituationError):
        Situation.parse({"impairment": ["vision"], "age": 3, "open_lists": open_lists})


@pytest.mark.parametrize(
    ("scores", "level"),
    [
        ((0, 0, 0, 0, 0, 0), "A"),
        ((1, 0, 0, 0, 0, 0), "B"),
        ((1, 1, 1, 1, 1, 1), "B"),
        ((4, 0, 0, 0, 0, 0), "C"),
        ((2, 2, 2, 2, 2, 2), "C"),
        ((3, 3, 3, 0, 0, 0), "C"),
        ((3, 3, 3, 3, 2, 0), "D"),
        ((4, 4, 4, 3, 2, 2), "E"),
        ((4, 4, 4, 4, 4, 4), "E"),
    ],
)
def test_the_everyday_scores_make_the_level(scores: tuple[int, ...], level: str) -> None:
    situation = Situation.parse(dict(zip(VUM_FACTS, scores, strict=True)))
    assert situation.get("functional_level") == level
    assert not situation.is_absent("functional_level")


def test_a_level_that_is_set_outranks_the_scores() -> None:
    facts: dict[str, Any] = dict.fromkeys(VUM_FACTS, 0)
    assert Situation.parse({**facts, "functional_level": "D"}).get("functional_level") == "D"


def test_scores_that_leave_the_level_open_make_none() -> None:
    situation = Situation.parse({"vum_practical": 1})
    assert situation.get("functional_level") is None
    assert situation.is_absent("functional_level")


@given(st.dictionaries(st.sampled_from(VUM_FACTS), st.integers(0, 4), max_size=5), st.data())
def test_a_level_of_some_scores_holds_whatever_the_others_are(scores: dict[str, int], data: st.DataObject) -> None:
    level = Situation.parse(scores).get("functional_level")
    full = {fact: scores.get(fact, data.draw(st.integers(0, 4))) for fact in VUM_FACTS}
    assert level is None or Situation.parse(full).get("functional_level") == level


def test_an_unsure_list_stays_open_and_is_not_absent() -> None:
    unsure = Situation.parse({}).heard("impairment", ["vision"]).unsure("impairment")
    assert unsure.is_open("impairment")
    assert unsure.is_unsure("impairment")
    assert not unsure.is_absent("impairment")
    wire = {"impairment": ["vision"], "open_lists": ["impairment"], "unsure_lists": ["impairment"]}
    assert unsure.as_dict() == wire
    assert Situation.parse(wire) == unsure
    assert unsure.put("impairment", ["vision"]).as_dict() == {"impairment": ["vision"]}
    assert unsure.without("impairment").as_dict() == {}
    assert unsure.heard("impairment", ["hearing"]).is_unsure("impairment")


@pytest.mark.parametrize("unsure", ["impairment", ["receives"], [3], {}])
def test_only_an_open_list_may_be_unsure(unsure: Any) -> None:
    known = {"impairment": ["vision"], "receives": [], "open_lists": ["impairment"]}
    with pytest.raises(SituationError):
        Situation.parse({**known, "unsure_lists": unsure})
    with pytest.raises(SituationError):
        Situation.parse({"impairment": ["vision"]}).unsure("impairment")
