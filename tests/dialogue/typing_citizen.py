"""A citizen who types: each answer in one of the wordings of phrasings.yml, another one each time."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from rules_core.fact_table import UNANSWERED
from rules_core.facts import Choice, Question

Phrasings = dict[str, Any]


def read_phrasings() -> Phrasings:
    content: Phrasings = yaml.safe_load((Path(__file__).parent / "phrasings.yml").read_text(encoding="utf-8"))
    return content


def danish(number: float) -> str:
    """2500.5 as 2500,5."""
    return f"{number:g}".replace(".", ",") if number < 100_000 else str(int(number))


class Typist:
    """Words for answers. `seed` chooses where the rotation through the wordings begins."""

    def __init__(self, phrasings: Phrasings, seed: int) -> None:
        self._phrasings, self._seed = phrasings, seed
        self._used: Counter[str] = Counter()

    def words(self, question: Question, situation: dict[str, Any]) -> str:
        """The answer of somebody in this situation; what it leaves out they do not know."""
        known = {fact: situation[fact] for fact in question.facts if fact in situation}
        told = {fact: value for fact, value in known.items() if not _is_unanswered(value)}
        halved = question.id in self._phrasings["whole"] and len(told) < len(question.facts)
        if len(told) < len(known) or not told or halved:  # who does not know a part of a question says so
            return self._one("declined" if "declined" in known.values() else "dont_know", self._phrasings)
        return self._of_several(question, told) if len(question.facts) > 1 else self._of_one(question, *told.values())

    def _of_one(self, question: Question, value: Any) -> str:
        own = self._phrasings["questions"].get(question.id, {})
        if isinstance(value, list):
            return self._listed(question, own, value)
        if isinstance(value, bool):
            return self._one(value, own) if value in own else self._one("yes" if value else "no", self._phrasings)
        if question.kind in ("integer", "amount"):
            return self._one("value", own or {"value": ["{value}"]}).format(value=danish(value))
        return self._one(value, own)

    def _listed(self, question: Question, own: Phrasings, values: list[Any]) -> str:
        """Several things in one breath; two or more by the words of the choices."""
        if not values:
            return self._one("no", self._phrasings)
        if len(values) == 1 and values[0] in own:
            return self._one(values[0], own)
        return " og ".join(question.label_of(value) or "" for value in values)

    def _of_several(self, question: Question, told: dict[str, Any]) -> str:
        choice = next(choice for choice in question.choices if _fits(choice, told))
        return self._one(choice.label, self._phrasings["questions"][question.id])

    def _one(self, key: Any, wordings: Phrasings) -> str:
        many = wordings[key]
        text: str = many[(self._seed + self._used[str(key)]) % len(many)]
        self._used[str(key)] += 1
        return text


def _fits(choice: Choice, told: dict[str, Any]) -> bool:
    return all(choice.value[fact] == value or _is_unanswered(choice.value[fact]) for fact, value in told.items())


def _is_unanswered(value: Any) -> bool:
    return isinstance(value, str) and value in UNANSWERED
