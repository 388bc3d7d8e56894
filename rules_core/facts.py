"""The words of the facts: what a question asks, why it is asked, and which answers stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rules_core.errors import SituationError
from rules_core.fact_table import UNANSWERED
from rules_core.situation import Situation


@dataclass(frozen=True)
class Choice:
    """An answer that can be picked: the value as it goes on the wire, and its Danish label."""

    value: Any
    label: str


@dataclass(frozen=True)
class Question:
    """One question over one fact or a few that belong together.

    `kind` is boolean, integer, amount, one_of or many_of (many_of also for no other reason than that a list is asked);
    over several facts the value of a choice is an object of those facts.
    """

    id: str
    facts: tuple[str, ...]
    kind: str
    text: str
    why: str
    choices: tuple[Choice, ...]
    unit: str | None = None
    unit_of_one: str | None = None
    """What the unit is called after the number 1, where that differs."""

    def measured(self, number: str, value: float) -> str:
        """The number, as it is written, with its unit."""
        unit = self.unit_of_one if value == 1 and self.unit_of_one else self.unit
        return f"{number} {unit}" if unit else number

    def accept(self, value: Any) -> dict[str, Any]:
        """The facts that an answer puts; SituationError when it answers nothing that was asked."""
        if isinstance(value, str) and value in UNANSWERED:
            return dict.fromkeys(self.facts, value)
        if len(self.facts) == 1:
            fact = self.facts[0]
            Situation.parse({fact: value})
            self._check_offered(fact, value)
            return {fact: value}
        if not isinstance(value, dict) or not value or not set(value) <= set(self.facts):
            raise SituationError(self.id, f"write an object of {', '.join(self.facts)}")
        Situation.parse(value)
        return {fact: value.get(fact, "dont_know") for fact in self.facts}

    def _check_offered(self, fact: str, value: Any) -> None:
        """A list may hold only what is offered, a one-of only a standing choice; numbers are bounded by the fact."""
        if self.kind not in ("one_of", "many_of"):
            return
        offered = [choice.value for choice in self.choices]
        picked = value if isinstance(value, list) else [value]
        if any(item not in offered for item in picked):
            raise SituationError(fact, "write what the question offers")

    def label_of(self, value: Any) -> str | None:
        """The Danish words of a choice, None where the value is none of them."""
        return next((choice.label for choice in self.choices if choice.value == value), None)


@dataclass(frozen=True)
class Fact:
    """A fact's short Danish name, and whether it is only heard in what people write and never asked."""

    id: str
    label: str
    heard_only: bool
