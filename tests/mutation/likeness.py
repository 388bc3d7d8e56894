"""Whether two provisions can be told apart by anything but their sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import chain, combinations, product
from math import prod
from typing import Any

from rules_core import Knowledge, Situation
from rules_core.conditions import SCALES, Condition, Not, Test
from rules_core.fact_table import LIST_FACTS, choices_of, kind_of
from rules_core.provision import Provision
from rules_core.rates import Rate
from rules_core.situation import OPEN_LISTS
from rules_core.vocabulary import provision_ids

TODAY = date(2026, 11, 22)
"""A bound that is a rate moves from what the rate is on this day."""
_TOO_MANY = 100_000
"""Situations beyond which nobody looks: the two then count as different."""


def changed_provisions(true: Knowledge, faulty: Knowledge, place: str) -> frozenset[str]:
    """The provisions that bear other rules or other contacts there; a sentence or its source alone is no change."""
    return frozenset(
        id
        for id, provision in true.provisions[place].items()
        if faulty.provisions[place][id] is not provision
        and (
            _rules(faulty.provisions[place][id]) != _rules(provision)
            or faulty.contacts(faulty.provisions[place][id].contacts, place) != true.contacts(provision.contacts, place)
        )
    )


def _rules(provision: Provision) -> Any:
    """What a case can see of it, less its contacts."""
    criteria = [(each.id, each.when) for each in provision.criteria]
    deadlines = [(each.kind, each.amount, each.unit, each.after, each.who, each.when) for each in provision.deadlines]
    lines = provision.cost and [replace(line, label="", source=provision.source) for line in provision.cost.lines]
    return criteria, sorted(deadlines, key=repr), lines, provision.appeal.possible, provision.local


def only_written_differently(one: Provision, other: Provision) -> bool:
    """True when they differ in criteria alone, and no situation gives any of these another truth."""
    mine, yours = ({each.id: each.when for each in provision.criteria} for provision in (one, other))
    if mine.keys() != yours.keys() or _rules(one)[1:] != _rules(other)[1:]:
        return False
    return all(same_everywhere(mine[id], yours[id]) for id in mine if mine[id] != yours[id])


def same_everywhere(one: Condition, other: Condition) -> bool:
    """True when no situation, known whole or in part, gives the two another truth on any day that matters to them."""
    tests = [*_tests(one), *_tests(other)]
    answers = {fact: _answers(fact, tests) for fact in sorted({test.fact for test in tests})}
    days = sorted({TODAY, *(row.starts for rate in _rates(tests) for row in rate.values)})
    if prod(len(each) for each in answers.values()) * len(days) > _TOO_MANY:
        return False
    return all(
        one.truth(situation, day) is other.truth(situation, day) for situation in _situations(answers) for day in days
    )


def _situations(answers: dict[str, list[tuple[Any, bool]]]) -> Iterator[Situation]:
    for chosen in product(*answers.values()):
        known = {fact: value for fact, (value, _) in zip(answers, chosen, strict=True) if value is not None}
        opened = [fact for fact, (_, is_open) in zip(answers, chosen, strict=True) if is_open]
        yield Situation.parse({**known, **({OPEN_LISTS: opened} if opened else {})})


def _answers(fact: str, tests: list[Test]) -> list[tuple[Any, bool]]:
    """Nothing, and every value that these tests can tell apart; a list also as heard in part."""
    bounds = [test.bound for test in tests if test.fact == fact]
    if fact in LIST_FACTS:
        named = {word for bound in bounds if isinstance(bound, tuple) for word in bound}
        other = [word for word in choices_of(fact) or sorted(provision_ids()) if word not in named][:1]
        words = [*sorted(named), *other]
        subsets = list(chain.from_iterable(combinations(words, size) for size in range(len(words) + 1)))
        return [(None, False), *((list(subset), is_open) for subset in subsets for is_open in (False, True))]
    if kind_of(fact) == "boolean":
        return [(None, False), (True, False), (False, False)]
    if choices_of(fact) or fact in SCALES:
        return [(None, False), *((word, False) for word in choices_of(fact))]
    return [(None, False), *((value, False) for value in sorted(_near(bounds)) if value >= 0)]


def _near(bounds: list[Any]) -> set[float]:
    figures = {row.value for bound in bounds if isinstance(bound, Rate) for row in bound.values}
    figures |= {bound for bound in bounds if isinstance(bound, (int, float))}
    return {figure + step for figure in figures for step in (-1, 0, 1)}


def _tests(condition: Condition) -> Iterator[Test]:
    if isinstance(condition, Test):
        yield condition
    parts = [condition.part] if isinstance(condition, Not) else getattr(condition, "parts", ())
    for part in parts:
        yield from _tests(part)


def _rates(tests: list[Test]) -> list[Rate]:
    return [test.bound for test in tests if isinstance(test.bound, Rate)]
