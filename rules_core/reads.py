"""Which facts a rule reads, wherever it names them: citizens who differ in none of them get the same of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from rules_core.fact_table import VUM_FACTS

_NAMES_A_FACT = ("fact", "times")
"""The members of conditions, amounts and lines that hold a fact's name."""


def facts_read(rule: Any) -> tuple[str, ...]:
    """The facts that a provision, or any part of one, depends on; each once, in the order of the rule."""
    found = dict.fromkeys(_facts_in(rule))
    if "functional_level" in found:  # computed from these where it is not told
        found.update(dict.fromkeys(VUM_FACTS))
    return tuple(found)


def _facts_in(part: Any) -> Iterator[str]:
    if isinstance(part, tuple):
        for member in part:
            yield from _facts_in(member)
    elif is_dataclass(part):
        for each in fields(part):
            value = getattr(part, each.name)
            if each.name in _NAMES_A_FACT:
                yield from () if value is None else (value,)
            else:
                yield from _facts_in(value)
