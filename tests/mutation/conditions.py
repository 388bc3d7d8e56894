"""Faults in a condition: a part left out, a truth turned, a word more or less, a bound moved by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rules_core.conditions import ORDERED, SCALES
from rules_core.fact_table import choices_of
from rules_core.vocabulary import municipality_names, provision_ids
from tests.mutation.mutant import Mutant, Path, dropped, flipped, moved, swapped

Rates = Mapping[str, float]
"""What each rate that the file may name stands at."""


def in_condition(raw: dict[str, Any], path: Path, rates: Rates) -> Iterator[Mutant]:
    """Every fault of a condition and of its parts."""
    for key, value in raw.items():
        at = (*path, key)
        if len(raw) > 1:
            yield dropped(at, "part of a condition")
        if key in ("all", "any"):
            yield from _in_list(raw, key, path, rates)
        elif key == "not":
            rest = {other: part for other, part in raw.items() if other != "not"}
            if not rest.keys() & value.keys():
                yield Mutant(path, "not taken away", "not taken away", {**rest, **value})
            yield from in_condition(value, at, rates)
        else:
            yield from _in_test(key, value, at, rates)


def _in_list(raw: dict[str, Any], key: str, path: Path, rates: Rates) -> Iterator[Mutant]:
    parts = raw[key]
    if len(parts) > 1:
        other = "any" if key == "all" else "all"
        turned = {(other if name == key else name): part for name, part in raw.items()}
        if len(turned) == len(raw):
            yield Mutant(path, "all and any swapped", f"{key} → {other}", turned)
    for index, part in enumerate(parts):
        if len(parts) > 1:
            yield dropped((*path, key, index), "part of a condition")
        yield from in_condition(part, (*path, key, index), rates)


def _in_test(fact: str, raw: Any, path: Path, rates: Rates) -> Iterator[Mutant]:
    if isinstance(raw, bool):
        yield flipped(path, raw, "truth value")
    elif not isinstance(raw, dict):
        yield swapped(path, raw, _words(fact), "word")
    else:
        for operator, bound in raw.items():
            at = (*path, operator)
            if len(raw) > 1:
                yield dropped(at, "part of a condition")
            yield from _in_bound(fact, operator, bound, at, rates)


def _in_bound(fact: str, operator: str, bound: Any, path: Path, rates: Rates) -> Iterator[Mutant]:
    if operator == "not_empty":
        yield flipped(path, bound, "truth value")
    elif operator not in ORDERED:
        yield from _in_words(fact, bound, path)
    elif fact in SCALES:
        rank = SCALES[fact].index(bound)
        for other in SCALES[fact][max(rank - 1, 0) : rank] + SCALES[fact][rank + 1 : rank + 2]:
            yield Mutant(path, "level moved", f"{bound} → {other}", other)
    elif isinstance(bound, str):
        for mutant in moved(path, rates[bound], "bound"):
            yield Mutant(path, mutant.kind, f"{bound}: {mutant.said}", mutant.value)
    else:
        yield from moved(path, bound, "bound")


def _in_words(fact: str, listed: list[str], path: Path) -> Iterator[Mutant]:
    """Each word left out, and one that is not there added: the one after the last in the fact's own order."""
    for index, word in enumerate(listed):
        if len(listed) > 1:
            yield Mutant((*path, index), "word dropped", f"{word} dropped")
    words = _words(fact)
    last = max(words.index(word) for word in listed)
    others = [word for word in words[last:] + words[:last] if word not in listed]
    if others:
        yield Mutant(path, "word added", f"{others[0]} added", [*listed, others[0]])


def _words(fact: str) -> tuple[str, ...]:
    return choices_of(fact) or tuple(sorted(municipality_names() if fact == "municipality" else provision_ids()))
