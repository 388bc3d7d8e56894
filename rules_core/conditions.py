"""The closed table of conditions over facts, evaluated in three-valued logic.

A condition is written as data, and nothing else is understood:

| form | true when |
|---|---|
| `{fact: value}` | the fact is that truth value or word |
| `{fact: {one_of: [..]}}`, `{fact: {none_of: [..]}}` | the fact's word is (not) among them; on a list fact: some
(none) of them is in the list |
| `{fact: {only: [..]}}` | the list is not empty and holds nothing else |
| `{fact: {not_empty: true}}` | the list holds something (`false`: holds nothing) |
| `{fact: {at_least: x}}`, `above`, `at_most`, `below` | the number is so; x is a number or the name of a dated rate;
on the functional level and the care need, x is a word and the order is that of the scale |
| `{all: [..]}`, `{any: [..]}`, `{not: ..}` | of conditions |

Several facts in one object must all be so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from rules_core.fact_table import CARE_NEEDS, LEVELS, LIST_FACTS
from rules_core.rates import Rate
from rules_core.situation import Situation
from rules_core.truth import Truth, all_of, any_of, negate

SCALES: Mapping[str, tuple[str, ...]] = {"functional_level": LEVELS, "care_need": CARE_NEEDS}


class Condition(Protocol):
    """Something that is true, false or unknown of a situation on a day."""

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts it reads, in order, each once."""

    def truth(self, situation: Situation, on: date) -> Truth:
        """Its truth on that day."""

    def open_facts(self, situation: Situation, on: date) -> frozenset[str]:
        """The absent facts that can still change its truth; empty unless it is unknown."""


@dataclass(frozen=True)
class Test:
    """One fact against one operator. `bound` is what the operator compares with, possibly a rate."""

    fact: str
    operator: str
    bound: Any

    @property
    def facts(self) -> tuple[str, ...]:
        return (self.fact,)

    def truth(self, situation: Situation, on: date) -> Truth:
        value = situation.get(self.fact)
        if value is None:
            return Truth.UNKNOWN
        if self.fact in LIST_FACTS:
            return _LIST_TESTS[self.operator](value, self.bound, situation.is_open(self.fact))
        return Truth.of(_SCALAR_TESTS[self.operator](self._rank(value), self._bound_on(on)))

    def open_facts(self, situation: Situation, on: date) -> frozenset[str]:
        unknown = situation.is_absent(self.fact) and self.truth(situation, on) is Truth.UNKNOWN
        return frozenset((self.fact,)) if unknown else frozenset()

    def _bound_on(self, on: date) -> Any:
        if isinstance(self.bound, Rate):
            return self.bound.on(on).value
        return self._rank(self.bound) if self.operator in ORDERED else self.bound

    def _rank(self, value: Any) -> Any:
        scale = SCALES.get(self.fact) if self.operator in ORDERED else None
        return scale.index(value) if scale else value


@dataclass(frozen=True)
class All:
    """False as soon as one part is false; unknown if none is false and one is unknown."""

    parts: tuple[Condition, ...]

    @property
    def facts(self) -> tuple[str, ...]:
        return _facts_of(self.parts)

    def truth(self, situation: Situation, on: date) -> Truth:
        return all_of(part.truth(situation, on) for part in self.parts)

    def open_facts(self, situation: Situation, on: date) -> frozenset[str]:
        return _open_facts_of(self, self.parts, situation, on)


@dataclass(frozen=True)
class AnyOf:
    """True as soon as one part is true; unknown if none is true and one is unknown."""

    parts: tuple[Condition, ...]

    @property
    def facts(self) -> tuple[str, ...]:
        return _facts_of(self.parts)

    def truth(self, situation: Situation, on: date) -> Truth:
        return any_of(part.truth(situation, on) for part in self.parts)

    def open_facts(self, situation: Situation, on: date) -> frozenset[str]:
        return _open_facts_of(self, self.parts, situation, on)


@dataclass(frozen=True)
class Not:
    """True becomes false, unknown stays unknown."""

    part: Condition

    @property
    def facts(self) -> tuple[str, ...]:
        return self.part.facts

    def truth(self, situation: Situation, on: date) -> Truth:
        return negate(self.part.truth(situation, on))

    def open_facts(self, situation: Situation, on: date) -> frozenset[str]:
        return self.part.open_facts(situation, on)


@dataclass(frozen=True)
class Constant:
    """The same for everybody, such as the criterion of a provision that is not offered."""

    value: Truth

    @property
    def facts(self) -> tuple[str, ...]:
        return ()

    def truth(self, situation: Situation, on: date) -> Truth:
        return self.value

    def open_facts(self, situation: Situation, on: date) -> frozenset[str]:
        return frozenset()


def _facts_of(parts: tuple[Condition, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fact for part in parts for fact in part.facts))


def _open_facts_of(whole: Condition, parts: tuple[Condition, ...], situation: Situation, on: date) -> frozenset[str]:
    if whole.truth(situation, on) is not Truth.UNKNOWN:
        return frozenset()
    return frozenset().union(*(part.open_facts(situation, on) for part in parts))


_SCALAR_TESTS: Mapping[str, Callable[[Any, Any], bool]] = {
    "is": lambda value, bound: bool(value == bound),
    "one_of": lambda value, bound: value in bound,
    "none_of": lambda value, bound: value not in bound,
    "at_least": lambda value, bound: bool(value >= bound),
    "above": lambda value, bound: bool(value > bound),
    "at_most": lambda value, bound: bool(value <= bound),
    "below": lambda value, bound: bool(value < bound),
}
ORDERED = frozenset({"at_least", "above", "at_most", "below"})


def _some(value: list[str], bound: tuple[str, ...], is_open: bool) -> Truth:
    if any(item in bound for item in value):
        return Truth.TRUE
    return Truth.UNKNOWN if is_open else Truth.FALSE


def _only(value: list[str], bound: tuple[str, ...], is_open: bool) -> Truth:
    if any(item not in bound for item in value):
        return Truth.FALSE
    return Truth.UNKNOWN if is_open else Truth.of(bool(value))


def _not_empty(value: list[str], bound: bool, is_open: bool) -> Truth:
    found = Truth.TRUE if value else Truth.UNKNOWN if is_open else Truth.FALSE
    return found if bound else negate(found)


_LIST_TESTS: Mapping[str, Callable[[list[str], Any, bool], Truth]] = {
    "one_of": _some,
    "none_of": lambda value, bound, is_open: negate(_some(value, bound, is_open)),
    "only": _only,
    "not_empty": _not_empty,
}
SCALAR_OPERATORS = tuple(name for name in _SCALAR_TESTS if name != "is")
LIST_OPERATORS = tuple(_LIST_TESTS)
