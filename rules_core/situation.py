"""The citizen's situation: every fact of the contract, each possibly absent.

Absent (never asked), `dont_know` and `declined` are three different things: all evaluate to unknown, only the first is
asked.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any, Literal

from rules_core.errors import SituationError
from rules_core.fact_table import LEVELS, LIST_FACTS, UNANSWERED, VUM_FACTS, validated

OPEN_LISTS = "open_lists"
"""Wire key that names the list facts known in part: what is not in them is unknown, not false."""
UNSURE_LISTS = "unsure_lists"
"""Wire key that names those of the open lists whose question was answered with "don't know": not asked again."""


class Situation:
    """An immutable set of facts. `get` is None for absent, dont_know and declined alike; `is_absent` tells them
    apart.
    """

    __slots__ = ("_facts", "_level", "_open", "_told", "_unsure")

    def __init__(
        self,
        facts: dict[str, Any],
        open_lists: frozenset[str] = frozenset(),
        unsure_lists: frozenset[str] = frozenset(),
    ) -> None:
        """Trusts its arguments: use `parse` for anything that comes from outside."""
        self._facts = facts
        self._open = open_lists
        self._unsure = unsure_lists
        self._level: str | Literal[False] | None = False
        self._told: dict[str, Any] | None = None

    @classmethod
    def parse(cls, data: Any) -> Situation:
        """From the wire form (an object of facts). SituationError names the fact and what to write."""
        if not isinstance(data, dict):
            raise SituationError("situation", 'write an object of facts, such as {"age": 34}')
        facts = dict(data)
        open_lists = facts.pop(OPEN_LISTS, [])
        if not isinstance(open_lists, list) or not all(
            isinstance(name, str) and name in LIST_FACTS and isinstance(facts.get(name), list) for name in open_lists
        ):
            raise SituationError(OPEN_LISTS, "write a list of list facts that are in the situation")
        unsure = facts.pop(UNSURE_LISTS, [])
        if not isinstance(unsure, list) or any(name not in open_lists for name in unsure):
            raise SituationError(UNSURE_LISTS, f"write a list of names that are in {OPEN_LISTS}")
        return cls(validated(facts), frozenset(open_lists), frozenset(unsure))

    def get(self, fact: str) -> Any:
        """The known value of a fact, else None. The functional level is computed from the `vum_*` facts where not
        set.
        """
        value = self._facts.get(fact)
        if value in UNANSWERED if isinstance(value, str) else value is None:
            return self._level_of_vum() if fact == "functional_level" else None
        return value

    def is_absent(self, fact: str) -> bool:
        """True if the fact was never answered; an open list counts as not answered yet, unless it is an unsure one."""
        if fact == "functional_level" and fact not in self._facts:
            return self._level_of_vum() is None
        return fact not in self._facts or fact in self._open - self._unsure

    def is_open(self, fact: str) -> bool:
        """True for a list known in part: what is in it is so, what is not in it is unknown."""
        return fact in self._open

    def is_unsure(self, fact: str) -> bool:
        """True for an open list of which the citizen does not know, or will not say, the rest."""
        return fact in self._unsure

    def told(self, facts: Iterable[str]) -> Hashable:
        """What was told of these facts, as a key: no rule that reads nothing else can tell equal ones apart."""
        if self._told is None:
            lists = {fact: tuple(value) for fact, value in self._facts.items() if isinstance(value, list)}
            self._told = {**self._facts, **lists}
        return (*map(self._told.get, facts), self._open, self._unsure)

    def put(self, fact: str, value: Any) -> Situation:
        """A new situation with this fact answered (a list is then closed). SituationError as `parse`."""
        facts = {**self._facts, **validated({fact: value})}
        return Situation(facts, self._open - {fact}, self._unsure - {fact})

    def unsure(self, fact: str) -> Situation:
        """A new situation in which the rest of an open list is not known, and not asked for again."""
        if fact not in self._open:
            raise SituationError(fact, "only a list that is known in part can be unsure")
        return Situation(self._facts, self._open, self._unsure | {fact})

    def heard(self, fact: str, words: list[str]) -> Situation:
        """A new situation in which these words of a list fact are so and the rest of the list stays unknown."""
        if fact not in LIST_FACTS:
            raise SituationError(fact, "only a list can be heard in part")
        known = self._facts.get(fact)
        before = known if isinstance(known, list) else []
        merged = before + [word for word in words if word not in before]
        closed = isinstance(known, list) and fact not in self._open
        facts = {**self._facts, **validated({fact: merged})}
        return Situation(facts, self._open if closed else self._open | {fact}, self._unsure)

    def without(self, fact: str) -> Situation:
        """A new situation in which the fact is absent."""
        facts = {key: value for key, value in self._facts.items() if key != fact}
        return Situation(facts, self._open - {fact}, self._unsure - {fact})

    def as_dict(self) -> dict[str, Any]:
        """The wire form; `open_lists` and `unsure_lists` only where they name a list."""
        facts = {key: list(value) if isinstance(value, list) else value for key, value in self._facts.items()}
        if self._open:
            facts[OPEN_LISTS] = sorted(self._open)
        if self._unsure:
            facts[UNSURE_LISTS] = sorted(self._unsure)
        return facts

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Situation) and (
            (self._facts, self._open, self._unsure) == (other._facts, other._open, other._unsure)
        )

    def __repr__(self) -> str:
        return f"Situation({len(self._facts)} facts)"

    def _level_of_vum(self) -> str | None:
        """The level that the six scores make, if every value of the unknown ones makes the same; see docs/functional-
        level.md.
        """
        if self._level is False:
            scores = [self._facts.get(fact) for fact in VUM_FACTS]
            known = [score for score in scores if isinstance(score, int)]
            gaps = len(scores) - len(known)
            least, most = _level(known + [0] * gaps), _level(known + [4] * gaps)
            self._level = LEVELS[least] if least == most else None
        return self._level


def _level(scores: list[int]) -> int:
    """The mean of the highest score and the average score, rounded half up: one bad area counts, and does not decide
    alone.
    """
    doubled = max(scores) + sum(scores) / len(scores)
    return int(doubled / 2 + 0.5)
