"""Faults in a provision's file: its criteria, deadlines, costs, appeal, and what it drops of the layer beneath."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rules_core.costs import PERIODS, SIDES
from rules_core.deadlines import ACTORS, EVENTS, KINDS, UNITS
from tests.mutation.conditions import Rates, in_condition
from tests.mutation.mutant import Mutant, Path, dropped, flipped, moved, swapped


def in_provision(raw: dict[str, Any], rates: Rates) -> Iterator[Mutant]:
    """Every fault of a national or a municipality's file on one provision."""
    if "step" not in raw:
        yield dropped((), "file")
    criteria = raw.get("criteria", [])
    for index, criterion in enumerate(criteria):
        if len(criteria) > 1:
            yield dropped(("criteria", index), "criterion")
        yield from in_condition(criterion["when"], ("criteria", index, "when"), rates)
    yield from in_deadlines(raw.get("deadlines") or [], ("deadlines",), rates)
    for index, line in enumerate(raw.get("cost", {}).get("lines", [])):
        yield from _in_line(line, ("cost", "lines", index), rates)
    if "appeal" in raw:
        yield from in_appeal(raw["appeal"], ("appeal",))
    for index in range(len(raw.get("without", {}).get("deadlines", []))):
        yield dropped(("without", "deadlines", index), "exception from a deadline")


def in_appeal(raw: dict[str, Any], path: Path) -> Iterator[Mutant]:
    """Whether one can appeal."""
    filled = {"weeks": 4, "to": "Ankestyrelsen", **raw, "possible": not raw["possible"]}
    yield Mutant(path, "appeal flipped", flipped(path, raw["possible"], "appeal").said, filled)


def in_deadlines(raw: list[dict[str, Any]], path: Path, rates: Rates) -> Iterator[Mutant]:
    """Each left out, one earlier and later, in another unit, after another event, kept by another, for others."""
    for index, rule in enumerate(raw):
        at = (*path, index)
        yield dropped(at, "deadline")
        yield from moved((*at, "amount"), rule["amount"], "deadline", least=1)
        for key, words in (("kind", KINDS), ("unit", UNITS), ("after", EVENTS), ("who", ACTORS)):
            yield swapped((*at, key), rule[key], words, f"{key} of a deadline")
        if "when" in rule:
            yield dropped((*at, "when"), "condition of a deadline")
            yield from in_condition(rule["when"], (*at, "when"), rates)


def _in_line(raw: dict[str, Any], path: Path, rates: Rates) -> Iterator[Mutant]:
    yield dropped(path, "cost line")
    yield swapped((*path, "side"), raw["side"], SIDES, "side of a cost line")
    for key in ("per", "unit_per"):
        if key in raw:
            yield swapped((*path, key), raw[key], PERIODS, f"{key} of a cost line")
    if raw["amount"] is not None:
        yield Mutant((*path, "counted"), "counted flipped", "counted flipped", not raw.get("counted", True))
    if "times" in raw:
        yield dropped((*path, "times"), "times of a cost line")
    for key in ("when", "reduced_when"):
        if key in raw:
            yield dropped((*path, key), f"{key} of a cost line")
            yield from in_condition(raw[key], (*path, key), rates)
    yield from _in_amount(raw["amount"], (*path, "amount"), rates)


def _in_amount(raw: Any, path: Path, rates: Rates) -> Iterator[Mutant]:
    """A figure that stands in the file itself moves by one; those of rates.yml move there."""
    if raw is None or isinstance(raw, str):
        return
    if not isinstance(raw, dict):
        yield from moved(path, raw, "amount")
        return
    for key in ("from", "to", "percent", "of", "above", "up_to", "per_month"):
        yield from _in_amount(raw.get(key), (*path, key), rates)
    for key in ("sum", "product"):
        for index, part in enumerate(raw.get(key, [])):
            if len(raw[key]) > 1:
                yield dropped((*path, key, index), "part of an amount")
            yield from _in_amount(part, (*path, key, index), rates)
    for index, case in enumerate(raw.get("first", [])):
        yield from _in_case(case, (*path, "first", index), len(raw["first"]), rates)


def _in_case(raw: dict[str, Any], path: Path, cases: int, rates: Rates) -> Iterator[Mutant]:
    if cases > 1:
        yield dropped(path, "case of an amount")
    if "told" in raw:
        yield flipped((*path, "told"), raw["told"], "told")
    if "when" in raw:
        yield dropped((*path, "when"), "condition of an amount")
        yield from in_condition(raw["when"], (*path, "when"), rates)
    yield from _in_amount(raw["amount"], (*path, "amount"), rates)
