"""Reads conditions: see the table in `rules_core.conditions`."""

from __future__ import annotations

from typing import Any

from rules_core.conditions import LIST_OPERATORS, ORDERED, SCALAR_OPERATORS, SCALES, All, AnyOf, Condition, Not, Test
from rules_core.fact_table import FACTS, LIST_FACTS, choices_of, kind_of
from rules_core.reading.place import Place
from rules_core.vocabulary import municipality_names, provision_ids


def read_condition(raw: Any, place: Place) -> Condition:
    """The condition written at the place. KnowledgeError for an unknown fact or operator, or a value the fact cannot
    have.
    """
    values = place.mapping(raw)
    if not values:
        place.refuse("write a condition, such as {age: {at_least: 18}}")
    parts = tuple(_read_entry(str(key), value, place.at(str(key))) for key, value in values.items())
    return parts[0] if len(parts) == 1 else All(parts)


def _read_entry(key: str, raw: Any, place: Place) -> Condition:
    if key in ("all", "any"):
        parts = tuple(read_condition(item, spot) for spot, item in place.sequence(raw))
        if not parts:
            place.refuse("write a list of conditions")
        return All(parts) if key == "all" else AnyOf(parts)
    if key == "not":
        return Not(read_condition(raw, place))
    if key not in FACTS:
        place.refuse("is no fact; the facts stand in knowledge/facts.yml")
    return _read_test(key, raw, place)


def _read_test(fact: str, raw: Any, place: Place) -> Condition:
    if not isinstance(raw, dict):
        if fact in LIST_FACTS or kind_of(fact) in ("integer", "amount"):
            place.refuse("write an operator, such as {one_of: [..]} for a list or {at_least: 18} for a number")
        return Test(fact, "is", _value(fact, raw, place))
    operators = _operators(fact)
    if not raw:
        place.refuse(f"write one of the operators {', '.join(operators)}")
    tests = []
    for operator, bound in raw.items():
        spot = place.at(str(operator))
        if operator not in operators:
            spot.refuse(f"is no operator for {fact}; write one of {', '.join(operators)}")
        tests.append(Test(fact, operator, _bound(fact, operator, bound, spot)))
    return tests[0] if len(tests) == 1 else All(tuple(tests))


def _operators(fact: str) -> tuple[str, ...]:
    if fact in LIST_FACTS:
        return LIST_OPERATORS
    if kind_of(fact) in ("integer", "amount"):
        return tuple(sorted(ORDERED))
    return SCALAR_OPERATORS if fact in SCALES else ("one_of", "none_of")


def _bound(fact: str, operator: str, raw: Any, place: Place) -> Any:
    if operator == "not_empty":
        return place.truth(raw)
    if operator not in ORDERED:
        words = place.sequence(raw)
        if not words:
            place.refuse("write a list of at least one word")
        return tuple(_value(fact, item, spot) for spot, item in words)
    if fact in SCALES:
        return place.word(raw, SCALES[fact])
    if isinstance(raw, str):
        if raw not in place.rates:
            place.refuse("is no rate here; write a number or the name of a rate in rates.yml")
        return place.rates[raw]
    return place.number(raw)


def _value(fact: str, raw: Any, place: Place) -> Any:
    if kind_of(fact) == "boolean":
        return place.truth(raw)
    words = choices_of(fact) or tuple(sorted(municipality_names() if fact == "municipality" else provision_ids()))
    return place.word(raw, words)
