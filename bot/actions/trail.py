"""The way back: what each answered question changed, and how it is put back."""

from __future__ import annotations

from typing import Any

from rules_core import Situation
from rules_core.situation import OPEN_LISTS, UNSURE_LISTS

_LISTS = (OPEN_LISTS, UNSURE_LISTS)


def entry(question: str, before: Situation, after: Situation, topics: list[str] | None) -> dict[str, Any]:
    """One step: the question, what the changed facts were (null: absent), which of them were open lists, the topics."""
    old, new = before.as_dict(), after.as_dict()
    changed = [
        fact
        for fact in {**old, **new}
        if fact not in _LISTS and (old.get(fact) != new.get(fact) or _closed(fact, before) != _closed(fact, after))
    ]
    return {
        "question": question,
        "facts": {fact: old.get(fact) for fact in changed},
        "open": [fact for fact in changed if before.is_open(fact)],
        "topics": topics,
    }


def undone(situation: Situation, step: dict[str, Any]) -> Situation:
    """The situation without what the step changed; what was told since and beside it stays."""
    facts = situation.as_dict()
    still_open = set(facts.pop(OPEN_LISTS, ())) - set(step["facts"]) | set(step["open"])
    unsure = set(facts.pop(UNSURE_LISTS, ())) - set(step["facts"])
    for fact, value in step["facts"].items():
        if value is None:
            facts.pop(fact, None)
        else:
            facts[fact] = value
    return Situation.parse({**facts, OPEN_LISTS: sorted(still_open), UNSURE_LISTS: sorted(unsure)})


def _closed(fact: str, situation: Situation) -> tuple[bool, bool]:
    return situation.is_open(fact), situation.is_unsure(fact)
